#include "typeset/face.h"
#include "typeset/font.h"

#include "base/strbuf.h"
#include "config/ini.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A role has four looks; index: 1 bold, 2 italic. */
enum { N_LOOKS = 4, LOOK_BOLD = 1, LOOK_ITALIC = 2 };

static const char *const look_keys[N_LOOKS] = {"regular", "bold", "italic",
                                               "bold-italic"};

/* One look of a role: its candidate files, then the face once it was asked
   for. */
struct slot {
    const char *candidates; /* as fonts.ini says them */
    const char **paths;
    size_t n_paths;
    struct place place; /* in fonts.ini */
    bool tried;         /* all candidates failed, when FONT is NULL */
    _Atomic(struct font *) font;
};

struct font_role {
    const char *name;
    struct slot slots[N_LOOKS];
};

/* Only opening a face changes a fontset; LOCK protects that. */
struct fontset {
    struct arena *arena;
    const char *path;
    struct font_role *roles;
    size_t n_roles;
    pthread_mutex_t lock;
};

/* NAME beside the file at INI_PATH, unless it is absolute. */
static const char *beside(struct arena *arena, const char *ini_path,
                          const char *name)
{
    const char *slash = strrchr(ini_path, '/');
    if (name[0] == '/' || !slash)
        return name;
    return arena_printf(arena, "%.*s/%s", (int)(slash - ini_path), ini_path,
                        name);
}

static bool read_slot(struct fontset *fonts, struct ini_section *section,
                      int look, struct slot *slot, struct diag *diag)
{
    struct ini_entry *entry = ini_section_entry(section, look_keys[look]);
    if (entry) {
        slot->candidates = entry->value;
        slot->place = entry->place;
        slot->paths =
            ini_split(fonts->arena, entry->value, '|', &slot->n_paths);
    }
    if (slot->n_paths == 0) {
        diag_report(diag, DIAG_FONT_LOOK, entry ? entry->place : section->place,
                    section->name, look_keys[look]);
        return false;
    }
    for (size_t i = 0; i < slot->n_paths; i++)
        slot->paths[i] = beside(fonts->arena, fonts->path, slot->paths[i]);
    return true;
}

static bool read_roles(struct fontset *fonts, struct ini *ini,
                       struct diag *diag)
{
    bool good = true;
    fonts->n_roles = ini->n_sections;
    fonts->roles = ARENA_ARRAY(fonts->arena, struct font_role, ini->n_sections);
    for (size_t i = 0; i < ini->n_sections; i++) {
        struct ini_section *section = ini_section(ini, ini->sections[i].name);
        fonts->roles[i].name = section->name;
        for (int look = 0; look < N_LOOKS; look++)
            if (!read_slot(fonts, section, look, &fonts->roles[i].slots[look],
                           diag))
                good = false;
    }
    ini_report_unused(ini, diag);
    return good;
}

struct fontset *fontset_open(struct input input, struct diag *diag)
{
    struct arena *arena = arena_create();
    struct fontset *fonts = ARENA_NEW(arena, struct fontset);
    fonts->arena = arena;
    fonts->path = arena_strdup(arena, input.path);
    pthread_mutex_init(&fonts->lock, NULL);
    struct ini *ini = ini_read(arena, input, diag);
    if (!ini || !read_roles(fonts, ini, diag)) {
        fontset_close(fonts);
        return NULL;
    }
    return fonts;
}

void fontset_close(struct fontset *fonts)
{
    if (!fonts)
        return;
    for (size_t i = 0; fonts->roles && i < fonts->n_roles; i++)
        for (int look = 0; look < N_LOOKS; look++)
            face_close(atomic_load(&fonts->roles[i].slots[look].font));
    pthread_mutex_destroy(&fonts->lock);
    arena_destroy(fonts->arena);
}

int fontset_count(const struct fontset *fonts)
{
    return (int)fonts->n_roles * N_LOOKS;
}

