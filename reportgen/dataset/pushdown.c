#include "dataset/pushdown.h"

#include "base/sha256.h"
#include "base/unicode.h"
#include "reader/postgres_link.h"

#include <errno.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define N_(text) text

/* Types of text, beside those of postgres_link.h. */
enum { POSTGRES_TEXT = 25, POSTGRES_BPCHAR = 1042, POSTGRES_VARCHAR = 1043 };

static const char prefix[] = "postgresql:";

/* Days and amounts that the intake takes without a schema's word
   (intake/plausible.c). */
enum { FIRST_YEAR = 1990, YEARS_AHEAD = 5 };
#define HUGE_AMOUNT "1000000000000"

/* A table whose rows stay at the server. */
struct remote_table {
    const struct schema_table *table; /* NULL: none */
    const struct config_source *source;
    const uint32_t *numbers; /* by field: its column, 0 absent */
    int64_t *units;          /* by field */
    const struct value *fallbacks;
    const char **names; /* of the columns */
    uint32_t *types;
    size_t n_columns;
    const char *rows;    /* what gives the rows, in parentheses */
    const char *columns; /* of the relation */
    const char *relation;
    bool *has_field;
    bool *has_empty;
    bool repeats; /* an entity has several rows */
    uint64_t n_rows;
    const char *partition; /* the column, or NULL */
    bool entity_in_one;    /* each entity is in one partition */
};

struct pushdown {
    struct arena *arena;
    const struct config *config;
    struct store *store;
    const struct schema *schema;
    struct remote_table *tables; /* by table index */
    struct diag *unheard;
    struct postgres_link link;
    bool is_open;
    bool failed;
    const char *why;
    struct pushdown_query *queries;
    size_t n_queries, capacity;
};

static bool refuse(struct pushdown *pushdown, const char *why)
{
    if (!pushdown->why)
        pushdown->why = why;
    return false;
}

/* "TABLE: why" */
static bool refuse_table(struct pushdown *pushdown,
                         const struct remote_table *remote, const char *why)
{
    return refuse(pushdown, arena_printf(pushdown->arena, "%s: %s",
                                         remote->table->name, gettext(why)));
}

static bool refuse_field(struct pushdown *pushdown,
                         const struct schema_field *field, const char *why)
{
    return refuse(pushdown,
                  arena_printf(pushdown->arena, "%s.%s: %s", field->table->name,
                               field->name, gettext(why)));
}

bool pushdown_is_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->n_sources; i++)
        if (config->sources[i].pushdown)
            return true;
    return false;
}

static bool begins_query(const char *text)
{
    static const char *const words[] = {"select", "with", "values"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (strncasecmp(text, words[i], size) == 0 &&
            strchr(" \t\n(", text[size]))
            return text[size] != '\0';
    }
    return false;
}

/* What SOURCE says behind its prefix as something to select from; NULL: of
   another kind. */
static const char *rows_of(struct arena *arena,
                           const struct config_source *source)
{
    if (strncasecmp(source->where, prefix, sizeof prefix - 1) != 0)
        return NULL;
    const char *text = source->where + sizeof prefix - 1;
    text += strspn(text, " \t\n");
    size_t size = strlen(text);
    while (size > 0 && strchr("; \t\n", text[size - 1]))
        size--;
    return begins_query(text)
               ? arena_printf(arena, "(%.*s\n)", (int)size, text)
               : arena_printf(arena, "(SELECT * FROM %.*s)", (int)size, text);
}

const char *pushdown_headings(struct arena *arena,
                              const struct config_source *source)
{
    const char *rows = source->pushdown ? rows_of(arena, source) : NULL;
    return rows ? arena_printf(arena, "%sSELECT * FROM %s AS q LIMIT 0", prefix,
                               rows)
                : NULL;
}

