/*
 * Roll-up: whether the files of many offices are all there, each of them once.
 *
 * TABLE.expect in [dataset] says who is expected: "places" (every place of the
 * map on the day that counts) or a list of names.
 */
#ifndef DATASET_ROLL_UP_H
#define DATASET_ROLL_UP_H

#include "config/config.h"
#include "dataset/store.h"

/* Warns of sources of one table that have the same bytes, unless they have no
   rows. */
void roll_up_check_copies(const struct store *store, struct diag *diag);

/* Warns of those whom [dataset] TABLE.expect names and who have no row in
   STORE, which is sealed. */
void roll_up_check_expected(struct store *store, const struct config *config,
                            struct diag *diag);

/* Those whom TABLE.expect names and who have no row in STORE, which is sealed:
   *N labels in ARENA, in the order of the map or list.  NULL when nobody is
   expected, or when roll_up_check_expected() reports a fault in what is
   expected. */
const char **roll_up_missing(struct arena *arena, struct store *store,
                             const struct config *config,
                             const struct schema_table *table, size_t *n);

#endif
