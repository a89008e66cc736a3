#include "dataset/pushdown_inside.h"

#include "base/unicode.h"

#include <libintl.h>
#include <string.h>

#define N_(text) text

/* ---- the columns of a source --------------------------------------------- */

static bool take_nothing(void *context, const struct store_cell *cells,
                         size_t n_cells)
{
    (void)context, (void)cells, (void)n_cells;
    return true;
}

static bool take_text(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct strbuf *text = context;
    (void)n_cells;
    if (cells[0].kind == STORE_TEXT)
        strbuf_add_text(text, cells[0].text);
    return false;
}

/* Finds the one column by which the server divides the table; partitions by
   several columns or by expressions are not of use. */
bool pushdown_find_partition(struct pushdown *pushdown,
                             struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT, found = STRBUF_INIT;
    if (!remote->name)
        return true;
    strbuf_add_text(&sql,
                    "SELECT a.attname::text FROM pg_partitioned_table p JOIN "
                    "pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = "
                    "p.partattrs[0] WHERE p.partnatts = 1 AND p.partrelid = "
                    "to_regclass(");
    strbuf_add_quoted(&sql, remote->name, '\'');
    strbuf_add_char(&sql, ')');
    bool good = pushdown_ask(pushdown, strbuf_text(&sql), take_text, &found);
    if (good && found.size > 0)
        remote->partition = arena_strdup(pushdown->arena, strbuf_text(&found));
    strbuf_free(&sql);
    strbuf_free(&found);
    return good;
}

bool pushdown_read_columns(struct pushdown *pushdown,
                           struct remote_table *remote)
{
    struct arena *arena = pushdown->arena;
    if (!pushdown_ask(
            pushdown,
            arena_printf(arena, "SELECT * FROM %s AS q LIMIT 0", remote->rows),
            take_nothing, NULL))
        return false;
    const struct postgres_link *link = &pushdown->link;
    const char *name = strbuf_text(&link->names);
    remote->n_columns = (size_t)link->n_columns;
    remote->column_names =
        ARENA_ARRAY(arena, const char *, remote->n_columns + 1);
    remote->column_types = ARENA_ARRAY(arena, uint32_t, remote->n_columns + 1);
    for (size_t i = 0; i < remote->n_columns; i++) {
        remote->column_names[i] = arena_strdup(arena, name);
        remote->column_types[i] = link->types[i];
        name += strlen(name) + 1;
    }
    return true;
}

/* Types of text, beside those of postgres_link.h. */
enum { POSTGRES_TEXT = 25, POSTGRES_BPCHAR = 1042, POSTGRES_VARCHAR = 1043 };

bool postgres_type_is_text(uint32_t type)
{
    return type == POSTGRES_TEXT || type == POSTGRES_BPCHAR ||
           type == POSTGRES_VARCHAR;
}

bool postgres_type_is_whole(uint32_t type)
{
    return type == POSTGRES_INT2 || type == POSTGRES_INT4 ||
           type == POSTGRES_INT8 || type == POSTGRES_NUMERIC;
}

/* ---- the relation -------------------------------------------------------- */

static bool has_type(const struct schema_field *field, uint32_t type)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
        return postgres_type_is_text(type);
    case FIELD_DATE:
        return type == POSTGRES_DATE;
    case FIELD_BOOLEAN:
        return type == POSTGRES_BOOL;
    default:
        return postgres_type_is_whole(type);
    }
}

static const char *type_word(const struct schema_field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
        return "text";
    case FIELD_DATE:
        return "date";
    case FIELD_BOOLEAN:
        return "boolean";
    default:
        return "bigint";
    }
}

static void add_fallback(struct strbuf *sql, const struct schema_field *field,
                         const struct value *value)
{
    char day[11];
    switch (value->kind) {
    case VALUE_TEXT:
        if (field->type == FIELD_ENUM)
            strbuf_add_format(
                sql, "%d::bigint",
                (int)(schema_find_value(field->values, value->as.text) -
                      field->values->values));
        else
            strbuf_add_quoted(sql, value->as.text, '\'');
        break;
    case VALUE_DATE:
        date_format_iso(value->as.date, day);
        strbuf_add_format(sql, "date '%s'", day);
        break;
    case VALUE_BOOLEAN:
        strbuf_add_text(sql, value->as.integer != 0 ? "true" : "false");
        break;
    default:
        strbuf_add_format(sql, "%lld::bigint",
                          (long long)(value->kind == VALUE_RATIO
                                          ? value->as.ratio.numerator
                                          : value->as.integer));
        break;
    }
}

/* The words that stand in the column of an enum, each as a branch of a CASE. */
struct codes {
    struct pushdown *pushdown;
    const struct schema_field *field;
    struct strbuf *sql;
    bool failed;
};

