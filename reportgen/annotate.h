/*
 * Annotate: marked copies of the sources of a configuration (check --annotate).
 */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>

/* Reads the data of the INI at CONFIG once more, with every fault of every
   table, in Vietnamese, and writes into FOLDER a copy of each workbook and text
   file in which they are marked (marked/marked.h).  The copies get their names
   all or none; their paths go to standard output.  False after a report; what
   is wrong with the data is no failure, and not told again. */
bool annotate(const char *config, const char *folder, bool overwrite,
              const struct run_options *options, struct diag *diag);

#endif
