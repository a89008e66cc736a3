#include "base/ratio.h"
#include "template/filter_call.h"

#include <string.h>

/* ---- printing ------------------------------------------------------------ */

/* Reads one or two digits at *TEXT as a number of decimals. */
static bool read_decimals(const char **text, uint8_t *decimals)
{
    if (**text < '0' || **text > '9')
        return false;
    unsigned number = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++)
        number = number * 10 + (unsigned)(**text - '0');
    *decimals = (uint8_t)number;
    return number <= 12;
}

/* Sets STYLE by argument I, "2" or "1..2"; FALLBACK is the most decimals when
   there is none. */
static bool decimals_argument(struct filter_call *call, size_t i,
                              uint8_t fallback, struct number_style *style)
{
    style->max_decimals = fallback;
    if (i >= call->n_arguments)
        return true;
    const char *text = call->arguments[i].text;
    if (strlen(text) > 6 || !read_decimals(&text, &style->max_decimals))
        return filter_bad_argument(call);
    if (strncmp(text, "..", 2) == 0) {
        text += 2;
        style->min_decimals = style->max_decimals;
        if (!read_decimals(&text, &style->max_decimals) ||
            style->min_decimals > style->max_decimals)
            return filter_bad_argument(call);
    }
    return *text == '\0' || filter_bad_argument(call);
}

/* Prints FIGURE and what follows it. */
static bool print_figure(struct filter_call *call, struct ratio figure,
                         const struct number_style *style, const char *after)
{
    struct strbuf buf = STRBUF_INIT;
    call->state->rounded =
        !number_format(&buf, figure.numerator, figure.denominator, style);
    strbuf_add_text(&buf, after);
    call->state->text = filter_keep(call->context, &buf);
    call->state->shown = figure;
    call->state->after = after;
    return true;
}

/* A sum is printed exactly unless an argument says otherwise, a quotient with
   FALLBACK decimals. */
static bool money_style(struct filter_call *call, uint8_t fallback,
                        struct number_style *style)
{
    if (call->state->value.kind == VALUE_MONEY)
        fallback = NUMBER_ALL_DECIMALS;
    return decimals_argument(call, 0, fallback, style);
}

/* Prints the value divided by UNIT, and what follows it. */
static bool print_divided(struct filter_call *call, int64_t unit,
                          const struct number_style *style, const char *after)
{
    struct ratio figure;
    if (!ratio_divide(value_as_ratio(&call->state->value),
                      (struct ratio){unit, 1}, &figure))
        return filter_out_of_range(call);
    return print_figure(call, figure, style, after);
}

/* A share, or a number with decimals, is no money. */
static bool need_money(struct filter_call *call)
{
    const struct value *value = &call->state->value;
    return value->kind != VALUE_RATIO || value->of_money ||
           filter_bad_type(call, VALUE_RATIO);
}

static bool print_in_unit(struct filter_call *call, int64_t unit,
                          uint8_t fallback)
{
    struct number_style style = {0};
    return need_money(call) && money_style(call, fallback, &style) &&
           print_divided(call, unit, &style, "");
}

bool filter_dong(struct filter_call *call)
{
    return print_in_unit(call, 1, 0);
}

bool filter_thousand(struct filter_call *call)
{
    return print_in_unit(call, 1000, 2);
}

bool filter_million(struct filter_call *call)
{
    return print_in_unit(call, 1000000, 2);
}

bool filter_billion(struct filter_call *call)
{
    return print_in_unit(call, 1000000000, 2);
}

/* True when the value, rounded to DECIMALS of a million, reaches a thousand
   million: "999,96 triệu" with one decimal is "1 tỷ". */
