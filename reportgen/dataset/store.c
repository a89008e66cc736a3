#include "dataset/store.h"

#include "dataset/store_inside.h"
#include "dataset/store_scratch.h"
#include "dataset/store_sql.h"
#include "schema/sql_words.h"

#include <string.h>
#include <strings.h>

/* The database is private and temporary: SQLite keeps it in its page cache and
   spills to an unlinked file in $TMPDIR when it outgrows that; the sorters of
   large statements do the same.  Nothing in it outlives the run, so there is
   neither journal nor sync. */
static const char open_sql[] = "PRAGMA page_size = 16384;"
                               "PRAGMA cache_size = -16384;"
                               "PRAGMA journal_mode = OFF;"
                               "PRAGMA synchronous = OFF;"
                               "PRAGMA locking_mode = EXCLUSIVE;"
                               "PRAGMA temp_store = FILE;"
                               "BEGIN;";

/* Tables beside those of the schema. */
static const struct own_table {
    const char *name;
    const char *sql;
} own_tables[N_OWN_TABLES] = {
    {"_dropped", "CREATE TABLE _dropped (field TEXT, value TEXT COLLATE vi, "
                 "source INTEGER)"},
    {"_shared", "CREATE TABLE _shared (field TEXT, value TEXT)"},
    {"_forms", "CREATE TABLE _forms (kind INTEGER, folded TEXT, form TEXT, "
               "field INTEGER, row INTEGER, source INTEGER, line INTEGER)"},
    {"_respelt", "CREATE TABLE _respelt (kind INTEGER, form TEXT, first TEXT, "
                 "PRIMARY KEY (kind, form)) WITHOUT ROWID"},
};
/* Below this many rows an index costs more than it saves. */
enum { INDEX_MIN_ROWS = 500 };

bool store_failed(const struct store *store, struct diag *diag)
{
    diag_report(diag, DIAG_STORE_FAILED, PLACE_NONE, sqlite3_errmsg(store->db));
    return false;
}

bool store_run(struct store *store, const char *sql, struct diag *diag)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           store_failed(store, diag);
}

/* ---- tables when they are needed ----------------------------------------- */

/* Making a table costs some 200,000 instructions and a report needs only a few
   of them, so each is made when a row or a statement first names it. */

static bool make_own_table(struct store *store, size_t i, struct diag *diag)
{
    store->made_own[i] = true;
    return store_run(store, own_tables[i].sql, diag);
}

static bool make_table(struct store *store, size_t i, struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    store_sql_table(&sql, &store->schema->tables[i]);
    store->tables[i].made = true;
    bool done = store_run(store, sql.data, diag);
    strbuf_free(&sql);
    return done;
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
    bool done = store_run(store, sql.data, diag);
    strbuf_free(&sql);
    return done;
}

/* Tallies and rules follow references both ways, so both ends get an index. */
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

/* False for a statement that reads tables once, one after another: it needs no
   index. */
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

static bool flush_all(struct store *store, struct diag *diag)
{
    bool ok = true;
    for (size_t i = 0; ok && i < store->schema->n_tables; i++)
        ok = store_flush(store, &store->tables[i], diag);
    return ok;
}

bool store_make_named(struct store *store, const char *sql, struct diag *diag)
{
    bool ok = true;
    const char *word, *next = sql;
    size_t size;
    if (store->sealed)
        store_unguard(store);
    while (ok && (word = sql_next_word(&next, &size)))
        ok = make_if_named(store, word, size, diag);
    if (!store->sealed)
        return ok && flush_all(store, diag);
    ok = ok && index_named(store, sql, diag);
    store_guard(store);
    return ok;
}

/* ---- creation ------------------------------------------------------------ */

/* Only one thread of a process uses SQLite at a time, nobody asks how much
   memory it has, and each sorter would take twenty pages at once, of which it
   uses one or two.  Must be called before the first database is opened. */
static void make_sqlite_small(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

/* Opens the database.  A misspelt name in double quotes is a fault, not a
   string. */
static bool open_database(struct store *store, struct diag *diag)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    make_sqlite_small();
    store_scratch_hide();
    if (sqlite3_open_v2("", &store->db, flags, NULL) != SQLITE_OK)
        return store_failed(store, diag);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return store_run(store, open_sql, diag);
}

struct store *store_create(struct arena *arena, const struct schema *schema,
                           const struct field_words *words, struct diag *diag)
{
    struct store *store = ARENA_NEW(arena, struct store);
    store->arena = arena;
    store->schema = schema;
    store->tables = ARENA_ARRAY(arena, struct store_table, schema->n_tables);
    store->order = store_order_open();
    store->scratch = arena_create();
    store->forms = forms_open(schema, words);

    if (!open_database(store, diag)) {
        store_destroy(store);
        return NULL;
    }
    store_functions_register(store);
    return store;
}

void store_drop_rows(struct store *store)
{
    store_rows_end(store);
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

struct forms *store_forms(struct store *store)
{
    return store->forms;
}

/* ---- sources and places -------------------------------------------------- */

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

/* ---- sealing ------------------------------------------------------------- */

bool store_change(struct store *store, const char *sql, struct diag *diag)
{
    return store_make_named(store, sql, diag) && store_run(store, sql, diag);
}

bool store_seal(struct store *store, struct diag *diag)
{
    if (!flush_all(store, diag) || !store_run(store, "COMMIT", diag))
        return false;
    store_rows_end(store);
    store_guard(store);
    store->sealed = true;
    return true;
}

/* Runs SQL of the program's own past the authorizer; VALUE is :value, where SQL
   uses it. */
static bool run_past(struct store *store, const char *sql, const char *value,
                     struct diag *diag)
{
    int status = SQLITE_OK;
    store_unguard(store);
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
    store_guard(store);
    return status == SQLITE_OK || store_failed(store, diag);
}

bool store_prepare(struct store *store, const char *sql, struct diag *diag)
{
    return store_make_named(store, sql, diag) &&
           run_past(store, sql, NULL, diag);
}

bool store_has_table(const struct store *store,
                     const struct schema_table *table)
{
    return store_table_of(store, table)->made;
}

/* Adds indexes on the references of a cut that has many rows, like those of the
   whole table. */
static void add_cut_indexes(struct strbuf *sql, const struct store *store,
                            const struct schema_table *table)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (schema_is_referred_to(store->schema, &table->fields[i]) ||
            schema_find_reference(store->schema, &table->fields[i]))
            store_sql_cut_index(sql, &table->fields[i]);
}

/* SQLite finds a temporary table before another of the same name. */
bool store_cut(struct store *store, const struct schema_table *table,
               const char *rows_sql, const char *value, struct diag *diag)
{
    struct store_table *stored = store_table_of(store, table);
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
