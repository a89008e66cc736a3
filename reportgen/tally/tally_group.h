/*
 * Tally group: the keys of groups, their labels and their order.
 */
#ifndef TALLY_TALLY_GROUP_H
#define TALLY_TALLY_GROUP_H

#include "dataset/store.h"
#include "tally/tally_define.h"

/* A value of a group field. */
struct group_key {
    const char *key; /* "national", "2017", "2017-08"; "" when empty */
    const char *label;
    const char *short_label;
    struct value value; /* of the group's column */
    int64_t rank;       /* orders values that have an order of their own */
};

/* The key of the group that CELL belongs to.  MONTHS is added to parts of
   dates, and to the year that decides the period, so that the months and years
   of an earlier period stand beside those that they are compared with. */
struct group_key group_key_of(struct arena *arena,
                              const struct tally_group *group,
                              const struct store_cell *cell, int64_t months);

/* All keys that a group has even when no row has them: the values of an enum
   that are valid in PERIOD, both truth values, the years, quarters or months of
   PERIOD.  NULL when the group has no such set. */
struct group_key *group_all_keys(struct arena *arena,
                                 const struct tally_group *group,
                                 const struct tally_query *query,
                                 size_t *n_keys);

/* The number of months between the windows of OWN and OTHER, for
   group_key_of(). */
int64_t group_shift(const struct tally_query *own,
                    const struct tally_query *other);

#endif
