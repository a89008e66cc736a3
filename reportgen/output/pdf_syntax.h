/*
 * PDF syntax: numbers, strings and references as a PDF file spells them.
 *
 * All numbers are made from integers, so that a file has the same bytes
 * whatever the machine thinks of floating point.
 */
#ifndef OUTPUT_PDF_SYNTAX_H
#define OUTPUT_PDF_SYNTAX_H

#include "base/strbuf.h"
#include "tree/tree.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The fast ones write at P, which has room, and return where they stopped, as
   digits_put() does: a number of hundredths and one of thousandths with no
   idle zeros (13 bytes at most). */
char *pdf_put_hundredths(char *p, int32_t hundredths);
char *pdf_put_thousandths(char *p, int32_t thousandths);

/* Copies literal text to P; its size is then known to the compiler. */
static inline char *pdf_put_text(char *p, const char *text)
{
    size_t size = strlen(text);
    memcpy(p, text, size);
    return p + size;
}

/* Position in hundredths of a point, rounded to the nearest. */
int32_t pdf_hundredths(mpt length);

/* Adds a length in points. */
void pdf_add_length(struct strbuf *buf, mpt length);

/* Adds "(...)", with escapes as needed. */
void pdf_add_literal(struct strbuf *buf, const char *bytes, size_t size);

/* Adds UTF-8 text as "<FEFF...>" (UTF-16BE), or as a literal when it is plain
   ASCII. */
void pdf_add_text_string(struct strbuf *buf, const char *text);

/* UTF-16BE of TEXT with its mark, for libraries that take bytes. */
void pdf_add_utf16(struct strbuf *buf, const char *text);

/* Adds the hexadecimal digits of BYTES. */
void pdf_add_hex(struct strbuf *buf, const char *bytes, size_t size);

/* Adds a name such as "/application#2Fpdf". */
void pdf_add_name(struct strbuf *buf, const char *name);

/* Adds "D:20171214070000+07'00'" (XMP: "2017-12-14T07:00:00+07:00") for
   SECONDS since 1970 UTC, in the time of Vietnam. */
void pdf_add_date(struct strbuf *buf, int64_t seconds);
void pdf_add_xmp_date(struct strbuf *buf, int64_t seconds);

#endif
