/*
 * Wildcard: the files that a pattern such as "data/?/schemes.csv" with a star
 * for the folder stands for.
 *
 * "*" and "?" stand for characters within one name, "[...]" for one of
 * several; none stands for "/" or for a dot at the start of a name.  Unlike
 * glob(3) nothing is left out in silence: a folder that cannot be read is an
 * error, and one that holds no such file is noted.
 */
#ifndef BASE_WILDCARD_H
#define BASE_WILDCARD_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* True when TEXT has a "*", "?" or "[". */
bool wildcard_is_pattern(const char *text);

struct wildcard_match {
    const char *path; /* how the file is opened */
    const char *name; /* the pattern with names for its wildcards, seen from the
                         folder */
};

/* The files that PATTERN, seen from FOLDER, stands for, sorted by the bytes
   of their names.  False after reports at PLACE: a folder cannot be read, or
   there is no such file. */
bool wildcard_expand(struct arena *arena, const char *folder,
                     const char *pattern, struct place place,
                     struct wildcard_match **matches, size_t *n_matches,
                     struct diag *diag);

#endif
