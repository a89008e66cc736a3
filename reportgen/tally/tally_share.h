/*
 * Tally share: quotients of the columns of a computed tally.
 *
 *     shares = "done = support / plan.support,
 *               growth = support / previous_year.support,
 *               part = support / total.support"
 *
 * adds three columns.  A measure can divide by measures of its own query only;
 * a share also by those of a comparison and, as total.NAME, by the tally's
 * total.
 */
#ifndef TALLY_TALLY_SHARE_H
#define TALLY_TALLY_SHARE_H

#include "tally/tally.h"

/* Reads the key "shares" of SECTION for TALLY, which is computed, and adds the
   columns to all its rows.  False after reports. */
bool tally_share(struct arena *arena, struct ini_section *section,
                 struct tally *tally, struct diag *diag);

#endif
