#include "base/outlock.h"

#include "base/folder_io.h"
#include "base/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME ".reportgen.lock"

enum { MOST_TRIES = 100 };

struct outlock {
    char *path;
    int dir_fd;
    int fd; /* of the lock file; -1 while not held */
};

/* ---- the folder ---------------------------------------------------------- */

static void sync_folder(const char *path)
{
    int fd = folder_open(path);
    if (fd < 0)
        return;
    (void)folder_sync(fd);
    close(fd);
}

/* Makes the folder PATH and its missing parents, each remembered on disk by
   the folder above it.  PATH is cut in places on the way and restored. */
static bool make_folders(char *path)
{
    if (folder_create(path) || errno == EEXIST)
        return true;
    char *slash = strrchr(path, '/');
    if (errno != ENOENT || !slash || slash == path)
        return false;
    *slash = '\0';
    bool ok = make_folders(path);
    *slash = '/';
    if (!ok || (!folder_create(path) && errno != EEXIST))
        return false;
    *slash = '\0';
    sync_folder(path);
    *slash = '/';
    return true;
}

/* What is written where everybody may write can be replaced by anybody. */
static bool doubt_rights(const struct outlock *lock, struct diag *diag)
{
    struct stat status;
    if (fstat(lock->dir_fd, &status) == 0 && (status.st_mode & S_IWOTH) != 0)
        diag_report(diag, DIAG_OUTPUT_OPEN_TO_ALL,
                    (struct place){.file = lock->path});
    return !diag_failed(diag);
}

void outlock_report(struct diag *diag, const char *path, int error)
{
    const struct place place = {.file = path};
    if (error == ENOMEM)
        diag_report(diag, DIAG_OUT_OF_MEMORY, place,
                    gettext("this file cannot be written"));
    else if (error == EACCES || error == EPERM || error == EROFS)
        diag_report(diag, DIAG_OUTPUT_PERMISSION, place, strerror(error));
    else if (error == EIO || error == EMFILE || error == ENFILE)
        diag_report(diag, DIAG_OUTPUT_WRITE, place, strerror(error));
    else
        diag_report(diag, DIAG_OUTPUT_CREATE, place, strerror(error));
}

static bool report(const struct outlock *lock, int error, struct diag *diag)
{
    outlock_report(diag, lock->path, error);
    return false;
}

/* ---- the lock file ------------------------------------------------------- */

static bool stat_lock(const struct outlock *lock, struct stat *status)
{
    return fstatat(lock->dir_fd, LOCK_NAME, status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Whether the open lock file is still the one in the folder. */
static bool lock_is_current(const struct outlock *lock)
{
    struct stat ours;
    struct stat theirs;
    return fstat(lock->fd, &ours) == 0 && stat_lock(lock, &theirs) &&
           ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* What stands under the lock's name and is no file, a link above all, is
   nothing that this program has made. */
static bool is_strange(const struct outlock *lock)
{
    struct stat status;
    return stat_lock(lock, &status) && !S_ISREG(status.st_mode);
}

static bool open_lock(struct outlock *lock, struct diag *diag)
{
    int error = ELOOP;
    if (!is_strange(lock)) {
        lock->fd = folder_open_at(lock->dir_fd, LOCK_NAME, O_RDWR | O_CREAT);
        error = errno;
        /* A colleague's run that was killed has left it. */
        if (lock->fd < 0 && error == EACCES)
            lock->fd = folder_open_at(lock->dir_fd, LOCK_NAME, O_RDONLY);
    }
    if (lock->fd >= 0)
        return true;
    if (is_strange(lock))
        diag_report(diag, DIAG_OUTPUT_LOCK, (struct place){.file = lock->path},
                    LOCK_NAME);
    else
        report(lock, error, diag);
    return false;
}

static bool try_lock(struct outlock *lock, struct diag *diag)
{
    while (flock(lock->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return report(lock, errno, diag);
        diag_report(diag, DIAG_OUTPUT_BUSY, (struct place){.file = lock->path});
        return false;
    }
    return true;
}

/* The lock file is removed by its owner when the lock is released, so a lock
   won on a file that is gone is no lock: try again. */
static bool take(struct outlock *lock, struct diag *diag)
{
    for (int i = 0; i < MOST_TRIES; i++) {
        if (!open_lock(lock, diag))
            return false;
        bool locked = try_lock(lock, diag);
        if (locked && lock_is_current(lock))
            return true;
        close(lock->fd);
        lock->fd = -1;
        if (!locked)
            return false;
    }
    diag_report(diag, DIAG_OUTPUT_BUSY, (struct place){.file = lock->path});
    return false;
}

/* ---- what others have left ----------------------------------------------- */

struct listener {
    const struct outlock *lock;
    struct diag *diag;
};

static void tell_fault(void *context, enum staging_fault fault,
                       const char *name)
{
    const struct listener *listener = context;
    char path[PATH_MAX + STAGED_NAME_SIZE];
    snprintf(path, sizeof path, "%s/%s", listener->lock->path, name);
    const struct place place = {.file = path};
    switch (fault) {
    case STAGING_CHANGED:
        diag_report(listener->diag, DIAG_OUTPUT_SET_GIVEN_UP, place);
        break;
    case STAGING_NO_JOURNAL:
        diag_report(listener->diag, DIAG_OUTPUT_JOURNAL, place);
        break;
    }
}

bool outlock_recover(const struct outlock *lock, pid_t owner, struct diag *diag)
{
    struct listener listener = {lock, diag};
    char name[STAGED_NAME_SIZE];
    char path[PATH_MAX + STAGED_NAME_SIZE];
    if (staging_recover(lock->dir_fd, owner, tell_fault, &listener, name)) {
        staging_sweep(lock->dir_fd, owner);
        return !diag_failed(diag);
    }
    int error = errno;
    if (strcmp(name, ".") == 0)
        return report(lock, error, diag); /* its files cannot even be listed */
    snprintf(path, sizeof path, "%s/%s", lock->path, name);
    diag_report(diag, DIAG_OUTPUT_UNFINISHED, (struct place){.file = path},
                strerror(error));
    return false;
}

/* ---- taking it ----------------------------------------------------------- */

static bool open_folder(struct outlock *lock, struct diag *diag)
{
    lock->dir_fd = make_folders(lock->path) ? folder_open(lock->path) : -1;
    return lock->dir_fd >= 0 || report(lock, errno, diag);
}

struct outlock *outlock_take(const char *path, struct diag *diag)
{
    struct outlock *lock = malloc(sizeof *lock);
    *lock = (struct outlock){.path = strdup(path), .dir_fd = -1, .fd = -1};
    if (open_folder(lock, diag) && doubt_rights(lock, diag) &&
        take(lock, diag) && outlock_recover(lock, 0, diag))
        return lock;
    outlock_release(lock);
    return NULL;
}

const char *outlock_path(const struct outlock *lock)
{
    return lock->path;
}

int outlock_folder(const struct outlock *lock)
{
    return lock->dir_fd;
}

void outlock_release(struct outlock *lock)
{
    if (!lock)
        return;
    if (lock->fd >= 0) {
        if (lock_is_current(lock))
            unlinkat(lock->dir_fd, LOCK_NAME, 0);
        close(lock->fd);
    }
    if (lock->dir_fd >= 0)
        close(lock->dir_fd);
    free(lock->path);
    free(lock);
}
