#include "config/search_path.h"

#include "base/strbuf.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
    struct arena *arena;
    const char *kind;
    const char *name;
    const char *found; /* NULL until found */
    struct strbuf tried;
};

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* A place that may not be looked into is told with the reason. */
static bool try_path(struct search *search, const char *path)
{
    if (exists(path)) {
        search->found = path;
        return true;
    }
    int error = errno;
    if (search->tried.size > 0)
        strbuf_add_text(&search->tried, ", ");
    strbuf_add_text(&search->tried, path);
    if (error != ENOENT && error != ENOTDIR)
        strbuf_add_format(&search->tried, " (%s)", strerror(error));
    return false;
}

/* FOLDER/KIND/NAME, then FOLDER/NAME. */
static bool try_folder(struct search *search, const char *folder)
{
    const char *slash =
        *folder == '\0' || folder[strlen(folder) - 1] == '/' ? "" : "/";
    if (strcmp(folder, ".") == 0)
        folder = slash = "";
    return try_path(search, arena_printf(search->arena, "%s%s%s/%s", folder,
                                         slash, search->kind, search->name)) ||
           try_path(search, arena_printf(search->arena, "%s%s%s", folder, slash,
                                         search->name));
}

static bool try_environment(struct search *search)
{
    const char *list = getenv("REPORTGEN_PATH");
    while (list != NULL && *list != '\0') {
        size_t size = strcspn(list, ":");
        if (size > 0 &&
            try_folder(search, arena_strndup(search->arena, list, size)))
            return true;
        list += size + (list[size] == ':');
    }
    return false;
}

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

/* A program in build/ finds the folders of its source tree, one in PREFIX/bin
   those of its own installation, wherever that was moved. */
static bool try_beside_program(struct search *search)
{
    const char *folder = search_path_program_folder(search->arena);
    return folder != NULL &&
           (try_path(search, arena_printf(search->arena, "%s/../%s/%s", folder,
                                          search->kind, search->name)) ||
            try_path(search,
                     arena_printf(search->arena, "%s/../share/reportgen/%s/%s",
                                  folder, search->kind, search->name)));
}

/* The folders in their order, to the first that has it. */
static bool try_all(struct search *search, const char *config_folder)
{
    return (config_folder != NULL && try_folder(search, config_folder)) ||
           ((config_folder == NULL || strcmp(config_folder, ".") != 0) &&
            try_folder(search, ".")) ||
           try_environment(search) || try_folder(search, "/etc/reportgen") ||
           try_beside_program(search) || try_folder(search, DATA_FOLDER);
}

const char *search_path_find(struct arena *arena, const char *config_folder,
                             const char *kind, const char *name,
                             const char **tried)
{
    struct search search = {
        .arena = arena, .kind = kind, .name = name, .tried = STRBUF_INIT};
    if (*name == '/')
        try_path(&search, arena_strdup(arena, name));
    else if (*name != '\0')
        try_all(&search, config_folder);
    if (tried != NULL)
        *tried = arena_strdup(arena, strbuf_text(&search.tried));
    strbuf_free(&search.tried);
    return search.found;
}
