#include "catalog.h"

#include "base/strbuf.h"
#include "base/wildcard.h"
#include "config/search_path.h"
#include "standard_output.h"

#include <libintl.h>
#include <string.h>

/* Files of a kind are at FOLDER/KIND/PREFIX*SUFFIX and, except beside the
   program, at FOLDER/PREFIX*SUFFIX; the star is the name. */
static const struct kind {
    const char *name;
    const char *folder;
    const char *prefix;
    const char *suffix;
} kinds[N_CATALOG_KINDS] = {
    [CATALOG_LAYOUTS] = {"layouts", "layouts", "", "/layout.ini"},
    [CATALOG_SCHEMAS] = {"schemas", "layouts", "schema/", ".ini"},
    [CATALOG_FORMS] = {"forms", "layouts", "forms/", ".ini"},
    [CATALOG_PLACES] = {"places", "layouts", "places/", ".ini"},
    [CATALOG_FONTS] = {"fonts", "fonts", "", ".ini"},
};

bool catalog_kind_named(const char *name, enum catalog_kind *kind)
{
    for (int i = 0; i < N_CATALOG_KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = (enum catalog_kind)i;
            return true;
        }
    return false;
}

/* A file that was found, in the order of the search. */
struct entry {
    const char *name;
    const char *path;
};

struct catalog {
    struct arena *arena;
    const struct kind *kind;
    struct entry *entries;
    size_t n_entries;
    size_t capacity;
    struct diag *diag;
};

static void add_entry(struct catalog *catalog, const char *name,
                      const char *path)
{
    if (catalog->n_entries == catalog->capacity) {
        catalog->capacity = catalog->capacity * 2 + 16;
        struct entry *larger =
            ARENA_ARRAY(catalog->arena, struct entry, catalog->capacity);
        if (catalog->n_entries > 0)
            memcpy(larger, catalog->entries,
                   catalog->n_entries * sizeof *larger);
        catalog->entries = larger;
    }
    catalog->entries[catalog->n_entries++] = (struct entry){name, path};
}

/* Reports a folder that cannot be read; one without such files is no fault. */
static void pass_on_faults(struct catalog *catalog, const struct diag *found)
{
    size_t n;
    const struct diag_message *messages = diag_messages(found, &n);
    for (size_t i = 0; i < n; i++)
        if (messages[i].code != DIAG_WILDCARD_NOTHING &&
            messages[i].code != DIAG_WILDCARD_ABSENT &&
            messages[i].code != DIAG_WILDCARD_NEAR)
            diag_pass_on(catalog->diag, &messages[i], messages[i].place);
}

static void add_folder(struct catalog *catalog, const char *folder)
{
    const struct kind *kind = catalog->kind;
    const char *pattern =
        arena_printf(catalog->arena, "%s*%s", kind->prefix, kind->suffix);
    const size_t start = strlen(kind->prefix);
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct wildcard_match *matches;
    size_t n = 0;
    wildcard_expand(catalog->arena, folder, pattern, PLACE_NONE, &matches, &n,
                    unheard);
    for (size_t i = 0; i < n; i++) {
        const char *name = matches[i].name + start;
        const size_t size = strlen(name) - strlen(kind->suffix);
        add_entry(catalog, arena_strndup(catalog->arena, name, size),
                  matches[i].path);
    }
    pass_on_faults(catalog, unheard);
    diag_destroy(unheard);
}

/* The entry of the same name that is found before entry AT, or NULL. */
static const struct entry *before(const struct catalog *catalog, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(catalog->entries[i].name, catalog->entries[at].name) == 0)
            return &catalog->entries[i];
    return NULL;
}

static void print_entries(const struct catalog *catalog, struct strbuf *text)
{
    size_t width = 0;
    for (size_t i = 0; i < catalog->n_entries; i++) {
        size_t size = strlen(catalog->entries[i].name);
        width = size > width ? size : width;
    }
    strbuf_add_format(text, "%s:\n", catalog->kind->name);
    for (size_t i = 0; i < catalog->n_entries; i++) {
        const struct entry *entry = &catalog->entries[i];
        const struct entry *first = before(catalog, i);
        strbuf_add_format(text, "  %-*s  %s", (int)width, entry->name,
                          entry->path);
        if (first) {
            strbuf_add_text(text, "  ");
            strbuf_add_format(text, gettext("(hidden by %s)"), first->path);
        }
        strbuf_add_char(text, '\n');
    }
}

/* What FOLDERS hold of the kind of CATALOG. */
static void find_entries(struct catalog *catalog,
                         const struct search_folder *folders, size_t n_folders)
{
    for (size_t i = 0; i < n_folders; i++) {
        add_folder(catalog,
                   arena_printf(catalog->arena, "%s/%s", folders[i].path,
                                catalog->kind->folder));
        if (!folders[i].only_kinds)
            add_folder(catalog, folders[i].path);
    }
}

const char *catalog_kind_name(enum catalog_kind kind)
{
    return kinds[kind].name;
}

const char **catalog_names(struct arena *arena, enum catalog_kind kind,
                           size_t *n)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct catalog catalog = {
        .arena = arena, .kind = &kinds[kind], .diag = unheard};
    size_t n_folders;
    const struct search_folder *folders =
        search_path_folders(arena, &n_folders);
    find_entries(&catalog, folders, n_folders);
    diag_destroy(unheard);
    const char **names =
        ARENA_ARRAY(arena, const char *, catalog.n_entries + 1);
    for (size_t i = 0; i < catalog.n_entries; i++)
        names[i] = catalog.entries[i].name;
    *n = catalog.n_entries;
    return names;
}

void catalog_print(enum catalog_kind kind, struct diag *diag)
{
    struct arena *arena = arena_create();
    struct strbuf text = STRBUF_INIT;
    size_t n_folders;
    const struct search_folder *folders =
        search_path_folders(arena, &n_folders);
    strbuf_add_format(&text, "%s\n", gettext("searched, the first one first:"));
    strbuf_add_format(&text, "  %s\n", gettext("the configuration's folder"));
    for (size_t i = 0; i < n_folders; i++)
        strbuf_add_format(&text, "  %s\n", folders[i].path);
    for (int k = 0; k < N_CATALOG_KINDS; k++) {
        if (kind != N_CATALOG_KINDS && k != (int)kind)
            continue;
        struct catalog catalog = {
            .arena = arena, .kind = &kinds[k], .diag = diag};
        find_entries(&catalog, folders, n_folders);
        print_entries(&catalog, &text);
    }
    standard_output_write(strbuf_text(&text), text.size);
    strbuf_free(&text);
    arena_destroy(arena);
}
