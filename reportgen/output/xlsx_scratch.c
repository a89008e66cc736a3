#define _GNU_SOURCE /* fopencookie */
#include "output/xlsx_scratch.h"

#include "base/folder_io.h"
#include "base/strbuf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* A longer part goes to the disk. */
enum { MOST_IN_MEMORY = 1 << 20 };

/* The library gives no context to lxw_tmpfile(). */
static const struct outfile *current; /* NULL: no workbook is being written */
static int first_error;
static size_t n_files;

struct scratch {
    struct strbuf bytes; /* everything, while FD is -1 */
    int fd;
    size_t at;
    FILE *file;
    struct scratch *next; /* in the list of open files */
};

static struct scratch *open_ones;

void xlsx_scratch_begin(const struct outfile *file)
{
    current = file;
    first_error = 0;
    n_files = 0;
}

int xlsx_scratch_end(void)
{
    /* The library leaves some open when it cannot pack. */
    while (open_ones)
        fclose(open_ones->file);
    current = NULL;
    return first_error;
}

size_t xlsx_scratch_count(void)
{
    return n_files;
}

static void keep_error(void)
{
    if (first_error == 0)
        first_error = errno;
}

/* ---- the stream's calls -------------------------------------------------- */

/* Moves what is in memory to the disk. */
static bool spill(struct scratch *scratch)
{
    scratch->fd = outfile_scratch(current);
    bool ok =
        scratch->fd >= 0 && folder_write_fully(scratch->fd, scratch->bytes.data,
                                               scratch->bytes.size);
    if (ok)
        strbuf_free(&scratch->bytes);
    return ok;
}

static bool write_to_disk(struct scratch *scratch, const char *bytes,
                          size_t size)
{
    while (size > 0) {
        ssize_t n = pwrite(scratch->fd, bytes, size, (off_t)scratch->at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
        scratch->at += (size_t)n;
    }
    return true;
}

static void write_to_memory(struct scratch *scratch, const char *bytes,
                            size_t size)
{
    struct strbuf *all = &scratch->bytes;
    size_t end = scratch->at + size;
    if (end > all->size) {
        memset(strbuf_reserve(all, end - all->size), 0, end - all->size);
        strbuf_set_size(all, end);
    }
    memcpy(all->data + scratch->at, bytes, size);
    scratch->at = end;
}

/* 0 means failure. */
static ssize_t scratch_write(void *cookie, const char *bytes, size_t size)
{
    struct scratch *scratch = cookie;
    if (scratch->fd < 0 && scratch->at + size > MOST_IN_MEMORY &&
        !spill(scratch)) {
        keep_error();
        return 0;
    }
    if (scratch->fd < 0) {
        write_to_memory(scratch, bytes, size);
    } else if (!write_to_disk(scratch, bytes, size)) {
        keep_error();
        return 0;
    }
    return (ssize_t)size;
}

static ssize_t scratch_read(void *cookie, char *bytes, size_t size)
{
    struct scratch *scratch = cookie;
    ssize_t n;
    if (scratch->fd < 0) {
        size_t left = scratch->at < scratch->bytes.size
                          ? scratch->bytes.size - scratch->at
                          : 0;
        n = (ssize_t)(size < left ? size : left);
        if (n > 0)
            memcpy(bytes, scratch->bytes.data + scratch->at, (size_t)n);
    } else {
        do
            n = pread(scratch->fd, bytes, size, (off_t)scratch->at);
        while (n < 0 && errno == EINTR);
    }
    if (n < 0)
        keep_error();
    else
        scratch->at += (size_t)n;
    return n;
}

static int scratch_seek(void *cookie, off64_t *offset, int whence)
{
    struct scratch *scratch = cookie;
    off64_t start = whence == SEEK_CUR ? (off64_t)scratch->at : 0;
    if (whence == SEEK_END)
        start = scratch->fd < 0 ? (off64_t)scratch->bytes.size
                                : (off64_t)lseek(scratch->fd, 0, SEEK_END);
    if (start < 0 || start + *offset < 0) {
        errno = EINVAL;
        return -1;
    }
    *offset += start;
    scratch->at = (size_t)*offset;
    return 0;
}

static int scratch_close(void *cookie)
{
    struct scratch *scratch = cookie;
    struct scratch **link = &open_ones;
    while (*link != scratch)
        link = &(*link)->next;
    *link = scratch->next;
    if (scratch->fd >= 0)
        close(scratch->fd);
    strbuf_free(&scratch->bytes);
    free(scratch);
    return 0;
}

/* Takes the place of libxlsxwriter's; FOLDER is not used.  NULL when the file
   cannot be made.  Declared here, since the library's header takes a pointer to
   const from some release on. */
FILE *lxw_tmpfile(const char *folder);

FILE *lxw_tmpfile(const char *folder)
{
    (void)folder;
    if (!current)
        return tmpfile();
    struct scratch *scratch = malloc(sizeof *scratch);
    *scratch = (struct scratch){.fd = -1};
    FILE *file = fopencookie(scratch, "w+",
                             (cookie_io_functions_t){.read = scratch_read,
                                                     .write = scratch_write,
                                                     .seek = scratch_seek,
                                                     .close = scratch_close});
    if (!file) {
        keep_error();
        free(scratch);
        return NULL;
    }
    scratch->file = file;
    scratch->next = open_ones;
    open_ones = scratch;
    n_files++;
    return file;
}
