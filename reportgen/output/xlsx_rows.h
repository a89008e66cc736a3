/*
 * Xlsx rows: writes the rows of a long list as the markup of a sheet.
 *
 * In constant memory the library keeps one row, and writes it to a file of the
 * sheet when the next one begins; each cell passes through a struct, a hash and
 * printf.  This writes the plain rows of a list to that file in the same form,
 * in half the time.
 */
#ifndef OUTPUT_XLSX_ROWS_H
#define OUTPUT_XLSX_ROWS_H

#include "output/xlsx_page.h"

/* True when the rows of PAGE can be written here: those of a long list, in a
   workbook that is written in constant memory. */
bool xlsx_rows_possible(const struct sheet_page *page);

/* Writes a plain row without formulas, of which CELLS has each cell, as row AT
   of the sheet, HEIGHT points high. */
struct xlsx_row_cell {
    int32_t format;   /* of the cell's format */
    bool is_text;     /* else NUMBER */
    const char *text; /* SIZE bytes; 0: the cell is empty */
    size_t size;
    double number;
};
void xlsx_rows_add(struct sheet_page *page, size_t at, int height,
                   const struct xlsx_row_cell *cells, size_t n_cells);

#endif
