/*
 * Xlsx plan: what stands where on a sheet, before any library is called.
 *
 * The writer and the verifier both start from the plan of a sheet, so that
 * what is counted is what was meant.  Rows and columns count from 0:
 *
 *     row 0                 free: an electronic signature goes to the top
 *                           right of the first page (NĐ 30/2020, Annex I)
 *     1 .. n_lines          title, caption, unit: one merged row each
 *     first_head ..         the head of the table
 *     first_body ..         its rows
 *     first_note .. n_rows  its footnotes: one merged row each
 *
 * Every row but the first has a cell in each column.
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
    XLSX_BODY_SIZE = 12,        /* of the letters, in points */
    XLSX_SIGNATURE_HEIGHT = 36, /* points, of the free first row */
    XLSX_CHART_ROWS = 20,       /* that a chart takes, after an empty one */
};

/* A paragraph above or below the table. */
struct xlsx_line {
    const struct text *text;
    const struct style *style; /* or NULL */
    int height;                /* points */
    int room;                  /* mpt of a line of it */
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
    size_t n_rows;    /* of the sheet */
    size_t n_columns; /* at least 1 */
    int *widths;      /* of columns, in mpt; from xlsx_plan_measure() on */
    int *heights;     /* of head rows, in points */
    uint16_t *body_heights;         /* of body rows; NULL of a long list */
    const struct table_row *sample; /* the first rows, by which columns of texts
                                       are measured */
    size_t n_sample;
    int *whole; /* mpt of texts of one line, of cells of the sample; 0: not
                   known */
};

/* What stands where; its size is still unknown. */
struct xlsx_plan *xlsx_plan_make(struct arena *arena,
                                 const struct sheet *sheet);

/* Widths of columns and heights of rows (xlsx_size.c).  Not every program that
   opens a workbook finds heights by itself, and none does for merged cells.
   Columns get what their words and figures need, then room by the layout's
   weights, up to what their texts can use; all together the width between
   the margins of an A4 page.  Where that makes rows too high the sheet is
   wider and printed smaller, at 70 percent at least unless words would
   break. */
void xlsx_plan_measure(struct arena *arena, struct xlsx_plan *plan);

/* The height of ROW of the body in points, once columns have widths. */
int xlsx_plan_row_height(const struct xlsx_plan *plan,
                         const struct table_row *row);

/* Puts line ends into TEXT, that of LINE as xlsx_text() gives it, in the place
   of blanks: centred lines of about one length look better than a full one
   above a short rest. */
void xlsx_line_break(const struct xlsx_line *line, char *text, size_t size);

/* Whether the sheet surely prints on one page. */
bool xlsx_plan_fits_page(const struct xlsx_plan *plan);

/* What the finished sheet holds. */
struct xlsx_counts {
    int64_t rows;
    int64_t cells;    /* all rows but the first have one in each column */
    int64_t filled;   /* with a text or a number */
    int64_t formulas; /* of the filled ones */
};

size_t xlsx_plan_n_cells(const struct xlsx_plan *plan);

/* BODY has the filled cells and formulas of the rows of a long list; NULL when
   they stand in the tree. */
struct xlsx_counts xlsx_plan_count(const struct xlsx_plan *plan,
                                   const struct xlsx_counts *body);

/* The text of a cell as Excel stores it: line ends as "\n", and a literal
   "_x000D_" escaped, which would else be read as a carriage return.  The mark
   of a footnote is a raised figure (U+00B9).  BUF is emptied first. */
void xlsx_text(struct strbuf *buf, const struct text *text);

/* Whether TEXT leaves its cell empty. */
bool xlsx_text_is_empty(const struct text *text);

/* The marks of footnotes in TEXT alone, "" when there are none. */
void xlsx_marks(struct strbuf *buf, const struct text *text);

/* How a value is stored. */
enum xlsx_class { XLSX_TEXT, XLSX_NUMBER, XLSX_YEAR, XLSX_DATE, XLSX_CLASSES };

/* The class of CELL in COLUMN and, for all but text, the stored number: money
   in the column's unit, a date as days since 1899-12-30.  A figure that no
   XLSX number holds exactly is text. */
enum xlsx_class xlsx_value(const struct table_cell *cell,
                           const struct table_column *column, double *number);

/* Whether the cell in ROW and COLUMN of TABLE may be a live formula: when the
   cells it sums are numbers that add up exactly to its own (a scheme with two
   sources counts once in a total, so that some totals are no sums). */
bool xlsx_formula_holds(const struct table *table, size_t row, size_t column);

#endif
