#include "template/filter.h"

#include "base/nearest.h"
#include "base/qualified.h"
#include "base/ratio.h"
#include "template/filter_call.h"

#include <string.h>

#define BIT(kind) (1u << (kind))

enum {
    TEXTS = BIT(VALUE_TEXT),
    COUNTS = BIT(VALUE_INTEGER),
    SUMS = BIT(VALUE_MONEY),
    RATIOS = BIT(VALUE_RATIO),
    YEARS = BIT(VALUE_YEAR),
    DATES = BIT(VALUE_DATE),
    TRUTHS = BIT(VALUE_BOOLEAN),
    FIGURES = COUNTS | SUMS | RATIOS,
    ALL = TEXTS | FIGURES | YEARS | DATES | TRUTHS,
    PRINTED = 1u << 16 /* a printed figure too, as it is printed */
};

static const char join_usage[] = "join [\"SEPARATOR\" [\"LAST\"]]";

/* The filters, in the order of the manual page. */
static const struct filter {
    const char *name;
    const char *usage;
    filter_function *function;
    uint8_t least, most; /* arguments */
    unsigned accepts;    /* kinds of value */
    bool after_text;     /* works on printed text and on null too */
} filters[] = {
    {"dong", "dong [DECIMALS]", filter_dong, 0, 1, SUMS | RATIOS, false},
    {"thousand", "thousand [DECIMALS]", filter_thousand, 0, 1, SUMS | RATIOS,
     false},
    {"million", "million [DECIMALS]", filter_million, 0, 1, SUMS | RATIOS,
     false},
    {"billion", "billion [DECIMALS]", filter_billion, 0, 1, SUMS | RATIOS,
     false},
    {"amount", "amount [DECIMALS]", filter_amount, 0, 1, SUMS | RATIOS, false},
    {"percent", "percent [DECIMALS]", filter_percent, 0, 1, RATIOS, false},
    {"points", "points [DECIMALS]", filter_points, 0, 1, RATIOS, false},
    {"of", "of NAME", filter_of, 1, 1, FIGURES, false},
    {"per", "per NAME", filter_per, 1, 1, FIGURES, false},
    {"number", "number [DECIMALS]", filter_number, 0, 1, FIGURES, false},
    {"plain", "plain [DECIMALS]", filter_plain, 0, 1, FIGURES | YEARS, false},
    {"pad", "pad [DIGITS]", filter_pad, 0, 1, COUNTS, false},
    {"about", "about [BASE]", filter_about, 0, 1, FIGURES, true},
    {"words", "words", filter_words, 0, 0, COUNTS | SUMS | YEARS, false},
    {"from_words", "from_words", filter_from_words, 0, 0, ALL, true},
    {"roman", "roman", filter_roman, 0, 0, COUNTS, false},
    {"letter", "letter", filter_letter, 0, 0, COUNTS, false},
    {"date", "date", filter_date, 0, 0, DATES, false},
    {"longdate", "longdate", filter_longdate, 0, 0, DATES, false},
    {"month", "month", filter_month, 0, 0, DATES, false},
    {"year", "year", filter_year, 0, 0, DATES, false},
    {"upper", "upper", filter_upper, 0, 0, ALL, true},
    {"lower", "lower", filter_lower, 0, 0, ALL, true},
    {"capital", "capital", filter_capital, 0, 0, ALL, true},
    {"lower_first", "lower_first [\"WORDS\"]", filter_lower_first, 0, 1, ALL,
     true},
    {"default", "default \"TEXT\"", filter_default, 1, 1, ALL, true},
    {"abs", "abs", filter_abs, 0, 0, FIGURES, false},
    {"minus", "minus NAME", filter_minus, 1, 1, FIGURES | YEARS, false},
    {"plus", "plus NAME", filter_plus, 1, 1, FIGURES | YEARS, false},
    {"rises", "rises \"UP\" \"DOWN\" \"SAME\"", filter_rises, 3, 3,
     FIGURES | PRINTED, false},
    {"above", "above NAME", filter_above, 1, 1,
     FIGURES | YEARS | DATES | PRINTED, false},
    {"below", "below NAME", filter_below, 1, 1,
     FIGURES | YEARS | DATES | PRINTED, false},
    {"equals", "equals NAME", filter_equals, 1, 1, ALL | PRINTED, false},
    {"missing", "missing", filter_missing, 0, 0, FIGURES, true},
    {"rounded", "rounded", filter_rounded, 0, 0, ALL, true},
    {"choose", "choose \"YES\" \"NO\"", filter_choose, 2, 2, TRUTHS, false},
    /* Of lists; see template.c. */
    {"join", join_usage, NULL, 0, 2, 0, false},
};

enum { N_FILTERS = sizeof filters / sizeof *filters };

