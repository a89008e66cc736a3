/*
 * Repeats: whether something may have come twice.
 *
 * A set of 64-bit hashes that is asked one thing: was any added twice?  "No"
 * is certain and spares a sort of the whole table; "yes" is for SQL to prove.
 */
#ifndef DATASET_REPEATS_H
#define DATASET_REPEATS_H

#include "schema/schema.h"

struct value;

/* Start with zeroes; free with repeats_free(). */
struct repeats {
    uint64_t *slots; /* 0: empty */
    size_t n_slots;  /* a power of two */
    size_t n;
    bool found;
};

/* Adds the values of FIELDS in a row whose VALUES are in field order.  A row
   whose first such value is null does not count. */
void repeats_add_row(struct repeats *repeats,
                     const struct schema_field *const *fields, size_t n_fields,
                     const struct value *values);

/* Gives the memory back; what was found stays. */
void repeats_free(struct repeats *repeats);

#endif