static bool take_code(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct codes *codes = context;
    const struct schema_values *values = codes->field->values;
    struct arena *arena = codes->pushdown->arena;
    const char *folded = unicode_fold(arena, cells[0].text);
    (void)n_cells;
    for (size_t i = 0; i < values->n_values; i++) {
        const struct schema_value *value = &values->values[i];
        if (!schema_is_spelt(&value->spellings, folded))
            continue;
        if (value->valid_from.year != 0 || value->valid_to.year != 0)
            break;
        strbuf_add_text(codes->sql, " WHEN ");
        strbuf_add_quoted(codes->sql, cells[0].text, '\'');
        strbuf_add_format(codes->sql, " THEN %zu::bigint", i);
        return true;
    }
    codes->failed = true;
    pushdown_refuse_field(codes->pushdown, codes->field,
                          N_("a value is not in the list, or not always"));
    return false;
}

/* Adds "CASE column WHEN 'Quốc gia' THEN 0 ... END", which turns the words of
   FIELD's column into positions in its list. */
static bool add_codes(struct pushdown *pushdown,
                      const struct remote_table *remote,
                      const struct schema_field *field, const char *column,
                      struct strbuf *sql)
{
    struct strbuf cases = STRBUF_INIT;
    struct codes codes = {pushdown, field, &cases, false};
    bool good =
        pushdown_ask(
            pushdown,
            arena_printf(pushdown->arena,
                         "SELECT DISTINCT %s::text FROM %s AS q WHERE %s IS "
                         "NOT NULL ORDER BY 1 LIMIT 1000",
                         column, remote->rows, column),
            take_code, &codes) &&
        !codes.failed;
    if (good && cases.size > 0)
        strbuf_add_format(sql, "CASE %s%s END", column, strbuf_text(&cases));
    else if (good)
        strbuf_add_text(sql, "NULL::bigint");
    strbuf_free(&cases);
    return good;
}

/* Adds the expression that gives FIELD as the store would keep it. */
static bool add_field(struct pushdown *pushdown, struct remote_table *remote,
                      const struct schema_field *field, struct strbuf *sql)
{
    const size_t i = (size_t)(field - remote->table->fields);
    const struct value *fallback = &remote->fallbacks[i];
    const bool falls_back = fallback->kind != VALUE_NULL;
    const uint32_t number = remote->numbers[i];
    remote->has_field[i] = true;
    if (number == 0) {
        if (falls_back)
            add_fallback(sql, field, fallback);
        else
            strbuf_add_format(sql, "NULL::%s", type_word(field));
        return true;
    }
    if (!has_type(field, remote->column_types[number - 1]))
        return pushdown_refuse_field(
            pushdown, field,
            N_("its column does not have the type of the field"));
    struct strbuf name = STRBUF_INIT;
    strbuf_add_text(&name, "q.");
    strbuf_add_quoted(&name, remote->column_names[number - 1], '"');
    const char *column = arena_strdup(pushdown->arena, strbuf_text(&name));
    strbuf_free(&name);
    bool good = true;
    strbuf_add_text(sql, falls_back ? "coalesce(" : "");
    if (field->type == FIELD_ENUM)
        good = add_codes(pushdown, remote, field, column, sql);
    else if (!postgres_type_is_whole(remote->column_types[number - 1]))
        strbuf_add_text(sql, column);
    else if (remote->units[i] == 1)
        strbuf_add_format(sql, "%s::bigint", column);
    else
        strbuf_add_format(sql, "(%s * %lld::bigint)::bigint", column,
                          (long long)remote->units[i]);
    if (falls_back) {
        strbuf_add_text(sql, ", ");
        add_fallback(sql, field, fallback);
        strbuf_add_char(sql, ')');
    }
    return good;
}

bool pushdown_make_relation(struct pushdown *pushdown,
                            struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT;
    bool good = true;
    for (size_t i = 0; good && i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->of)
            continue; /* the server does not have the map of places */
        good = add_field(pushdown, remote, field, &sql);
        strbuf_add_format(&sql, " AS \"%s\", ", field->name);
    }
    if (remote->partition) {
        strbuf_add_text(&sql, "q.");
        strbuf_add_quoted(&sql, remote->partition, '"');
        strbuf_add_text(&sql, " AS \"_part\"");
    } else {
        strbuf_add_text(&sql, "1 AS \"_part\"");
    }
    remote->columns = arena_strdup(pushdown->arena, strbuf_text(&sql));
    remote->relation = arena_printf(pushdown->arena, "(SELECT %s FROM %s AS q)",
                                    remote->columns, remote->rows);
    strbuf_free(&sql);
    return good;
}
