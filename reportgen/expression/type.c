#include "expression/type.h"

#include <libintl.h>
#include <stddef.h>

#define N_(text) text

struct type type_of_field(const struct schema_field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
        break;
    case FIELD_INTEGER:
        return (struct type){.kind = TYPE_INTEGER};
    case FIELD_DECIMAL:
        return (struct type){.kind = TYPE_DECIMAL, .scale = field->scale};
    case FIELD_MONEY:
        return (struct type){.kind = TYPE_MONEY};
    case FIELD_DATE:
        return (struct type){.kind = TYPE_DATE};
    case FIELD_YEAR:
        return (struct type){.kind = TYPE_YEAR};
    case FIELD_ENUM:
        return (struct type){.kind = TYPE_CODE, .values = field->values};
    case FIELD_BOOLEAN:
        return (struct type){.kind = TYPE_TRUTH};
    }
    return (struct type){.kind = TYPE_TEXT};
}

const char *type_name(struct type type)
{
    static const char *const names[] = {
        [TYPE_NULL] = N_("nothing"),
        [TYPE_NUMBER] = N_("a number"),
        [TYPE_STRING] = N_("a text in quotes"),
        [TYPE_COUNT] = N_("a count"),
        [TYPE_INTEGER] = N_("a whole number"),
        [TYPE_DECIMAL] = N_("a number with decimals"),
        [TYPE_MONEY] = N_("money"),
        [TYPE_DATE] = N_("a date"),
        [TYPE_YEAR] = N_("a year"),
        [TYPE_TEXT] = N_("a text"),
        [TYPE_CODE] = N_("a value of a list"),
        [TYPE_TRUTH] = N_("a condition"),
    };
    bool decimals = type.kind == TYPE_NUMBER && type.scale > 0;
    return gettext(names[decimals ? TYPE_DECIMAL : type.kind]);
}

bool type_is_literal(struct type type)
{
    return type.kind <= TYPE_STRING;
}

bool type_is_number(struct type type)
{
    return type.kind == TYPE_NUMBER || type.kind == TYPE_COUNT ||
           type.kind == TYPE_INTEGER || type.kind == TYPE_DECIMAL ||
           type.kind == TYPE_MONEY;
}

/* ---- rules --------------------------------------------------------------- */

/* What two kinds are in common, in either order; a kind is itself beside
   itself, and anything is itself beside nothing. */
static const struct rule {
    enum type_kind a, b, common;
} joins[] = {
    {TYPE_NUMBER, TYPE_COUNT, TYPE_COUNT},
    {TYPE_NUMBER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_NUMBER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_NUMBER, TYPE_MONEY, TYPE_MONEY},
    {TYPE_NUMBER, TYPE_YEAR, TYPE_YEAR},
    {TYPE_NUMBER, TYPE_TRUTH, TYPE_TRUTH},
    {TYPE_STRING, TYPE_TEXT, TYPE_TEXT},
    {TYPE_STRING, TYPE_DATE, TYPE_DATE},
    {TYPE_STRING, TYPE_CODE, TYPE_CODE},
    {TYPE_COUNT, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_COUNT, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_INTEGER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_INTEGER, TYPE_YEAR, TYPE_YEAR},
    {TYPE_TEXT, TYPE_CODE, TYPE_TEXT},
};

