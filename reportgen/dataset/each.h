/*
 * Each: the values of a field, and the dataset of one of them.
 *
 * The report of one province is the report of all of them, over the rows of
 * that province: of every table that has the field, or that leads by references
 * to one that has it, only these rows are seen.  The dataset is read once for
 * all values.
 */
#ifndef DATASET_EACH_H
#define DATASET_EACH_H

#include "base/arena.h"
#include "base/diag.h"
#include "dataset/store.h"
#include "schema/schema.h"

/* One value: KEY as stored, LABEL as printed, FULL_LABEL with the unit of a
   place, SLUG for names of files. */
struct each_value {
    const char *key;
    const char *label;
    const char *full_label;
    const char *slug;
};

/* The field that TABLE_FIELD ("schemes.province") names.  NULL after a report:
   there is no such field, or its values are no names. */
const struct schema_field *each_field(const struct schema *schema,
                                      const char *table_field,
                                      struct diag *diag);

/* Lists the values that FIELD has, in the order of the schema or of the
   alphabet.  Warns of rows without one.  False after a report: there is no
   value, or two of them would give the same file name. */
bool each_list(struct arena *arena, struct store *store,
               const struct schema_field *field, struct each_value **values,
               size_t *n_values, struct diag *diag);

/* Finds which values of FIELD each row of STORE has; the store is sealed.  To
   be called once, before each_cut(). */
bool each_index(struct arena *arena, struct store *store,
                const struct schema_field *field, struct diag *diag);

/* Makes STORE show only the rows of the value KEY of FIELD, until the next cut.
   False after a report. */
bool each_cut(struct store *store, const struct schema_field *field,
              const char *key, struct diag *diag);

#endif
