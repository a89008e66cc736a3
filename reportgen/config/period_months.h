/*
 * Period months: periods as runs of reporting months.  Private to config/.
 *
 * A month's index is year * 12 + month - 1, so that the month before and the
 * month after are one less and one more.
 */
#ifndef CONFIG_PERIOD_MONTHS_H
#define CONFIG_PERIOD_MONTHS_H

#include "config/period.h"

/* NĐ 09/2019 Art 12: a reporting month begins on the 15th of the month
   before. */
enum { ND09_FIRST_DAY = 15 };

/* Years that a period may name: what lies outside was mistyped. */
enum { PERIOD_MIN_YEAR = 1900, PERIOD_MAX_YEAR = 2999 };

struct month_range {
    int first;
    int last;
};

/* The index of a month, and its year and month (1 to 12) back. */
int month_index(int year, int month);
int month_year(int index);
int month_of_year(int index);

/* The reporting month in which DATE lies. */
int reporting_month(struct date date, enum period_closing closing);

/* The reporting months that PERIOD covers or (days) touches. */
struct month_range period_months(const struct period *period);

/* The month, quarter, half, nine months or year that holds month FIRST (of
   nine months: of the same year). */
struct period period_of(enum period_kind kind, enum period_closing closing,
                        int first);

/* Months FIRST..LAST; a single month, a year and whole years get their own
   kind. */
struct period period_of_months(int first, int last,
                               enum period_closing closing);

/* The days FIRST..LAST, with the reporting years in which they lie. */
struct period period_of_days(struct date first, struct date last,
                             enum period_closing closing);

#endif
