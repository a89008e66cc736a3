/*
 * Init command: makes a folder to start a report in, for "reportgen init".
 */
#ifndef INIT_COMMAND_H
#define INIT_COMMAND_H

#include "base/date.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

struct init_command {
    const char *folder;
    const char *layout; /* --layout NAME */
    const char *place;  /* --place NAME; NULL: left to be filled in */
    struct date
        today; /* its year is the period; the places are those of that day */
    int64_t source_date_epoch; /* of the workbook; -1: none */
};

/* Makes the folder, which may exist if it is empty, with a configuration, an
   empty data-entry workbook and a text that explains the next steps.  The first
   and the last come from layouts/init/. What is not known stands in angle
   brackets, which a run refuses by name (blank-left).  The paths go to standard
   output.  False after a report; there is no file then. */
bool init_command(const struct init_command *command, struct diag *diag);

#endif
