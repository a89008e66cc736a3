/*
 * Outlock: an output folder, held by one batch.
 *
 * The folder is opened once; its files are named below this one descriptor
 * (folder_io.h), so that nobody can put another folder in its place while a run
 * is at work.  The folder itself may be a symbolic link.
 *
 * The lock belongs to a batch: its reports, in processes of their own too,
 * publish side by side; another batch finds the folder busy.
 */
#ifndef BASE_OUTLOCK_H
#define BASE_OUTLOCK_H

#include "base/diag.h"

#include <stdbool.h>
#include <sys/types.h>

struct outlock;

/* Makes the folder at PATH (with its parents when missing), locks it against
   other batches, finishes what a killed one has promised (staging.h) and
   removes what else it left there.  A folder into which every user may write is
   warned of, and so is a promise that cannot be kept because its files are not
   there any more (output-set-given-up, output-journal).  NULL after a report
   (output-create, output-permission, output-lock, output-busy;
   output-unfinished when the promise is still to be kept; out-of-memory). */
struct outlock *outlock_take(const char *path, struct diag *diag);

/* Finishes or removes what the process OWNER, a worker that a signal has ended,
   has left in the folder; with 0, what any process has.  False after a
   report. */
bool outlock_recover(const struct outlock *lock, pid_t owner,
                     struct diag *diag);

/* The folder as the user calls it, and its descriptor. */
const char *outlock_path(const struct outlock *lock);
int outlock_folder(const struct outlock *lock);

/* Unlocks and frees.  LOCK may be NULL. */
void outlock_release(struct outlock *lock);

/* Reports that PATH cannot be created for ERROR, an errno. */
void outlock_report(struct diag *diag, const char *path, int error);

#endif
