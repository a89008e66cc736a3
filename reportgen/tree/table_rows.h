/*
 * Table rows: the rows of a table one after the other, those of a long list
 * too, which do not stand in the tree.
 *
 *     struct table_pass pass;
 *     table_pass_begin(&pass, table);
 *     while ((row = table_pass_next(&pass, arena)))
 *         ...
 *     if (!table_pass_end(&pass))
 *         it was reported why rows are missing
 */
#ifndef TREE_TABLE_ROWS_H
#define TREE_TABLE_ROWS_H

#include "base/arena.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the rows of a long list come from, as often as they are asked for; each
   pass gives the same rows. */
struct table_source {
    /* Starts a pass.  NULL after a report. */
    void *(*begin)(const struct table_source *source);
    /* Makes the next row with all that belongs to it in ARENA.  NULL at the end
       and after a report. */
    const struct table_row *(*next)(void *pass, struct arena *arena);
    /* Ends a pass, whose rows may be kept as long as their arenas.  PASS may
       be NULL. */
    void (*end)(void *pass);
};

/* Whether DOCUMENT has a table whose rows do not stand in the tree. */
bool document_is_streamed(const struct document *document);

/* A pass over the rows of a table.  The fields are table_rows.c's. */
struct table_pass {
    const struct table *table;
    void *streamed; /* NULL: all rows stand in the tree */
    size_t n_rows;  /* given so far */
};

void table_pass_begin(struct table_pass *pass, const struct table *table);

/* The next row: one of the tree, or made in ARENA, which is to live as long as
   the row is looked at.  NULL when there is none. */
const struct table_row *table_pass_next(struct table_pass *pass,
                                        struct arena *arena);

/* Ends the pass; false when not all rows of the table have come though all were
   asked for: it was reported why. */
bool table_pass_end(struct table_pass *pass);

#endif
