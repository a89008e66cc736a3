/*
 * Fallback: what an empty cell stands for, according to [fill] of the
 * configuration or "default" of the schema.
 */
#ifndef INTAKE_FALLBACK_H
#define INTAKE_FALLBACK_H

#include "intake/bind.h"
#include "intake/fill.h"
#include "intake/typing.h"

/* The fallbacks of all fields of TABLE, by index, in ARENA; VALUE_NULL where
   there is none.  Texts of FILLS (may be NULL) come first; their figures are
   written in FILL_NOTATION and the units of BINDING (may be NULL), those of the
   schema plainly.  A fault is reported where the fallback is written. */
struct value *fallback_read(struct arena *arena, const struct typing *typing,
                            const struct schema_table *table,
                            const struct fill *fills,
                            enum number_notation fill_notation,
                            const struct binding *binding);

/* By field index: true when fallback_read() would give a value. */
bool *fallback_find(struct arena *arena, const struct schema_table *table,
                    const struct fill *fills);

#endif
