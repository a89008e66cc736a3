/*
 * Contents pages: the page numbers of a table of contents.
 *
 * They are known when all pages are made, so a document with contents is set
 * twice: the first time its pages go to contents_pages_sink() alone, which
 * notes where every target stands.  Room for a number does not depend on the
 * number, so the second setting is the first with the numbers filled in.
 */
#ifndef TYPESET_CONTENTS_PAGES_H
#define TYPESET_CONTENTS_PAGES_H

#include "base/arena.h"
#include "typeset/page.h"

#include <stdbool.h>
#include <stddef.h>

struct flow;

struct contents_place {
    const char *id;
    int number; /* of the page, as printed */
};

/* An empty one stands for the first setting. */
struct contents_pages {
    struct contents_place *places; /* sorted by id once known */
    size_t n_places;
    size_t capacity;
    int n_pages;
    bool known;
};

/* True when DOCUMENT has a table of contents. */
bool contents_pages_wanted(const struct document *document);

/* Takes pages, and keeps the places of their targets in CONTENTS. */
struct page_sink contents_pages_sink(struct contents_pages *contents);

/* Ends the first setting. */
void contents_pages_close(struct contents_pages *contents);
void contents_pages_free(struct contents_pages *contents);

/* Sets the table of contents BLOCK; nothing when the document has fewer pages
   than it wants. */
bool flow_contents(struct flow *flow, const struct block *block, tag_id parent);

#endif
