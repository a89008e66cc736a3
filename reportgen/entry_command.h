/*
 * Entry command: makes a data-entry workbook for "reportgen entry".
 */
#ifndef ENTRY_COMMAND_H
#define ENTRY_COMMAND_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>

struct entry_command {
    const char *schema;     /* its name */
    const char *file;       /* -o */
    const char *from;       /* --from CONFIG.ini, or NULL */
    bool overwrite;         /* --overwrite */
    struct run_options run; /* for the data of --from */
};

/* Makes the workbook and publishes it like a report; its path goes to standard
   output.  False after a report. */
bool entry_command(const struct entry_command *command, struct diag *diag);

#endif