static bool reaches_billion(const struct value *value, uint8_t decimals)
{
    int64_t half = decimals > 6 ? 0 : 500000;
    for (uint8_t i = 0; i < decimals && half > 0; i++)
        half /= 10;
    struct ratio size = value_as_ratio(value);
    if (size.numerator < 0 && size.numerator > INT64_MIN)
        size.numerator = -size.numerator;
    return ratio_compare(size, (struct ratio){1000000000 - half, 1}) >= 0;
}

/* True when VALUE, to be printed exactly, has more than three places behind
   the comma in UNIT: nobody says "12,345678 triệu". */
static bool is_unwieldy(const struct value *value,
                        const struct number_style *style, int64_t unit)
{
    return value->kind == VALUE_MONEY &&
           style->max_decimals == NUMBER_ALL_DECIMALS &&
           value->as.integer % (unit / 1000) != 0;
}

/* "1,55 tỷ", "800 triệu": the unit that a reader would say, both with the
   same last place, so that the parts of a sum are rounded alike. */
bool filter_amount(struct filter_call *call)
{
    struct number_style style = {0};
    const struct value *value = &call->state->value;
    if (!need_money(call) || !money_style(call, 2, &style))
        return false;
    if (is_unwieldy(value, &style, 1000000))
        return print_divided(call, 1, &style, "");
    if (is_unwieldy(value, &style, 1000000000))
        return print_divided(call, 1000000, &style, " triệu");
    if (!reaches_billion(&call->state->value, style.max_decimals))
        return print_divided(call, 1000000, &style, " triệu");
    if (style.max_decimals != NUMBER_ALL_DECIMALS)
        style.max_decimals += 3;
    if (style.min_decimals > 0)
        style.min_decimals += 3;
    const char *word = call->context->billion_word;
    return print_divided(
        call, 1000000000, &style,
        arena_printf(call->context->arena, " %s", word ? word : "tỷ"));
}

static bool print_hundredths(struct filter_call *call, const char *sign)
{
    struct ratio figure;
    struct number_style style = {0};
    if (call->state->value.of_money)
        return filter_bad_type(call, VALUE_MONEY);
    if (!decimals_argument(call, 0, 1, &style))
        return false;
    if (!ratio_multiply(call->state->value.as.ratio, (struct ratio){100, 1},
                        &figure))
        return filter_out_of_range(call);
    return print_figure(call, figure, &style, sign);
}

bool filter_percent(struct filter_call *call)
{
    return print_hundredths(call, "%");
}

bool filter_points(struct filter_call *call)
{
    return print_hundredths(call, "");
}

static bool print_number(struct filter_call *call, bool no_grouping)
{
    struct number_style style = {.no_grouping = no_grouping};
    const struct value *value = &call->state->value;
    /* A number with decimals has all of its own, a quotient none that is the
       last. */
    uint8_t fallback = value->kind != VALUE_RATIO ? 0
                       : value->scale > 0         ? (uint8_t)value->scale
                                                  : 2;
    if (!decimals_argument(call, 0, fallback, &style))
        return false;
    return print_figure(call, value_as_ratio(&call->state->value), &style, "");
}

bool filter_number(struct filter_call *call)
{
    return print_number(call, false);
}

bool filter_plain(struct filter_call *call)
{
    return print_number(call, true);
}

/* Without an argument pad as offices pad counts, 1 to 9 only, where the style
   pads them; with one pad as codes are padded, 0 too. */
bool filter_pad(struct filter_call *call)
{
    struct number_style style = {.min_digits = 2};
    if (call->n_arguments == 1) {
        const char *text = call->arguments[0].text;
        if (strlen(text) != 1 || !read_decimals(&text, &style.min_digits))
            return filter_bad_argument(call);
    } else if (call->state->value.as.integer <= 0) {
        style.min_digits = 0;
    }
    if (call->n_arguments == 0 && call->context->plain_counts)
        style.min_digits = 0;
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, call->state->value.as.integer, 1, &style);
    call->state->text = filter_keep(call->context, &buf);
    return true;
}

