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

#endif
