/*
 * Catalog: lists layouts, schemas, forms, maps of places and font roles: where
 * they were found, and which of them hide others.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

enum catalog_kind {
    CATALOG_LAYOUTS,
    CATALOG_SCHEMAS,
    CATALOG_FORMS,
    CATALOG_PLACES,
    CATALOG_FONTS,
    N_CATALOG_KINDS
};

/* Finds the kind called NAME on the command line ("layouts").  False when there
   is none. */
bool catalog_kind_named(const char *name, enum catalog_kind *kind);

/* The name of KIND on the command line. */
const char *catalog_kind_name(enum catalog_kind kind);

/* The names of all of KIND that are found, in the arena, each as often as it is
   there; what cannot be read is passed over. */
const char **catalog_names(struct arena *arena, enum catalog_kind kind,
                           size_t *n);

/* Prints to standard output the folders that are searched, in order, and all
   files of KIND (N_CATALOG_KINDS: of every kind) in them, a line for each:
   name, path and, for one that is never used, the file that precedes it.  A
   folder that cannot be read is reported. */
void catalog_print(enum catalog_kind kind, struct diag *diag);

#endif
