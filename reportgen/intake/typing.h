/*
 * Typing: from what a cell says to the value that is stored.
 *
 * Nothing is guessed: a figure that may be read two ways is refused unless
 * the other cells of its column tell how the file is written (bind.c asks
 * them).
 */
#ifndef INTAKE_TYPING_H
#define INTAKE_TYPING_H

#include "base/arena.h"
#include "intake/faults.h"
#include "reader/reader.h"

struct spellings; /* what the words of a column were found to mean */

/* A column of a source that is read into a field. */
struct column {
    const struct schema_field *field; /* NULL: the column is not read */
    uint32_t number;                  /* from 1 */
    int64_t unit;                     /* see schema_field.unit */
    const char *unit_text; /* how the source tells UNIT; NULL: the schema's */
    enum number_notation notation;
    bool is_mixed; /* its figures are written in both notations */
    struct spellings *spellings;
};

/* What typing needs to know of the source. */
struct typing {
    const struct schema *schema;
    struct faults *faults;
    const struct reader_class *class;
    const struct reader *reader;
    struct arena *scratch; /* forgotten after each row */
};

/* Fills in the unit and notation with which COLUMN starts. */
void typing_start(struct arena *arena, struct column *column,
                  const struct schema_field *field, uint32_t number,
                  enum number_notation notation);

/* Reads CELL, which is not empty, into *VALUE; false after a report.  A text
   stays where the cell has it. */
bool typing_read(const struct typing *typing, const struct column *column,
                 const struct cell *cell, struct value *value);

/* True when CELL has a figure that the column's notation does not decide. */
bool typing_is_ambiguous(const struct column *column, const struct cell *cell);

/* True for the columns whose figures may be ambiguous. */
bool typing_has_notation(const struct column *column);

#endif
