#include "typeset/chart_scale.h"

__extension__ typedef unsigned __int128 wide;

enum { LEAST_EXPONENT = -17 };
static const int64_t MOST_GRAINS = 1000000000;

static wide power_of_ten(int exponent)
{
    wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

int64_t chart_grains(struct ratio amount, int exponent)
{
    const bool negative = amount.numerator < 0;
    wide numerator =
        negative ? 0 - (uint64_t)amount.numerator : (uint64_t)amount.numerator;
    wide denominator = (uint64_t)amount.denominator;
    if (exponent < 0)
        numerator *= power_of_ten(-exponent);
    else
        denominator *= power_of_ten(exponent);
    const int64_t grains =
        (int64_t)((numerator + denominator / 2) / denominator);
    return negative ? -grains : grains;
}

int chart_exponent(struct ratio most)
{
    int exponent = 0;
    if (most.numerator < 0)
        most.numerator = -most.numerator;
    while (chart_grains(most, exponent) >= MOST_GRAINS)
        exponent++;
    while (exponent > LEAST_EXPONENT &&
           chart_grains(most, exponent - 1) < MOST_GRAINS)
        exponent--;
    return exponent;
}

static int64_t steps_over(int64_t length, int64_t step)
{
    return (length + step - 1) / step;
}

struct chart_scale chart_scale_make(int64_t lowest, int64_t highest,
                                    int exponent, bool whole, int most_steps)
{
    static const int factors[] = {1, 2, 5};
    const int64_t below = lowest < 0 ? -lowest : 0;
    const int64_t above = highest > 0 ? highest : 0;
    int power = whole && exponent < 0 ? -exponent : 0;
    int64_t step = (int64_t)power_of_ten(power);
    for (size_t i = 0;; i++) {
        if (i == sizeof factors / sizeof *factors) {
            i = 0;
            power++;
        }
        step = (int64_t)power_of_ten(power) * factors[i];
        if (steps_over(below, step) + steps_over(above, step) <= most_steps)
            break;
    }
    const int places = -(power + exponent);
    struct chart_scale scale = {.exponent = exponent,
                                .low = -steps_over(below, step) * step,
                                .high = steps_over(above, step) * step,
                                .step = step,
                                .places = places > 0 ? places : 0};
    if (scale.low == scale.high)
        scale.high += step;
    return scale;
}

size_t chart_scale_n_ticks(const struct chart_scale *scale)
{
    return (size_t)((scale->high - scale->low) / scale->step) + 1;
}

int64_t chart_scale_tick(const struct chart_scale *scale, size_t i)
{
    return scale->low + (int64_t)i * scale->step;
}

const char *chart_scale_text(struct arena *arena,
                             const struct chart_scale *scale, size_t i)
{
    const struct number_style style = {.min_decimals = (uint8_t)scale->places,
                                       .max_decimals = (uint8_t)scale->places};
    int64_t numerator = chart_scale_tick(scale, i);
    int64_t denominator = 1;
    if (scale->exponent < 0)
        denominator = (int64_t)power_of_ten(-scale->exponent);
    else
        numerator *= (int64_t)power_of_ten(scale->exponent);
    struct strbuf text = STRBUF_INIT;
    number_format(&text, numerator, denominator, &style);
    const char *copy = arena_strndup(arena, strbuf_text(&text), text.size);
    strbuf_free(&text);
    return copy;
}
