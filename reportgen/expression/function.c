#include "expression/function.h"

#include <string.h>
#include <strings.h>

enum { MANY = 100 };

static const struct expression_function functions[] = {
    {"abs", 1, 1, 0, RULE_SAME, NOT_AGGREGATE},
    {"coalesce", 2, MANY, 0, RULE_JOINED, NOT_AGGREGATE},
    {"count", 1, 1, 0, RULE_COUNT, AGGREGATE_COUNT},
    {"day", 1, 1, 0, RULE_PART, NOT_AGGREGATE},
    {"days", 1, 1, 0, RULE_PART, NOT_AGGREGATE},
    {"fold", 1, 1, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"group_concat", 1, 2, 2, RULE_TEXTS, AGGREGATE_TEXT},
    {"ifnull", 2, 2, 0, RULE_JOINED, NOT_AGGREGATE},
    {"iif", 2, 3, 0, RULE_IIF, NOT_AGGREGATE},
    {"instr", 2, 2, 2, RULE_LENGTH, NOT_AGGREGATE},
    {"length", 1, 1, 1, RULE_LENGTH, NOT_AGGREGATE},
    {"lower", 1, 1, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"ltrim", 1, 2, 2, RULE_TEXTS, NOT_AGGREGATE},
    {"max", 1, MANY, 0, RULE_EXTREME, AGGREGATE_EXTREME},
    {"min", 1, MANY, 0, RULE_EXTREME, AGGREGATE_EXTREME},
    {"month", 1, 1, 0, RULE_PART, NOT_AGGREGATE},
    {"nullif", 2, 2, 0, RULE_NULLIF, NOT_AGGREGATE},
    {"quarter", 1, 1, 0, RULE_PART, NOT_AGGREGATE},
    {"replace", 3, 3, 3, RULE_TEXTS, NOT_AGGREGATE},
    {"rtrim", 1, 2, 2, RULE_TEXTS, NOT_AGGREGATE},
    {"shown", 1, 1, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"sign", 1, 1, 0, RULE_SIGN, NOT_AGGREGATE},
    {"substr", 2, 3, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"substring", 2, 3, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"sum", 1, 1, 0, RULE_SUM, AGGREGATE_SUM},
    {"trim", 1, 2, 2, RULE_TEXTS, NOT_AGGREGATE},
    {"upper", 1, 1, 1, RULE_TEXTS, NOT_AGGREGATE},
    {"year", 1, 1, 0, RULE_YEAR, NOT_AGGREGATE},
};

enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

const struct expression_function *function_find(const char *name)
{
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (strcasecmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

void function_offer_all(struct nearest *nearest, const char *name)
{
    if (strcasecmp(name, "avg") == 0)
        return; /* it is no slip of "abs" */
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        nearest_offer(nearest, name, strlen(name), functions[i].name);
}
