/*
 * Tally build: runs the statements of one definition and makes a tally of what
 * they return.
 */
#ifndef TALLY_TALLY_BUILD_H
#define TALLY_TALLY_BUILD_H

#include "tally/tally.h"
#include "tally/tally_rows.h"

struct pushdown;

/* What all tallies of a run share. */
struct builder {
    struct arena *arena;
    struct store *store;
    struct diag *diag;
    const struct collator *collator;
    struct pushdown
        *pushdown; /* where the rows are; NULL when they are in STORE */
};

/* Compute DEFINITION into TALLY, whose columns are set: one with groups or
   totals, a list, a statement of the layout.  False after a report. */
bool build_groups(const struct builder *builder,
                  const struct tally_definition *definition,
                  struct tally *tally);
bool build_list(const struct builder *builder,
                const struct tally_definition *definition, struct tally *tally);
bool build_statement(const struct builder *builder,
                     const struct tally_definition *definition,
                     struct tally *tally);

/* Runs the statement in TALLY->sql and gives its rows to ROW.  False after a
   report, at the place where the layout has the faulty part. */
bool build_query(const struct builder *builder,
                 const struct tally_definition *definition,
                 const struct tally *tally, store_row *row, void *context);

/* Reads CELL as a value of ITEM; false after a report. */
bool build_value(const struct builder *builder, const struct tally_item *item,
                 const struct store_cell *cell, struct value *value);

/* Computes the quotients among the items of QUERY, whose values are VALUES.
   False after a report. */
bool build_quotients(const struct builder *builder,
                     const struct tally_query *query, struct value *values);

#endif
