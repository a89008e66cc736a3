/*
 * Standard error: messages, and nothing but messages.
 *
 * Some libraries print there when something fails, which the program reports
 * itself; with --log json, no reader could parse their lines.  So descriptor 2
 * leads to a file in memory, and messages are written to another descriptor,
 * which only message.c knows.
 *
 * What libraries printed is told with -v, and when a fault of the program ends
 * it (abort() prints the reason).  Programs with a sanitizer keep their
 * standard error, since the sanitizer reports there.
 */
#ifndef STANDARD_ERROR_H
#define STANDARD_ERROR_H

#include "base/diag.h"

#include <stdbool.h>

/* Reserves standard error for messages; returns the descriptor to write them
   to.  To be called once, before any library is used. */
int standard_error_take(void);

/* Reports in DIAG what libraries printed, with a note (library-message) for
   each line. */
void standard_error_report(struct diag *diag);

/* Writes what libraries printed as one line, in JSON if AS_JSON:
   async-signal-safe. */
void standard_error_forward(bool as_json);

#endif