struct pushdown *pushdown_create(struct arena *arena,
                                 const struct config *config,
                                 struct store *store)
{
    struct pushdown *pushdown = ARENA_NEW(arena, struct pushdown);
    *pushdown = (struct pushdown){.arena = arena,
                                  .config = config,
                                  .store = store,
                                  .schema = store_schema(store),
                                  .unheard = diag_create(NULL, NULL, false)};
    pushdown->tables =
        ARENA_ARRAY(arena, struct remote_table, pushdown->schema->n_tables + 1);
    return pushdown;
}

static struct remote_table *remote_of(const struct pushdown *pushdown,
                                      const struct schema_table *table)
{
    return &pushdown->tables[table - pushdown->schema->tables];
}

void pushdown_bind(void *context, const struct schema_table *table,
                   const struct binding *binding, const struct value *fallbacks)
{
    struct pushdown *pushdown = context;
    struct remote_table *remote = remote_of(pushdown, table);
    remote->numbers = binding->numbers;
    remote->fallbacks = fallbacks;
    remote->units = ARENA_ARRAY(pushdown->arena, int64_t, table->n_fields + 1);
    for (size_t i = 0; i < table->n_fields; i++)
        remote->units[i] = bind_unit_of(binding, &table->fields[i]);
}

/* ---- asking -----------------------------------------------------------------
 */

static void keep_query(struct pushdown *pushdown, const char *sql,
                       uint64_t n_rows, struct sha256 *hash)
{
    if (pushdown->n_queries == pushdown->capacity) {
        size_t capacity = pushdown->capacity * 2 + 16;
        struct pushdown_query *queries =
            ARENA_ARRAY(pushdown->arena, struct pushdown_query, capacity);
        if (pushdown->n_queries > 0)
            memcpy(queries, pushdown->queries,
                   pushdown->n_queries * sizeof *queries);
        pushdown->queries = queries;
        pushdown->capacity = capacity;
    }
    struct pushdown_query *query = &pushdown->queries[pushdown->n_queries++];
    query->sql = arena_strdup(pushdown->arena, sql);
    query->n_rows = n_rows;
    sha256_finish(hash, query->sha256);
}

static bool is_whole(uint32_t type)
{
    return type == POSTGRES_INT2 || type == POSTGRES_INT4 ||
           type == POSTGRES_INT8 || type == POSTGRES_NUMERIC;
}

/* A whole number, read exactly; false beyond what a figure holds. */
static bool read_whole(const char *text, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno == 0 && end > text && (*end == '\0' || *end == '.') &&
           strspn(end, ".0") == strlen(end);
}

/* The cells of the row at *ROW, which moves behind it; false beyond what a
   figure holds. */
static bool read_cells(const struct pushdown *pushdown, const char **row,
                       struct strbuf *texts, struct store_cell *cells)
{
    const struct postgres_link *link = &pushdown->link;
    const char *text = *row;
    struct strbuf value = STRBUF_INIT;
    bool fits = true;
    strbuf_clear(texts);
    for (int i = 0; i < link->n_columns && fits; i++) {
        bool given = postgres_link_value(&text, &value);
        cells[i] = (struct store_cell){.kind = STORE_NULL};
        if (given && is_whole(link->types[i])) {
            cells[i].kind = STORE_INTEGER;
            fits = read_whole(strbuf_text(&value), &cells[i].integer);
        } else if (given && link->types[i] == POSTGRES_BOOL) {
            cells[i].kind = STORE_INTEGER;
            cells[i].integer = strbuf_text(&value)[0] == 't';
        } else if (given) {
            cells[i].kind = STORE_TEXT;
            cells[i].integer = (int64_t)texts->size;
            cells[i].size = value.size;
            strbuf_add(texts, strbuf_text(&value), value.size + 1);
        }
    }
    for (int i = 0; i < link->n_columns; i++)
        if (cells[i].kind == STORE_TEXT)
            cells[i].text = strbuf_text(texts) + cells[i].integer;
    strbuf_free(&value);
    text += strcspn(text, "\n");
    *row = *text == '\n' ? text + 1 : text;
    return fits;
}

