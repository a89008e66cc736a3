/*
 * Missing: figures that a measure passes over because a cell is empty.
 *
 * A sum of amounts of which two are not known is less than the sum: how many
 * records it passes over is told.  The condition of such a record is an
 * expression itself, so that every dialect can write it.
 */
#ifndef EXPRESSION_MISSING_H
#define EXPRESSION_MISSING_H

#include "base/arena.h"
#include "expression/expression.h"

/* The first field of NODE whose empty cells its sums pass over, or that leaves
   a column empty; NULL when there is none. */
const struct expression *
expression_missing_field(const struct expression_scope *scope,
                         const struct expression *node);

/* What is true of a record that the sums of the measure NODE pass over, or of
   one whose column NODE is empty; NULL where none can be. */
const struct expression *
expression_missing_condition(struct arena *arena,
                             const struct expression_scope *scope,
                             const struct expression *node);

/* What the records that NODE passes over are counted by, when all its sums are
   taken once of what one reference leads to; else NULL. */
const struct expression_source *
expression_missing_reference(const struct expression *node);

#endif
