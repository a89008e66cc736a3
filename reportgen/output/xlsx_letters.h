/*
 * Xlsx letters: how wide the letters of Times New Roman are.
 *
 * A workbook embeds no font and needs none to be made; but rows get their
 * heights when it is made, and those depend on where texts wrap.  So the
 * advances of the one family that offices must use stand here.
 *
 * Not for use outside output/.
 */
#ifndef OUTPUT_XLSX_LETTERS_H
#define OUTPUT_XLSX_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The width of TEXT (SIZE bytes) in 1/1000 of the letter size; generous for
   letters that no Vietnamese text has. */
int64_t xlsx_letters_width(const char *text, size_t size, bool bold);

#endif
