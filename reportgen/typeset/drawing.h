/*
 * Drawing: shapes and words of one figure, before they are a box.
 *
 * Across, positions are those of the page; downwards they count from the
 * figure's upper edge (0) to its foot (negative).  Shapes come before words in
 * the finished box, so that words stand on them.  Everything lives in
 * flow_arena().
 */
#ifndef TYPESET_DRAWING_H
#define TYPESET_DRAWING_H

#include "typeset/flow.h"
#include "typeset/page.h"

struct drawing_items {
    struct item *items;
    size_t n_items;
    size_t capacity;
};

struct drawing {
    struct flow *flow;
    const struct style *style; /* of words */
    tag_id tag;
    struct place place;
    struct drawing_items shapes;
    struct drawing_items words;
};

/* A corner. */
struct spot {
    mpt x, y;
};

/* Words set, not yet placed. */
struct label {
    struct lines lines;
    mpt width; /* of the longest line */
    mpt height;
};

/* Draws a part of LOOK (whose points are not read) through SPOTS. */
void drawing_add_path(struct drawing *drawing, const struct path *look,
                      const struct spot *spots, size_t n);

/* The same of N_PARTS lines, each from one spot to the next. */
void drawing_add_lines(struct drawing *drawing, const struct path *look,
                       const struct spot *spots, size_t n_parts);

void drawing_add_line(struct drawing *drawing, mpt thickness, int16_t grey,
                      struct spot from, struct spot to);

/* A white box: ground for words upon a pattern. */
void drawing_add_ground(struct drawing *drawing, mpt x, mpt y, mpt width,
                        mpt height);

/* Sets TEXT in lines of at most WIDTH.  False after a report. */
bool label_set(struct drawing *drawing, const char *text, mpt width,
               enum align align, struct label *label);

/* The width of TEXT on one line, and of its longest word. */
bool label_measure(struct drawing *drawing, const char *text, mpt *natural,
                   mpt *least);

/* Puts LABEL with its upper left corner, as it reads, at (X, Y).  TURN as in
   page.h. */
void label_put(struct drawing *drawing, const struct label *label, mpt x, mpt y,
               int turn);

/* LENGTH by the cosine of 45 degrees. */
mpt drawing_diagonal(mpt length);

/* All of it as a box HEIGHT high, headed by the room it takes; ALT, what its
   words say, may be NULL. */
struct box drawing_take(struct drawing *drawing, mpt x, mpt width, mpt height,
                        const char *alt);

#endif
