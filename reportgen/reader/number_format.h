/*
 * Number format: what a workbook's format code makes of a stored number.
 *
 * A workbook keeps days, codes and amounts alike as numbers; only the format
 * code of the cell tells them apart ("dd/mm/yyyy", "0000000000", "#,##0.00").
 * The codes are those of ISO/IEC 29500-1, 18.8.30 (numFmt), read as programs
 * in the field read them: what is no date stays a number, and a code that
 * nobody can read is never a reason to refuse a cell.
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
        FORMAT_CODE, /* whole numbers shown with leading zeros or letters */
        FORMAT_PERCENT,
        FORMAT_TEXT
    } kind;
    /* Of FORMAT_CODE: least number of digits, what stands before and behind. */
    unsigned min_digits;
    const char *prefix;
    const char *suffix;
};

/* The format of the built-in code ID (18.8.30), FORMAT_NUMBER for others. */
struct number_format number_format_builtin(unsigned id);

/* The format that CODE describes; texts of it live in ARENA.  The first
   section counts, which is that of positive numbers. */
struct number_format number_format_read(struct arena *arena, const char *code);

/* Adds NUMBER, which is not negative, as a FORMAT_CODE shows it. */
void number_format_add_code(struct strbuf *buf,
                            const struct number_format *format, int64_t number);

#endif
