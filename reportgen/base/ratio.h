/*
 * Ratio: exact arithmetic on quotients.
 *
 * Every result is reduced and has a positive denominator.  A result that
 * does not fit into 64 bits gives false and leaves *RESULT alone: a figure is
 * never made inexact to fit.
 */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>

/* NUMERATOR / DENOMINATOR; false when DENOMINATOR is 0 too. */
bool ratio_make(int64_t numerator, int64_t denominator, struct ratio *result);

/* A + B, A - B and A * B. */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *result);
bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *result);
bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *result);

/* A / B; false when B is 0 too. */
bool ratio_divide(struct ratio a, struct ratio b, struct ratio *result);

/* <0, 0 or >0 as A is below, equal to or above B; never overflows. */
int ratio_compare(struct ratio a, struct ratio b);

#endif
