/*
 * Reach: from which day to which the dates of a dataset go, and whether any is
 * in the period, to tell a period without rows: a wrong year in [period], or
 * the file of another one, mostly.
 *
 * tally_reach_add() takes the dates of each query; tally_reach_report() says
 * what came of it.
 */
#ifndef TALLY_TALLY_REACH_H
#define TALLY_TALLY_REACH_H

#include "config/config.h"
#include "tally/tally_build.h"

/* Starts zeroed. */
struct tally_reach {
    bool asked;  /* some query asks for a period */
    bool inside; /* some row is in it */
    bool any;    /* there is a date */
    struct date first, last;
};

/* Takes the dates that decide whether a row of QUERY, which asks for a period,
   is in the period of CONFIG, and notes how many are not, with their sums.
   False after a report. */
bool tally_reach_add(struct tally_reach *reach, const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct config *config);

/* Warns that the period of CONFIG has none of the rows, unless that is
   allowed. */
void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag);

#endif
