/*
 * Check: the names of a parsed tree to fields and functions, and a type for
 * each of its nodes.
 */
#ifndef EXPRESSION_CHECK_H
#define EXPRESSION_CHECK_H

#include "expression/expression.h"

/* Checks NODE, whose parts are not checked yet, in SCOPE, to which it joins
   what its references lead to.  False after a report. */
bool check_expression(struct arena *arena, struct expression_scope *scope,
                      struct expression *node, enum expression_use use,
                      struct diag *diag);

#endif
