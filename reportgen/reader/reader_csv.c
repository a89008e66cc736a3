#include "reader/reader.h"

#include "base/strbuf.h"
#include "base/unicode.h"
#include "reader/cell_text.h"
#include "reader/csv_delimiter.h"
#include "reader/csv_lines.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_FAULTS = 50 }; /* with more, the file is in another encoding */

/* A line of the file. */
struct position {
    size_t offset;
    uint32_t line;
};

/* libcsv gets one line at a time, so that the line of every cell is known.  A
   row on one line without quotes needs none of its rules and is cut at its
   delimiters.  TEXTS holds the row's cells, each with a NUL. */
struct reader {
    struct arena *scratch; /* holds NFC of the row's cells */
    struct reader_options options;
    struct diag *diag;
    struct csv_lines lines;
    struct csv_parser parser;
    size_t start; /* after a "sep=" line */
    char delimiter;
    char found;     /* the delimiter that the text suggests */
    size_t n_tried; /* other delimiters that were tried */
    bool is_named;  /* a "sep=" line names the delimiter */
    bool quiet;
    bool cut_short;
    size_t n_faults;

    struct position next;  /* the next line */
    struct position after; /* the line after the one where a cell started */
    uint32_t cell_line;    /* where the current cell started */
    struct strbuf texts;
    struct cell *cells;
    size_t n_cells;
    size_t capacity;
    bool row_done;
    bool is_utf8; /* all lines of the row are UTF-8 */
};

/* ---- opening ------------------------------------------------------------- */

static bool csv_accepts(const char *where)
{
    static const char *const endings[] = {".csv", ".tsv", ".txt"};
    size_t size = strlen(where);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (size >= 4 && strcasecmp(where + size - 4, endings[i]) == 0)
            return true;
    return false;
}

static void start_parser(struct reader *reader)
{
    csv_init(&reader->parser, CSV_STRICT);
    csv_set_delim(&reader->parser, (unsigned char)reader->delimiter);
}

static void csv_rewind(struct reader *reader, bool quiet)
{
    csv_free(&reader->parser);
    start_parser(reader);
    reader->next.offset = reader->start;
    reader->next.line = reader->start > 0 ? 2 : 1;
    reader->n_faults = 0;
    reader->cut_short = false;
    reader->quiet = quiet;
}

static void csv_set_quiet(struct reader *reader, bool quiet)
{
    reader->quiet = quiet;
}

static void csv_close(struct reader *reader)
{
    if (!reader)
        return;
    csv_free(&reader->parser);
    strbuf_free(&reader->texts);
    free(reader->cells);
    arena_destroy(reader->scratch);
    csv_lines_close(&reader->lines);
    free(reader);
}

static struct reader *csv_open(struct arena *arena,
                               const struct reader_options *options,
                               struct diag *diag)
{
    struct reader *reader = calloc(1, sizeof *reader);
    reader->scratch = arena_create();
    reader->options = *options;
    reader->options.name = arena_strdup(arena, options->name);
    reader->diag = diag;
    start_parser(reader);
    if (!csv_lines_open(&reader->lines, &reader->options, diag)) {
        csv_close(reader);
        return NULL;
    }
    size_t size;
    const char *text = csv_lines_start(&reader->lines, &size);
    reader->delimiter = csv_delimiter_find(text, size, &reader->start);
    reader->found = reader->delimiter;
    reader->is_named = reader->start > 0;
    csv_rewind(reader, false);
    return reader;
}

/* Reads the same text with another delimiter; after the last, with the first
   one again. */
static bool csv_go_on(struct reader *reader)
{
    char other = reader->is_named
                     ? '\0'
                     : csv_delimiter_other(reader->found, reader->n_tried++);
    reader->delimiter = other == '\0' ? reader->found : other;
    csv_rewind(reader, reader->quiet);
    return other != '\0';
}

/* ---- faults -------------------------------------------------------------- */

static struct place place_at(const struct reader *reader, uint32_t line,
                             uint32_t column)
{
    return (struct place){reader->options.name, line, column, PLACE_TEXT};
}

static struct place csv_place(const struct reader *reader,
                              const struct cell *cell)
{
    return place_at(reader, cell->line, cell->column);
}

