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

void store_sql_insert(struct strbuf *sql, const struct schema_table *table)
{
    strbuf_add_format(sql, "INSERT INTO \"%s\" VALUES (?", table->name);
    for (size_t i = 1; i < STORE_ROW_COLUMNS + table->n_fields; i++)
        strbuf_add_text(sql, ", ?");
    strbuf_add_char(sql, ')');
}

void store_sql_index(struct strbuf *sql, const struct schema_field *field)
{
    const char *table = field->table->name;
    strbuf_add_format(sql,
                      "CREATE INDEX IF NOT EXISTS \"_%s_%s\" ON \"%s\" "
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
