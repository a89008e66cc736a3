/*
 * Id scope: which files share one numbering of ids.
 *
 * Offices number their schemes without asking each other.  Files of one
 * scope share one numbering; an id that several scopes have stands for
 * something else in each, and a reference means that of its own scope first.
 * Datasets of one scope are not touched.
 */
#ifndef DATASET_ID_SCOPE_H
#define DATASET_ID_SCOPE_H

#include "base/arena.h"
#include "config/config.h"
#include "dataset/store.h"

/* The scope of the file NAME, one of those that SOURCE stands for: what
   [dataset] ids says. */
const char *id_scope_of(struct arena *arena, const struct config *config,
                        const struct config_source *source, const char *name);

/* Tells apart, in STORE before it is sealed, what several scopes call the
   same: ids that others refer to, that are counted, or that begin a key, and
   the references to them.  Noted once a field.  References to ids of several
   other scopes are left and put down in the table _shared (field, value).
   False after a report: the store failed. */
bool id_scope_part_ids(struct store *store, struct diag *diag);

#endif
