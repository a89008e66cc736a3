/*
 * XLSX scratch: the temporary files of libxlsxwriter.
 *
 * The library writes each part of a workbook into a temporary file before it
 * packs it, and asks its own lxw_tmpfile() for one.  The program has a function
 * of that name, which the dynamic linker finds first: its files are kept in
 * memory, a long one in a nameless file beside the output.  A process that is
 * killed leaves nothing, and a failed write, which the library does not notice,
 * is known here.
 */
#ifndef OUTPUT_XLSX_SCRATCH_H
#define OUTPUT_XLSX_SCRATCH_H

#include "base/outfile.h"

#include <stddef.h>

/* From now on, temporary files belong to the workbook FILE. */
void xlsx_scratch_begin(const struct outfile *file);

/* No more of them: those that the library left open are closed, so that it must
   be done with its workbook.  The errno of the first failure, or 0. */
int xlsx_scratch_end(void);

/* How many were made since xlsx_scratch_begin(): for the test that the linker
   finds ours. */
size_t xlsx_scratch_count(void);

#endif
