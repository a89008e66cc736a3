#define _GNU_SOURCE /* memfd_create */
#include "config/ini.h"

#include "base/infile.h"
#include "base/nearest.h"
#include "base/sha256.h"
#include "base/unicode.h"
#include "config/ini_lint.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser/iniparser.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/* No configuration is as long as the limit.  iniparser searches all its keys
   for each new one, so a long file is handed over in parts. */
enum { INI_SIZE_LIMIT = 256 * 1024, PART_SIZE = 2 * 1024 };

/* ---- reading ----------------------------------------------------------- */

/* iniparser prints its complaints; the lint has said it all, with places. */
static int be_quiet(const char *format, ...)
{
    (void)format;
    return 0;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* iniparser takes names only and hides read errors; so it gets the name of
   memory.  NULL with errno when the system refuses that (it counts as a file:
   ulimit -f), with errno 0 when iniparser does not take the text. */
static dictionary *parse_clean_text(const char *text, size_t size)
{
    dictionary *dict = NULL;
    int fd = memfd_create("ini", MFD_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (write_all(fd, text, size)) {
        char name[32];
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
        iniparser_set_error_callback(be_quiet);
        errno = 0;
        dict = iniparser_load(name);
        iniparser_set_error_callback(NULL);
    }
    int error = errno;
    close(fd);
    errno = error;
    return dict;
}

/* iniparser's dictionary, walked from front to back: it keeps sections and
   entries in the order of the text, and asked by name it would search all of
   them each time. */
struct walk {
    const dictionary *dict;
    size_t size; /* of the dictionary, whose type differs between versions */
    size_t next;
    struct strbuf name; /* "section:key", as iniparser calls an entry */
};

/* Whether the next name is NAME; its value (NULL for a section) is at
   walk_value() until the next call. */
static bool walk_to(struct walk *walk, const char *name)
{
    size_t i = walk->next++;
    return i < walk->size && walk->dict->key[i] != NULL &&
           strcmp(walk->dict->key[i], name) == 0;
}

static const char *walk_value(const struct walk *walk)
{
    size_t i = walk->next - 1;
    return i < walk->size ? walk->dict->val[i] : NULL;
}

/* Takes iniparser's value; where it is not what the lint saw, something was
   cut or merged, and the file must not be used. */
static bool take_value(struct arena *arena, struct walk *walk,
                       const char *section, struct ini_entry *entry,
                       struct diag *diag)
{
    strbuf_clear(&walk->name);
    strbuf_add_text(&walk->name, section);
    strbuf_add_char(&walk->name, ':');
    strbuf_add_text(&walk->name, entry->key);
    bool named = walk_to(walk, strbuf_text(&walk->name));
    const char *value = walk_value(walk);
    if (!named || value == NULL || strcmp(value, entry->value) != 0) {
        diag_report(diag, DIAG_INI_DISAGREEMENT, entry->value_place,
                    value == NULL ? "" : value);
        return false;
    }
    entry->value = unicode_nfc(arena, entry->value, strlen(value));
    return true;
}

static bool take_section(struct arena *arena, struct walk *walk,
                         const struct ini_section *section, struct diag *diag)
{
    if (!walk_to(walk, section->name)) {
        diag_report(diag, DIAG_INI_DISAGREEMENT, section->place, section->name);
        return false;
    }
    for (size_t k = 0; k < section->n_entries; k++)
        if (!take_value(arena, walk, section->name, &section->entries[k], diag))
            return false;
    return true;
}

static bool report_disagreement(const struct ini *ini, struct diag *diag)
{
    diag_report(diag, DIAG_INI_DISAGREEMENT, (struct place){.file = ini->path},
                "[...]");
    return false;
}

/* Takes the sections of DICT, which begin with number *SECTION of INI. */
static bool take_sections(struct arena *arena, struct ini *ini,
                          const dictionary *dict, size_t *section,
                          struct diag *diag)
{
    struct walk walk = {
        .dict = dict, .size = (size_t)dict->n, .name = STRBUF_INIT};
    bool good = true;
    while (good && walk.next < walk.size && *section < ini->n_sections)
        good = take_section(arena, &walk, &ini->sections[(*section)++], diag);
    if (good && walk.next != walk.size)
        good = report_disagreement(ini, diag);
    strbuf_free(&walk.name);
    return good;
}

static bool feed_part(struct arena *arena, struct ini *ini, const char *text,
                      size_t size, size_t *section, struct diag *diag)
{
    dictionary *dict = parse_clean_text(text, size);
    if (dict == NULL && errno != 0) {
        diag_report(diag, DIAG_FILE_READ, (struct place){.file = ini->path},
                    strerror(errno));
        return false;
    }
    if (dict == NULL)
        return report_disagreement(ini, diag);
    bool good = take_sections(arena, ini, dict, section, diag);
    iniparser_freedict(dict);
    return good;
}

/* The end of the part that starts at START: whole sections, PART_SIZE bytes
   at least. */
static size_t end_of_part(const struct strbuf *clean, size_t start)
{
    if (clean->size - start <= PART_SIZE)
        return clean->size;
    const char *next = strstr(clean->data + start + PART_SIZE, "\n[");
    return next == NULL ? clean->size : (size_t)(next + 1 - clean->data);
}

static bool feed_iniparser(struct arena *arena, struct ini *ini,
                           const struct strbuf *clean, struct diag *diag)
{
    size_t section = 0;
    for (size_t start = 0; start < clean->size;) {
        size_t end = end_of_part(clean, start);
        if (!feed_part(arena, ini, clean->data + start, end - start, &section,
                       diag))
            return false;
        start = end;
    }
    return section == ini->n_sections || report_disagreement(ini, diag);
}

static struct ini *parse(struct arena *arena, struct ini *ini, const char *text,
                         size_t size, struct diag *diag)
{
    struct strbuf clean = STRBUF_INIT;
    ini->missed.arena = arena;
    bool good = ini_lint(arena, text, size, diag, ini, &clean) &&
                feed_iniparser(arena, ini, &clean, diag);
    strbuf_free(&clean);
    return good ? ini : NULL;
}

struct ini *ini_parse(struct arena *arena, const char *path, const char *text,
                      size_t size, struct diag *diag)
{
    struct ini *ini = ARENA_NEW(arena, struct ini);
    ini->path = arena_strdup(arena, path);
    struct sha256 *sha = sha256_create();
    sha256_add(sha, text, size);
    sha256_finish(sha, ini->sha256);
    return parse(arena, ini, text, size, diag);
}

struct ini *ini_read(struct arena *arena, const char *path, struct diag *diag)
{
    struct infile file;
    if (!infile_read(arena, path, INI_SIZE_LIMIT, diag, &file))
        return NULL;
    struct ini *ini = ARENA_NEW(arena, struct ini);
    ini->path = file.path;
    memcpy(ini->sha256, file.sha256, sizeof ini->sha256);
    return parse(arena, ini, file.data, file.size, diag);
}

/* ---- getters ----------------------------------------------------------- */

static void remember(struct ini_names *names, const char *name)
{
    for (size_t i = 0; i < names->n_names; i++)
        if (strcmp(names->names[i], name) == 0)
            return;
    if (names->n_names == names->capacity) {
        size_t capacity = names->capacity == 0 ? 8 : names->capacity * 2;
        const char **grown = ARENA_ARRAY(names->arena, const char *, capacity);
        if (names->n_names > 0)
            memcpy(grown, names->names, names->n_names * sizeof *grown);
        names->names = grown;
        names->capacity = capacity;
    }
    names->names[names->n_names++] = arena_strdup(names->arena, name);
}

struct ini_section *ini_section(struct ini *ini, const char *name)
{
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strcmp(ini->sections[i].name, name) == 0) {
            ini->sections[i].used = true;
            return &ini->sections[i];
        }
    }
    remember(&ini->missed, name);
    return NULL;
}

