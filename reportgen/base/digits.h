/*
 * Digits: a whole number as decimal text, without the cost of printf.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdint.h>

/* Bytes of the longest number, "-9223372036854775808". */
enum { MOST_DIGITS = 20 };

/* Writes the decimal digits of NUMBER at P, which has room for MOST_DIGITS
   bytes; the end of them is returned, where no NUL stands. */
char *digits_put(char *p, int64_t number);

#endif
