/*
 * Chart look: how series are told apart in black and white.
 *
 * Fills go from greys that printers hold apart to hatches; lines differ by
 * their dashes, and by marks that are filled or hollow.
 */
#ifndef TYPESET_CHART_LOOK_H
#define TYPESET_CHART_LOOK_H

#include "typeset/drawing.h"

enum { CHART_LOOKS = 12 };

/* Fills and outlines the shape with corners SPOTS in the look of series LOOK
   (any number; looks come round again). */
void chart_fill(struct drawing *drawing, const struct spot *spots, size_t n,
                size_t look);

void chart_fill_box(struct drawing *drawing, mpt x, mpt y, mpt width,
                    mpt height, size_t look);

/* A line through SPOTS. */
void chart_draw_line(struct drawing *drawing, const struct spot *spots,
                     size_t n, size_t look);

/* The mark of a line at AT. */
void chart_draw_mark(struct drawing *drawing, struct spot at, size_t look);

/* A point on the circle around CENTRE, ANGLE thousandths of a degree from the
   right, counter-clockwise; any angle. */
struct spot chart_on_circle(struct spot centre, mpt radius, int64_t angle);

#endif
