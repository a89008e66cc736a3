/*
 * Table row: the cells of joined rows as boxes, for table_set.c.
 *
 *     table_make_grid()      room for as many rows as are set together
 *     table_set_cells()      the text of N rows
 *     table_set_heights()    how high they are
 *     table_make_row()       each of them, from the first
 */
#ifndef TYPESET_TABLE_ROW_H
#define TYPESET_TABLE_ROW_H

#include "base/arena.h"
#include "typeset/box.h"
#include "typeset/paragraph.h"
#include "typeset/table_set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell that is being set. */
struct set_cell {
    const struct table_cell *cell; /* NULL: covered by another */
    struct lines lines;
    mpt height; /* of the text */
    size_t columns, rows;
};

struct table_setter {
    struct flow *flow;
    const struct table *table;
    struct table_look look;
    struct table_run *run;
    mpt *edges;
    mpt limit;        /* rows taller than that are split */
    bool head;        /* head rows are being set */
    bool failed;      /* a footnote could not be set */
    size_t rows_left; /* of head or body, with the one being made */
    tag_id part;
    /* which column's cell stands in each column of the row, and how many
       rows it covers below it */
    size_t *owners;
    uint32_t *below;
    struct set_cell *cells; /* of the joined rows */
    mpt *heights;
};

/* Makes room in ARENA for N_ROWS rows that are set together. */
void table_make_grid(struct table_setter *ts, struct arena *arena,
                     size_t n_rows);

/* Sets the text of N joined rows.  False after a report. */
bool table_set_cells(struct table_setter *ts, const struct table_row *rows,
                     size_t n);

/* Finds the heights of the N rows set; returns their sum. */
mpt table_set_heights(struct table_setter *ts, size_t n);

/* Makes the boxes of row I of the joined rows: one, or more when it is taller
   than a page. */
struct box *table_make_row(struct table_setter *ts, const struct table_row *row,
                           size_t i, size_t *n);

#endif
