#include "base/folder_io.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int folder_open_at(int dir_fd, const char *path, int flags)
{
    int fd;
    do
        fd = openat(dir_fd, path, flags | O_CLOEXEC, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
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
        if (n < 0)
            return false;
        next += n;
        size -= (size_t)n;
    }
    return true;
}
