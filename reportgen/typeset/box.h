/*
 * Box: something of a fixed height that pages are filled with.
 *
 * A line of a paragraph, a row of a table, columns side by side: each becomes
 * a box with all its text placed.  Across, positions are those of the page;
 * downwards they count from the box's upper edge (0) to its foot (-height).
 * Pages are parted between boxes only; the tie of a box says how willingly.
 */
#ifndef TYPESET_BOX_H
#define TYPESET_BOX_H

#include "base/arena.h"
#include "typeset/page.h"

/* How strongly a box is tied to the box above it. A page breaks at the loosest
   tie, as far down as possible. */
enum tie {
    TIE_FREE,  /* a page may end here */
    TIE_LOOSE, /* the first and last line of a paragraph, row of a table */
    TIE_KEEP,  /* a heading and its text, a total and its rows */
    TIE_FAST   /* a line drawn under text, a table's head */
};

/* A filled rectangle; X, Y is its lower left corner. */
struct box_rule {
    mpt x, y, width, height;
};

struct box {
    mpt before; /* room above: the larger of it and the AFTER of the box
                   above counts; none at the top of a page */
    mpt after;
    mpt height;
    uint8_t tie;    /* enum tie */
    uint8_t memory; /* which of the pager's arenas holds it */
    bool vanishes;  /* free room: nothing at the top of a page */
    bool open_foot; /* a row that continues in the next box */
    bool new_page;  /* nothing stands above */
    struct item *items;
    size_t n_items;
    struct box_rule *rules;
    size_t n_rules;
    struct page_target *targets;
    size_t n_targets;
    struct box *notes; /* lines of footnotes that the box refers to */
    size_t n_notes;
    /* A row of a table, whose upright rules are drawn through all its rows
       on the page. */
    const struct table_run *run;
    const bool *edges; /* which of them; NULL: all */
    uint32_t row;      /* of the body, from 0 */
    bool row_starts, row_ends;
    bool table_ends;
};

/* What the rows of one table share. */
struct table_run {
    const mpt *edges; /* left sides of the upright rules */
    size_t n_edges;
    mpt thickness;
    mpt x, width;      /* of the whole table, rules included */
    struct box repeat; /* the head, for pages that start within the table */
    /* Sums carried forward: CARRY makes the row that stands below body row ROW
       at the foot of a page, or ABOVE the next row on the page after it.
       NULL: there are none. */
    bool (*carry)(void *context, size_t row, bool above, struct box *box);
    void *context;
    mpt carry_height;
};

/* Boxes in a block of memory of their own. */
struct box_list {
    struct box *boxes;
    size_t n_boxes;
    size_t capacity;
};

void box_list_add(struct box_list *list, const struct box *boxes, size_t n);
void box_list_free(struct box_list *list);

/* Hangs N more lines of footnotes on BOX. */
void box_add_notes(struct arena *arena, struct box *box,
                   const struct box *lines, size_t n);

/* Room between two boxes. */
mpt box_gap(const struct box *above, const struct box *below);

/* Of N > 0 boxes that fit on a page, followed by one that does not: how many to
   put on the page. */
size_t box_best_break(const struct box *boxes, size_t n);

/* The table head that stands above BOX when it is the first on a page, or
   NULL. */
const struct box *box_repeated_head(const struct box *box);

/* Room for sums carried forward above BOX when it is the first on a page, and
   below it when it is the last. */
mpt box_carry_above(const struct box *box);
mpt box_carry_below(const struct box *box);

#endif
