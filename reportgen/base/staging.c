#include "base/staging.h"

#include "base/folder_io.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PREFIX        ".reportgen-"
#define SUFFIX        ".tmp"
#define MARKER_SUFFIX ".ready"

/* ---- names ------------------------------------------------------------- */

uint32_t staging_new_set(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint32_t)now.tv_sec * UINT32_C(1000000007) + (uint32_t)now.tv_nsec;
}

bool staging_name(char staged[STAGED_NAME_SIZE], uint32_t set, unsigned number,
                  const char *name)
{
    int size = snprintf(staged, STAGED_NAME_SIZE,
                        PREFIX "%ld-%08lx-%u~%s" MARKER_SUFFIX, (long)getpid(),
                        (unsigned long)set, number, name);
    if (size < 0 || size >= STAGED_NAME_SIZE)
        return false;
    strcpy(staged + size - strlen(MARKER_SUFFIX), SUFFIX);
    return true;
}

void staging_marker_name(char marker[STAGED_NAME_SIZE],
                         const char staged[STAGED_NAME_SIZE])
{
    size_t size = strlen(staged) - strlen(SUFFIX);
    memcpy(marker, staged, size);
    strcpy(marker + size, MARKER_SUFFIX);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t size = strlen(name);
    return size > strlen(suffix) &&
           strcmp(name + size - strlen(suffix), suffix) == 0;
}

static bool is_ours(const char *name)
{
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0;
}

bool staging_is_staged(const char *name)
{
    return is_ours(name) &&
           (ends_in(name, SUFFIX) || ends_in(name, MARKER_SUFFIX));
}

/* ---- recovery ------------------------------------------------------------ */

/* Lists the files of the folder that end in SUFFIX and begin with the N
   bytes of GROUP, each with its end.  False with errno. */
static bool list(int dir_fd, const char *group, size_t n, const char *suffix,
                 struct strbuf *names)
{
    int fd = folder_open_at(dir_fd, ".", O_RDONLY | O_DIRECTORY);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (entries == NULL) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        errno = error;
        return false;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(entries)) != NULL)
        if (strncmp(entry->d_name, group, n) == 0 &&
            ends_in(entry->d_name, suffix))
            strbuf_add(names, entry->d_name, strlen(entry->d_name) + 1);
    int error = errno; /* of readdir(): what was not seen would be swept */
    closedir(entries);
    errno = error;
    return error == 0;
}

/* What STAGED, which ends in SUFFIX, will be called; false for a name that no
   run of ours has made. */
static bool final_name(const char *staged, const char *suffix,
                       char name[STAGED_NAME_SIZE])
{
    const char *start = strchr(staged, '~');
    size_t size = start == NULL ? 0 : strlen(start + 1);
    if (size <= strlen(suffix))
        return false;
    memcpy(name, start + 1, size - strlen(suffix));
    name[size - strlen(suffix)] = '\0';
    return true;
}

static bool publish(int dir_fd, const char *staged, const char *suffix)
{
    char name[STAGED_NAME_SIZE];
    return !final_name(staged, suffix, name) ||
           renameat(dir_fd, staged, dir_fd, name) == 0;
}

/* What comes before the number of a file, the same for all of a set. */
static size_t group_size(const char *staged)
{
    const char *end = strchr(staged, '~');
    while (end != NULL && end > staged && *end != '-')
        end--;
    return end == NULL ? 0 : (size_t)(end - staged) + 1;
}

static bool recover_set(int dir_fd, const char *marker)
{
    struct strbuf names = STRBUF_INIT;
    size_t size = group_size(marker);
    bool ok =
        size <= strlen(PREFIX) || list(dir_fd, marker, size, SUFFIX, &names);
    for (size_t i = 0; ok && i < names.size; i += strlen(names.data + i) + 1)
        ok = publish(dir_fd, names.data + i, SUFFIX);
    int error = errno;
    strbuf_free(&names);
    errno = error;
    return ok && publish(dir_fd, marker, MARKER_SUFFIX);
}

bool staging_recover(int dir_fd)
{
    struct strbuf markers = STRBUF_INIT;
    bool ok = list(dir_fd, PREFIX, strlen(PREFIX), MARKER_SUFFIX, &markers);
    for (size_t i = 0; ok && i < markers.size;
         i += strlen(markers.data + i) + 1)
        ok = recover_set(dir_fd, markers.data + i);
    ok = ok && (markers.size == 0 || folder_sync(dir_fd));
    int error = errno;
    strbuf_free(&markers);
    errno = error;
    return ok;
}
