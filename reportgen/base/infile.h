/*
 * Infile: a whole input file in memory, read with every error checked.
 */
#ifndef BASE_INFILE_H
#define BASE_INFILE_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

struct infile {
    const char *path; /* as messages name it */
    const char *data; /* SIZE bytes and a NUL, in the arena */
    size_t size;
    char sha256[65]; /* lower-case hex, for the manifest */
};

/* Reports that the file at PLACE cannot be opened or read for ERROR, an errno,
   in the words of REASON (NULL: the system's): file-missing only when it is not
   there, file-permission, out-of-memory, else file-read. */
void infile_report(struct diag *diag, struct place place, int error,
                   const char *reason);

/* Reads the regular file at PATH, at most LIMIT bytes.  A fault is reported
   at PATH and gives false. */
bool infile_read(struct arena *arena, const char *path, size_t limit,
                 struct diag *diag, struct infile *file);

/* A file that is read in pieces, for what is too large to hold. */
struct infile_stream;

/* Opens the regular file at PATH, which messages call NAME.  NULL after a
   report. */
struct infile_stream *infile_stream_open(const char *path, const char *name,
                                         struct diag *diag);

/* Reads the next piece, at most SIZE bytes; 0 at the end or after a fault,
   which infile_stream_finish() reports. */
size_t infile_stream_read(struct infile_stream *file, char *bytes, size_t size);

/* Ends the reading: false after a report when a read failed or the file
   changed meanwhile. */
bool infile_stream_finish(struct infile_stream *file, struct diag *diag);

/* The SHA-256 of all that was read, once finished. */
const char *infile_stream_sha256(const struct infile_stream *file);

/* The open file, which belongs to FILE. */
int infile_stream_fd(const struct infile_stream *file);

/* Closes and frees; FILE may be NULL. */
void infile_stream_close(struct infile_stream *file);

#endif
