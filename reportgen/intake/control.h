/*
 * Control: the figures of totals and section rows, compared with the rows.
 *
 * An office writes sums above or below their rows, nested, over all rows or
 * over those since the last sum.  Which is meant is not told, so every
 * reading that a person would find passes: rows between this line and another
 * one, all rows, the sums of the sections, rows of one value ("Trong đó: khuyến
 * công quốc gia"), facts of an entity once or in each of its rows.  A figure
 * that none of them gives is a fault: a row was lost, or a figure changed.
 *
 *     controls_start()
 *     controls_add_record() and controls_add_row(), as the rows come
 *     controls_end()      what is left needs a closer look:
 *     controls_look_closer(), then the same calls for the same rows
 *     controls_report()
 */
#ifndef INTAKE_CONTROL_H
#define INTAKE_CONTROL_H

#include "intake/row_kind.h"

struct controls;

/* Starts the controls of the rows of BINDING.  Owned by the caller. */
struct controls *controls_start(const struct typing *typing,
                                const struct binding *binding);

/* Adds a record that was read: VALUES by field index. */
void controls_add_record(struct controls *controls, const struct value *values);

/* Adds ROW, a total, a part or a section; figures that are none are
   reported. */
void controls_add_row(struct controls *controls, enum intake_kind kind,
                      const struct row *row);

/* Ends the rows.  True when some figure is no sum of plain ranges of rows: the
   rows are wanted once more. */
bool controls_end(struct controls *controls);

/* Begins the second look. */
void controls_look_closer(struct controls *controls);

/* Reports figures that differ from their rows. */
void controls_report(struct controls *controls);

/* Accepts NULL. */
void controls_free(struct controls *controls);

#endif
