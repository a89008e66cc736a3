/*
 * Parse: the text of an expression to a tree without fields or types.
 *
 * Names stand in the tree as EXPRESSION_FIELD with their TEXT; calls have their
 * name in TEXT; check.c finds what they mean.
 */
#ifndef EXPRESSION_PARSE_H
#define EXPRESSION_PARSE_H

#include "expression/expression.h"

/* Parses the text into a tree in ARENA; NULL after a report. */
struct expression *parse_expression(struct arena *arena, const char *text,
                                    size_t size, struct place place,
                                    struct diag *diag);

#endif
