/*
 * Number: exact integers and ratios, and their Vietnamese text.
 *
 * Money is whole đồng in int64; a ratio stays numerator and denominator until
 * it is printed, and is rounded once, there, half away from zero.  There is
 * no double in this program's figures.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Checked arithmetic: false when the result does not fit. */
bool number_add(int64_t a, int64_t b, int64_t *sum);
bool number_multiply(int64_t a, int64_t b, int64_t *product);

/* An exact quotient; the denominator is positive. */
struct ratio {
    int64_t numerator;
    int64_t denominator;
};

/* How a number is printed.  Vietnamese custom: "." between groups of three,
   "," before decimals (CLDR vi). */
struct number_style {
    uint8_t min_decimals;
    uint8_t max_decimals; /* NUMBER_ALL_DECIMALS: as many as are exact */
    uint8_t min_digits;   /* leading zeros up to this many digits ("08") */
    bool no_grouping;     /* years, codes */
};

enum { NUMBER_ALL_DECIMALS = 255 };

/* Adds NUMERATOR / DENOMINATOR to BUF.  With NUMBER_ALL_DECIMALS the value is
   printed exactly when it has at most 12 decimals, else rounded there.
   Returns false when rounding changed the value. */
bool number_format(struct strbuf *buf, int64_t numerator, int64_t denominator,
                   const struct number_style *style);

/* What may be wrong with a number that a clerk typed. */
enum number_fault {
    NUMBER_OK,
    NUMBER_EMPTY,
    NUMBER_NOT_A_NUMBER,
    NUMBER_AMBIGUOUS,   /* "1.234": 1234 or 1,234? refused, never guessed */
    NUMBER_TOO_PRECISE, /* a fraction of the smallest unit */
    NUMBER_TOO_LARGE
};

/* How separators are read.  PLAIN is "1628.5" or "1,628.5"; VIETNAMESE is
   "1.628,5"; each accepts only its own.  AUTO accepts what can mean one thing
   only: "1.628,5", "1628.5", "1.234.567", "0,125", but not "1.234".  With a
   UNIT of 1 the figure is whole: under every notation a separator parts groups
   of three digits and nothing else, but for one or two zeros behind it. */
enum number_notation { NOTATION_AUTO, NOTATION_VIETNAMESE, NOTATION_PLAIN };

/* Reads TEXT as a number and multiplies it by UNIT (10^6 for "triệu
   đồng"); *RESULT is exact, in the smallest unit.  Blanks around and between
   groups of three digits are accepted ("1 628,5"), and a sign in front. */
enum number_fault number_parse(const char *text, int64_t unit,
                               enum number_notation notation, int64_t *result);

/* The same for a whole number; *SEPARATOR is '.' or ',' when it parts groups
   in TEXT, else 0. */
enum number_fault number_parse_whole(const char *text, int64_t *result,
                                     char *separator);

/* What the separators in TEXT tell of the notation in which a column is
   written: nothing ("600", "abc"), thousands or decimals ("1.234"), one
   notation, or one that a wrong grouping would look like as well
   ("1000.000"). */
enum number_writing {
    WRITING_NEUTRAL,
    WRITING_EITHER,
    WRITING_VIETNAMESE,
    WRITING_PLAIN,
    WRITING_VIETNAMESE_PERHAPS,
    WRITING_PLAIN_PERHAPS
};
enum number_writing number_writing_of(const char *text);

/* Roman numeral (1..3999) and the letter of a "điểm" in Vietnamese order
   (a b c d đ e g h i k l m n o p q r s t u v x y, then aa); false outside. */
bool number_format_roman(struct strbuf *buf, int64_t number);
bool number_format_letter(struct strbuf *buf, int64_t number);

#endif
