#include "reader/stored_number.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DECIMALS = 18, MOST_KEPT = 40, SECONDS_A_DAY = 86400 };

/* The significant digits: the value is DIGITS * 10^EXPONENT. */
struct reading {
    char digits[MOST_KEPT + 1];
    size_t n;
    bool lost; /* a digit other than 0 was dropped */
    long exponent;
    bool negative;
};

static void keep_digit(struct reading *reading, char digit)
{
    if (reading->n == 0 && digit == '0')
        return;
    if (reading->n < MOST_KEPT) {
        reading->digits[reading->n++] = digit;
    } else {
        reading->lost |= digit != '0';
        reading->exponent++;
    }
}

static bool read_digits(struct reading *reading, const char *c)
{
    bool any = false;
    reading->negative = *c == '-';
    if (*c == '-' || *c == '+')
        c++;
    for (; isdigit((unsigned char)*c); c++, any = true)
        keep_digit(reading, *c);
    if (*c == '.')
        for (c++; isdigit((unsigned char)*c); c++, any = true) {
            reading->exponent--;
            keep_digit(reading, *c);
        }
    if (!any)
        return false;
    if (*c == 'e' || *c == 'E') {
        char *end;
        const char *power = c + 1;
        if (!isdigit((unsigned char)power[*power == '-' || *power == '+']))
            return false;
        long exponent = strtol(power, &end, 10);
        if (exponent > 9999 || exponent < -9999)
            exponent = exponent < 0 ? -9999 : 9999;
        reading->exponent += exponent;
        c = end;
    }
    return *c == '\0';
}

/* Keeps the first N digits, rounded half away from zero. */
static void round_to(struct reading *reading, size_t n)
{
    if (reading->n <= n)
        return;
    bool up = reading->digits[n] >= '5';
    reading->exponent += (long)(reading->n - n);
    reading->n = n;
    if (!up)
        return;
    for (size_t i = n; i > 0; i--) {
        if (reading->digits[i - 1] < '9') {
            reading->digits[i - 1]++;
            return;
        }
        reading->digits[i - 1] = '0';
    }
    /* All digits were nines: 999 became 1000, or no digits became 1. */
    memmove(reading->digits + 1, reading->digits, n);
    reading->digits[0] = '1';
    reading->n = n + 1;
}

/* Reads a whole number of few digits, as most figures are. */
static bool read_whole(const char *text, unsigned digits, int64_t *number)
{
    const char *c = text;
    int64_t whole = 0;
    for (; isdigit((unsigned char)*c) && c < text + digits; c++)
        whole = whole * 10 + (*c - '0');
    *number = whole;
    return c > text && *c == '\0';
}

bool stored_number_read(const char *text, unsigned digits,
                        struct stored_number *number)
{
    struct reading reading;
    *number = (struct stored_number){0};
    if (read_whole(text, digits, &number->mantissa))
        return true;
    *number = (struct stored_number){0};
    reading = (struct reading){0};
    if (!read_digits(&reading, text))
        return false;
    round_to(&reading, digits);
    if (reading.exponent < -MOST_DECIMALS) {
        long surplus = -MOST_DECIMALS - reading.exponent;
        if (surplus > (long)reading.n)
            return true; /* 0 */
        round_to(&reading, reading.n - (size_t)surplus);
    }
    while (reading.n > 0 && reading.digits[reading.n - 1] == '0') {
        reading.n--;
        reading.exponent++;
    }
    if (reading.n == 0)
        return true;
    if (reading.exponent > MOST_DECIMALS ||
        (long)reading.n + (reading.exponent > 0 ? reading.exponent : 0) >
            MOST_DECIMALS)
        return false;
    int64_t mantissa = 0;
    for (size_t i = 0; i < reading.n; i++)
        mantissa = mantissa * 10 + (reading.digits[i] - '0');
    for (; reading.exponent > 0; reading.exponent--)
        mantissa *= 10;
    number->mantissa = reading.negative ? -mantissa : mantissa;
    number->decimals = (unsigned)-reading.exponent;
    return true;
}

static int64_t power_of_ten(unsigned n)
{
    int64_t power = 1;
    while (n-- > 0)
        power *= 10;
    return power;
}

struct value stored_number_value(const struct stored_number *number)
{
    return value_ratio(number->mantissa, power_of_ten(number->decimals));
}

void stored_number_add(struct strbuf *buf, const struct stored_number *number)
{
    const int64_t unit = power_of_ten(number->decimals);
    const int64_t rest = number->mantissa % unit;
    if (number->mantissa < 0 && number->mantissa > -unit)
        strbuf_add_char(buf, '-'); /* 0 has no sign */
    strbuf_add_integer(buf, number->mantissa / unit);
    if (number->decimals > 0)
        strbuf_add_format(buf, ",%0*lld", (int)number->decimals,
                          (long long)(rest < 0 ? -rest : rest));
}

/* Days from day 0 of each system to 1/1/1970. */
enum { DAYS_1900 = 25569, DAYS_1904 = 24107, FALSE_LEAP_DAY = 60 };

bool stored_number_day(const struct stored_number *number, bool since_1904,
                       struct date *day, unsigned *seconds)
{
    int64_t unit = power_of_ten(number->decimals);
    if (number->mantissa < 0)
        return false;
    int64_t days = number->mantissa / unit;
    int64_t rest = number->mantissa % unit;
    /* The rest is below 10^18; scaled down, it can be multiplied by the seconds
       of a day. */
    while (unit > INT64_C(1000000000000)) {
        unit /= 10;
        rest /= 10;
    }
    int64_t time = (rest * SECONDS_A_DAY + unit / 2) / unit;
    if (time == SECONDS_A_DAY) {
        time = 0;
        days++;
    }
    if (days > 2958465 || (!since_1904 && days < 1))
        return false;
    int32_t since_1970 = (int32_t)days - (since_1904 ? DAYS_1904 : DAYS_1900);
    if (!since_1904 && days < FALSE_LEAP_DAY)
        since_1970++;
    if (!since_1904 && days == FALSE_LEAP_DAY)
        return false;
    *day = date_from_days(since_1970);
    *seconds = (unsigned)time;
    return date_is_valid(*day);
}