/* The place of the cell that is being read. */
static struct place open_place(const struct reader *reader)
{
    return place_at(reader, reader->cell_line, (uint32_t)reader->n_cells + 1);
}

/* Gives up a row with a misplaced quote; reading goes on at the line after the
   one where the cell started. */
static void give_up_row(struct reader *reader)
{
    csv_free(&reader->parser);
    start_parser(reader);
    reader->next = reader->after;
    reader->n_faults++;
    reader->n_cells = 0;
    strbuf_clear(&reader->texts);
}

/* Up to twenty characters of TEXT, without a line end. */
static const char *excerpt(struct reader *reader, const char *text,
                           const char *end)
{
    const char *c = text;
    for (size_t i = 0; i < 20 && c < end && *c != '\n' && *c != '\r'; i++)
        if (unicode_next(&c, end) < 0)
            break;
    return arena_strndup(reader->scratch, text, (size_t)(c - text));
}

static void report_stray(struct reader *reader, const char *at, const char *end)
{
    if (!reader->quiet)
        diag_report(reader->diag, DIAG_STRAY_QUOTE, open_place(reader),
                    excerpt(reader, at, end), reader->next.line);
}

/* ---- rows: what libcsv calls --------------------------------------------- */

static void new_cell(struct reader *reader, size_t size)
{
    if (reader->n_cells == reader->capacity) {
        reader->capacity = reader->capacity * 2 + 32;
        reader->cells =
            realloc(reader->cells, reader->capacity * sizeof *reader->cells);
    }
    struct cell *cell = &reader->cells[reader->n_cells++];
    *cell = (struct cell){.size = size,
                          .line = reader->cell_line,
                          .column = (uint32_t)reader->n_cells};
}

static void add_cell(void *text, size_t size, void *context)
{
    struct reader *reader = context;
    new_cell(reader, size);
    strbuf_add(&reader->texts, text, size);
    strbuf_add_char(&reader->texts, '\0');
    /* The next cell starts on the line where this one ended. */
    reader->cell_line = reader->next.line;
}

static void end_row(int terminator, void *context)
{
    struct reader *reader = context;
    (void)terminator;
    reader->row_done = true;
}

/* ---- cells --------------------------------------------------------------- */

static bool check_bytes(struct reader *reader, struct cell *cell)
{
    size_t bad;
    if (memchr(cell->text, '\0', cell->size)) {
        if (!reader->quiet)
            diag_report(reader->diag, DIAG_NUL_BYTE, csv_place(reader, cell));
        return false;
    }
    if (reader->is_utf8 || unicode_is_valid(cell->text, cell->size, &bad))
        return true;
    if (!reader->quiet)
        diag_report(reader->diag, DIAG_BAD_UTF8, csv_place(reader, cell),
                    (unsigned char)cell->text[bad]);
    return false;
}

/* Finishes CELL, whose bytes are TEXT, in the row's buffer. */
static void finish_cell(struct reader *reader, struct cell *cell, char *text)
{
    cell->text = text;
    if (!check_bytes(reader, cell)) {
        cell->faulty = true;
        cell->text = NULL;
        cell->size = 0;
        reader->n_faults++;
        return;
    }
    cell_text_finish(cell, text, false, reader->scratch);
}

static void finish_row(struct reader *reader)
{
    char *text = reader->texts.data;
    for (size_t i = 0; i < reader->n_cells; i++) {
        size_t size = reader->cells[i].size;
        finish_cell(reader, &reader->cells[i], text);
        text += size + 1;
    }
}

/* ---- rows: reading ------------------------------------------------------- */

/* Feeds BYTES to libcsv.  A quote inside an unquoted cell is an ordinary
   character; a quote that ends a cell too early gives up the row: false. */
static bool feed(struct reader *reader, const char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        done += csv_parse(&reader->parser, bytes + done, size - done, add_cell,
                          end_row, reader);
        if (done >= size)
            break;
        if (csv_error(&reader->parser) != CSV_EPARSE || reader->parser.quoted) {
            report_stray(reader, bytes + done, bytes + size);
            return false;
        }
        csv_set_opts(&reader->parser, 0);
        csv_parse(&reader->parser, bytes + done, 1, add_cell, end_row, reader);
        csv_set_opts(&reader->parser, CSV_STRICT);
        done++;
    }
    return true;
}

