/*
 * Identity: what looks the same is made the same.
 *
 * Ids, references and texts that are grouped, counted or cut by --each are
 * equal when a reader takes them for the same (unicode_fold).  After loading,
 * and before anything compares them, each gets the form in which it was written
 * first, so that no statement needs to fold.
 */
#ifndef DATASET_IDENTITY_H
#define DATASET_IDENTITY_H

#include "dataset/store.h"
#include "intake/faults.h"

/* Gives texts of STORE that look the same their first form.  Each other form is
   reported once, with both cells, to the FAULTS of its table (by index).  False
   when the store failed. */
bool identity_unify(struct store *store, struct faults *faults,
                    struct diag *diag);

#endif
