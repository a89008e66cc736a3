/*
 * Cell text: what a cell says, in the form in which all readers give it.
 *
 * NFC, LF at the end of lines, no blanks around, no invisible characters.
 */
#ifndef READER_CELL_TEXT_H
#define READER_CELL_TEXT_H

#include "reader/reader.h"

enum { CELL_TEXT_MOST_BYTES = 1 << 20 };

/* Makes TEXT, which has CELL->size bytes of UTF-8 and a NUL, the text of CELL.
   The bytes are changed in place or copied to ARENA.  KEEPS_HYPHENS keeps soft
   hyphens, which are a letter in texts for old fonts (base/legacy.h). */
void cell_text_finish(struct cell *cell, char *text, bool keeps_hyphens,
                      struct arena *arena);

/* Adds a day as it is typed in Vietnam: "5/9/2017". */
void cell_text_add_day(struct strbuf *buf, struct date day);

/* True when OPTIONS name the encoding of such a font. */
bool cell_text_keeps_hyphens(const struct reader_options *options);

#endif
