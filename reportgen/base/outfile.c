#define _GNU_SOURCE /* O_TMPFILE */
#include "base/outfile.h"

#include "base/arena.h"
#include "base/folder_io.h"
#include "base/infile.h"
#include "base/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024 };

struct outfile {
    struct outdir *dir;
    struct outfile *next;
    const char *name;
    const char *path; /* the published file, as messages name it */
    const char *staged_path;
    char staged_name[STAGED_NAME_SIZE];
    unsigned number; /* in its set */
    struct slot *slot;
    int fd;
    bool closed;
    bool published;
    int error; /* errno of the first failed write */
    size_t used;
    unsigned char *buffer; /* BUFFER_SIZE bytes, to the first outfile_close() */
    int64_t size;          /* once measured, else -1 */
    char sha256[65];
};

/* A file that is to go with the set's publication. */
struct removal {
    const char *name;
    struct removal *next;
};

struct outdir {
    struct arena *arena;
    const char *path;
    int fd;       /* the lock's */
    uint32_t set; /* of its staged files */
    unsigned n_staged;
    struct outfile *files; /* in order of creation */
    struct outfile **last;
    struct removal *removals;
    bool unfinished; /* the next run renames what is staged */
};

/* ---- what a signal handler may remove ------------------------------------ */

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
    if (slot)
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

static atomic_bool any_published;

bool outfile_has_published(void)
{
    return atomic_load(&any_published);
}

/* ---- messages ------------------------------------------------------------ */

void outfile_report(struct diag *diag, const char *path, int error)
{
    if (error == ENOMEM)
        diag_report(diag, DIAG_OUT_OF_MEMORY, (struct place){.file = path},
                    gettext("this file cannot be written"));
    else if (error == EACCES || error == EPERM)
        outlock_report(diag, path, error); /* another user's file is there */
    else
        diag_report(diag, DIAG_OUTPUT_WRITE, (struct place){.file = path},
                    strerror(error));
}

static bool report_write(struct diag *diag, const char *path, int error)
{
    outfile_report(diag, path, error);
    return false;
}

/* ---- the folder ---------------------------------------------------------- */

struct outdir *outdir_open(const struct outlock *lock)
{
    struct arena *arena = arena_create();
    struct outdir *dir = ARENA_NEW(arena, struct outdir);
    dir->arena = arena;
    dir->path = arena_strdup(arena, outlock_path(lock));
    dir->last = &dir->files;
    dir->set = staging_new_set();
    dir->fd = outlock_folder(lock);
    return dir;
}

