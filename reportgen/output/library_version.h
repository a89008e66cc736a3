/*
 * Library version: guards the use of what a library does not offer.
 *
 * libharu and libxlsxwriter have no call for some of what a report needs, so
 * pdf_file.c and xlsx_private.c use members of their structs, which any release
 * may move.  There are two checks: at compile time the header's release has to
 * be one whose structs were compared, and at run time the loaded library has to
 * be of the same release as the header.
 */
#ifndef OUTPUT_LIBRARY_VERSION_H
#define OUTPUT_LIBRARY_VERSION_H

#include "base/diag.h"

#include <stdbool.h>

/* Checks that the loaded library NAME, of release RUNNING, is the release
   BUILT, with whose header the program was compiled.  False after a report
   (library-version). */
bool library_version_check(const char *name, const char *built,
                           const char *running, struct diag *diag);

#endif
