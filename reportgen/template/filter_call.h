/*
 * Filter call: one filter at work, between filter.c and the files that hold
 * the filters by what they do (numbers, texts and dates).
 */
#ifndef TEMPLATE_FILTER_CALL_H
#define TEMPLATE_FILTER_CALL_H

#include "template/filter.h"

enum { MOST_ARGUMENTS = 3 };

struct filter_argument {
    const char *text; /* without its quotes */
    bool quoted;
};

struct filter_call {
    const struct filter_context *context;
    const char *name;
    const char *usage;
    struct filter_argument arguments[MOST_ARGUMENTS];
    size_t n_arguments;
    struct filtered *state;
    struct place place;
    struct diag *diag;
};

/* A filter; false after a report. */
typedef bool filter_function(struct filter_call *call);

/* Numbers (filter_number.c). */
filter_function filter_thousand, filter_million, filter_billion, filter_dong,
    filter_amount, filter_missing, filter_rounded, filter_percent,
    filter_points, filter_about, filter_of, filter_per, filter_number,
    filter_plain, filter_pad, filter_abs, filter_minus, filter_plus,
    filter_rises, filter_above, filter_below;

/* Words, texts and dates (filter_text.c). */
filter_function filter_words, filter_from_words, filter_roman, filter_letter,
    filter_date, filter_longdate, filter_month, filter_year, filter_upper,
    filter_lower, filter_capital, filter_lower_first, filter_default,
    filter_equals, filter_choose;

/* Faults a filter can find; each gives false. */
bool filter_bad_argument(struct filter_call *call);
bool filter_bad_type(struct filter_call *call, enum value_kind kind);
bool filter_out_of_range(struct filter_call *call);
bool filter_unlike(struct filter_call *call, const struct value *second);

/* True for figures that can be added and compared: of one kind, or one of
   them a ratio, or B is 0. */
bool filter_are_alike(const struct value *a, const struct value *b);

/* The value of argument I, a path or a number, and where it comes from. */
bool filter_operand(struct filter_call *call, size_t i, struct value *value,
                    struct origin *origin);

/* The content of BUF as an arena text; frees BUF. */
const char *filter_keep(const struct filter_context *context,
                        struct strbuf *buf);

#endif
