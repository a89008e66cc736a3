/*
 * Page notes: the footnotes of a page, below its text and a short rule.
 *
 * A note begins on the page of its reference.  One that does not fit whole
 * goes on at the foot of the next page, no line of it alone where that can be
 * helped.
 */
#ifndef TYPESET_PAGE_NOTES_H
#define TYPESET_PAGE_NOTES_H

#include "typeset/canvas.h"

/* Room that notes take up, growing line by line. */
struct page_notes_height {
    mpt height; /* with the rule and the room above it; 0: no notes */
    mpt after;  /* room that the last line wants below */
};

void page_notes_grow(struct page_notes_height *height, const struct box *lines,
                     size_t n);

/* How many of the N lines of new notes must stand on the page of their
   reference: all but the tail of the last one; where not even these fit into
   MOST, which is all that a page can give, the first two. */
size_t page_notes_least(const struct box *lines, size_t n, mpt most);

/* How many of N lines of notes fit into ROOM. */
size_t page_notes_fitting(const struct box *lines, size_t n, mpt room);

/* Puts N lines on CANVAS so that the last one ends at FOOT, the rule above
   them from X, a third of WIDTH long. */
void page_notes_place(struct canvas *canvas, const struct box *lines, size_t n,
                      mpt foot, mpt x, mpt width);

#endif
