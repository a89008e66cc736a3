/*
 * Tally differ: where two figures disagree that should agree.
 *
 * Both figures are computed once more, this time for each scheme, beneficiary
 * or whatever their records have in common: what the records of a table are, or
 * what one of their references leads to.
 */
#ifndef TALLY_TALLY_DIFFER_H
#define TALLY_TALLY_DIFFER_H

#include "tally/tally.h"

/* Adds to BUF the first things whose parts of A and B differ, with both
   figures: "ĐA-01 (schemes.csv:3) 150.000.000, 100.000.000; ...".  Adds nothing
   when the records have nothing in common, and for figures of statements, lists
   and quotients. */
void tally_differ_tell(struct strbuf *buf, struct arena *arena,
                       struct store *store, const struct tallies *tallies,
                       const struct origin *a, const struct origin *b);

#endif
