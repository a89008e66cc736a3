/*
 * Tally attach: the groups of one tally beside the rows of another.
 *
 *     [tally.schemes]
 *     columns = "id, name, support"
 *     attach  = "units = units_by_scheme by id"
 *
 * gives each row the member "units": the row of units_by_scheme whose first
 * key is the row's id.
 */
#ifndef TALLY_TALLY_ATTACH_H
#define TALLY_TALLY_ATTACH_H

#include "tally/tally.h"

/* Reads the key "attach" of SECTION for TALLY, which is not yet one of TALLIES.
   Only tallies defined above it can be attached, so there are no circles.
   False after reports. */
bool tally_attach(struct arena *arena, struct ini_section *section,
                  const struct tallies *tallies, struct tally *tally,
                  struct diag *diag);

#endif
