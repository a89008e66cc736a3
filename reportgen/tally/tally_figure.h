/*
 * Tally figure: one figure that a layout names outside of its templates.
 *
 *     all.support                        no groups
 *     by_source.national.support         a group, by its key
 *     by_source.total.support            the total, which counts once what
 *                                        stands in two groups
 *     by_source.rows.support             the sum of the rows
 *     by_content_source.c3b.national.n   two groups
 *     by_content_source.c3b.n            the first of them
 *     by_content_source.columns.local.n  the second of them
 *     scheme_list.count                  the rows of a list or of groups
 *
 * Names are those of templates, `rows` apart.  A sum is written
 * "a + b - c", with blanks around the signs.
 */
#ifndef TALLY_TALLY_FIGURE_H
#define TALLY_TALLY_FIGURE_H

#include "tally/tally.h"

struct tally_figure {
    struct value value;
    const struct tally_column *column; /* of the first name */
    struct origin origin; /* of a sum of several names: those with parts */
};

/* Reads TEXT at PLACE.  A group that no row has counts as 0, or as empty
   where the measure is no count and no sum.  False after a report
   (tally-figure, figures-unlike, figure-overflow). */
bool tally_figure_read(struct arena *arena, const struct tallies *tallies,
                       const char *text, struct place place, struct diag *diag,
                       struct tally_figure *figure);

#endif