/* Cuts a row that is one line of SIZE bytes, without its end. */
static void split_line(struct reader *reader, const char *line, size_t size)
{
    strbuf_add(&reader->texts, line, size);
    char *text = reader->texts.data;
    char *end = text + size;
    for (;;) {
        char *next = memchr(text, reader->delimiter, (size_t)(end - text));
        char *stop = !next ? end : next;
        new_cell(reader, (size_t)(stop - text));
        *stop = '\0';
        if (!next)
            break;
        text = next + 1;
    }
    reader->row_done = true;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Feeds the next line, LINE of SIZE bytes or, at the end of the file, the end
   of the last row.  False when the row is given up. */
static bool feed_line(struct reader *reader, const char *line, size_t size)
{
    struct position after = {reader->next.offset + size, reader->next.line + 1};
    bool is_cut = !is_line_end(line[size - 1]); /* then it is the last */
    bool starts_row = !reader->parser.quoted;
    if (starts_row) {
        reader->cell_line = reader->next.line;
        reader->after = after;
    }
    if (starts_row && !memchr(line, '"', size)) {
        while (size > 0 && is_line_end(line[size - 1]))
            size--;
        split_line(reader, line, size);
        reader->cut_short = is_cut;
        reader->next = after;
        return true;
    }
    size_t n_before = reader->n_cells;
    if (!feed(reader, line, size))
        return false;
    reader->cut_short = is_cut;
    if (is_cut && !feed(reader, "\n", 1))
        return false;
    if (reader->n_cells > n_before)
        reader->after = after; /* a cell that continues started on this line */
    reader->next = after;
    return true;
}

/* Reads a row: 1; 0 at the end of the file; -1 when a row was given up. */
static int read_row(struct reader *reader)
{
    reader->n_cells = 0;
    reader->row_done = false;
    strbuf_clear(&reader->texts);
    arena_reset(reader->scratch);
    reader->is_utf8 = true;
    while (reader->next.offset < reader->lines.size) {
        size_t size;
        const char *line =
            csv_lines_at(&reader->lines, reader->next.offset, &size);
        if (!line)
            return 0;
        reader->is_utf8 &= csv_lines_are_utf8(&reader->lines);
        if (!feed_line(reader, line, size)) {
            give_up_row(reader);
            return -1;
        }
        if (reader->row_done)
            return 1;
    }
    if (!reader->parser.quoted)
        return 0;
    if (!reader->quiet)
        diag_report(reader->diag, DIAG_OPEN_QUOTE, open_place(reader));
    give_up_row(reader);
    return -1;
}

static bool is_blank(const struct reader *reader)
{
    for (size_t i = 0; i < reader->n_cells; i++)
        if (reader->cells[i].text || reader->cells[i].faulty)
            return false;
    return true;
}

static int csv_next(struct reader *reader, struct cell **cells, size_t *n_cells)
{
    bool is_heading = reader->next.offset == reader->start;
    for (;;) {
        int found = read_row(reader);
        if (found == 0)
            return csv_lines_finish(&reader->lines, reader->diag) ? 0 : -1;
        if ((found < 0 && is_heading) || reader->n_faults > MOST_FAULTS)
            return -1;
        if (found < 0)
            continue;
        finish_row(reader);
        if (is_blank(reader))
            continue;
        *cells = reader->cells;
        *n_cells = reader->n_cells;
        return 1;
    }
}

static bool csv_is_cut_short(const struct reader *reader)
{
    return reader->cut_short && reader->next.offset == reader->lines.size;
}

static const char *csv_sha256(const struct reader *reader)
{
    return reader->lines.sha256;
}

const struct reader_class reader_csv = {
    .name = "csv",
    .decodes = true,
    .accepts = csv_accepts,
    .open = csv_open,
    .next = csv_next,
    .is_cut_short = csv_is_cut_short,
    .rewind = csv_rewind,
    .set_quiet = csv_set_quiet,
    .go_on = csv_go_on,
    .place = csv_place,
    .sha256 = csv_sha256,
    .close = csv_close,
};
