/*
 * Old letters: cells in which a workbook or database keeps text of old fonts.
 *
 * Such a source has its letters as Western ones; encoding = tcvn3 or vni in
 * [dataset] says what they are (base/legacy.h).  A CSV file is mended as a
 * whole by its reader.
 */
#ifndef INTAKE_OLD_LETTERS_H
#define INTAKE_OLD_LETTERS_H

#include "base/legacy.h"
#include "reader/reader.h"

/* Gives the N cells of a row the letters that they mean, in memory of ARENA.
   Cells that are Unicode already stay. */
void old_letters_mend(struct arena *arena, enum legacy encoding,
                      struct cell *cells, size_t n);

#endif
