/*
 * Bind: which column of a source is which field of a table.
 *
 * Headings are matched by what a reader takes for the same word
 * (unicode_fold): the field's heading, its variants, its name; a unit in
 * parentheses is parted from them and counts for money.
 */
#ifndef INTAKE_BIND_H
#define INTAKE_BIND_H

#include "intake/typing.h"

struct binding {
    const struct schema_table *table;
    struct column *columns; /* one a heading */
    size_t n_columns;       /* without empty headings at the end */
    uint32_t *numbers;      /* by field index: column number, 0 absent */
    bool *unnamed;          /* by column: no heading, and no warning yet */
    bool complete;          /* no column that must be there is missing */
};

/* Matches the row of headings CELLS.  Faults are reported; false when nothing
   of the table is there, so that reading its rows would tell nothing.  A
   column may be missing where FALLBACKS, by field index, has a value. */
bool bind_headings(struct arena *arena, const struct typing *typing,
                   const struct schema_table *table,
                   const struct value *fallbacks, const struct cell *cells,
                   size_t n_cells, enum number_notation notation,
                   struct binding *binding);

#endif
