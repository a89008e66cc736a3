/*
 * Staging: several files that get their names all or none.
 *
 * One rename is atomic, a set of them is not: a process killed between two
 * would leave a new PDF beside an old workbook.  So a staged file bears in its
 * own name which set it is of and what it will be called,
 *
 *     .reportgen-4711-5f3a09c1-2~report.xlsx.tmp
 *
 * and when all of them are on the disk the set gets a journal,
 *
 *     .reportgen-4711-5f3a09c1.set
 *
 * which lists every file with its size and SHA-256, and what is to be removed.
 * From then on the set will be published: whoever takes the folder's lock next
 * does what the journals say and removes all other staged files.
 *
 * The folder may belong to many.  A journal or a staged file counts only if it
 * is a regular file under one name, and, where everybody may write, if it is
 * the running user's; others are left alone.  A journal that is not whole is
 * nobody's promise and stays where it is; one whose files are not those that it
 * lists cannot be kept and is removed.  Both are told.
 *
 * Not for use outside base/.
 */
#ifndef BASE_STAGING_H
#define BASE_STAGING_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes of a file's name and its end. */
enum { STAGED_NAME_SIZE = 256 };

/* A number that no other set of this process has had. */
uint32_t staging_new_set(void);

/* The name of file NUMBER of SET, which will be called NAME; false when it
   would be too long. */
bool staging_name(char staged[STAGED_NAME_SIZE], uint32_t set, unsigned number,
                  const char *name);

/* The names of SET's journal while it is written and when it counts. */
void staging_journal_names(char draft[STAGED_NAME_SIZE],
                           char journal[STAGED_NAME_SIZE], uint32_t set);

/* The text of a journal: begun, one line for each file to publish and each to
   remove, ended. */
void staging_begin(struct strbuf *journal);
void staging_add_file(struct strbuf *journal, unsigned number, int64_t size,
                      const char *sha256, const char *name);
void staging_add_removal(struct strbuf *journal, const char *name);
void staging_end(struct strbuf *journal);

/* Removes the file NAME of the folder DIR_FD, if there is one; a link or a
   folder of that name is not ours and stays.  False with errno. */
bool staging_remove(int dir_fd, const char *name);

/* What could not be finished: a set is given up because the file NAME is not
   what was staged, or NAME is called like a journal and is none. */
enum staging_fault { STAGING_CHANGED, STAGING_NO_JOURNAL };
typedef void staging_sink(void *context, enum staging_fault fault,
                          const char *name);

/* Publishes the sets of the folder DIR_FD that have a journal: those of the
   process OWNER, or with 0 all.  SINK is told of sets that are given up.  False
   with errno when something is still to be done; NAME is then the file that it
   failed on. */
bool staging_recover(int dir_fd, pid_t owner, staging_sink *sink, void *context,
                     char name[STAGED_NAME_SIZE]);

/* Removes the staged files of sets without a journal: those of the process
   OWNER, or with 0 all. */
void staging_sweep(int dir_fd, pid_t owner);

#endif
