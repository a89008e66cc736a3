#include "config/period.h"

#include "base/diag.h"
#include "config/period_months.h"

#include <ctype.h>
#include <string.h>

/* Reasons are msgids: period_parse() hands them out untranslated. */
static const char reason_form[] = N_(
    "write 2017, 2017-Q3, 2017-H1, 2017-9M, 2017-M08, 2023-01..2023-08, "
    "2014..2018, 2016-01-01..2017-11-13, last-month, last-quarter, last-half, "
    "last-year, this-month, this-quarter, this-half or this-year");
static const char reason_quarter[] = N_("a year has quarters Q1 to Q4");
static const char reason_half[] = N_("a year has halves H1 and H2");
static const char reason_month[] = N_("a year has months 01 to 12");
static const char reason_day[] = N_("there is no such day");
static const char reason_order[] = N_("it ends before it begins");
static const char reason_mixed[] =
    N_("both ends must be years, months or days");
static const char reason_year[] = N_("the year must be 1900 to 2999");
static const char reason_today[] = N_("a relative period needs today's date");

/* One end of a range, or a whole spec without "..". */
enum point_kind {
    POINT_YEAR,
    POINT_YEAR_MONTH, /* 2023-08: in ranges only */
    POINT_DAY,
    POINT_MONTH, /* 2023-M08 */
    POINT_QUARTER,
    POINT_HALF,
    POINT_NINE_MONTHS
};

struct point {
    enum point_kind kind;
    int year;
    int part;
    int day;
};

/* ---- scanning ------------------------------------------------------------ */

/* Exactly N digits at *TEXT; moves past them. */
static bool scan_digits(const char **text, int n, int *number)
{
    *number = 0;
    for (int i = 0; i < n; i++) {
        if (!isdigit((unsigned char)(*text)[i]))
            return false;
        *number = *number * 10 + ((*text)[i] - '0');
    }
    *text += n;
    return true;
}

/* A letter of either case at *TEXT; moves past it. */
static bool scan_letter(const char **text, char upper)
{
    if (toupper((unsigned char)**text) != upper)
        return false;
    (*text)++;
    return true;
}

/* "-08" and "-08-15" behind a year. */
static bool scan_month_and_day(const char **text, struct point *point)
{
    if (!scan_digits(text, 2, &point->part))
        return false;
    point->kind = POINT_YEAR_MONTH;
    if (**text != '-')
        return true;
    (*text)++;
    point->kind = POINT_DAY;
    return scan_digits(text, 2, &point->day);
}

/* What stands behind "2017-". */
static bool scan_part(const char **text, struct point *point)
{
    if (scan_letter(text, 'Q')) {
        point->kind = POINT_QUARTER;
        return scan_digits(text, 1, &point->part);
    }
    if (scan_letter(text, 'H')) {
        point->kind = POINT_HALF;
        return scan_digits(text, 1, &point->part);
    }
    if (scan_letter(text, 'M')) {
        point->kind = POINT_MONTH;
        return scan_digits(text, 2, &point->part);
    }
    if ((*text)[0] == '9' && toupper((unsigned char)(*text)[1]) == 'M') {
        *text += 2;
        point->kind = POINT_NINE_MONTHS;
        return true;
    }
    return scan_month_and_day(text, point);
}

static const char *check_point(const struct point *point)
{
    if (point->year < PERIOD_MIN_YEAR || point->year > PERIOD_MAX_YEAR)
        return reason_year;
    switch (point->kind) {
    case POINT_QUARTER:
        return point->part < 1 || point->part > 4 ? reason_quarter : NULL;
    case POINT_HALF:
        return point->part < 1 || point->part > 2 ? reason_half : NULL;
    case POINT_MONTH:
    case POINT_YEAR_MONTH:
        return point->part < 1 || point->part > 12 ? reason_month : NULL;
    case POINT_DAY: {
        struct date day = {(int16_t)point->year, (int8_t)point->part,
                           (int8_t)point->day};
        return date_is_valid(day) ? NULL : reason_day;
    }
    default:
        return NULL;
    }
}

/* Reads TEXT up to END (".." or the NUL).  NULL, or the reason why not. */
static const char *scan_point(const char *text, const char *end,
                              struct point *point)
{
    *point = (struct point){.kind = POINT_YEAR};
    if (!scan_digits(&text, 4, &point->year))
        return reason_form;
    if (text != end) {
        if (*text++ != '-' || !scan_part(&text, point) || text != end)
            return reason_form;
    }
    return check_point(point);
}

