/*
 * Numbers: every computed figure of a document, in order, and where it stands.
 *
 * The stage explain answers where a printed number comes from.  Here are the
 * numbers themselves: those of paragraphs and footnotes, of tables and their
 * sheets, of charts.  What a layout wrote as plain text, the numbers of
 * headings, lists and pages, and what a chart says of the whole (the shares of
 * a pie, the totals of stacks) are none.
 *
 * explanation.h works out what one of them was made of; show.h shows it.
 */
#ifndef EXPLAIN_NUMBERS_H
#define EXPLAIN_NUMBERS_H

#include "base/arena.h"
#include "tree/tree.h"
#include "typeset/figure_places.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A printed number, or words of the data: FIGURE.value says which. */
struct number {
    struct figure figure;
    const char *name;      /* "by_source.national.support"; NULL: none */
    const char *id;        /* of its place in the document: "1.14.2" */
    size_t section, block; /* from 1; of a sheet SECTION is 0 */
    const char *heading;   /* the last one above it, or NULL */
    const char *sentence;  /* it stands in; of a cell the heads of its row and
                              column */
    const char *table;     /* id of its table, or NULL */
    size_t row, column;    /* from 1, those of the table's head included */
    const char *sheet;     /* name of its sheet, or NULL */
    const char *cell;      /* "C7" of the sheet */
    struct figure_at at;   /* on paper; page 0: nowhere */
    bool in_chart;
    bool of_record; /* what it shows is what a record says */
};

/* Words of a paragraph, as they are without what was computed. */
struct wording {
    const char *id; /* of the paragraph: "1.14" */
    const char *heading;
    const char *text; /* each figure of the data is "{}" */
};

struct numbers {
    struct number *numbers;
    size_t n_numbers;
    struct wording *wordings;
    size_t n_wordings;
};

/* The numbers of DOCUMENT, in ARENA.  PLACES (may be NULL) says where they were
   set.  Of long lists, whose rows do not stand in the tree, only those are
   among them that show the text STREAMED (NULL: none). */
struct numbers *numbers_of(struct arena *arena, const struct document *document,
                           const struct figure_places *places,
                           const char *streamed);

/* Whether VALUE is a number, not a date, a year, a truth or words. */
bool number_is_figure(const struct value *value);

#endif
