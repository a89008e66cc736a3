#define _GNU_SOURCE /* O_TMPFILE */
#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 14, N_BLOCKS = 256, NO_BLOCK = -1 };

struct block {
    int64_t number; /* of the bytes from NUMBER * BLOCK on; NO_BLOCK: none */
    size_t size;    /* bytes of it that were read */
    char *bytes;
};

struct spill {
    size_t memory; /* bytes that may stay */
    struct strbuf head;
    int fd; /* -1: nothing was written to a file */
    uint64_t size;
    struct strbuf waiting; /* bytes that are not yet written */
    struct block blocks[N_BLOCKS];
};

struct spill *spill_create(size_t memory)
{
    struct spill *spill = calloc(1, sizeof *spill);
    spill->memory = memory;
    spill->fd = -1;
    for (size_t i = 0; i < N_BLOCKS; i++)
        spill->blocks[i].number = NO_BLOCK;
    return spill;
}

void spill_destroy(struct spill *spill)
{
    if (!spill)
        return;
    if (spill->fd >= 0)
        close(spill->fd);
    for (size_t i = 0; i < N_BLOCKS; i++)
        free(spill->blocks[i].bytes);
    strbuf_free(&spill->head);
    strbuf_free(&spill->waiting);
    free(spill);
}

uint64_t spill_size(const struct spill *spill)
{
    return spill->size;
}

static const char *folder(void)
{
    const char *named = getenv("TMPDIR");
    return named && *named != '\0' ? named : "/tmp";
}

/* A file system that has no files without a name gives one whose name is
   taken away at once. */
static int open_unnamed(void)
{
    int fd = -1;
#ifdef O_TMPFILE
    fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (fd >= 0)
        return fd;
    struct strbuf path = STRBUF_INIT;
    strbuf_add_format(&path, "%s/reportgen-XXXXXX", folder());
    fd = mkstemp(path.data);
    if (fd >= 0) {
        unlink(path.data);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    strbuf_free(&path);
    return fd;
}

static bool fail(enum diag_code code, struct diag *diag)
{
    diag_report_chosen(diag, code, (struct place){.file = folder()},
                       strerror(errno));
    return false;
}

static bool write_waiting(struct spill *spill, struct diag *diag)
{
    if (spill->fd < 0 && (spill->fd = open_unnamed()) < 0)
        return fail(DIAG_FILE_WRITE, diag);
    for (size_t done = 0; done < spill->waiting.size;) {
        ssize_t n = write(spill->fd, spill->waiting.data + done,
                          spill->waiting.size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(DIAG_FILE_WRITE, diag);
        done += (size_t)n;
    }
    strbuf_clear(&spill->waiting);
    return true;
}

bool spill_add(struct spill *spill, const void *bytes, size_t size,
               struct diag *diag)
{
    const char *from = bytes;
    size_t kept = spill->memory - spill->head.size;
    if (kept > size)
        kept = size;
    strbuf_add(&spill->head, from, kept);
    strbuf_add(&spill->waiting, from + kept, size - kept);
    spill->size += size;
    return spill->waiting.size < BLOCK || write_waiting(spill, diag);
}

/* The block NUMBER of the file, read when it is not among those kept. */
static const struct block *find_block(struct spill *spill, int64_t number)
{
    struct block *block = &spill->blocks[number % N_BLOCKS];
    if (block->number == number && block->size == BLOCK)
        return block;
    if (!block->bytes)
        block->bytes = malloc(BLOCK);
    block->number = number;
    block->size = 0;
    while (block->size < BLOCK) {
        ssize_t n =
            pread(spill->fd, block->bytes + block->size, BLOCK - block->size,
                  (off_t)number * BLOCK + (off_t)block->size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        block->size += (size_t)n;
    }
    return block;
}

static bool read_file(struct spill *spill, uint64_t offset, size_t size,
                      struct strbuf *buf, struct diag *diag)
{
    if (spill->waiting.size > 0 && !write_waiting(spill, diag))
        return false;
    while (size > 0) {
        const struct block *block =
            find_block(spill, (int64_t)(offset / BLOCK));
        size_t from = (size_t)(offset % BLOCK);
        if (block->size <= from) {
            errno = EIO;
            return fail(DIAG_FILE_READ, diag);
        }
        size_t n = block->size - from < size ? block->size - from : size;
        strbuf_add(buf, block->bytes + from, n);
        offset += n;
        size -= n;
    }
    return true;
}

bool spill_read(struct spill *spill, uint64_t offset, size_t size,
                struct strbuf *buf, struct diag *diag)
{
    if (offset < spill->head.size) {
        size_t left = spill->head.size - (size_t)offset;
        size_t n = left < size ? left : size;
        strbuf_add(buf, spill->head.data + offset, n);
        offset += n;
        size -= n;
    }
    return size == 0 ||
           read_file(spill, offset - spill->head.size, size, buf, diag);
}
