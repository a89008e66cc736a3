/*
 * Layout figures: the charts of a layout and the images of its texts, numbered
 * as they are placed.
 */
#ifndef FIGURES_LAYOUT_FIGURES_H
#define FIGURES_LAYOUT_FIGURES_H

#include "figures/chart_definition.h"
#include "figures/image.h"

struct layout_chart {
    const char *name;
    struct chart_definition *definition; /* NULL: faulty, and reported */
    struct built_chart built;
    bool tried, failed;
    bool placed;           /* in the text */
    const char *reference; /* "Hình 1", once placed with a caption */
};

struct layout_image {
    const char *name; /* as the text calls it */
    struct image *image;
    const char *id;        /* of the block that shows it first */
    const char *reference; /* "Hình 1", or NULL */
    struct layout_image *next;
};

struct layout_figures {
    struct layout_chart *charts;
    size_t n_charts;
    struct layout_image *images; /* the last first */
    size_t n_images;
    int n_numbered;
    bool failed;
};

/* Defines all charts; faults are reported and kept in FAILED. */
struct layout_figures *layout_figures_read(const struct render *render,
                                           const struct tallies *tallies);

struct layout_chart *layout_chart_find(struct layout_figures *set,
                                       const char *name);

/* The chart and its table; NULL after a report (also of an earlier call). */
const struct built_chart *layout_chart_build(const struct render *render,
                                             struct layout_chart *chart);

/* The block of CHART, with a number when it has a CAPTION.  TITLE is what its
   words call it.  A chart with nothing to show is an empty block; NULL after
   reports. */
struct block *layout_chart_block(const struct render *render,
                                 struct layout_figures *set,
                                 struct layout_chart *chart,
                                 struct text caption, const char *title);

/* ![ALT](NAME "CAPTION | width=60mm") at PLACE; NULL after reports. */
struct block *layout_image_block(const struct render *render,
                                 struct layout_figures *set, const char *name,
                                 const char *alt, const char *title,
                                 struct place place);

/* The image called NAME that stands in the text so far, or NULL. */
const struct layout_image *layout_image_find(const struct layout_figures *set,
                                             const char *name);

#endif
