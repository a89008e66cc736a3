/*
 * Flow: the blocks of a section, one below the other, as boxes.
 *
 * Rules of the vertical:
 * - Between two blocks stands the larger of the room below the upper and the
 *   room above the lower; none at the top of a page.
 * - A heading (H1..H6), and a block that asks for it, is not parted from
 *   what follows.
 * - Of a paragraph at least two lines stand on a page, when it has them.
 * - Columns side by side (the signatures) never open a page alone: two lines
 *   of what stands above go with them.
 * These yield only where a page would otherwise overflow.
 */
#ifndef TYPESET_FLOW_H
#define TYPESET_FLOW_H

#include "base/arena.h"
#include "typeset/box.h"
#include "typeset/canvas.h"
#include "typeset/contents_pages.h"
#include "typeset/pager.h"
#include "typeset/paragraph.h"
#include "typeset/tags.h"

/* The last line set, for a rule under it. */
struct flow_line {
    mpt x, width; /* of its letters */
    mpt below;    /* from the baseline to the foot of the line */
    bool known;
};

enum { FLOW_TARGETS = 8 };

struct flow {
    struct arena *arena; /* of the document: table heads */
    struct arena *fixed; /* of boxes that outlive pages; NULL: the pager's */
    struct setter *setter;
    struct tags *tags;
    struct pager *pager;
    struct box_list *list; /* takes the boxes when not NULL, else the pager */
    struct canvas *canvas; /* to make one box of many */
    mpt x, width;          /* the text's edges */
    mpt room;              /* height of a page */
    enum tie tie;          /* of the next box, at least */
    mpt before;            /* room above the next box, at least */
    bool keeping;          /* all boxes but the first are tied */
    bool kept_one;
    struct flow_line line;
    bool new_page;                            /* before the next box */
    const struct contents_pages *contents;    /* of the document, or NULL */
    struct page_target targets[FLOW_TARGETS]; /* of the next box */
    size_t n_targets;
};

/* Sets N blocks under the element PARENT.  FOLLOWED says that columns come
   behind the last.  False after a report or when the sink refused. */
bool flow_blocks(struct flow *flow, struct block *const *blocks, size_t n,
                 tag_id parent, bool followed);

/* Where the contents of the next boxes are made; emptied by flow_add(). */
struct arena *flow_arena(const struct flow *flow);

/* Adds N boxes, with the ties and targets that wait for them. */
bool flow_add(struct flow *flow, struct box *boxes, size_t n);

/* A destination at the next box; ID and BOOKMARK may be NULL. */
void flow_target(struct flow *flow, const char *id, const char *bookmark,
                 int level);

/* TEXT in STYLE as boxes, a line each, its items hung on TAG, not yet
   added.  False after a report. */
bool flow_lines(struct flow *flow, const struct text *text,
                const struct style *style, tag_id tag, struct place place,
                struct box **boxes, size_t *n);

/* Sets the footnotes that LINE of element TAG brings along; they go with BOX to
   its page, and may wait for later ones, so that they live as long as the
   document.  False after a report. */
bool flow_hang_notes(struct flow *flow, const struct line *line, tag_id tag,
                     struct box *box);

/* Sets and adds TEXT as a paragraph of its own. */
bool flow_text(struct flow *flow, const struct text *text,
               const struct style *style, tag_id tag, struct place place);

#endif
