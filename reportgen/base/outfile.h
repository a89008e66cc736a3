/*
 * Outfile: output that appears whole or not at all.
 *
 * A folder is locked, files are staged in it under temporary names, verified
 * by their writers, then published together:
 *
 *     outlock_take()           create and lock the folder, sweep leftovers
 *     outdir_open()            once a report, while the lock is held
 *     outfile_create()         a staged file, any number of them
 *     outfile_write()...       every short write and error is kept
 *     outfile_close()          flush and fsync; the bytes can be verified
 *     outdir_publish()         rename all in order, fsync the folder
 *     outdir_close()           unpublished files are removed
 *     outlock_release()
 *
 * The lock belongs to a batch: reports of one batch, in processes of their
 * own too, publish side by side; another batch finds the folder busy.
 *
 * The program ignores SIGPIPE and SIGXFSZ (main.c), so that a write that
 * cannot be done returns its error here.
 *
 * After kill -9 or a power cut each output is the old one or the new one, and
 * a set that was cut off between its renames is finished by the next run that
 * takes the lock (staging.h).
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outlock;
struct outdir;
struct outfile;

/* Makes the folder at PATH (with its parents when missing), locks it against
   other batches, finishes what a killed one has promised (staging.h) and
   removes what else it left there.  NULL after a report (output-create,
   output-permission, output-busy; output-write when it cannot be finished). */
struct outlock *outlock_take(const char *path, struct diag *diag);

/* Unlocks and frees.  LOCK may be NULL. */
void outlock_release(struct outlock *lock);

/* Opens the folder at PATH, which the caller has locked.  NULL after a
   report. */
struct outdir *outdir_open(const char *path, struct diag *diag);

/* A staged file that will be called NAME.  NULL after a report. */
struct outfile *outfile_create(struct outdir *dir, const char *name,
                               struct diag *diag);

/* Where the staged bytes stand now: for a library that writes by name. The
   string lives as long as the outdir. */
const char *outfile_staged_path(const struct outfile *file);

/* A folder for what a library writes and forgets, SIZE bytes in all.  A little
   goes to memory where there is room: to make and unlink twenty files takes a
   file system with a journal as long as writing a small workbook.  Else a
   folder beside the file; emptied with the leftovers of a killed run, removed
   with the lock. */
const char *outfile_scratch(const struct outfile *file, uint64_t size);

/* The published path, which messages about the file name. */
const char *outfile_path(const struct outfile *file);

/* False once any write failed; the error is reported by outfile_close(). */
bool outfile_write(struct outfile *file, const void *bytes, size_t size);

/* Flushes, syncs and closes; false after a report.  A file written by name
   is synced too. */
bool outfile_close(struct outfile *file, struct diag *diag);

/* Size and SHA-256 of the closed file, reread from the disk. */
bool outfile_measure(struct outfile *file, struct diag *diag, int64_t *size,
                     char sha256[65]);

/* Keeps the closed FILE from being published: it was needed on the way only.
   Its bytes can be read until outdir_close(). */
void outfile_withhold(struct outfile *file);

/* Renames all closed files to their names, in order of creation, and syncs
   the folder.  False after a report: output-write, when the folder is as it
   was; output-unfinished, when the next run must do the rest. */
bool outdir_publish(struct outdir *dir, struct diag *diag);

/* Removes what was not published and frees.  DIR may be NULL. */
void outdir_close(struct outdir *dir);

/* Removes the staged files of every open folder: async-signal-safe, for the
   SIGTERM and SIGINT handlers of main.c. */
void outfile_remove_staged(void);

#endif
