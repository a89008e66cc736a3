/*
 * Fallback: what an empty cell stands for, as the schema says
 * (default = ...).
 */
#ifndef DATASET_FALLBACK_H
#define DATASET_FALLBACK_H

#include "dataset/typing.h"

/* The fallbacks of all fields of TABLE, by index; VALUE_NULL where there is
   none.  A fault is reported at the field's place in the schema file. */
struct value *fallback_read(struct arena *arena, const struct typing *typing,
                            const struct schema_table *table);

#endif
