#include "base/outfile.h"

#include "base/arena.h"
#include "base/folder_io.h"
#include "base/sha256.h"
#include "base/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Linux keeps the memory objects of POSIX there. */
#define MEMORY_FOLDER "/dev/shm"
#define LOCK_NAME     ".reportgen.lock"
#define SCRATCH_NAME  ".reportgen-scratch"

enum {
    BUFFER_SIZE = 64 * 1024,
    MOST_IN_MEMORY = 1 << 20, /* bytes */
    MEMORY_ROOM = 32 << 20
};

struct outfile {
    struct outdir *dir;
    struct outfile *next;
    const char *name;
    const char *path; /* the published file, as messages name it */
    const char *staged_path;
    char staged_name[STAGED_NAME_SIZE];
    struct slot *slot;
    int fd; /* -1 once closed */
    bool closed;
    bool published;
    int error; /* errno of the first failed write */
    size_t used;
    unsigned char *buffer; /* BUFFER_SIZE bytes, to the first outfile_close() */
};

struct outlock {
    char *path;
    int dir_fd;
    int fd; /* of the lock file; -1 while not held */
};

struct outdir {
    struct arena *arena;
    const char *path;
    int fd;
    uint32_t set; /* of its staged files */
    unsigned n_staged;
    struct outfile *files; /* in order of creation */
    struct outfile **last;
    bool unfinished; /* the next run renames what is staged */
};

/* ---- what a signal handler may remove ---- */

/* The staged files of the process.  A slot is filled before it is marked
   staged and emptied after it is marked free, so that a handler never sees
   half a name; files beyond the last slot wait for the next run's sweep. */
enum slot_state { SLOT_FREE, SLOT_TAKEN, SLOT_STAGED };

static struct slot {
    atomic_int state;
    pid_t owner; /* a forked worker leaves its parent's files alone */
    int dir_fd;
    char name[STAGED_NAME_SIZE];
} slots[64];

static struct slot *slot_take(int dir_fd, const char *name)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        int expected = SLOT_FREE;
        if (!atomic_compare_exchange_strong(&slots[i].state, &expected,
                                            SLOT_TAKEN))
            continue;
        slots[i].owner = getpid();
        slots[i].dir_fd = dir_fd;
        strcpy(slots[i].name, name);
        atomic_store(&slots[i].state, SLOT_STAGED);
        return &slots[i];
    }
    return NULL;
}

static void slot_free(struct slot *slot)
{
    if (slot != NULL)
        atomic_store(&slot->state, SLOT_FREE);
}

void outfile_remove_staged(void)
{
    const int saved = errno;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (atomic_load(&slots[i].state) == SLOT_STAGED &&
            slots[i].owner == getpid())
            unlinkat(slots[i].dir_fd, slots[i].name, 0);
    errno = saved;
}

/* ---- messages ---- */

static bool report_create(struct diag *diag, const char *path, int error)
{
    bool denied = error == EACCES || error == EPERM || error == EROFS;
    diag_report(diag, denied ? DIAG_OUTPUT_PERMISSION : DIAG_OUTPUT_CREATE,
                (struct place){.file = path}, strerror(error));
    return false;
}

static bool report_write(struct diag *diag, const char *path, int error)
{
    diag_report(diag, DIAG_OUTPUT_WRITE, (struct place){.file = path},
                strerror(error));
    return false;
}

/* ---- the folder ---- */

static void sync_folder(const char *path)
{
    int fd = folder_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        return;
    (void)folder_sync(fd);
    close(fd);
}

/* Makes the folder PATH and its missing parents, each remembered on disk by
   the folder above it.  PATH is cut in places on the way and restored. */
static bool make_folders(char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    char *slash = strrchr(path, '/');
    if (errno != ENOENT || slash == NULL || slash == path)
        return false;
    *slash = '\0';
    bool ok = make_folders(path);
    *slash = '/';
    if (!ok || (mkdir(path, 0777) != 0 && errno != EEXIST))
        return false;
    *slash = '\0';
    sync_folder(path);
    *slash = '/';
    return true;
}

/* ---- the lock ---- */

