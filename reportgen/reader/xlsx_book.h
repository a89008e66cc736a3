/*
 * XLSX book: which sheets, tables and named ranges a workbook has.
 */
#ifndef READER_XLSX_BOOK_H
#define READER_XLSX_BOOK_H

#include "base/arena.h"
#include "reader/xlsx_package.h"
#include "reader/xlsx_range.h"

struct xlsx_sheet {
    const char *name; /* NFC */
    const char *part; /* name of its part; "" when the package has none */
    bool is_hidden;
};

struct xlsx_name {
    const char *name;
    const char *formula; /* "'Danh mục'!$A$1:$C$3" */
};

struct xlsx_book {
    struct xlsx_sheet *sheets; /* worksheets only, in the order of their tabs */
    size_t n_sheets;
    struct xlsx_name *names; /* defined by the workbook */
    size_t n_names;
    bool since_1904;
    const char *part; /* names of parts: its own */
    const char *strings;
    const char *styles;
};

/* What part of a workbook is meant: a sheet, and cells of it. */
struct xlsx_target {
    size_t sheet;
    struct xlsx_range range;
    bool has_range; /* not the whole sheet */
};

/* Reads the workbook of PACKAGE into ARENA.  False after a report. */
bool xlsx_book_read(struct arena *arena, const struct xlsx_package *package,
                    struct xlsx_book *book, struct diag *diag);

/* Finds what WANTED means: a sheet by its name, a table, a defined name, a
   sheet with a range ("Sheet!B5:K200"), or the number of a sheet from 1.  False
   after a report at PLACE (workbook-no-such-part), or when a part could not be
   read. */
bool xlsx_book_find(struct arena *arena, const struct xlsx_package *package,
                    const struct xlsx_book *book, const char *wanted,
                    struct place place, struct xlsx_target *target,
                    struct diag *diag);

#endif
