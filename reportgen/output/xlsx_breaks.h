/*
 * Xlsx breaks: where the printed pages of a sheet end.
 *
 * Programs fill pages to the last point, and differ by a row.  So the pages of
 * a sheet are set here, with some room to spare: no group is headed at the
 * foot of a page, no total stands apart from the rows above it, and a chart is
 * whole.
 */
#ifndef OUTPUT_XLSX_BREAKS_H
#define OUTPUT_XLSX_BREAKS_H

#include "output/xlsx_plan.h"

/* The rows of the measured PLAN, counted from 0, before which a page begins, 0
   after the last.  A long list has no such rows. */
uint32_t *xlsx_breaks_find(struct arena *arena, const struct xlsx_plan *plan);

/* Whether the sheet surely prints on one page. */
bool xlsx_breaks_fits_page(const struct xlsx_plan *plan);

#endif
