/*
 * Pager: fills pages with boxes and hands them to the sink.
 *
 *     pager_create()
 *     pager_begin_section()    a new page of some paper
 *     pager_add()...           boxes, top to bottom
 *     pager_end_section()
 *     pager_destroy()
 *
 * Only the boxes of the page being filled are kept.  Their contents stand in
 * pager_arena(), of which there are two: one is emptied as soon as no waiting
 * box is in it.
 */
#ifndef TYPESET_PAGER_H
#define TYPESET_PAGER_H

#include "base/arena.h"
#include "typeset/box.h"
#include "typeset/page.h"
#include "typeset/paragraph.h"
#include "typeset/tags.h"

struct pager;

struct pager *pager_create(struct setter *setter, struct tags *tags,
                           const struct page_sink *sink);
void pager_destroy(struct pager *pager);

/* What stands at the foot of the section's first page: its boxes (in memory
   that outlives that page), and its elements, which are put under PARENT. */
struct pager_footer {
    struct box box;
    const struct tags *tags;
    tag_id parent;
};

/* SECTION lives until the section ends; INDEX is its number from 0.  FOOTER
   may be NULL. */
void pager_begin_section(struct pager *pager, const struct section *section,
                         int index, const struct pager_footer *footer);

/* Puts N boxes that belong together in order (all lines of a paragraph) below
   what is there.  Pages that are full go to the sink, after which contents
   of earlier boxes may be gone.  False when the sink refused or a page number
   cannot be set. */
bool pager_add(struct pager *pager, const struct box *boxes, size_t n);

bool pager_end_section(struct pager *pager);

/* Where the contents of boxes for the next pager_add() are made. */
struct arena *pager_arena(struct pager *pager);

/* Takes away the room that the box added last wants below (a line follows
   that is drawn under it), and returns it. */
mpt pager_take_after(struct pager *pager);

/* Room for boxes on every page of the section. */
mpt pager_room(const struct pager *pager);

int pager_n_pages(const struct pager *pager);

#endif
