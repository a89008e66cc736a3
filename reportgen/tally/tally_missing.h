/*
 * Missing: what sums leave out because nobody wrote a figure.
 *
 * A sum over empty cells is the sum of those that are known; how many things
 * it leaves out stands in the figure (struct value).  tally_missing_add()
 * takes the totals of each tally; tally_missing_report() tells each field once,
 * with the most that any of them leaves out.
 */
#ifndef TALLY_TALLY_MISSING_H
#define TALLY_TALLY_MISSING_H

#include "tally/tally_build.h"

/* What is left out of sums of a field. */
struct missing_field {
    const struct schema_field *field;
    const struct schema_table *table; /* whose records are left out */
    unsigned n;
    struct place place; /* of the first of them */
    bool shown;         /* by all layouts' tallies that leave any out */
};

/* Starts zeroed. */
struct tally_missing {
    struct missing_field *fields;
    size_t n_fields;
    size_t capacity;
};

/* Takes the totals of TALLY, which is computed; false after a report. */
bool tally_missing_add(struct tally_missing *missing,
                       const struct builder *builder,
                       const struct tally_definition *definition,
                       const struct tally *tally);

void tally_missing_report(const struct tally_missing *missing,
                          const struct builder *builder);

#endif
