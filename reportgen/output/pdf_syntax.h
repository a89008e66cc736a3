/*
 * PDF syntax: numbers, strings and references as a PDF file spells them.
 *
 * All numbers are made from integers, so that a file has the same bytes on
 * every machine.
 */
#ifndef OUTPUT_PDF_SYNTAX_H
#define OUTPUT_PDF_SYNTAX_H

#include "base/strbuf.h"
#include "tree/tree.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The fast functions write at P, which has room, and return the end, as
   digits_put() does: a number of hundredths, and one of thousandths without
   trailing zeros (at most 13 bytes). */
char *pdf_put_hundredths(char *p, int32_t hundredths);
char *pdf_put_thousandths(char *p, int32_t thousandths);

/* Copies literal text to P; the compiler knows its size. */
static inline char *pdf_put_text(char *p, const char *text)
{
    size_t size = strlen(text);
    memcpy(p, text, size);
    return p + size;
}

/* LENGTH in hundredths of a point, rounded to the nearest. */
int32_t pdf_hundredths(mpt length);

/* Adds a length in points. */
void pdf_add_length(struct strbuf *buf, mpt length);

/* Adds "(...)", with escapes as needed. */
void pdf_add_literal(struct strbuf *buf, const char *bytes, size_t size);

/* Adds UTF-8 text as "<FEFF...>" (UTF-16BE), or as a literal when it is plain
   ASCII. */
void pdf_add_text_string(struct strbuf *buf, const char *text);

/* Adds TEXT in UTF-16BE with its byte order mark, for libraries that take
   bytes. */
void pdf_add_utf16(struct strbuf *buf, const char *text);

/* Adds the hexadecimal digits of BYTES. */
void pdf_add_hex(struct strbuf *buf, const char *bytes, size_t size);

/* Adds a name such as "/application#2Fpdf". */
void pdf_add_name(struct strbuf *buf, const char *name);

/* Adds SECONDS since 1970 UTC in Vietnam's time: "D:20171214070000+07'00'", in
   XMP "2017-12-14T07:00:00+07:00". */
void pdf_add_date(struct strbuf *buf, int64_t seconds);
void pdf_add_xmp_date(struct strbuf *buf, int64_t seconds);

#endif
