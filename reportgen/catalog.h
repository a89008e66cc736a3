/*
 * Catalog: which layouts, schemas, forms, maps of places and font roles there
 * are, where they were found, and what hides what.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "base/diag.h"

#include <stdbool.h>

enum catalog_kind {
    CATALOG_LAYOUTS,
    CATALOG_SCHEMAS,
    CATALOG_FORMS,
    CATALOG_PLACES,
    CATALOG_FONTS,
    N_CATALOG_KINDS
};

/* The kind called NAME on the command line: "layouts".  False when there is
   none. */
bool catalog_kind_named(const char *name, enum catalog_kind *kind);

/* Prints on standard output the folders that are searched, in their order, and
   all of KIND that they hold, a line each: name and path, and of one that is
   never used, which stands before it; N_CATALOG_KINDS: of every kind.  A folder
   that cannot be read is reported. */
void catalog_print(enum catalog_kind kind, struct diag *diag);

#endif