struct ini_entry *ini_section_entry(struct ini_section *section,
                                    const char *key)
{
    if (section == NULL)
        return NULL;
    for (size_t i = 0; i < section->n_entries; i++) {
        if (strcmp(section->entries[i].key, key) == 0) {
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
    return entry == NULL || *entry->value == '\0' ? fallback : entry->value;
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
    if (entry == NULL || *entry->value == '\0')
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
    if (entry == NULL || *entry->value == '\0')
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
    /* Truth stands at odd places. */
    static const char *const words[] = {"no",  "yes", "false", "true",
                                        "off", "on",  "0",     "1"};
    size_t n = sizeof words / sizeof *words;
    return ini_section_choice(section, key, words, n, fallback ? 1 : 0, diag) %
               2 ==
           1;
}

void ini_section_use_all(struct ini_section *section)
{
    if (section == NULL)
        return;
    section->used = true;
    for (size_t i = 0; i < section->n_entries; i++)
        section->entries[i].used = true;
}

/* ---- lists ------------------------------------------------------------- */

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
    for (const char *p = value; p != NULL;) {
        const char *next = strchr(p, separator);
        const char *end = next == NULL ? p + strlen(p) : next;
        while (p < end && is_blank(*p))
            p++;
        while (end > p && is_blank(end[-1]))
            end--;
        if (end > p)
            parts[(*n)++] = arena_strndup(arena, p, (size_t)(end - p));
        p = next == NULL ? NULL : next + 1;
    }
    return parts;
}

/* ---- unused names ------------------------------------------------------ */

/* "; the nearest known one is ...", or nothing when all known names are
   there. */
static void add_nearest(struct strbuf *hint, const struct ini_names *missed,
                        const char *wanted)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < missed->n_names; i++)
        nearest_offer(&nearest, wanted, strlen(wanted), missed->names[i]);
    strbuf_clear(hint);
    if (nearest.name != NULL)
        strbuf_add_format(hint, gettext("; the nearest known one is “%s”"),
                          nearest.name);
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
