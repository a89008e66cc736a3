#include "dataset/store.h"

#include "base/limits.h"
#include "base/qualified.h"
#include "base/sqlite_library.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "dataset/forms.h"
#include "dataset/repeats.h"
#include "dataset/store_order.h"
#include "dataset/store_scratch.h"
#include "dataset/store_sources.h"
#include "dataset/store_sql.h"
#include "schema/sql_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The database is a private temporary one: SQLite keeps it in its page cache
   and spills to an unlinked file in $TMPDIR when it outgrows that.  Nothing
   in it outlives the run, so neither journal nor sync is wanted. */
static const char open_sql[] = "PRAGMA page_size = 16384;"
                               "PRAGMA cache_size = -16384;"
                               "PRAGMA journal_mode = OFF;"
                               "PRAGMA synchronous = OFF;"
                               "PRAGMA locking_mode = EXCLUSIVE;"
                               "PRAGMA temp_store = MEMORY;"
                               "BEGIN;";

/* Tables beside those of the schema. */
static const struct own_table {
    const char *name;
    const char *sql;
} own_tables[] = {
    {"_dropped", "CREATE TABLE _dropped (field TEXT, value TEXT COLLATE vi, "
                 "source INTEGER)"},
    {"_shared", "CREATE TABLE _shared (field TEXT, value TEXT)"},
    {"_forms", "CREATE TABLE _forms (kind INTEGER, folded TEXT, form TEXT, "
               "field INTEGER, row INTEGER, source INTEGER, line INTEGER)"},
    {"_respelt", "CREATE TABLE _respelt (kind INTEGER, form TEXT, first TEXT, "
                 "PRIMARY KEY (kind, form)) WITHOUT ROWID"},
};
enum { N_OWN_TABLES = sizeof own_tables / sizeof *own_tables };

/* Below this many rows an index costs more than it saves. */
enum { INDEX_MIN_ROWS = 500 };

struct store_table {
    bool made;
    sqlite3_stmt *insert; /* prepared at the first row */
    int64_t n_rows;
    bool *has_empty; /* by field index: some row has nothing there */
    bool *is_filled; /* by field index: some row has something there */
    bool *is_stored; /* by field index: INSERT has a parameter for it */
    bool is_indexed; /* its references are */
    bool is_cut;
    bool has_cut_indexes;
    struct repeats keys;
    struct repeats entities;
    bool is_key_watched; /* by the forms, which see repeats as well */
    bool is_entity_watched;
};

struct store {
    struct arena *arena;
    const struct schema *schema;
    sqlite3 *db;
    struct store_order *order;
    const char *denied;    /* what the authorizer refused of a statement */
    struct arena *scratch; /* for one call of a function */
    bool sealed;
    bool made_own[N_OWN_TABLES];
    struct store_table *tables;
    struct forms *forms;
    struct store_sources sources;
    char (*dates)[11]; /* text of the dates of the row being added */
};

static bool report_failure(struct store *store, struct diag *diag)
{
    diag_report(diag, DIAG_STORE_FAILED, PLACE_NONE, sqlite3_errmsg(store->db));
    return false;
}

static bool run_sql(struct store *store, const char *sql, struct diag *diag)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return report_failure(store, diag);
}

/* ---- how much SQL may do ----------------------------------------------- */

/* Operations of SQLite's machine between two looks at the clock: some
   milliseconds. */
enum { OPERATIONS_A_LOOK = 100000 };

/* Not zero ends the statement with SQLITE_INTERRUPT. */
static int look_at_clock(void *context)
{
    const struct store *store = context;
    return budget_sql_over(store->arena);
}

/* What the statements of a layout may ask for; the program's own, which fill
   the tables, have run. */
static void limit_statements(struct store *store)
{
    static const struct {
        int limit, most;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, MOST_SQL_TEXT},
        {SQLITE_LIMIT_SQL_LENGTH, MOST_SQL_TEXT},
        {SQLITE_LIMIT_COLUMN, MOST_SQL_COLUMNS},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(store->db, limits[i].limit, limits[i].most);
    sqlite3_progress_handler(store->db, OPERATIONS_A_LOOK, look_at_clock,
                             store);
}