bool filter_bad_argument(struct filter_call *call)
{
    diag_report(call->diag, DIAG_BAD_FILTER_ARGUMENT, call->place, call->name,
                call->usage);
    return false;
}

bool filter_bad_type(struct filter_call *call, enum value_kind kind)
{
    diag_report(call->diag, DIAG_FILTER_TYPE, call->place, call->name,
                value_traits[kind].name);
    return false;
}

/* An average of money is money to those who read of it. */
static const char *kind_name(const struct value *value)
{
    return value_traits[value->of_money ? VALUE_MONEY : value->kind].name;
}

bool filter_unlike(struct filter_call *call, const struct value *second)
{
    diag_report(call->diag, DIAG_FILTER_UNLIKE, call->place, call->name,
                kind_name(&call->state->value), kind_name(second));
    return false;
}

bool filter_out_of_range(struct filter_call *call)
{
    diag_report(call->diag, DIAG_FIGURE_OVERFLOW, call->place, call->name);
    return false;
}

const char *filter_keep(const struct filter_context *context,
                        struct strbuf *buf)
{
    const char *text =
        arena_strndup(context->arena, strbuf_text(buf), buf->size);
    strbuf_free(buf);
    return text;
}

/* ---- arguments ----------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word at *TEXT, "..." taken whole; false at the end. */
static bool next_word(const char **text, const char *end, const char **word,
                      size_t *size)
{
    const char *p = *text;
    while (p < end && is_blank(*p))
        p++;
    if (p == end)
        return false;
    *word = p;
    if (*p == '"') {
        const char *quote = memchr(p + 1, '"', (size_t)(end - p - 1));
        p = quote ? quote + 1 : end;
    } else {
        while (p < end && !is_blank(*p) && *p != '"')
            p++;
    }
    *size = (size_t)(p - *word);
    *text = p;
    return true;
}

static bool read_arguments(struct filter_call *call, const char *text,
                           const char *end)
{
    const char *word;
    size_t size;
    while (next_word(&text, end, &word, &size)) {
        if (call->n_arguments == MOST_ARGUMENTS)
            return false;
        struct filter_argument *argument =
            &call->arguments[call->n_arguments++];
        argument->quoted = word[0] == '"';
        if (argument->quoted) {
            if (size < 2 || word[size - 1] != '"')
                return false;
            word++;
            size -= 2;
        }
        argument->text = arena_strndup(call->context->arena, word, size);
    }
    return true;
}

/* Reads "12", "-3" or "0.5" exactly. */
static bool read_number(const char *text, struct value *value)
{
    bool negative = *text == '-';
    if (negative)
        text++;
    int64_t number = 0;
    int64_t unit = 0; /* 0 before the point */
    if (*text < '0' || *text > '9')
        return false;
    for (; *text != '\0'; text++) {
        if (*text == '.' && unit == 0 && text[1] != '\0') {
            unit = 1;
            continue;
        }
        if (*text < '0' || *text > '9' ||
            !number_multiply(number, 10, &number) ||
            !number_add(number, *text - '0', &number))
            return false;
        if (unit != 0 && !number_multiply(unit, 10, &unit))
            return false;
    }
    if (negative)
        number = -number;
    *value = unit == 0 ? value_integer(number) : value_ratio(number, unit);
    return true;
}

bool filter_operand(struct filter_call *call, size_t i, struct value *value,
                    struct origin *origin)
{
    *origin = (struct origin){0};
    const struct filter_argument *argument = &call->arguments[i];
    if (argument->quoted) {
        *value = value_text(argument->text);
        return true;
    }
    if (read_number(argument->text, value))
        return true;
    if (!call->context->lookup)
        return filter_bad_argument(call);
    return call->context->lookup(call->context->lookup_context, argument->text,
                                 value, origin);
}

/* ---- applying ------------------------------------------------------------ */

static const struct filter *find_filter(const char *name, size_t size,
                                        struct nearest *nearest)
{
    for (size_t i = 0; i < N_FILTERS; i++) {
        if (strlen(filters[i].name) == size &&
            memcmp(filters[i].name, name, size) == 0)
            return &filters[i];
        nearest_offer(nearest, name, size, filters[i].name);
    }
    return NULL;
}

/* Replaces the figure by the number printed ("100%" gives 100, whatever was
   rounded away), so that words chosen by it match the text. False when STATE is
   not a figure. */
static bool take_printed(struct filtered *state)
{
    const int64_t scale = 1000000;
    int64_t number;
    char text[64];
    size_t size = strcspn(state->text, "%");
    if (!value_is_figure(&state->value) || size >= sizeof text)
        return false;
    memcpy(text, state->text, size);
    text[size] = '\0';
    if (number_parse(text, scale, NOTATION_VIETNAMESE, &number) != NUMBER_OK)
        return false;
    state->value = value_ratio(number, scale);
    state->text = NULL;
    return true;
}

