/*
 * Each: the values of a field, and the dataset of one of them.
 *
 * A report of one province is the report of all with the rows of that
 * province: in every table that has the field, or that leads by references to
 * one that has it, only these rows are seen.  The dataset is read once for all
 * values.
 */
#ifndef DATASET_EACH_H
#define DATASET_EACH_H

#include "base/arena.h"
#include "base/diag.h"
#include "dataset/store.h"
#include "schema/schema.h"

/* One value; KEY is as stored, LABEL as printed, of a place also with its unit,
   SLUG for names of files. */
struct each_value {
    const char *key;
    const char *label;
    const char *full_label;
    const char *slug;
};

/* The field that TABLE_FIELD ("schemes.province") names.  NULL after a report:
   it is none, or one whose values are no names. */
const struct schema_field *each_field(const struct schema *schema,
                                      const char *table_field,
                                      struct diag *diag);

/* The values that FIELD has, in the order of the schema or of the alphabet.
   Rows without one are warned of.  False after a report: there is none, or
   two would have the same name of a file. */
bool each_list(struct arena *arena, struct store *store,
               const struct schema_field *field, struct each_value **values,
               size_t *n_values, struct diag *diag);

/* Finds for all rows of STORE, which is sealed, which values of FIELD they
   have: once, before each_cut(). */
bool each_index(struct arena *arena, struct store *store,
                const struct schema_field *field, struct diag *diag);

/* Shows of STORE the rows of the value KEY of FIELD alone, until the next
   cut. */
bool each_cut(struct store *store, const struct schema_field *field,
              const char *key, struct diag *diag);

#endif
