/*
 * Table group: the rows of a table in their order, under heads.
 */
#ifndef FIGURES_TABLE_GROUP_H
#define FIGURES_TABLE_GROUP_H

#include "figures/table_definition.h"

/* Rows ORDER[FROM] .. ORDER[TO - 1] of the tally. */
struct row_group {
    const char *key;
    const char *label;
    const struct tally_row *subtotal; /* two groups: the row of the first */
    size_t rank;                      /* order of the groups */
    size_t from, to;
    bool repeats; /* an entity has two of the rows */
};

struct row_order {
    size_t *order; /* indexes of the tally's rows */
    struct row_group *groups;
    size_t n_groups;
};

/* The groups of DEFINITION, which is grouped: enum values in their order,
   other texts as they come; rows keep their order inside. */
struct row_order table_group_rows(const struct render *render,
                                  const struct table_definition *definition);

#endif
