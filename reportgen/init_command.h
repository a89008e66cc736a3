/*
 * Init command: a folder to begin a report in, as "reportgen init" makes it.
 */
#ifndef INIT_COMMAND_H
#define INIT_COMMAND_H

#include "base/date.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

struct init_command {
    const char *folder;
    const char *layout;        /* --layout NAME */
    const char *place;         /* --place NAME, or NULL: left to be filled in */
    struct date today;         /* its year is the period; which places there
                                  are on that day */
    int64_t source_date_epoch; /* of the workbook; -1: none */
};

/* Makes the folder, which may be there when it is empty, with a configuration,
   an empty data-entry workbook and a text that says how to go on.  The words of
   both are those of layouts/init/.  What is not known stands in angle brackets
   and is refused by name when a report is to be made (blank-left).  The paths
   go to standard output.  False after a report; then no file is there. */
bool init_command(const struct init_command *command, struct diag *diag);

#endif
