/*
 * Typing: turns what a cell says into the value that is stored.
 *
 * Nothing is guessed: a figure that can be read in two ways is refused unless
 * the other cells of its column show how the file is written (notation.h).
 */
#ifndef INTAKE_TYPING_H
#define INTAKE_TYPING_H

#include "base/arena.h"
#include "intake/faults.h"
#include "intake/notation.h"
#include "reader/reader.h"

struct spellings; /* what words of a column were found to mean */

/* A column of a source that is read into a field. */
struct column {
    const struct schema_field *field; /* NULL: the column is not read */
    uint32_t number;                  /* from 1 */
    int64_t unit;                     /* see schema_field.unit */
    const char *
        unit_text; /* what gives UNIT in the source; NULL: it is the schema's */
    bool is_unit_unknown; /* what it tells is not understood, as was told */
    struct notation *notation; /* of money, decimals and whole numbers */
    struct spellings *spellings;
    bool *is_month_first; /* of days: some are written so, as was told */
};

/* What typing needs to know of the source. */
struct typing {
    const struct schema *schema;
    struct faults *faults;
    const struct reader_class *class;
    const struct reader *reader;
    struct arena *scratch; /* emptied after each row */
    int last_year;         /* of the report's period; 0: unknown */
};

/* Starts COLUMN: its unit, and its notation: NOTATION or, if that is AUTO, what
   its cells will show. */
void typing_start(struct arena *arena, struct column *column,
                  const struct schema_field *field, uint32_t number,
                  enum number_notation notation);

/* True when TEXT in a cell of FIELD is how an office writes that there is
   nothing: "-", "x" or "không" for a figure or a day.  Such a cell is empty: a
   dash only says that no figure was supplied. */
bool typing_says_nothing(const struct schema_field *field, const char *text);

/* The day that TEXT in a cell of FIELD is.  A year of two digits counts when
   one century alone is plausible for the field and the period of the report. */
bool typing_parse_date(const struct typing *typing,
                       const struct schema_field *field, const char *text,
                       struct date *date);

/* Reads CELL, which is not empty, into *VALUE; false after a report.  A text is
   not copied. */
bool typing_read(const struct typing *typing, const struct column *column,
                 const struct cell *cell, struct value *value);

/* Reads CELL, of a column of figures, in a row that is no record; the limits of
   the field do not apply.  False after a report. */
bool typing_read_figure(const struct typing *typing,
                        const struct column *column, const struct cell *cell,
                        int64_t *figure);

/* Reports what has destroyed the text of CELL (damage.h), which stands under
   HEADING.  True after an error; false when the text is sound, or may be, after
   a warning. */
bool typing_report_damage(const struct typing *typing, const char *heading,
                          const struct cell *cell);

#endif
