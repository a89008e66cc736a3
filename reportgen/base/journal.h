/*
 * Journal: several renames that happen all or not at all.
 *
 * One rename is atomic, a set of them is not: a process killed between two
 * would leave a new PDF beside an old workbook.  So the renames are written
 * down first, in a file of the same folder, and brought to the disk; whoever
 * takes the folder's lock next finishes what a journal says.
 *
 *     journal_write()      the renames to come; from here on they will happen
 *     renameat()...
 *     journal_remove()     they have happened
 *
 *     journal_recover()    under the lock, before anything is swept
 *
 * Not for use outside base/.
 */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

#include "base/strbuf.h"

#include <stdbool.h>

enum { JOURNAL_NAME_SIZE = 48 };

/* Adds one rename to the text of a journal.  Neither name has a newline. */
void journal_add(struct strbuf *text, const char *staged, const char *name);

/* Writes TEXT as a journal into the folder DIR_FD and syncs it and the
   folder; NAME receives the journal's.  False with errno: then there is
   none. */
bool journal_write(int dir_fd, struct strbuf *text,
                   char name[JOURNAL_NAME_SIZE]);

void journal_remove(int dir_fd, const char *name);

/* Finishes the renames of all whole journals in the folder and removes the
   journals.  False with errno when a rename is still to be done. */
bool journal_recover(int dir_fd);

#endif
