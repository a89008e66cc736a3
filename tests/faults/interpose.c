/*
 * Interpose: stands in front of the calls that change files, for the tests
 * of faults (LD_PRELOAD).
 *
 *     FAULT_AT=N      the Nth such call of the process...
 *     FAULT_ERROR=E   ...fails with errno E
 *     FAULT_SIGNAL=S  ...comes after signal S; with neither, it is kill -9
 *     FAULT_PRINT=TEXT  each such call prints TEXT on standard error
 *     FAULT_MISSING=TEXT  files with TEXT in their path are not there
 *     FAULT_SCRATCH=1 writing into a file that was deleted at once (SQLite's)
 *                     finds the disk full
 *     FAULT_GROW=PATH the file grows by a byte once it has been read
 *     FAULT_LIBHARU=V, FAULT_LIBXLSXWRITER=V  what the library says it is
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long number(const char *name)
{
    const char *text = getenv(name);
    return text == NULL ? 0 : atol(text);
}

/* What reportgen calls of libraries that say which release they are. */
const char *HPDF_GetVersion(void);
const char *lxw_version(void);

/* True when this call shall fail; errno is set. */
static int strikes(void)
{
    static long calls;
    if (getenv("FAULT_PRINT") != NULL)
        fprintf(stderr, "%s\n", getenv("FAULT_PRINT"));
    if (number("FAULT_AT") == 0 || ++calls != number("FAULT_AT"))
        return 0;
    if (getenv("FAULT_SIGNAL") != NULL) {
        kill(getpid(), (int)number("FAULT_SIGNAL"));
        return 0;
    }
    if (getenv("FAULT_ERROR") == NULL)
        kill(getpid(), SIGKILL);
    errno = (int)number("FAULT_ERROR");
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list args)
{
    return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

/* Messages and results are no files. */
ssize_t write(int fd, const void *bytes, size_t size)
{
    struct stat st;
    if (fd > 2 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && strikes())
        return -1;
    return REAL(write)(fd, bytes, size);
}

int fsync(int fd)
{
    return strikes() ? -1 : REAL(fsync)(fd);
}

int renameat(int from, const char *old, int to, const char *new)
{
    return strikes() ? -1 : REAL(renameat)(from, old, to, new);
}

int unlinkat(int folder, const char *path, int flags)
{
    return strikes() ? -1 : REAL(unlinkat)(folder, path, flags);
}

int mkdir(const char *path, mode_t mode)
{
    return strikes() ? -1 : REAL(mkdir)(path, mode);
}

static int is_missing(const char *path)
{
    const char *text = getenv("FAULT_MISSING");
    if (text == NULL || strstr(path, text) == NULL)
        return 0;
    errno = ENOENT;
    return 1;
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    if ((flags & O_CREAT && strikes()) || is_missing(path))
        return -1;
    return REAL(openat)(folder, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return is_missing(path) ? -1 : REAL(open)(path, flags, mode);
}

int access(const char *path, int mode)
{
    return is_missing(path) ? -1 : REAL(access)(path, mode);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    struct stat st;
    if (getenv("FAULT_SCRATCH") != NULL && fstat(fd, &st) == 0 &&
        st.st_nlink == 0) {
        errno = ENOSPC;
        return -1;
    }
    return REAL(pwrite64)(fd, bytes, size, offset);
}

static void grow(const char *path)
{
    int fd = REAL(open)(path, O_WRONLY | O_APPEND);
    if (fd >= 0 && REAL(write)(fd, "\n", 1) == 1)
        close(fd);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    const char *path = getenv("FAULT_GROW");
    char name[64];
    char target[4096];
    if (path != NULL) {
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(name, target, sizeof target - 1);
        target[n < 0 ? 0 : n] = '\0';
        if (strcmp(target, path) == 0)
            grow(path);
    }
    return REAL(read)(fd, bytes, size);
}

const char *HPDF_GetVersion(void)
{
    const char *other = getenv("FAULT_LIBHARU");
    return other != NULL ? other : REAL(HPDF_GetVersion)();
}

const char *lxw_version(void)
{
    const char *other = getenv("FAULT_LIBXLSXWRITER");
    return other != NULL ? other : REAL(lxw_version)();
}
