/*
 * Explain command: "reportgen explain REPORT WHAT" says where a printed number
 * comes from.
 */
#ifndef EXPLAIN_COMMAND_H
#define EXPLAIN_COMMAND_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>

struct explain_command {
    const char *report; /* a configuration */
    const char *what;   /* explain/find.h */
    bool as_json;
    struct run_options run;
};

/* Explains and prints; what is wrong is reported to DIAG. */
void explain_command(const struct explain_command *command, struct diag *diag);

#endif
