/*
 * Chart set: figures of the tree to shapes and words.
 *
 * chart_set() makes the box of a chart.  The parts of it that depend on the
 * kind stand in chart_upright.c (columns, stacked columns, lines),
 * chart_lying.c (bars) and chart_pie.c.
 */
#ifndef TYPESET_CHART_SET_H
#define TYPESET_CHART_SET_H

#include "typeset/chart_scale.h"
#include "typeset/drawing.h"

/* Sets CHART, at most ROOM high, as the element TAG.  False after a report. */
bool chart_set(struct flow *flow, const struct chart *chart, const char *alt,
               tag_id tag, struct place place, mpt room, struct box *box);

/* ---- between the files of charts ----------------------------------------- */

enum {
    CHART_PAD = 3000,      /* between words and what they stand at */
    CHART_AXIS = 700,      /* thickness */
    CHART_GRID = 400,      /* the same of the lines at the ticks */
    CHART_GRID_GREY = 780, /* thousandths of white */
    CHART_LEAST_PLOT = 72000
};

/* A chart that is being set. */
struct charter {
    struct drawing drawing;
    const struct chart *chart;
    int exponent;
    int64_t *grains; /* of series i and category j: i * n_categories + j */
    mpt leading;
    mpt x, width; /* of what is being set: the whole, or beside the legend */
    mpt top;      /* its upper edge */
    mpt height;   /* wanted for it; 0: as the content is */
    mpt room;     /* at most */
};

/* The figure of SERIES in CATEGORY; NULL when there is none. */
const struct chart_point *charter_point(const struct charter *charter,
                                        size_t series, size_t category);
int64_t charter_grains(const struct charter *charter, size_t series,
                       size_t category);

/* Lowest and highest end of what is drawn, in grains; stacks added up. */
void charter_range(const struct charter *charter, int64_t *lowest,
                   int64_t *highest);

/* The width of the longest printed figure.  False after a report. */
bool charter_values_width(struct charter *charter, mpt *width);

/* Sets TEXT on one line, to the left; false after a report. */
bool charter_line(struct charter *charter, const char *text,
                  struct label *label);

/* The texts of the ticks of SCALE, and the widest. */
struct label *charter_ticks(struct charter *charter,
                            const struct chart_scale *scale, mpt *widest);

/* Returns N when only every Nth name has room: names need PITCH each and are
   PITCH_GIVEN apart. Reports a note when N is not 1. */
size_t charter_every(struct charter *charter, mpt pitch, mpt pitch_given);

/* Draw the plot into the charter's room and set *USED to its height. */
bool chart_upright(struct charter *charter, mpt *used);
bool chart_lying(struct charter *charter, mpt *used);
bool chart_pie(struct charter *charter, mpt *used);

/* What tells the series (a pie: the categories) apart. */
struct legend {
    struct label *labels;
    size_t n;
    bool lines;       /* samples are of lines, not of fills */
    size_t *row_ends; /* entries before the end of each row */
    size_t n_rows;
    mpt width, height;
};

/* Measures the legend for rows of at most WIDTH; ONE_A_ROW: below each
   other.  False after a report. */
bool legend_set(struct charter *charter, mpt width, bool one_a_row,
                struct legend *legend);

/* Draws it, centred between X and X + WIDTH, from TOP down. */
void legend_put(struct charter *charter, const struct legend *legend, mpt x,
                mpt width, mpt top);

#endif
