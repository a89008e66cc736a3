/*
 * Stored number: a figure as other programs store it, read exactly.
 *
 * Workbooks and databases write figures as "-1628.5" or "1.6285E3".  Those of a
 * workbook are floating-point numbers with up to 17 digits, of which programs
 * show 15: a figure that was typed as 0,3 may be stored as 0.30000000000000004,
 * and is 0,3.
 */
#ifndef READER_STORED_NUMBER_H
#define READER_STORED_NUMBER_H

#include "base/date.h"
#include "base/strbuf.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* MANTISSA / 10^DECIMALS, without trailing zeros in the decimals. */
struct stored_number {
    int64_t mantissa;
    unsigned decimals; /* at most 18 */
};

/* Reads TEXT, with a dot before its decimals and perhaps an exponent, rounded
   half away from zero to DIGITS significant digits (at most 18).  A number
   below 10^-18 is 0.  False when TEXT is no number, or one that does not
   fit. */
bool stored_number_read(const char *text, unsigned digits,
                        struct stored_number *number);

/* Adds NUMBER as written in Vietnam, without separators of thousands:
   "-1628,5". */
void stored_number_add(struct strbuf *buf, const struct stored_number *number);

/* NUMBER as an exact value. */
struct value stored_number_value(const struct stored_number *number);

/* The day and time of NUMBER in a workbook whose day 1 is 1/1/1900 (and day 60
   is 29/2/1900, which never was) or, if SINCE_1904, whose day 0 is 1/1/1904.
   *SECONDS is the time of the day, rounded.  False when it is no day of the
   years 1900 to 9999. */
bool stored_number_day(const struct stored_number *number, bool since_1904,
                       struct date *day, unsigned *seconds);

#endif
