/*
 * Figure set: the charts of a layout and the images of its texts, numbered as
 * they are placed.
 */
#ifndef FIGURES_FIGURE_SET_H
#define FIGURES_FIGURE_SET_H

#include "figures/chart.h"
#include "figures/image.h"

struct set_chart {
    const char *name;
    struct chart_definition *definition; /* NULL: faulty, and reported */
    struct built_chart built;
    bool tried, failed;
    bool placed;           /* in the text */
    const char *reference; /* "Hình 1", once placed with a caption */
};

struct set_image {
    const char *name; /* as the text calls it */
    struct image *image;
    const char *id;        /* of the block that shows it first */
    const char *reference; /* "Hình 1", or NULL */
    struct set_image *next;
};

struct figure_set {
    struct set_chart *charts;
    size_t n_charts;
    struct set_image *images; /* the last first */
    size_t n_images;
    int n_numbered;
    bool failed;
};

/* Defines all charts; faults are reported and kept in FAILED. */
struct figure_set *figure_set_read(const struct render *render,
                                   const struct tallies *tallies);

struct set_chart *figure_set_find(struct figure_set *set, const char *name);

/* The chart and its table; NULL after a report (also of an earlier call). */
const struct built_chart *figure_set_build(const struct render *render,
                                           struct set_chart *chart);

/* The block of CHART, with a number when it has a CAPTION.  TITLE is what its
   words call it.  A chart with nothing to show is an empty block; NULL after
   reports. */
struct block *figure_set_chart(const struct render *render,
                               struct figure_set *set, struct set_chart *chart,
                               struct text caption, const char *title);

/* ![ALT](NAME "CAPTION | width=60mm") at PLACE; NULL after reports. */
struct block *figure_set_image(const struct render *render,
                               struct figure_set *set, const char *name,
                               const char *alt, const char *title,
                               struct place place);

/* The image called NAME that stands in the text so far, or NULL. */
const struct set_image *figure_set_find_image(const struct figure_set *set,
                                              const char *name);

#endif
