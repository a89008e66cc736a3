/*
 * XLSX scratch: the temporary files of libxlsxwriter.
 *
 * The library writes each part of a workbook to a temporary file before it
 * packs it, and gets the file from its own lxw_tmpfile().  The program has a
 * function of that name, which the dynamic linker finds first: it keeps files
 * in memory, and a long one in a nameless file beside the output.  So a process
 * that is killed leaves nothing, and a failed write, which the library does not
 * notice, is known here.
 */
#ifndef OUTPUT_XLSX_SCRATCH_H
#define OUTPUT_XLSX_SCRATCH_H

#include "base/outfile.h"

#include <stddef.h>

/* Temporary files belong to the workbook FILE from now on. */
void xlsx_scratch_begin(const struct outfile *file);

/* Ends that and closes what the library left open, so it must have finished
   with its workbook.  Returns the errno of the first failure, or 0. */
int xlsx_scratch_end(void);

/* The number of files since xlsx_scratch_begin(): for the test that the linker
   finds our function. */
size_t xlsx_scratch_count(void);

#endif
