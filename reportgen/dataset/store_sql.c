#include "dataset/store_sql.h"

static void add_columns(struct strbuf *sql, const struct schema_table *table)
{
    strbuf_add_text(sql, " (_row INTEGER PRIMARY KEY, "
                         "_source INTEGER, _line INTEGER");
    for (size_t i = 0; i < table->n_fields; i++)
        strbuf_add_format(sql, ", \"%s\" %s", table->fields[i].name,
                          field_traits[table->fields[i].type].column);
    strbuf_add_char(sql, ')');
}

void store_sql_table(struct strbuf *sql, const struct schema_table *table)
{
    strbuf_add_format(sql, "CREATE TABLE \"%s\"", table->name);
    add_columns(sql, table);
}

void store_sql_cut_table(struct strbuf *sql, const struct schema_table *table)
{
    strbuf_add_format(sql, "CREATE TEMP TABLE \"%s\"", table->name);
    add_columns(sql, table);
    strbuf_add_char(sql, ';');
}

void store_sql_insert(struct strbuf *sql, const struct schema_table *table,
                      const bool *is_stored)
{
    size_t n = STORE_ROW_COLUMNS;
    strbuf_add_format(sql, "INSERT INTO \"%s\" (_row, _source, _line",
                      table->name);
    for (size_t i = 0; i < table->n_fields; i++)
        if (is_stored[i]) {
            strbuf_add_format(sql, ", \"%s\"", table->fields[i].name);
            n++;
        }
    strbuf_add_text(sql, ") VALUES (?");
    for (size_t i = 1; i < n; i++)
        strbuf_add_text(sql, ", ?");
    strbuf_add_char(sql, ')');
}

void store_sql_index(struct strbuf *sql, const struct schema_field *field)
{
    const char *table = field->table->name;
    strbuf_add_format(sql,
                      "CREATE INDEX IF NOT EXISTS main.\"_%s_%s\" ON \"%s\" "
                      "(\"%s\")",
                      table, field->name, table, field->name);
}

void store_sql_cut_index(struct strbuf *sql, const struct schema_field *field)
{
    const char *table = field->table->name;
    strbuf_add_format(sql,
                      "CREATE INDEX IF NOT EXISTS temp.\"_%s_%s\" ON \"%s\" "
                      "(\"%s\");",
                      table, field->name, table, field->name);
}