/* The multiple of BASE next to FIGURE; false when it does not fit. */
static bool round_to(struct ratio figure, struct ratio base,
                     struct ratio *rounded)
{
    struct ratio times;
    if (!ratio_divide(figure, base, &times) || times.numerator == INT64_MIN)
        return false;
    const bool negative = times.numerator < 0;
    const int64_t size = negative ? -times.numerator : times.numerator;
    const int64_t rest = size % times.denominator;
    const int64_t n =
        size / times.denominator + (rest >= times.denominator - rest);
    return ratio_multiply(base, (struct ratio){negative ? -n : n, 1}, rounded);
}

/* The word for EXACT where ROUNDED is printed: the first that is for this side
   and as near as it asks for; "" where none is.  False when a number does not
   fit. */
static bool find_about(const struct about_words *words, struct ratio exact,
                       struct ratio rounded, const char **found)
{
    struct ratio distance, limit;
    if (rounded.numerator < 0) {
        exact.numerator = -exact.numerator;
        rounded.numerator = -rounded.numerator;
    }
    const bool below = ratio_compare(exact, rounded) < 0;
    *found = "";
    if (below ? !ratio_subtract(rounded, exact, &distance)
              : !ratio_subtract(exact, rounded, &distance))
        return false;
    for (size_t i = 0; words && i < words->n_words; i++) {
        const struct about_word *word = &words->words[i];
        if (word->side == (below ? ABOUT_ABOVE : ABOUT_BELOW))
            continue;
        if (word->permille > 0 &&
            !ratio_multiply(rounded, (struct ratio){word->permille, 1000},
                            &limit))
            return false;
        if (word->permille == 0 || ratio_compare(distance, limit) <= 0) {
            *found = word->text;
            return true;
        }
    }
    return true;
}

/* The number to which "about" rounds, in the printed unit. */
static bool read_base(struct filter_call *call, struct ratio *base)
{
    struct value value = value_integer(1);
    struct origin origin;
    if (call->n_arguments > 0 && !filter_operand(call, 0, &value, &origin))
        return false;
    if (value.kind != VALUE_INTEGER && value.kind != VALUE_RATIO)
        return filter_bad_argument(call);
    *base = value_as_ratio(&value);
    return base->numerator > 0 || filter_bad_argument(call);
}

/* "gần 3 tỷ": the figure as it is printed, rounder than it is, and the word
   that says so.  One that would round to nothing stays as it is. */
bool filter_about(struct filter_call *call)
{
    struct filtered *state = call->state;
    struct ratio base, rounded;
    const char *word;
    if (state->value.kind == VALUE_NULL)
        return true;
    if (!value_is_figure(&state->value))
        return filter_bad_type(call, state->value.kind);
    if (state->text && !state->after) {
        diag_report(call->diag, DIAG_FILTER_AFTER_TEXT, call->place,
                    call->name);
        return false;
    }
    if (!read_base(call, &base))
        return false;
    const struct ratio exact =
        state->text ? state->shown : value_as_ratio(&state->value);
    if (!round_to(exact, base, &rounded))
        return filter_out_of_range(call);
    if (rounded.numerator == 0)
        return true;
    const bool same = ratio_compare(exact, rounded) == 0;
    if (same)
        word = "";
    else if (!find_about(call->context->about, exact, rounded, &word))
        return filter_out_of_range(call);
    struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS};
    if (!state->text && state->value.kind == VALUE_INTEGER &&
        call->context->pad_counts && exact.numerator > 0)
        style.min_digits = 2;
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, word);
    if (*word != '\0')
        strbuf_add_char(&buf, ' ');
    number_format(&buf, rounded.numerator, rounded.denominator, &style);
    strbuf_add_text(&buf, state->text ? state->after : "");
    state->text = filter_keep(call->context, &buf);
    state->rounded = !same;
    state->after = NULL;
    return true;
}

