#include "schema/money_unit.h"

#include "base/unicode.h"

#include <string.h>

static const struct {
    const char *name;
    int64_t dong;
} names[] = {
    {"dong", 1},
    {"thousand", 1000},
    {"million", 1000000},
    {"billion", 1000000000},
};

int64_t money_unit_named(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].dong;
    return 0;
}

/* ---- as an office writes it ---------------------------------------------- */

struct word {
    const char *text;
    int64_t dong; /* of a scale; 1 of a currency */
};

/* Lower case without blanks and punctuation.  A longer word stands before the
   shorter one that it begins with. */
static const struct word scales[] = {
    {"mườitriệu", 10000000},
    {"trămtriệu", 100000000},
    {"nghìntỷ", 1000000000000},
    {"nghìntỉ", 1000000000000},
    {"ngàntỷ", 1000000000000},
    {"ngàntỉ", 1000000000000},
    {"nghìn", 1000},
    {"ngàn", 1000},
    {"nghin", 1000},
    {"ngan", 1000},
    {"ngìn", 1000},
    {"ngin", 1000},
    {"ngh", 1000},
    {"ng", 1000},
    {"n", 1000},
    {"triệu", 1000000},
    {"trieu", 1000000},
    {"tr", 1000000},
    {"tỷ", 1000000000},
    {"tỉ", 1000000000},
    {"ty", 1000000000},
    {"ti", 1000000000},
    {"1000000000", 1000000000},
    {"1000000", 1000000},
    {"1000", 1000},
    {"103", 1000},
    {"106", 1000000},
    {"109", 1000000000},
};

static const struct word currencies[] = {
    {"đồngviệtnam", 1}, {"việtnamđồng", 1}, {"đồngvn", 1}, {"vnđồng", 1},
    {"đồng", 1},        {"dong", 1},        {"vnđ", 1},    {"vnd", 1},
    {"đvn", 1},         {"đ", 1},           {"₫", 1},      {"d", 1},
};

/* What stands before the unit proper: "ĐVT: triệu đồng". */
static const char *const labels[] = {"đơnvịtính", "đơnvị",     "đvtính",
                                     "đvt",       "dvt",       "đv",
                                     "tínhbằng",  "donvitinh", "donvi"};

/* Lower case, without blanks and punctuation; what looks like đ is đ. */
static char *squeeze(struct arena *arena, const char *text)
{
    char *squeezed = arena_strdup(arena, unicode_lower(arena, text));
    char *out = squeezed;
    for (const char *in = squeezed; *in != '\0'; in++) {
        if (in[0] == '\xc2' && in[1] == '\xa0') {
            in++;
        } else if ((in[0] == '\xc3' && in[1] == '\xb0') ||
                   (in[0] == '\xc9' && in[1] == '\x96')) {
            *out++ = '\xc4'; /* eth and African d: U+0111 */
            *out++ = '\x91';
            in++;
        } else if (!strchr(" \t\n.,:;^*-=()[]", *in)) {
            *out++ = *in;
        }
    }
    *out = '\0';
    return squeezed;
}

static const struct word *begins(const char *text, const struct word *words,
                                 size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(text, words[i].text, strlen(words[i].text)) == 0)
            return &words[i];
    return NULL;
}

static const char *after_label(const char *text)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strncmp(text, labels[i], strlen(labels[i])) == 0)
            return text + strlen(labels[i]);
    return text;
}

/* "1 triệu đồng", "x1000đ": once, times. */
static const char *after_times(const char *text)
{
    if (text[0] == 'x' && text[1] == '1')
        return text + 1;
    if (text[0] == '1' && text[1] != '\0' && !strchr("0123456789", text[1]))
        return text + 1;
    return text;
}

/* Reads TEXT, whose letters have the marks that they ought to. */
static struct money_unit read_exactly(struct arena *arena, const char *text)
{
    struct money_unit unit = {0};
    const char *whole = squeeze(arena, text);
    const char *rest = after_label(whole);
    unit.has_label = rest > whole;
    rest = after_times(rest);
    const struct word *scale =
        begins(rest, scales, sizeof scales / sizeof *scales);
    rest += scale ? strlen(scale->text) : 0;
    const struct word *currency =
        begins(rest, currencies, sizeof currencies / sizeof *currencies);
    rest += currency ? strlen(currency->text) : 0;
    if (*rest != '\0' || (!scale && !currency))
        return (struct money_unit){0};
    /* "ng" and a bare number say nothing without a currency, "d" nothing
       without a scale; and "NĐ" is a decree. */
    if (!currency && (strcmp(scale->text, "ng") == 0 ||
                      strcmp(scale->text, "n") == 0 || scale->text[0] == '1'))
        return (struct money_unit){0};
    if (currency && strcmp(currency->text, "d") == 0 && !scale)
        return (struct money_unit){0};
    if (scale && strcmp(scale->text, "n") == 0 && strstr(text, "NĐ"))
        return (struct money_unit){0};
    unit.dong = scale ? scale->dong : 1;
    unit.has_scale = scale != NULL;
    unit.has_currency = currency != NULL;
    unit.is_code = currency && strncmp(currency->text, "vn", 2) == 0;
    return unit;
}

struct money_unit money_unit_read(struct arena *arena, const char *text)
{
    enum { LONGEST_UNIT = 60 }; /* bytes: no longer text is one */
    struct money_unit unit = read_exactly(arena, text);
    size_t size = strlen(text);
    if (unit.dong != 0 || size > LONGEST_UNIT)
        return unit;
    /* "triêu đồng": a scale and a currency, but for a mark. */
    unit = read_exactly(arena, unicode_slug(arena, text));
    return unit.has_scale && unit.has_currency && unit.dong > 1 && size >= 6
               ? unit
               : (struct money_unit){0};
}

int64_t money_unit_written(struct arena *arena, const char *text)
{
    return money_unit_read(arena, text).dong;
}
