/*
 * XLSX sheet: the rows of one worksheet, in order, one at a time.
 *
 * The sheet is never in memory as a whole.  Its merged cells are listed at its
 * end, so a sheet that has any is searched for them before its rows are read.
 */
#ifndef READER_XLSX_SHEET_H
#define READER_XLSX_SHEET_H

#include "reader/reader.h"
#include "reader/xlsx_package.h"
#include "reader/xlsx_range.h"
#include "reader/xlsx_strings.h"
#include "reader/xlsx_styles.h"

struct xlsx_sheet_reader;

/* What the cells of a sheet need from its workbook.  All of it outlives the
   reader. */
struct xlsx_surroundings {
    const struct xlsx_package *package;
    struct xlsx_strings *strings;
    const struct xlsx_styles *styles;
    bool since_1904;
    bool keeps_hyphens; /* see cell_text_finish() */
    const char *name;   /* "book.xlsx!Sheet", in messages */
};

/* What is there apart from the cells that are read. */
struct xlsx_unseen {
    uint64_t hidden_rows;    /* rows with content that are hidden */
    uint32_t hidden_columns; /* columns that are hidden */
    uint64_t covered;        /* cells with content below a merged cell */
    uint32_t covered_row;    /* the row of the first of them */
    uint32_t covered_column;
};

/* Opens the sheet in PART and reads the cells in RANGE.  NULL after a
   report. */
struct xlsx_sheet_reader *
xlsx_sheet_open(const struct xlsx_surroundings *around, int64_t part,
                struct xlsx_range range, struct diag *diag);

/* The next row with content: 1; 0 at the end; -1 after a report.  Cell I of
 *CELLS is in column range.first_column + I; its LINE is the row. */
int xlsx_sheet_next(struct xlsx_sheet_reader *sheet, struct cell **cells,
                    size_t *n_cells);

const struct xlsx_unseen *xlsx_sheet_unseen(const struct xlsx_sheet_reader *);

/* Closes; SHEET may be NULL. */
void xlsx_sheet_close(struct xlsx_sheet_reader *sheet);

#endif