/* ---- what SQL may use -------------------------------------------------- */

static int deny(struct store *store, const char *what, const char *name)
{
    if (!store->denied)
        store->denied = arena_printf(store->arena, "%s%s", what, name);
    return SQLITE_DENY;
}

/* SQLite asks this for everything that a statement would do. */
static int authorize(void *context, int action, const char *first,
                     const char *second, const char *database,
                     const char *trigger)
{
    struct store *store = context;
    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
        return SQLITE_OK;
    case SQLITE_READ:
        if (schema_find_table(store->schema, first) ||
            strcmp(first, "_dropped") == 0 || strcmp(first, "_shared") == 0)
            return SQLITE_OK;
        return deny(store, "", first);
    case SQLITE_FUNCTION:
        if (sql_is_pure_function(second))
            return SQLITE_OK;
        return deny(store, second, "()");
    case SQLITE_RECURSIVE:
        return deny(store, "WITH RECURSIVE", "");
    default:
        return deny(store, "anything but SELECT", "");
    }
}

static int compare_vi(void *context, int a_size, const void *a, int b_size,
                      const void *b)
{
    const struct store *store = context;
    return store_order_compare(store->order, a, (size_t)a_size, b,
                               (size_t)b_size);
}

/* A value that is no date gives NULL, as SQL functions do. */
static void give_date_part(sqlite3_context *context, sqlite3_value *value,
                           enum sql_date_part part)
{
    struct date date;
    const char *text = (const char *)sqlite3_value_text(value);
    if (text && date_parse(text, &date))
        sqlite3_result_int64(context, sql_date_part(date, part));
}

#define DATE_FUNCTION(name, part)                                              \
    static void name(sqlite3_context *context, int n, sqlite3_value **values)  \
    {                                                                          \
        (void)n;                                                               \
        give_date_part(context, values[0], part);                              \
    }
DATE_FUNCTION(sql_year, PART_YEAR)
DATE_FUNCTION(sql_quarter, PART_QUARTER)
DATE_FUNCTION(sql_month, PART_MONTH)
DATE_FUNCTION(sql_day, PART_DAY)
DATE_FUNCTION(sql_days, PART_DAYS)
#undef DATE_FUNCTION

typedef const char *change_text(struct arena *arena, const char *text);

/* Gives CHANGE of the text; NULL stays NULL. */
static void give_changed(sqlite3_context *context, sqlite3_value *value,
                         change_text *change)
{
    struct store *store = sqlite3_user_data(context);
    const char *text = (const char *)sqlite3_value_text(value);
    if (!text)
        return;
    sqlite3_result_text(context, change(store->scratch, text), -1,
                        SQLITE_TRANSIENT);
    arena_reset(store->scratch);
}

#define TEXT_FUNCTION(name, change)                                            \
    static void name(sqlite3_context *context, int n, sqlite3_value **values)  \
    {                                                                          \
        (void)n;                                                               \
        give_changed(context, values[0], change);                              \
    }
TEXT_FUNCTION(sql_fold, unicode_fold)
TEXT_FUNCTION(sql_lower, unicode_lower)
TEXT_FUNCTION(sql_shown, qualified_shown)
TEXT_FUNCTION(sql_upper, unicode_upper)
#undef TEXT_FUNCTION

static void register_functions(struct store *store)
{
    static const struct {
        const char *name;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"year", sql_year},   {"quarter", sql_quarter}, {"month", sql_month},
        {"day", sql_day},     {"days", sql_days},       {"fold", sql_fold},
        {"lower", sql_lower}, {"upper", sql_upper},     {"shown", sql_shown},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        sqlite3_create_function_v2(
            store->db, functions[i].name, 1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, store,
            functions[i].function, NULL, NULL, NULL);
    sqlite3_create_collation_v2(store->db, "vi", SQLITE_UTF8, store, compare_vi,
                                NULL);
}

