/*
 * Tally push: tallies that are computed where the data lie.
 *
 * Each query of a definition is asked at each level of grouping, once; a
 * partitioned table in two stages, so that each partition sums its own rows.
 * The answers come in the form of the store's own statement (tally_sql.h).
 */
#ifndef TALLY_TALLY_PUSH_H
#define TALLY_TALLY_PUSH_H

#include "tally/tally_build.h"

/* Asks the server of BUILDER for all groups and totals of DEFINITION; ROW is
   given cells as tally_sql_groups() has them.  False after a report
   (pushdown-not) of what cannot be asked of a server. */
bool tally_push_groups(const struct builder *builder,
                       const struct tally_definition *definition,
                       store_row *row, void *context);

/* The same of tally_sql_undated(), tally_sql_ends() and tally_sql_outside(). */
bool tally_push_undated(const struct builder *builder,
                        const struct tally_definition *definition,
                        const struct tally_query *query, store_row *row,
                        void *context);
bool tally_push_ends(const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct period *period, store_row *row,
                     void *context);
bool tally_push_outside(const struct builder *builder,
                        const struct tally_definition *definition,
                        const struct tally_query *query,
                        const struct period *period, store_row *row,
                        void *context);

/* Reports that DEFINITION cannot be asked of a server; false. */
bool tally_push_refuse(const struct builder *builder,
                       const struct tally_definition *definition,
                       const char *why);

#endif
