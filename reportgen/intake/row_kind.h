/*
 * Row kind: which rows of a source are records.
 *
 * A sheet of an office has totals, lines that open a section, repeated
 * headings, numbers of columns, lines for signatures.  All cells of a row
 * together tell what it is, with their types and with the values that [fill]
 * and the schema put into empty ones: a row with a name, a day and an amount is
 * a record that lacks its id, whatever its first cell says.
 */
#ifndef INTAKE_ROW_KIND_H
#define INTAKE_ROW_KIND_H

#include "intake/account.h"
#include "intake/bind.h"

struct row {
    struct cell *cells;
    size_t n_cells;
};

/* How a section is numbered; sections with the same kind of number are on one
   level. */
enum row_level {
    LEVEL_NONE,
    LEVEL_LETTER, /* A. */
    LEVEL_ROMAN,  /* II. */
    LEVEL_ARABIC, /* 1. */
    LEVEL_SMALL,  /* a) */
    LEVEL_DASH,   /* "- " */
    N_LEVELS
};

struct row_rules;

/* Makes the rules for rows of BINDING below the N_HEADINGS HEADINGS, any of
   which may be repeated; FALLBACKS by field index.  All of these outlive the
   rules, which live in ARENA. */
struct row_rules *row_rules_make(struct arena *arena,
                                 const struct typing *typing,
                                 const struct binding *binding,
                                 const struct value *fallbacks,
                                 const struct row *headings, size_t n_headings);

/* Prepares the rules for a second pass over the same rows. */
void row_rules_restart(struct row_rules *rules);

/* The kind of ROW.  It depends on the rows before, so ask for them in order. */
enum intake_kind row_kind(struct row_rules *rules, const struct row *row);

/* True when ROW tells averages: "Bình quân". */
bool row_is_average(const struct typing *typing, const struct row *row);

/* The words that name a row which is no record ("" when it has none), and their
   level. */
const char *row_title(const struct row *row);
enum row_level row_level(const struct row *row);

/* The cell of FIELD in ROW, or NULL. */
const struct cell *row_cell(const struct binding *binding,
                            const struct row *row,
                            const struct schema_field *field);

/* True when CELL begins with a word such as "VD:", as in the example row of a
   data-entry workbook. */
bool row_is_example_cell(const struct row_rules *rules,
                         const struct cell *cell);

/* True when a cell contains only digits and what may stand around a figure. */
bool row_is_figure(const struct cell *cell);

#endif
