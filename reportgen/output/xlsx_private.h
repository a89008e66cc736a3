/*
 * XLSX private: uses members of libxlsxwriter's structs for what its interface
 * does not offer (library_version.h tells how this is guarded).
 */
#ifndef OUTPUT_XLSX_PRIVATE_H
#define OUTPUT_XLSX_PRIVATE_H

#include "base/diag.h"
#include "output/xlsx_page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Checks that the loaded library has the structs that the program was compiled
   for; to be called first.  False after a report (library-version). */
bool xlsx_private_check(struct diag *diag);

/* Merges N_ROWS by N_COLUMNS cells of SHEET from ROW, COLUMN on.
   worksheet_merge_range() would also write the covered cells, in an order that
   constant memory does not allow; here the caller writes every cell, row by
   row. */
void xlsx_private_merge(lxw_worksheet *sheet, size_t row, size_t column,
                        size_t n_rows, size_t n_columns);

/* Put quotes around the sheet's name at the start of references: in the sheet
   itself, and in the categories and values of a chart's series.  The library
   has none around letters and digits, which Excel may take for a cell
   (PL1!$A$1) or a number; it then offers to repair the file. */
void xlsx_private_quote_sheet(lxw_worksheet *sheet);
void xlsx_private_quote_series(lxw_chart_series *series);

/* The file for the rows of SHEET in constant memory; else NULL. */
FILE *xlsx_private_rows(lxw_worksheet *sheet);

/* Adds the markup of row AT after the rows so far.  Failures are those of the
   file (xlsx_scratch.h). */
void xlsx_private_add_row(lxw_worksheet *sheet, size_t at, const char *markup,
                          size_t size);

/* The number of FORMAT in cells; given at its first use, as the library
   does. */
int32_t xlsx_private_format_number(lxw_format *format);

/* The format of cells without one: the workbook's normal style. */
lxw_format *xlsx_private_normal_format(lxw_workbook *workbook);

#endif