static bool create_table(struct store *store, const struct schema_table *table,
                         struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    store_sql_table(&sql, table);
    bool done = run_sql(store, sql.data, diag);
    strbuf_free(&sql);
    return done;
}

/* ---- tables when they are needed ---------------------------------------- */

/* A table that is made costs some 200,000 instructions, and a report asks for
   a few of them: each is made when a row or a statement first names it. */

static bool make_own_table(struct store *store, size_t i, struct diag *diag)
{
    store->made_own[i] = true;
    return run_sql(store, own_tables[i].sql, diag);
}

static bool make_table(struct store *store, size_t i, struct diag *diag)
{
    store->tables[i].made = true;
    return create_table(store, &store->schema->tables[i], diag);
}

static bool is_named(const char *word, size_t size, const char *name)
{
    return strncasecmp(word, name, size) == 0 && name[size] == '\0';
}

static bool make_if_named(struct store *store, const char *word, size_t size,
                          struct diag *diag)
{
    bool ok = true;
    for (size_t i = 0; ok && i < N_OWN_TABLES; i++)
        if (!store->made_own[i] && is_named(word, size, own_tables[i].name))
            ok = make_own_table(store, i, diag);
    for (size_t i = 0; ok && i < store->schema->n_tables; i++)
        if (!store->tables[i].made &&
            is_named(word, size, store->schema->tables[i].name))
            ok = make_table(store, i, diag);
    return ok;
}

/* ---- indexes when they are needed ---------------------------------------- */

static bool index_field(struct store *store, const struct schema_field *field,
                        struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    store_sql_index(&sql, field);
    bool done = run_sql(store, sql.data, diag);
    strbuf_free(&sql);
    return done;
}

/* References are followed both ways by tallies and rules, so both ends get an
   index. */
static bool index_references(struct store *store, size_t number,
                             struct diag *diag)
{
    const struct schema_table *table = &store->schema->tables[number];
    struct store_table *stored = &store->tables[number];
    if (stored->is_indexed || stored->n_rows < INDEX_MIN_ROWS || stored->is_cut)
        return true;
    stored->is_indexed = true;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if ((schema_is_referred_to(store->schema, field) ||
             schema_find_reference(store->schema, field)) &&
            !index_field(store, field, diag))
            return false;
    }
    return true;
}

/* A statement that reads tables once, one after the other, needs no index. */
static bool follows_references(const char *sql)
{
    size_t size, n = 0;
    const char *word;
    while ((word = sql_next_word(&sql, &size)))
        n += is_named(word, size, "from") || is_named(word, size, "join");
    return n > 1;
}

static bool index_named(struct store *store, const char *sql, struct diag *diag)
{
    bool ok = true;
    size_t size;
    const char *word;
    if (!follows_references(sql))
        return true;
    while (ok && (word = sql_next_word(&sql, &size)))
        for (size_t i = 0; ok && i < store->schema->n_tables; i++)
            if (is_named(word, size, store->schema->tables[i].name))
                ok = index_references(store, i, diag);
    return ok;
}

/* Makes what SQL may speak of: a name in a string or comment makes a table
   too, which does no harm. */
static bool make_named(struct store *store, const char *sql, struct diag *diag)
{
    bool ok = true;
    if (store->sealed)
        sqlite3_set_authorizer(store->db, NULL, NULL);
    const char *word, *next = sql;
    size_t size;
    while (ok && (word = sql_next_word(&next, &size)))
        ok = make_if_named(store, word, size, diag);
    if (store->sealed) {
        sqlite3_progress_handler(store->db, 0, NULL, NULL);
        ok = ok && index_named(store, sql, diag);
        limit_statements(store);
        sqlite3_set_authorizer(store->db, authorize, store);
    }
    return ok;
}

/* ---- creation -------------------------------------------------------- */

static size_t most_fields(const struct schema *schema)
{
    size_t most = 0;
    for (size_t i = 0; i < schema->n_tables; i++)
        if (schema->tables[i].n_fields > most)
            most = schema->tables[i].n_fields;
    return most;
}

