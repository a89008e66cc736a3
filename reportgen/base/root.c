#define _GNU_SOURCE /* O_PATH, syscall */

#include "base/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As many links the kernel follows too. */
enum { MOST_LINKS = 40, DEEPEST = 64 };

enum {
    FOR_FILE = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
    FOR_FOLDER = O_PATH | O_DIRECTORY | O_CLOEXEC
};

/* ---- names --------------------------------------------------------------- */

const char *root_path(struct arena *arena, const struct root *root,
                      const char *name)
{
    size_t size = strlen(root->path);
    if (*name == '/' || size == 0 || strcmp(root->path, ".") == 0)
        return arena_strdup(arena, name);
    return arena_printf(arena, "%s%s%s", root->path,
                        root->path[size - 1] == '/' ? "" : "/", name);
}

struct root *root_at(struct arena *arena, const char *path)
{
    struct root *root = ARENA_NEW(arena, struct root);
    root->path = arena_strdup(arena, path);
    return root;
}

static struct root *copy_root(struct arena *arena, const struct root *root)
{
    struct root *copy = root_at(arena, root->path);
    if (root->within)
        copy->within = copy_root(arena, root->within);
    copy->name = arena_strdup(arena, root->name);
    copy->is_open = root->is_open;
    return copy;
}

struct root *root_below(struct arena *arena, const struct root *root,
                        const char *name)
{
    struct root *below = root_at(arena, root_path(arena, root, name));
    below->within = copy_root(arena, root);
    below->name = arena_strdup(arena, name);
    below->is_open = root->is_open;
    return below;
}

struct input input_at(const char *path)
{
    return (struct input){.name = path, .path = path};
}

struct input input_below(struct arena *arena, const struct root *root,
                         const char *name, struct place place)
{
    return (struct input){root, name, root_path(arena, root, name), place};
}

struct root *input_folder(struct arena *arena, const struct input *input)
{
    const char *slash = strrchr(input->name, '/');
    if (!slash)
        return input->root ? copy_root(arena, input->root)
                           : root_at(arena, ".");
    size_t size = slash == input->name ? 1 : (size_t)(slash - input->name);
    const char *folder = arena_strndup(arena, input->name, size);
    return input->root ? root_below(arena, input->root, folder)
                       : root_at(arena, folder);
}

/* ---- step by step -------------------------------------------------------- */

/* The way to a file: FOLDERS holds the root and, below it, each folder that
   was entered and not left again. */
struct walk {
    int folders[DEEPEST];
    int n_folders;
    int n_links;
    char rest[2 * PATH_MAX]; /* what is still to be gone */
};

static int top(const struct walk *walk)
{
    return walk->folders[walk->n_folders - 1];
}

static void leave(struct walk *walk, int n_folders)
{
    while (walk->n_folders > n_folders)
        close(walk->folders[--walk->n_folders]);
}

static bool enter(struct walk *walk, int folder)
{
    if (walk->n_folders == DEEPEST) {
        close(folder);
        errno = ENAMETOOLONG;
        return false;
    }
    walk->folders[walk->n_folders++] = folder;
    return true;
}

/* The full path of the open folder FD, or "" when the system does not tell. */
static const char *real_path(int fd, char path[PATH_MAX])
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    path[size < 0 ? 0 : size] = '\0';
    return path;
}

/* Whether PATH is FOLDER or stands below it; *REST is then what follows. */
static bool is_below(const char *path, const char *folder, const char **rest)
{
    size_t size = strlen(folder);
    if (size == 0 || strncmp(path, folder, size) != 0)
        return false;
    *rest = path + size;
    return **rest == '/' || **rest == '\0' || folder[size - 1] == '/';
}

/* Finds where the absolute PATH enters the root, which PATH may reach by
   another name than the root was opened by.  REST becomes what is left of PATH
   from there; it is resolved again below the root, so that an exchange of
   folders in between leads nowhere else.  False with errno EXDEV when PATH
   stays outside. */
