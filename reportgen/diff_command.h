/*
 * Diff command: "reportgen diff OLD NEW" says which numbers and words of two
 * reports differ, and because of which records.
 */
#ifndef DIFF_COMMAND_H
#define DIFF_COMMAND_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>

struct diff_command {
    const char *old, *now; /* configurations */
    bool as_json;
    struct run_options run;
};

/* Compares and prints; what is wrong is reported to DIAG.  True when something
   differs. */
bool diff_command(const struct diff_command *command, struct diag *diag);

#endif
