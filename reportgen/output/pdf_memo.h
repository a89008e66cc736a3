/*
 * PDF memo: streams that the reports of a process have in common.
 *
 * Reports with one layout show the same letters, and all have one colour
 * profile.  What was subset or deflated for one report is kept for the next
 * that needs the same bytes; the bytes of a file do not depend on it.  A memo
 * identifies faces by their addresses, so it must not outlive their fontset.
 */
#ifndef OUTPUT_PDF_MEMO_H
#define OUTPUT_PDF_MEMO_H

#include "typeset/font.h"

#include <stddef.h>
#include <stdint.h>

/* Deflated bytes, SIZE_BEFORE long before that; BYTES is NULL at first. */
struct pdf_stream {
    char *bytes;
    size_t size;
    size_t size_before;
};

/* The streams of a face for a set of codes: see pdf_fonts.c. */
struct pdf_font_streams {
    const struct font *font;
    uint32_t codes[256];
    struct pdf_stream program;
    struct pdf_stream to_unicode;
};

/* The caller owns the memo. */
struct pdf_memo;
struct pdf_memo *pdf_memo_create(void);
void pdf_memo_destroy(struct pdf_memo *memo);

/* The streams of FONT for CODES: those of an earlier report, or empty ones to
   fill with malloc'ed bytes, which the memo then owns.  Valid until the next
   call, which may drop the oldest. */
struct pdf_font_streams *pdf_memo_font(struct pdf_memo *memo,
                                       const struct font *font,
                                       const uint32_t codes[256]);

/* The same for the colour profile with the hash SHA256. */
struct pdf_stream *pdf_memo_profile(struct pdf_memo *memo, const char *sha256);

#endif
