#include "base/date.h"

#include <string.h>

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_valid(struct date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 &&
           date.day <= date_days_in_month(date.year, date.month);
}

/* Count years from March, so that the leap day is the last day of a year. An
   era has 400 years or 146,097 days; day 0 of era 0 is 0000-03-01, 719,468 days
   before 1970-01-01. */
enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

int32_t date_to_days(struct date date)
{
    int32_t year = date.month <= 2 ? date.year - 1 : date.year;
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t year_of_era = year - era * 400;
    int32_t month_from_march = (date.month + 9) % 12;
    int32_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int32_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

struct date date_from_days(int32_t days)
{
    int32_t shifted = days + DAYS_TO_1970;
    int32_t era =
        (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int32_t day_of_era = shifted - era * DAYS_PER_ERA;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (DAYS_PER_ERA - 1)) /
                          365;
    int32_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month_from_march = (5 * day_of_year + 2) / 153;
    int32_t month =
        month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    int32_t year = year_of_era + era * 400 + (month <= 2);
    return (struct date){
        .year = (int16_t)year,
        .month = (int8_t)month,
        .day = (int8_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

int date_compare(struct date a, struct date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

struct date date_add_months(struct date date, int months)
{
    int month = date.year * 12 + date.month - 1 + months;
    int year = month / 12;
    month = month % 12 + 1;
    int last = date_days_in_month(year, month);
    return (struct date){.year = (int16_t)year,
                         .month = (int8_t)month,
                         .day = (int8_t)(date.day < last ? date.day : last)};
}

struct date date_add_days(struct date date, int days)
{
    return date_from_days(date_to_days(date) + days);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Reads 1..MOST digits at *TEXT and moves past them; returns how many. */
static int read_digits(const char **text, int most, int *number)
{
    int n = 0;
    *number = 0;
    while (n < most && **text >= '0' && **text <= '9') {
        *number = *number * 10 + (**text - '0');
        (*text)++;
        n++;
    }
    return n;
}

bool date_parse(const char *text, struct date *date)
{
    int parts[3];
    int lengths[3];
    while (is_blank(*text))
        text++;
    lengths[0] = read_digits(&text, 4, &parts[0]);
    const char separator = *text;
    if (separator == '\0' || !strchr("/-.", separator))
        return false;
    text++;
    lengths[1] = read_digits(&text, 2, &parts[1]);
    if (*text++ != separator)
        return false;
    lengths[2] = read_digits(&text, 4, &parts[2]);
    while (is_blank(*text))
        text++;
    if (*text != '\0')
        return false;

    bool iso = separator == '-' && lengths[0] == 4 && lengths[1] == 2 &&
               lengths[2] == 2;
    bool day_first = lengths[0] >= 1 && lengths[0] <= 2 && lengths[1] >= 1 &&
                     lengths[2] == 4;
    if (!iso && !day_first)
        return false;
    struct date result = {.year = (int16_t)(iso ? parts[0] : parts[2]),
                          .month = (int8_t)parts[1],
                          .day = (int8_t)(iso ? parts[2] : parts[0])};
    if (!date_is_valid(result))
        return false;
    *date = result;
    return true;
}

/* ---- days in cells of data ----------------------------------------------- */

static void skip_blanks(const char **text)
{
    while (is_blank(**text) || strncmp(*text, "\xc2\xa0", 2) == 0)
        *text += **text == '\xc2' ? 2 : 1;
}

/* Moves past the first of WORDS, ended by NULL, that *TEXT begins with; returns
   its number, or -1. */
static int take_word(const char **text, const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        size_t size = strlen(words[i]);
        if (strncmp(*text, words[i], size) == 0) {
            *text += size;
            return i;
        }
    }
    return -1;
}

/* What parts two numbers of a day: blanks, with one of "/-." or not, whose
   letter is returned, else 0. */
static char take_separator(const char **text)
{
    skip_blanks(text);
    char separator = **text != '\0' && strchr("/-.", **text) ? **text : '\0';
    *text += separator != '\0';
    skip_blanks(text);
    return separator;
}

/* The month's number or name; *IS_NAMED when words part it from the day. */
static bool take_month(const char **text, int *month, bool *is_named)
{
    static const char *const words[] = {"tháng", "Tháng", "THÁNG", "thg",
                                        "Thg",   "THG",   NULL};
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May",
                                        "Jun", "Jul", "Aug", "Sep", "Oct",
                                        "Nov", "Dec", NULL};
    int name = take_word(text, names);
    *is_named = name >= 0;
    *month = name + 1;
    if (*is_named)
        return true;
    *is_named = take_word(text, words) >= 0;
    skip_blanks(text);
    return read_digits(text, 2, month) > 0;
}

/* Nothing, or a time of the day, which is that of the place. */
static bool is_time(const char *text)
{
    int numbers[3] = {0};
    int n = 0;
    const char *start = text;
    skip_blanks(&text);
    if (*text == '\0')
        return true;
    if (text == start && *text++ != 'T')
        return false;
    do {
        if (read_digits(&text, 2, &numbers[n]) == 0)
            return false;
        n++;
    } while (n < 3 && *text == ':' && *++text != '\0');
    if (n == 3 && *text == '.')
        do
            text++;
        while (*text >= '0' && *text <= '9');
    skip_blanks(&text);
    return n >= 2 && *text == '\0' && numbers[0] < 24 && numbers[1] < 60 &&
           numbers[2] < 60;
}

/* yyyy-mm-dd or yyyy/mm/dd, and a time or none. */
static bool parse_year_first(const char *text, struct date *date)
{
    int year, month, day;
    if (read_digits(&text, 4, &year) != 4)
        return false;
    char separator = *text++;
    if ((separator != '-' && separator != '/') ||
        read_digits(&text, 2, &month) != 2 || *text++ != separator ||
        read_digits(&text, 2, &day) != 2 || !is_time(text))
        return false;
    *date = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    return date_is_valid(*date);
}

/* d/m and a year of N_DIGITS; of two it is one of this century. */
static bool parse_day_first(const char *text, int n_digits, struct date *date)
{
    static const char *const days[] = {"ngày", "Ngày", "NGÀY", NULL};
    static const char *const years[] = {"năm", "Năm", "NĂM", NULL};
    int year, month, day;
    bool is_named;
    take_word(&text, days);
    skip_blanks(&text);
    if (read_digits(&text, 2, &day) == 0)
        return false;
    char first = take_separator(&text);
    if (!take_month(&text, &month, &is_named))
        return false;
    char second = take_separator(&text);
    bool is_year = take_word(&text, years) >= 0;
    skip_blanks(&text);
    if ((first == '\0' && !is_named) ||
        (second == '\0' && !is_named && !is_year) ||
        (second != '\0' && second != first) ||
        read_digits(&text, 4, &year) != n_digits || !is_time(text))
        return false;
    *date = (struct date){(int16_t)(n_digits == 2 ? 2000 + year : year),
                          (int8_t)month, (int8_t)day};
    return date_is_valid(*date);
}

bool date_parse_short(const char *text, struct date *date)
{
    struct date read;
    skip_blanks(&text);
    if (!parse_day_first(text, 2, &read))
        return false;
    *date = read;
    return true;
}

bool date_is_month_first(const char *text)
{
    int month, day, year;
    skip_blanks(&text);
    if (read_digits(&text, 2, &month) == 0)
        return false;
    char separator = take_separator(&text);
    if (separator == '\0' || read_digits(&text, 2, &day) == 0 ||
        take_separator(&text) != separator || day <= 12)
        return false;
    int n = read_digits(&text, 4, &year);
    struct date date = {(int16_t)(n == 2 ? 2000 + year : year), (int8_t)month,
                        (int8_t)day};
    return (n == 2 || n == 4) && date_is_valid(date) && is_time(text);
}

bool date_parse_written(const char *text, struct date *date)
{
    struct date read;
    if (date_parse(text, date))
        return true;
    skip_blanks(&text);
    if (!parse_year_first(text, &read) && !parse_day_first(text, 4, &read))
        return false;
    *date = read;
    return true;
}

/* Two digits; TEXT gets no NUL. */
static void put_two(char *text, int number)
{
    text[0] = (char)('0' + number / 10 % 10);
    text[1] = (char)('0' + number % 10);
}

void date_format_iso(struct date date, char text[11])
{
    put_two(text, date.year / 100);
    put_two(text + 2, date.year % 100);
    text[4] = '-';
    put_two(text + 5, date.month);
    text[7] = '-';
    put_two(text + 8, date.day);
    text[10] = '\0';
}

void date_format_vi(struct date date, char text[11])
{
    char *end = text;
    put_two(end, date.day);
    end += 2;
    *end++ = '/';
    if (date.month <= 2 || date.month >= 10) {
        put_two(end, date.month);
        end += 2;
    } else {
        *end++ = (char)('0' + date.month);
    }
    *end++ = '/';
    put_two(end, date.year / 100);
    put_two(end + 2, date.year % 100);
    end[4] = '\0';
}
