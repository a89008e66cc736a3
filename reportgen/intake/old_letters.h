/*
 * Old letters: cells of a workbook or database that hold text for old fonts.
 *
 * Such a source has Western letters in place of Vietnamese ones; encoding =
 * tcvn3 or vni in [dataset] says how to read them (base/legacy.h).  The reader
 * of a CSV file converts the whole file instead.
 */
#ifndef INTAKE_OLD_LETTERS_H
#define INTAKE_OLD_LETTERS_H

#include "base/legacy.h"
#include "reader/reader.h"

/* Converts the letters of the N CELLS of a row, with memory of ARENA.  Cells
   that are Unicode already stay as they are. */
void old_letters_mend(struct arena *arena, enum legacy encoding,
                      struct cell *cells, size_t n);

#endif
