/*
 * XLSX private: members of libxlsxwriter's structs that its interface does
 * not offer (output/library_version.h says how this is fenced).
 */
#ifndef OUTPUT_XLSX_PRIVATE_H
#define OUTPUT_XLSX_PRIVATE_H

#include "base/diag.h"
#include "output/xlsx_page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Whether the library that runs has the structs this was compiled for; asked
   before any other call.  False after a report (library-version). */
bool xlsx_private_check(struct diag *diag);

/* Notes that N_ROWS by N_COLUMNS cells of SHEET from ROW, COLUMN are merged.
   worksheet_merge_range() would write the covered cells too, out of the order
   that constant memory demands; here the caller writes every cell, row by
   row. */
void xlsx_private_merge(lxw_worksheet *sheet, size_t row, size_t column,
                        size_t n_rows, size_t n_columns);

/* Put quotes around the sheet's name wherever a reference begins with it: in
   the sheet itself, and in the categories and values of a chart's series.  The
   library leaves them out around letters and digits, which Excel may take for
   a cell (PL1!$A$1) or a number, and then offers to repair the file. */
void xlsx_private_quote_sheet(lxw_worksheet *sheet);
void xlsx_private_quote_series(lxw_chart_series *series);

/* The file that takes the rows of SHEET in constant memory; NULL without it. */
FILE *xlsx_private_rows(lxw_worksheet *sheet);

/* Puts the markup of row AT behind the rows written so far.  Failures are those
   of the file (xlsx_scratch.h). */
void xlsx_private_add_row(lxw_worksheet *sheet, size_t at, const char *markup,
                          size_t size);

/* The number by which cells refer to FORMAT; given on first use, as the library
   does. */
int32_t xlsx_private_format_number(lxw_format *format);

/* The format of cells that have none: the workbook's normal style. */
lxw_format *xlsx_private_normal_format(lxw_workbook *workbook);

#endif
