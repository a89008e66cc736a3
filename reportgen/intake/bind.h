/*
 * Bind: which column of a source is which field of a table.
 *
 * Headings are matched by what a reader takes for the same word
 * (unicode_fold): the field's heading, its variants, its name.  What stands
 * behind the name (heading.h) is understood by the type of the field, or
 * refused: a unit, a scale, "(kế hoạch)".  A column that is not read is
 * warned of; it is an error where its figures would be missed.
 */
#ifndef INTAKE_BIND_H
#define INTAKE_BIND_H

#include "intake/typing.h"
#include "schema/field_words.h"

/* A column that is not read, of a source in which no column decides whether a
   row is in the period: it does if its cells are dates.  TEXT is its heading;
   NULL: it is none, or was looked at. */
struct bind_candidate {
    const char *text;
    struct place place;
};

struct binding {
    const struct schema_table *table;
    struct column *columns; /* one a heading */
    size_t n_columns;       /* without empty headings at the end */
    uint32_t *numbers;      /* by field index: column number, 0 absent */
    bool *unnamed;          /* by column: no heading, and no warning yet */
    struct bind_candidate *candidates; /* by column: may decide the period */
    bool complete; /* no column that must be there is missing */
    const struct schema_field *undecided; /* decides, and has no column; or
                                             NULL */
};

/* What is known beside the headings. */
struct bind_context {
    const bool *has_fallback;           /* by field: a column may be missing */
    const struct schema_field *decides; /* the period of a row, or NULL */
    const char *const *ignored; /* headings that the configuration ignores */
    size_t n_ignored;
    const struct field_words *words; /* of the layout, or NULL */
    enum number_notation notation;
};

/* Matches the row of headings CELLS.  Faults are reported; false when nothing
   of the table is there, so that reading its rows would tell nothing. */
bool bind_headings(struct arena *arena, const struct typing *typing,
                   const struct schema_table *table,
                   const struct bind_context *context, const struct cell *cells,
                   size_t n_cells, struct binding *binding);

/* Looks at CELL of a column that is not read: one with a date, where no column
   decides the period, is reported. */
void bind_look_at_unread(struct binding *binding, const struct typing *typing,
                         const struct cell *cell);

/* The unit of what is written for FIELD in a source bound so: that of its
   column; of a field without one, the schema's. */
int64_t bind_unit_of(const struct binding *binding,
                     const struct schema_field *field);

/* Says that figures of column NUMBER (from 1), or of all columns of money when
   NUMBER is 0, are in DONG each, as TEXT at PLACE says: a row of units below
   the headings, or a line above or below the table.  A column whose heading
   tells another unit is reported. */
void bind_unit(struct binding *binding, const struct typing *typing,
               uint32_t number, int64_t dong, const char *text,
               struct place place);

/* How many of CELLS are headings of fields of TABLE. */
size_t bind_count(const struct typing *typing, const struct schema_table *table,
                  const struct cell *cells, size_t n_cells);

#endif
