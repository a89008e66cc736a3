/*
 * PDF part 1: tags as PDF/A-1 wants them.
 *
 * PDF 1.4 has no THead and TBody, so rows hang on their table.  Its arrays
 * hold 8,191 entries at most, so what has more children than that is cut: the
 * row groups of a long table stay, in pieces; a long list or table of contents
 * becomes several; the children of other elements hang on Divs.
 */
#ifndef OUTPUT_PDF_PART1_H
#define OUTPUT_PDF_PART1_H

#include "typeset/page.h"

#include <stddef.h>

/* A copy of TAGS with other groups, to be freed by the caller; *N_NEW is its
   length.  NUMBERS[i] (N_TAGS of them) is what became of tag i. */
struct tag *pdf_part1_tags(const struct tag *tags, size_t n_tags,
                           tag_id *numbers, size_t *n_new);

#endif
