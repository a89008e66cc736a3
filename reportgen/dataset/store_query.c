#include "base/limits.h"
#include "dataset/store_inside.h"
#include "schema/sql_words.h"

#include <stdlib.h>
#include <string.h>

/* ---- how much SQL may do ------------------------------------------------- */

/* Operations of SQLite's virtual machine between two looks at the clock: some
   milliseconds. */
enum { OPERATIONS_A_LOOK = 100000 };

/* A result other than 0 ends the statement with SQLITE_INTERRUPT. */
static int look_at_clock(void *context)
{
    const struct store *store = context;
    return budget_sql_over(store->arena);
}

/* Limits what statements of a layout may use; the program's own, which fill the
   tables, have run by now. */
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

/* ---- what SQL may use ---------------------------------------------------- */

static int deny(struct store *store, const char *what, const char *name)
{
    if (!store->denied)
        store->denied = arena_printf(store->arena, "%s%s", what, name);
    return SQLITE_DENY;
}

/* SQLite asks this before anything that a statement would do. */
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

void store_guard(struct store *store)
{
    limit_statements(store);
    sqlite3_set_authorizer(store->db, authorize, store);
}

void store_unguard(struct store *store)
{
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    sqlite3_set_authorizer(store->db, NULL, NULL);
}

/* ---- queries ------------------------------------------------------------- */

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

/* True when only blanks, comments and ";" follow the statement. */
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

/* Binds the parameters; DATES has room for a text of each of them. */
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
        const struct store_cell cell =
            store_cell_of(parameter->value, NULL, dates[i - 1]);
        store_bind(query->statement, i, &cell);
    }
    return true;
}

bool store_read_cell(sqlite3_stmt *statement, int column,
                     struct store_cell *cell)
{
    *cell = (struct store_cell){.kind = STORE_NULL};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
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
        return false;
    }
}

/* Money and decimals are integers; anything else is no longer exact. */
static bool read_cell(const struct query *query, int column,
                      struct store_cell *cell)
{
    if (store_read_cell(query->statement, column, cell))
        return true;
    diag_report(query->diag, DIAG_INEXACT_RESULT, query->place,
                sqlite3_column_name(query->statement, column));
    return false;
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

/* ---- rows one at a time -------------------------------------------------- */

struct store_cursor {
    struct query query;
    struct store_cell *cells;
    size_t n_cells;
    char (*dates)[11]; /* texts of parameters */
    bool started;      /* the first row was read */
};

struct store_cursor *store_open(struct store *store, const char *sql,
                                struct place place,
                                const struct store_parameter *parameters,
                                size_t n_parameters, struct diag *diag)
{
    if (!store_make_named(store, sql, diag))
        return NULL;
    struct store_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        abort();
    cursor->query = (struct query){store, NULL, place, diag};
    if (!prepare_query(&cursor->query, sql)) {
        store_close(cursor);
        return NULL;
    }
    sqlite3_stmt *statement = cursor->query.statement;
    cursor->n_cells = (size_t)sqlite3_column_count(statement);
    cursor->cells = calloc(cursor->n_cells + 1, sizeof *cursor->cells);
    cursor->dates =
        calloc((size_t)sqlite3_bind_parameter_count(statement) + 1, 11);
    if (bind_parameters(&cursor->query, parameters, n_parameters,
                        cursor->dates))
        return cursor;
    store_close(cursor);
    return NULL;
}

/* The time of a statement is that of finding its first row, in which it sorts;
   what the caller does between the other rows is not its own. */
static int step(struct store_cursor *cursor)
{
    if (cursor->started)
        return sqlite3_step(cursor->query.statement);
    cursor->started = true;
    budget_sql_begin(cursor->query.store->arena);
    int status = sqlite3_step(cursor->query.statement);
    budget_sql_end(cursor->query.store->arena);
    return status;
}

enum store_step store_next(struct store_cursor *cursor,
                           const struct store_cell **cells)
{
    const struct query *query = &cursor->query;
    int status = step(cursor);
    if (status == SQLITE_DONE)
        return STORE_END;
    if (status != SQLITE_ROW) {
        report_sql(query, status);
        return STORE_FAILED;
    }
    if (!budget_allows(query->store->arena, query->place, query->diag))
        return STORE_FAILED;
    for (size_t i = 0; i < cursor->n_cells; i++)
        if (!read_cell(query, (int)i, &cursor->cells[i]))
            return STORE_FAILED;
    *cells = cursor->cells;
    return STORE_ROW;
}

void store_close(struct store_cursor *cursor)
{
    if (!cursor)
        return;
    sqlite3_finalize(cursor->query.statement);
    free(cursor->cells);
    free(cursor->dates);
    free(cursor);
}

bool store_query(struct store *store, const char *sql, struct place place,
                 const struct store_parameter *parameters, size_t n_parameters,
                 store_columns *columns, store_row *row, void *context,
                 struct diag *diag)
{
    const struct store_cell *cells;
    enum store_step found = STORE_FAILED;
    budget_sql_begin(store->arena);
    struct store_cursor *cursor =
        store_open(store, sql, place, parameters, n_parameters, diag);
    if (cursor) {
        cursor->started = true; /* its time is that of all rows */
        if (columns)
            give_names(&cursor->query, cursor->n_cells, columns, context);
        while ((found = store_next(cursor, &cells)) == STORE_ROW)
            if (!row(context, cells, cursor->n_cells)) {
                found = STORE_END;
                break;
            }
    }
    store_close(cursor);
    budget_sql_end(store->arena);
    return found == STORE_END;
}
