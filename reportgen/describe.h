/*
 * Describe: what the author of a dataset or of a text needs to know of a schema
 * or a layout by name.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "base/diag.h"

/* Prints to standard output the schema or layout called NAME, found as without
   a configuration (search_path.h): for a schema its tables with their fields,
   types, units, headings and codes; for a layout its tallies with their
   measures, and its tables, charts and texts.  When both have that name, both
   are printed. Reports what is not found or faulty. */
void describe_print(const char *name, struct diag *diag);

#endif
