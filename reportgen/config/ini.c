#include "config/ini.h"

#include "base/infile.h"
#include "base/nearest.h"
#include "base/sha256.h"
#include "config/ini_feed.h"
#include "config/ini_index.h"
#include "config/ini_lint.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No real configuration is this long. */
enum { INI_SIZE_LIMIT = 256 * 1024 };

/* ---- reading ------------------------------------------------------------- */

/* Names and values stay where they stand in TEXT, which belongs to INI. */
static struct ini *parse(struct arena *arena, struct ini *ini, char *text,
                         size_t size, struct diag *diag)
{
    struct ini_clean clean = {.text = STRBUF_INIT};
    ini->missed.arena = arena;
    bool good = ini_lint(arena, text, size, diag, ini, &clean) &&
                ini_feed(arena, ini, &clean, diag);
    strbuf_free(&clean.text);
    return good ? ini : NULL;
}

struct ini *ini_parse(struct arena *arena, const char *path, const char *text,
                      size_t size, struct diag *diag)
{
    struct ini *ini = ARENA_NEW(arena, struct ini);
    const struct input input = input_at(path);
    ini->path = arena_strdup(arena, path);
    ini->folder = input_folder(arena, &input);
    struct sha256 *sha = sha256_create();
    sha256_add(sha, text, size);
    sha256_finish(sha, ini->sha256);
    return parse(arena, ini, arena_strndup(arena, text, size), size, diag);
}

struct ini *ini_read(struct arena *arena, struct input input, struct diag *diag)
{
    struct infile file;
    if (!infile_read_input(arena, &input, INI_SIZE_LIMIT, diag, &file))
        return NULL;
    struct ini *ini = ARENA_NEW(arena, struct ini);
    ini->path = file.path;
    ini->folder = input_folder(arena, &input);
    ini->is_guarded = file.is_guarded;
    memcpy(ini->sha256, file.sha256, sizeof ini->sha256);
    /* No one else uses these bytes in ARENA, so they may be changed. */
    return parse(arena, ini, (char *)file.data, file.size, diag);
}

/* ---- getters ------------------------------------------------------------- */

struct ini_name {
    struct ini_name *next;
    char text[];
};

static bool is_name(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

static void remember(struct ini_names *names, const char *text)
{
    struct ini_name **end = &names->first;
    for (; *end; end = &(*end)->next)
        if (is_name((*end)->text, text))
            return;
    size_t size = strlen(text) + 1;
    *end = arena_alloc(names->arena, sizeof **end + size);
    memcpy((*end)->text, text, size);
}

struct ini_section *ini_section(struct ini *ini, const char *name)
{
    uint32_t number = *ini_index_slot(ini, name);
    if (number == 0) {
        remember(&ini->missed, name);
        return NULL;
    }
    struct ini_section *section = &ini->sections[number - 1];
    section->used = true;
    return section;
}

struct ini_entry *ini_section_entry(struct ini_section *section,
                                    const char *key)
{
    if (!section)
        return NULL;
    for (size_t i = 0; i < section->n_entries; i++) {
        if (is_name(section->entries[i].key, key)) {
            section->entries[i].used = true;
            return &section->entries[i];
        }
    }
    remember(&section->missed, key);
    return NULL;
}

struct ini_entry *ini_entry(struct ini *ini, const char *section,
                            const char *key)
{
    return ini_section_entry(ini_section(ini, section), key);
}

const char *ini_section_text(struct ini_section *section, const char *key,
                             const char *fallback)
{
    const struct ini_entry *entry = ini_section_entry(section, key);
    return !entry || *entry->value == '\0' ? fallback : entry->value;
}

const char *ini_text(struct ini *ini, const char *section, const char *key,
                     const char *fallback)
{
    return ini_section_text(ini_section(ini, section), key, fallback);
}

long ini_section_integer(struct ini_section *section, const char *key, long min,
                         long max, long fallback, struct diag *diag)
{
    const struct ini_entry *entry = ini_section_entry(section, key);
    if (!entry || *entry->value == '\0')
        return fallback;
    char *end;
    errno = 0;
    long number = strtol(entry->value, &end, 10);
    bool starts_well =
        isdigit((unsigned char)*entry->value) || *entry->value == '-';
    if (starts_well && *end == '\0' && errno == 0 && number >= min &&
        number <= max)
        return number;
    diag_report(diag, DIAG_BAD_INTEGER, entry->value_place, entry->value, key,
                min, max);
    return fallback;
}

static void report_choice(const struct ini_entry *entry,
                          const char *const *choices, size_t n,
                          struct diag *diag)
{
    struct strbuf list = STRBUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_text(&list, " | ");
        strbuf_add_text(&list, choices[i]);
    }
    diag_report(diag, DIAG_BAD_VALUE, entry->value_place, entry->value,
                entry->key, strbuf_text(&list));
    strbuf_free(&list);
}

