/*
 * Heading rows: headings that stand in two rows as one.
 *
 *     TT | Tên đề án | Kinh phí (triệu đồng)  |
 *        |           | Tổng số  | Hỗ trợ      |
 *
 * A heading of a group stands over the first of its columns, merged or with
 * empty cells beside it; below it each column has a word of its own, and the
 * unit of the group is the unit of each.
 */
#ifndef INTAKE_HEADING_ROWS_H
#define INTAKE_HEADING_ROWS_H

#include "intake/row_kind.h"

/* A copy of ROW whose texts live in ARENA. */
struct row heading_row_keep(struct arena *arena, const struct row *row);

/* Joins the headings TOP, kept, and the row BELOW them when that row goes on
   with them and tells more columns of TABLE.  Texts live in ARENA. */
bool heading_rows_join(struct arena *arena, const struct typing *typing,
                       const struct schema_table *table, struct row *top,
                       const struct row *below);

#endif
