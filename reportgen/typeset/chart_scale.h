/*
 * Chart scale: figures to whole grains, and the ticks of an axis.
 *
 * A chart is drawn from integers: a grain is a power of ten of the printed
 * unit, so small that the largest figure has nine digits.  Ticks are steps of
 * 1, 2 or 5 times a power of ten; the axis always holds 0.
 */
#ifndef TYPESET_CHART_SCALE_H
#define TYPESET_CHART_SCALE_H

#include "base/arena.h"
#include "base/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chart_scale {
    int exponent;      /* a grain is 10^EXPONENT units */
    int64_t low, high; /* ends of the axis, multiples of STEP */
    int64_t step;
    int places; /* decimals of the ticks */
};

/* The exponent for figures of which MOST is the largest, of either sign; MOST
   below 10^17. */
int chart_exponent(struct ratio most);

/* AMOUNT in grains, rounded to the nearest. */
int64_t chart_grains(struct ratio amount, int exponent);

/* An axis for figures from LOWEST to HIGHEST (grains; 0 is taken in) of at
   most MOST_STEPS >= 2 steps.  WHOLE: steps are whole units. */
struct chart_scale chart_scale_make(int64_t lowest, int64_t highest,
                                    int exponent, bool whole, int most_steps);

size_t chart_scale_n_ticks(const struct chart_scale *scale);

/* Tick I from the lowest: where it stands, and its text. */
int64_t chart_scale_tick(const struct chart_scale *scale, size_t i);
const char *chart_scale_text(struct arena *arena,
                             const struct chart_scale *scale, size_t i);

#endif
