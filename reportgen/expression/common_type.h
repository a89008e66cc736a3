/*
 * Common type: what the parts of a node are compared or joined as, and the
 * literals among them, which take the type of what they stand beside.
 */
#ifndef EXPRESSION_COMMON_TYPE_H
#define EXPRESSION_COMMON_TYPE_H

#include "expression/checker.h"

/* Gives what is a literal in NODE, or becomes its value, TYPE.  False after a
   report: it cannot be of that type. */
bool common_adapt(const struct checker *checker, struct expression *node,
                  struct type type);

/* Joins the type of PART, a part of NODE, to *COMMON; WHAT joins them. */
bool common_join_type(const struct checker *checker,
                      const struct expression *node,
                      const struct expression *part, const char *what,
                      struct type *common);

/* Sets *COMMON to the type of the parts that NODE takes its value from; WHAT
   names it in messages. */
bool common_join_values(const struct checker *checker, struct expression *node,
                        const char *what, struct type *common);

/* Sets node->joined to the type that the parts of NODE are compared as; of a
   case, its operand and what stands behind each WHEN. */
bool common_compare_parts(const struct checker *checker,
                          struct expression *node, const char *what);

/* Whether NODE is a truth, or a literal that can be; WHAT needs it. */
bool common_need_truth(const struct checker *checker, struct expression *node,
                       const char *what);

#endif
