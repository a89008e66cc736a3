/*
 * Tally differ: the things in which two figures that should agree do not.
 *
 * Both figures are asked once more, this time for each scheme, beneficiary or
 * whatever the records of both tell of: what a table's own records are, or what
 * a reference of theirs leads to.
 */
#ifndef TALLY_TALLY_DIFFER_H
#define TALLY_TALLY_DIFFER_H

#include "tally/tally.h"

/* Adds to BUF the first things whose parts of A and B differ, with both:
   "ĐA-01 (schemes.csv:3) 150.000.000, 100.000.000; ...".  Adds nothing where
   the records of both have nothing in common, or of figures of statements,
   lists and quotients. */
void tally_differ_tell(struct strbuf *buf, struct arena *arena,
                       struct store *store, const struct tallies *tallies,
                       const struct origin *a, const struct origin *b);

#endif
