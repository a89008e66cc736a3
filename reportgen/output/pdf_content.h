/*
 * PDF content: the items of a page as drawing operators.
 *
 * In a tagged file each run of items of one structure element is a marked
 * content sequence, numbered from 0 on its page; the marks of all pages stay
 * here for the structure tree.
 */
#ifndef OUTPUT_PDF_CONTENT_H
#define OUTPUT_PDF_CONTENT_H

#include "base/strbuf.h"
#include "output/pdf_fonts.h"
#include "typeset/page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The element of every marked content sequence of the file; those of page i
   are elements[first[i]] to elements[first[i + 1] - 1], by number. */
struct pdf_marks {
    tag_id *elements;
    uint32_t *first;
    size_t n_elements;
    size_t n_pages;
    size_t element_capacity;
    size_t page_capacity;
};

void pdf_marks_free(struct pdf_marks *marks);

/* Adds the operators that draw PAGE to BUF.  MARKS is NULL in a file without
   tags. */
void pdf_content_add(struct strbuf *buf, const struct page *page,
                     struct pdf_fonts *fonts, struct pdf_marks *marks);

#endif
