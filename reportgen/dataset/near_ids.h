/*
 * Near ids: ids that may be two spellings of one.
 *
 * "01" and "1", "ĐA - 01" and "ĐA-01", "ĐA-O1" and "ĐA-01" are different texts
 * and may be different schemes, but more often somebody typed one id in two
 * ways.  Whoever counts them should know.
 */
#ifndef DATASET_NEAR_IDS_H
#define DATASET_NEAR_IDS_H

#include "dataset/store.h"
#include "intake/faults.h"

/* Warns of keys and entities of STORE that differ only in blanks, in zeros
   before a number, or in letters that look like digits: each pair once, with
   both cells, to the FAULTS of its table (by index).  Tables with more rows
   than an office keeps by hand are skipped.  False when the store failed. */
bool near_ids_tell(struct store *store, struct faults *faults,
                   struct diag *diag);

#endif
