/*
 * Copied rows: finds sources whose rows were copied from another source.
 *
 * A folder that was copied for another office and saved once more, with other
 * line ends, a title or a few rows of its own, has different bytes; its rows
 * are counted twice all the same.
 */
#ifndef DATASET_COPIED_ROWS_H
#define DATASET_COPIED_ROWS_H

#include "dataset/store.h"

/* Warns of a source of which all rows, or at least half, stand in an earlier
   source of its table, even under other ids.  Values from [fill] are not
   compared, and rows without a figure do not count.  Sources with the same
   bytes are left to roll_up_check_copies().  Call it before the ids of several
   offices are told apart.  False after a report. */
bool copied_rows_tell(struct store *store, struct diag *diag);

#endif
