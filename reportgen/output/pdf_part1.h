/*
 * PDF part 1: tags as PDF/A-1 wants them.
 *
 * PDF 1.4 has no THead and TBody, so rows hang on their table.  Its arrays
 * hold 8,191 entries at most, so the row groups of a longer table stay, cut
 * into pieces.
 */
#ifndef OUTPUT_PDF_PART1_H
#define OUTPUT_PDF_PART1_H

#include "typeset/page.h"

#include <stddef.h>

/* A copy of TAGS with other row groups, to be freed by the caller; *N_NEW is
   its length.  NUMBERS[i] (N_TAGS of them) is what became of tag i. */
struct tag *pdf_part1_tags(const struct tag *tags, size_t n_tags,
                           tag_id *numbers, size_t *n_new);

#endif
