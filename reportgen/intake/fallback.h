/*
 * Fallback: what an empty cell stands for, as the configuration ([fill]) or
 * the schema (default = ...) says.
 */
#ifndef INTAKE_FALLBACK_H
#define INTAKE_FALLBACK_H

#include "intake/bind.h"
#include "intake/fill.h"
#include "intake/typing.h"

/* The fallbacks of all fields of TABLE, by index: what FILLS (may be NULL)
   says, in figures as FILL_NOTATION and the columns of BINDING (may be NULL)
   have them, else the schema, in plain ones; VALUE_NULL where there is none.  A
   fault is reported where the fallback is written. */
struct value *fallback_read(struct arena *arena, const struct typing *typing,
                            const struct schema_table *table,
                            const struct fill *fills,
                            enum number_notation fill_notation,
                            const struct binding *binding);

/* By field index, whether fallback_read() would give a value. */
bool *fallback_find(struct arena *arena, const struct schema_table *table,
                    const struct fill *fills);

#endif
