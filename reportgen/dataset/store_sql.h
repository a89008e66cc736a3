/*
 * Store SQL: the statements that a store makes of a schema.
 *
 * How a field is kept, and what the columns of a table before its fields are,
 * is told in store.h.  Private to the store.
 */
#ifndef DATASET_STORE_SQL_H
#define DATASET_STORE_SQL_H

#include "base/strbuf.h"
#include "schema/schema.h"

/* Adds the statement that makes TABLE. */
void store_sql_table(struct strbuf *sql, const struct schema_table *table);

/* Adds the one that puts N_ROWS rows behind the others of TABLE: for each, in
   this order, parameters for source and line and for the FIELDS, by index, that
   are stored. */
struct store_field;
void store_sql_insert(struct strbuf *sql, const struct schema_table *table,
                      const struct store_field *fields, size_t n_rows);

/* Adds the one that reads FIELDS of all rows of TABLE which have the first. */
void store_sql_identity(struct strbuf *sql, const struct schema_table *table,
                        const struct schema_field *const *fields,
                        size_t n_fields);

/* Adds the one that indexes FIELD. */
void store_sql_index(struct strbuf *sql, const struct schema_field *field);

/* The same for the table that a cut of TABLE stands in, with ";". */
void store_sql_cut_table(struct strbuf *sql, const struct schema_table *table);
void store_sql_cut_index(struct strbuf *sql, const struct schema_field *field);

#endif
