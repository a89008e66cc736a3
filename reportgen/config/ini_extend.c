#include "config/ini_extend.h"

#include "config/ini_index.h"
#include "config/search_path.h"

#include <string.h>

/* Nobody follows more of them. */
enum { MOST_BASES = 8 };

static const char key_extends[] = "extends";

/* ---- merging ------------------------------------------------------------- */

static size_t find_entry(const struct ini_section *section, const char *key)
{
    size_t i = 0;
    while (i < section->n_entries && strcmp(section->entries[i].key, key) != 0)
        i++;
    return i;
}

static void insert_entry(struct ini_section *section, size_t at,
                         const struct ini_entry *entry)
{
    memmove(&section->entries[at + 1], &section->entries[at],
            (section->n_entries - at) * sizeof *section->entries);
    section->entries[at] = *entry;
    section->n_entries++;
}

static void remove_entry(struct ini_section *section, size_t at)
{
    section->n_entries--;
    memmove(&section->entries[at], &section->entries[at + 1],
            (section->n_entries - at) * sizeof *section->entries);
}

/* Lays the entries of OVER on SECTION, whose entries are a copy with room for
   those of both. */
static void lay_entries(struct ini_section *section,
                        const struct ini_section *over)
{
    size_t behind = section->n_entries; /* where a new one goes */
    for (size_t i = 0; i < over->n_entries; i++) {
        const struct ini_entry *entry = &over->entries[i];
        size_t at = find_entry(section, entry->key);
        const bool known = at < section->n_entries;
        if (*entry->value == '\0') {
            if (known)
                remove_entry(section, at);
            if (known && at < behind)
                behind--;
        } else if (known) {
            section->entries[at] = *entry;
            behind = at + 1;
        } else {
            insert_entry(section, behind++, entry);
        }
    }
}

static struct ini_section *add_section(struct arena *arena, struct ini *merged,
                                       const struct ini_section *section,
                                       size_t n_more)
{
    struct ini_section *copy = &merged->sections[merged->n_sections++];
    *copy = *section;
    copy->missed = (struct ini_names){.arena = arena};
    copy->entries =
        ARENA_ARRAY(arena, struct ini_entry, section->n_entries + n_more);
    if (section->n_entries > 0)
        memcpy(copy->entries, section->entries,
               section->n_entries * sizeof *copy->entries);
    *ini_index_slot(merged, copy->name) = (uint32_t)merged->n_sections;
    return copy;
}

/* What OVER says, and what BASE says besides. */
static struct ini *merge(struct arena *arena, const struct ini *base,
                         const struct ini *over)
{
    struct ini *merged = ARENA_NEW(arena, struct ini);
    *merged = *over;
    merged->base = base;
    merged->missed = (struct ini_names){.arena = arena};
    merged->n_sections = 0;
    merged->sections = ARENA_ARRAY(arena, struct ini_section,
                                   base->n_sections + over->n_sections);
    ini_index_make(arena, merged, base->n_sections + over->n_sections);
    for (size_t i = 0; i < base->n_sections; i++) {
        const struct ini_section *section = &base->sections[i];
        const uint32_t number = *ini_index_slot(over, section->name);
        const struct ini_section *other =
            number == 0 ? NULL : &over->sections[number - 1];
        struct ini_section *copy =
            add_section(arena, merged, section, other ? other->n_entries : 0);
        if (other)
            lay_entries(copy, other);
    }
    for (size_t i = 0; i < over->n_sections; i++)
        if (*ini_index_slot(base, over->sections[i].name) == 0)
            add_section(arena, merged, &over->sections[i], 0);
    return merged;
}

/* ---- reading ------------------------------------------------------------- */

/* The file that INI says it extends, at ENTRY; NULL after a report. */
static struct ini *read_base(struct arena *arena, const struct ini_entry *entry,
                             const struct ini_family *family, struct diag *diag)
{
    const struct search search = {
        .folder = family->folder,
        .kind = "layouts",
        .file = arena_printf(arena, "%s%s%s", family->before, entry->value,
                             family->after),
        .name = entry->value,
        .place = entry->value_place,
        .absent = family->absent};
    struct input found;
    return search_path_find(arena, &search, diag, &found)
               ? ini_read(arena, found, diag)
               : NULL;
}

/* The entry "extends" of INI, taken out of it; NULL when there is none. */
static const struct ini_entry *take_extends(struct arena *arena,
                                            struct ini *ini,
                                            const struct ini_family *family)
{
    const uint32_t number = *ini_index_slot(ini, family->section);
    if (number == 0)
        return NULL;
    struct ini_section *section = &ini->sections[number - 1];
    const size_t at = find_entry(section, key_extends);
    if (at == section->n_entries)
        return NULL;
    struct ini_entry *entry = ARENA_NEW(arena, struct ini_entry);
    *entry = section->entries[at];
    remove_entry(section, at);
    return *entry->value == '\0' ? NULL : entry;
}

struct ini *ini_read_extended(struct arena *arena, struct input input,
                              const struct ini_family *family,
                              struct diag *diag)
{
    struct ini *chain[MOST_BASES];
    size_t n = 0;
    const struct ini_entry *entry = NULL;
    do {
        struct ini *ini = n == 0 ? ini_read(arena, input, diag)
                                 : read_base(arena, entry, family, diag);
        if (!ini)
            return NULL;
        for (size_t i = 0; i < n; i++) {
            if (strcmp(chain[i]->path, ini->path) != 0 && n + 1 < MOST_BASES)
                continue;
            diag_report(diag, DIAG_EXTENDS_LOOP, entry->value_place,
                        entry->value);
            return NULL;
        }
        chain[n++] = ini;
        entry = take_extends(arena, ini, family);
    } while (entry);
    struct ini *merged = chain[n - 1];
    while (n-- > 1)
        merged = merge(arena, merged, chain[n - 1]);
    return merged;
}

/* ---- printing ------------------------------------------------------------ */

void ini_dump(struct strbuf *buf, const struct ini *ini)
{
    for (const struct ini *file = ini; file; file = file->base)
        strbuf_add_format(buf, "; %s\n", file->path);
    for (size_t i = 0; i < ini->n_sections; i++) {
        const struct ini_section *section = &ini->sections[i];
        strbuf_add_format(buf, "\n[%s]\n", section->name);
        for (size_t k = 0; k < section->n_entries; k++) {
            const struct ini_entry *entry = &section->entries[k];
            const char quote = strchr(entry->value, '"') ? '\'' : '"';
            strbuf_add_format(buf, "%s = %c%s%c\n", entry->key, quote,
                              entry->value, quote);
        }
    }
}
