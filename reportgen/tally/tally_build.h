/*
 * Tally build: running the statement of one definition.
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
    struct pushdown *pushdown; /* where the rows are; NULL: in STORE */
};

/* Computes DEFINITION into TALLY, whose columns are set; false after a
   report. */
bool build_groups(const struct builder *builder,
                  const struct tally_definition *definition,
                  struct tally *tally);
bool build_list(const struct builder *builder,
                const struct tally_definition *definition, struct tally *tally);
bool build_statement(const struct builder *builder,
                     const struct tally_definition *definition,
                     struct tally *tally);

/* Runs the statement in TALLY->sql.  A fault in it is reported where the
   layout wrote the bad part. */
bool build_query(const struct builder *builder,
                 const struct tally_definition *definition,
                 const struct tally *tally, store_row *row, void *context);

/* CELL as the value that ITEM holds; false after a report. */
bool build_value(const struct builder *builder, const struct tally_item *item,
                 const struct store_cell *cell, struct value *value);

/* Sets the quotients among the ITEMS of one query, whose values stand at
   VALUES. */
bool build_quotients(const struct builder *builder,
                     const struct tally_query *query, struct value *values);

#endif
