/*
 * Plausible: finds days and amounts that can hardly be right.
 *
 * Two digits of a year may be swapped, and an amount may be in another unit
 * than its heading says.  A value outside the range that the schema gives (or,
 * for days, the program) is a warning at its cell.  A column of money most of
 * whose figures would fit a thousand times smaller or larger is an error about
 * its unit; days or years most of which are outside give one warning for each
 * table about the period.  Empty cells and zero are plausible.  Days are
 * compared with the report's period, never with the clock of the machine.
 */
#ifndef INTAKE_PLAUSIBLE_H
#define INTAKE_PLAUSIBLE_H

#include "intake/typing.h"

/* The first year that is plausible for FIELD, of days or years, and the last,
   for a period that ends in LAST_YEAR (0: unknown). */
int plausible_first_year(const struct schema_field *field);
int plausible_last_year(const struct schema_field *field, int last_year);

struct plausible;

/* Starts to watch COLUMN, in ARENA; LAST is the last day of the period (year 0:
   not known).  NULL when nothing in the column can be implausible. */
struct plausible *plausible_watch(struct arena *arena,
                                  const struct column *column,
                                  struct date last);

/* Takes VALUE, which was read from CELL. */
void plausible_look(struct plausible *plausible, const struct typing *typing,
                    const struct value *value, const struct cell *cell);

/* Reports what was found in the N COLUMNS of a table, each of which may be
   NULL. */
void plausible_report(struct plausible *const *columns, size_t n,
                      const struct typing *typing);

#endif