bool filter_is(const char *filter, size_t size, const char *name)
{
    const char *word = "";
    size_t word_size = 0;
    return next_word(&filter, filter + size, &word, &word_size) &&
           word_size == strlen(name) && memcmp(word, name, word_size) == 0;
}

bool filter_read_join(const struct filter_context *context, const char *filter,
                      size_t size, struct join_words *words, struct place place,
                      struct diag *diag)
{
    struct filter_call call = {.context = context,
                               .name = "join",
                               .usage = join_usage,
                               .place = place,
                               .diag = diag};
    const char *text = filter;
    const char *end = filter + size;
    const char *name;
    size_t name_size;
    *words = context->join;
    if (!words->separator)
        *words = (struct join_words){", ", ", ", NULL};
    next_word(&text, end, &name, &name_size);
    if (!read_arguments(&call, text, end) || call.n_arguments > 2)
        return filter_bad_argument(&call);
    if (call.n_arguments > 0)
        *words = (struct join_words){call.arguments[0].text,
                                     call.arguments[call.n_arguments - 1].text,
                                     NULL};
    return true;
}

bool filter_refuse_join(struct place place, struct diag *diag)
{
    diag_report(diag, DIAG_BAD_FILTER_ARGUMENT, place, "join", join_usage);
    return false;
}

bool filter_apply(const struct filter_context *context, const char *filter,
                  size_t size, struct filtered *state, struct place place,
                  struct diag *diag)
{
    const char *text = filter;
    const char *end = filter + size;
    const char *name = "";
    size_t name_size = 0;
    next_word(&text, end, &name, &name_size);
    struct nearest nearest = NEAREST_INIT;
    const struct filter *found = find_filter(name, name_size, &nearest);
    if (!found) {
        diag_report(diag, DIAG_UNKNOWN_FILTER, place,
                    arena_strndup(context->arena, name, name_size),
                    nearest_hint(&nearest));
        return false;
    }
    struct filter_call call = {.context = context,
                               .name = found->name,
                               .usage = found->usage,
                               .state = state,
                               .place = place,
                               .diag = diag};
    if (!read_arguments(&call, text, end) || call.n_arguments < found->least ||
        call.n_arguments > found->most || !found->function)
        return filter_bad_argument(&call);
    if (!found->after_text) {
        if (state->value.kind == VALUE_NULL)
            return true;
        if (state->text &&
            !((found->accepts & PRINTED) != 0 && take_printed(state))) {
            diag_report(diag, DIAG_FILTER_AFTER_TEXT, place, found->name);
            return false;
        }
        if ((found->accepts & BIT(state->value.kind)) == 0)
            return filter_bad_type(&call, state->value.kind);
    }
    return found->function(&call);
}

const char *filter_end(const char *text, const char *end)
{
    bool quoted = false;
    for (; text < end && (*text != '|' || quoted); text++)
        if (*text == '"')
            quoted = !quoted;
    return text;
}

bool filter_apply_chain(const struct filter_context *context, const char *chain,
                        struct filtered *state, struct place place,
                        struct diag *diag)
{
    const char *end = chain + strlen(chain);
    for (const char *from = chain;;) {
        const char *to = filter_end(from, end);
        if (!filter_apply(context, from, (size_t)(to - from), state, place,
                          diag))
            return false;
        if (to == end)
            return true;
        from = to + 1;
    }
}

/* ---- printing without a filter ------------------------------------------- */

static void print_count(const struct filter_context *context,
                        struct strbuf *buf, const struct value *count)
{
    struct number_style style = {0};
    if (context->pad_counts && !count->unpadded && count->as.integer > 0)
        style.min_digits = 2;
    number_format(buf, count->as.integer, 1, &style);
}

const char *filter_default_text(const struct filter_context *context,
                                const struct value *value)
{
    struct strbuf buf = STRBUF_INIT;
    switch (value->kind) {
    case VALUE_NULL:
        return "";
    case VALUE_TEXT:
        return value->as.text ? qualified_shown(context->arena, value->as.text)
                              : "";
    case VALUE_BOOLEAN:
        return value->as.integer != 0 ? "x" : "";
    case VALUE_INTEGER:
        print_count(context, &buf, value);
        break;
    case VALUE_YEAR:
        strbuf_add_integer(&buf, value->as.integer);
        break;
    case VALUE_MONEY:
        number_format(&buf, value->as.integer, 1, &(struct number_style){0});
        break;
    case VALUE_RATIO:
        number_format(
            &buf, value->as.ratio.numerator, value->as.ratio.denominator,
            &(struct number_style){
                .max_decimals = value->scale > 0 ? (uint8_t)value->scale : 2});
        break;
    case VALUE_DATE: {
        char text[11];
        date_format_vi(value->as.date, text);
        strbuf_add_text(&buf, text);
        break;
    }
    }
    return filter_keep(context, &buf);
}
