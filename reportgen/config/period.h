/*
 * Period: the days that a report covers.
 *
 * SPEC forms: 2017, 2017-Q3, 2017-H1, 2017-9M (nine months), 2017-M08,
 * 2023-01..2023-08 (months), 2014..2018 (years), 2016-01-01..2017-11-13
 * (days), and relative ones: last-month, last-quarter, last-half, last-year,
 * this-year, this-month, this-quarter, this-half.
 *
 * Closing "calendar" ends at month ends; "nd09" closes on the 14th
 * (NĐ 09/2019/NĐ-CP Art 12: month = 15 of the month before to the 14th,
 * quarter, half and year likewise: year = 15/12 of the year before - 14/12).
 */
#ifndef CONFIG_PERIOD_H
#define CONFIG_PERIOD_H

#include "base/date.h"
#include "base/strbuf.h"

#include <stdbool.h>

enum period_closing { CLOSING_CALENDAR, CLOSING_ND09 };

enum period_kind {
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_HALF,
    PERIOD_NINE_MONTHS,
    PERIOD_YEAR,
    PERIOD_MONTHS, /* months from..to of one year or across years */
    PERIOD_YEARS,
    PERIOD_DAYS
};

struct window {
    struct date first;
    struct date last;
};

/* YEAR and PART name the period (quarter III of 2023: part 3).  TO_YEAR and
   TO_PART name its end: of a range of months or years the last ones, else the
   same again.  A day range has the reporting years of its first and last day
   and no parts.  WINDOW holds the days under CLOSING. */
struct period {
    enum period_kind kind;
    enum period_closing closing;
    int year;
    int part;
    int to_year;
    int to_part;
    struct window window;
};

/* The words of relative periods, "last-month" first; they end with NULL. */
extern const char *const period_relative_words[];

/* Parses SPEC.  Only relative specs need TODAY (year 0: not given).  On failure
   returns false and sets *REASON to a static English msgid. */
bool period_parse(const char *spec, enum period_closing closing,
                  struct date today, struct period *period,
                  const char **reason);

/* The same period one year earlier (cùng kỳ).  A period longer than a year
   moves by the fewest whole years that avoid an overlap (an N-year range by N
   years). */
struct period period_same_last_year(const struct period *period);

/* The period just before, of the same length (the month before a month, the
   N days before N days). */
struct period period_previous(const struct period *period);

/* From the start of the year (by the closing rule) of the period's last day
   to that day: the cumulated window. */
struct period period_year_to_date(const struct period *period);

/* The whole reporting year(s) in which the period lies: for the yearly
   plan. */
struct period period_whole_years(const struct period *period);

/* First and last reporting year that the period touches. */
void period_year_range(const struct period *period, int *first, int *last);

/* Adds the canonical spec, "2017-Q3", which period_parse() reads back. */
void period_format_spec(struct strbuf *buf, const struct period *period);

/* The same for a file name, with "-" for "..": "2014-2018". */
void period_format_code(struct strbuf *buf, const struct period *period);

/* Whether SPEC is one of those that stand for another period with time:
   "last-month". */
bool period_is_relative(const char *spec);

/* "2016-12-15..2017-12-14" */
void window_format(struct strbuf *buf, struct window window);

/* Patterns of names, such as "quý {part_roman} năm {year}"; the placeholders
   are listed in period_name.c. */
struct period_names {
    const char *month;               /* "tháng {part} năm {year}" */
    const char *quarter;             /* "quý {part_roman} năm {year}" */
    const char *half_first;          /* "6 tháng đầu năm {year}" */
    const char *half_second;         /* "6 tháng cuối năm {year}" */
    const char *nine_months;         /* "9 tháng đầu năm {year}" */
    const char *year;                /* "năm {year}" */
    const char *months_from_january; /* "{to_part} tháng đầu năm {year}" */
    const char *months; /* "từ tháng {part}/{year} đến ..." */
    const char *years;  /* "giai đoạn {year}-{to_year}" */
    const char *days;   /* "từ ngày {first} đến ngày {last}" */
};

/* Wordings of common administrative writing. */
extern const struct period_names period_names_default;

/* False when PATTERN holds a brace that is no placeholder. */
bool period_pattern_is_valid(const char *pattern);

/* Adds the name of PERIOD by the pattern of its kind in NAMES, none of which
   is NULL. */
void period_format_name(struct strbuf *buf, const struct period *period,
                        const struct period_names *names);

/* The same by PATTERN, whatever the kind of PERIOD. */
void period_format_pattern(struct strbuf *buf, const struct period *period,
                           const char *pattern);

#endif
