/*
 * Ditto: cells that say "as above": "nt", "-nt-", "như trên", two strokes.
 *
 * A text, a day or a year is then that of the record above.  A figure is not:
 * nobody knows whether it counts once more.  Rows are remembered only in
 * sources that have such cells.
 */
#ifndef INTAKE_DITTO_H
#define INTAKE_DITTO_H

#include "intake/typing.h"

struct ditto;

/* True when TEXT in a cell of FIELD stands for the cell above. */
bool ditto_is(const struct schema_field *field, const char *text);

/* Starts in ARENA; N_CELLS is the usual size of a row, no limit. */
struct ditto *ditto_open(struct arena *arena, size_t n_cells);

/* Forgets the row above; accepts NULL. */
void ditto_restart(struct ditto *ditto);

/* Puts the value of the cell above into CELL, of FIELD, and reports it once for
   each source.  Where nothing stands above, CELL is reported and marked as
   faulty. */
void ditto_fill_in(struct ditto *ditto, const struct typing *typing,
                   const struct schema_field *field, struct cell *cell);

/* Remembers the cells of a record. */
void ditto_keep(struct ditto *ditto, const struct cell *cells, size_t n);

#endif
