/*
 * Once: sums that take each thing once, however many records tell of it.
 *
 * A scheme with two sources of money has two records, and its total cost stands
 * in both; what a reference leads to is told by all records that refer to it.
 * A sum() is taken apart into terms, each of facts of one thing: of records,
 * of entities, or of what a reference leads to.  A term takes a thing once if
 * any of its records meets the term's conditions.
 */
#ifndef EXPRESSION_ONCE_H
#define EXPRESSION_ONCE_H

#include "expression/expression.h"

/* VALUE, of the records that meet all CONDITIONS, added or subtracted. */
struct expression_term {
    bool negative;
    const struct expression *value;
    const struct expression *const *conditions;
    size_t n_conditions;
    /* What it is taken once of: the entity of the query's own table, or what is
       reached through a reference; NULL: each record. */
    const struct expression_source *by;
};

/* What the fields named in an expression are facts of. */
struct facts {
    bool rows;                             /* single records */
    const struct expression_source *owner; /* of entities, or a reference */
    bool mixed;   /* several owners, one of which tells which the others are */
    bool several; /* owners that have nothing to do with each other */
};

/* Sets the terms of SUM, a call of sum(); IS_INNER: in a sub-select, which
   takes each of its records.  False after a report: what cannot be taken once
   is not summed twice. */
bool once_take_apart(struct arena *arena, const struct expression_scope *scope,
                     struct expression *sum, bool is_inner, struct diag *diag);

/* The facts in NODE; with VALUES, without those that only choose records. */
struct facts facts_of(const struct expression *node, bool values);

/* True where no source of data supplies what NODE needs: nobody said what it
   is.  Of arguments that stand in for each other one is enough. */
bool expression_is_absent(const struct expression_scope *scope,
                          const struct expression *node);

/* The value of a measure over no records. */
enum expression_nothing {
    NOTHING_IS_ZERO,
    NOTHING_IS_EMPTY,
    NOTHING_IS_COMPUTED /* from what stands beside sums: count(*) + 1 */
};
enum expression_nothing expression_nothing(const struct expression *node);

#endif
