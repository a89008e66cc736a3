#include "run_shared.h"

#include "base/infile.h"
#include "base/unicode.h"
#include "config/search_path.h"
#include "schema/place_map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

struct run_shared {
    struct breaker *breaker;
    struct fontset *fonts; /* of FONTS_PATH */
    char *fonts_path;
    struct pdf_memo *memo; /* belongs to FONTS */
    /* Each has its own arena, and is NULL when there were messages about it. */
    const struct schema *schema;
    struct arena *schema_arena;
    const struct form *form;
    struct arena *form_arena;
    char *form_path;
    struct store *whole;
    struct arena *whole_arena;
    char *whole_config;
    pid_t whole_process;
};

struct run_shared *run_shared_open(void)
{
    struct run_shared *shared = calloc(1, sizeof *shared);
    if (!shared)
        abort();
    return shared;
}

/* ---- the dataset of all values ------------------------------------------- */

/* A child does not close what its parent has open. */
static void drop_whole(struct run_shared *shared)
{
    if (shared->whole && shared->whole_process == getpid()) {
        store_destroy(shared->whole);
        arena_destroy(shared->whole_arena);
    }
    free(shared->whole_config);
    shared->whole = NULL;
    shared->whole_config = NULL;
}

struct store *run_shared_whole(const struct run_shared *shared,
                               const char *config)
{
    return shared->whole && shared->whole_process == getpid() &&
                   strcmp(shared->whole_config, config) == 0
               ? shared->whole
               : NULL;
}

void run_shared_keep_whole(struct run_shared *shared, const char *config,
                           struct store *store, struct arena *arena)
{
    drop_whole(shared);
    shared->whole = store;
    shared->whole_arena = arena;
    shared->whole_config = strdup(config);
    shared->whole_process = getpid();
}

void run_shared_close(struct run_shared *shared)
{
    if (!shared)
        return;
    drop_whole(shared);
    breaker_close(shared->breaker);
    pdf_memo_destroy(shared->memo);
    fontset_close(shared->fonts);
    free(shared->fonts_path);
    free(shared->form_path);
    arena_destroy(shared->schema_arena);
    arena_destroy(shared->form_arena);
    free(shared);
}

/* ---- typesetting --------------------------------------------------------- */

static struct fontset *fonts_of(struct run_shared *shared, struct input input,
                                struct diag *diag)
{
    if (shared->fonts_path && strcmp(shared->fonts_path, input.path) == 0)
        return shared->fonts;
    pdf_memo_destroy(shared->memo);
    shared->memo = NULL;
    fontset_close(shared->fonts);
    free(shared->fonts_path);
    shared->fonts_path = NULL;
    shared->fonts = fontset_open(input, diag);
    if (shared->fonts)
        shared->fonts_path = strdup(input.path);
    return shared->fonts;
}

struct fontset *run_shared_fonts(struct run_shared *shared,
                                 const struct config *config, struct diag *diag)
{
    struct fontset *fonts = NULL;
    struct arena *arena = arena_create();
    struct input found;
    const struct search search = {.folder = config->ini->folder,
                                  .kind = "fonts",
                                  .file = "fonts.ini",
                                  .name = "fonts.ini",
                                  .absent = DIAG_FONTS_NOT_FOUND};
    if (search_path_find(arena, &search, diag, &found))
        fonts = fonts_of(shared, found, diag);
    arena_destroy(arena);
    return fonts;
}

struct pdf_memo *run_shared_memo(struct run_shared *shared)
{
    if (!shared->memo)
        shared->memo = pdf_memo_create();
    return shared->memo;
}

struct breaker *run_shared_breaker(struct run_shared *shared)
{
    if (!shared->breaker)
        shared->breaker = breaker_open();
    return shared->breaker;
}

/* ---- the schema ---------------------------------------------------------- */

enum { LARGEST_INI = 256 * 1024 };

static bool holds(struct arena *arena, const struct input *input,
                  const char *sha256)
{
    struct infile file;
    struct diag *unheard = diag_create(NULL, NULL, false);
    bool same = infile_read_input(arena, input, LARGEST_INI, unheard, &file) &&
                strcmp(file.sha256, sha256) == 0;
    diag_destroy(unheard);
    return same;
}

/* True when a configuration in FOLDER finds the map of places MAP. */
static bool finds(struct arena *arena, const struct root *folder,
                  const struct place_map *map)
{
    const struct search search = {.folder = folder,
                                  .kind = "layouts",
                                  .file = place_map_file(arena, map->name),
                                  .name = map->name,
                                  .absent = DIAG_PLACES_NOT_FOUND};
    struct input input;
    struct diag *unheard = diag_create(NULL, NULL, false);
    bool found = search_path_find(arena, &search, unheard, &input);
    diag_destroy(unheard);
    return found && strcmp(input.path, map->path) == 0 &&
           holds(arena, &input, map->sha256);
}

static bool is_same(const struct schema *schema, const struct input *input,
                    const struct root *folder)
{
    struct arena *arena = arena_create();
    bool same = strcmp(schema->path, input->path) == 0 &&
                holds(arena, input, schema->ini->sha256);
    for (size_t i = 0; same && i < schema->n_places; i++)
        same = finds(arena, folder, schema->places[i]);
    arena_destroy(arena);
    return same;
}

static size_t n_messages(const struct diag *diag)
{
    size_t n;
    diag_messages(diag, &n);
    return n;
}

const struct schema *run_shared_schema(struct run_shared *shared,
                                       struct input input,
                                       const struct root *folder,
                                       struct diag *diag)
{
    if (shared->schema && is_same(shared->schema, &input, folder))
        return shared->schema;
    size_t before = n_messages(diag);
    arena_destroy(shared->schema_arena);
    shared->schema_arena = arena_create();
    const struct schema *schema =
        schema_read(shared->schema_arena, input, folder, diag);
    shared->schema = n_messages(diag) == before ? schema : NULL;
    return schema;
}

/* ---- the form ------------------------------------------------------------ */

/* One that extends another is read again. */
static bool is_same_form(const struct run_shared *shared,
                         const struct input *input)
{
    struct arena *arena = arena_create();
    size_t n;
    const struct document_input *inputs = form_inputs(arena, shared->form, &n);
    bool same = n == 1 && strcmp(shared->form_path, input->path) == 0 &&
                holds(arena, input, inputs[0].sha256);
    arena_destroy(arena);
    return same;
}

const struct form *run_shared_form(struct run_shared *shared,
                                   struct input input, struct diag *diag)
{
    if (shared->form && is_same_form(shared, &input))
        return shared->form;
    size_t before = n_messages(diag);
    arena_destroy(shared->form_arena);
    shared->form_arena = arena_create();
    free(shared->form_path);
    shared->form_path = strdup(input.path);
    const struct form *form = form_read(shared->form_arena, input, diag);
    shared->form = n_messages(diag) == before ? form : NULL;
    return form;
}
