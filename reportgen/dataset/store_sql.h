/*
 * Store SQL: the statements that a store makes from a schema.
 *
 * store.h tells how a field is kept, and which columns a table has before its
 * fields.  All functions add a statement to SQL.  Private to the store.
 */
#ifndef DATASET_STORE_SQL_H
#define DATASET_STORE_SQL_H

#include "base/strbuf.h"
#include "schema/schema.h"

/* Makes TABLE. */
void store_sql_table(struct strbuf *sql, const struct schema_table *table);

/* Adds N_ROWS rows to TABLE.  Each has parameters, in this order, for the
   source, the line, and those of FIELDS (by index) that are stored. */
struct store_field;
void store_sql_insert(struct strbuf *sql, const struct schema_table *table,
                      const struct store_field *fields, size_t n_rows);

/* Reads FIELDS of all rows of TABLE that have the first of them. */
void store_sql_identity(struct strbuf *sql, const struct schema_table *table,
                        const struct schema_field *const *fields,
                        size_t n_fields);

/* Indexes FIELD. */
void store_sql_index(struct strbuf *sql, const struct schema_field *field);

/* The same for the table that holds a cut of TABLE, each with ";". */
void store_sql_cut_table(struct strbuf *sql, const struct schema_table *table);
void store_sql_cut_index(struct strbuf *sql, const struct schema_field *field);

#endif