/* What A + B is.  A truth counts. */
static const struct rule sums[] = {
    {TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {TYPE_NUMBER, TYPE_COUNT, TYPE_COUNT},
    {TYPE_NUMBER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_NUMBER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_NUMBER, TYPE_MONEY, TYPE_MONEY},
    {TYPE_NUMBER, TYPE_YEAR, TYPE_YEAR},
    {TYPE_NUMBER, TYPE_TRUTH, TYPE_COUNT},
    {TYPE_COUNT, TYPE_COUNT, TYPE_COUNT},
    {TYPE_COUNT, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_COUNT, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_COUNT, TYPE_TRUTH, TYPE_COUNT},
    {TYPE_INTEGER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_INTEGER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_INTEGER, TYPE_YEAR, TYPE_YEAR},
    {TYPE_INTEGER, TYPE_TRUTH, TYPE_INTEGER},
    {TYPE_DECIMAL, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_MONEY, TYPE_MONEY, TYPE_MONEY},
    {TYPE_TRUTH, TYPE_TRUTH, TYPE_COUNT},
};

/* What A * B is: money only times what is whole, so that it stays whole. */
static const struct rule products[] = {
    {TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {TYPE_NUMBER, TYPE_COUNT, TYPE_COUNT},
    {TYPE_NUMBER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_NUMBER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_NUMBER, TYPE_MONEY, TYPE_MONEY},
    {TYPE_NUMBER, TYPE_YEAR, TYPE_INTEGER},
    {TYPE_NUMBER, TYPE_TRUTH, TYPE_INTEGER},
    {TYPE_COUNT, TYPE_COUNT, TYPE_COUNT},
    {TYPE_COUNT, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_COUNT, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_COUNT, TYPE_MONEY, TYPE_MONEY},
    {TYPE_COUNT, TYPE_TRUTH, TYPE_COUNT},
    {TYPE_INTEGER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_INTEGER, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_INTEGER, TYPE_MONEY, TYPE_MONEY},
    {TYPE_INTEGER, TYPE_TRUTH, TYPE_INTEGER},
    {TYPE_DECIMAL, TYPE_DECIMAL, TYPE_DECIMAL},
    {TYPE_DECIMAL, TYPE_TRUTH, TYPE_DECIMAL},
    {TYPE_MONEY, TYPE_TRUTH, TYPE_MONEY},
    {TYPE_TRUTH, TYPE_TRUTH, TYPE_TRUTH},
};

/* What A % B is; a number with decimals has no remainder. */
static const struct rule remainders[] = {
    {TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
    {TYPE_COUNT, TYPE_NUMBER, TYPE_COUNT},
    {TYPE_COUNT, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_INTEGER, TYPE_NUMBER, TYPE_INTEGER},
    {TYPE_INTEGER, TYPE_INTEGER, TYPE_INTEGER},
    {TYPE_YEAR, TYPE_NUMBER, TYPE_INTEGER},
    {TYPE_MONEY, TYPE_NUMBER, TYPE_MONEY},
    {TYPE_MONEY, TYPE_MONEY, TYPE_MONEY},
};

#define N_RULES(rules) (sizeof(rules) / sizeof *(rules))

static bool find_rule(const struct rule *rules, size_t n, enum type_kind a,
                      enum type_kind b, bool either_order,
                      enum type_kind *common)
{
    for (size_t i = 0; i < n; i++) {
        if ((rules[i].a == a && rules[i].b == b) ||
            (either_order && rules[i].a == b && rules[i].b == a)) {
            *common = rules[i].common;
            return true;
        }
    }
    return false;
}

static uint8_t larger(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static bool is_scaled(enum type_kind kind)
{
    return kind == TYPE_DECIMAL || kind == TYPE_NUMBER;
}

/* A literal with decimals beside whole numbers makes a number with decimals;
   nothing else takes it. */
static bool fit_scale(uint8_t scale, struct type *common)
{
    if (scale > TYPE_MAX_SCALE)
        return false;
    if (is_scaled(common->kind)) {
        common->scale = scale;
        return true;
    }
    if (scale == 0)
        return true;
    common->scale = scale;
    if (common->kind != TYPE_INTEGER && common->kind != TYPE_COUNT)
        return false;
    common->kind = TYPE_DECIMAL;
    return true;
}

bool type_join(struct type a, struct type b, struct type *common)
{
    if (a.kind == TYPE_NULL || b.kind == TYPE_NULL) {
        *common = a.kind == TYPE_NULL ? b : a;
        return true;
    }
    *common = (struct type){.values = a.values ? a.values : b.values};
    if (a.kind == b.kind)
        common->kind = a.kind;
    else if (!find_rule(joins, N_RULES(joins), a.kind, b.kind, true,
                        &common->kind))
        return false;
    if (common->kind != TYPE_CODE)
        common->values = NULL;
    if (a.kind == TYPE_CODE && b.kind == TYPE_CODE && a.values != b.values)
        return false;
    return fit_scale(larger(a.scale, b.scale), common);
}

static bool compute(const struct rule *rules, size_t n, bool either_order,
                    struct type a, struct type b, uint8_t scale,
                    struct type *result)
{
    if (a.kind == TYPE_NULL || b.kind == TYPE_NULL) {
        *result = a.kind == TYPE_NULL ? b : a;
        return type_is_number(*result) || result->kind == TYPE_NULL;
    }
    *result = (struct type){0};
    return find_rule(rules, n, a.kind, b.kind, either_order, &result->kind) &&
           fit_scale(scale, result);
}

/* A year less a year is a number of years; a number less a year is nothing. */
bool type_add(struct type a, struct type b, bool subtract, struct type *sum)
{
    *sum = (struct type){.kind = TYPE_INTEGER};
    if (subtract && b.kind == TYPE_YEAR)
        return a.kind == TYPE_YEAR;
    return compute(sums, N_RULES(sums), true, a, b, larger(a.scale, b.scale),
                   sum);
}

bool type_multiply(struct type a, struct type b, struct type *product)
{
    return compute(products, N_RULES(products), true, a, b,
                   (uint8_t)(a.scale + b.scale), product);
}

bool type_remainder(struct type a, struct type b, struct type *rest)
{
    return a.scale == 0 && b.scale == 0 &&
           compute(remainders, N_RULES(remainders), false, a, b, 0, rest);
}

/* ---- values -------------------------------------------------------------- */

enum value_kind type_value_kind(struct type type)
{
    switch (type.kind) {
    case TYPE_NULL:
    case TYPE_STRING:
    case TYPE_TEXT:
    case TYPE_CODE:
        break;
    case TYPE_NUMBER:
        return type.scale > 0 ? VALUE_RATIO : VALUE_INTEGER;
    case TYPE_COUNT:
    case TYPE_INTEGER:
        return VALUE_INTEGER;
    case TYPE_DECIMAL:
        return VALUE_RATIO;
    case TYPE_MONEY:
        return VALUE_MONEY;
    case TYPE_DATE:
        return VALUE_DATE;
    case TYPE_YEAR:
        return VALUE_YEAR;
    case TYPE_TRUTH:
        return VALUE_BOOLEAN;
    }
    return VALUE_TEXT;
}

int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}
