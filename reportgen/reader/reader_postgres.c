#include "reader/reader.h"

#include "base/unicode.h"
#include "config/search_path.h"
#include "reader/cell_text.h"
#include "reader/postgres_frames.h"
#include "reader/row_cells.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A PostgreSQL database as a source: "postgresql:TABLE", or a query behind the
 * colon.  A helper speaks with the server (postgres_frames.h); here its frames
 * become rows.
 */

static const char prefix[] = "postgresql:";
static const char helper[] = "reportgen-postgres";

/* Types by their numbers in every PostgreSQL (pg_type.dat). */
enum {
    TYPE_BOOL = 16,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_FLOAT4 = 700,
    TYPE_FLOAT8 = 701,
    TYPE_DATE = 1082,
    TYPE_TIMESTAMP = 1114,
    TYPE_TIMESTAMPTZ = 1184,
    TYPE_NUMERIC = 1700
};

/* A value of PostgreSQL has 1 GB at most, a row of records far less. */
enum { LARGEST_FRAME = 256 << 20 };

struct reader {
    struct reader_options options;
    struct diag *diag;
    const char *name; /* for messages */
    pid_t pid;        /* of the helper; 0: not running */
    FILE *to;
    FILE *from;
    struct postgres_frame frame; /* the last one, and its bytes */
    struct strbuf bytes;
    size_t at;       /* of them: the next row */
    uint32_t *types; /* by column */
    struct strbuf names;
    int n_columns;
    struct row_cells row;
    uint32_t line;
    bool started;
    bool ended;
    bool failed; /* and told */
};

static size_t postgres_path_size(const char *where)
{
    (void)where;
    return 0; /* no file */
}

static bool postgres_accepts(const char *where)
{
    return strncasecmp(where, prefix, sizeof prefix - 1) == 0;
}

/* ---- the helper ------------------------------------------------------------
 */

static bool report_helper(struct reader *reader, const char *what)
{
    diag_report(reader->diag, DIAG_DATABASE_UNAVAILABLE,
                (struct place){.file = reader->name}, what);
    return false;
}

/* Beside the program in its build tree, else where `make install` puts it. */
static const char *helper_path(struct arena *arena)
{
    const char *folder = search_path_program_folder(arena);
    if (!folder)
        folder = ".";
    const char *beside = arena_printf(arena, "%s/%s", folder, helper);
    if (access(beside, X_OK) == 0)
        return beside;
    return arena_printf(arena, "%s/../libexec/reportgen/%s", folder, helper);
}