/* Whether the open lock file is still the one in the folder. */
static bool lock_is_current(const struct outlock *lock)
{
    struct stat ours;
    struct stat theirs;
    return fstat(lock->fd, &ours) == 0 &&
           fstatat(lock->dir_fd, LOCK_NAME, &theirs, 0) == 0 &&
           ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

static bool try_lock(struct outlock *lock, struct diag *diag)
{
    while (flock(lock->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return report_create(diag, lock->path, errno);
        diag_report(diag, DIAG_OUTPUT_BUSY, (struct place){.file = lock->path});
        return false;
    }
    return true;
}

/* The lock file is removed by its owner when the lock is released, so a lock
   won on a file that is gone is no lock: try again. */
static bool take(struct outlock *lock, struct diag *diag)
{
    for (;;) {
        lock->fd = folder_open_at(lock->dir_fd, LOCK_NAME, O_RDWR | O_CREAT);
        if (lock->fd < 0)
            return report_create(diag, lock->path, errno);
        bool locked = try_lock(lock, diag);
        if (locked && lock_is_current(lock))
            return true;
        close(lock->fd);
        lock->fd = -1;
        if (!locked)
            return false;
    }
}

static bool is_any_name(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static void remove_entries(int dir_fd, const char *folder,
                           bool (*is_ours)(const char *name))
{
    int fd = folder_open_at(dir_fd, folder, O_RDONLY | O_DIRECTORY);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (entries == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (is_ours(entry->d_name))
            unlinkat(fd, entry->d_name, 0);
    closedir(entries);
}

/* Removes what a killed run left; we hold the lock, so nobody uses it. */
static void sweep(int dir_fd)
{
    remove_entries(dir_fd, ".", staging_is_staged);
    remove_entries(dir_fd, SCRATCH_NAME, is_any_name);
    unlinkat(dir_fd, SCRATCH_NAME, AT_REMOVEDIR);
}

static int open_folder(const char *path)
{
    return folder_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}

struct outlock *outlock_take(const char *path, struct diag *diag)
{
    struct outlock *lock = calloc(1, sizeof *lock);
    if (lock == NULL)
        abort();
    lock->path = strdup(path);
    lock->fd = -1;
    lock->dir_fd = make_folders(lock->path) ? open_folder(path) : -1;
    bool ok =
        lock->dir_fd >= 0 ? take(lock, diag) : report_create(diag, path, errno);
    if (!ok) {
        outlock_release(lock);
        return NULL;
    }
    if (!staging_recover(lock->dir_fd)) {
        report_write(diag, path, errno);
        outlock_release(lock);
        return NULL;
    }
    sweep(lock->dir_fd);
    return lock;
}

void outlock_release(struct outlock *lock)
{
    if (lock == NULL)
        return;
    if (lock->fd >= 0) {
        unlinkat(lock->dir_fd, SCRATCH_NAME, AT_REMOVEDIR);
        unlinkat(lock->dir_fd, LOCK_NAME, 0);
        close(lock->fd);
    }
    if (lock->dir_fd >= 0)
        close(lock->dir_fd);
    free(lock->path);
    free(lock);
}

struct outdir *outdir_open(const char *path, struct diag *diag)
{
    struct arena *arena = arena_create();
    struct outdir *dir = ARENA_NEW(arena, struct outdir);
    dir->arena = arena;
    dir->path = arena_strdup(arena, path);
    dir->last = &dir->files;
    dir->set = staging_new_set();
    dir->fd = open_folder(path);
    if (dir->fd < 0) {
        report_create(diag, path, errno);
        arena_destroy(arena);
        return NULL;
    }
    return dir;
}

/* ---- staged files ---- */

/* A fresh staged file for FILE; false with errno.  It has its slot before it is
   there: a signal comes when the system has made it. */
static bool create_staged(struct outdir *dir, struct outfile *file)
{
    if (!staging_name(file->staged_name, dir->set, ++dir->n_staged,
                      file->name)) {
        errno = ENAMETOOLONG;
        return false;
    }
    file->slot = slot_take(dir->fd, file->staged_name);
    file->fd =
        folder_open_at(dir->fd, file->staged_name, O_WRONLY | O_CREAT | O_EXCL);
    if (file->fd < 0)
        slot_free(file->slot);
    return file->fd >= 0;
}

/* A target that no rename could replace is refused before any work. */
static int target_fault(const struct outdir *dir, const char *name)
{
    struct stat st;
    if (*name == '\0' || strpbrk(name, "/\n") != NULL)
        return EINVAL;
    if (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return S_ISDIR(st.st_mode) ? EISDIR : 0;
    return errno == ENOENT ? 0 : errno;
}

struct outfile *outfile_create(struct outdir *dir, const char *name,
                               struct diag *diag)
{
    struct outfile *file = ARENA_NEW(dir->arena, struct outfile);
    file->dir = dir;
    file->name = arena_strdup(dir->arena, name);
    file->path = arena_printf(dir->arena, "%s/%s", dir->path, name);
    int fault = target_fault(dir, name);
    if (fault == 0 && !create_staged(dir, file))
        fault = errno;
    if (fault != 0) {
        report_create(diag, file->path, fault);
        return NULL;
    }
    file->staged_path =
        arena_printf(dir->arena, "%s/%s", dir->path, file->staged_name);
    *dir->last = file;
    dir->last = &file->next;
    return file;
}

const char *outfile_staged_path(const struct outfile *file)
{
    return file->staged_path;
}

/* Room for all workers of a batch is asked for, so that none runs out. */
static bool has_memory_folder(void)
{
    struct statvfs room;
    return access(MEMORY_FOLDER, W_OK | X_OK) == 0 &&
           statvfs(MEMORY_FOLDER, &room) == 0 &&
           (room.f_flag & ST_RDONLY) == 0 &&
           room.f_bavail * (uint64_t)room.f_frsize >= MEMORY_ROOM;
}

const char *outfile_scratch(const struct outfile *file, uint64_t size)
{
    struct outdir *dir = file->dir;
    if (size <= MOST_IN_MEMORY && has_memory_folder())
        return MEMORY_FOLDER;
    if (mkdirat(dir->fd, SCRATCH_NAME, 0700) != 0 && errno != EEXIST)
        return dir->path;
    return arena_printf(dir->arena, "%s/" SCRATCH_NAME, dir->path);
}

const char *outfile_path(const struct outfile *file)
{
    return file->path;
}

static void write_out(struct outfile *file, const unsigned char *bytes,
                      size_t size)
{
    if (file->error == 0 && !folder_write_fully(file->fd, bytes, size))
        file->error = errno;
}

static void flush(struct outfile *file)
{
    write_out(file, file->buffer, file->used);
    file->used = 0;
}

bool outfile_write(struct outfile *file, const void *bytes, size_t size)
{
    if (file->buffer == NULL)
        file->buffer = malloc(BUFFER_SIZE);
    if (size > BUFFER_SIZE - file->used)
        flush(file);
    if (size > BUFFER_SIZE) {
        write_out(file, bytes, size);
    } else if (size > 0) {
        memcpy(file->buffer + file->used, bytes, size);
        file->used += size;
    }
    return file->error == 0;
}

/* A library that wrote by name may have put another file in ours' place. */
static bool is_replaced(const struct outfile *file)
{
    struct stat ours, named;
    return fstat(file->fd, &ours) != 0 ||
           fstatat(file->dir->fd, file->staged_name, &named,
                   AT_SYMLINK_NOFOLLOW) != 0 ||
           ours.st_ino != named.st_ino || ours.st_dev != named.st_dev;
}

static bool sync_by_name(const struct outfile *file)
{
    int fd = folder_open_at(file->dir->fd, file->staged_name, O_RDONLY);
    if (fd < 0)
        return false;
    bool ok = folder_sync(fd);
    int error = errno;
    close(fd);
    errno = error;
    return ok;
}

bool outfile_close(struct outfile *file, struct diag *diag)
{
    flush(file);
    free(file->buffer);
    file->buffer = NULL;
    bool replaced = is_replaced(file);
    if (file->error == 0 && !folder_sync(file->fd))
        file->error = errno;
    if (close(file->fd) != 0 && file->error == 0 && errno != EINTR)
        file->error = errno;
    file->fd = -1;
    if (file->error == 0 && replaced && !sync_by_name(file))
        file->error = errno;
    if (file->error != 0)
        return report_write(diag, file->path, file->error);
    file->closed = true;
    return true;
}

/* Hashes the whole of FD; -1 with errno. */
static int64_t hash_all(int fd, char hex[65])
{
    unsigned char bytes[BUFFER_SIZE];
    int64_t size = 0;
    ssize_t n;
    struct sha256 *sha = sha256_create();
    while ((n = read(fd, bytes, sizeof bytes)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        sha256_add(sha, bytes, (size_t)n);
        size += n;
    }
    sha256_finish(sha, hex);
    return n < 0 ? -1 : size;
}

bool outfile_measure(struct outfile *file, struct diag *diag, int64_t *size,
                     char sha256[65])
{
    int fd = folder_open_at(file->dir->fd, file->staged_name, O_RDONLY);
    *size = fd < 0 ? -1 : hash_all(fd, sha256);
    int error = errno;
    if (fd >= 0)
        close(fd);
    return *size >= 0 || report_write(diag, file->path, error);
}

/* ---- publishing ---- */

void outfile_withhold(struct outfile *file)
{
    file->closed = false;
}

static bool is_ready(const struct outfile *file)
{
    return file->closed && !file->published;
}

/* A file that was needed on the way only must be gone before the set is
   marked: all that is staged then gets its name. */
static void drop_withheld(struct outdir *dir)
{
    for (struct outfile *file = dir->files; file != NULL; file = file->next)
        if (!file->closed)
            unlinkat(dir->fd, file->staged_name, 0);
}

static struct outfile *last_ready(struct outdir *dir)
{
    struct outfile *last = NULL;
    for (struct outfile *file = dir->files; file != NULL; file = file->next)
        if (is_ready(file))
            last = file;
    return last;
}

/* Marks the set: its renames will happen from then on, at the latest in the
   next run. */
static bool promise(struct outdir *dir, struct outfile *marker,
                    struct diag *diag)
{
    char name[STAGED_NAME_SIZE];
    staging_marker_name(name, marker->staged_name);
    if (renameat(dir->fd, marker->staged_name, dir->fd, name) != 0)
        return report_write(diag, marker->path, errno);
    memcpy(marker->staged_name, name, sizeof name);
    return folder_sync(dir->fd) || report_write(diag, dir->path, errno);
}

/* Without its marker the set is as if it had never been staged. */
static void retract(struct outdir *dir, const struct outfile *marker)
{
    unlinkat(dir->fd, marker->staged_name, 0);
}

/* No signal may remove the staged file any more. */
static void forget_slot(struct outfile *file)
{
    slot_free(file->slot);
    file->slot = NULL;
}

/* Once a file has its name the others must follow: the rest stays staged, so
   that the next run can do what this one could not. */
static bool report_unfinished(struct outdir *dir, const char *path, int error,
                              struct diag *diag)
{
    dir->unfinished = true;
    for (struct outfile *file = dir->files; file != NULL; file = file->next)
        forget_slot(file);
    diag_report(diag, DIAG_OUTPUT_UNFINISHED, (struct place){.file = path},
                strerror(error));
    return false;
}

static bool rename_all(struct outdir *dir, struct diag *diag)
{
    bool first = true;
    for (struct outfile *file = dir->files; file != NULL; file = file->next) {
        if (!is_ready(file))
            continue;
        if (renameat(dir->fd, file->staged_name, dir->fd, file->name) != 0)
            return first ? report_write(diag, file->path, errno)
                         : report_unfinished(dir, file->path, errno, diag);
        file->published = true;
        forget_slot(file);
        first = false;
    }
    return folder_sync(dir->fd) ||
           report_unfinished(dir, dir->path, errno, diag);
}

static bool publish_set(struct outdir *dir, struct outfile *marker,
                        struct diag *diag)
{
    drop_withheld(dir);
    bool ok = promise(dir, marker, diag) && rename_all(dir, diag);
    if (!ok && !dir->unfinished)
        retract(dir, marker);
    return ok;
}

/* A signal that would end the process waits until the set has its names, or
   none of it has. */
bool outdir_publish(struct outdir *dir, struct diag *diag)
{
    struct outfile *marker = last_ready(dir);
    sigset_t all, before;
    if (marker == NULL)
        return true;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    bool ok = publish_set(dir, marker, diag);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static void discard(struct outfile *file)
{
    free(file->buffer);
    if (file->fd >= 0)
        close(file->fd);
    if (!file->published && !(file->dir->unfinished && file->closed)) {
        unlinkat(file->dir->fd, file->staged_name, 0);
        slot_free(file->slot);
    }
}

void outdir_close(struct outdir *dir)
{
    if (dir == NULL)
        return;
    for (struct outfile *file = dir->files; file != NULL; file = file->next)
        discard(file);
    if (dir->fd >= 0)
        close(dir->fd);
    arena_destroy(dir->arena);
}
