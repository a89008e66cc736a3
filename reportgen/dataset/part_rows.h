/*
 * Part rows: a row that says the total of other rows.
 *
 * The key of a table may have fields that a row can leave empty: a plan for a
 * year and a source, and the same plan by contents.  Where both stand in the
 * data, every sum counts the money twice.  A total row has a word for it that
 * the intake knows (intake/row_kind.h); this one looks like a record.
 */
#ifndef DATASET_PART_ROWS_H
#define DATASET_PART_ROWS_H

#include "dataset/store.h"
#include "intake/faults.h"

/* Reports, in FAULTS by table index, each row whose figures are the sums of
   rows that say more of what it leaves empty: an error when they are equal, a
   warning when they are larger, so that they may be.  Where rows were refused
   the sums tell nothing.  STORE is sealed. */
void part_rows_tell(struct store *store, struct faults *faults);

#endif
