/*
 * Origin: whose ids the ids of a source are.
 *
 * Offices number their schemes without asking each other.  Files of one
 * origin share one numbering; an id that several origins have stands for
 * something else in each, and a reference means that of its own origin first.
 * Datasets of one origin are not touched.
 */
#ifndef DATASET_ORIGIN_H
#define DATASET_ORIGIN_H

#include "base/arena.h"
#include "config/config.h"
#include "dataset/store.h"

/* The origin of the file NAME, one of those that SOURCE stands for: what
   [dataset] ids says. */
const char *origin_of(struct arena *arena, const struct config *config,
                      const struct config_source *source, const char *name);

/* Tells apart, in STORE before it is sealed, what several origins call the
   same: ids that others refer to, that are counted, or that begin a key, and
   the references to them.  Noted once a field.  References to ids of several
   other origins are left and put down in the table _shared (field, value).
   False after a report: the store failed. */
bool origin_part_ids(struct store *store, struct diag *diag);

#endif
