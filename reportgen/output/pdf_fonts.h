/*
 * PDF fonts: one-byte subsets of faces, and the code of each character.
 *
 * A character gets a code when a page first shows it, so that pages can be
 * written at once; subsets are made at the end.  Characters of Vietnamese
 * reports have the same code in every document.  A face with more characters
 * than one subset holds has several.  Code 32 is the blank in every subset,
 * because viewers stretch only that code (Tw); it also shows U+00A0, which
 * justified lines stretch as well.
 */
#ifndef OUTPUT_PDF_FONTS_H
#define OUTPUT_PDF_FONTS_H

#include "base/diag.h"
#include "output/deflate.h"
#include "output/pdf_file.h"
#include "output/pdf_memo.h"
#include "typeset/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pdf_fonts;
struct pdf_face;

struct pdf_fonts *pdf_fonts_create(void);
void pdf_fonts_destroy(struct pdf_fonts *fonts);

/* The codes of FONT in this document; always the same pointer for a font. */
struct pdf_face *pdf_fonts_face(struct pdf_fonts *fonts,
                                const struct font *font);

/* The code of CHARACTER: subset number << 8 | code.  SUBSET is the number of
   the current subset, whose blank is as good as any other. */
unsigned pdf_face_code(struct pdf_face *face, unsigned subset,
                       uint32_t character);

/* Makes the subsets and their objects, using what MEMO has, and adds "/F0 12 0
   R/F1 13 0 R" to RESOURCES.  False after a report. */
bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_memo *memo,
                     struct pdf_file *file, struct deflater *deflater,
                     struct strbuf *resources, struct diag *diag);

#endif
