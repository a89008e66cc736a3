/*
 * Figure places: on which page and line each figure was set.
 *
 * A sink that stands before another one:
 *
 *     struct figure_places *places = figure_places_open(true);
 *     sink = figure_places_sink(places, sink);
 *     ... set the document ...
 *     figure_places_find(places, figure, &at);
 *     figure_places_close(places);
 *
 * Lines are counted from the top of a page over its baselines; what stands side
 * by side is on one line, the page's number and the words of charts on none.
 */
#ifndef TYPESET_FIGURE_PLACES_H
#define TYPESET_FIGURE_PLACES_H

#include "typeset/page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct figure_places;

/* Where something stands; PAGE counts from 1 in the file, 0: nowhere. */
struct figure_at {
    uint32_t page, line; /* LINE 0: in a chart */
};

/* WITH_ROWS: rows of tables too, whose cells may have no figures.  Owned by the
   caller; close accepts NULL. */
struct figure_places *figure_places_open(bool with_rows);
void figure_places_close(struct figure_places *places);

/* Passes pages on to INNER, whose page() may be NULL. */
struct page_sink figure_places_sink(struct figure_places *places,
                                    struct page_sink inner);

/* Where FIGURE begins. */
bool figure_places_find(const struct figure_places *places,
                        const struct figure *figure, struct figure_at *at);

/* Where row ROW of table TABLE begins; both count from 0 in the order of the
   document, rows of heads included. */
bool figure_places_row(const struct figure_places *places, size_t table,
                       size_t row, struct figure_at *at);

/* Where chart or image NUMBER of the document stands. */
bool figure_places_chart(const struct figure_places *places, size_t number,
                         struct figure_at *at);

#endif