static const char *last_message(const struct pushdown *pushdown)
{
    size_t n;
    const struct diag_message *messages = diag_messages(pushdown->unheard, &n);
    return n > 0 ? arena_strdup(pushdown->arena, messages[n - 1].text)
                 : gettext(N_("the server does not answer"));
}

static bool ask(struct pushdown *pushdown, const char *sql)
{
    if (pushdown->is_open)
        return postgres_link_next(&pushdown->link, sql);
    pushdown->is_open = true;
    return postgres_link_open(
        &pushdown->link, pushdown->arena, arena_strdup(pushdown->arena, prefix),
        pushdown->config->connection, sql, pushdown->unheard);
}

bool pushdown_query(struct pushdown *pushdown, const char *sql, store_row *row,
                    void *context, const char **why)
{
    struct sha256 *hash = sha256_create();
    struct strbuf texts = STRBUF_INIT;
    uint64_t n_rows = 0;
    bool wanted = true;
    *why = NULL;
    if (pushdown->failed || !ask(pushdown, sql)) {
        char ignored[65];
        sha256_finish(hash, ignored);
        pushdown->failed = true;
        *why = last_message(pushdown);
        return false;
    }
    struct store_cell *cells = ARENA_ARRAY(pushdown->arena, struct store_cell,
                                           pushdown->link.n_columns + 1);
    while (pushdown->link.frame.kind == FRAME_ROWS) {
        const struct strbuf *bytes = &pushdown->link.bytes;
        const char *at = bytes->data;
        sha256_add(hash, bytes->data, bytes->size);
        while (at < bytes->data + bytes->size) {
            n_rows++;
            if (!read_cells(pushdown, &at, &texts, cells))
                *why = gettext(N_("a sum is too large"));
            else if (wanted && !*why)
                wanted = row(context, cells, (size_t)pushdown->link.n_columns);
        }
        if (!postgres_link_receive(&pushdown->link)) {
            pushdown->failed = true;
            *why = last_message(pushdown);
            break;
        }
    }
    strbuf_free(&texts);
    keep_query(pushdown, sql, n_rows, hash);
    return !*why;
}

/* Runs a check; false after a refusal. */
static bool run(struct pushdown *pushdown, const char *sql, store_row *row,
                void *context)
{
    const char *why;
    return pushdown_query(pushdown, sql, row, context, &why) ||
           refuse(pushdown, why);
}

static bool take_number(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    (void)n_cells;
    *(int64_t *)context = cells[0].integer;
    return false;
}

/* The number that SQL gives must be 0. */
static bool must_be_none(struct pushdown *pushdown,
                         const struct remote_table *remote, const char *sql,
                         const char *why)
{
    int64_t n = 0;
    return run(pushdown, sql, take_number, &n) &&
           (n == 0 || refuse_table(pushdown, remote, why));
}

/* ---- the relation
 * ------------------------------------------------------------
 */

static void add_name(struct strbuf *sql, const char *name)
{
    strbuf_add_char(sql, '"');
    for (; *name; name++) {
        if (*name == '"')
            strbuf_add_char(sql, '"');
        strbuf_add_char(sql, *name);
    }
    strbuf_add_char(sql, '"');
}

static void add_text(struct strbuf *sql, const char *text)
{
    strbuf_add_char(sql, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            strbuf_add_char(sql, '\'');
        strbuf_add_char(sql, *text);
    }
    strbuf_add_char(sql, '\'');
}

static bool is_text_type(uint32_t type)
{
    return type == POSTGRES_TEXT || type == POSTGRES_BPCHAR ||
           type == POSTGRES_VARCHAR;
}

/* Whether values of a column of TYPE are FIELD's as they are. */
static bool has_type(const struct schema_field *field, uint32_t type)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
        return is_text_type(type);
    case FIELD_DATE:
        return type == POSTGRES_DATE;
    case FIELD_BOOLEAN:
        return type == POSTGRES_BOOL;
    default:
        return is_whole(type);
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
            add_text(sql, value->as.text);
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

