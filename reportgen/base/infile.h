/*
 * Infile: a whole input file in memory, read with every error checked.
 */
#ifndef BASE_INFILE_H
#define BASE_INFILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/root.h"

#include <stdbool.h>
#include <stddef.h>

struct infile {
    const char *path; /* as messages name it */
    const char *data; /* SIZE bytes and a NUL, in the arena */
    size_t size;
    char sha256[65]; /* lower-case hex, for the manifest */
    bool is_guarded; /* root or the running user owns it, and nobody else may
                        write to it */
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

/* The same of INPUT; one that leads out of its root is reported where it is
   named. */
bool infile_read_input(struct arena *arena, const struct input *input,
                       size_t limit, struct diag *diag, struct infile *file);

/* The same without a checksum. */
bool infile_load(struct arena *arena, const struct input *input, size_t limit,
                 struct diag *diag, struct infile *file);

/* What editors make of a text: a byte order mark, UTF-16 (which has one), line
   ends of two characters, or of the one that old ones write.  FILE becomes
   UTF-8 with "\n"; new bytes are ARENA's. */
void infile_make_plain(struct arena *arena, struct infile *file);

/* Finds the first of N inputs that is there.  False when none is, or after a
   report: what is there and cannot be read, or leads out of its root, ends the
   search; then *FAILED is true. */
bool infile_find(const struct input *inputs, size_t n, struct diag *diag,
                 struct input *found, bool *failed);

/* Reports why INPUT was not opened: STATE, and errno's value ERROR. */
void infile_report_input(const struct input *input, enum input_state state,
                         int error, struct diag *diag);

/* A file that is read in pieces, for what is too large to hold. */
struct infile_stream;

/* Opens the regular file at PATH, which messages call NAME.  NULL after a
   report. */
struct infile_stream *infile_stream_open(const char *path, const char *name,
                                         struct diag *diag);

/* Reads the next piece, at most SIZE bytes; 0 at the end or after a fault,
   which infile_stream_finish() reports. */
size_t infile_stream_read(struct infile_stream *file, char *bytes, size_t size);

/* How large the file was when it was opened. */
size_t infile_stream_size(const struct infile_stream *file);

/* Reads SIZE bytes at OFFSET, which is at most where what was read so far ends:
   a file may be read several times.  False when they are not all there, which
   infile_stream_finish() reports. */
bool infile_stream_read_at(struct infile_stream *file, size_t offset,
                           char *bytes, size_t size);

/* Ends the reading, or one of several: false after a report when a read failed
   or the file changed meanwhile. */
bool infile_stream_finish(struct infile_stream *file, struct diag *diag);

/* The SHA-256 of all that was read, once finished. */
const char *infile_stream_sha256(const struct infile_stream *file);

/* The open file, which belongs to FILE. */
int infile_stream_fd(const struct infile_stream *file);

/* Closes and frees; FILE may be NULL. */
void infile_stream_close(struct infile_stream *file);

#endif
