/*
 * Markup source: the Markdown itself, beside what the parser makes of it.
 *
 * Some of what an author writes is syntax to CommonMark and would vanish: a
 * line "[Tổng kinh phí]: 1.648,5" defines a link, the last "#" of a heading
 * closes it.  A report has no such syntax: the text is given to the parser so
 * that it prints as it is written.  Numbers of lists and cells of tables, of
 * which the parser keeps less than stands there, are read from it.
 */
#ifndef MARKUP_MARKUP_SOURCE_H
#define MARKUP_MARKUP_SOURCE_H

#include "base/arena.h"
#include "base/diag.h"
#include "template/source_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct markup_source {
    const char *text; /* what the parser gets: the same lines */
    size_t size;
    const char **lines; /* where each begins; one more for the end */
    size_t n_lines;
};

/* Prepares the rendered text of MAP.  False after a report: its tables have
   more cells than a report may. */
bool markup_source_make(struct arena *arena, const struct source_map *map,
                        struct markup_source *source, struct diag *diag);

/* The number of an item of a list at LINE and COLUMN (bytes, both from 1), or
   -1 when there is none. */
int markup_source_number(const struct markup_source *source, int line,
                         int column);

/* The cells of the row of a table in LINE. */
size_t markup_source_cells(const struct markup_source *source, int line);

/* Whether LINE is one that stands below the head of a table: |---|--:|. */
bool markup_source_is_rule(const struct markup_source *source, int line);

#endif
