/*
 * Copied rows: whether the files of two offices say the same.
 *
 * A folder that was copied for another office and saved once more, with other
 * line ends, a title or a few rows of its own, has other bytes and counts its
 * rows twice all the same.
 */
#ifndef DATASET_COPIED_ROWS_H
#define DATASET_COPIED_ROWS_H

#include "dataset/store.h"

/* Warns of a source whose rows, all or at least half of them, are those of an
   earlier source of its table, be it of other ids: what [fill] says is not
   compared, and rows without a figure do not count.  Sources of the same bytes
   are left to roll_up_check_copies().  To be asked before the ids of several
   offices are told apart.  False after a report. */
bool copied_rows_tell(struct store *store, struct diag *diag);

#endif
