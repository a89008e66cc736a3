/*
 * Tally origin: the records behind a figure.
 *
 * The query of a figure's column, with its condition and its days, is asked
 * once more, this time for the places of its rows; the rows of the figure's
 * keys are those that it was made of.  A sum or count may pass over some of
 * them (an empty cell, a condition in the measure), which the measure says.
 * Queries are asked when a figure first needs them: nothing is asked in a run
 * that does not show origins.
 */
#ifndef TALLY_TALLY_ORIGIN_H
#define TALLY_TALLY_ORIGIN_H

#include "tally/tally.h"
#include "tally/tally_define.h"

struct tally_origins;

/* TALLIES over STORE, whose rows are still there. */
struct tally_origins *tally_origins_create(struct arena *arena,
                                           struct store *store,
                                           const struct tallies *tallies,
                                           struct diag *diag);

/* The query that a figure of SOURCE is of, its tally, and what it takes from
   the query: *ITEM is NULL of the count of a tally's rows.  NULL of a share and
   of a statement of the layout's own. */
const struct tally_query *tally_query_of(const struct tallies *tallies,
                                         const struct figure_source *source,
                                         const struct tally **tally,
                                         const struct tally_item **item);

/* Adds to BUF what ORIGIN is made of, one thing a line: measure, condition,
   days, and where the records stand: "schemes.csv:2-4,9 column 12 (support)",
   in the order of the dataset, those that references lead to as well; of
   quotients and sums the same for each part. */
void tally_origins_tell(struct tally_origins *origins, struct strbuf *buf,
                        const struct origin *origin);

#endif