/* One thread of a process uses SQLite at a time, nobody asks how much memory
   it has, and each sorter would take twenty pages at once, of which it uses
   one or two.  Must come before the first database. */
static void make_sqlite_small(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

/* A misspelt name in double quotes is a fault, not a string. */
static bool open_database(struct store *store, struct diag *diag)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    make_sqlite_small();
    store_scratch_hide();
    if (sqlite3_open_v2("", &store->db, flags, NULL) != SQLITE_OK)
        return report_failure(store, diag);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return run_sql(store, open_sql, diag);
}

struct store *store_create(struct arena *arena, const struct schema *schema,
                           const struct field_words *words, struct diag *diag)
{
    struct store *store = ARENA_NEW(arena, struct store);
    store->arena = arena;
    store->schema = schema;
    store->tables = ARENA_ARRAY(arena, struct store_table, schema->n_tables);
    store->dates = arena_alloc_array(arena, most_fields(schema), 11);
    store->order = store_order_open();
    store->scratch = arena_create();
    store->forms = forms_open(schema, words);

    if (!open_database(store, diag)) {
        store_destroy(store);
        return NULL;
    }
    register_functions(store);
    return store;
}

void store_drop_rows(struct store *store)
{
    for (size_t i = 0; i < store->schema->n_tables; i++) {
        sqlite3_finalize(store->tables[i].insert);
        store->tables[i].insert = NULL;
        repeats_free(&store->tables[i].keys);
        repeats_free(&store->tables[i].entities);
    }
    forms_close(store->forms);
    sqlite3_close(store->db);
    store_order_close(store->order);
    store->forms = NULL;
    arena_destroy(store->scratch);
    store->db = NULL;
    store->order = NULL;
    store->scratch = NULL;
}

void store_destroy(struct store *store)
{
    if (!store)
        return;
    store_drop_rows(store);
    memset(store, 0, sizeof *store);
}

const struct schema *store_schema(const struct store *store)
{
    return store->schema;
}

/* ---- sources and places ---------------------------------------------- */

size_t store_add_source(struct store *store, const struct store_source *source)
{
    return store_sources_add(store->arena, &store->sources,
                             schema_find_table(store->schema, source->table),
                             source);
}

struct store_source *store_source(struct store *store, size_t number)
{
    return &store->sources.items[number];
}

size_t store_n_sources(const struct store *store)
{
    return store->sources.n;
}

bool store_supplies(const struct store *store, const struct schema_table *table,
                    const struct schema_field *field)
{
    return store_sources_supply(&store->sources, table, field);
}

struct place store_place(const struct store *store, size_t source,
                         uint32_t line, const struct schema_field *field)
{
    return store_sources_place(&store->sources, source, line, field);
}

/* ---- rows -------------------------------------------------------------- */

static bool prepare_insert(struct store *store,
                           const struct schema_table *table,
                           sqlite3_stmt **insert, struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    if (!make_named(store, table->name, diag))
        return false;
    struct store_table *stored = &store->tables[table - store->schema->tables];
    stored->is_key_watched =
        table->n_key == 1 && forms_watches_alone(store->forms, table->key[0]);
    stored->is_entity_watched =
        table->entity && forms_watches_alone(store->forms, table->entity);
    for (size_t i = 0; i < table->n_fields; i++)
        stored->is_stored[i] |= stored->is_filled[i] ||
                                store_supplies(store, table, &table->fields[i]);
    store_sql_insert(&sql, table, stored->is_stored);
    int status = sqlite3_prepare_v3(store->db, sql.data, -1,
                                    SQLITE_PREPARE_PERSISTENT, insert, NULL);
    strbuf_free(&sql);
    return status == SQLITE_OK || report_failure(store, diag);
}

/* A ratio in a decimal field is stored times 10^scale; typing.c makes only
   denominators that divide it. */
static int64_t scaled(const struct schema_field *field, struct ratio ratio)
{
    return ratio.numerator * (field->unit / ratio.denominator);
}

