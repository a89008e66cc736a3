/*
 * PDF content: the items of a page as drawing operators.
 *
 * In a tagged file, each run of items of one structure element is a marked
 * content sequence, numbered from 0 on its page; the marks of all pages are
 * kept here for the structure tree.  A figure is one sequence, which has in
 * words what it shows, for those who extract text.
 */
#ifndef OUTPUT_PDF_CONTENT_H
#define OUTPUT_PDF_CONTENT_H

#include "base/strbuf.h"
#include "output/pdf_fonts.h"
#include "output/pdf_images.h"
#include "typeset/page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The position of a figure on its page. */
struct pdf_figure {
    tag_id tag;
    mpt x, y, width, height;
};

/* The elements of all marked content sequences of the file; those of page i are
   elements[first[i]] to elements[first[i + 1] - 1], by number. */
struct pdf_marks {
    tag_id *elements;
    uint32_t *first;
    size_t n_elements;
    size_t n_pages;
    size_t element_capacity;
    size_t page_capacity;
    struct pdf_figure *figures; /* in the order of pages */
    size_t n_figures;
    size_t figure_capacity;
};

void pdf_marks_free(struct pdf_marks *marks);

/* Adds the operators that draw PAGE to BUF.  MARKS is NULL in a file without
   tags. */
void pdf_content_add(struct strbuf *buf, const struct page *page,
                     struct pdf_fonts *fonts, struct pdf_images *images,
                     struct pdf_marks *marks);

#endif
