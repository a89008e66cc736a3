/*
 * Annotate: marked copies of the sources of a configuration (check --annotate).
 */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>

/* Reads the data of the configuration at CONFIG again, finds every fault of
   every table, and writes into FOLDER a copy of each workbook and text file in
   which the faults are marked, in Vietnamese (marked/marked.h).  Either all
   copies get their names or none; their paths go to standard output.  False
   after a report.  Faults of the data are not a failure and are not reported
   again. */
bool annotate(const char *config, const char *folder, bool overwrite,
              const struct run_options *options, struct diag *diag);

#endif
