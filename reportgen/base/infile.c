#include "base/infile.h"

#include "base/sha256.h"
#include "base/unicode.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_text(const char *name)
{
    size_t bad;
    return unicode_is_valid(name, strlen(name), &bad);
}

/* A name in the folder of PATH that differs only in letter case or Unicode
   composition, which other systems treat as the same; or NULL. */
static const char *find_alike(struct arena *arena, const char *path)
{
    if (!is_text(path))
        return NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *folder =
        slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : ".";
    const char *wanted = unicode_fold(arena, name);
    const char *found = NULL;
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    while (dir && !found && (entry = readdir(dir)))
        if (is_text(entry->d_name) &&
            strcmp(unicode_fold(arena, entry->d_name), wanted) == 0)
            found = arena_strdup(arena, entry->d_name);
    if (dir)
        closedir(dir);
    return found;
}

void infile_report(struct diag *diag, struct place place, int error,
                   const char *reason)
{
    if (!reason)
        reason = strerror(error);
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        diag_report(diag, DIAG_FILE_MISSING, place, reason);
        break;
    case ELOOP:
        diag_report(diag, DIAG_LINK_LOOP, place);
        break;
    case ENXIO: /* a socket */
        diag_report(diag, DIAG_FILE_NOT_REGULAR, place);
        break;
    case EACCES:
    case EPERM:
        diag_report(diag, DIAG_FILE_PERMISSION, place, reason);
        break;
    case ENOMEM:
        diag_report(diag, DIAG_OUT_OF_MEMORY, place,
                    gettext("this file cannot be read"));
        break;
    default: /* EIO, EMFILE, ENFILE, ESTALE...: it may be there and whole */
        diag_report(diag, DIAG_FILE_READ, place, reason);
    }
}

/* Also names the file that may be meant. */
static void report_error(const char *path, int error, struct diag *diag)
{
    const struct place place = {.file = path};
    struct arena *arena = arena_create();
    const char *reason = strerror(error);
    const char *alike = error == ENOENT ? find_alike(arena, path) : NULL;
    if (alike)
        reason = arena_printf(
            arena, "%s%s", reason,
            arena_printf(arena, gettext("; did you mean “%s”?"), alike));
    infile_report(diag, place, error, reason);
    arena_destroy(arena);
}

void infile_report_input(const struct input *input, enum input_state state,
                         int error, struct diag *diag)
{
    const struct place place = {.file = input->path};
    switch (state) {
    case INPUT_OPENED:
        break;
    case INPUT_ABSENT:
    case INPUT_UNREADABLE:
        report_error(input->path, error, diag);
        break;
    case INPUT_DANGLING:
        diag_report(diag, DIAG_DANGLING_LINK, place);
        break;
    case INPUT_OUTSIDE:
        diag_report(diag, DIAG_OUTSIDE_ROOT,
                    input->place.file ? input->place : place, input->name,
                    input->root->path);
        break;
    }
}

bool infile_find(const struct input *inputs, size_t n, struct diag *diag,
                 struct input *found, bool *failed)
{
    const struct input *outside = NULL;
    *failed = false;
    for (size_t i = 0; i < n; i++) {
        enum input_state state = input_look(&inputs[i]);
        int error = errno;
        *found = inputs[i];
        if (state == INPUT_OPENED)
            return true;
        /* A full path may stand below another of the roots. */
        if (state == INPUT_OUTSIDE && *inputs[i].name == '/') {
            outside = outside ? outside : &inputs[i];
        } else if (state != INPUT_ABSENT) {
            infile_report_input(&inputs[i], state, error, diag);
            *failed = true;
            return false;
        }
    }
    if (outside)
        infile_report_input(outside, INPUT_OUTSIDE, EXDEV, diag);
    *failed = outside != NULL;
    return false;
}

static int open_regular(const struct input *input, struct diag *diag,
                        struct stat *st)
{
    const struct place place = {.file = input->path};
    int fd;
    if (!is_text(input->path)) {
        diag_report(diag, DIAG_FILE_NAME, place);
        return -1;
    }
    enum input_state state = input_open(input, &fd);
    if (state != INPUT_OPENED) {
        infile_report_input(input, state, errno, diag);
        return -1;
    }
    if (fstat(fd, st) != 0)
        infile_report(diag, place, errno, NULL);
    else if (!S_ISREG(st->st_mode))
        diag_report(diag, DIAG_FILE_NOT_REGULAR, place);
    else
        return fd;
    close(fd);
    return -1;
}

enum { NO_OFFSET = -1 }; /* where the last read ended */

