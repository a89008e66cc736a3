/*
 * Stored number: a figure as files of other programs keep it, read exactly.
 *
 * Workbooks and databases write figures in the form "-1628.5" or "1.6285E3".
 * A workbook's are floating numbers written with up to 17 digits, of which
 * its programs show 15: what was typed as 0,3 may be stored as
 * 0.30000000000000004, and is 0,3.
 */
#ifndef READER_STORED_NUMBER_H
#define READER_STORED_NUMBER_H

#include "base/date.h"
#include "base/strbuf.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* MANTISSA / 10^DECIMALS, without zeros at the end of the decimals. */
struct stored_number {
    int64_t mantissa;
    unsigned decimals; /* at most 18 */
};

/* Reads TEXT, with a dot before decimals and an exponent or none, rounded half
   away from zero to DIGITS significant digits (at most 18).  What is smaller
   than 10^-18 is 0.  False when TEXT is no number, or one that does not fit. */
bool stored_number_read(const char *text, unsigned digits,
                        struct stored_number *number);

/* Adds NUMBER as it is written in Vietnam, without groups: "-1628,5". */
void stored_number_add(struct strbuf *buf, const struct stored_number *number);

/* NUMBER as an exact value. */
struct value stored_number_value(const struct stored_number *number);

/* The day that NUMBER is in a workbook, whose day 1 is 1/1/1900 (and 60 the
   29/2/1900 that never was), or whose day 0 is 1/1/1904.  *SECONDS is the time
   of the day, rounded.  False for what is no day of the years 1900 to 9999. */
bool stored_number_day(const struct stored_number *number, bool since_1904,
                       struct date *day, unsigned *seconds);

#endif
