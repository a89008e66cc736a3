#include "output/pdf_part1.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Children of an element, well below the limit: some checkers count a
   reference as the three words it is written with. */
enum { MOST_CHILDREN = 2500 };

struct cutter {
    const struct tag *tags;
    struct tag *copy;
    size_t n;
    uint32_t *children; /* of each tag; of a table: all its rows */
    uint32_t *placed;   /* of these, so far */
    tag_id *holders;    /* for the next child of each tag */
};

static bool is_group(const struct tag *tag)
{
    return tag->kind == TAG_THEAD || tag->kind == TAG_TBODY;
}

/* The table that a row belongs to, through its group. */
static tag_id table_of(const struct tag *tags, tag_id row)
{
    tag_id parent = tags[row].parent;
    return is_group(&tags[parent]) ? tags[parent].parent : parent;
}

/* Counts rows for their table; its groups stay when there are too many. */
static void count_children(struct cutter *cutter, size_t n_tags)
{
    const struct tag *tags = cutter->tags;
    for (tag_id i = 1; i < n_tags; i++)
        if (!is_group(&tags[i]))
            cutter->children[tags[i].kind == TAG_TR ? table_of(tags, i)
                                                    : tags[i].parent]++;
}

/* An element that may hold only its own kind of children is continued by
   another such element. */
static bool goes_on(const struct tag *tag)
{
    return is_group(tag) || tag->kind == TAG_L || tag->kind == TAG_TOC;
}

static bool holds_divs(const struct tag *tag)
{
    return tag->kind == TAG_DOCUMENT || tag->kind == TAG_SECT ||
           tag->kind == TAG_DIV || tag->kind == TAG_LBODY ||
           tag->kind == TAG_BLOCK_QUOTE;
}

/* True when PARENT has more children than one array holds. */
static bool is_cut(const struct cutter *cutter, tag_id parent)
{
    const struct tag *tag = &cutter->tags[parent];
    tag_id counted = is_group(tag) ? tag->parent : parent;
    return cutter->children[counted] > MOST_CHILDREN &&
           (goes_on(tag) || holds_divs(tag));
}

/* The element for the next child of PARENT; a new one when the last is full. */
static tag_id holder_of(struct cutter *cutter, tag_id parent)
{
    const struct tag *tag = &cutter->tags[parent];
    const tag_id last = cutter->holders[parent];
    if (!is_cut(cutter, parent))
        return last;
    const uint32_t placed = cutter->placed[parent]++;
    if (placed % MOST_CHILDREN != 0 || (goes_on(tag) && placed == 0))
        return last;
    struct tag *piece = &cutter->copy[cutter->n];
    *piece = cutter->copy[last];
    if (!goes_on(tag)) {
        piece->kind = TAG_DIV;
        piece->parent = placed == 0 ? last : cutter->copy[last].parent;
    }
    return cutter->holders[parent] = (tag_id)cutter->n++;
}

struct tag *pdf_part1_tags(const struct tag *tags, size_t n_tags,
                           tag_id *numbers, size_t *n_new)
{
    /* Each full piece has MOST_CHILDREN; the first Div of an element exists
       only beyond these. */
    struct cutter cutter = {
        .tags = tags,
        .copy = calloc(n_tags + 2 * (n_tags / MOST_CHILDREN) + 1,
                       sizeof *cutter.copy),
        .children = calloc(n_tags, sizeof *cutter.children),
        .placed = calloc(n_tags, sizeof *cutter.placed),
        .holders = calloc(n_tags, sizeof *cutter.holders)};
    count_children(&cutter, n_tags);
    for (tag_id i = 0; i < n_tags; i++) {
        const tag_id parent = tags[i].parent;
        if (i > 0 && is_group(&tags[i]) &&
            cutter.children[parent] <= MOST_CHILDREN) {
            numbers[i] = numbers[parent];
            cutter.holders[i] = cutter.holders[parent];
            continue;
        }
        const tag_id holder = i > 0 ? holder_of(&cutter, parent) : 0;
        cutter.copy[cutter.n] = tags[i];
        if (i > 0)
            cutter.copy[cutter.n].parent = holder;
        cutter.holders[i] = numbers[i] = (tag_id)cutter.n++;
    }
    free(cutter.children);
    free(cutter.placed);
    free(cutter.holders);
    *n_new = cutter.n;
    return cutter.copy;
}
