/*
 * Xlsx plan: what is where on a sheet, before any library is called.
 *
 * The writer and the verifier both start from the plan of a sheet, so that what
 * was meant is what is counted.  Rows and columns count from 0:
 *
 *     row 0                 free: an electronic signature goes to the top
 *                           right of the first page (NĐ 30/2020, Annex I)
 *     1 .. n_lines          title, caption, unit: one merged row a line
 *     first_head ..         the head of the table
 *     first_body ..         its rows
 *     first_note .. n_rows  its footnotes: one merged row each
 *
 * Every row except the first has a cell in each column.
 */
#ifndef OUTPUT_XLSX_PLAN_H
#define OUTPUT_XLSX_PLAN_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    XLSX_MOST_ROWS = 1048576,
    XLSX_MOST_COLUMNS = 16384,
    XLSX_MOST_CHARACTERS = 32767,
    XLSX_MOST_NAME = 31,
    XLSX_BODY_SIZE = 12,        /* of letters, in points */
    XLSX_SIGNATURE_HEIGHT = 36, /* of the free first row, in points */
    XLSX_CHART_ROWS = 20,       /* of a chart, after an empty row */
};

/* A paragraph above or below the table. */
struct xlsx_line {
    struct text text;
    const struct style *style; /* or NULL */
    int height;                /* in points */
};

struct xlsx_plan {
    const struct sheet *sheet;
    struct xlsx_line *lines;
    size_t n_lines;
    struct xlsx_line *notes;
    size_t n_notes;
    size_t first_head;
    size_t first_body;
    size_t first_note;
    size_t n_rows;          /* of the sheet */
    size_t n_columns;       /* at least 1 */
    int *widths;            /* of columns, in mpt; set by xlsx_plan_measure() */
    int scale;              /* of the print, in percent, for one page's width */
    int *heights;           /* of head rows, in points */
    uint16_t *body_heights; /* of body rows, in points; NULL for a long list */
    const struct table_row
        *sample; /* the first rows, by which columns of texts are measured */
    size_t n_sample;
    int *whole; /* the widths of the sample's cells on one line, in mpt; 0: not
                   known */
};

/* Makes the plan of SHEET, without sizes. */
struct xlsx_plan *xlsx_plan_make(struct arena *arena,
                                 const struct sheet *sheet);

/* Sets the widths of columns and the heights of rows (xlsx_size.c).  Not every
   program that opens a workbook finds heights by itself, and none does for
   merged cells.  Columns get what their words and figures need, then room by
   the layout's weights up to what their texts can use, in all the width between
   the margins of an A4 page.  Where rows would be too high, the sheet is wider
   and printed smaller: at 70 percent or more, unless words would break. */
void xlsx_plan_measure(struct arena *arena, struct xlsx_plan *plan);

/* The height of ROW, in the body, in points, once columns have widths. */
int xlsx_plan_row_height(const struct xlsx_plan *plan,
                         const struct table_row *row);

/* What a finished sheet contains. */
struct xlsx_counts {
    int64_t rows;
    int64_t cells;    /* all rows except the first have one in each column */
    int64_t filled;   /* with a text or a number */
    int64_t formulas; /* among the filled cells */
};

size_t xlsx_plan_n_cells(const struct xlsx_plan *plan);

/* Counts what the sheet contains.  BODY has the filled cells and formulas of a
   long list's rows; NULL when the rows are in the tree. */
struct xlsx_counts xlsx_plan_count(const struct xlsx_plan *plan,
                                   const struct xlsx_counts *body);

/* Sets BUF to the text of a cell as Excel stores it: line ends are "\n", and a
   literal "_x000D_" is escaped, which would be read as a carriage return.  The
   mark of a footnote is a superscript (U+00B9). */
void xlsx_text(struct strbuf *buf, const struct text *text);

/* True when TEXT leaves its cell empty. */
bool xlsx_text_is_empty(const struct text *text);

/* Sets BUF to the marks of footnotes in TEXT; "" when there are none. */
void xlsx_marks(struct strbuf *buf, const struct text *text);

/* How a value is stored. */
enum xlsx_class { XLSX_TEXT, XLSX_NUMBER, XLSX_YEAR, XLSX_DATE, XLSX_CLASSES };

/* The class of CELL in COLUMN and, except for texts, the stored number: money
   in the column's unit, a date as days since 1899-12-30.  A figure that no XLSX
   number holds exactly is a text. */
enum xlsx_class xlsx_value(const struct table_cell *cell,
                           const struct table_column *column, double *number);

/* True when the cell in ROW and COLUMN of TABLE may be a live formula: the
   cells that it refers to are numbers that give exactly its own (a scheme with
   two sources counts once in a total, so some totals are no sums). */
bool xlsx_formula_holds(const struct table *table, size_t row, size_t column);

#endif
