#include "config/period.h"

#include "config/period_months.h"

#include <stddef.h>

static const int months_per[] = {
    [PERIOD_MONTH] = 1,       [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6,
    [PERIOD_NINE_MONTHS] = 9, [PERIOD_YEAR] = 12,
};

/* ---- months -------------------------------------------------------------- */

int month_index(int year, int month)
{
    return year * 12 + month - 1;
}

int month_year(int index)
{
    return index / 12;
}

int month_of_year(int index)
{
    return index % 12 + 1;
}

int reporting_month(struct date date, enum period_closing closing)
{
    int index = month_index(date.year, date.month);
    return closing == CLOSING_ND09 && date.day >= ND09_FIRST_DAY ? index + 1
                                                                 : index;
}

static struct date day_of(int index, int day)
{
    return (struct date){.year = (int16_t)month_year(index),
                         .month = (int8_t)month_of_year(index),
                         .day = (int8_t)day};
}

/* The days of reporting months FIRST..LAST.  Every kind of period is a run of
   months, so this is the only place that knows the closing rules. */
static struct window months_window(int first, int last,
                                   enum period_closing closing)
{
    if (closing == CLOSING_ND09)
        return (struct window){day_of(first - 1, ND09_FIRST_DAY),
                               day_of(last, ND09_FIRST_DAY - 1)};
    int days = date_days_in_month(month_year(last), month_of_year(last));
    return (struct window){day_of(first, 1), day_of(last, days)};
}

struct month_range period_months(const struct period *period)
{
    struct month_range range = {0, 0};
    switch (period->kind) {
    case PERIOD_MONTH:
    case PERIOD_QUARTER:
    case PERIOD_HALF: {
        int n = months_per[period->kind];
        range.first = month_index(period->year, (period->part - 1) * n + 1);
        range.last = range.first + n - 1;
        break;
    }
    case PERIOD_NINE_MONTHS:
    case PERIOD_YEAR:
        range.first = month_index(period->year, 1);
        range.last = range.first + months_per[period->kind] - 1;
        break;
    case PERIOD_MONTHS:
        range.first = month_index(period->year, period->part);
        range.last = month_index(period->to_year, period->to_part);
        break;
    case PERIOD_YEARS:
        range.first = month_index(period->year, 1);
        range.last = month_index(period->to_year, 12);
        break;
    case PERIOD_DAYS:
        range.first = reporting_month(period->window.first, period->closing);
        range.last = reporting_month(period->window.last, period->closing);
        break;
    }
    return range;
}

/* ---- making periods ------------------------------------------------------ */

struct period period_of(enum period_kind kind, enum period_closing closing,
                        int first)
{
    struct period period = {
        .kind = kind, .closing = closing, .year = month_year(first)};
    if (kind == PERIOD_MONTH || kind == PERIOD_QUARTER || kind == PERIOD_HALF)
        period.part = (month_of_year(first) - 1) / months_per[kind] + 1;
    period.to_year = period.year;
    period.to_part = period.part;
    struct month_range range = period_months(&period);
    period.window = months_window(range.first, range.last, closing);
    return period;
}

/* Whole years are named as such, however they were written. */
struct period period_of_months(int first, int last, enum period_closing closing)
{
    bool whole_years = month_of_year(first) == 1 && month_of_year(last) == 12;
    if (first == last)
        return period_of(PERIOD_MONTH, closing, first);
    if (whole_years && month_year(first) == month_year(last))
        return period_of(PERIOD_YEAR, closing, first);
    return (struct period){
        .kind = whole_years ? PERIOD_YEARS : PERIOD_MONTHS,
        .closing = closing,
        .year = month_year(first),
        .part = whole_years ? 0 : month_of_year(first),
        .to_year = month_year(last),
        .to_part = whole_years ? 0 : month_of_year(last),
        .window = months_window(first, last, closing),
    };
}

struct period period_of_days(struct date first, struct date last,
                             enum period_closing closing)
{
    struct period period = {
        .kind = PERIOD_DAYS, .closing = closing, .window = {first, last}};
    period_year_range(&period, &period.year, &period.to_year);
    return period;
}

/* PERIOD moved by MONTHS, a multiple of its own length or of 12. */
static struct period moved(const struct period *period, int months)
{
    struct month_range range = period_months(period);
    switch (period->kind) {
    case PERIOD_MONTHS:
    case PERIOD_YEARS:
        return period_of_months(range.first + months, range.last + months,
                                period->closing);
    case PERIOD_DAYS:
        return period_of_days(date_add_months(period->window.first, months),
                              date_add_months(period->window.last, months),
                              period->closing);
    default:
        return period_of(period->kind, period->closing, range.first + months);
    }
}

/* ---- periods from periods ------------------------------------------------ */

struct period period_same_last_year(const struct period *period)
{
    int years = 1;
    if (period->kind == PERIOD_DAYS) {
        while (date_compare(date_add_months(period->window.last, -12 * years),
                            period->window.first) >= 0)
            years++;
    } else {
        struct month_range range = period_months(period);
        years = (range.last - range.first) / 12 + 1;
    }
    return moved(period, -12 * years);
}

struct period period_previous(const struct period *period)
{
    struct month_range range = period_months(period);
    int n_months = range.last - range.first + 1;
    if (period->kind == PERIOD_DAYS) {
        int32_t n_days = date_to_days(period->window.last) -
                         date_to_days(period->window.first) + 1;
        return period_of_days(date_add_days(period->window.first, -n_days),
                              date_add_days(period->window.last, -n_days),
                              period->closing);
    }
    /* Nine months before January are no "nine months of a year". */
    if (period->kind == PERIOD_NINE_MONTHS)
        return period_of_months(range.first - n_months, range.last - n_months,
                                period->closing);
    return moved(period, -n_months);
}

struct period period_year_to_date(const struct period *period)
{
    struct month_range range = period_months(period);
    int january = month_index(month_year(range.last), 1);
    if (period->kind == PERIOD_DAYS) {
        struct window year = months_window(january, january, period->closing);
        return period_of_days(year.first, period->window.last, period->closing);
    }
    return period_of_months(january, range.last, period->closing);
}

struct period period_whole_years(const struct period *period)
{
    int first, last;
    period_year_range(period, &first, &last);
    return period_of_months(month_index(first, 1), month_index(last, 12),
                            period->closing);
}

void period_year_range(const struct period *period, int *first, int *last)
{
    struct month_range range = period_months(period);
    *first = month_year(range.first);
    *last = month_year(range.last);
}
