/*
 * PDF part 1: tags in the form that PDF/A-1 allows.
 *
 * PDF 1.4 has no THead and TBody, so rows are children of their table.  Its
 * arrays hold at most 8,191 entries, so elements with more children are
 * divided: the row groups of a long table stay, in pieces; a long list or table
 * of contents becomes several; the children of other elements go below Divs.
 */
#ifndef OUTPUT_PDF_PART1_H
#define OUTPUT_PDF_PART1_H

#include "typeset/page.h"

#include <stddef.h>

/* A copy of TAGS with other groups, which the caller frees; *N_NEW is its
   length.  NUMBERS[i] (N_TAGS of them) gets the new number of tag i. */
struct tag *pdf_part1_tags(const struct tag *tags, size_t n_tags,
                           tag_id *numbers, size_t *n_new);

#endif
