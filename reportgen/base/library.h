/*
 * Library: a shared library that is loaded when first needed.
 *
 * What every run needs is linked.  What few need, and what takes long to
 * load, comes through here: the functions of the library are found by name
 * and put in a table of pointers.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* A function, and where in the table its pointer goes. */
struct library_call {
    const char *name;
    size_t offset;
};

/* Fills TABLE with the N functions of the library that the dynamic linker
   calls NAME ("libzip.so.4").  It stays loaded to the end of the process, so
   that to load it again costs little.  False after a report
   (library-missing). */
bool library_load(const char *name, const struct library_call *calls, size_t n,
                  void *table, struct diag *diag);

#endif
