/*
 * XLSX book: the sheets, tables and defined names of a workbook.
 */
#ifndef READER_XLSX_BOOK_H
#define READER_XLSX_BOOK_H

#include "base/arena.h"
#include "reader/xlsx_package.h"
#include "reader/xlsx_range.h"

struct xlsx_sheet {
    const char *name; /* NFC */
    const char *part; /* the name of its part; "" when the package has none */
    bool is_hidden;
};

struct xlsx_name {
    const char *name;
    const char *formula; /* "'Danh mục'!$A$1:$C$3" */
};

struct xlsx_book {
    struct xlsx_sheet *sheets; /* only worksheets, in the order of their tabs */
    size_t n_sheets;
    struct xlsx_name *names; /* that the workbook defines */
    size_t n_names;
    bool since_1904;
    const char *part; /* the name of its own part */
    const char *strings;
    const char *styles;
};

/* The part of a workbook that is meant: a sheet, perhaps only a range of it. */
struct xlsx_target {
    size_t sheet;
    struct xlsx_range range;
    bool has_range; /* otherwise the whole sheet */
};

/* Reads the workbook in PACKAGE into ARENA.  False after a report. */
bool xlsx_book_read(struct arena *arena, const struct xlsx_package *package,
                    struct xlsx_book *book, struct diag *diag);

/* Finds what WANTED means: a sheet by name, a table, a defined name, a range of
   a sheet ("Sheet!B5:K200"), or a sheet by number, from 1.  False after a
   report at PLACE (workbook-no-such-part), or when a part could not be read. */
bool xlsx_book_find(struct arena *arena, const struct xlsx_package *package,
                    const struct xlsx_book *book, const char *wanted,
                    struct place place, struct xlsx_target *target,
                    struct diag *diag);

#endif
