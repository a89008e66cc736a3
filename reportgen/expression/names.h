/*
 * Names: what the names of a parsed tree mean: fields of the query's table and
 * of what its references lead to, fields of sub-selects, parameters, true and
 * false.
 */
#ifndef EXPRESSION_NAMES_H
#define EXPRESSION_NAMES_H

#include "expression/checker.h"

/* Makes of NODE, a name, the field or truth that it means and sets its type;
   false after a report. */
bool names_check_name(struct checker *checker, struct expression *node);

/* Sets the type of NODE, a parameter; false after a report. */
bool names_check_parameter(const struct checker *checker,
                           struct expression *node);

/* Finds the field that NODE, a path of SCOPE's table, names; false after a
   report. */
bool names_find_path(struct arena *arena, struct expression_scope *scope,
                     struct expression *node, struct diag *diag);

#endif
