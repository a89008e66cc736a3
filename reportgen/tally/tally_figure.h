/*
 * Tally figure: a figure that a layout names outside of its templates.
 *
 *     all.support                        no groups
 *     by_source.national.support         a group, by its key
 *     by_source.total.support            the total, in which something that
 *                                        belongs to two groups counts once
 *     by_source.rows.support             the sum of the rows
 *     by_content_source.c3b.national.n   two groups
 *     by_content_source.c3b.n            the first of them
 *     by_content_source.columns.local.n  the second of them
 *     scheme_list.count                  the rows of a list or of groups
 *
 * The names are those of templates, except `rows`.  A sum is written
 * "a + b - c", with blanks around the signs.
 */
#ifndef TALLY_TALLY_FIGURE_H
#define TALLY_TALLY_FIGURE_H

#include "tally/tally.h"

struct tally_figure {
    struct value value;
    const struct tally_column *column; /* of the first name */
    struct origin origin;              /* of a sum: its origin has the parts */
};

/* Reads the figure that TEXT at PLACE names into *FIGURE.  A group without rows
   counts as 0, or as empty when its measure is neither a count nor a sum.
   False after a report (tally-figure, figures-unlike, figure-overflow). */
bool tally_figure_read(struct arena *arena, const struct tallies *tallies,
                       const char *text, struct place place, struct diag *diag,
                       struct tally_figure *figure);

#endif