/* ---- specs --------------------------------------------------------------- */

static bool parse_single(const char *spec, enum period_closing closing,
                         struct period *period, const char **reason)
{
    static const struct {
        enum period_kind kind;
        int months; /* of one part */
    } kinds[] = {
        [POINT_YEAR] = {PERIOD_YEAR, 0},
        [POINT_MONTH] = {PERIOD_MONTH, 1},
        [POINT_QUARTER] = {PERIOD_QUARTER, 3},
        [POINT_HALF] = {PERIOD_HALF, 6},
        [POINT_NINE_MONTHS] = {PERIOD_NINE_MONTHS, 0},
    };
    struct point point;
    *reason = scan_point(spec, spec + strlen(spec), &point);
    if (!*reason && (point.kind == POINT_YEAR_MONTH || point.kind == POINT_DAY))
        *reason = reason_form;
    if (*reason)
        return false;
    int months = kinds[point.kind].months;
    int first = months == 0 ? 1 : (point.part - 1) * months + 1;
    *period = period_of(kinds[point.kind].kind, closing,
                        month_index(point.year, first));
    return true;
}

static bool parse_range(const char *spec, const char *dots,
                        enum period_closing closing, struct period *period,
                        const char **reason)
{
    struct point from, to;
    const char *second = dots + 2;
    *reason = scan_point(spec, dots, &from);
    if (!*reason)
        *reason = scan_point(second, second + strlen(second), &to);
    if (!*reason && (from.kind > POINT_DAY || from.kind != to.kind))
        *reason = reason_mixed;
    if (*reason)
        return false;

    struct date first = {(int16_t)from.year, (int8_t)from.part,
                         (int8_t)from.day};
    struct date last = {(int16_t)to.year, (int8_t)to.part, (int8_t)to.day};
    if (date_compare(first, last) > 0) {
        *reason = reason_order;
        return false;
    }
    if (from.kind == POINT_DAY)
        *period = period_of_days(first, last, closing);
    else if (from.kind == POINT_YEAR)
        *period = period_of_months(month_index(from.year, 1),
                                   month_index(to.year, 12), closing);
    else
        *period = period_of_months(month_index(from.year, from.part),
                                   month_index(to.year, to.part), closing);
    return true;
}

/* Of these kinds, in this order: the last ones, then those of today. */
static const enum period_kind kinds[] = {PERIOD_MONTH, PERIOD_QUARTER,
                                         PERIOD_HALF, PERIOD_YEAR};

enum { N_KINDS = sizeof kinds / sizeof *kinds };

const char *const period_relative_words[2 * N_KINDS + 1] = {
    "last-month", "last-quarter", "last-half", "last-year",
    "this-month", "this-quarter", "this-half", "this-year"};

bool period_is_relative(const char *spec)
{
    return strncmp(spec, "last-", 5) == 0 || strncmp(spec, "this-", 5) == 0;
}

/* "last" is the last period that closed before today.  Reporting periods have
   no gaps, so it is the one before today's. */
static bool parse_relative(const char *spec, enum period_closing closing,
                           struct date today, struct period *period,
                           const char **reason)
{
    *reason = reason_form;
    for (size_t i = 0; period_relative_words[i]; i++) {
        if (strcmp(spec, period_relative_words[i]) != 0)
            continue;
        *reason = NULL;
        if (today.year == 0)
            *reason = reason_today;
        else if (today.year <= PERIOD_MIN_YEAR || today.year >= PERIOD_MAX_YEAR)
            *reason = reason_year;
        if (*reason)
            return false;
        *period = period_of(kinds[i % N_KINDS], closing,
                            reporting_month(today, closing));
        if (i < N_KINDS)
            *period = period_previous(period);
        return true;
    }
    return false;
}

bool period_parse(const char *spec, enum period_closing closing,
                  struct date today, struct period *period, const char **reason)
{
    const char *dots = strstr(spec, "..");
    if (period_is_relative(spec))
        return parse_relative(spec, closing, today, period, reason);
    if (dots)
        return parse_range(spec, dots, closing, period, reason);
    return parse_single(spec, closing, period, reason);
}
