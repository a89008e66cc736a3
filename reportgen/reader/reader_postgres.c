#include "reader/reader.h"

#include "base/unicode.h"
#include "reader/cell_text.h"
#include "reader/postgres_link.h"
#include "reader/row_cells.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * A PostgreSQL database as a source: "postgresql:TABLE", or a query after the
 * colon.  A helper talks to the server (postgres_frames.h); here its frames
 * become rows.
 */

static const char prefix[] = "postgresql:";

struct reader {
    struct reader_options options;
    const char *name;           /* in messages */
    struct postgres_link *link; /* OWN, or that of the options */
    struct postgres_link own;
    size_t at; /* the next row, in the bytes of the frame */
    struct row_cells row;
    uint32_t line;
    bool started;
    bool ended;
    bool failed;             /* after a report */
    const char *name_before; /* what the link of the options had */
    struct diag *diag_before;
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

/* ---- opening ------------------------------------------------------------- */

/* Somebody else's link is left as it was found: nothing is on its way. */
static void leave(struct reader *reader)
{
    struct postgres_link *link = reader->link;
    bool good = !reader->failed;
    while (good && link->frame.kind == FRAME_ROWS)
        good = postgres_link_receive(link);
    link->name = reader->name_before;
    link->diag = reader->diag_before;
}

static void postgres_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->link == &reader->own)
        postgres_link_close(reader->link);
    else
        leave(reader);
    row_cells_free(&reader->row);
    free(reader);
}

/* Asks for the rows, and takes the first frame of them. */
static bool ask(struct reader *reader, struct diag *diag)
{
    const char *wanted = reader->options.where + sizeof prefix - 1;
    struct postgres_link *link = reader->options.link;
    reader->link = link ? link : &reader->own;
    if (!link)
        return postgres_link_open(&reader->own, reader->row.scratch,
                                  reader->name, reader->options.connection,
                                  wanted, diag);
    reader->name_before = link->name;
    reader->diag_before = link->diag;
    link->name = reader->name;
    link->diag = diag;
    return postgres_link_next(link, wanted);
}

static struct reader *postgres_open(struct arena *arena,
                                    const struct reader_options *options,
                                    struct diag *diag)
{
    struct reader *reader = calloc(1, sizeof *reader);
    reader->options = *options;
    reader->name = arena_strdup(arena, options->name);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
    if (ask(reader, diag))
        return reader;
    reader->failed = true;
    postgres_close(reader);
    return NULL;
}

/* Receives a frame and goes to its first row; false after a report. */
static bool receive(struct reader *reader)
{
    reader->at = 0;
    return postgres_link_receive(reader->link);
}

/* ---- rows ---------------------------------------------------------------- */

static void add_names(struct reader *reader)
{
    const char *name = strbuf_text(&reader->link->names);
    row_cells_begin(&reader->row, 0);
    for (int i = 0; i < reader->link->n_columns; i++) {
        row_cells_add(&reader->row, name, strlen(name));
        name += strlen(name) + 1;
    }
    row_cells_finish(&reader->row);
}

/* Undoes the escapes of COPY in VALUE, in place; returns its new size. */
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

/* Adds a value, which has SIZE bytes and a NUL; IS_SOUND: it is valid UTF-8. */
static void add_value(struct reader *reader, uint32_t type, char *value,
                      size_t size, bool is_sound)
{
    switch (type) {
    case POSTGRES_INT2:
    case POSTGRES_INT4:
    case POSTGRES_INT8:
    case POSTGRES_NUMERIC:
        row_cells_add_number(&reader->row, value, 18);
        break;
    case POSTGRES_FLOAT4:
    case POSTGRES_FLOAT8:
        row_cells_add_number(&reader->row, value, 15);
        break;
    case POSTGRES_DATE:
    case POSTGRES_TIMESTAMP:
    case POSTGRES_TIMESTAMPTZ:
        row_cells_add_day(&reader->row, value);
        break;
    case POSTGRES_BOOL: /* "t" and "f" */
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

/* Reads the row at the reader's place in the frame: tabs between the values and
   a line end after the last; NULL is "\N". */
static void read_row(struct reader *reader)
{
    char *value = reader->link->bytes.data + reader->at;
    char *end = memchr(value, '\n', reader->link->bytes.size - reader->at);
    size_t bad;
    if (!end)
        end = reader->link->bytes.data + reader->link->bytes.size;
    reader->at = (size_t)(end - reader->link->bytes.data) + 1;
    bool has_escapes = memchr(value, '\\', (size_t)(end - value)) != NULL;
    bool is_sound = !memchr(value, '\0', (size_t)(end - value)) &&
                    unicode_is_valid(value, (size_t)(end - value), &bad);
    row_cells_begin(&reader->row, ++reader->line);
    for (int i = 0; i < reader->link->n_columns; i++) {
        char *stop = memchr(value, '\t', (size_t)(end - value));
        if (!stop)
            stop = end;
        size_t size = (size_t)(stop - value);
        *stop = '\0';
        if (has_escapes && strcmp(value, "\\N") == 0)
            row_cells_add(&reader->row, NULL, 0);
        else
            add_value(reader, reader->link->types[i], value,
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
        if (reader->link->frame.kind == FRAME_END) {
            reader->ended = true;
            row_cells_end(&reader->row);
            return 0;
        }
        if (reader->at < reader->link->bytes.size) {
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

/* Asks for the rows once more, in the same transaction. */
static void postgres_rewind(struct reader *reader, bool quiet)
{
    bool good = true;
    (void)quiet;
    if (reader->failed)
        return;
    while (good && reader->link->frame.kind == FRAME_ROWS)
        good = receive(reader);
    reader->started = false;
    reader->line = 0;
    row_cells_free(&reader->row);
    row_cells_init(&reader->row);
    reader->row.keeps_hyphens = cell_text_keeps_hyphens(&reader->options);
    reader->failed = !good ||
                     !postgres_link_send(reader->link, FRAME_AGAIN, "", 0) ||
                     !receive(reader);
}

static void postgres_set_quiet(struct reader *reader, bool quiet)
{
    (void)reader, (void)quiet; /* it reports nothing about single rows */
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