/* How many things a sum leaves out because they have no figure. */
bool filter_missing(struct filter_call *call)
{
    call->state->value = value_integer(call->state->value.n_missing);
    call->state->text = NULL;
    return true;
}

/* Whether the filter before has printed less than the whole figure. */
bool filter_rounded(struct filter_call *call)
{
    if (call->state->value.kind != VALUE_NULL)
        call->state->value = (struct value){.kind = VALUE_BOOLEAN,
                                            .as.integer = call->state->rounded};
    call->state->text = NULL;
    return true;
}

/* ---- arithmetic ---------------------------------------------------------- */

static bool is_money(const struct value *value)
{
    return value->kind == VALUE_MONEY || value->of_money;
}

/* A plain number beside an amount would be so many đồng. */
bool filter_are_alike(const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_YEAR)
        return b->kind == VALUE_YEAR || b->kind == VALUE_INTEGER;
    if (!value_is_figure(a) || !value_is_figure(b))
        return false;
    return (b->kind == VALUE_INTEGER && b->as.integer == 0) ||
           (is_money(a) == is_money(b) &&
            (a->kind == b->kind || a->kind == VALUE_RATIO ||
             b->kind == VALUE_RATIO));
}

/* Reads the second figure, which must be like the first where ALIKE.  When it
   is null, so is the result, and nothing is left to do.  False after a
   report. */
static bool second_figure(struct filter_call *call, bool alike,
                          struct value *second, struct origin *origin)
{
    if (!filter_operand(call, 0, second, origin))
        return false;
    if (second->kind == VALUE_NULL)
        call->state->value = VALUE_NONE;
    else if (alike ? !filter_are_alike(&call->state->value, second)
                   : !value_is_figure(second))
        return filter_unlike(call, second);
    return true;
}

/* What the figure is worked out of now: of what it was, and of SECOND. */
static void note_parts(struct filter_call *call, const struct origin *origin,
                       const struct value *second, enum figure_sign sign)
{
    struct arena *arena = call->context->arena;
    struct filtered *state = call->state;
    if (!state->origin.source && !state->origin.parts)
        return;
    struct figure_part *parts = ARENA_ARRAY(arena, struct figure_part, 2);
    parts[0].origin = state->origin;
    parts[0].next = &parts[1];
    parts[1].origin = *origin;
    parts[1].sign = sign;
    if (!origin->source && !origin->parts)
        parts[1].value = *second;
    state->origin = (struct origin){.parts = parts};
}

static unsigned more_missing(const struct value *a, const struct value *b)
{
    return a->n_missing > b->n_missing ? a->n_missing : b->n_missing;
}

/* The decimals of A + B; unlimited when one of them is a quotient. */
static unsigned scale_of_sum(const struct value *a, const struct value *b)
{
    if ((a->kind == VALUE_RATIO && a->scale == 0) ||
        (b->kind == VALUE_RATIO && b->scale == 0))
        return 0;
    return a->scale > b->scale ? a->scale : b->scale;
}

static bool divide(struct filter_call *call, bool alike)
{
    struct value second;
    struct origin origin;
    if (!second_figure(call, alike, &second, &origin))
        return false;
    if (second.kind == VALUE_NULL)
        return true;
    struct ratio divisor = value_as_ratio(&second);
    struct ratio result;
    if (divisor.numerator == 0) {
        call->state->value = VALUE_NONE;
        return true;
    }
    if (!ratio_divide(value_as_ratio(&call->state->value), divisor, &result))
        return filter_out_of_range(call);
    struct value *value = &call->state->value;
    const bool of_money = is_money(value) && !is_money(&second);
    const unsigned n_missing = more_missing(value, &second);
    *value = value_ratio(result.numerator, result.denominator);
    value->of_money = of_money;
    value->n_missing = n_missing;
    note_parts(call, &origin, &second, FIGURE_BY);
    return true;
}

bool filter_of(struct filter_call *call)
{
    return divide(call, true);
}

