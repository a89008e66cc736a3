/*
 * Entry page: the data-entry workbook while it is written, for the files that
 * write parts of it.
 *
 * Not for use outside entry/.
 */
#ifndef ENTRY_ENTRY_PAGE_H
#define ENTRY_ENTRY_PAGE_H

#include "entry/entry.h"
#include "output/xlsx_page.h"

/* The rows of a table's sheet, from 0; the example row exists when the schema
   has a word for it. */
enum { ENTRY_TITLE, ENTRY_HINT, ENTRY_HEADINGS, ENTRY_EXAMPLE };

/* How many rows below the headings are checked for duplicates and for ids that
   others refer to; more when there are more from the start. */
enum { ENTRY_CHECKED_ROWS = 20000 };

struct entry_column {
    const struct schema_field *field;
    const char *heading; /* including its unit */
    const char *note;    /* how to fill it in, in sentences */
    int width;           /* in digits */
    lxw_format *format;
};

/* A sheet, and what was written to it. */
struct entry_sheet {
    const struct schema_table *table; /* NULL for the guide and the lists */
    const char *name;
    const char *quoted; /* as formulas name it: 'Đề án' */
    lxw_worksheet *sheet;
    struct entry_column *columns;
    size_t n_columns;
    lxw_row_t first_row; /* with data */
    int64_t n_rows;      /* of data */
    int64_t last_row;    /* that has a cell; -1: none */
    struct xlsx_counts counts;
};

/* What the cells of a column are chosen from: labels in a column of the hidden
   sheet, or the ids in the sheet of another table, down to the last one. */
struct entry_list {
    const struct schema_field *field; /* the first that uses the list */
    const struct schema_field
        *target;      /* the ids are its values; NULL: labels */
    lxw_col_t column; /* of the hidden sheet */
    const char *formula;
};

struct entry_formats {
    lxw_format *title;
    lxw_format *hint;
    lxw_format *head;
    lxw_format *required_head;
    lxw_format *example;
    lxw_format *words; /* of the guide: wrapped */
    lxw_format *bold;
    lxw_format *link;
    lxw_format *missing; /* overrides the look of cells by condition */
    lxw_format *twice;
};

struct entry_book {
    struct book book;
    const struct entry_options *options;
    struct entry_formats formats;
    struct entry_sheet *sheets;
    size_t n_sheets; /* the guide, the tables, the lists */
    struct entry_list *lists;
    size_t n_lists;
};

/* The sheet of TABLE. */
struct entry_sheet *entry_sheet_of(struct entry_book *entry,
                                   const struct schema_table *table);

/* The number of FIELD's column in SHEET, which has it. */
lxw_col_t entry_column_of(const struct entry_sheet *sheet,
                          const struct schema_field *field);

/* Counts a cell of ROW; rows are written in order. */
void entry_count_cell(struct entry_sheet *sheet, lxw_row_t row);

/* Write a cell and count it.  A text is escaped as workbooks require. */
void entry_put_text(struct entry_book *entry, struct entry_sheet *sheet,
                    lxw_row_t row, lxw_col_t column, const char *text,
                    lxw_format *format);
void entry_put_number(struct entry_book *entry, struct entry_sheet *sheet,
                      lxw_row_t row, lxw_col_t column, double number,
                      lxw_format *format);

/* The reference to cells FIRST..LAST of COLUMN in SHEET, all absolute. */
const char *entry_range(struct arena *arena, const struct entry_sheet *sheet,
                        lxw_col_t column, lxw_row_t first, lxw_row_t last);

/* The last row that is checked. */
lxw_row_t entry_checked_row(const struct entry_sheet *sheet);

/* The list that FIELD is chosen from; NULL when it is typed. */
const struct entry_list *entry_list_of(const struct entry_book *entry,
                                       const struct schema_field *field);

/* Sets heading, note, width and format of the columns of all tables. */
void entry_make_columns(struct entry_book *entry);

/* Finds the lists of all columns, before anything refers to them. */
void entry_plan_lists(struct entry_book *entry);

/* Write the guide, the lists, the checks of SHEET, and its rows. */
void entry_write_guide(struct entry_book *entry);
void entry_write_lists(struct entry_book *entry);
void entry_write_checks(struct entry_book *entry, struct entry_sheet *sheet);
void entry_write_rows(struct entry_book *entry, struct entry_sheet *sheet);

#endif
