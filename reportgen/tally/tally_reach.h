/*
 * Reach: from which day to which the dates of a dataset go, to tell a period
 * that is beside all of them: a wrong year in [period], mostly.
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
    bool any; /* there is a date */
    struct date first, last;
};

/* Takes the dates that decide the period of QUERY, which asks for one.  False
   after a report. */
bool tally_reach_add(struct tally_reach *reach, const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query);

/* Notes that the period of CONFIG has none of the dates. */
void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag);

#endif