size_t ini_section_choice(struct ini_section *section, const char *key,
                          const char *const *choices, size_t n, size_t fallback,
                          struct diag *diag)
{
    const struct ini_entry *entry = ini_section_entry(section, key);
    if (!entry || *entry->value == '\0')
        return fallback;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(entry->value, choices[i]) == 0)
            return i;
    report_choice(entry, choices, n, diag);
    return fallback;
}

bool ini_section_boolean(struct ini_section *section, const char *key,
                         bool fallback, struct diag *diag)
{
    /* The words for true have odd indexes. */
    static const char *const words[] = {"no",  "yes", "false", "true",
                                        "off", "on",  "0",     "1"};
    size_t n = sizeof words / sizeof *words;
    return ini_section_choice(section, key, words, n, fallback ? 1 : 0, diag) %
               2 ==
           1;
}

void ini_section_use_all(struct ini_section *section)
{
    if (!section)
        return;
    section->used = true;
    for (size_t i = 0; i < section->n_entries; i++)
        section->entries[i].used = true;
}

/* ---- lists --------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

const char **ini_split(struct arena *arena, const char *value, char separator,
                       size_t *n)
{
    size_t n_parts = 1;
    for (const char *p = value; *p != '\0'; p++)
        n_parts += *p == separator;
    const char **parts = ARENA_ARRAY(arena, const char *, n_parts);
    *n = 0;
    for (const char *p = value; p;) {
        const char *next = strchr(p, separator);
        const char *end = next ? next : p + strlen(p);
        while (p < end && is_blank(*p))
            p++;
        while (end > p && is_blank(end[-1]))
            end--;
        if (end > p)
            parts[(*n)++] = arena_strndup(arena, p, (size_t)(end - p));
        p = next ? next + 1 : NULL;
    }
    return parts;
}

/* ---- unused names -------------------------------------------------------- */

/* Adds to HINT the name in MISSED (names asked for and absent) that is nearest
   to WANTED. */
static void add_nearest(struct strbuf *hint, const struct ini_names *missed,
                        const char *wanted)
{
    struct nearest nearest = NEAREST_INIT;
    for (const struct ini_name *name = missed->first; name; name = name->next)
        nearest_offer(&nearest, wanted, strlen(wanted), name->text);
    strbuf_clear(hint);
    strbuf_add_text(hint, nearest_hint(&nearest));
}

void ini_report_unused(struct ini *ini, struct diag *diag)
{
    struct strbuf hint = STRBUF_INIT;
    for (size_t i = 0; i < ini->n_sections; i++) {
        const struct ini_section *section = &ini->sections[i];
        if (!section->used) {
            add_nearest(&hint, &ini->missed, section->name);
            diag_report(diag, DIAG_UNKNOWN_SECTION, section->place,
                        section->name, strbuf_text(&hint));
            continue;
        }
        for (size_t k = 0; k < section->n_entries; k++) {
            const struct ini_entry *entry = &section->entries[k];
            if (entry->used)
                continue;
            add_nearest(&hint, &section->missed, entry->key);
            diag_report(diag, DIAG_UNKNOWN_KEY, entry->place, entry->key,
                        section->name, strbuf_text(&hint));
        }
    }
    strbuf_free(&hint);
}
