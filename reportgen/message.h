/*
 * Message: prints the messages of a run.
 *
 * Each is one line on standard error, written at once so that the lines of
 * several processes do not mix:
 *     human  file:line:column: level: code: text
 *     json   {"code":...,"level":...,"file":...,"line":...,"column":...,
 *             "text":...}; what is not known is null
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "base/diag.h"
#include "base/strbuf.h"

enum log_format { LOG_HUMAN, LOG_JSON };

struct message_printer {
    enum log_format format;
    enum diag_level least; /* messages below this level are not printed */
    int fd;                /* standard error (standard_error.h) */
};

/* Adds the line of MESSAGE, including its end, to LINE. */
void message_format(const struct message_printer *printer,
                    const struct diag_message *message, struct strbuf *line);

/* A diag_sink; CONTEXT is a struct message_printer. */
void message_print(void *context, const struct diag_message *message);

/* Prints that N of ALL reports are done; CONTEXT is a struct
   message_printer. */
void message_print_progress(void *context, size_t n, size_t all);

#endif
