/*
 * Near ids: ids that an office may take for one.
 *
 * "01" and "1", "ĐA - 01" and "ĐA-01", "ĐA-O1" and "ĐA-01" are different texts
 * and may be different schemes, but more often a hand typed one of them twice.
 * Whoever counts them should know.
 */
#ifndef DATASET_NEAR_IDS_H
#define DATASET_NEAR_IDS_H

#include "dataset/store.h"
#include "intake/faults.h"

/* Warns of the keys and entities of STORE that differ only in blanks, in zeros
   in front of a number, or in letters that look like digits, each pair once
   with both cells, in the FAULTS of its table (by index).  A table with more
   rows than any office keeps by hand is not looked at.  False when the store
   failed. */
bool near_ids_tell(struct store *store, struct faults *faults,
                   struct diag *diag);

#endif
