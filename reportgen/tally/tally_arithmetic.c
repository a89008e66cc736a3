#include "tally/tally_arithmetic.h"

#include <string.h>

static bool is_one_of(const struct token *token, const char *const *words)
{
    for (; *words != NULL; words++)
        if (token_is(token, *words))
            return true;
    return false;
}

static bool is_zero(const struct token *token)
{
    for (size_t i = 0; i < token->size; i++)
        if (token->text[i] != '0' && token->text[i] != '.')
            return false;
    return true;
}

void arithmetic_take(struct arithmetic *arithmetic, const struct token *token,
                     bool after_open)
{
    static const char *const signs[] = {"+", "-", NULL};
    static const char *const products[] = {"*", "%", NULL};
    static const char *const comparisons[] = {
        "=",  "==",      "<>", "!=",  "<",   ">",    "<=",     ">=",      "is",
        "in", "between", "or", "and", "not", "like", "isnull", "notnull", NULL};
    if (is_one_of(token, comparisons))
        arithmetic->compares = true;
    else if (is_one_of(token, signs))
        arithmetic->adds = true;
    else if (is_one_of(token, products) && !after_open)
        arithmetic->multiplies = true;
    else if (token->kind == TOKEN_NUMBER && !is_zero(token))
        arithmetic->others = true;
}

void arithmetic_take_field(struct arithmetic *arithmetic,
                           const struct schema_field *field)
{
    if (field->type != FIELD_DECIMAL) {
        arithmetic->others = true;
        return;
    }
    if (arithmetic->decimal == NULL)
        arithmetic->decimal = field;
    arithmetic->n_decimals++;
    if (field->scale != arithmetic->decimal->scale)
        arithmetic->scales_differ = true;
}

bool arithmetic_keeps_scale(const struct arithmetic *arithmetic)
{
    if (arithmetic->n_decimals == 0)
        return true;
    if (arithmetic->scales_differ || arithmetic->compares)
        return false;
    if (arithmetic->multiplies)
        return arithmetic->n_decimals == 1 && !arithmetic->adds;
    return !arithmetic->others;
}
