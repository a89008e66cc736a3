/*
 * Describe: what the author of a dataset or of a text needs to know of a schema
 * or a layout by name.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "base/diag.h"

/* Prints on standard output the schema or layout called NAME, as it is found
   without a configuration (search_path.h): of a schema its tables with their
   fields, types, units, headings and codes; of a layout its tallies with
   their measures, and its tables, charts and texts.  Where both have that name
   both are printed.  What is not found or faulty is reported. */
void describe_print(const char *name, struct diag *diag);

#endif
