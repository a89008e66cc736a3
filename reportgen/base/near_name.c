#include "base/near_name.h"

#include "base/nearest.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <fnmatch.h>
#include <string.h>

/* Endings of files that hold tables. */
static const char *const types[] = {".csv", ".tsv", ".txt",    ".xlsx", ".xlsm",
                                    ".xls", ".ods", ".sqlite", ".db"};

/* What programs add to the name of a copy, without signs. */
static const char *const additions[] = {"copy", "saochep", "banve", "bansao",
                                        "moi",  "final",   "cuoi"};

/* Shorter names, wildcards not counted, are near too many others. */
enum { SHORTEST_NAME = 4 };

/* TEXT without marks, capitals and signs; wildcards stay. */
static const char *bare(struct arena *arena, const char *text)
{
    struct strbuf buf = STRBUF_INIT;
    const char *slug;
    /* What stands between wildcards is made plain by itself. */
    while (*text != '\0') {
        size_t size = strcspn(text, "*?[]");
        slug = unicode_slug(arena, arena_strndup(arena, text, size));
        for (; slug && *slug != '\0'; slug++)
            if (*slug != '-')
                strbuf_add_char(&buf, *slug);
        text += size;
        if (*text != '\0')
            strbuf_add_char(&buf, *text++);
    }
    const char *plain = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return plain;
}

/* The name before its type; *TYPE is that, or "". */
static const char *stem_of(struct arena *arena, const char *name,
                           const char **type)
{
    const char *dot = strrchr(name, '.');
    *type = dot ? unicode_lower(arena, dot) : "";
    return dot ? arena_strndup(arena, name, (size_t)(dot - name)) : name;
}

static bool is_table(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

/* "(1)", "copy": REST is what is added to the name of a copy. */
static bool is_addition(const char *rest)
{
    rest += strspn(rest, "0123456789");
    for (size_t i = 0; i < sizeof additions / sizeof *additions; i++) {
        size_t size = strlen(additions[i]);
        if (strncmp(rest, additions[i], size) == 0)
            rest += size;
    }
    return rest[strspn(rest, "0123456789")] == '\0';
}

/* NAME begins and ends as PATTERN does around its wildcards, or is it. */
static bool fits(const char *pattern, const char *name)
{
    static const char wildcards[] = "*?[]";
    size_t before = strcspn(pattern, wildcards);
    size_t size = strlen(pattern);
    size_t length = strlen(name);
    size_t behind = 0;
    if (before == size)
        return strcmp(pattern, name) == 0;
    while (!strchr(wildcards, pattern[size - 1 - behind]))
        behind++;
    return before + behind >= SHORTEST_NAME && length >= before + behind &&
           strncmp(pattern, name, before) == 0 &&
           strcmp(pattern + size - behind, name + length - behind) == 0;
}

bool near_name(struct arena *arena, const char *pattern, const char *name,
               bool other_type)
{
    const char *pattern_type, *type;
    if (fnmatch(unicode_lower(arena, pattern), unicode_lower(arena, name),
                FNM_PERIOD) == 0)
        return true; /* "A.CSV" by "*.csv" */
    const char *wanted = bare(arena, stem_of(arena, pattern, &pattern_type));
    const char *found = bare(arena, stem_of(arena, name, &type));
    size_t size = strlen(wanted);
    if (*name == '.' || *name == '~' || size < SHORTEST_NAME || !is_table(type))
        return false;
    if (strcmp(type, pattern_type) != 0 && !other_type)
        return false;
    if (fits(wanted, found))
        return true;
    if (strpbrk(pattern, "*?[") || strcmp(type, pattern_type) != 0)
        return false;
    if (strncmp(found, wanted, size) == 0)
        return is_addition(found + size);
    struct nearest nearest = NEAREST_INIT;
    nearest_offer(&nearest, wanted, size, found);
    return nearest.name && nearest.distance <= 1;
}