/* The written words of a list's values, and what they mean. */
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
        add_text(codes->sql, cells[0].text);
        strbuf_add_format(codes->sql, " THEN %zu::bigint", i);
        return true;
    }
    codes->failed = true;
    refuse_field(codes->pushdown, codes->field,
                 N_("a value is not in the list, or not always"));
    return false;
}

/* CASE column WHEN 'Quốc gia' THEN 0 ... END: places in the list. */
static bool add_codes(struct pushdown *pushdown,
                      const struct remote_table *remote,
                      const struct schema_field *field, const char *column,
                      struct strbuf *sql)
{
    struct strbuf cases = STRBUF_INIT;
    struct codes codes = {pushdown, field, &cases, false};
    bool good =
        run(pushdown,
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

/* FIELD as the store would keep it. */
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
    if (!has_type(field, remote->types[number - 1]))
        return refuse_field(pushdown, field,
                            N_("its column has not the type of the field"));
    struct strbuf name = STRBUF_INIT;
    strbuf_add_text(&name, "q.");
    add_name(&name, remote->names[number - 1]);
    const char *column = arena_strdup(pushdown->arena, strbuf_text(&name));
    strbuf_free(&name);
    bool good = true;
    strbuf_add_text(sql, falls_back ? "coalesce(" : "");
    if (field->type == FIELD_ENUM)
        good = add_codes(pushdown, remote, field, column, sql);
    else if (!is_whole(remote->types[number - 1]))
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

static bool make_relation(struct pushdown *pushdown,
                          struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT;
    bool good = true;
    for (size_t i = 0; good && i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->of)
            continue; /* the map of places is here */
        good = add_field(pushdown, remote, field, &sql);
        strbuf_add_format(&sql, " AS \"%s\", ", field->name);
    }
    if (remote->partition) {
        strbuf_add_text(&sql, "q.");
        add_name(&sql, remote->partition);
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

/* ---- columns
 * ------------------------------------------------------------------
 */

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

/* The one column by which a table is partitioned by list or hash. */
static bool find_partition(struct pushdown *pushdown,
                           struct remote_table *remote)
{
    const char *name = remote->source->where + sizeof prefix - 1;
    struct strbuf sql = STRBUF_INIT, found = STRBUF_INIT;
    if (begins_query(name + strspn(name, " \t\n")))
        return true;
    strbuf_add_text(&sql,
                    "SELECT a.attname::text FROM pg_partitioned_table p JOIN "
                    "pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = "
                    "p.partattrs[0] WHERE p.partnatts = 1 AND p.partrelid = "
                    "to_regclass(");
    add_text(&sql, name);
    strbuf_add_char(&sql, ')');
    bool good = run(pushdown, strbuf_text(&sql), take_text, &found);
    if (good && found.size > 0)
        remote->partition = arena_strdup(pushdown->arena, strbuf_text(&found));
    strbuf_free(&sql);
    strbuf_free(&found);
    return good;
}

static bool read_columns(struct pushdown *pushdown, struct remote_table *remote)
{
    struct arena *arena = pushdown->arena;
    if (!run(pushdown,
             arena_printf(arena, "SELECT * FROM %s AS q LIMIT 0", remote->rows),
             take_nothing, NULL))
        return false;
    const struct postgres_link *link = &pushdown->link;
    const char *name = strbuf_text(&link->names);
    remote->n_columns = (size_t)link->n_columns;
    remote->names = ARENA_ARRAY(arena, const char *, remote->n_columns + 1);
    remote->types = ARENA_ARRAY(arena, uint32_t, remote->n_columns + 1);
    for (size_t i = 0; i < remote->n_columns; i++) {
        remote->names[i] = arena_strdup(arena, name);
        remote->types[i] = link->types[i];
        name += strlen(name) + 1;
    }
    return true;
}

/* ---- checks
 * -------------------------------------------------------------------
 */

/* Letters that ids are made of when all forms that look the same are the same:
   capitals of ASCII and Đ, digits, and what stands between. */
#define PLAIN_ID "^[0-9A-ZĐ]([0-9A-ZĐ./_-]*[0-9A-ZĐ])?$"

static bool is_compared(const struct pushdown *pushdown,
                        const struct schema_field *field)
{
    return field->type == FIELD_TEXT &&
           schema_tells_rows_apart(pushdown->schema,
                                   schema_find_root(pushdown->schema, field));
}

/* Adds "count(*) FILTER (WHERE ...)": how many rows the intake would not take
   as they are in FIELD; "_cN" is its column as it is written. */
static void add_faults(struct strbuf *sql, const struct pushdown *pushdown,
                       const struct remote_table *remote,
                       const struct schema_field *field)
{
    const size_t i = (size_t)(field - remote->table->fields);
    const uint32_t number = remote->numbers[i];
    const uint32_t type = number > 0 ? remote->types[number - 1] : 0;
    const char *f = arena_printf(pushdown->arena, "t.\"%s\"", field->name);
    const char *c = arena_printf(pushdown->arena, "t.\"_c%zu\"", i);
    strbuf_add_text(sql, "count(*) FILTER (WHERE false");
    if (field->required)
        strbuf_add_format(sql, " OR %s IS NULL", f);
    if (is_compared(pushdown, field))
        strbuf_add_format(sql, " OR %s !~ '%s'", f, PLAIN_ID);
    else if (is_text_type(type))
        strbuf_add_format(sql, " OR %s <> btrim(%s) OR %s = ''", c, c, c);
    if (type == POSTGRES_NUMERIC)
        strbuf_add_format(sql, " OR %s * %lld <> trunc(%s * %lld)", c,
                          (long long)remote->units[i], c,
                          (long long)remote->units[i]);
    if (field->has_min)
        strbuf_add_format(sql, " OR %s < %lld", f, (long long)field->min);
    if (field->has_max)
        strbuf_add_format(sql, " OR %s > %lld", f, (long long)field->max);
    if (field->has_plausible_min)
        strbuf_add_format(sql, " OR (%s < %lld AND %s <> 0)", f,
                          (long long)field->plausible_min, f);
    if (field->has_plausible_max)
        strbuf_add_format(sql, " OR %s > %lld", f,
                          (long long)field->plausible_max);
    if (field->type == FIELD_MONEY)
        strbuf_add_format(sql, " OR abs(%s) > %s", f, HUGE_AMOUNT);
    if (field->type == FIELD_DATE || field->type == FIELD_YEAR) {
        int from = field->plausible_from ? field->plausible_from : FIRST_YEAR;
        int to =
            pushdown->config->period.window.last.year +
            (field->plausible_years ? field->plausible_years : YEARS_AHEAD);
        if (field->type == FIELD_YEAR)
            strbuf_add_format(sql, " OR %s NOT BETWEEN %d AND %d", f, from, to);
        else
            strbuf_add_format(sql,
                              " OR %s NOT BETWEEN date '%d-01-01' AND date "
                              "'%d-12-31'",
                              f, from, to);
    }
    strbuf_add_char(sql, ')');
}

struct counting {
    struct pushdown *pushdown;
    struct remote_table *remote;
    bool failed;
};

/* n, then for each field of the relation: how many are empty, how many are
   faulty. */
static bool take_counts(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    struct counting *counting = context;
    struct remote_table *remote = counting->remote;
    (void)n_cells;
    remote->n_rows = (uint64_t)cells[0].integer;
    size_t at = 1;
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->of)
            continue;
        remote->has_empty[i] = cells[at].integer > 0;
        if (cells[at + 1].integer > 0)
            counting->failed =
                !refuse_field(counting->pushdown, field,
                              N_("some of its cells want to be looked at"));
        at += 2;
    }
    return false;
}

/* One pass over all rows. */
static bool check_cells(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    struct counting counting = {pushdown, remote, false};
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT count(*)");
    for (size_t i = 0; i < table->n_fields; i++) {
        if (table->fields[i].of)
            continue;
        strbuf_add_format(&sql, ", count(*) FILTER (WHERE t.\"%s\" IS NULL), ",
                          table->fields[i].name);
        add_faults(&sql, pushdown, remote, &table->fields[i]);
    }
    strbuf_add_text(&sql, " FROM (SELECT ");
    for (size_t i = 0; i < table->n_fields; i++) {
        if (table->fields[i].of || remote->numbers[i] == 0)
            continue;
        strbuf_add_text(&sql, "q.");
        add_name(&sql, remote->names[remote->numbers[i] - 1]);
        strbuf_add_format(&sql, " AS \"_c%zu\", ", i);
    }
    strbuf_add_format(&sql, "%s FROM %s AS q) AS t", remote->columns,
                      remote->rows);
    bool good = run(pushdown, strbuf_text(&sql), take_counts, &counting) &&
                !counting.failed;
    strbuf_free(&sql);
    return good;
}

static const char *names_of(struct arena *arena,
                            const struct schema_field *const *fields, size_t n)
{
    struct strbuf names = STRBUF_INIT;
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(&names, "%s\"%s\"", i > 0 ? ", " : "",
                          fields[i]->name);
    const char *text = arena_strdup(arena, strbuf_text(&names));
    strbuf_free(&names);
    return text;
}

static bool check_key(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    return table->n_key == 0 ||
           must_be_none(
               pushdown, remote,
               arena_printf(
                   pushdown->arena,
                   "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP "
                   "BY %s HAVING count(*) > 1 LIMIT 1) AS d",
                   remote->relation,
                   names_of(pushdown->arena, table->key, table->n_key)),
               N_("two rows have the same key"));
}

static bool check_entity(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    struct strbuf sql = STRBUF_INIT;
    int64_t n = 0;
    if (!table->entity)
        return true;
    bool good = run(pushdown,
                    arena_printf(pushdown->arena,
                                 "SELECT count(*) FROM (SELECT 1 FROM %s AS t "
                                 "GROUP BY \"%s\" HAVING count(*) > 1 LIMIT 1) "
                                 "AS d",
                                 remote->relation, table->entity->name),
                    take_number, &n);
    remote->repeats = n > 0;
    strbuf_add_format(&sql,
                      "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP BY "
                      "\"%s\" HAVING false",
                      remote->relation, table->entity->name);
    for (size_t i = 0; i < table->n_consistent; i++) {
        const char *name = table->consistent[i]->name;
        if (!table->consistent[i]->of)
            strbuf_add_format(
                &sql,
                " OR count(DISTINCT \"%s\") > 1 OR (count(\"%s\") "
                "> 0 AND count(\"%s\") < count(*))",
                name, name, name);
    }
    strbuf_add_text(&sql, " LIMIT 1) AS d");
    good = good && (!remote->repeats ||
                    must_be_none(pushdown, remote, strbuf_text(&sql),
                                 N_("rows of one entity contradict each "
                                    "other")));
    strbuf_free(&sql);
    if (!good || !remote->partition)
        return good;
    good = run(pushdown,
               arena_printf(pushdown->arena,
                            "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP "
                            "BY \"%s\" HAVING count(DISTINCT \"_part\") > 1 "
                            "LIMIT 1) AS d",
                            remote->relation, table->entity->name),
               take_number, &n);
    remote->entity_in_one = n == 0;
    return good;
}

static bool check_references(struct pushdown *pushdown,
                             struct remote_table *remote)
{
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        const struct schema_field *target =
            schema_find_reference(pushdown->schema, field);
        if (!target || !remote->has_field[i])
            continue;
        const struct remote_table *to = remote_of(pushdown, target->table);
        if (remote->numbers[i] == 0 && remote->fallbacks[i].kind == VALUE_NULL)
            continue;
        if (!to->table)
            return refuse_field(pushdown, field,
                                N_("what it refers to is not at the server"));
        if (!must_be_none(
                pushdown, remote,
                arena_printf(
                    pushdown->arena,
                    "SELECT count(*) FROM (SELECT 1 FROM %s AS t WHERE "
                    "t.\"%s\" IS NOT NULL AND NOT EXISTS (SELECT 1 "
                    "FROM %s AS u WHERE u.\"%s\" = t.\"%s\") LIMIT 1) "
                    "AS d",
                    remote->relation, field->name, to->relation, target->name,
                    field->name),
                N_("a reference leads nowhere")))
            return false;
    }
    return true;
}

