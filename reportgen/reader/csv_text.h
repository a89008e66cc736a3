/*
 * CSV text: the bytes of a CSV file as UTF-8, whatever they were written in.
 *
 * A byte order mark decides (UTF-8, UTF-16 of both byte orders); else the
 * encoding that [dataset] names; else it is UTF-8.  UTF-16 is decoded here,
 * other encodings by iconv (included here only).
 */
#ifndef READER_CSV_TEXT_H
#define READER_CSV_TEXT_H

#include "base/infile.h"
#include "reader/reader.h"

struct csv_text {
    const char *data; /* SIZE bytes, without the byte order mark */
    size_t size;
    bool is_utf8; /* false: the bytes were left as they are, and some are not
                     UTF-8 */
};

/* Decodes FILE into ARENA.  False after a report at the line of the fault. */
bool csv_text_decode(struct arena *arena, const struct infile *file,
                     const struct reader_options *options, struct diag *diag,
                     struct csv_text *text);

/* True when a file that begins with SIZE bytes at START needs no decoding: its
   text is the file itself, after a byte order mark of *MARK bytes. */
bool csv_text_is_file(const char *start, size_t size,
                      const struct reader_options *options, size_t *mark);

#endif
