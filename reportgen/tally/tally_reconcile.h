/*
 * Tally reconcile: figures that must agree before anything is printed.
 *
 *     [reconcile.support]
 *     total = all.support
 *     parts = "by_source.rows.support, by_content.rows.support"
 *     when  = beneficiaries.n        ; only where this is not 0
 *
 * Each of the parts, a figure or a sum as in tally_figure.h, must equal the
 * total.
 */
#ifndef TALLY_TALLY_RECONCILE_H
#define TALLY_TALLY_RECONCILE_H

#include "tally/tally.h"

/* Checks every [reconcile.*] of LAYOUT.  False after reports: figures that
   disagree (tallies-disagree), at their place in the layout and with the
   records of STORE in which they differ; faults in a section. */
bool tallies_reconcile(struct arena *arena, struct ini *layout,
                       struct store *store, const struct tallies *tallies,
                       struct diag *diag);

#endif
