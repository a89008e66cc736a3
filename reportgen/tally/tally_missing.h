/*
 * Missing: what sums leave out because nobody wrote a figure.
 *
 * A sum over empty cells is the sum of those that are known; the value keeps
 * the number of things that it leaves out (struct value).  tally_missing_add()
 * takes the totals of each tally; tally_missing_report() reports each field
 * once, with the greatest number that any total leaves out.
 */
#ifndef TALLY_TALLY_MISSING_H
#define TALLY_TALLY_MISSING_H

#include "tally/tally_build.h"

/* A field of which some sums leave something out. */
struct missing_field {
    const struct schema_field *field;
    const struct schema_table
        *table; /* the table of the records that are left out */
    unsigned n;
    struct place place; /* of the first of them */
    bool shown;         /* every tally that leaves some out prints how many */
};

/* To be zeroed at first. */
struct tally_missing {
    struct missing_field *fields;
    size_t n_fields;
    size_t capacity;
};

/* Adds what the totals of TALLY, which is computed, leave out.  False after a
   report. */
bool tally_missing_add(struct tally_missing *missing,
                       const struct builder *builder,
                       const struct tally_definition *definition,
                       const struct tally *tally);

void tally_missing_report(const struct tally_missing *missing,
                          const struct builder *builder);

#endif
