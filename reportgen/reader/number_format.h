/*
 * Number format: what a workbook's format code makes of a stored number.
 *
 * A workbook keeps days, codes and amounts as numbers; only the format code of
 * the cell tells them apart ("dd/mm/yyyy", "0000000000", "#,##0.00").  The
 * codes are those of ISO/IEC 29500-1, 18.8.30 (numFmt), read as common programs
 * read them: what is no date stays a number, and a code that nobody can read is
 * never a reason to refuse a cell.
 */
#ifndef READER_NUMBER_FORMAT_H
#define READER_NUMBER_FORMAT_H

#include "base/arena.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct number_format {
    enum {
        FORMAT_NUMBER,
        FORMAT_DATE, /* a day, perhaps with a time */
        FORMAT_TIME, /* a time of day, or a span */
        FORMAT_CODE, /* a whole number shown with leading zeros or letters */
        FORMAT_PERCENT,
        FORMAT_TEXT
    } kind;
    /* Of FORMAT_CODE: the least number of digits, and what stands before and
       after. */
    unsigned min_digits;
    const char *prefix;
    const char *suffix;
};

/* The format of the built-in code ID (18.8.30); FORMAT_NUMBER for all
   others. */
struct number_format number_format_builtin(unsigned id);

/* The format that CODE describes; its texts live in ARENA.  Only the first
   section counts, which is for positive numbers. */
struct number_format number_format_read(struct arena *arena, const char *code);

/* Adds NUMBER, which is not negative, as FORMAT_CODE shows it. */
void number_format_add_code(struct strbuf *buf,
                            const struct number_format *format, int64_t number);

#endif
