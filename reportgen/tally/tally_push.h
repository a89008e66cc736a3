/*
 * Tally push: tallies that are computed where the data lie.
 *
 * Each query of a definition is asked once at each level of grouping; over a
 * partitioned table in two stages, so that each partition sums its own rows.
 * The answers have the form that the store's own statement returns
 * (tally_sql.h).
 */
#ifndef TALLY_TALLY_PUSH_H
#define TALLY_TALLY_PUSH_H

#include "tally/tally_build.h"

/* Asks the server of BUILDER for all groups and totals of DEFINITION; ROW is
   given cells as tally_sql_groups() has them; NULL: nothing is asked, what can
   be asked is found out.  False after a report (pushdown-not) of what cannot be
   asked of a server. */
bool tally_push_groups(const struct builder *builder,
                       const struct tally_definition *definition,
                       store_row *row, void *context);

/* The same for the answers of tally_sql_undated(), tally_sql_ends() and
   tally_sql_outside(). */
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

/* Whether the days of QUERY can be asked for so: its condition has nothing that
   only the store knows. */
bool tally_push_has_days(const struct builder *builder,
                         const struct tally_definition *definition,
                         const struct tally_query *query);

/* Tells the pushdown of BUILDER which rows DEFINITION needs, which is computed
   here. */
void tally_push_fetch(const struct builder *builder,
                      const struct tally_definition *definition);

/* Reports that DEFINITION cannot be asked of a server, and WHY; returns
   false. */
bool tally_push_refuse(const struct builder *builder,
                       const struct tally_definition *definition,
                       const char *why);

#endif
