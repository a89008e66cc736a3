#include "base/wildcard.h"

#include "base/infile.h"
#include "base/near_name.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Names on their way: those that the pattern's first parts stand for. */
struct names {
    const char **items;
    size_t n;
    size_t capacity;
};

struct expansion {
    struct arena *arena;
    const char *folder;
    struct place place;
    struct diag *diag;
    bool failed;
};

bool wildcard_is_pattern(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

static void add_name(struct expansion *expansion, struct names *names,
                     const char *name)
{
    if (names->n == names->capacity) {
        size_t capacity = names->capacity * 2 + 16;
        const char **items =
            ARENA_ARRAY(expansion->arena, const char *, capacity);
        if (names->n > 0)
            memcpy(items, names->items, names->n * sizeof *items);
        names->items = items;
        names->capacity = capacity;
    }
    names->items[names->n++] = name;
}

static const char *join(struct arena *arena, const char *folder,
                        const char *name)
{
    size_t size = strlen(folder);
    if (*name == '/' || size == 0 || strcmp(folder, ".") == 0)
        return name;
    return arena_printf(arena, "%s%s%s", folder,
                        folder[size - 1] == '/' ? "" : "/", name);
}

/* How a name is opened. */
static const char *path_of(const struct expansion *expansion, const char *name)
{
    return *name == '\0' ? expansion->folder
                         : join(expansion->arena, expansion->folder, name);
}

/* A link to what is not there: a disk that is not mounted, not a file that
   nobody has. */
static bool leads_nowhere(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode) &&
           stat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static void report_folder(struct expansion *expansion, const char *path,
                          int error)
{
    const struct input folder = input_at(path);
    expansion->failed = true;
    if (leads_nowhere(path))
        infile_report_input(&folder, INPUT_DANGLING, error, expansion->diag);
    else if (error == EACCES || error == EPERM || error == ENAMETOOLONG)
        diag_report(expansion->diag, DIAG_WILDCARD_FOLDER, expansion->place,
                    path, strerror(error));
    else
        infile_report_input(&folder, INPUT_UNREADABLE, error, expansion->diag);
}

/* ---- one part of the pattern --------------------------------------------- */

/* "~$so-lieu.xlsx" says who has "so-lieu.xlsx" open in an office program; it
   is gone when that ends, and holds no table. */
static bool is_owner_file(const char *name)
{
    return strncmp(name, "~$", 2) == 0;
}

/* Adds the names in the folder BEFORE that PART stands for. */
static void list_folder(struct expansion *expansion, const char *before,
                        const char *part, struct names *found)
{
    const char *path = path_of(expansion, before);
    DIR *folder = opendir(path);
    if (!folder) {
        const int error = errno;
        if (leads_nowhere(path) || (error != ENOTDIR && error != ENOENT))
            report_folder(expansion, path, error);
        return;
    }
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(folder)))
        if (fnmatch(part, entry->d_name, FNM_PERIOD) == 0 &&
            !is_owner_file(entry->d_name))
            add_name(expansion, found,
                     join(expansion->arena, before,
                          arena_strdup(expansion->arena, entry->d_name)));
    if (errno != 0)
        report_folder(expansion, path, errno);
    closedir(folder);
}

/* Adds BEFORE/PART when it is there.  A folder that lacks the file is noted:
   it may be what the sum lacks. */
static void look_up(struct expansion *expansion, const char *before,
                    const char *part, bool is_last, struct names *found)
{
    struct stat status;
    const char *name = join(expansion->arena, before, part);
    const char *path = path_of(expansion, name);
    if (lstat(path, &status) == 0) {
        add_name(expansion, found, name);
        return;
    }
    const int error = errno;
    const char *folder = path_of(expansion, before);
    if (leads_nowhere(folder) || (error != ENOENT && error != ENOTDIR))
        report_folder(expansion, folder, error);
    else if (is_last && stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
        diag_report(expansion->diag, DIAG_WILDCARD_ABSENT, expansion->place,
                    folder, part);
}

/* Reports the files in the folder BEFORE that PART, the last of the pattern,
   may have been meant to match.  HAS_FOUND: it matches some. */
static void report_near(struct expansion *expansion, const char *before,
                        const char *part, bool has_found)
{
    const char *path = path_of(expansion, before);
    DIR *folder = opendir(path);
    const struct dirent *entry;
    if (!folder)
        return; /* that was reported */
    struct arena *scratch = arena_create();
    while ((entry = readdir(folder))) {
        if (fnmatch(part, entry->d_name, FNM_PERIOD) != 0 &&
            near_name(scratch, part, entry->d_name, !has_found))
            diag_report(expansion->diag, DIAG_WILDCARD_NEAR, expansion->place,
                        join(scratch, path, entry->d_name), part);
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    closedir(folder);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct names expand_part(struct expansion *expansion,
                                const struct names *before, const char *part,
                                bool is_last)
{
    struct names found = {0};
    for (size_t i = 0; i < before->n; i++) {
        size_t n = found.n;
        if (wildcard_is_pattern(part))
            list_folder(expansion, before->items[i], part, &found);
        else
            look_up(expansion, before->items[i], part, is_last, &found);
        if (is_last)
            report_near(expansion, before->items[i], part, found.n > n);
    }
    if (found.n > 0)
        qsort(found.items, found.n, sizeof *found.items, compare_names);
    return found;
}

/* ---- the whole pattern --------------------------------------------------- */

/* The parts before the first wildcard are taken as they stand. */
static struct names start_of(struct expansion *expansion, const char **pattern)
{
    struct names names = {0};
    const char *first = strpbrk(*pattern, "*?[");
    const char *start = first;
    while (start > *pattern && start[-1] != '/')
        start--;
    size_t size = (size_t)(start - *pattern);
    while (size > 1 && (*pattern)[size - 1] == '/')
        size--;
    add_name(expansion, &names,
             arena_strndup(expansion->arena, *pattern, size));
    *pattern = start;
    return names;
}

/* A folder that a pattern takes in is none of the files it means; one that is
   named as a file is kept, so that its reader says what is wrong. */
static void keep_files(struct expansion *expansion, const struct names *names,
                       bool are_listed, struct wildcard_match **matches,
                       size_t *n_matches)
{
    *matches = ARENA_ARRAY(expansion->arena, struct wildcard_match, names->n);
    *n_matches = 0;
    for (size_t i = 0; i < names->n; i++) {
        struct stat status;
        const char *path = path_of(expansion, names->items[i]);
        if (are_listed && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            continue;
        (*matches)[(*n_matches)++] =
            (struct wildcard_match){path, names->items[i]};
    }
}

bool wildcard_expand(struct arena *arena, const char *folder,
                     const char *pattern, struct place place,
                     struct wildcard_match **matches, size_t *n_matches,
                     struct diag *diag)
{
    struct expansion expansion = {arena, folder, place, diag, false};
    const char *rest = pattern;
    bool is_listed = false;
    struct names names = start_of(&expansion, &rest);
    while (*rest != '\0') {
        size_t size = strcspn(rest, "/");
        const char *part = arena_strndup(arena, rest, size);
        rest += size;
        rest += strspn(rest, "/");
        is_listed = wildcard_is_pattern(part);
        names = expand_part(&expansion, &names, part, *rest == '\0');
    }
    keep_files(&expansion, &names, is_listed, matches, n_matches);
    if (*n_matches == 0 && !expansion.failed)
        diag_report(diag, DIAG_WILDCARD_NOTHING, place, pattern);
    return *n_matches > 0 && !expansion.failed;
}