/* DATE is where the text of a date stands until the statement has run. */
static int bind_value(sqlite3_stmt *statement, int number, struct value value,
                      const struct schema_field *field, char date[11])
{
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_TEXT:
        return sqlite3_bind_text(statement, number, value.as.text, -1,
                                 SQLITE_STATIC);
    case VALUE_INTEGER:
    case VALUE_YEAR:
    case VALUE_MONEY:
    case VALUE_BOOLEAN:
        return sqlite3_bind_int64(statement, number, value.as.integer);
    case VALUE_RATIO:
        if (!field)
            break;
        return sqlite3_bind_int64(statement, number,
                                  scaled(field, value.as.ratio));
    case VALUE_DATE:
        date_format_iso(value.as.date, date);
        return sqlite3_bind_text(statement, number, date, 10, SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, number);
}

/* A statement without a parameter for what is met first now has had its day. */
static void note_fields(struct store_table *stored,
                        const struct schema_table *table,
                        const struct value *values)
{
    for (size_t i = 0; i < table->n_fields; i++) {
        if (values[i].kind == VALUE_NULL) {
            stored->has_empty[i] = true;
            continue;
        }
        stored->is_filled[i] = true;
        if (!stored->is_stored[i]) {
            sqlite3_finalize(stored->insert);
            stored->insert = NULL;
        }
    }
}

bool store_add_row(struct store *store, const struct schema_table *table,
                   const struct value *values, size_t source, uint32_t line,
                   struct diag *diag)
{
    struct store_table *stored = &store->tables[table - store->schema->tables];
    if (!stored->has_empty) {
        stored->has_empty = ARENA_ARRAY(store->arena, bool, table->n_fields);
        stored->is_filled = ARENA_ARRAY(store->arena, bool, table->n_fields);
        stored->is_stored = ARENA_ARRAY(store->arena, bool, table->n_fields);
    }
    note_fields(stored, table, values);
    if (!stored->insert && !prepare_insert(store, table, &stored->insert, diag))
        return false;
    sqlite3_stmt *insert = stored->insert;
    sqlite3_bind_int64(insert, 1, stored->n_rows + 1);
    sqlite3_bind_int64(insert, 2, (sqlite3_int64)source);
    sqlite3_bind_int64(insert, 3, line);
    int parameter = STORE_ROW_COLUMNS;
    for (size_t i = 0; i < table->n_fields; i++)
        if (stored->is_stored[i])
            bind_value(insert, ++parameter, values[i], &table->fields[i],
                       store->dates[i]);
    int status = sqlite3_step(insert);
    sqlite3_reset(insert);
    if (status != SQLITE_DONE)
        return report_failure(store, diag);
    stored->n_rows++;
    forms_add_row(store->forms, table, values);
    if (!stored->is_key_watched)
        repeats_add_row(&stored->keys, table->key, table->n_key, values);
    if (table->entity && !stored->is_entity_watched)
        repeats_add_row(&stored->entities, &table->entity, 1, values);
    store->sources.items[source].n_rows++;
    return true;
}

bool store_take_back(struct store *store, const struct schema_table *table,
                     size_t source, struct diag *diag)
{
    struct store_table *stored = &store->tables[table - store->schema->tables];
    struct strbuf sql = STRBUF_INIT;
    int64_t n_before =
        stored->n_rows - (int64_t)store->sources.items[source].n_rows;
    strbuf_add_format(&sql,
                      "DELETE FROM \"%s\" WHERE _row > %lld;"
                      "DELETE FROM _dropped WHERE source = %zu;",
                      table->name, (long long)n_before, source);
    bool done = store_change(store, strbuf_text(&sql), diag);
    strbuf_free(&sql);
    stored->n_rows = n_before;
    store->sources.items[source].n_rows = 0;
    if (n_before == 0) { /* else what was added seems to repeat itself */
        repeats_free(&stored->keys);
        repeats_free(&stored->entities);
        stored->keys = stored->entities = (struct repeats){0};
    }
    return done;
}

