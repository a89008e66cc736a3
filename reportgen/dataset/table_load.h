/*
 * Table load: reads the records of one source into the store.
 */
#ifndef DATASET_TABLE_LOAD_H
#define DATASET_TABLE_LOAD_H

#include "dataset/store.h"
#include "intake/intake.h"

/* Reads SOURCE with CLASS into STORE.  Reports every fault of every row and
   drops rows that have one.  False when the store failed or the source could
   not be read to its end. */
bool table_load(struct arena *arena, struct store *store,
                const struct reader_class *class,
                const struct intake_source *source, struct faults *faults);

#endif
