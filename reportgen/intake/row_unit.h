/*
 * Row unit: a column that tells in what the counts of its row are.
 *
 *     Số lượng ; Đơn vị tính
 *     5        ; nghìn tờ       is 5.000 tờ
 *
 * A schema names such a text field with "scales".  The unit of the row counts
 * while its cells are read, so that 1,5 triệu is exact.
 */
#ifndef INTAKE_ROW_UNIT_H
#define INTAKE_ROW_UNIT_H

#include "intake/bind.h"
#include "intake/row_kind.h"

struct row_units;

/* The columns of BINDING that tell units; FALLBACKS, by field index, say what
   empty cells do.  NULL when there are none.  All live as long as ARENA. */
struct row_units *row_units_find(struct arena *arena, struct binding *binding,
                                 const struct value *fallbacks);

/* Sets the units of the counts of ROW, a record, to what it says; false after
   a report.  UNITS may be NULL. */
bool row_units_set(struct row_units *units, const struct typing *typing,
                   const struct row *row);

/* The same for ROW, which is no record: a total without a unit of its own is in
   that of its rows, when all have the same. */
void row_units_set_total(struct row_units *units, const struct typing *typing,
                         const struct row *row);

/* Takes what was multiplied off the texts of the record VALUES: "tờ" remains
   of "nghìn tờ". */
void row_units_take_off(struct row_units *units, struct value *values);

#endif