int64_t store_n_rows(const struct store *store,
                     const struct schema_table *table)
{
    return store->tables[table - store->schema->tables].n_rows;
}

bool store_may_repeat_key(const struct store *store,
                          const struct schema_table *table)
{
    const struct store_table *stored =
        &store->tables[table - store->schema->tables];
    return stored->keys.found ||
           (stored->is_key_watched &&
            forms_may_repeat(store->forms, table->key[0]));
}

bool store_may_repeat_entity(const struct store *store,
                             const struct schema_table *table)
{
    const struct store_table *stored =
        &store->tables[table - store->schema->tables];
    return stored->entities.found ||
           (stored->is_entity_watched &&
            forms_may_repeat(store->forms, table->entity));
}

void store_expect_repeats(struct store *store, const struct schema_table *table)
{
    struct store_table *stored = &store->tables[table - store->schema->tables];
    stored->keys.found = true;
    stored->entities.found = true;
}

struct forms *store_forms(struct store *store)
{
    return store->forms;
}

bool store_may_be_empty(const struct store *store,
                        const struct schema_table *table,
                        const struct schema_field *field)
{
    const bool *has_empty =
        store->tables[table - store->schema->tables].has_empty;
    return has_empty && has_empty[field - table->fields] &&
           store_supplies(store, table, field);
}

bool store_is_filled(const struct store *store,
                     const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    const bool *is_filled =
        store->tables[table - store->schema->tables].is_filled;
    return is_filled && is_filled[field - table->fields];
}

bool store_has_empty(const struct store *store,
                     const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    const bool *has_empty =
        store->tables[table - store->schema->tables].has_empty;
    return has_empty && has_empty[field - table->fields];
}

bool store_add_dropped(struct store *store, const struct schema_field *field,
                       const char *value, size_t source, struct diag *diag)
{
    sqlite3_stmt *insert = NULL;
    if (!make_named(store, "_dropped", diag))
        return false;
    const char *name =
        arena_printf(store->scratch, "%s.%s", field->table->name, field->name);
    int status = sqlite3_prepare_v2(
        store->db, "INSERT INTO _dropped VALUES (?, ?, ?)", -1, &insert, NULL);
    if (status == SQLITE_OK) {
        sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, value, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, (sqlite3_int64)source);
        status = sqlite3_step(insert);
    }
    sqlite3_finalize(insert);
    arena_reset(store->scratch);
    return status == SQLITE_DONE || report_failure(store, diag);
}

bool store_change(struct store *store, const char *sql, struct diag *diag)
{
    return make_named(store, sql, diag) && run_sql(store, sql, diag);
}

/* ---- sealing ----------------------------------------------------------- */

bool store_seal(struct store *store, struct diag *diag)
{
    for (size_t i = 0; i < store->schema->n_tables; i++) {
        sqlite3_finalize(store->tables[i].insert);
        store->tables[i].insert = NULL;
    }
    if (!run_sql(store, "COMMIT", diag))
        return false;
    sqlite3_set_authorizer(store->db, authorize, store);
    limit_statements(store);
    store->sealed = true;
    return true;
}

/* Runs SQL, which no reader wrote, past the authorizer; :value is VALUE, where
   SQL asks for it. */
static bool run_past(struct store *store, const char *sql, const char *value,
                     struct diag *diag)
{
    int status = SQLITE_OK;
    sqlite3_set_authorizer(store->db, NULL, NULL);
    while (status == SQLITE_OK && *sql != '\0') {
        sqlite3_stmt *statement = NULL;
        status = sqlite3_prepare_v2(store->db, sql, -1, &statement, &sql);
        if (status != SQLITE_OK || !statement)
            break;
        int parameter = sqlite3_bind_parameter_index(statement, ":value");
        if (parameter > 0)
            sqlite3_bind_text(statement, parameter, value, -1, SQLITE_STATIC);
        status = sqlite3_step(statement);
        status = status == SQLITE_DONE ? SQLITE_OK : status;
        sqlite3_finalize(statement);
    }
    sqlite3_set_authorizer(store->db, authorize, store);
    return status == SQLITE_OK || report_failure(store, diag);
}