static bool enter_root(const struct walk *walk, const char *path,
                       char rest[2 * PATH_MAX])
{
    char root[PATH_MAX], start[PATH_MAX], real[PATH_MAX];
    const char *below;
    size_t size = 0;
    real_path(walk->folders[0], root);
    do {
        size += strspn(path + size, "/");
        size += strcspn(path + size, "/");
        if (size >= sizeof start)
            break;
        memcpy(start, path, size);
        start[size] = '\0';
        int fd = open(start, O_PATH | O_CLOEXEC);
        if (fd < 0)
            break;
        real_path(fd, real);
        close(fd);
        if (is_below(real, root, &below) &&
            snprintf(rest, 2 * PATH_MAX, "%s%s", below, path + size) <
                2 * PATH_MAX)
            return true;
    } while (path[size] != '\0');
    errno = EXDEV;
    return false;
}

/* Goes on at the root with the absolute PATH. */
static bool start_anew(struct walk *walk, const char *path)
{
    char rest[sizeof walk->rest];
    if (!enter_root(walk, path, rest))
        return false;
    leave(walk, 1);
    strcpy(walk->rest, rest);
    return true;
}

/* Leaves the folder.  A name does not leave the root; a link may, if it comes
   back. */
static bool go_up(struct walk *walk)
{
    char root[PATH_MAX], path[2 * PATH_MAX];
    if (walk->n_folders > 1) {
        leave(walk, walk->n_folders - 1);
        return true;
    }
    const char *slash = strrchr(real_path(walk->folders[0], root), '/');
    errno = EXDEV;
    return walk->n_links > 0 && slash &&
           snprintf(path, sizeof path, "%.*s%s/", (int)(slash - root), root,
                    walk->rest) < (int)sizeof path &&
           start_anew(walk, path);
}

/* Puts NAME before what is still to be gone. */
static bool go_by(struct walk *walk, const char *name)
{
    char rest[sizeof walk->rest];
    int size = snprintf(rest, sizeof rest, "%s%s", name, walk->rest);
    if (size < 0 || size >= (int)sizeof rest) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(walk->rest, rest, (size_t)size + 1);
    return *name != '/' || start_anew(walk, rest);
}

/* A link in /etc that root has put there leads where root wants. */
static bool is_roots_own(int folder, const struct stat *link)
{
    char path[PATH_MAX];
    const char *rest;
    return link->st_uid == 0 &&
           is_below(real_path(folder, path), "/etc", &rest);
}

/* Follows the link NAME, open as LINK, or goes on at its end when it is one of
   root's own. */
static bool follow(struct walk *walk, const char *name, int link,
                   const struct stat *status)
{
    char target[PATH_MAX];
    if (++walk->n_links > MOST_LINKS) {
        errno = ELOOP;
        return false;
    }
    ssize_t size = readlinkat(link, "", target, sizeof target - 1);
    if (size < 0)
        return false;
    target[size] = '\0';
    if (!is_roots_own(top(walk), status))
        return go_by(walk, target);
    int folder = openat(top(walk), name, FOR_FOLDER);
    if (folder < 0)
        return false;
    leave(walk, 0);
    return enter(walk, folder);
}

/* The next name on the way, of less than SIZE bytes; false when there is
   none. */
static bool next_name(struct walk *walk, char *name, size_t size)
{
    const char *start = walk->rest + strspn(walk->rest, "/");
    size_t length = strcspn(start, "/");
    if (length == 0 || length >= size)
        return false;
    memcpy(name, start, length);
    name[length] = '\0';
    memmove(walk->rest, start + length, strlen(start + length) + 1);
    return true;
}

/* Goes one step, to NAME.  *FD is the file or folder that was looked for, when
   this was the last. */
