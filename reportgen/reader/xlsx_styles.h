/*
 * XLSX styles: the number format of each cell style of a workbook.
 *
 * Nothing else of a style matters to a reader of data: a bad colour, font or
 * border is never looked at, and a missing style is a plain one.
 */
#ifndef READER_XLSX_STYLES_H
#define READER_XLSX_STYLES_H

#include "reader/number_format.h"
#include "reader/xlsx_package.h"

struct xlsx_styles {
    struct number_format *formats; /* by number of the cell style */
    size_t n;
};

/* Reads the part NAME into ARENA.  False after a report. */
bool xlsx_styles_read(struct arena *arena, const struct xlsx_package *package,
                      const char *name, struct xlsx_styles *styles,
                      struct diag *diag);

/* The format of cell style NUMBER; a plain one when there is none. */
struct number_format xlsx_styles_format(const struct xlsx_styles *styles,
                                        size_t number);

#endif
