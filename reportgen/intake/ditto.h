/*
 * Ditto: cells that say "as above": "nt", "-nt-", "như trên", two strokes.
 *
 * A word, a day or a year is then that of the record above; a figure is not,
 * since nobody knows whether it counts once more.  Rows are remembered only in
 * sources that have such cells.
 */
#ifndef INTAKE_DITTO_H
#define INTAKE_DITTO_H

#include "intake/typing.h"

struct ditto;

/* True when TEXT in a cell of FIELD stands for what the row above says. */
bool ditto_is(const struct schema_field *field, const char *text);

/* For rows of N_CELLS or fewer or more; lives in ARENA. */
struct ditto *ditto_open(struct arena *arena, size_t n_cells);

/* Forgets the row above; accepts NULL. */
void ditto_restart(struct ditto *ditto);

/* Puts what the row above says into CELL, of FIELD, and tells it once; a cell
   above which nothing is said is reported and faulty. */
void ditto_fill_in(struct ditto *ditto, const struct typing *typing,
                   const struct schema_field *field, struct cell *cell);

/* Remembers the cells of a record. */
void ditto_keep(struct ditto *ditto, const struct cell *cells, size_t n);

#endif
