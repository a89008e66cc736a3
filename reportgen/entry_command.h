/*
 * Entry command: makes a data-entry workbook, as "reportgen entry" asks for.
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
    struct run_options run; /* what --from needs of them */
};

/* Makes the workbook and publishes it as reports are; its path goes to
   standard output.  False after a report. */
bool entry_command(const struct entry_command *command, struct diag *diag);

#endif