/* ---- rules -----------------------------------------------------------------
 */

/* Adds " AND ..." of a condition of a rule; false when it cannot be asked. */
static bool add_condition(struct pushdown *pushdown,
                          struct expression_scope *scope,
                          const struct schema_text *text, const char *joint,
                          struct strbuf *sql)
{
    const struct postgres_server server = pushdown_server(pushdown);
    const char *why = NULL;
    const struct expression *tree =
        expression_read(pushdown->arena, scope, text->text, strlen(text->text),
                        text->place, EXPRESSION_CONDITION, pushdown->unheard);
    strbuf_add_text(sql, joint);
    strbuf_add_char(sql, '(');
    bool good = tree && postgres_write(sql, scope, tree, &server, NULL, &why);
    strbuf_add_char(sql, ')');
    return good || refuse(pushdown, why ? why : text->text);
}

/* No row may break the rule of CONDITIONS and CHECK; without CHECK FIELD must
   not be empty. */
static bool check_rule(struct pushdown *pushdown, struct remote_table *remote,
                       const char *name, const struct schema_text *conditions,
                       size_t n_conditions, const struct schema_text *check,
                       const struct schema_field *field)
{
    const struct postgres_server server = pushdown_server(pushdown);
    struct expression_scope scope;
    struct strbuf where = STRBUF_INIT, sql = STRBUF_INIT;
    const char *why = NULL;
    bool good = true;
    expression_scope_init(pushdown->arena, &scope, pushdown->schema,
                          remote->table);
    scope.without_parameters = true;
    strbuf_add_text(&where, " WHERE true");
    for (size_t i = 0; good && i < n_conditions; i++)
        good = add_condition(pushdown, &scope, &conditions[i], " AND ", &where);
    if (good && check)
        good = add_condition(pushdown, &scope, check, " AND NOT ", &where);
    else
        strbuf_add_format(&where, " AND \"%s\".\"%s\" IS NULL",
                          remote->table->name, field ? field->name : "");
    strbuf_add_text(&sql, "SELECT count(*) FROM (SELECT 1");
    good = good && (postgres_write_from(&sql, &scope, &server, &why) ||
                    refuse(pushdown, why));
    strbuf_add_format(&sql, "%s LIMIT 1) AS d", strbuf_text(&where));
    if (!good && pushdown->why)
        pushdown->why = arena_printf(pushdown->arena,
                                     gettext("rule “%s” cannot be asked of "
                                             "the server: %s"),
                                     name, pushdown->why);
    good = good && must_be_none(pushdown, remote, strbuf_text(&sql),
                                N_("a row breaks a rule"));
    strbuf_free(&where);
    strbuf_free(&sql);
    return good;
}

