#define _GNU_SOURCE /* O_TMPFILE */
#include "dataset/store_scratch.h"

#include "base/sqlite_library.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

/* The prefix of SQLite's temporary files (SQLITE_TEMP_FILE_PREFIX). */
#define PREFIX "etilqs_"

#ifdef O_TMPFILE

/* The folder of PATH when a temporary file is created there, else NULL. */
static const char *folder_of_temporary(const char *path, int flags,
                                       char folder[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path || slash - path >= PATH_MAX ||
        (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL) ||
        strncmp(slash + 1, PREFIX, strlen(PREFIX)) != 0)
        return NULL;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    return folder;
}

/* Replaces open() in SQLite's file system (sqlite3_vfs, xSetSystemCall).
   SQLite does not mind that it finds nothing to remove afterwards. */
static int open_nameless(const char *path, int flags, int mode)
{
    char room[PATH_MAX];
    const char *folder = folder_of_temporary(path, flags, room);
    if (folder) {
        int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
        if (fd >= 0)
            return fd;
    }
    return open(path, flags, mode);
}

void store_scratch_hide(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    if (vfs && vfs->iVersion >= 3 && vfs->xSetSystemCall)
        vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_nameless);
}

#else

void store_scratch_hide(void)
{
}

#endif
