/*
 * CSV lines: the lines of a CSV file, in order and as often as needed.
 *
 * A large file in UTF-8 is read in pieces, each of which begins with the line
 * that is asked for, so that only one piece is in memory.  A file that is small
 * or has to be decoded is in memory as a whole.
 */
#ifndef READER_CSV_LINES_H
#define READER_CSV_LINES_H

#include "reader/csv_text.h"

struct csv_lines {
    struct arena *arena;          /* of a text that is in memory as a whole */
    struct infile_stream *stream; /* NULL: the text is in memory as a whole */
    size_t mark;                  /* bytes of the file before its text */
    size_t size;                  /* of the text */
    char *piece;
    size_t capacity;
    struct csv_text held; /* the piece, or the whole text */
    size_t at;            /* where it begins in the text */
    char sha256[65];
};

/* Opens the file that OPTIONS name.  False after a report. */
bool csv_lines_open(struct csv_lines *lines,
                    const struct reader_options *options, struct diag *diag);

/* The first bytes of the text: whole lines, unless one line fills them all. */
const char *csv_lines_start(const struct csv_lines *lines, size_t *size);

/* The line at OFFSET, which is less than the text's size: *SIZE bytes including
   its end (LF, CRLF or CR), valid until the next call.  NULL when the file
   cannot be read, which csv_lines_finish() reports. */
const char *csv_lines_at(struct csv_lines *lines, size_t offset, size_t *size);

/* True when the last line is known to be valid UTF-8. */
bool csv_lines_are_utf8(const struct csv_lines *lines);

/* Ends a reading of all lines; the checksum is known then.  False after a
   report when the file failed or changed. */
bool csv_lines_finish(struct csv_lines *lines, struct diag *diag);

/* LINES may be zeroed. */
void csv_lines_close(struct csv_lines *lines);

#endif
