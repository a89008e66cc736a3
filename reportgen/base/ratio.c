#include "base/ratio.h"

/* 128 bits hold any sum or difference of two products of 64-bit numbers. */
__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static unsigned_wide magnitude(wide number)
{
    return number < 0 ? -(unsigned_wide)number : (unsigned_wide)number;
}

static unsigned_wide common_divisor(unsigned_wide a, unsigned_wide b)
{
    while (b != 0) {
        unsigned_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool reduce(wide numerator, wide denominator, struct ratio *result)
{
    if (denominator == 0)
        return false;
    bool negative = (numerator < 0) != (denominator < 0);
    unsigned_wide top = magnitude(numerator);
    unsigned_wide bottom = magnitude(denominator);
    unsigned_wide divisor = common_divisor(top, bottom);
    top /= divisor;
    bottom /= divisor;
    if (top > INT64_MAX || bottom > INT64_MAX)
        return false;
    result->numerator = negative ? -(int64_t)top : (int64_t)top;
    result->denominator = (int64_t)bottom;
    return true;
}

bool ratio_make(int64_t numerator, int64_t denominator, struct ratio *result)
{
    return reduce(numerator, denominator, result);
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *result)
{
    return reduce((wide)a.numerator * b.denominator +
                      (wide)b.numerator * a.denominator,
                  (wide)a.denominator * b.denominator, result);
}

bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *result)
{
    return reduce((wide)a.numerator * b.denominator -
                      (wide)b.numerator * a.denominator,
                  (wide)a.denominator * b.denominator, result);
}

bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *result)
{
    return reduce((wide)a.numerator * b.numerator,
                  (wide)a.denominator * b.denominator, result);
}

bool ratio_divide(struct ratio a, struct ratio b, struct ratio *result)
{
    return reduce((wide)a.numerator * b.denominator,
                  (wide)a.denominator * b.numerator, result);
}

int ratio_compare(struct ratio a, struct ratio b)
{
    wide left = (wide)a.numerator * b.denominator;
    wide right = (wide)b.numerator * a.denominator;
    return (left > right) - (left < right);
}