static bool step(struct walk *walk, const char *name, int flags, int *fd)
{
    bool last = walk->rest[strspn(walk->rest, "/")] == '\0';
    struct stat status;
    if (strcmp(name, ".") == 0)
        return true;
    if (strcmp(name, "..") == 0)
        return go_up(walk);
    int found = openat(top(walk), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (found < 0)
        return false;
    bool good = fstat(found, &status) == 0;
    if (good && S_ISLNK(status.st_mode)) {
        if (last && is_roots_own(top(walk), &status))
            good = (*fd = openat(top(walk), name, flags)) >= 0;
        else
            good = follow(walk, name, found, &status);
    } else if (good && last) {
        good = (*fd = openat(top(walk), name, flags | O_NOFOLLOW)) >= 0;
    } else if (good && S_ISDIR(status.st_mode)) {
        return enter(walk, found);
    } else if (good) {
        errno = ENOTDIR;
        good = false;
    }
    int error = errno;
    close(found);
    errno = error;
    return good;
}

/* Opens NAME below FOLDER; -1 with errno, EXDEV when it leads out. */
static int open_by_steps(int folder, const char *name, int flags)
{
    struct walk *walk = calloc(1, sizeof *walk);
    char part[NAME_MAX + 1];
    int fd = -1;
    bool good =
        enter(walk, fcntl(folder, F_DUPFD_CLOEXEC, 0)) && go_by(walk, name);
    while (good && fd < 0 && next_name(walk, part, sizeof part))
        good = step(walk, part, flags, &fd);
    if (good && fd < 0) {
        errno = ENAMETOOLONG;
        if (walk->rest[strspn(walk->rest, "/")] == '\0')
            fd = openat(top(walk), ".", flags);
    }
    int error = errno;
    leave(walk, 0);
    free(walk);
    errno = error;
    return fd;
}

/* ---- by the kernel ------------------------------------------------------- */

#ifdef SYS_openat2
#include <linux/openat2.h>

static int open_by_kernel(int folder, const char *name, int flags)
{
    const struct open_how how = {.flags = (unsigned)flags,
                                 .resolve =
                                     RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
}
#else
static int open_by_kernel(int folder, const char *name, int flags)
{
    (void)folder;
    (void)name;
    (void)flags;
    errno = ENOSYS;
    return -1;
}
#endif

/* The kernel refuses every absolute link and knows nothing of /etc, and an old
   one or a sandbox has no such call at all. */
static int open_below(int folder, const char *name, int flags)
{
    int fd;
    do
        fd = open_by_kernel(folder, name, flags);
    while (fd < 0 && errno == EINTR);
    if (fd >= 0 || (errno != EXDEV && errno != ENOSYS && errno != EPERM &&
                    errno != EAGAIN && errno != EINVAL && errno != E2BIG))
        return fd;
    return open_by_steps(folder, name, flags);
}

/* ---- opening ------------------------------------------------------------- */

/* A link on the way to NAME that leads nowhere. */
static bool is_dangling(int folder, const char *name)
{
    struct stat status;
    char path[PATH_MAX];
    size_t size = 0;
    while (name[size] != '\0') {
        size += strspn(name + size, "/");
        size += strcspn(name + size, "/");
        if (size >= sizeof path)
            return false;
        memcpy(path, name, size);
        path[size] = '\0';
        if (fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
        if (S_ISLNK(status.st_mode) && fstatat(folder, path, &status, 0) != 0)
            return true;
    }
    return false;
}

/* Why NAME in FOLDER was not opened: errno says it. */
static enum input_state explain(int folder, const char *name)
{
    if (errno == EXDEV)
        return INPUT_OUTSIDE;
    if (errno != ENOENT && errno != ENOTDIR)
        return INPUT_UNREADABLE;
    return is_dangling(folder, name) ? INPUT_DANGLING : INPUT_ABSENT;
}

static int open_anywhere(int folder, const char *name, int flags)
{
    int fd;
    do
        fd = openat(folder, name, flags);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static enum input_state open_in(const struct root *root, const char *name,
                                int flags, int *fd);

static enum input_state open_root(const struct root *root, int *fd)
{
    if (root->within)
        return open_in(root->within, root->name, FOR_FOLDER, fd);
    const char *path = *root->path == '\0' ? "." : root->path;
    *fd = open_anywhere(AT_FDCWD, path, FOR_FOLDER);
    return *fd >= 0 ? INPUT_OPENED : explain(AT_FDCWD, path);
}

static enum input_state open_in(const struct root *root, const char *name,
                                int flags, int *fd)
{
    int folder;
    enum input_state state = open_root(root, &folder);
    if (state != INPUT_OPENED)
        return state;
    *fd = root->is_open ? open_anywhere(folder, name, flags)
                        : open_below(folder, name, flags);
    if (*fd < 0)
        state = explain(folder, name);
    int error = errno;
    close(folder);
    errno = error;
    return state;
}

enum input_state input_open(const struct input *input, int *fd)
{
    if (input->root)
        return open_in(input->root, input->name, FOR_FILE, fd);
    *fd = open_anywhere(AT_FDCWD, input->path, FOR_FILE);
    return *fd >= 0 ? INPUT_OPENED : explain(AT_FDCWD, input->path);
}

enum input_state input_look(const struct input *input)
{
    int fd;
    enum input_state state = input_open(input, &fd);
    if (state == INPUT_OPENED)
        close(fd);
    return state;
}
