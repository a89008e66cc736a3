/*
 * Table rows: the rows of a table one after another, including those of a long
 * list, which are not in the tree.
 *
 *     struct table_pass pass;
 *     table_pass_begin(&pass, table);
 *     while ((row = table_pass_next(&pass, arena)))
 *         ...
 *     if (!table_pass_end(&pass))
 *         rows are missing, and the reason was reported
 */
#ifndef TREE_TABLE_ROWS_H
#define TREE_TABLE_ROWS_H

#include "base/arena.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the rows of a long list come from.  Passes may be repeated; each gives
   the same rows. */
struct table_source {
    /* Starts a pass.  NULL after a report. */
    void *(*begin)(const struct table_source *source);
    /* Makes the next row and all that belongs to it in ARENA.  NULL at the end,
       and after a report. */
    const struct table_row *(*next)(void *pass, struct arena *arena);
    /* Ends a pass; its rows live as long as their arenas.  PASS may be NULL. */
    void (*end)(void *pass);
};

/* True when DOCUMENT has a table whose rows are not in the tree. */
bool document_is_streamed(const struct document *document);

/* A pass over the rows of a table.  Its fields belong to table_rows.c. */
struct table_pass {
    const struct table *table;
    void *streamed; /* NULL: all rows are in the tree */
    size_t n_rows;  /* so far */
};

void table_pass_begin(struct table_pass *pass, const struct table *table);

/* The next row: one of the tree, or one made in ARENA, which has to live as
   long as the row is used.  NULL when there is none. */
const struct table_row *table_pass_next(struct table_pass *pass,
                                        struct arena *arena);

/* Ends the pass.  False when rows are missing although all were asked for; the
   reason was reported. */
bool table_pass_end(struct table_pass *pass);

#endif
