/*
 * Id scope: which files share one numbering of ids.
 *
 * Offices number their schemes without asking each other.  Files of one scope
 * share one numbering.  An id that occurs in several scopes stands for
 * something else in each of them; a reference means the one of its own scope
 * first. Datasets with a single scope are left as they are.
 */
#ifndef DATASET_ID_SCOPE_H
#define DATASET_ID_SCOPE_H

#include "base/arena.h"
#include "config/config.h"
#include "dataset/store.h"

/* The scope of the file NAME, one of those that the source stands for,
   according to [dataset] ids. */
const char *id_scope_of(struct arena *arena, const struct config *config,
                        const struct config_source *source, const char *name);

/* Tells apart, in STORE before it is sealed, ids that several scopes use: ids
   that others refer to, that are counted, or that begin a key, and the
   references to them.  Notes it once for each field.  References to ids that
   only several other scopes have stay as they are and are listed in the table
   _shared (field, value).  False after a report: the store failed. */
bool id_scope_part_ids(struct store *store, struct diag *diag);

#endif
