/*
 * Xlsx: writes the sheets of a document to a workbook.
 */
#ifndef OUTPUT_XLSX_H
#define OUTPUT_XLSX_H

#include "output/writer.h"

/* The class of this format (writer.h).  Without a date, the properties have a
   fixed day. */
extern const struct writer_class xlsx_writer;

/* Opens the closed FILE again and checks every part (zip directory, check sums,
   well-formed XML), and the rows, cells and formulas of each sheet against
   DOCUMENT: the library ignores failed writes.  For long lists, whose rows are
   not in DOCUMENT, WRITTEN has what the library was given, by sheet; NULL when
   there are none.  False after a report. */
struct xlsx_counts;
bool xlsx_verify(const struct outfile *file, const struct document *document,
                 const struct xlsx_counts *written, struct diag *diag);

#endif