/* Reports why an existing file was not used. */
static void report_unfit(const char *path, enum face_fault fault,
                         const struct face_gap *gap, struct diag *diag)
{
    struct place place = {.file = path};
    if (fault == FACE_DAMAGED) {
        diag_report(diag, DIAG_FONT_DAMAGED, place);
    } else if (fault == FACE_NOT_TRUETYPE) {
        diag_report(diag, DIAG_FONT_NOT_TRUETYPE, place);
    } else if (fault == FACE_RESTRICTED) {
        diag_report(diag, DIAG_FONT_RESTRICTED, place);
    } else if (fault == FACE_LACKS_LETTERS) {
        struct strbuf letter = STRBUF_INIT;
        strbuf_add_code_point(&letter, gap->first);
        diag_report(diag, DIAG_FONT_LACKS_LETTERS, place, gap->count,
                    strbuf_text(&letter), (unsigned)gap->first);
        strbuf_free(&letter);
    }
}

/* The first usable candidate. A file that exists but cannot be read ends the
   search; *FAILED is then true, after a report. */
static struct font *open_slot(struct slot *slot, int index, struct diag *diag,
                              bool *failed)
{
    *failed = false;
    for (size_t i = 0; i < slot->n_paths; i++) {
        enum face_fault fault;
        struct face_gap gap;
        struct font *font =
            face_open(slot->paths[i], index, diag, &fault, &gap);
        *failed = fault == FACE_UNREADABLE;
        if (font || *failed)
            return font;
        report_unfit(slot->paths[i], fault, &gap, diag);
    }
    return NULL;
}

/* Reports when FONT, just opened, is of a different family than an earlier face
   of its role, as when only three of four files were installed. */
static void note_mixed_families(const struct font_role *role,
                                const struct font *font, struct diag *diag)
{
    for (int look = 0; look < N_LOOKS; look++) {
        const struct font *other = atomic_load(&role->slots[look].font);
        if (!other || strcmp(face_family(other), face_family(font)) == 0)
            continue;
        diag_report(diag, DIAG_FONT_MIXED,
                    (struct place){.file = font_path(font)}, face_family(font),
                    face_family(other), role->name, font_path(other));
        return;
    }
}

/* The face of one look of ROLE; the first to ask opens it.  NULL when there is
   none, or after a report; then *FAILED is true. */
static struct font *slot_font(struct fontset *fonts, struct font_role *role,
                              int look, int index, struct diag *diag,
                              bool *failed)
{
    struct slot *slot = &role->slots[look];
    struct font *font = atomic_load_explicit(&slot->font, memory_order_acquire);
    *failed = false;
    if (font)
        return font;
    pthread_mutex_lock(&fonts->lock);
    font = atomic_load(&slot->font);
    if (!font && !slot->tried) {
        font = open_slot(slot, index, diag, failed);
        if (font)
            note_mixed_families(role, font, diag);
        slot->tried = !*failed;
        atomic_store_explicit(&slot->font, font, memory_order_release);
    }
    pthread_mutex_unlock(&fonts->lock);
    return font;
}

struct font *fontset_find(struct fontset *fonts, const char *role, bool bold,
                          bool italic, struct diag *diag)
{
    int look = (bold ? LOOK_BOLD : 0) + (italic ? LOOK_ITALIC : 0);
    for (size_t i = 0; i < fonts->n_roles; i++) {
        if (strcmp(fonts->roles[i].name, role) != 0)
            continue;
        const struct slot *slot = &fonts->roles[i].slots[look];
        bool failed;
        struct font *font = slot_font(fonts, &fonts->roles[i], look,
                                      (int)i * N_LOOKS + look, diag, &failed);
        if (!font && !failed)
            diag_report(diag, DIAG_MISSING_FONT, slot->place, role,
                        look_keys[look], slot->candidates);
        return font;
    }
    diag_report(diag, DIAG_UNKNOWN_FONT, (struct place){.file = fonts->path},
                role);
    return NULL;
}
