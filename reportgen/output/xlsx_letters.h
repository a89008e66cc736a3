/*
 * Xlsx letters: the widths of Times New Roman's letters.
 *
 * A workbook embeds no font, and making one needs none; but the heights of its
 * rows depend on where texts wrap.  So this has the advances of the one family
 * that offices must use (NĐ 30/2020/NĐ-CP, Annex I).
 *
 * Not for use outside output/.
 */
#ifndef OUTPUT_XLSX_LETTERS_H
#define OUTPUT_XLSX_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The width of TEXT (SIZE bytes) in 1/1000 of the letter size; generous for
   letters that Vietnamese texts do not have. */
int64_t xlsx_letters_width(const char *text, size_t size, bool bold);

#endif
