/*
 * Place lookup: the places that the rows of one source name.
 *
 * A file names few places in many rows, so each text is looked up once for each
 * source, and one that no map knows is reported once.
 */
#ifndef INTAKE_PLACE_LOOKUP_H
#define INTAKE_PLACE_LOOKUP_H

#include "base/value.h"
#include "intake/faults.h"

struct place_lookup;

/* Looks for the places that exist on the day ON.  Lives in ARENA. */
struct place_lookup *place_lookup_open(struct arena *arena, struct date on,
                                       struct faults *faults);

/* The value of FIELD, of type "place", where TEXT was recorded at PLACE;
   VALUE_NULL after a warning. */
struct value place_lookup(struct place_lookup *lookup,
                          const struct schema_field *field, const char *text,
                          struct place place);

#endif
