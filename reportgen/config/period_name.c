#include "config/period.h"

#include "base/number.h"
#include "config/period_months.h"

#include <stdbool.h>
#include <string.h>

/* Placeholders of patterns:
 *     {part} {to_part}    number of the month, quarter or half
 *     {part_padded} {to_part_padded}
 *                         months 1 and 2 with a leading zero, as NĐ 30/2020
 *                         writes them in dates
 *     {part_roman}        III
 *     {year} {to_year}    first and last year
 *     {first} {last}      days, d/m/yyyy
 *     {n_months} {n_years}
 *                         length, in months or years begun
 */
const struct period_names period_names_default = {
    .month = "tháng {part_padded} năm {year}",
    .quarter = "quý {part_roman} năm {year}",
    .half_first = "6 tháng đầu năm {year}",
    .half_second = "6 tháng cuối năm {year}",
    .nine_months = "9 tháng đầu năm {year}",
    .year = "năm {year}",
    .months_from_january = "{to_part} tháng đầu năm {year}",
    .months = "từ tháng {part_padded}/{year} đến tháng "
              "{to_part_padded}/{to_year}",
    .years = "giai đoạn {year}-{to_year}",
    .days = "từ ngày {first} đến ngày {last}",
};

/* ---- specs --------------------------------------------------------------- */

static void add_day(struct strbuf *buf, struct date date)
{
    char text[11];
    date_format_iso(date, text);
    strbuf_add_text(buf, text);
}

void window_format(struct strbuf *buf, struct window window)
{
    add_day(buf, window.first);
    strbuf_add_text(buf, "..");
    add_day(buf, window.last);
}

void period_format_spec(struct strbuf *buf, const struct period *period)
{
    switch (period->kind) {
    case PERIOD_MONTH:
        strbuf_add_format(buf, "%04d-M%02d", period->year, period->part);
        break;
    case PERIOD_QUARTER:
        strbuf_add_format(buf, "%04d-Q%d", period->year, period->part);
        break;
    case PERIOD_HALF:
        strbuf_add_format(buf, "%04d-H%d", period->year, period->part);
        break;
    case PERIOD_NINE_MONTHS:
        strbuf_add_format(buf, "%04d-9M", period->year);
        break;
    case PERIOD_YEAR:
        strbuf_add_format(buf, "%04d", period->year);
        break;
    case PERIOD_MONTHS:
        strbuf_add_format(buf, "%04d-%02d..%04d-%02d", period->year,
                          period->part, period->to_year, period->to_part);
        break;
    case PERIOD_YEARS:
        strbuf_add_format(buf, "%04d..%04d", period->year, period->to_year);
        break;
    case PERIOD_DAYS:
        window_format(buf, period->window);
        break;
    }
}

void period_format_code(struct strbuf *buf, const struct period *period)
{
    struct strbuf spec = STRBUF_INIT;
    period_format_spec(&spec, period);
    const char *text = strbuf_text(&spec);
    const char *dots = strstr(text, "..");
    if (dots)
        strbuf_add_format(buf, "%.*s-%s", (int)(dots - text), text, dots + 2);
    else
        strbuf_add_text(buf, text);
    strbuf_free(&spec);
}

/* ---- names --------------------------------------------------------------- */

static const char *pattern_for(const struct period *period,
                               const struct period_names *names)
{
    switch (period->kind) {
    case PERIOD_MONTH:
        return names->month;
    case PERIOD_QUARTER:
        return names->quarter;
    case PERIOD_HALF:
        return period->part == 1 ? names->half_first : names->half_second;
    case PERIOD_NINE_MONTHS:
        return names->nine_months;
    case PERIOD_YEAR:
        return names->year;
    case PERIOD_MONTHS:
        return period->part == 1 && period->year == period->to_year
                   ? names->months_from_january
                   : names->months;
    case PERIOD_YEARS:
        return names->years;
    case PERIOD_DAYS:
        break;
    }
    return names->days;
}

static void add_padded_month(struct strbuf *buf, int month)
{
    strbuf_add_format(buf, month <= 2 ? "%02d" : "%d", month);
}

static void add_vietnamese_day(struct strbuf *buf, struct date date)
{
    char text[11];
    date_format_vi(date, text);
    strbuf_add_text(buf, text);
}

static void add_part(struct strbuf *buf, const struct period *period)
{
    strbuf_add_integer(buf, period->part);
}

static void add_to_part(struct strbuf *buf, const struct period *period)
{
    strbuf_add_integer(buf, period->to_part);
}

static void add_part_padded(struct strbuf *buf, const struct period *period)
{
    add_padded_month(buf, period->part);
}

static void add_to_part_padded(struct strbuf *buf, const struct period *period)
{
    add_padded_month(buf, period->to_part);
}

static void add_part_roman(struct strbuf *buf, const struct period *period)
{
    number_format_roman(buf, period->part);
}

static void add_year(struct strbuf *buf, const struct period *period)
{
    strbuf_add_integer(buf, period->year);
}

static void add_to_year(struct strbuf *buf, const struct period *period)
{
    strbuf_add_integer(buf, period->to_year);
}

static void add_first(struct strbuf *buf, const struct period *period)
{
    add_vietnamese_day(buf, period->window.first);
}

static void add_last(struct strbuf *buf, const struct period *period)
{
    add_vietnamese_day(buf, period->window.last);
}

static void add_n_months(struct strbuf *buf, const struct period *period)
{
    struct month_range range = period_months(period);
    strbuf_add_integer(buf, range.last - range.first + 1);
}

static void add_n_years(struct strbuf *buf, const struct period *period)
{
    strbuf_add_integer(buf, period->to_year - period->year + 1);
}

static const struct placeholder {
    const char *name;
    void (*add)(struct strbuf *buf, const struct period *period);
} placeholders[] = {
    {"part", add_part},
    {"to_part", add_to_part},
    {"part_padded", add_part_padded},
    {"to_part_padded", add_to_part_padded},
    {"part_roman", add_part_roman},
    {"year", add_year},
    {"to_year", add_to_year},
    {"first", add_first},
    {"last", add_last},
    {"n_months", add_n_months},
    {"n_years", add_n_years},
};

/* The placeholder that PATTERN begins with ("{year}..."), and in *SIZE how
   long it is; NULL when there is none. */
static const struct placeholder *find_placeholder(const char *pattern,
                                                  size_t *size)
{
    const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
    if (!close)
        return NULL;
    size_t name_size = (size_t)(close - pattern) - 1;
    *size = name_size + 2;
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (strlen(placeholders[i].name) == name_size &&
            memcmp(placeholders[i].name, pattern + 1, name_size) == 0)
            return &placeholders[i];
    return NULL;
}

bool period_pattern_is_valid(const char *pattern)
{
    for (const char *p = strpbrk(pattern, "{}"); p; p = strpbrk(p, "{}")) {
        size_t size;
        if (!find_placeholder(p, &size))
            return false;
        p += size;
    }
    return true;
}

void period_format_name(struct strbuf *buf, const struct period *period,
                        const struct period_names *names)
{
    period_format_pattern(buf, period, pattern_for(period, names));
}

void period_format_pattern(struct strbuf *buf, const struct period *period,
                           const char *pattern)
{
    for (const char *p = pattern; *p != '\0';) {
        size_t size;
        const struct placeholder *placeholder = find_placeholder(p, &size);
        if (placeholder) {
            placeholder->add(buf, period);
            p += size;
        } else {
            strbuf_add_char(buf, *p++);
        }
    }
}
