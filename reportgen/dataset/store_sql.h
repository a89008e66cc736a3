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

/* Columns of every table before its fields. */
enum { STORE_ROW_COLUMNS = 3 };

/* Adds the statement that makes TABLE. */
void store_sql_table(struct strbuf *sql, const struct schema_table *table);

/* Adds the one that puts a row into TABLE: parameters for what every row has,
   and for the fields IS_STORED, by index, in their order. */
void store_sql_insert(struct strbuf *sql, const struct schema_table *table,
                      const bool *is_stored);

/* Adds the one that indexes FIELD. */
void store_sql_index(struct strbuf *sql, const struct schema_field *field);

/* The same for the table that a cut of TABLE stands in, with ";". */
void store_sql_cut_table(struct strbuf *sql, const struct schema_table *table);
void store_sql_cut_index(struct strbuf *sql, const struct schema_field *field);

#endif
