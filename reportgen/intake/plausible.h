/*
 * Plausible: days and amounts that cannot be.
 *
 * A year of four digits may have two of them swapped, and an amount may stand
 * in another unit than its heading says.  What is outside the range that the
 * schema gives (or, for days, the program) is a warning at its cell; a column
 * of money most of whose figures would fit a thousandfold smaller or larger is
 * an error about its unit, and days or years most of which are outside
 * are one warning a table about the period.  Nothing and zero are plausible.
 * The clock of the machine decides nothing: days are compared with the report's
 * period.
 */
#ifndef INTAKE_PLAUSIBLE_H
#define INTAKE_PLAUSIBLE_H

#include "intake/typing.h"

struct plausible;

/* A watch over the values of COLUMN, in ARENA; LAST is the last day of the
   period (year 0: unknown).  NULL when everything in it is plausible. */
struct plausible *plausible_watch(struct arena *arena,
                                  const struct column *column,
                                  struct date last);

/* Looks at VALUE, which CELL was read as. */
void plausible_look(struct plausible *plausible, const struct typing *typing,
                    const struct value *value, const struct cell *cell);

/* Reports what was seen in the N columns of a table, each of which may be
   NULL. */
void plausible_report(struct plausible *const *columns, size_t n,
                      const struct typing *typing);

#endif
