/*
 * Control: the figures of totals and section rows, compared with the rows.
 *
 * An office writes sums above or below their rows, nested, over all rows or
 * over those since the last sum, and does not say which.  So every reading that
 * a person would find is accepted: the rows between this line and another one,
 * all rows, the sums of the sections, the rows of one value ("Trong đó: khuyến
 * công quốc gia"), facts of an entity counted once or in each of its rows.  A
 * figure that no reading gives is a fault: a row was lost, or a figure changed.
 *
 *     controls_start()
 *     controls_add_record() and controls_add_row(), in the order of the rows
 *     controls_end()      when it is true, the rows are read once more:
 *     controls_look_closer(), and the same calls for the same rows
 *     controls_report()
 *     controls_free()
 */
#ifndef INTAKE_CONTROL_H
#define INTAKE_CONTROL_H

#include "intake/row_kind.h"

struct controls;

/* Starts the controls of a source whose columns are bound by BINDING.  TYPING
   and BINDING outlive them; the caller frees them. */
struct controls *controls_start(const struct typing *typing,
                                const struct binding *binding);

/* Adds a record that was read: VALUES by field index. */
void controls_add_record(struct controls *controls, const struct value *values);

/* Adds ROW, which is no record but a total, a part, a section or a note.  A
   cell that should be a figure and is none is reported. */
void controls_add_row(struct controls *controls, enum intake_kind kind,
                      const struct row *row);

/* Ends the rows.  True when some figure is not the sum of a plain range of
   rows, and the rows are to be read once more. */
bool controls_end(struct controls *controls);

/* Begins the second pass over the rows. */
void controls_look_closer(struct controls *controls);

/* Reports the figures that differ from their rows. */
void controls_report(struct controls *controls);

/* Accepts NULL. */
void controls_free(struct controls *controls);

#endif
