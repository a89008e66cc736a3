/*
 * Table set: rows of cells as boxes, a row a box.
 *
 * Rows are set as they come and forgotten with their page; only the head is
 * kept, for the pages that follow.
 */
#ifndef TYPESET_TABLE_SET_H
#define TYPESET_TABLE_SET_H

#include "tree/tree.h"
#include "typeset/flow.h"
#include "typeset/page.h"

#include <stdbool.h>

/* Sets the table of BLOCK, caption and unit line included. */
bool flow_table(struct flow *flow, const struct block *block, tag_id parent);

/* ---- between table_measure.c and table_set.c ----------------------------- */

/* Thickness of rules, and room between them and the letters.  A column is
   wider than its text, and a row higher, by TABLE_EXTRA_X and _Y. */
enum {
    TABLE_RULE = 500,
    TABLE_PAD_X = 3500,
    TABLE_PAD_Y = 2000,
    TABLE_HANG = TABLE_PAD_X - 1000, /* marks of footnotes reach into it */
    TABLE_EXTRA_X = 2 * TABLE_PAD_X + TABLE_RULE,
    TABLE_EXTRA_Y = 2 * TABLE_PAD_Y + TABLE_RULE
};

/* How the cells of a table look. */
struct table_look {
    int scale;            /* of the letters, in thousandths of their size */
    struct style head;    /* all head cells */
    struct style *plain;  /* of a column's cells */
    struct style *strong; /* the same in bold: groups and totals */
    mpt digit, comma;     /* widths, for columns of decimals */
    mpt parenthesis;
    mpt *widest;  /* number of each column, with its padding; set by
                     table_measure() */
    mpt *hanging; /* of each column: room that marks of footnotes want
                     at its right, beyond the padding; the same */
};

/* Reads the looks of TABLE at SCALE into ARENA; false after a report. */
bool table_look_make(struct arena *arena, struct setter *setter,
                     const struct table *table, int scale,
                     struct table_look *look);

/* The style of CELL in COLUMN of a row of KIND. */
const struct style *table_look_of(const struct table_look *look,
                                  enum row_kind kind, size_t column);

/* True for cells whose numbers have their commas in one line. */
bool table_has_commas(const struct table_column *column,
                      const struct table_cell *cell);

/* Free room at the right of a number, so that the decimal commas of COLUMN
   stand in one line. */
mpt table_decimal_pad(const struct table_look *look,
                      const struct table_column *column,
                      const struct table_cell *cell);

/* Shares WIDTH (rules left out) among the columns, into WIDTHS: from what the
   cells of all rows want and need, within the columns' own least and most.
   *FITS says that no word has to be torn.  False after a report. */
bool table_measure(struct arena *arena, struct setter *setter,
                   const struct table *table, const struct table_look *look,
                   mpt width, mpt *widths, bool *fits);

#endif
