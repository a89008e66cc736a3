/*
 * Library version: guards what is read of a library beyond its interface.
 *
 * libharu and libxlsxwriter have no call for some of what a report needs, so
 * that pdf_file.c and xlsx_private.c read and set members of their structs,
 * which any release may move.  Two checks fence this: at compile time the
 * header's release must be one whose structs were looked at, and at run time
 * the library loaded must be the release that the header was of.
 */
#ifndef OUTPUT_LIBRARY_VERSION_H
#define OUTPUT_LIBRARY_VERSION_H

#include "base/diag.h"

#include <stdbool.h>

/* Whether the library NAME that runs is the release BUILT, that of the header
   the program was compiled with.  False after a report (library-version). */
bool library_version_check(const char *name, const char *built,
                           const char *running, struct diag *diag);

#endif
