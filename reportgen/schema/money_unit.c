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

/* Lower case without blanks and full stops, so that "Tr. đ" and "tr.đ" are
   one spelling. */
static const struct {
    const char *text;
    int64_t dong;
} spellings[] = {
    {"đồng", 1},
    {"đ", 1},
    {"vnđ", 1},
    {"vnd", 1},
    {"nghìnđồng", 1000},
    {"ngànđồng", 1000},
    {"nghìn", 1000},
    {"ngàn", 1000},
    {"nghìnđ", 1000},
    {"ngànđ", 1000},
    {"ngđ", 1000},
    {"1000đồng", 1000},
    {"1000đ", 1000},
    {"triệuđồng", 1000000},
    {"triệu", 1000000},
    {"triệuđ", 1000000},
    {"trđồng", 1000000},
    {"trđ", 1000000},
    {"1000000đồng", 1000000},
    {"1000000đ", 1000000},
    {"tỷđồng", 1000000000},
    {"tỉđồng", 1000000000},
    {"tỷ", 1000000000},
    {"tỉ", 1000000000},
    {"tỷđ", 1000000000},
    {"tỉđ", 1000000000},
};

static char *squeeze(struct arena *arena, const char *text)
{
    char *squeezed = arena_strdup(arena, unicode_lower(arena, text));
    char *out = squeezed;
    for (const char *in = squeezed; *in != '\0'; in++) {
        if (in[0] == '\xc2' && in[1] == '\xa0')
            in++;
        else if (strchr(" \t\n.", *in) == NULL)
            *out++ = *in;
    }
    *out = '\0';
    return squeezed;
}

/* What stands before the unit proper: "ĐVT: triệu đồng". */
static const char *after_label(const char *text)
{
    static const char *const labels[] = {"đvt:", "đơnvịtính:", "đơnvị:", "đv:"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strncmp(text, labels[i], strlen(labels[i])) == 0)
            return text + strlen(labels[i]);
    return text;
}

int64_t money_unit_written(struct arena *arena, const char *text)
{
    const char *unit = after_label(squeeze(arena, text));
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (strcmp(spellings[i].text, unit) == 0)
            return spellings[i].dong;
    return 0;
}

static const char *without_end_blanks(struct arena *arena, const char *text,
                                      size_t size)
{
    while (size > 0 && strchr(" \t\n", text[size - 1]) != NULL)
        size--;
    return arena_strndup(arena, text, size);
}

void money_unit_split(struct arena *arena, const char *heading,
                      const char **name, const char **suffix)
{
    *name = heading;
    *suffix = NULL;
    size_t size = strlen(heading);
    const char *open = strrchr(heading, '(');
    if (open != NULL && open > heading && heading[size - 1] == ')') {
        size_t inside = (size_t)(heading + size - 1 - (open + 1));
        *suffix = arena_strndup(arena, open + 1, inside);
        *name = without_end_blanks(arena, heading, (size_t)(open - heading));
        return;
    }
    const char *comma = strrchr(heading, ',');
    if (comma == NULL || money_unit_written(arena, comma + 1) == 0)
        return;
    *suffix = comma + 1;
    *name = without_end_blanks(arena, heading, (size_t)(comma - heading));
}
