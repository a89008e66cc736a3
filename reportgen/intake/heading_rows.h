/*
 * Heading rows: joins headings that stand in two rows.
 *
 *     TT | Tên đề án | Kinh phí (triệu đồng)  |
 *        |           | Tổng số  | Hỗ trợ      |
 *
 * The heading of a group stands above its first column, merged or with empty
 * cells beside it.  Below it each column has words of its own; the unit of the
 * group is the unit of each column.
 */
#ifndef INTAKE_HEADING_ROWS_H
#define INTAKE_HEADING_ROWS_H

#include "intake/row_kind.h"

/* A copy of ROW whose texts live in ARENA. */
struct row heading_row_keep(struct arena *arena, const struct row *row);

/* Joins the headings *TOP, which were kept, with the row BELOW when that row
   continues them and makes more columns of TABLE known.  False when it does
   not. Texts live in ARENA. */
bool heading_rows_join(struct arena *arena, const struct typing *typing,
                       const struct schema_table *table, struct row *top,
                       const struct row *below);

#endif
