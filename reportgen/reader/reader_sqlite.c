#include "reader/reader.h"

#include "base/infile.h"
#include "base/limits.h"
#include "base/query_words.h"
#include "base/sqlite_library.h"
#include "reader/cell_text.h"
#include "reader/row_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * A database file as a source: "kc.sqlite:TABLE", or a query after the colon,
 * "kc.sqlite:SELECT id, name AS \"Tên đề án\" FROM de_an ORDER BY id".
 *
 * The file is opened for reading only, and the query may only read its tables.
 * The names of columns are the headings; a column of figures is read exactly.
 * Rows of a table come in the order in which they were added.
 */

enum { LONGEST_ROW = 64 << 20 };

/* A query that takes longer does not just select records.  Steps of SQLite
   count, not time, so that a query is refused on every machine or on none; a
   second of [limits] sql_seconds stands for the steps that one takes. */
enum { STEPS_BETWEEN_LOOKS = 1000000, LOOKS_A_SECOND = 80 };

struct reader {
    struct reader_options options;
    struct diag *diag;
    const char *name; /* "kc.sqlite:TABLE", in messages */
    char *sql;
    sqlite3 *db;
    sqlite3_stmt *query;
    struct row_cells row;
    uint32_t line;
    int64_t n_looks, most_looks; /* of the query's steps */
    bool started;
};

static const char *const endings[] = {".sqlite", ".sqlite3", ".db"};

static size_t sqlite_path_size(const char *where)
{
    for (const char *colon = strchr(where, ':'); colon;
         colon = strchr(colon + 1, ':'))
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
            size_t n = strlen(endings[i]);
            if ((size_t)(colon - where) >= n &&
                strncasecmp(colon - n, endings[i], n) == 0)
                return (size_t)(colon - where);
        }
    return 0;
}

static bool sqlite_accepts(const char *where)
{
    return sqlite_path_size(where) > 0;
}

static struct place place_of(const struct reader *reader)
{
    return (struct place){.file = reader->name};
}

static bool report(struct reader *reader)
{
    int status = sqlite3_errcode(reader->db) & 0xff;
    bool is_file = status != SQLITE_ERROR && status != SQLITE_AUTH;
    diag_report_chosen(reader->diag,
                       is_file ? DIAG_DATABASE_BROKEN : DIAG_QUERY_FAILED,
                       place_of(reader), sqlite3_errmsg(reader->db));
    return false;
}

/* ---- opening ------------------------------------------------------------- */

/* The query for WHAT: itself, or all rows of the table that it names. */
static char *query_text(const char *what)
{
    struct strbuf sql = STRBUF_INIT;
    while (*what == ' ')
        what++;
    if (query_is_written(what)) {
        strbuf_add_text(&sql, what);
        return sql.data;
    }
    strbuf_add_text(&sql, "SELECT * FROM ");
    strbuf_add_quoted(&sql, what, '"');
    return sql.data;
}

/* Allows only reading: no pragma, no other file, no function that loads
   code. */
