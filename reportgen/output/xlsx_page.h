/*
 * XLSX page: a workbook and one of its sheets while they are written, for the
 * files that write parts of a sheet.
 */
#ifndef OUTPUT_XLSX_PAGE_H
#define OUTPUT_XLSX_PAGE_H

#include "base/arena.h"
#include "base/outfile.h"
#include "output/xlsx_plan.h"

#include <xlsxwriter.h>

/* The family that offices must use (NĐ 30/2020/NĐ-CP, Annex I); a workbook
   embeds no fonts. */
#define XLSX_FONT "Times New Roman"

struct made_look;

/* A workbook while it is written. */
struct book {
    struct arena *arena;
    lxw_workbook *workbook; /* NULL: closed */
    struct made_look *looks;
    struct strbuf text;
    struct strbuf markup; /* of a row */
    struct diag *diag;
    const struct document *document;
    struct outfile *file;
    struct xlsx_counts *written; /* in the body, by sheet */
    const char *path;            /* its name in messages */
    bool ok;
};

/* The sum of a column of a long list so far. */
struct sheet_sum {
    int64_t sum;
    bool large; /* it does not fit */
};

/* A sheet while it is written. */
struct sheet_page {
    struct book *book;
    const struct xlsx_plan *plan;
    const struct table *table;
    lxw_worksheet *sheet;
    lxw_format **formats; /* of cells, by column, row kind and class */
    lxw_format *head;
    struct xlsx_counts *counts;
    int32_t *numbers;       /* of these formats in plain rows, plus 1 */
    struct sheet_sum *sums; /* by column of a long list */
};

/* True when a call of the library succeeded.  Reports only the first failure,
   since the others follow from it. */
bool xlsx_check(struct book *book, lxw_error error);

/* Sets the normal style.  What readers type is in it, and the width of its
   digits (8 pixels, 6 points) is the unit of column widths. */
void xlsx_set_normal_style(struct book *book);

/* Closes the workbook, which writes all of it.  Reports failures. */
void xlsx_close(struct book *book);

/* The library's measure for a column of WIDTH mpt.  A file counts widths in
   digits of the normal style, 6 points each (xlsx_set_normal_style()); the
   library rounds them to a seventh and adds five sevenths. */
double xlsx_column_width(int width);

/* Writes the chart of the sheet, below its table. */
void xlsx_write_chart(struct sheet_page *page);

#endif
