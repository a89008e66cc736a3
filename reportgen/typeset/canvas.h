/*
 * Canvas: boxes put one under another at their final places.
 *
 * The pager has one for its page; columns and table heads use one to make a
 * single box of many.  Upright table rules are drawn here, one through all
 * rows between two interruptions.
 */
#ifndef TYPESET_CANVAS_H
#define TYPESET_CANVAS_H

#include "base/arena.h"
#include "typeset/box.h"

struct canvas {
    struct item *items;
    size_t n_items, capacity_items;
    struct box_rule *rules;
    size_t n_rules, capacity_rules;
    struct page_target *targets;
    size_t n_targets, capacity_targets;
    /* the table whose rows are being placed */
    const struct table_run *run;
    mpt *tops; /* of each upright rule begun, or CANVAS_NONE */
    size_t capacity_tops;
    bool interrupted; /* some upright rule is not begun */
    mpt foot;         /* of the last row */
    bool open_foot;
};

#define CANVAS_NONE INT32_MIN

void canvas_clear(struct canvas *canvas);
void canvas_free(struct canvas *canvas);

/* Puts BOX with its upper edge at TOP. */
void canvas_place(struct canvas *canvas, const struct box *box, mpt top);

/* Draws the pending rules of the table being placed. */
void canvas_end_run(struct canvas *canvas);

void canvas_add_item(struct canvas *canvas, const struct item *item);
void canvas_add_rule(struct canvas *canvas, struct box_rule rule);

/* The boxes of LIST as one, in ARENA: its before and after are those of the
   first and the last, the rest adds up to its height. */
struct box canvas_stack(struct canvas *canvas, struct arena *arena,
                        const struct box *boxes, size_t n_boxes);

/* What stands on the canvas, as a box HEIGHT high, in ARENA. */
struct box canvas_take(struct canvas *canvas, struct arena *arena, mpt height);

#endif
