#include "base/number.h"

#include <assert.h>
#include <string.h>

/* 128 bits hold every product of two int64 values. */
__extension__ typedef unsigned __int128 wide;

enum { MOST_DECIMALS = 18, EXACT_DECIMALS = 12 };

bool number_add(int64_t a, int64_t b, int64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

bool number_multiply(int64_t a, int64_t b, int64_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* ---- printing ------------------------------------------------------------ */

/* WHOLE with groups of three, at least MIN_DIGITS digits. */
static void add_whole(struct strbuf *buf, uint64_t whole,
                      const struct number_style *style)
{
    char reversed[400];
    size_t n = 0;
    unsigned digits = 0;
    while (whole != 0 || digits == 0 || digits < style->min_digits) {
        if (digits > 0 && digits % 3 == 0 && !style->no_grouping)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + whole % 10);
        whole /= 10;
        digits++;
    }
    char *end = strbuf_reserve(buf, n);
    for (size_t i = 0; i < n; i++)
        end[i] = reversed[n - 1 - i];
    strbuf_set_size(buf, buf->size + n);
}

/* FRACTION as DECIMALS digits, without zeros at the end beyond LEAST. */
static void add_fraction(struct strbuf *buf, uint64_t fraction,
                         unsigned decimals, unsigned least)
{
    char digits[MOST_DECIMALS] = {0};
    for (unsigned i = decimals; i > 0; i--) {
        digits[i - 1] = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    while (decimals > least && digits[decimals - 1] == '0')
        decimals--;
    if (decimals > 0) {
        strbuf_add_char(buf, ',');
        strbuf_add(buf, digits, decimals);
    }
}

bool number_format(struct strbuf *buf, int64_t numerator, int64_t denominator,
                   const struct number_style *style)
{
    assert(denominator > 0);
    unsigned decimals = style->max_decimals;
    if (style->max_decimals == NUMBER_ALL_DECIMALS)
        decimals = EXACT_DECIMALS;
    if (decimals < style->min_decimals)
        decimals = style->min_decimals;
    if (decimals > MOST_DECIMALS)
        decimals = MOST_DECIMALS;
    unsigned least =
        style->min_decimals < decimals ? style->min_decimals : decimals;

    const uint64_t power = power_of_ten(decimals);
    const wide scaled = (wide)magnitude(numerator) * power;
    const uint64_t divisor = (uint64_t)denominator;
    wide rounded = scaled / divisor;
    const uint64_t rest = (uint64_t)(scaled % divisor);
    if (rest >= divisor - rest)
        rounded++;

    if (numerator < 0 && rounded != 0)
        strbuf_add_char(buf, '-');
    add_whole(buf, (uint64_t)(rounded / power), style);
    add_fraction(buf, (uint64_t)(rounded % power), decimals, least);
    return rest == 0;
}

/* ---- reading ------------------------------------------------------------- */

/* TEXT parsed under one notation. */
struct reading {
    bool valid;
    bool negative;
    bool too_large;
    uint64_t whole;
    uint64_t fraction; /* over 10^DECIMALS */
    unsigned decimals; /* after dropping zeros at the end */
    unsigned written;  /* decimals as written, zeros at the end too */
    bool has_fraction; /* decimals were written, if only zeros */
    char group;        /* the separator between groups; 0: there is none */
    bool too_precise;  /* more decimals than FRACTION can hold */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Size of one blank of a line at TEXT, or 0: a plain one, U+00A0, U+2007,
   U+2009 and U+202F. */
static size_t space(const char *text)
{
    if (text[0] == ' ')
        return 1;
    if (text[0] == '\xC2' && text[1] == '\xA0')
        return 2;
    if (text[0] == '\xE2' && text[1] == '\x80' &&
        (text[2] == '\x87' || text[2] == '\x89' || text[2] == '\xAF'))
        return 3;
    return 0;
}

/* Size of one blank of any kind at TEXT, or 0. */
static size_t blank(const char *text)
{
    if (*text == '\t' || *text == '\n' || *text == '\r')
        return 1;
    return space(text);
}

static const char *skip_blanks(const char *text)
{
    for (size_t n; (n = blank(text)) > 0;)
        text += n;
    return text;
}

/* Moves past a sign at *TEXT: "-", "+" or U+2212. */
static bool read_sign(const char **text)
{
    if (strncmp(*text, "\xE2\x88\x92", 3) == 0) {
        *text += 3;
        return true;
    }
    bool negative = **text == '-';
    if (negative || **text == '+')
        (*text)++;
    return negative;
}

static void add_whole_digit(struct reading *reading, char c)
{
    unsigned digit = (unsigned)(c - '0');
    if (reading->whole > (UINT64_MAX - digit) / 10)
        reading->too_large = true;
    else
        reading->whole = reading->whole * 10 + digit;
}

/* Size of a group separator at TEXT, or 0. */
static size_t group_separator(const char *text, char group)
{
    return *text == group ? 1 : space(text);
}

/* The digits before the decimal separator.  Groups, when there are any, have
   three digits, the first one to three and no leading zero, and one kind of
   separator. */
static bool read_whole(const char **text, char group, struct reading *reading)
{
    const char *const start = *text;
    const char *separator = NULL;
    unsigned digits = 0;
    for (;; (*text)++) {
        while (is_digit(**text)) {
            add_whole_digit(reading, *(*text)++);
            digits++;
        }
        size_t size = group_separator(*text, group);
        if (separator && digits != 3)
            return false;
        if (size == 0 || !is_digit((*text)[size]))
            return digits > 0;
        if (!separator && (digits < 1 || digits > 3 || *start == '0'))
            return false;
        if (separator && *separator != **text)
            return false;
        separator = *text;
        reading->group = *separator;
        *text += size - 1;
        digits = 0;
    }
}

static bool read_fraction(const char **text, struct reading *reading)
{
    const char *const start = *text;
    const char *end = start;
    while (is_digit(*end))
        end++;
    *text = end;
    if (end == start)
        return false;
    reading->has_fraction = true;
    reading->written = (unsigned)(end - start);
    while (end > start && end[-1] == '0')
        end--;
    reading->too_precise = end - start > MOST_DECIMALS;
    if (reading->too_precise)
        end = start + MOST_DECIMALS;
    for (const char *c = start; c < end; c++)
        reading->fraction = reading->fraction * 10 + (uint64_t)(*c - '0');
    reading->decimals = (unsigned)(end - start);
    return true;
}

/* Reads TEXT, which has no blanks in front, with the two separators. */
static struct reading read_with(const char *text, char group, char decimal)
{
    struct reading reading = {.negative = read_sign(&text)};
    if (!read_whole(&text, group, &reading))
        return reading;
    if (*text == decimal) {
        text++;
        if (!read_fraction(&text, &reading))
            return reading;
    }
    reading.valid = *skip_blanks(text) == '\0';
    return reading;
}

static enum number_fault reading_value(const struct reading *reading,
                                       int64_t unit, int64_t *result)
{
    const wide power = power_of_ten(reading->decimals);
    const wide part = (wide)reading->fraction * (uint64_t)unit;
    if (reading->too_large)
        return NUMBER_TOO_LARGE;
    if (reading->too_precise || part % power != 0)
        return NUMBER_TOO_PRECISE;
    const wide value = (wide)reading->whole * (uint64_t)unit + part / power;
    const wide limit = (wide)INT64_MAX + (reading->negative ? 1 : 0);
    if (value > limit)
        return NUMBER_TOO_LARGE;
    const uint64_t bits = (uint64_t)value;
    if (!reading->negative)
        *result = (int64_t)bits;
    else
        *result = bits > INT64_MAX ? INT64_MIN : -(int64_t)bits;
    return NUMBER_OK;
}

/* Fast path: TEXT consists of digits only, as most figures do. */
static bool read_digits(const char *text, int64_t unit, int64_t *result)
{
    enum { MOST_DIGITS = 18 }; /* so many fit */
    int64_t whole = 0;
    size_t n = 0;
    for (; n < MOST_DIGITS && is_digit(text[n]); n++)
        whole = whole * 10 + (text[n] - '0');
    return n > 0 && text[n] == '\0' && number_multiply(whole, unit, result);
}

/* A separator before three digits parts groups; one before one or two zeros is
   what a program adds to whole numbers. */
static bool is_whole(const struct reading *reading)
{
    return reading->valid && (!reading->has_fraction || reading->written < 3);
}

enum number_fault number_parse_whole(const char *text, int64_t *result,
                                     char *separator)
{
    *separator = 0;
    if (read_digits(text, 1, result))
        return NUMBER_OK;
    text = skip_blanks(text);
    if (*text == '\0')
        return NUMBER_EMPTY;
    struct reading vietnamese = read_with(text, '.', ',');
    struct reading plain = read_with(text, ',', '.');
    const struct reading *reading = &vietnamese;
    if (!is_whole(&vietnamese) ||
        (is_whole(&plain) && vietnamese.has_fraction && !plain.has_fraction))
        reading = &plain;
    if (!is_whole(reading))
        return NUMBER_NOT_A_NUMBER;
    if (reading->group == '.' || reading->group == ',')
        *separator = reading->group;
    return reading_value(reading, 1, result);
}

enum number_fault number_parse(const char *text, int64_t unit,
                               enum number_notation notation, int64_t *result)
{
    assert(unit > 0);
    char separator;
    if (unit == 1)
        return number_parse_whole(text, result, &separator);
    if (read_digits(text, unit, result))
        return NUMBER_OK;
    text = skip_blanks(text);
    if (*text == '\0')
        return NUMBER_EMPTY;
    struct reading vietnamese = {0};
    struct reading plain = {0};
    if (notation != NOTATION_PLAIN)
        vietnamese = read_with(text, '.', ',');
    if (notation != NOTATION_VIETNAMESE)
        plain = read_with(text, ',', '.');
    if (vietnamese.valid && plain.valid &&
        vietnamese.has_fraction != plain.has_fraction)
        return NUMBER_AMBIGUOUS;
    if (vietnamese.valid)
        return reading_value(&vietnamese, unit, result);
    if (plain.valid)
        return reading_value(&plain, unit, result);
    return NUMBER_NOT_A_NUMBER;
}

/* "1000.000": more digits than a group has before three decimals, which may be
   another group. */
static bool is_doubtful(const struct reading *reading)
{
    return reading->group == 0 && reading->written == 3 && reading->whole > 999;
}

enum number_writing number_writing_of(const char *text)
{
    text = skip_blanks(text);
    struct reading vietnamese = read_with(text, '.', ',');
    struct reading plain = read_with(text, ',', '.');
    if (vietnamese.valid && plain.valid)
        return vietnamese.has_fraction == plain.has_fraction ? WRITING_NEUTRAL
                                                             : WRITING_EITHER;
    if (vietnamese.valid)
        return is_doubtful(&vietnamese) ? WRITING_VIETNAMESE_PERHAPS
                                        : WRITING_VIETNAMESE;
    if (plain.valid)
        return is_doubtful(&plain) ? WRITING_PLAIN_PERHAPS : WRITING_PLAIN;
    return WRITING_NEUTRAL;
}

/* ---- numbers of headings ------------------------------------------------- */

bool number_format_roman(struct strbuf *buf, int64_t number)
{
    static const struct {
        int value;
        const char *letters;
    } numerals[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"},
                    {100, "C"},  {90, "XC"},  {50, "L"},  {40, "XL"},
                    {10, "X"},   {9, "IX"},   {5, "V"},   {4, "IV"},
                    {1, "I"}};
    if (number < 1 || number > 3999)
        return false;
    for (size_t i = 0; number > 0; i++)
        for (; number >= numerals[i].value; number -= numerals[i].value)
            strbuf_add_text(buf, numerals[i].letters);
    return true;
}

bool number_format_letter(struct strbuf *buf, int64_t number)
{
    static const char *const letters[] = {
        "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
        "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"};
    const int64_t n_letters = sizeof letters / sizeof *letters;
    size_t places[16];
    size_t n = 0;
    if (number < 1)
        return false;
    for (; number > 0; number = (number - 1) / n_letters)
        places[n++] = (size_t)((number - 1) % n_letters);
    while (n > 0)
        strbuf_add_text(buf, letters[places[--n]]);
    return true;
}
