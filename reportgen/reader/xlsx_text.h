/*
 * XLSX text: the text of a string item (ISO/IEC 29500-1, 18.4.8 and 18.3.1.53).
 *
 * A string has one run or several; its phonetic text (rPh) does not belong to
 * it.  A character that XML cannot hold is written as _xHHHH_.
 */
#ifndef READER_XLSX_TEXT_H
#define READER_XLSX_TEXT_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* A string while it is read; TEXT is what was read so far. */
struct xlsx_text {
    struct strbuf text;
    bool in_run;      /* inside a t element */
    unsigned n_sound; /* how deep inside rPh elements */
};

/* Starts a new string. */
void xlsx_text_clear(struct xlsx_text *text);

/* Take what a parser finds inside the string. */
void xlsx_text_start(struct xlsx_text *text, const char *element);
void xlsx_text_end(struct xlsx_text *text, const char *element);
void xlsx_text_add(struct xlsx_text *text, const char *bytes, size_t size);

/* Replaces the escapes _xHHHH_ in TEXT. */
void xlsx_text_unescape(struct strbuf *text);

void xlsx_text_free(struct xlsx_text *text);

#endif
