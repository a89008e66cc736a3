/*
 * Line items: the pieces of a set line as items of a page.
 */
#ifndef TYPESET_LINE_ITEMS_H
#define TYPESET_LINE_ITEMS_H

#include "typeset/page.h"
#include "typeset/paragraph.h"
#include "typeset/tags.h"

/* Hangs the lines of one text on the elements of TAGS: on TAG, and pieces of
   links on a Link of their own under it.  The mark of a footnote is a Reference
   with its Link, the number of a footnote its Lbl. */
struct line_hanger {
    struct tags *tags;
    tag_id tag;
    const char *target; /* of the link begun, or NULL */
    tag_id link;
};

/* How many items LINE makes. */
size_t line_count_items(const struct line *line);

/* Writes them to ITEMS, the line starting at X on the baseline Y; returns
   their number. */
size_t line_make_items(struct line_hanger *hanger, const struct line *line,
                       mpt x, mpt y, struct item *items);

#endif