bool store_prepare(struct store *store, const char *sql, struct diag *diag)
{
    return make_named(store, sql, diag) && run_past(store, sql, NULL, diag);
}

bool store_has_table(const struct store *store,
                     const struct schema_table *table)
{
    return store->tables[table - store->schema->tables].made;
}

/* The references of a cut that has many rows get indexes as those of the whole
   have. */
static void add_cut_indexes(struct strbuf *sql, const struct store *store,
                            const struct schema_table *table)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (schema_is_referred_to(store->schema, &table->fields[i]) ||
            schema_find_reference(store->schema, &table->fields[i]))
            store_sql_cut_index(sql, &table->fields[i]);
}

/* A temporary table is found before the one of the same name. */
bool store_cut(struct store *store, const struct schema_table *table,
               const char *rows_sql, const char *value, struct diag *diag)
{
    struct store_table *stored = &store->tables[table - store->schema->tables];
    struct strbuf sql = STRBUF_INIT;
    if (stored->is_cut)
        strbuf_add_format(&sql, "DELETE FROM temp.\"%s\";", table->name);
    else
        store_sql_cut_table(&sql, table);
    strbuf_add_format(&sql,
                      "INSERT INTO temp.\"%s\" SELECT * FROM main.\"%s\" "
                      "WHERE _row IN (%s) ORDER BY _row",
                      table->name, table->name, rows_sql);
    stored->is_cut = true;
    bool done = run_past(store, sql.data, value, diag);
    stored->n_rows = done ? sqlite3_changes(store->db) : 0;
    if (done && stored->n_rows >= INDEX_MIN_ROWS && !stored->has_cut_indexes) {
        strbuf_clear(&sql);
        strbuf_add_char(&sql, ';');
        add_cut_indexes(&sql, store, table);
        stored->has_cut_indexes = true;
        done = run_past(store, sql.data, NULL, diag);
    }
    strbuf_free(&sql);
    return done;
}

/* ---- queries ----------------------------------------------------------- */

/* What a statement is run with. */
struct query {
    struct store *store;
    sqlite3_stmt *statement;
    struct place place;
    struct diag *diag;
};

static bool report_sql(const struct query *query, int status)
{
    const char *message = sqlite3_errmsg(query->store->db);
    const char *denied = query->store->denied;
    if (denied)
        diag_report(query->diag, DIAG_SQL_DENIED, query->place, denied);
    else if (status == SQLITE_INTERRUPT)
        budget_sql_report(query->store->arena, query->place, query->diag);
    else if (status == SQLITE_TOOBIG)
        limit_allows(LIMIT_SQL_TEXT, INT64_MAX, query->place, query->diag);
    else if ((status & 0xff) == SQLITE_ERROR &&
             strcmp(message, "integer overflow") == 0)
        diag_report(query->diag, DIAG_SUM_OVERFLOW, query->place);
    else if ((status & 0xff) == SQLITE_ERROR)
        diag_report(query->diag, DIAG_BAD_SQL, query->place, message);
    else
        diag_report(query->diag, DIAG_STORE_FAILED, query->place, message);
    return false;
}

/* True when nothing but blanks, comments and ";" follows the statement. */
static bool is_last_statement(struct query *query, const char *tail)
{
    sqlite3_stmt *next = NULL;
    int status = sqlite3_prepare_v2(query->store->db, tail, -1, &next, NULL);
    bool last = status == SQLITE_OK && !next;
    sqlite3_finalize(next);
    return last;
}

static bool prepare_query(struct query *query, const char *sql)
{
    const char *tail = NULL;
    query->store->denied = NULL;
    int status =
        sqlite3_prepare_v2(query->store->db, sql, -1, &query->statement, &tail);
    if (status != SQLITE_OK)
        return report_sql(query, status);
    if (!query->statement) {
        diag_report(query->diag, DIAG_BAD_SQL, query->place, "empty statement");
        return false;
    }
    if (!is_last_statement(query, tail)) {
        diag_report(query->diag, DIAG_BAD_SQL, query->place,
                    "more than one statement");
        return false;
    }
    return true;
}