static int spawn_helper(struct reader *reader, int in, int out)
{
    posix_spawn_file_actions_t actions;
    char *arguments[] = {(char *)helper, NULL};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    extern char **environ;
    int error = posix_spawn(&reader->pid, helper_path(reader->row.scratch),
                            &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bool start_helper(struct reader *reader)
{
    int ask[2], answer[2];
    if (pipe(ask) != 0)
        return report_helper(reader, strerror(errno));
    if (pipe(answer) != 0) {
        int error = errno;
        close(ask[0]);
        close(ask[1]);
        return report_helper(reader, strerror(error));
    }
    fcntl(ask[1], F_SETFD, FD_CLOEXEC);
    fcntl(answer[0], F_SETFD, FD_CLOEXEC);
    fcntl(ask[0], F_SETFD, FD_CLOEXEC);
    fcntl(answer[1], F_SETFD, FD_CLOEXEC);
    int error = spawn_helper(reader, ask[0], answer[1]);
    close(ask[0]);
    close(answer[1]);
    reader->to = fdopen(ask[1], "wb");
    reader->from = fdopen(answer[0], "rb");
    if (error == 0)
        return true;
    reader->pid = 0;
    diag_report(reader->diag, DIAG_NO_POSTGRES_HELPER,
                (struct place){.file = reader->name}, helper, strerror(error));
    return false;
}

/* Closed pipes end the helper whatever it is doing. */
static void stop_helper(struct reader *reader)
{
    if (reader->to)
        fclose(reader->to);
    if (reader->from)
        fclose(reader->from);
    if (reader->pid <= 0)
        return;
    kill(reader->pid, SIGTERM);
    while (waitpid(reader->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

static bool send_frame(struct reader *reader, uint32_t kind, const char *bytes,
                       size_t size)
{
    const struct postgres_frame frame = {(uint32_t)size, kind};
    return (fwrite(&frame, sizeof frame, 1, reader->to) == 1 &&
            fwrite(bytes, 1, size, reader->to) == size &&
            fflush(reader->to) == 0) ||
           report_helper(reader, strerror(errno));
}

/* Reports what the frame says of a fault; false when it is one. */
static bool check_frame(struct reader *reader)
{
    const struct place place = {.file = reader->name};
    const char *text = strbuf_text(&reader->bytes);
    switch (reader->frame.kind) {
    case FRAME_UNAVAILABLE:
        return report_helper(reader, text);
    case FRAME_REFUSED:
        diag_report(reader->diag, DIAG_QUERY_FAILED, place, text);
        return false;
    case FRAME_NO_TABLE:
        diag_report(reader->diag, DIAG_QUERY_NO_TABLE, place, text);
        return false;
    default:
        return true;
    }
}

/* The next frame; false after a report. */
static bool receive(struct reader *reader)
{
    struct strbuf *bytes = &reader->bytes;
    strbuf_clear(bytes);
    if (fread(&reader->frame, sizeof reader->frame, 1, reader->from) != 1 ||
        reader->frame.size > LARGEST_FRAME)
        return report_helper(reader, "reportgen-postgres has ended");
    char *room = strbuf_reserve(bytes, reader->frame.size);
    if (fread(room, 1, reader->frame.size, reader->from) != reader->frame.size)
        return report_helper(reader, "reportgen-postgres has ended");
    strbuf_set_size(bytes, reader->frame.size);
    reader->at = 0;
    return check_frame(reader);
}

/* ---- opening ---------------------------------------------------------- */

static bool ask(struct reader *reader)
{
    struct strbuf question = STRBUF_INIT;
    const char *connection =
        reader->options.connection ? reader->options.connection : "";
    strbuf_add(&question, connection, strlen(connection) + 1);
    strbuf_add_text(&question, reader->options.where + sizeof prefix - 1);
    strbuf_add_char(&question, '\0');
    bool good = send_frame(reader, FRAME_ASK, question.data, question.size);
    strbuf_free(&question);
    return good;
}

static void add_column(struct reader *reader)
{
    size_t n = (size_t)reader->n_columns++;
    reader->types = realloc(reader->types, (n + 1) * sizeof *reader->types);
    memcpy(&reader->types[n], reader->bytes.data, sizeof *reader->types);
    strbuf_add_text(&reader->names,
                    strbuf_text(&reader->bytes) + sizeof *reader->types);
    strbuf_add_char(&reader->names, '\0');
}

/* Reads the columns; the frame after them is the first of the rows. */
static bool read_columns(struct reader *reader)
{
    bool good;
    while ((good = receive(reader)) && reader->frame.kind == FRAME_COLUMN &&
           reader->frame.size >= sizeof(uint32_t))
        add_column(reader);
    return good;
}

static void postgres_close(struct reader *reader)
{
    if (!reader)
        return;
    stop_helper(reader);
    row_cells_free(&reader->row);
    strbuf_free(&reader->bytes);
    strbuf_free(&reader->names);
    free(reader->types);
    free(reader);
}

static struct reader *postgres_open(struct arena *arena,
                                    const struct reader_options *options,
                                    struct diag *diag)
{
    struct reader *reader = calloc(1, sizeof *reader);
    reader->options = *options;
    reader->diag = diag;
    reader->name = arena_strdup(arena, options->name);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
    if (start_helper(reader) && ask(reader) && read_columns(reader))
        return reader;
    postgres_close(reader);
    return NULL;
}

/* ---- rows ------------------------------------------------------------- */

static void add_names(struct reader *reader)
{
    const char *name = strbuf_text(&reader->names);
    row_cells_begin(&reader->row, 0);
    for (int i = 0; i < reader->n_columns; i++) {
        row_cells_add(&reader->row, name, strlen(name));
        name += strlen(name) + 1;
    }
    row_cells_finish(&reader->row);
}

/* Undoes the escapes of COPY in VALUE, in place; its new size. */
static size_t unescape(char *value, size_t size)
{
    static const char letters[] = "bfnrtv";
    static const char controls[] = "\b\f\n\r\t\v";
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        if (value[i] != '\\' || i + 1 == size) {
            value[n++] = value[i];
            continue;
        }
        const char *found = strchr(letters, value[++i]);
        value[n++] = found && *found ? controls[found - letters] : value[i];
    }
    value[n] = '\0';
    return n;
}

/* VALUE has SIZE bytes and a NUL; IS_SOUND: all of it is UTF-8. */
static void add_value(struct reader *reader, uint32_t type, char *value,
                      size_t size, bool is_sound)
{
    switch (type) {
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_NUMERIC:
        row_cells_add_number(&reader->row, value, 18);
        break;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        row_cells_add_number(&reader->row, value, 15);
        break;
    case TYPE_DATE:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
        row_cells_add_day(&reader->row, value);
        break;
    case TYPE_BOOL: /* "t" and "f" */
        if (*value == 't')
            row_cells_add(&reader->row, "true", strlen("true"));
        else
            row_cells_add(&reader->row, "false", strlen("false"));
        break;
    default:
        if (is_sound)
            row_cells_add_within(&reader->row, value, size);
        else
            row_cells_add(&reader->row, value, size);
        break;
    }
}

/* The row that begins at the reader's place in the frame: values with tabs
   between them and a line end behind the last; NULL is "\N". */
static void read_row(struct reader *reader)
{
    char *value = reader->bytes.data + reader->at;
    char *end = memchr(value, '\n', reader->bytes.size - reader->at);
    size_t bad;
    if (!end)
        end = reader->bytes.data + reader->bytes.size;
    reader->at = (size_t)(end - reader->bytes.data) + 1;
    bool has_escapes = memchr(value, '\\', (size_t)(end - value)) != NULL;
    bool is_sound = !memchr(value, '\0', (size_t)(end - value)) &&
                    unicode_is_valid(value, (size_t)(end - value), &bad);
    row_cells_begin(&reader->row, ++reader->line);
    for (int i = 0; i < reader->n_columns; i++) {
        char *stop = memchr(value, '\t', (size_t)(end - value));
        if (!stop)
            stop = end;
        size_t size = (size_t)(stop - value);
        *stop = '\0';
        if (has_escapes && strcmp(value, "\\N") == 0)
            row_cells_add(&reader->row, NULL, 0);
        else
            add_value(reader, reader->types[i], value,
                      has_escapes ? unescape(value, size) : size, is_sound);
        value = stop < end ? stop + 1 : end;
    }
}

static int postgres_next(struct reader *reader, struct cell **cells,
                         size_t *n_cells)
{
    bool found = !reader->started;
    if (reader->failed)
        return -1;
    if (!reader->started)
        add_names(reader);
    reader->started = true;
    while (!found) {
        if (reader->ended)
            return 0;
        if (reader->frame.kind == FRAME_END) {
            reader->ended = true;
            row_cells_end(&reader->row);
            return 0;
        }
        if (reader->at < reader->bytes.size) {
            read_row(reader);
            found = row_cells_finish(&reader->row);
        } else {
            reader->failed = !receive(reader);
            if (reader->failed)
                return -1;
        }
    }
    *cells = reader->row.cells;
    *n_cells = reader->row.n;
    return 1;
}

/* The rows are asked for once more, within the same transaction. */
static void postgres_rewind(struct reader *reader, bool quiet)
{
    bool good = true;
    (void)quiet;
    if (reader->failed)
        return;
    while (good && reader->frame.kind == FRAME_ROWS)
        good = receive(reader);
    reader->started = false;
    reader->line = 0;
    row_cells_free(&reader->row);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
    reader->failed =
        !good || !send_frame(reader, FRAME_AGAIN, "", 0) || !receive(reader);
}

static void postgres_set_quiet(struct reader *reader, bool quiet)
{
    (void)reader, (void)quiet; /* it reports nothing of single rows */
}

static struct place postgres_place(const struct reader *reader,
                                   const struct cell *cell)
{
    return (struct place){reader->name, cell->line, cell->column, PLACE_TEXT};
}

static const char *postgres_sha256(const struct reader *reader)
{
    return reader->row.sha256;
}

const struct reader_class reader_postgres = {
    .name = "postgresql",
    .accepts = postgres_accepts,
    .path_size = postgres_path_size,
    .open = postgres_open,
    .next = postgres_next,
    .rewind = postgres_rewind,
    .set_quiet = postgres_set_quiet,
    .place = postgres_place,
    .sha256 = postgres_sha256,
    .close = postgres_close,
};
