/*
 * Validate: checks that need all rows of a table, or several tables.
 *
 * They run on the sealed store; each is one SQL statement over the table, and
 * reports every row that fails it.
 */
#ifndef DATASET_VALIDATE_H
#define DATASET_VALIDATE_H

#include "dataset/store.h"
#include "intake/faults.h"

/* Reports to FAULTS (by table index) rows that occur twice, facts of one entity
   that differ between its rows, references to nothing, broken rules of the
   schema, and values that were not valid on the day of their row. */
void validate(struct store *store, struct faults *faults);

#endif
