/*
 * Write SQLite: typed expressions as SQL of SQLite.
 *
 * All that knows this dialect, and how the store keeps each type, stands here:
 * money and whole numbers as integers, decimals as integers times 10^scale,
 * dates as ISO text, truths as 0 and 1.
 */
#ifndef EXPRESSION_WRITE_SQLITE_H
#define EXPRESSION_WRITE_SQLITE_H

#include "base/strbuf.h"
#include "expression/expression.h"

#include <stdbool.h>

/* The query that a measure stands in, which sums that take each thing once ask
   again: ADD_ROWS adds FROM and WHERE of its records (always with a WHERE),
   ADD_GROUPS ", group, ..." of its GROUP BY. */
struct sqlite_query {
    void (*add_rows)(const void *context, struct strbuf *sql);
    void (*add_groups)(const void *context, struct strbuf *sql);
    const void *context;
};

/* Adds NODE, whose numbers are times 10^type.scale.  QUERY may be NULL where
   NODE is no measure. */
void sqlite_write(struct strbuf *sql, const struct expression_scope *scope,
                  const struct expression *node,
                  const struct sqlite_query *query);

/* Adds what NODE, a call of an aggregate, takes of a record: the value that it
   adds up, counts or compares, NULL of a record that it passes over; of a sum
   that was taken apart (once.h), what its term number TERM takes. */
void sqlite_write_taken(struct strbuf *sql,
                        const struct expression_scope *scope,
                        const struct expression *node, size_t term,
                        const struct sqlite_query *query);

/* Adds " FROM table LEFT JOIN ..." of all that the expressions of SCOPE name;
   of a table with several records an entity the first stands for all. */
void sqlite_write_from(struct strbuf *sql,
                       const struct expression_scope *scope);

/* Adds how many things the sums of the measure NODE pass over, since CONDITION
   is true of them (missing.h). */
void sqlite_write_missing(struct strbuf *sql,
                          const struct expression_scope *scope,
                          const struct expression *node,
                          const struct expression *condition);

#endif
