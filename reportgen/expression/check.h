/*
 * Check: the names of a parsed tree to fields and functions, and a type for
 * each of its nodes.
 */
#ifndef EXPRESSION_CHECK_H
#define EXPRESSION_CHECK_H

#include "expression/expression.h"

/* False after a report. */
bool check_expression(struct arena *arena, struct expression_scope *scope,
                      struct expression *node, enum expression_use use,
                      struct diag *diag);

/* Finds the field that NODE, a path of SCOPE's table, names; false after a
   report. */
bool check_path(struct arena *arena, struct expression_scope *scope,
                struct expression *node, struct diag *diag);

#endif