static bool check_rules(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema *schema = pushdown->schema;
    for (size_t i = 0; i < schema->n_rules; i++) {
        const struct schema_rule *rule = &schema->rules[i];
        if (rule->table == remote->table &&
            !check_rule(pushdown, remote, rule->name, rule->conditions,
                        rule->n_conditions, &rule->check, NULL))
            return false;
    }
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->required_when.text && !field->of &&
            !check_rule(pushdown, remote, field->name, &field->required_when, 1,
                        NULL, field))
            return false;
    }
    return true;
}

/* ---- all of it
 * ----------------------------------------------------------------
 */

static bool take_sources(struct pushdown *pushdown)
{
    const struct config *config = pushdown->config;
    for (size_t i = 0; i < config->n_sources; i++) {
        const struct config_source *source = &config->sources[i];
        const struct schema_table *table =
            schema_find_table(pushdown->schema, source->table);
        struct remote_table *remote =
            !table ? NULL : remote_of(pushdown, table);
        const char *rows = rows_of(pushdown->arena, source);
        if (!remote || !source->pushdown || !rows || !remote->numbers)
            return refuse(pushdown,
                          arena_printf(pushdown->arena,
                                       gettext("source “%s” is not left at the "
                                               "server"),
                                       source->key));
        if (remote->table || source->expect)
            return refuse(
                pushdown,
                arena_printf(pushdown->arena,
                             gettext("table “%s” has several sources, "
                                     "or says who is expected"),
                             source->table));
        remote->table = table;
        remote->source = source;
        remote->rows = rows;
        remote->has_field =
            ARENA_ARRAY(pushdown->arena, bool, table->n_fields + 1);
        remote->has_empty =
            ARENA_ARRAY(pushdown->arena, bool, table->n_fields + 1);
    }
    return true;
}

