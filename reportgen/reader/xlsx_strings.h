/*
 * XLSX strings: the shared strings of a workbook.
 *
 * A large table goes to a file without a name, so that a workbook with a
 * million different texts takes no more memory than a small one.  Its size is
 * limited: 110 KB of a crafted file can unpack to 12 GB.
 */
#ifndef READER_XLSX_STRINGS_H
#define READER_XLSX_STRINGS_H

#include "base/strbuf.h"
#include "reader/xlsx_package.h"

struct xlsx_strings;

/* Reads the part NAME; when there is none, there are no strings.  NULL after a
   report. */
struct xlsx_strings *xlsx_strings_read(const struct xlsx_package *package,
                                       const char *name, struct diag *diag);

/* Adds string NUMBER to BUF; false when there is none. */
bool xlsx_strings_add(struct xlsx_strings *strings, size_t number,
                      struct strbuf *buf);

/* Frees; STRINGS may be NULL. */
void xlsx_strings_free(struct xlsx_strings *strings);

#endif
