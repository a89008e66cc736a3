/*
 * Checker: the state that the files of a check share (check.c walks the tree,
 * names.c finds what names mean, common_type.c what parts have in common).
 */
#ifndef EXPRESSION_CHECKER_H
#define EXPRESSION_CHECKER_H

#include "expression/expression.h"

/* A sub-select around what is being checked. */
struct frame {
    const struct frame *outer;
    struct expression_select *select;
};

struct checker {
    struct arena *arena;
    struct expression_scope *scope;
    enum expression_use use;
    struct diag *diag;
    const struct frame *frame; /* the innermost; NULL: the query itself */
    bool aggregates;           /* may stand here */
    bool in_aggregate;         /* of the query itself */
    bool mixes; /* values of lists and other texts: they are counted */
};

/* Reports at PLACE that WHAT does not take A and B together, that it needs a
   value of kind WANTED and not FOUND, and that TEXT is not part of the
   language.  Each gives false. */
bool checker_report_types(const struct checker *checker, struct place place,
                          const char *what, struct type a, struct type b);
bool checker_report_argument(const struct checker *checker, struct place place,
                             const char *what, enum type_kind wanted,
                             const char *found);
bool checker_report_refused(const struct checker *checker, struct place place,
                            const char *text);

#endif