typedef bool check_function(struct pushdown *pushdown,
                            struct remote_table *remote);

static bool check_all(struct pushdown *pushdown, check_function *check)
{
    for (size_t i = 0; i < pushdown->schema->n_tables; i++)
        if (pushdown->tables[i].table && !check(pushdown, &pushdown->tables[i]))
            return false;
    return true;
}

static bool tell_store(struct pushdown *pushdown, struct remote_table *remote)
{
    store_know_remote(pushdown->store, remote->table, remote->n_rows,
                      remote->has_empty, remote->repeats);
    return true;
}

bool pushdown_check(struct pushdown *pushdown, const char **why)
{
    bool good =
        take_sources(pushdown) && check_all(pushdown, find_partition) &&
        check_all(pushdown, read_columns) &&
        check_all(pushdown, make_relation) &&
        check_all(pushdown, check_cells) && check_all(pushdown, check_key) &&
        check_all(pushdown, check_entity) &&
        check_all(pushdown, check_references) &&
        check_all(pushdown, check_rules) && check_all(pushdown, tell_store);
    *why = pushdown->why;
    return good;
}

/* ---- for tallies
 * --------------------------------------------------------------
 */

static bool add_relation(const void *context, struct strbuf *sql,
                         const struct schema_table *table)
{
    const struct remote_table *remote = remote_of(context, table);
    if (!remote->relation)
        return false;
    strbuf_add_text(sql, remote->relation);
    return true;
}

static bool has_field(const void *context, const struct schema_field *field)
{
    const struct remote_table *remote = remote_of(context, field->table);
    return remote->has_field && remote->has_field[field - field->table->fields];
}

struct postgres_server pushdown_server(const struct pushdown *pushdown)
{
    return (struct postgres_server){.add_relation = add_relation,
                                    .has_field = has_field,
                                    .context = pushdown};
}

const char *pushdown_partition(const struct pushdown *pushdown,
                               const struct schema_table *table,
                               const struct schema_field **entity)
{
    const struct remote_table *remote = remote_of(pushdown, table);
    *entity = remote->entity_in_one ? table->entity : NULL;
    return remote->partition ? "_part" : NULL;
}

const struct pushdown_query *pushdown_queries(const struct pushdown *pushdown,
                                              size_t *n)
{
    *n = pushdown->n_queries;
    return pushdown->queries;
}

void pushdown_close(struct pushdown *pushdown)
{
    if (!pushdown)
        return;
    if (pushdown->is_open)
        postgres_link_close(&pushdown->link);
    diag_destroy(pushdown->unheard);
}
