/*
 * Table load: the rows of one source, typed, into the store.
 */
#ifndef DATASET_TABLE_LOAD_H
#define DATASET_TABLE_LOAD_H

#include "dataset/store.h"
#include "intake/faults.h"
#include "intake/fill.h"
#include "reader/reader.h"
#include "schema/field_words.h"

struct table_source {
    const struct schema_table *table;
    const char *name;     /* as configured */
    const char *id_scope; /* whose ids its ids are */
    struct reader_options options;
    enum number_notation notation;
    const struct fill *fills;           /* by field index; NULL: none */
    struct date places_on;              /* the day whose places count */
    const struct schema_field *decides; /* the period of its rows, or NULL */
    const char *const *ignored; /* headings that nobody misses, folded */
    size_t n_ignored;
    const struct field_words *words; /* of the layout, or NULL */
};

/* Reads SOURCE with CLASS into STORE.  Every fault of every row is reported;
   rows with one are dropped.  False when the store failed or the source could
   not be read to its end. */
bool table_load(struct arena *arena, struct store *store,
                const struct reader_class *class,
                const struct table_source *source, struct faults *faults,
                struct diag *diag);

#endif
