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

struct outlock;

/* Makes the folder at PATH (with its parents when missing), locks it against
   other batches, finishes what a killed one has promised (staging.h) and
   removes what else it left there.  A folder into which every user may write is
   warned of.  NULL after a report (output-create, output-permission,
   output-lock, output-busy; output-unfinished when the promise cannot be kept;
   out-of-memory). */
struct outlock *outlock_take(const char *path, struct diag *diag);

/* The folder as the user calls it, and its descriptor. */
const char *outlock_path(const struct outlock *lock);
int outlock_folder(const struct outlock *lock);

/* Unlocks and frees.  LOCK may be NULL. */
void outlock_release(struct outlock *lock);

/* Reports that PATH cannot be created for ERROR, an errno. */
void outlock_report(struct diag *diag, const char *path, int error);

#endif
