#include "dataset/store_sql.h"

#include "dataset/store_inside.h"

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
                      const struct store_field *fields, size_t n_rows)
{
    size_t n_stored = 0;
    strbuf_add_format(sql, "INSERT INTO \"%s\" (_source, _line", table->name);
    for (size_t i = 0; i < table->n_fields; i++)
        if (fields[i].is_stored) {
            strbuf_add_format(sql, ", \"%s\"", table->fields[i].name);
            n_stored++;
        }
    strbuf_add_text(sql, ") VALUES ");
    for (size_t row = 0; row < n_rows; row++) {
        strbuf_add_text(sql, row == 0 ? "(?, ?" : ", (?, ?");
        for (size_t i = 0; i < n_stored; i++)
            strbuf_add_text(sql, ", ?");
        strbuf_add_char(sql, ')');
    }
}

void store_sql_identity(struct strbuf *sql, const struct schema_table *table,
                        const struct schema_field *const *fields,
                        size_t n_fields)
{
    strbuf_add_text(sql, "SELECT ");
    for (size_t i = 0; i < n_fields; i++)
        strbuf_add_format(sql, "%s\"%s\"", i == 0 ? "" : ", ", fields[i]->name);
    strbuf_add_format(sql, " FROM \"%s\" WHERE \"%s\" IS NOT NULL", table->name,
                      fields[0]->name);
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
