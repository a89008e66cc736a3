#include "reader/csv_lines.h"

#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_FILE = 1 << 30, /* bytes */
    PIECE = 1 << 20,        /* larger files are read in pieces */
    FIRST_WINDOW =
        256 /* bytes in which the end of a line is looked for first */
};

/* ---- opening ------------------------------------------------------------- */

static bool hold_whole(struct csv_lines *lines,
                       const struct reader_options *options, struct diag *diag)
{
    struct infile file;
    lines->arena = arena_create();
    if (!infile_read(lines->arena, options->where, LARGEST_FILE, diag, &file) ||
        !csv_text_decode(lines->arena, &file, options, diag, &lines->held))
        return false;
    memcpy(lines->sha256, file.sha256, sizeof lines->sha256);
    lines->size = lines->held.size;
    return true;
}

/* The bytes of the piece up to the end of its last whole line; all bytes when
   no line ends in it. */
static size_t whole_lines(const struct csv_lines *lines)
{
    size_t size = lines->held.size;
    while (size > 0 && lines->piece[size - 1] != '\n')
        size--;
    return size > 0 ? size : lines->held.size;
}

/* Reads the piece of the text at OFFSET.  A line that continues after the piece
   is not taken from it. */
static bool read_piece(struct csv_lines *lines, size_t offset)
{
    const size_t left = lines->size - offset;
    lines->at = offset;
    lines->held = (struct csv_text){.data = lines->piece};
    if (!infile_stream_read_at(lines->stream, lines->mark + offset,
                               lines->piece,
                               left < lines->capacity ? left : lines->capacity))
        return false;
    lines->held.size = left < lines->capacity ? left : lines->capacity;
    lines->held.is_utf8 = unicode_is_valid(
        lines->piece, lines->held.size == left ? left : whole_lines(lines),
        NULL);
    return true;
}

/* Reads the first piece.  False when the file has to be in memory as a whole,
   or cannot be read, which shows again then. */
static bool hold_piece(struct csv_lines *lines,
                       const struct reader_options *options)
{
    const size_t size = infile_stream_size(lines->stream);
    if (size <= PIECE || size > LARGEST_FILE)
        return false;
    lines->capacity = PIECE;
    lines->piece = malloc(PIECE);
    if (!infile_stream_read_at(lines->stream, 0, lines->piece, PIECE) ||
        !csv_text_is_file(lines->piece, PIECE, options, &lines->mark))
        return false;
    lines->size = size - lines->mark;
    return read_piece(lines, 0);
}

bool csv_lines_open(struct csv_lines *lines,
                    const struct reader_options *options, struct diag *diag)
{
    *lines = (struct csv_lines){
        .stream = infile_stream_open(options->where, options->where, diag)};
    if (!lines->stream)
        return false;
    if (hold_piece(lines, options))
        return true;
    csv_lines_close(lines);
    return hold_whole(lines, options, diag);
}

void csv_lines_close(struct csv_lines *lines)
{
    infile_stream_close(lines->stream);
    free(lines->piece);
    if (lines->arena)
        arena_destroy(lines->arena);
    *lines = (struct csv_lines){0};
}

/* ---- lines --------------------------------------------------------------- */

const char *csv_lines_start(const struct csv_lines *lines, size_t *size)
{
    *size = lines->stream ? whole_lines(lines) : lines->size;
    return lines->held.data;
}

/* The size of the line that begins LEFT bytes, including its end.  Only as much
   as the line needs is examined: a file with one kind of line end has none of
   the other kind before it. */
static size_t line_size(const char *line, size_t left)
{
    size_t window = FIRST_WINDOW;
    for (;; window *= 2) {
        const size_t size = window < left ? window : left;
        const char *feed = memchr(line, '\n', size);
        const size_t most = feed == NULL ? size : (size_t)(feed - line) + 1;
        const char *cr = memchr(line, '\r', most);
        if (cr != NULL && cr + 1 == line + size && size < left)
            continue; /* LF may follow after the window */
        if (cr != NULL && cr + 1 != feed)
            return (size_t)(cr - line) + 1;
        if (feed != NULL || size == left)
            return most;
    }
}

/* Goes on to a piece at OFFSET, a larger one when this one began there too. */
static bool move_on(struct csv_lines *lines, size_t offset)
{
    if (offset == lines->at && lines->held.size == lines->capacity) {
        lines->capacity *= 2;
        lines->piece = realloc(lines->piece, lines->capacity);
    }
    return read_piece(lines, offset);
}

const char *csv_lines_at(struct csv_lines *lines, size_t offset, size_t *size)
{
    for (;;) {
        const size_t end = lines->at + lines->held.size;
        const char *line = lines->held.data + (offset - lines->at);
        bool is_held = offset >= lines->at && offset < end;
        if (is_held)
            *size = line_size(line, end - offset);
        /* The next piece shows whether a line that ends with this one goes
           on. */
        if (is_held && (end == lines->size || offset + *size < end))
            return line;
        if (!move_on(lines, offset))
            return NULL;
    }
}

bool csv_lines_are_utf8(const struct csv_lines *lines)
{
    return lines->held.is_utf8;
}

bool csv_lines_finish(struct csv_lines *lines, struct diag *diag)
{
    if (!lines->stream)
        return true;
    if (!infile_stream_finish(lines->stream, diag))
        return false;
    memcpy(lines->sha256, infile_stream_sha256(lines->stream),
           sizeof lines->sha256);
    return true;
}
