/*
 * Validate: checks that need all rows of a table, or several tables.
 *
 * Run on the sealed store; each check is one SQL statement over the table,
 * and reports every row that fails it.
 */
#ifndef DATASET_VALIDATE_H
#define DATASET_VALIDATE_H

#include "dataset/store.h"
#include "intake/faults.h"

/* FAULTS by table index.  Rows that stand twice, facts of one entity that
   differ between its rows, references to nothing, rules of the schema, values
   out of force. */
void validate(struct store *store, struct faults *faults);

#endif
