#include "reader/number_format.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MOST_DIGITS = 30 };

/* 14 to 17 and 22 are days; 27 to 36 and 50 to 58 are days of East Asian
   calendars; 18 to 21 and 45 to 47 are times. */
struct number_format number_format_builtin(unsigned id)
{
    struct number_format format = {.kind = FORMAT_NUMBER};
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
        id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        format.kind = FORMAT_DATE;
    else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
             (id >= 45 && id <= 47) || id == 55 || id == 56)
        format.kind = FORMAT_TIME;
    else if (id == 9 || id == 10)
        format.kind = FORMAT_PERCENT;
    else if (id == 49)
        format.kind = FORMAT_TEXT;
    return format;
}

/* What the first section of a code contains. */
struct contents {
    bool has_day;   /* y, d, or g (an era) */
    bool has_month; /* m, which means minutes next to hours or seconds */
    bool has_time;  /* h, s, am/pm, [h] */
    bool has_percent;
    bool has_text; /* @ */
    bool has_general;
    bool is_plain;     /* only places of digits and quoted letters */
    unsigned n_places; /* of digits: 0 # ? */
    unsigned n_zeros;
    struct strbuf before; /* quoted letters before the places */
    struct strbuf behind;
};

static void add_letter(struct contents *found, const char *letter, size_t size)
{
    strbuf_add(found->n_places == 0 ? &found->before : &found->behind, letter,
               size);
}

/* The size of the UTF-8 character at TEXT. */
static size_t letter_size(const char *text)
{
    size_t n = 1;
    while (((unsigned char)text[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* Reads brackets: "[h]" and the like count time; "[Red]", "[$-42A]" and
   "[>=100]" are skipped, like the currency sign in "[$₫-42A]", which makes the
   number an amount. */
static const char *read_brackets(struct contents *found, const char *c)
{
    const char *end = strchr(c, ']');
    if (!end)
        return c + strlen(c);
    size_t size = (size_t)(end - c - 1);
    if (size > 0 &&
        (strspn(c + 1, "hH") == size || strspn(c + 1, "mM") == size ||
         strspn(c + 1, "sS") == size))
        found->has_time = true;
    found->is_plain &= found->has_time || c[1] != '$' || c[2] == '-';
    return end + 1;
}

static const char *read_quoted(struct contents *found, const char *c)
{
    const char *end = strchr(c + 1, '"');
    if (!end)
        end = c + strlen(c);
    add_letter(found, c + 1, (size_t)(end - c - 1));
    return *end == '"' ? end + 1 : end;
}

/* Reads what is not a place of a digit, quoted, or in brackets. */
static const char *read_token(struct contents *found, const char *c)
{
    if (strncasecmp(c, "general", 7) == 0) {
        found->has_general = true;
        return c + 7;
    }
    if (strncasecmp(c, "am/pm", 5) == 0 || strncasecmp(c, "a/p", 3) == 0) {
        found->has_time = true;
        return c + (tolower((unsigned char)c[1]) == 'm' ? 5 : 3);
    }
    switch (tolower((unsigned char)*c)) {
    case 'e':
        found->is_plain = false;
        if (c[1] == '+' || c[1] == '-') /* an exponent */
            return c + 2;
        found->has_day |=
            found->n_places == 0; /* a year in East Asian calendars */
        return c + 1;
    case 'y':
    case 'd':
    case 'g':
        found->has_day = true;
        return c + 1;
    case 'm':
        found->has_month = true;
        return c + 1;
    case 'h':
    case 's':
        found->has_time = true;
        return c + 1;
    case '%':
        found->has_percent = true;
        return c + 1;
    case '@':
        found->has_text = true;
        return c + 1;
    case '.':
    case ',':
    case '/':
        found->is_plain = false;
        return c + 1;
    default:
        add_letter(found, c, letter_size(c));
        return c + letter_size(c);
    }
}

static void read_section(struct contents *found, const char *c)
{
    while (*c != '\0' && *c != ';') {
        if (*c == '"') {
            c = read_quoted(found, c);
        } else if (*c == '[') {
            c = read_brackets(found, c);
        } else if (*c == '\\' && c[1] != '\0') {
            add_letter(found, c + 1, letter_size(c + 1));
            c += 1 + letter_size(c + 1);
        } else if ((*c == '_' || *c == '*') && c[1] != '\0') {
            c += 1 + letter_size(c + 1); /* a gap, or filling */
        } else if (*c == '0' || *c == '#' || *c == '?') {
            found->is_plain &= found->behind.size == 0;
            found->n_places++;
            found->n_zeros += *c == '0';
            c++;
        } else {
            c = read_token(found, c);
        }
    }
}

struct number_format number_format_read(struct arena *arena, const char *code)
{
    struct number_format format = {.kind = FORMAT_NUMBER};
    struct contents found = {.is_plain = true};
    read_section(&found, code);
    if (found.has_general)
        format.kind = FORMAT_NUMBER;
    else if (found.has_day || (found.has_month && !found.has_time))
        format.kind = FORMAT_DATE;
    else if (found.has_time)
        format.kind = FORMAT_TIME;
    else if (found.has_percent)
        format.kind = FORMAT_PERCENT;
    else if (found.has_text)
        format.kind = FORMAT_TEXT;
    else if (found.is_plain && found.n_places > 0 &&
             found.n_zeros <= MOST_DIGITS &&
             (found.n_zeros > 1 || found.before.size > 0)) {
        format.kind = FORMAT_CODE;
        format.min_digits = found.n_zeros;
        format.prefix = arena_strdup(arena, strbuf_text(&found.before));
        format.suffix = arena_strdup(arena, strbuf_text(&found.behind));
    }
    strbuf_free(&found.before);
    strbuf_free(&found.behind);
    return format;
}

void number_format_add_code(struct strbuf *buf,
                            const struct number_format *format, int64_t number)
{
    struct strbuf digits = STRBUF_INIT;
    strbuf_add_integer(&digits, number);
    strbuf_add_text(buf, format->prefix);
    for (size_t n = digits.size; n < format->min_digits; n++)
        strbuf_add_char(buf, '0');
    strbuf_add(buf, strbuf_text(&digits), digits.size);
    strbuf_add_text(buf, format->suffix);
    strbuf_free(&digits);
}
