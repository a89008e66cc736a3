/*
 * Near name: whether a file was meant by a pattern that it does not match.
 */
#ifndef BASE_NEAR_NAME_H
#define BASE_NEAR_NAME_H

#include "base/arena.h"

#include <stdbool.h>

/* True when NAME, which PATTERN (one name, perhaps with wildcards) does not
   match, may have been meant: "De_An.csv", "đề án.csv", "de-an (1).csv" or
   "de-ann.csv" by "de-an.csv".  OTHER_TYPE: "de-an.xlsx" as well.  ARENA is for
   the call only. */
bool near_name(struct arena *arena, const char *pattern, const char *name,
               bool other_type);

#endif
