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

struct tally_origins;

/* TALLIES over STORE, whose rows are still there. */
struct tally_origins *tally_origins_create(struct arena *arena,
                                           struct store *store,
                                           const struct tallies *tallies,
                                           struct diag *diag);

/* Adds to BUF what ORIGIN is made of, one thing a line: measure, condition,
   days, and where the records stand: "schemes.csv:2-4,9 column 12 (support)",
   in the order of the dataset, those that references lead to as well; of
   quotients and sums the same for each part. */
void tally_origins_tell(struct tally_origins *origins, struct strbuf *buf,
                        const struct origin *origin);

#endif
