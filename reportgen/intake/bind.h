/*
 * Bind: which column of a source is which field of a table.
 *
 * Headings match when a reader takes them for the same words (unicode_fold):
 * the field's heading, its variants, its name.  What follows the name
 * (heading.h: a unit, a scale, "(kế hoạch)") is understood by the type of the
 * field, or refused.  A column that is not read gets a warning, or an error
 * when its figures would be missed.
 */
#ifndef INTAKE_BIND_H
#define INTAKE_BIND_H

#include "intake/typing.h"
#include "schema/field_words.h"

/* A column that is not read although no column of its source decides the
   period; it would if its cells were dates.  TEXT is its heading; NULL when it
   has none or was reported. */
struct bind_candidate {
    const char *text;
    struct place place;
};

struct binding {
    const struct schema_table *table;
    struct column *columns; /* one for each heading */
    size_t n_columns;       /* without empty headings at the end */
    uint32_t *numbers; /* by field index: its column number, 0 when absent */
    bool *unnamed;     /* by column: it has no heading, and no warning yet */
    struct bind_candidate
        *candidates; /* by column: those that may decide the period */
    bool complete;   /* no required column is missing */
    const struct schema_field
        *undecided; /* the field that should decide the period and has no
                       column, or NULL */
};

/* What is known apart from the headings. */
struct bind_context {
    const bool *has_fallback; /* by field: its column may be missing */
    const struct schema_field
        *decides; /* the field that decides the period of a row, or NULL */
    const char *const *ignored; /* headings that the configuration ignores */
    size_t n_ignored;
    const struct field_words *words; /* those of the layout, or NULL */
    enum number_notation notation;
};

/* Matches the headings CELLS with the fields of a table.  Faults are reported.
   False when no column of the table is there, so that reading the rows would
   tell nothing. */
bool bind_headings(struct arena *arena, const struct typing *typing,
                   const struct schema_table *table,
                   const struct bind_context *context, const struct cell *cells,
                   size_t n_cells, struct binding *binding);

/* Looks at CELL of a column that is not read; reports one with a date where no
   decides the period, is reported, and so is a unit in which the figures of the
   row are not read. */
void bind_look_at_unread(struct binding *binding, const struct typing *typing,
                         const struct cell *cell);

/* The unit of what is written for FIELD in a source bound so: that of its
   column or, without one, the schema's. */
int64_t bind_unit_of(const struct binding *binding,
                     const struct schema_field *field);

/* Sets the unit of column NUMBER (from 1), or of all columns of money when
   NUMBER is 0, to DONG, as TEXT at PLACE says: a row of units below the
   headings, or a line above or below the table.  Reports a column whose heading
   tells another unit is reported, once. */
void bind_unit(struct binding *binding, const struct typing *typing,
               uint32_t number, int64_t dong, const char *text,
               struct place place);

/* How many of CELLS are headings of fields of TABLE. */
size_t bind_count(const struct typing *typing, const struct schema_table *table,
                  const struct cell *cells, size_t n_cells);

#endif