static const struct store_parameter *
find_parameter(const struct store_parameter *parameters, size_t n_parameters,
               const char *name)
{
    for (size_t i = 0; name && i < n_parameters; i++)
        if (strcmp(parameters[i].name, name + 1) == 0)
            return &parameters[i];
    return NULL;
}

/* DATES has room for the text of every parameter of the statement. */
static bool bind_parameters(const struct query *query,
                            const struct store_parameter *parameters,
                            size_t n_parameters, char (*dates)[11])
{
    int n = sqlite3_bind_parameter_count(query->statement);
    for (int i = 1; i <= n; i++) {
        const char *name = sqlite3_bind_parameter_name(query->statement, i);
        const struct store_parameter *parameter =
            find_parameter(parameters, n_parameters, name);
        if (!parameter) {
            diag_report(query->diag, DIAG_UNKNOWN_PARAMETER, query->place,
                        !name ? "?" : name);
            return false;
        }
        bind_value(query->statement, i, parameter->value, NULL, dates[i - 1]);
    }
    return true;
}

static bool read_cell(const struct query *query, int column,
                      struct store_cell *cell)
{
    sqlite3_stmt *statement = query->statement;
    memset(cell, 0, sizeof *cell);
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        cell->kind = STORE_NULL;
        return true;
    case SQLITE_INTEGER:
        cell->kind = STORE_INTEGER;
        cell->integer = sqlite3_column_int64(statement, column);
        return true;
    case SQLITE_TEXT:
        cell->kind = STORE_TEXT;
        cell->text = (const char *)sqlite3_column_text(statement, column);
        cell->size = (size_t)sqlite3_column_bytes(statement, column);
        return true;
    default:
        diag_report(query->diag, DIAG_INEXACT_RESULT, query->place,
                    sqlite3_column_name(statement, column));
        return false;
    }
}

static bool read_rows(const struct query *query, struct store_cell *cells,
                      size_t n_cells, store_row *row, void *context)
{
    int status;
    while ((status = sqlite3_step(query->statement)) == SQLITE_ROW) {
        if (!budget_allows(query->store->arena, query->place, query->diag))
            return false;
        for (size_t i = 0; i < n_cells; i++)
            if (!read_cell(query, (int)i, &cells[i]))
                return false;
        if (!row(context, cells, n_cells))
            return true;
    }
    return status == SQLITE_DONE || report_sql(query, status);
}

static void give_names(const struct query *query, size_t n,
                       store_columns *columns, void *context)
{
    const char **names = calloc(n + 1, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = sqlite3_column_name(query->statement, (int)i);
    columns(context, names, n);
    free(names);
}

bool store_query(struct store *store, const char *sql, struct place place,
                 const struct store_parameter *parameters, size_t n_parameters,
                 store_columns *columns, store_row *row, void *context,
                 struct diag *diag)
{
    struct query query = {store, NULL, place, diag};
    struct store_cell *cells = NULL;
    char(*dates)[11] = NULL;
    bool done = false;
    if (!make_named(store, sql, diag))
        return false;
    budget_sql_begin(store->arena);
    if (!prepare_query(&query, sql))
        goto out;
    size_t n = (size_t)sqlite3_column_count(query.statement);
    cells = calloc(n + 1, sizeof *cells);
    dates =
        calloc((size_t)sqlite3_bind_parameter_count(query.statement) + 1, 11);
    if (!bind_parameters(&query, parameters, n_parameters, dates))
        goto out;
    if (columns)
        give_names(&query, n, columns, context);
    done = read_rows(&query, cells, n, row, context);
out:
    sqlite3_finalize(query.statement);
    budget_sql_end(store->arena);
    free(cells);
    free(dates);
    return done;
}
