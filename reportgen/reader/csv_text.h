/*
 * CSV text: the bytes of a CSV file as UTF-8, whatever they were written in.
 *
 * A byte order mark decides (UTF-8, UTF-16 little or big endian); else the
 * encoding that [dataset] names; else UTF-8.  UTF-16 is decoded here, other
 * encodings by iconv (included here only).
 */
#ifndef READER_CSV_TEXT_H
#define READER_CSV_TEXT_H

#include "base/infile.h"
#include "reader/reader.h"

struct csv_text {
    const char *data; /* SIZE bytes, without the mark */
    size_t size;
    bool is_utf8; /* false: the bytes were taken as they are, some are not */
};

/* The text of FILE in ARENA.  False after a report at the line of the fault. */
bool csv_text_decode(struct arena *arena, const struct infile *file,
                     const struct reader_options *options, struct diag *diag,
                     struct csv_text *text);

/* True when the text of a file that begins with SIZE bytes at START is the
   file itself behind a mark of *MARK bytes: nothing is to be decoded. */
bool csv_text_is_file(const char *start, size_t size,
                      const struct reader_options *options, size_t *mark);

#endif
