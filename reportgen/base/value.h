/*
 * Value: one figure or word on its way from a cell to the page.
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/date.h"
#include "base/number.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

enum value_kind {
    VALUE_NULL,
    VALUE_TEXT,
    VALUE_INTEGER, /* a count, or a year (kind VALUE_YEAR) */
    VALUE_YEAR,    /* never grouped, never padded */
    VALUE_MONEY,   /* whole đồng */
    VALUE_RATIO,   /* exact quotient; a decimal is a ratio over 10^n */
    VALUE_DATE,
    VALUE_BOOLEAN
};

enum { VALUE_KINDS = VALUE_BOOLEAN + 1 };

/* What holds for all values of a kind. */
struct value_traits {
    const char *name; /* in messages, as schemas write it: "money" */
    bool is_figure;   /* an amount, which can be compared, divided, drawn */
    bool adds_up;     /* an amount in as.integer: sums of it are exact */
};
extern const struct value_traits value_traits[VALUE_KINDS];

/* TEXT belongs to the arena of whoever made the value. */
struct value {
    enum value_kind kind;
    unsigned scale : 4;      /* VALUE_RATIO of a decimal: its places */
    unsigned of_money : 1;   /* VALUE_RATIO: đồng by a number of something */
    unsigned unpadded : 1;   /* arithmetic, not how many things there are */
    unsigned n_missing : 26; /* of a sum: things without a figure, which it
                                leaves out */
    union {
        const char *text;
        int64_t integer; /* also year, money, boolean (0 or 1) */
        struct ratio ratio;
        struct date date;
    } as;
};

#define VALUE_NONE ((struct value){0})

static inline struct value value_text(const char *text)
{
    return (struct value){.kind = VALUE_TEXT, .as.text = text};
}

static inline struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .as.integer = integer};
}

static inline struct value value_money(int64_t dong)
{
    return (struct value){.kind = VALUE_MONEY, .as.integer = dong};
}

static inline struct value value_ratio(int64_t numerator, int64_t denominator)
{
    return (struct value){.kind = VALUE_RATIO,
                          .as.ratio = {numerator, denominator}};
}

static inline struct value value_date(struct date date)
{
    return (struct value){.kind = VALUE_DATE, .as.date = date};
}

static inline bool value_is_figure(const struct value *value)
{
    return value_traits[value->kind].is_figure;
}

static inline bool value_adds_up(const struct value *value)
{
    return value_traits[value->kind].adds_up;
}

/* True for a figure of 0, and for nothing. */
bool value_is_zero(const struct value *value);

/* The amount of a figure, a year too; a count is its own quotient. */
struct ratio value_as_ratio(const struct value *value);

/* Adds VALUE as dumps have it, exact: đồng and counts as digits, a quotient as
   "27/59", a date as 2017-12-14, a truth as yes or no, a text in quotes with
   its source told (qualified.h), nothing as "-". */
void value_dump(struct strbuf *buf, const struct value *value);

#endif
