/*
 * Folder io: system calls on the files of a folder, repeated when a signal
 * interrupts them.  Failures leave errno.
 */
#ifndef BASE_FOLDER_IO_H
#define BASE_FOLDER_IO_H

#include <stdbool.h>
#include <stddef.h>

/* Opens PATH in the folder DIR_FD, closed on exec, mode 0666 when new. */
int folder_open_at(int dir_fd, const char *path, int flags);

/* Brings the file or folder FD to the disk.  Some file systems cannot sync a
   folder and say so; that is no failure. */
bool folder_sync(int fd);

/* Writes all SIZE bytes; false when not all could be written. */
bool folder_write_fully(int fd, const void *bytes, size_t size);

#endif
