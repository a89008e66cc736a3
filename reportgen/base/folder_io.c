#include "base/folder_io.h"

#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_RIGHTS = 0664, FOLDER_RIGHTS = 0775, PIECE = 64 * 1024 };

static int open_at(int dir_fd, const char *path, int flags)
{
    int fd;
    do
        fd = openat(dir_fd, path, flags | O_CLOEXEC, FILE_RIGHTS);
    while (fd < 0 && errno == EINTR);
    return fd;
}

int folder_open(const char *path)
{
    return open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}

int folder_open_at(int dir_fd, const char *name, int flags)
{
    return open_at(dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
}

bool folder_create(const char *path)
{
    return mkdir(path, FOLDER_RIGHTS) == 0;
}

bool folder_sync(int fd)
{
    while (fsync(fd) != 0) {
        if (errno == EINVAL || errno == ENOTSUP)
            return true;
        if (errno != EINTR)
            return false;
    }
    return true;
}

bool folder_write_fully(int fd, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;
    while (size > 0) {
        ssize_t n = write(fd, next, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        next += n;
        size -= (size_t)n;
    }
    return true;
}

/* Adds up to MOST bytes of FD to SHA; how many there were, -1 with errno. */
static int64_t add_bytes(struct sha256 *sha, int fd, int64_t most)
{
    unsigned char bytes[PIECE];
    int64_t size = 0;
    while (size < most) {
        int64_t wanted = most - size < PIECE ? most - size : PIECE;
        ssize_t n = pread(fd, bytes, (size_t)wanted, (off_t)size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        sha256_add(sha, bytes, (size_t)n);
        size += n;
    }
    return size;
}

int64_t folder_hash(int fd, char sha256[65])
{
    struct sha256 *sha = sha256_create();
    int64_t size = add_bytes(sha, fd, INT64_MAX);
    int error = errno;
    sha256_finish(sha, sha256);
    errno = error;
    return size;
}

bool folder_hash_first(int fd, int64_t size, char sha256[65])
{
    struct sha256 *sha = sha256_create();
    int64_t n = add_bytes(sha, fd, size);
    int error = n < 0 ? errno : 0;
    sha256_finish(sha, sha256);
    errno = error;
    return n == size;
}

bool folder_list(int dir_fd, folder_name_sink *each, void *context)
{
    int fd = open_at(dir_fd, ".", O_RDONLY | O_DIRECTORY);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        errno = error;
        return false;
    }
    const struct dirent *entry;
    bool wanted = true;
    while (wanted && (errno = 0, (entry = readdir(entries))))
        wanted = each(context, entry->d_name);
    int error = wanted ? errno : 0;
    closedir(entries);
    errno = error;
    return error == 0;
}
