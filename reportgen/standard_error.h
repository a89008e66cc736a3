/*
 * Standard error: messages, and nothing but messages.
 *
 * Some libraries print there when something fails, of which the program makes
 * a message of its own; with --log json a reader could not parse their lines.
 * So the descriptor 2 leads into a file in memory, and messages are written to
 * another one, which only message.c knows.
 *
 * What libraries have printed is told with -v, and when a fault of the program
 * ends it (abort() says why).  Programs built with a sanitizer report there
 * and keep their standard error as it is.
 */
#ifndef STANDARD_ERROR_H
#define STANDARD_ERROR_H

#include "base/diag.h"

#include <stdbool.h>

/* Keeps standard error for messages; returns the descriptor to write them to.
   To be called once, before any library is used. */
int standard_error_take(void);

/* Reports in DIAG what libraries have printed, a note (library-message) for
   each line. */
void standard_error_report(struct diag *diag);

/* Writes what libraries have printed as one line, in JSON if AS_JSON:
   async-signal-safe. */
void standard_error_forward(bool as_json);

#endif