bool filter_per(struct filter_call *call)
{
    return divide(call, false);
}

static bool add(struct filter_call *call, bool subtract)
{
    struct value second;
    struct origin origin;
    if (!second_figure(call, true, &second, &origin))
        return false;
    if (second.kind == VALUE_NULL)
        return true;
    struct value *value = &call->state->value;
    struct ratio a = value_as_ratio(value);
    struct ratio b = value_as_ratio(&second);
    struct ratio result;
    if (subtract ? !ratio_subtract(a, b, &result) : !ratio_add(a, b, &result))
        return filter_out_of_range(call);
    const unsigned n_missing = more_missing(value, &second);
    const unsigned scale = scale_of_sum(value, &second);
    const bool of_money = is_money(value) || is_money(&second);
    if (value->kind == VALUE_RATIO || second.kind == VALUE_RATIO) {
        *value = value_ratio(result.numerator, result.denominator);
        value->scale = scale & 15u;
        value->of_money = of_money;
    } else if (subtract && value->kind == VALUE_YEAR &&
               second.kind == VALUE_YEAR)
        *value = value_integer(result.numerator); /* so many years */
    else
        value->as.integer = result.numerator;
    value->n_missing = n_missing;
    note_parts(call, &origin, &second, subtract ? FIGURE_MINUS : FIGURE_PLUS);
    return true;
}

bool filter_minus(struct filter_call *call)
{
    return add(call, true);
}

bool filter_plus(struct filter_call *call)
{
    return add(call, false);
}

bool filter_abs(struct filter_call *call)
{
    struct value *value = &call->state->value;
    int64_t *number = value->kind == VALUE_RATIO ? &value->as.ratio.numerator
                                                 : &value->as.integer;
    if (*number == INT64_MIN)
        return filter_out_of_range(call);
    if (*number >= 0)
        return true;
    *number = -*number;
    if (call->state->origin.source || call->state->origin.parts) {
        struct figure_part *part =
            ARENA_NEW(call->context->arena, struct figure_part);
        part->origin = call->state->origin;
        part->sign = FIGURE_MINUS;
        call->state->origin = (struct origin){.parts = part};
    }
    return true;
}

bool filter_rises(struct filter_call *call)
{
    int64_t sign = value_as_ratio(&call->state->value).numerator;
    size_t word = sign > 0 ? 0 : sign < 0 ? 1 : 2;
    call->state->text = call->arguments[word].text;
    return true;
}

/* Compares a day with another, which may be written "2025-10-15". */
static bool compare_dates(struct filter_call *call, int wanted)
{
    struct value second;
    struct origin origin;
    if (!filter_operand(call, 0, &second, &origin))
        return false;
    struct date date = second.as.date;
    if (second.kind == VALUE_TEXT && !date_parse(second.as.text, &date))
        return filter_bad_argument(call);
    if (second.kind != VALUE_TEXT && second.kind != VALUE_DATE)
        return filter_bad_type(call, second.kind);
    const int order = date_compare(call->state->value.as.date, date);
    call->state->value =
        (struct value){.kind = VALUE_BOOLEAN,
                       .as.integer = wanted > 0 ? order > 0 : order < 0};
    return true;
}

static bool compare(struct filter_call *call, int wanted)
{
    struct value second;
    struct origin origin;
    if (call->state->value.kind == VALUE_DATE)
        return compare_dates(call, wanted);
    if (!second_figure(call, true, &second, &origin))
        return false;
    if (second.kind == VALUE_NULL)
        return true;
    int order = ratio_compare(value_as_ratio(&call->state->value),
                              value_as_ratio(&second));
    call->state->value =
        (struct value){.kind = VALUE_BOOLEAN, .as.integer = order == wanted};
    return true;
}

bool filter_above(struct filter_call *call)
{
    return compare(call, 1);
}

bool filter_below(struct filter_call *call)
{
    return compare(call, -1);
}
