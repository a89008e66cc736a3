/*
 * Reach: from which day to which the dates of a dataset go, and whether any
 * lies in the period.  A period without rows is mostly a wrong year in [period]
 * or the file of another period.
 *
 * tally_reach_add() takes the dates of each query; tally_reach_report() says
 * what came of it.
 */
#ifndef TALLY_TALLY_REACH_H
#define TALLY_TALLY_REACH_H

#include "config/config.h"
#include "tally/tally_build.h"

/* To be zeroed at first. */
struct tally_reach {
    bool asked;  /* some query asks for a period */
    bool inside; /* some row is in the period */
    bool any;    /* some row has a date */
    struct date first, last;
};

/* Takes the dates by which QUERY, which asks for a period, decides whether a
   row is in the period of CONFIG; notes how many rows are outside, with their
   sums.  False after a report. */
bool tally_reach_add(struct tally_reach *reach, const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct config *config);

/* Warns that no row is in the period of CONFIG, unless the configuration allows
   it. */
void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag);

#endif