/* Reads until SIZE bytes are there or the file ends; -1 with errno. */
static ssize_t read_fully(int fd, char *data, size_t size, off_t offset)
{
    size_t used = 0;
    while (used < size) {
        ssize_t n = offset == NO_OFFSET ? read(fd, data + used, size - used)
                                        : pread(fd, data + used, size - used,
                                                offset + (off_t)used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    return (ssize_t)used;
}

/* One byte more than the size is asked for: a file that grows or shrinks
   under our eyes is refused, for half a file must never be counted. */
static bool read_data(struct arena *arena, int fd, size_t size,
                      struct diag *diag, struct infile *file)
{
    const struct place place = {.file = file->path};
    char *data = arena_alloc(arena, size + 1);
    ssize_t n = read_fully(fd, data, size + 1, NO_OFFSET);
    if (n < 0) {
        infile_report(diag, place, errno, NULL);
        return false;
    }
    if ((size_t)n != size) {
        diag_report(diag, DIAG_FILE_CHANGED, place);
        return false;
    }
    data[size] = '\0';
    file->data = data;
    file->size = size;
    return true;
}

static bool is_guarded(const struct stat *st)
{
    return (st->st_uid == 0 || st->st_uid == geteuid()) &&
           (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool infile_load(struct arena *arena, const struct input *input, size_t limit,
                 struct diag *diag, struct infile *file)
{
    struct stat st;
    *file = (struct infile){.path = arena_strdup(arena, input->path)};
    int fd = open_regular(input, diag, &st);
    if (fd < 0)
        return false;
    bool ok = false;
    file->is_guarded = is_guarded(&st);
    if ((uintmax_t)st.st_size > limit)
        diag_report(diag, DIAG_FILE_TOO_LARGE,
                    (struct place){.file = file->path}, (long long)limit);
    else
        ok = read_data(arena, fd, (size_t)st.st_size, diag, file);
    close(fd);
    return ok;
}

bool infile_read_input(struct arena *arena, const struct input *input,
                       size_t limit, struct diag *diag, struct infile *file)
{
    if (!infile_load(arena, input, limit, diag, file))
        return false;
    struct sha256 *sha = sha256_create();
    sha256_add(sha, file->data, file->size);
    sha256_finish(sha, file->sha256);
    return true;
}

bool infile_read(struct arena *arena, const char *path, size_t limit,
                 struct diag *diag, struct infile *file)
{
    const struct input input = input_at(path);
    return infile_read_input(arena, &input, limit, diag, file);
}

/* ---- files in pieces ----------------------------------------------------- */

struct infile_stream {
    int fd;
    struct stat st;
    uintmax_t size; /* bytes read, of which SHA knows */
    int error;      /* errno of a read that failed, or 0 */
    bool is_short;  /* bytes that were there once were not */
    struct sha256 *sha;
    char sha256[65];
    char *name;
};

struct infile_stream *infile_stream_open(const char *path, const char *name,
                                         struct diag *diag)
{
    struct stat st;
    const struct input input = input_at(path);
    int fd = open_regular(&input, diag, &st);
    if (fd < 0)
        return NULL;
    struct infile_stream *file = calloc(1, sizeof *file);
    file->fd = fd;
    file->st = st;
    file->sha = sha256_create();
    file->name = strdup(name);
    return file;
}

size_t infile_stream_read(struct infile_stream *file, char *bytes, size_t size)
{
    ssize_t n = read_fully(file->fd, bytes, size, NO_OFFSET);
    if (n < 0) {
        file->error = errno;
        return 0;
    }
    file->size += (uintmax_t)n;
    sha256_add(file->sha, bytes, (size_t)n);
    return (size_t)n;
}

size_t infile_stream_size(const struct infile_stream *file)
{
    return (size_t)file->st.st_size;
}

/* The checksum takes each byte once, whatever is read again. */
bool infile_stream_read_at(struct infile_stream *file, size_t offset,
                           char *bytes, size_t size)
{
    ssize_t n = read_fully(file->fd, bytes, size, (off_t)offset);
    if (n < 0) {
        file->error = errno;
        return false;
    }
    const size_t end = offset + (size_t)n;
    if (file->sha && end > file->size) {
        const size_t known = (size_t)file->size - offset;
        sha256_add(file->sha, bytes + known, (size_t)n - known);
        file->size = end;
    }
    file->is_short |= (size_t)n < size;
    return (size_t)n == size;
}

bool infile_stream_finish(struct infile_stream *file, struct diag *diag)
{
    const struct place place = {.file = file->name};
    struct stat now;
    if (file->sha)
        sha256_finish(file->sha, file->sha256);
    file->sha = NULL;
    if (file->error != 0) {
        diag_report(diag, DIAG_FILE_READ, place, strerror(file->error));
        return false;
    }
    if (file->is_short || fstat(file->fd, &now) != 0 ||
        file->size != (uintmax_t)file->st.st_size ||
        now.st_size != file->st.st_size ||
        now.st_mtim.tv_sec != file->st.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != file->st.st_mtim.tv_nsec) {
        diag_report(diag, DIAG_FILE_CHANGED, place);
        return false;
    }
    return true;
}

const char *infile_stream_sha256(const struct infile_stream *file)
{
    return file->sha256;
}

int infile_stream_fd(const struct infile_stream *file)
{
    return file->fd;
}

void infile_stream_close(struct infile_stream *file)
{
    if (!file)
        return;
    if (file->sha)
        sha256_finish(file->sha, file->sha256);
    close(file->fd);
    free(file->name);
    free(file);
}

void infile_make_plain(struct arena *arena, struct infile *file)
{
    const unsigned char *bytes = (const unsigned char *)file->data;
    if (file->size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        file->data += 3;
        file->size -= 3;
    } else if (file->size >= 2 && bytes[0] + bytes[1] == 0xFE + 0xFF &&
               (bytes[0] == 0xFE || bytes[0] == 0xFF)) {
        file->data = unicode_from_utf16(arena, file->data + 2, file->size - 2,
                                        bytes[0] == 0xFE, &file->size);
    }
    if (!memchr(file->data, '\r', file->size))
        return;
    char *text = arena_strndup(arena, file->data, file->size);
    size_t size = 0;
    for (size_t i = 0; i < file->size; i++)
        if (text[i] != '\r')
            text[size++] = text[i];
        else if (i + 1 == file->size || text[i + 1] != '\n')
            text[size++] = '\n';
    text[size] = '\0';
    file->data = text;
    file->size = size;
}
