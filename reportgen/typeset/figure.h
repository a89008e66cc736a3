/*
 * Figure: charts and images with their captions, as boxes.
 *
 * Picture and caption stand on one page; in the tree of elements they share a
 * Div, the picture being a Figure with its words.
 */
#ifndef TYPESET_FIGURE_H
#define TYPESET_FIGURE_H

#include "tree/tree.h"
#include "typeset/flow.h"

#include <stdbool.h>

/* Sets the chart or image of BLOCK under the element PARENT. */
bool flow_figure(struct flow *flow, const struct block *block, tag_id parent);

#endif
