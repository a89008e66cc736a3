#include "config/search_path.h"

#include "base/infile.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the folders of all configurations ----------------------------------- */

const char *search_path_program_folder(struct arena *arena)
{
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    if (size <= 0 || size == (ssize_t)sizeof path)
        return NULL;
    while (size > 0 && path[size - 1] != '/')
        size--;
    return arena_strndup(arena, path, size > 1 ? (size_t)size - 1 : 1);
}

struct folder_list {
    struct arena *arena;
    struct search_folder *folders;
    size_t n;
    size_t capacity;
};

static void add_folder(struct folder_list *list, const char *path,
                       bool only_kinds)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->folders[i].path, path) == 0) {
            list->folders[i].only_kinds &= only_kinds;
            return;
        }
    if (list->n == list->capacity) {
        list->capacity = list->capacity * 2 + 8;
        struct search_folder *larger =
            ARENA_ARRAY(list->arena, struct search_folder, list->capacity);
        if (list->n > 0)
            memcpy(larger, list->folders, list->n * sizeof *larger);
        list->folders = larger;
    }
    list->folders[list->n++] = (struct search_folder){path, only_kinds};
}

static void add_environment(struct folder_list *list)
{
    const char *paths = getenv("REPORTGEN_PATH");
    while (paths && *paths != '\0') {
        size_t size = strcspn(paths, ":");
        if (size > 0)
            add_folder(list, arena_strndup(list->arena, paths, size), false);
        paths += size + (paths[size] == ':');
    }
}

/* A program in build/ finds the folders of its source tree, one in PREFIX/bin
   those of its own installation, wherever that was moved. */
static void add_beside_program(struct folder_list *list)
{
    static const char *const folders[] = {"", "/share/reportgen"};
    const char *program = search_path_program_folder(list->arena);
    const char *slash = program ? strrchr(program, '/') : NULL;
    if (!slash)
        return;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *path = arena_printf(
            list->arena, "%.*s%s", (int)(slash - program), program, folders[i]);
        add_folder(list, *path ? path : "/", true);
    }
}

const struct search_folder *search_path_folders(struct arena *arena,
                                                size_t *n_folders)
{
    struct folder_list list = {.arena = arena};
    add_environment(&list);
    add_folder(&list, "/etc/reportgen", false);
    add_beside_program(&list);
    add_folder(&list, DATA_FOLDER, false);
    *n_folders = list.n;
    return list.folders;
}

/* ---- the search ---------------------------------------------------------- */

/* The places where a file may be, in their order. */
struct places {
    struct arena *arena;
    const struct search *search;
    struct input *inputs;
    size_t n_inputs;
    size_t capacity;
};

static void add_place(struct places *places, const struct root *root,
                      const char *name)
{
    if (places->n_inputs == places->capacity) {
        size_t capacity = places->capacity * 2 + 16;
        struct input *inputs =
            ARENA_ARRAY(places->arena, struct input, capacity);
        if (places->n_inputs > 0)
            memcpy(inputs, places->inputs, places->n_inputs * sizeof *inputs);
        places->inputs = inputs;
        places->capacity = capacity;
    }
    places->inputs[places->n_inputs++] =
        input_below(places->arena, root, name, places->search->place);
}

static const char *in_kind(const struct places *places)
{
    return arena_printf(places->arena, "%s/%s", places->search->kind,
                        places->search->file);
}

/* FOLDER/KIND/FILE, then (if not ONLY_KIND) FOLDER/FILE; a full path is looked
   for as it is. */
static void add_root(struct places *places, const struct root *root,
                     bool only_kind)
{
    if (*places->search->file != '/')
        add_place(places, root, in_kind(places));
    if (!only_kind)
        add_place(places, root, places->search->file);
}

static struct root *folder_at(const struct places *places, const char *path)
{
    const struct root *own = places->search->folder;
    struct root *root = root_at(places->arena, path);
    root->is_open = own && own->is_open;
    return root;
}

static void report_absent(const struct places *places, struct diag *diag)
{
    const struct search *search = places->search;
    struct strbuf tried = STRBUF_INIT;
    for (size_t i = 0; i < places->n_inputs; i++) {
        if (i > 0)
            strbuf_add_text(&tried, ", ");
        strbuf_add_text(&tried, places->inputs[i].path);
    }
    diag_report_chosen(diag, search->absent, search->place, search->name,
                       strbuf_text(&tried));
    strbuf_free(&tried);
}

bool search_path_find(struct arena *arena, const struct search *search,
                      struct diag *diag, struct input *found)
{
    struct places places = {.arena = arena, .search = search};
    bool failed;
    size_t n_folders;
    const struct search_folder *folders =
        search_path_folders(arena, &n_folders);
    if (search->folder)
        add_root(&places, search->folder, false);
    for (size_t i = 0; i < n_folders; i++)
        if (*search->file != '/' || !folders[i].only_kinds)
            add_root(&places, folder_at(&places, folders[i].path),
                     folders[i].only_kinds);
    if (infile_find(places.inputs, places.n_inputs, diag, found, &failed))
        return true;
    if (!failed)
        report_absent(&places, diag);
    return false;
}
