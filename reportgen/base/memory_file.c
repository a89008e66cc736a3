#define _GNU_SOURCE /* memfd_create */
#include "base/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* tmpfile() gives a stream, of which only the descriptor is wanted. */
static int open_temporary(void)
{
    FILE *stream = tmpfile();
    if (!stream)
        return -1;
    int fd = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3);
    int error = errno;
    fclose(stream);
    errno = error;
    return fd;
}

/* Kernels before 3.17 and some sandboxes have no memfd_create(). */
static int open_nameless(void)
{
#ifdef MFD_CLOEXEC
    int fd = memfd_create("reportgen", MFD_CLOEXEC);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EACCES))
        return fd;
#endif
    return open_temporary();
}

int memory_file_open(char path[32])
{
    int fd = open_nameless();
    if (fd >= 0)
        snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}
