/*
 * XLSX strings: the table of shared strings of a workbook.
 *
 * What fits stays in memory; a large table goes to a file without a name, so
 * that a workbook of a million different texts takes no more memory than a
 * small one.  How far a table may grow is bounded: 110 KB of a made-up file
 * can unpack to 12 GB.
 */
#ifndef READER_XLSX_STRINGS_H
#define READER_XLSX_STRINGS_H

#include "base/strbuf.h"
#include "reader/xlsx_package.h"

struct xlsx_strings;

/* Reads the strings part called NAME; a part that is not there has none.
   NULL after a report. */
struct xlsx_strings *xlsx_strings_read(const struct xlsx_package *package,
                                       const char *name, struct diag *diag);

/* Adds string NUMBER to BUF.  False when there is none. */
bool xlsx_strings_add(struct xlsx_strings *strings, size_t number,
                      struct strbuf *buf);

/* Frees; STRINGS may be NULL. */
void xlsx_strings_free(struct xlsx_strings *strings);

#endif
