/*
 * Outfile: output that appears whole or not at all.
 *
 * Files are staged in a locked folder under temporary names, verified by their
 * writers, then published together:
 *
 *     outlock_take()           lock the folder, sweep leftovers (outlock.h)
 *     outdir_open()            once a report, while the lock is held
 *     outfile_create()         a staged file, any number of them
 *     outfile_write()...       every short write and error is kept
 *     outfile_close()          flush and fsync; the bytes can be verified
 *     outdir_publish()         rename all in order, fsync the folder
 *     outdir_close()           unpublished files are removed
 *     outlock_release()
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

#include "base/arena.h"
#include "base/diag.h"
#include "base/outlock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outdir;
struct outfile;

/* A set of files for the folder of LOCK, which outlives it. */
struct outdir *outdir_open(const struct outlock *lock);

/* A staged file that will be called NAME.  NULL after a report. */
struct outfile *outfile_create(struct outdir *dir, const char *name,
                               struct diag *diag);

/* A path to the staged bytes and to nothing else, whatever stands in the folder
   under the file's name: for a library that opens by name.  It leads there in
   this process, until outdir_close(); the string lives as long. */
const char *outfile_staged_path(const struct outfile *file);

/* A nameless file beside FILE for what is needed on the way and does not fit
   into memory: a descriptor for reading and writing that the caller closes.
   Whatever ends the process, nothing of it stays.  -1 with errno. */
int outfile_scratch(const struct outfile *file);

/* Reports that writing the file at PATH failed for ERROR, an errno:
   output-write, out-of-memory. */
void outfile_report(struct diag *diag, const char *path, int error);

/* The published path, which messages about the file name. */
const char *outfile_path(const struct outfile *file);

/* False once any write failed; the error is reported by outfile_close(). */
bool outfile_write(struct outfile *file, const void *bytes, size_t size);

/* Flushes and syncs what was written here and by name; false after a report.
   Nothing may be written afterwards. */
bool outfile_close(struct outfile *file, struct diag *diag);

/* Size and SHA-256 of the closed file, reread from the disk. */
bool outfile_measure(struct outfile *file, struct diag *diag, int64_t *size,
                     char sha256[65]);

/* All bytes of the closed file, in ARENA; NULL after a report. */
const char *outfile_read(const struct outfile *file, struct arena *arena,
                         struct diag *diag, size_t *size);

/* Keeps the closed FILE from being published: it was needed on the way only.
   Its bytes can be read until outdir_close(). */
void outfile_withhold(struct outfile *file);

/* Whether the folder has a file NAME, a link or a folder counted too. */
bool outdir_has(const struct outdir *dir, const char *name);

/* The file NAME of the folder, at most LIMIT bytes, in ARENA: what an earlier
   run has left.  NULL when there is none, or none that can be read; a link is
   not followed. */
const char *outdir_read(const struct outdir *dir, const char *name,
                        size_t limit, struct arena *arena, size_t *size);

/* When the set is published the file NAME is removed, as surely as the others
   get their names.  It must be one that an earlier run has made. */
void outdir_remove(struct outdir *dir, const char *name);

/* Renames all closed files to their names, in order of creation, removes what
   is to be removed and syncs the folder.  False after a report: output-write,
   when the folder is as it was; output-unfinished, when the next run must do
   the rest. */
bool outdir_publish(struct outdir *dir, struct diag *diag);

/* Removes what was not published and frees.  DIR may be NULL. */
void outdir_close(struct outdir *dir);

/* Removes the staged files of every open folder: async-signal-safe, for the
   SIGTERM and SIGINT handlers of main.c. */
void outfile_remove_staged(void);

/* Whether a set of this process has been published, in whole or in part. */
bool outfile_has_published(void);

#endif