bool outdir_has(const struct outdir *dir, const char *name)
{
    struct stat status;
    return fstatat(dir->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* All SIZE bytes that FD holds, in ARENA; NULL with errno. */
static const char *read_all(int fd, size_t size, struct arena *arena)
{
    char *bytes = arena_alloc(arena, size + 1);
    size_t used = 0;
    while (used < size) {
        ssize_t n = pread(fd, bytes + used, size - used, (off_t)used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return NULL;
        }
        used += (size_t)n;
    }
    return bytes;
}

const char *outdir_read(const struct outdir *dir, const char *name,
                        size_t limit, struct arena *arena, size_t *size)
{
    struct stat status;
    const char *bytes = NULL;
    int fd = folder_open_at(dir->fd, name, O_RDONLY);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        (uintmax_t)status.st_size <= limit) {
        *size = (size_t)status.st_size;
        bytes = read_all(fd, *size, arena);
    }
    close(fd);
    return bytes;
}

void outdir_remove(struct outdir *dir, const char *name)
{
    struct removal *removal = ARENA_NEW(dir->arena, struct removal);
    removal->name = arena_strdup(dir->arena, name);
    removal->next = dir->removals;
    dir->removals = removal;
}

/* ---- staged files -------------------------------------------------------- */

/* A fresh staged file for FILE; false with errno.  It has its slot before it is
   there: a signal comes when the system has made it. */
static bool create_staged(struct outdir *dir, struct outfile *file)
{
    file->number = ++dir->n_staged;
    if (!staging_name(file->staged_name, dir->set, file->number, file->name)) {
        errno = ENAMETOOLONG;
        return false;
    }
    file->slot = slot_take(dir->fd, file->staged_name);
    file->fd =
        folder_open_at(dir->fd, file->staged_name, O_RDWR | O_CREAT | O_EXCL);
    if (file->fd < 0)
        slot_free(file->slot);
    return file->fd >= 0;
}

/* A target that no rename could replace is refused before any work. */
static int target_fault(const struct outdir *dir, const char *name)
{
    struct stat st;
    if (*name == '\0' || strpbrk(name, "/\n"))
        return EINVAL;
    if (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return S_ISDIR(st.st_mode) ? EISDIR : 0;
    return errno == ENOENT ? 0 : errno;
}

/* The descriptor's own path, if the system shows it; else that in the
   folder. */
static const char *path_of(const struct outfile *file)
{
    struct arena *arena = file->dir->arena;
    const char *path = arena_printf(arena, "/proc/self/fd/%d", file->fd);
    return access(path, F_OK) == 0
               ? path
               : arena_printf(arena, "%s/%s", file->dir->path,
                              file->staged_name);
}

struct outfile *outfile_create(struct outdir *dir, const char *name,
                               struct diag *diag)
{
    struct outfile *file = ARENA_NEW(dir->arena, struct outfile);
    file->dir = dir;
    file->name = arena_strdup(dir->arena, name);
    file->path = arena_printf(dir->arena, "%s/%s", dir->path, name);
    file->size = -1;
    int fault = target_fault(dir, name);
    if (fault == 0 && !create_staged(dir, file))
        fault = errno;
    if (fault != 0) {
        outlock_report(diag, file->path, fault);
        return NULL;
    }
    file->staged_path = path_of(file);
    *dir->last = file;
    dir->last = &file->next;
    return file;
}

const char *outfile_staged_path(const struct outfile *file)
{
    return file->staged_path;
}

int outfile_scratch(const struct outfile *file)
{
    struct outdir *dir = file->dir;
#ifdef O_TMPFILE
    int nameless = folder_open_at(dir->fd, ".", O_TMPFILE | O_RDWR | O_EXCL);
    if (nameless >= 0 || (errno != EISDIR && errno != EOPNOTSUPP &&
                          errno != EINVAL && errno != ENOENT))
        return nameless;
#endif
    /* File systems without such files: a killed run leaves it to the sweep. */
    char name[STAGED_NAME_SIZE];
    if (!staging_name(name, dir->set, ++dir->n_staged, "scratch"))
        return -1;
    int fd = folder_open_at(dir->fd, name, O_RDWR | O_CREAT | O_EXCL);
    if (fd >= 0)
        unlinkat(dir->fd, name, 0);
    return fd;
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
    if (!file->buffer)
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

bool outfile_close(struct outfile *file, struct diag *diag)
{
    flush(file);
    free(file->buffer);
    file->buffer = NULL;
    if (file->error == 0 && !folder_sync(file->fd))
        file->error = errno;
    if (file->error != 0)
        return report_write(diag, file->path, file->error);
    file->closed = true;
    return true;
}

static bool measure(struct outfile *file, struct diag *diag)
{
    if (file->size < 0)
        file->size = folder_hash(file->fd, file->sha256);
    return file->size >= 0 || report_write(diag, file->path, errno);
}

bool outfile_measure(struct outfile *file, struct diag *diag, int64_t *size,
                     char sha256[65])
{
    bool ok = measure(file, diag);
    *size = file->size;
    memcpy(sha256, file->sha256, sizeof file->sha256);
    return ok;
}

const char *outfile_read(const struct outfile *file, struct arena *arena,
                         struct diag *diag, size_t *size)
{
    struct stat status;
    const char *bytes = NULL;
    if (fstat(file->fd, &status) == 0) {
        *size = (size_t)status.st_size;
        bytes = read_all(file->fd, *size, arena);
    }
    if (!bytes)
        infile_report(diag, (struct place){.file = file->path}, errno, NULL);
    return bytes;
}

/* ---- publishing ---------------------------------------------------------- */

void outfile_withhold(struct outfile *file)
{
    file->closed = false;
}

static bool is_ready(const struct outfile *file)
{
    return file->closed && !file->published;
}

/* What will get the file's name is what was written; another user of the folder
   may have put something else there.  False after a report. */
static bool check_place(const struct outfile *file, struct diag *diag)
{
    struct stat ours, named;
    if (fstat(file->fd, &ours) != 0)
        return report_write(diag, file->path, errno);
    bool there = fstatat(file->dir->fd, file->staged_name, &named,
                         AT_SYMLINK_NOFOLLOW) == 0;
    if (!there && errno != ENOENT)
        return report_write(diag, file->path, errno);
    if (there && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
        return true;
    diag_report(diag, DIAG_OUTPUT_REPLACED, (struct place){.file = file->path},
                file->staged_name);
    return false;
}

/* Adds the set to JOURNAL; false after a report. */
static bool list_set(struct outdir *dir, struct strbuf *journal,
                     struct diag *diag)
{
    staging_begin(journal);
    for (struct outfile *file = dir->files; file; file = file->next) {
        if (!is_ready(file))
            continue;
        if (!measure(file, diag) || !check_place(file, diag))
            return false;
        staging_add_file(journal, file->number, file->size, file->sha256,
                         file->name);
    }
    for (const struct removal *removal = dir->removals; removal;
         removal = removal->next)
        staging_add_removal(journal, removal->name);
    staging_end(journal);
    return true;
}

static bool write_and_sync(int fd, const struct strbuf *text)
{
    return folder_write_fully(fd, text->data, text->size) && folder_sync(fd);
}

/* Writes the set's journal: what it says will happen from then on, at the
   latest in the next run.  False with errno, and as if nothing had been
   promised unless the set is unfinished by then. */
static bool promise(struct outdir *dir, const struct strbuf *text,
                    const char *draft, const char *journal)
{
    struct slot *slot = slot_take(dir->fd, draft);
    int fd = folder_open_at(dir->fd, draft, O_WRONLY | O_CREAT | O_EXCL);
    bool ok = fd >= 0 && write_and_sync(fd, text) &&
              renameat(dir->fd, draft, dir->fd, journal) == 0;
    int error = errno;
    if (ok && !folder_sync(dir->fd)) {
        error = errno;
        ok = false;
        dir->unfinished = unlinkat(dir->fd, journal, 0) != 0;
    } else if (!ok && fd >= 0) {
        unlinkat(dir->fd, draft, 0);
    }
    if (fd >= 0)
        close(fd);
    slot_free(slot);
    errno = error;
    return ok;
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
    for (struct outfile *file = dir->files; file; file = file->next)
        forget_slot(file);
    diag_report(diag, DIAG_OUTPUT_UNFINISHED, (struct place){.file = path},
                strerror(error));
    return false;
}

/* Renames and removes.  False after a report; when nothing was renamed yet,
   the journal is taken back. */
static bool keep_promise(struct outdir *dir, const char *journal,
                         struct diag *diag)
{
    bool first = true;
    for (struct outfile *file = dir->files; file; file = file->next) {
        if (!is_ready(file))
            continue;
        if (renameat(dir->fd, file->staged_name, dir->fd, file->name) != 0) {
            int error = errno;
            if (!first || unlinkat(dir->fd, journal, 0) != 0)
                return report_unfinished(dir, file->path, error, diag);
            return report_write(diag, file->path, error);
        }
        atomic_store(&any_published, true);
        file->published = true;
        forget_slot(file);
        first = false;
    }
    for (const struct removal *removal = dir->removals; removal;
         removal = removal->next)
        if (!staging_remove(dir->fd, removal->name))
            return report_unfinished(
                dir,
                arena_printf(dir->arena, "%s/%s", dir->path, removal->name),
                errno, diag);
    return folder_sync(dir->fd) ||
           report_unfinished(dir, dir->path, errno, diag);
}

/* A journal that stays behind says nothing that is still to be done, unless
   something of the same name came later: then it must be gone for good. */
static void drop_journal(struct outdir *dir, const char *journal)
{
    (void)unlinkat(dir->fd, journal, 0);
    if (dir->removals)
        (void)folder_sync(dir->fd);
}

static bool publish_set(struct outdir *dir, const struct strbuf *text,
                        struct diag *diag)
{
    char draft[STAGED_NAME_SIZE];
    char journal[STAGED_NAME_SIZE];
    staging_journal_names(draft, journal, dir->set);
    if (!promise(dir, text, draft, journal))
        return dir->unfinished ? report_unfinished(dir, dir->path, errno, diag)
                               : report_write(diag, dir->path, errno);
    bool ok = keep_promise(dir, journal, diag);
    if (ok)
        drop_journal(dir, journal);
    return ok;
}

/* A signal that would end the process waits until the set has its names, or
   none of it has. */
bool outdir_publish(struct outdir *dir, struct diag *diag)
{
    struct strbuf text = STRBUF_INIT;
    sigset_t all, before;
    bool any = dir->removals != NULL;
    for (struct outfile *file = dir->files; file; file = file->next)
        any = any || is_ready(file);
    if (!any)
        return true;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    bool ok = list_set(dir, &text, diag) && publish_set(dir, &text, diag);
    sigprocmask(SIG_SETMASK, &before, NULL);
    strbuf_free(&text);
    return ok;
}

static void discard(struct outfile *file)
{
    free(file->buffer);
    if (!file->published && !(file->dir->unfinished && file->closed)) {
        unlinkat(file->dir->fd, file->staged_name, 0);
        slot_free(file->slot);
    }
    close(file->fd);
}

void outdir_close(struct outdir *dir)
{
    if (!dir)
        return;
    for (struct outfile *file = dir->files; file; file = file->next)
        discard(file);
    arena_destroy(dir->arena);
}
