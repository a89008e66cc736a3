/*
 * Xlsx verify: reads a workbook again that was just written.
 *
 * The library ignores failed writes, so every part is checked (zip directory,
 * check sums, well-formed XML), and the rows, cells and formulas of each sheet
 * are counted.
 */
#ifndef OUTPUT_XLSX_VERIFY_H
#define OUTPUT_XLSX_VERIFY_H

#include "base/diag.h"
#include "base/outfile.h"
#include "output/xlsx_plan.h"

#include <stdbool.h>
#include <stddef.h>

/* What a sheet has to contain. */
struct xlsx_expected {
    const char *name;
    struct xlsx_counts counts;
    bool is_long; /* its markup is not parsed, only its elements are counted */
};

/* Checks the closed FILE, a workbook with N_SHEETS sheets that contain what
   SHEETS says, and with N_CHARTS charts.  False after a report. */
bool xlsx_verify_sheets(const struct outfile *file,
                        const struct xlsx_expected *sheets, size_t n_sheets,
                        size_t n_charts, struct diag *diag);

#endif
