/*
 * Table rows: tables whose rows a layout writes one by one, such as the forms
 * of a ministry.
 *
 *     column.1 = "STT | @number"
 *     column.2 = "Chỉ tiêu | @label | weight=3"
 *     column.3 = "Đơn vị | @text"
 *     column.4 = "Địa phương | @figure"
 *     group.a  = "Đào tạo nghề"
 *     row.a1   = "Số lớp | lớp | trainings.local.classes"
 *     sub.a1x  = "Trong đó: nữ | lớp | ..."
 *     total.a  = "Cộng | lớp | @sum"
 *
 * Rows stand in the order of the file; what follows the dot is a name of the
 * row's own.  Groups are numbered I, II, rows 1, 2, and parts of rows 1.1.
 * The cells of a row follow the columns, @number left out: a text is a
 * template, a figure is named as in tally/tally_figure.h, "@sum" adds up the
 * parts of a row, the rows of a group, or all rows above a total.
 */
#ifndef FIGURES_TABLE_ROWS_H
#define FIGURES_TABLE_ROWS_H

#include "figures/table_definition.h"

enum row_level { LEVEL_GROUP, LEVEL_ROW, LEVEL_PART, LEVEL_TOTAL, LEVELS };

struct row_cell {
    const char *text;   /* of a label or a text column, or NULL */
    struct value value; /* of a figure */
    struct origin origin;
    bool is_sum;
    struct place place;
};

struct row_definition {
    enum row_level level;
    const char *name;       /* "group.a" */
    struct row_cell *cells; /* n_columns of the table */
    struct place place;
};

/* True when SECTION writes its rows itself. */
bool table_has_rows(const struct ini_section *section);

/* Reads the rows of SECTION into DEFINITION, whose columns are read.  False
   after reports. */
bool table_rows_read(const struct render *render, struct ini_section *section,
                     const struct tallies *tallies,
                     struct table_definition *definition);

/* The rows of TABLE, whose columns and head are there; *ROUNDED as
   table_build() has it.  False after a report. */
bool table_rows_build(const struct render *render,
                      const struct table_definition *definition,
                      struct table *table, bool *rounded);

#endif
