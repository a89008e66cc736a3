/*
 * XLSX sheet: the rows of one worksheet, in order, a row at a time.
 *
 * The sheet is never held whole.  Where cells are merged is said at its end,
 * so a sheet that speaks of merges is looked through once before its rows are
 * given.
 */
#ifndef READER_XLSX_SHEET_H
#define READER_XLSX_SHEET_H

#include "reader/reader.h"
#include "reader/xlsx_package.h"
#include "reader/xlsx_range.h"
#include "reader/xlsx_strings.h"
#include "reader/xlsx_styles.h"

struct xlsx_sheet_reader;

/* What the cells of a sheet need of its workbook.  All of it outlives the
   reader. */
struct xlsx_surroundings {
    const struct xlsx_package *package;
    struct xlsx_strings *strings;
    const struct xlsx_styles *styles;
    bool since_1904;
    bool keeps_hyphens; /* see cell_text_finish() */
    const char *name;   /* "book.xlsx!Sheet", for messages */
};

/* What was met beside cells that are read. */
struct xlsx_unseen {
    uint64_t hidden_rows;    /* rows with content that are not shown */
    uint32_t hidden_columns; /* columns that are not shown */
    uint64_t covered;        /* cells with content under a merge */
    uint32_t covered_row;    /* the first of them */
    uint32_t covered_column;
};

/* Opens the sheet in PART, of which RANGE counts.  NULL after a report. */
struct xlsx_sheet_reader *
xlsx_sheet_open(const struct xlsx_surroundings *around, int64_t part,
                struct xlsx_range range, struct diag *diag);

/* The next row with content: 1; 0 at the end; -1 after a report.  Cell I of
 *CELLS stands in column range.first_column + I; its LINE is the row. */
int xlsx_sheet_next(struct xlsx_sheet_reader *sheet, struct cell **cells,
                    size_t *n_cells);

const struct xlsx_unseen *xlsx_sheet_unseen(const struct xlsx_sheet_reader *);

/* Closes; SHEET may be NULL. */
void xlsx_sheet_close(struct xlsx_sheet_reader *sheet);

#endif
