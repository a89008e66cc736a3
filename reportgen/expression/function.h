/*
 * Function: what expressions may call.  All are pure and exact: nothing reads a
 * clock, a random number or a file, or gives a floating number.
 */
#ifndef EXPRESSION_FUNCTION_H
#define EXPRESSION_FUNCTION_H

#include "base/nearest.h"
#include "expression/type.h"

#include <stdbool.h>
#include <stddef.h>

/* What a function makes of many records; NOT_AGGREGATE: of its arguments.  min
   and max are aggregates of one argument, and choose among several. */
enum aggregate {
    NOT_AGGREGATE,
    AGGREGATE_SUM,
    AGGREGATE_COUNT,
    AGGREGATE_EXTREME,
    AGGREGATE_TEXT
};

/* How the arguments and the result are typed. */
enum function_rule {
    RULE_SAME,    /* a number, whose type it keeps */
    RULE_SIGN,    /* a number; a whole one */
    RULE_JOINED,  /* any of one type, which it has */
    RULE_IIF,     /* a truth, then any of one type */
    RULE_NULLIF,  /* two of one type; the first */
    RULE_SUM,     /* a number or truth */
    RULE_COUNT,   /* any */
    RULE_EXTREME, /* any; of several: of one type */
    RULE_TEXTS,   /* texts, then whole numbers; a text */
    RULE_LENGTH,  /* texts; a whole number */
    RULE_YEAR,    /* a date; a year */
    RULE_PART     /* a date; a whole number */
};

struct expression_function {
    const char *name;
    unsigned char least, most; /* arguments */
    unsigned char n_texts;     /* RULE_TEXTS: how many of them are texts */
    enum function_rule rule;
    enum aggregate aggregate;
};

/* The function NAME, letter case aside; NULL when there is none. */
const struct expression_function *function_find(const char *name);

/* Offers the names of all functions to NEAREST for NAME. */
void function_offer_all(struct nearest *nearest, const char *name);

#endif
