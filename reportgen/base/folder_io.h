/*
 * Folder io: system calls on the files of a folder, repeated when a signal
 * interrupts them.  Failures leave errno.
 *
 * A file is named below the descriptor of its folder and never through a
 * symbolic link: what another user puts there under the name of a file leads
 * nowhere.
 */
#ifndef BASE_FOLDER_IO_H
#define BASE_FOLDER_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* Opens the folder at PATH, which may be a link; closed on exec. */
int folder_open(const char *path);

/* Opens the file NAME of the folder DIR_FD, not through a link (ELOOP) and
   without waiting for the other end of a pipe; closed on exec.  A new file may
   be read and written by its owner and, as umask or the folder's ACL allow, by
   the group; never written by others, whatever the umask. */
int folder_open_at(int dir_fd, const char *name, int flags);

/* Makes the folder PATH with the rights that folder_open_at() gives a file. */
bool folder_create(const char *path);

/* Brings the file or folder FD to the disk.  Some file systems cannot sync a
   folder and say so; that is no failure. */
bool folder_sync(int fd);

/* Writes all SIZE bytes; false when not all could be written. */
bool folder_write_fully(int fd, const void *bytes, size_t size);

/* The size and SHA-256 (lower-case hex) of all that FD holds, wherever it is
   positioned.  -1 with errno. */
int64_t folder_hash(int fd, char sha256[65]);

/* The SHA-256 of the first SIZE bytes of FD; false with errno when they cannot
   all be read (0: there are fewer). */
bool folder_hash_first(int fd, int64_t size, char sha256[65]);

/* Calls EACH with every name of the folder DIR_FD until it says false.  False
   with errno when not all names could be read. */
typedef bool folder_name_sink(void *context, const char *name);
bool folder_list(int dir_fd, folder_name_sink *each, void *context);

#endif
