/*
 * Staging: several files that get their names all or none.
 *
 * One rename is atomic, a set of them is not: a process killed between two
 * would leave a new PDF beside an old workbook.  So a staged file bears in its
 * own name which set it is of and what it will be called:
 *
 *     .reportgen-4711-5f3a09c1-2~report.pdf.tmp
 *
 * and one file of the set, the marker, is renamed to end in ".ready" when all
 * of them are on the disk.  From then on the set will be published: whoever
 * takes the folder's lock next gives the files of a marked set their names,
 * the marker last, and removes all others.
 *
 * Not for use outside base/.
 */
#ifndef BASE_STAGING_H
#define BASE_STAGING_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a file's name and its end. */
enum { STAGED_NAME_SIZE = 256 };

/* A number that no other set of this process has had. */
uint32_t staging_new_set(void);

/* The name of file NUMBER of SET, which will be called NAME; false when it
   would be too long. */
bool staging_name(char staged[STAGED_NAME_SIZE], uint32_t set, unsigned number,
                  const char *name);

/* The name of the same file as a marker. */
void staging_marker_name(char marker[STAGED_NAME_SIZE],
                         const char staged[STAGED_NAME_SIZE]);

/* Whether a file of the folder is staged, marked or not. */
bool staging_is_staged(const char *name);

/* Publishes the marked sets of the folder DIR_FD.  False with errno when a
   rename is still to be done. */
bool staging_recover(int dir_fd);

#endif
