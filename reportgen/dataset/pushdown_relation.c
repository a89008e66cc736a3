#include "dataset/pushdown_inside.h"

#include "base/unicode.h"
#include "schema/place_map.h"

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

/* Adds a quoted name, and a comma. */
static bool take_name(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct strbuf *names = context;
    (void)n_cells;
    strbuf_add_text(names, "q.");
    strbuf_add_quoted(names, cells[0].text, '"');
    strbuf_add_text(names, ", ");
    return true;
}

/* Finds the order in which a table is read: by its primary key. */
static bool find_order(struct pushdown *pushdown, struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT, names = STRBUF_INIT;
    strbuf_add_text(
        &sql, "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a "
              "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
              "WHERE i.indisprimary AND i.indrelid = to_regclass(");
    strbuf_add_quoted(&sql, remote->name, '\'');
    strbuf_add_text(&sql, ") ORDER BY array_position(i.indkey::int2[], "
                          "a.attnum)");
    bool good = pushdown_ask(pushdown, strbuf_text(&sql), take_name, &names);
    if (good && names.size > 0) {
        strbuf_set_size(&names, names.size - strlen(", "));
        remote->order = arena_strdup(pushdown->arena, strbuf_text(&names));
    }
    strbuf_free(&sql);
    strbuf_free(&names);
    return good;
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
   several columns or by expressions are not of use.  Finds its order too. */
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
    return good && find_order(pushdown, remote);
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
        return type == POSTGRES_BOOL || postgres_type_is_text(type);
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

/* The words that stand in a column, each as a branch of a CASE. */
struct words {
    struct pushdown *pushdown;
    const struct schema_field *field;
    struct strbuf *sql;
    size_t n;
    bool failed;
};

/* Few words are turned into others where they lie. */
enum { MOST_WORDS = 1000 };

/* Adds what FOLDED, a word of an enum or a boolean, means; false: nothing. */
static bool add_code(struct words *words, const char *folded)
{
    const struct schema *schema = words->pushdown->schema;
    const struct schema_values *values = words->field->values;
    if (words->field->type == FIELD_BOOLEAN) {
        const int truth = schema_find_truth(schema, folded);
        strbuf_add_text(words->sql, truth == 1 ? "true" : "false");
        return truth >= 0;
    }
    for (size_t i = 0; i < values->n_values; i++) {
        const struct schema_value *value = &values->values[i];
        if (!schema_is_spelt(&value->spellings, folded))
            continue;
        strbuf_add_format(words->sql, "%zu::bigint", i);
        return value->valid_from.year == 0 && value->valid_to.year == 0;
    }
    return false;
}

/* Adds the place that TEXT was, as it is on the day that counts. */
static bool add_place(struct words *words, const char *text)
{
    struct arena *arena = words->pushdown->arena;
    const struct schema_value *found = place_map_find(
        words->field->places, arena, text, words->pushdown->config->places_on);
    if (found)
        strbuf_add_quoted(words->sql, found->code, '\'');
    return found != NULL;
}

static bool take_word(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct words *words = context;
    (void)n_cells;
    strbuf_add_text(words->sql, " WHEN ");
    strbuf_add_quoted(words->sql, cells[0].text, '\'');
    strbuf_add_text(words->sql, " THEN ");
    words->failed = !(words->field->of
                          ? add_place(words, cells[0].text)
                          : add_code(words, unicode_fold(words->pushdown->arena,
                                                         cells[0].text))) ||
                    ++words->n > MOST_WORDS;
    if (words->failed)
        pushdown_refuse_field(words->pushdown, words->field,
                              words->field->of
                                  ? N_("a place is not on the map")
                                  : N_("a value is not in the list, or not "
                                       "always"));
    return !words->failed;
}

/* Adds "CASE column WHEN 'Quốc gia' THEN 0 ... END", which turns the words of
   COLUMN into what FIELD has for them: positions in a list, truths, places. */
static bool add_words(struct pushdown *pushdown,
                      const struct remote_table *remote,
                      const struct schema_field *field, const char *column,
                      struct strbuf *sql)
{
    struct strbuf cases = STRBUF_INIT;
    struct words words = {pushdown, field, &cases, 0, false};
    bool good =
        pushdown_ask(pushdown,
                     arena_printf(pushdown->arena,
                                  "SELECT DISTINCT %s::text FROM %s AS "
                                  "q WHERE %s IS NOT NULL ORDER BY 1 "
                                  "LIMIT %d",
                                  column, remote->rows, column, MOST_WORDS + 1),
                     take_word, &words) &&
        !words.failed;
    if (good && cases.size > 0)
        strbuf_add_format(sql, "CASE %s%s END", column, strbuf_text(&cases));
    else if (good)
        strbuf_add_format(sql, "NULL::%s", type_word(field));
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
    if (field->type == FIELD_ENUM ||
        (field->type == FIELD_BOOLEAN &&
         postgres_type_is_text(remote->column_types[number - 1])))
        good = add_words(pushdown, remote, field, column, sql);
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

/* Adds the place that is looked up of another field. */
static bool add_place_field(struct pushdown *pushdown,
                            struct remote_table *remote,
                            const struct schema_field *field,
                            struct strbuf *sql)
{
    struct strbuf recorded = STRBUF_INIT;
    bool good = add_field(pushdown, remote, field->of, &recorded) &&
                add_words(pushdown, remote, field, strbuf_text(&recorded), sql);
    remote->has_field[field - remote->table->fields] = good;
    strbuf_free(&recorded);
    return good;
}

void pushdown_make_empty(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    struct strbuf sql = STRBUF_INIT;
    remote->has_field = ARENA_ARRAY(pushdown->arena, bool, table->n_fields + 1);
    strbuf_add_text(&sql, "(SELECT ");
    for (size_t i = 0; i < table->n_fields; i++) {
        remote->has_field[i] = true;
        strbuf_add_format(&sql, "NULL::%s AS \"%s\", ",
                          type_word(&table->fields[i]), table->fields[i].name);
    }
    strbuf_add_text(&sql, "1 AS \"_part\" WHERE false)");
    remote->relation = arena_strdup(pushdown->arena, strbuf_text(&sql));
    strbuf_free(&sql);
}

bool pushdown_make_relation(struct pushdown *pushdown,
                            struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT;
    bool good = true;
    for (size_t i = 0; good && i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        good = field->of ? add_place_field(pushdown, remote, field, &sql)
                         : add_field(pushdown, remote, field, &sql);
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
