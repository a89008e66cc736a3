/*
 * Xlsx: the sheets of a document to a workbook (libxlsxwriter only here).
 */
#ifndef OUTPUT_XLSX_H
#define OUTPUT_XLSX_H

#include "base/diag.h"
#include "base/outfile.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stdint.h>

/* Writes all sheets of DOCUMENT to the staged FILE.  CREATED as in pdf.h; -1
   uses a fixed day.  False after a report. */
bool xlsx_write(const struct document *document, int64_t created,
                struct outfile *file, struct diag *diag);

/* Opens the closed FILE again and checks every part: zip directory, check
   sums, well-formed XML, and the rows, cells and formulas of each sheet
   against DOCUMENT: the library drops failing writes silently.  False after a
   report. */
bool xlsx_verify(const struct outfile *file, const struct document *document,
                 struct diag *diag);

#endif