static int authorize(void *context, int action, const char *a, const char *b,
                     const char *database, const char *trigger)
{
    (void)context, (void)a, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return b && strcasecmp(b, "load_extension") == 0 ? SQLITE_DENY
                                                         : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static int look_at_work(void *context)
{
    struct reader *reader = context;
    return ++reader->n_looks > reader->most_looks;
}

static bool is_there(const struct reader *reader, const char *path)
{
    struct infile_stream *file =
        infile_stream_open(path, reader->name, reader->diag);
    infile_stream_close(file);
    return file != NULL;
}

static bool open_database(struct reader *reader, const char *path)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_PRIVATECACHE;
    if (!is_there(reader, path))
        return false;
    if (sqlite3_open_v2(path, &reader->db, flags, NULL) != SQLITE_OK)
        return report(reader);
    sqlite3_db_config(reader->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(reader->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_limit(reader->db, SQLITE_LIMIT_LENGTH, LONGEST_ROW);
    sqlite3_limit(reader->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_timeout(reader->db, 5000);
    /* All queries of a run see the database as it is now. */
    if (sqlite3_exec(reader->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return report(reader);
    sqlite3_set_authorizer(reader->db, authorize, NULL);
    sqlite3_progress_handler(reader->db, STEPS_BETWEEN_LOOKS, look_at_work,
                             reader);
    return true;
}

/* Prepares one statement, which nothing may follow. */
static bool prepare(struct reader *reader)
{
    const char *rest = "";
    if (sqlite3_prepare_v2(reader->db, reader->sql, -1, &reader->query,
                           &rest) != SQLITE_OK)
        return report(reader);
    if (reader->query && rest[strspn(rest, " \t\r\n;")] == '\0' &&
        sqlite3_column_count(reader->query) > 0)
        return true;
    diag_report(reader->diag, DIAG_QUERY_NOT_ONE, place_of(reader));
    return false;
}

static void sqlite_close(struct reader *reader)
{
    if (!reader)
        return;
    sqlite3_finalize(reader->query);
    sqlite3_close(reader->db);
    row_cells_free(&reader->row);
    free(reader->sql);
    free(reader);
}

static struct reader *sqlite_open(struct arena *arena,
                                  const struct reader_options *options,
                                  struct diag *diag)
{
    struct reader *reader = calloc(1, sizeof *reader);
    size_t size = sqlite_path_size(options->where);
    reader->options = *options;
    reader->diag = diag;
    reader->most_looks = budget_most(arena, LIMIT_SQL) * LOOKS_A_SECOND;
    reader->name = arena_strdup(arena, options->name);
    reader->sql = query_text(options->where + size + 1);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
    if (open_database(reader, arena_strndup(arena, options->where, size)) &&
        prepare(reader))
        return reader;
    sqlite_close(reader);
    return NULL;
}

/* ---- rows ---------------------------------------------------------------- */

static void add_names(struct reader *reader)
{
    int n = sqlite3_column_count(reader->query);
    row_cells_begin(&reader->row, 0);
    for (int i = 0; i < n; i++) {
        const char *name = sqlite3_column_name(reader->query, i);
        row_cells_add(&reader->row, name, strlen(name));
    }
    row_cells_finish(&reader->row);
}

static void add_value(struct reader *reader, int i)
{
    char text[32];
    const char *bytes;
    switch (sqlite3_column_type(reader->query, i)) {
    case SQLITE_INTEGER:
        snprintf(text, sizeof text, "%lld",
                 (long long)sqlite3_column_int64(reader->query, i));
        row_cells_add_number(&reader->row, text, 18);
        break;
    case SQLITE_FLOAT:
        snprintf(text, sizeof text, "%.17g",
                 sqlite3_column_double(reader->query, i));
        row_cells_add_number(&reader->row, text, 15);
        break;
    case SQLITE_NULL:
        row_cells_add(&reader->row, NULL, 0);
        break;
    default: /* a blob is read as a text */
        bytes = (const char *)sqlite3_column_text(reader->query, i);
        row_cells_add(&reader->row, bytes ? bytes : "",
                      (size_t)sqlite3_column_bytes(reader->query, i));
        break;
    }
}

static int sqlite_next(struct reader *reader, struct cell **cells,
                       size_t *n_cells)
{
    bool found = !reader->started;
    if (!reader->started)
        add_names(reader);
    reader->started = true;
    while (!found) {
        int status = sqlite3_step(reader->query);
        if (status == SQLITE_DONE) {
            row_cells_end(&reader->row);
            return 0;
        }
        if (status == SQLITE_INTERRUPT)
            diag_report(reader->diag, DIAG_QUERY_TOO_LONG, place_of(reader));
        else if (status != SQLITE_ROW)
            report(reader);
        if (status != SQLITE_ROW)
            return -1;
        row_cells_begin(&reader->row, ++reader->line);
        for (int i = 0; i < sqlite3_column_count(reader->query); i++)
            add_value(reader, i);
        found = row_cells_finish(&reader->row);
    }
    *cells = reader->row.cells;
    *n_cells = reader->row.n;
    return 1;
}

static void sqlite_rewind(struct reader *reader, bool quiet)
{
    (void)quiet;
    sqlite3_reset(reader->query);
    reader->started = false;
    reader->line = 0;
    reader->n_looks = 0;
    row_cells_free(&reader->row);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
}

static void sqlite_set_quiet(struct reader *reader, bool quiet)
{
    (void)reader, (void)quiet; /* it reports nothing about single rows */
}

static struct place sqlite_place(const struct reader *reader,
                                 const struct cell *cell)
{
    return (struct place){reader->name, cell->line, cell->column, PLACE_TEXT};
}

static const char *sqlite_sha256(const struct reader *reader)
{
    return reader->row.sha256;
}

const struct reader_class reader_sqlite = {
    .name = "sqlite",
    .accepts = sqlite_accepts,
    .path_size = sqlite_path_size,
    .open = sqlite_open,
    .next = sqlite_next,
    .rewind = sqlite_rewind,
    .set_quiet = sqlite_set_quiet,
    .place = sqlite_place,
    .sha256 = sqlite_sha256,
    .close = sqlite_close,
};
