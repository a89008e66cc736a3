/*
 * PDF links: clickable boxes, the places that they lead to, bookmarks, page
 * labels; and empty signature fields, which are annotations too.
 *
 * All are collected page by page, because a link may lead to a later page, and
 * become objects at the end.
 */
#ifndef OUTPUT_PDF_LINKS_H
#define OUTPUT_PDF_LINKS_H

#include "base/arena.h"
#include "base/diag.h"
#include "output/pdf_file.h"
#include "output/pdf_tags.h"
#include "typeset/page.h"

#include <stdbool.h>
#include <stddef.h>

struct pdf_links;

/* Everything lives in ARENA. */
struct pdf_links *pdf_links_create(struct arena *arena);

/* Takes the links and targets of PAGE. */
void pdf_links_add_page(struct pdf_links *links, const struct page *page);

/* Makes annotations, bookmarks and labels, and the entries of each page,
   including its keys for the structure tree when TAGGED.  A link to an unknown
   place is reported and left out. */
void pdf_links_write(struct pdf_links *links, struct pdf_file *file,
                     bool tagged, struct diag *diag);

/* The annotations that were made, for the structure tree. */
const struct pdf_tagged_link *pdf_links_tagged(const struct pdf_links *links,
                                               size_t *n);

/* Adds the entry of the catalog for signature fields, if there are any. */
void pdf_links_add_form(const struct pdf_links *links, struct strbuf *catalog);

/* True when there is a bookmark. */
bool pdf_links_has_bookmarks(const struct pdf_links *links);

#endif
