/*
 * XLSX text: the text of a string item (18.4.8, 18.3.1.53 of ISO/IEC 29500-1).
 *
 * A string is one run or many; what tells how it is pronounced (rPh) is no
 * part of it.  A character that XML cannot hold is written as _xHHHH_.
 */
#ifndef READER_XLSX_TEXT_H
#define READER_XLSX_TEXT_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* The state of a string that is being read; TEXT is what it says so far. */
struct xlsx_text {
    struct strbuf text;
    bool in_run;      /* inside a t element */
    unsigned n_sound; /* how deep inside rPh elements */
};

/* Begins a new string. */
void xlsx_text_clear(struct xlsx_text *text);

/* Passes on what a parser meets inside the string. */
void xlsx_text_start(struct xlsx_text *text, const char *element);
void xlsx_text_end(struct xlsx_text *text, const char *element);
void xlsx_text_add(struct xlsx_text *text, const char *bytes, size_t size);

/* Replaces the escapes _xHHHH_ in TEXT. */
void xlsx_text_unescape(struct strbuf *text);

void xlsx_text_free(struct xlsx_text *text);

#endif
