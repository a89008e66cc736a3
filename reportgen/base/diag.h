/*
 * Diag: the messages of a run.
 *
 * Every stage reports faults here instead of printing or stopping.  A message
 * has a stable code (diag.def), a level, a place, and a text in the user's
 * language.  main.c opens the list with a sink that prints; tests open it
 * with a sink that collects.
 *
 * Levels mean what happens: a note informs, a warning is printed all the
 * same (with --strict it counts as an error), an error means that this
 * report is not written, a fatal one stops the whole run.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/place.h"

#include <stdbool.h>
#include <stddef.h>

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR, DIAG_FATAL };

/* Exit statuses of the program (sysexits.h numbers; part of the contract). */
enum exit_status {
    STATUS_OK = 0,
    STATUS_DIFFERS = 1, /* what "diff" found; no message calls for it */
    STATUS_USAGE = 64,
    STATUS_BAD_DATA = 65,
    STATUS_NO_INPUT = 66,
    STATUS_UNAVAILABLE = 69,
    STATUS_INTERNAL = 70,
    STATUS_NO_MEMORY = 71,
    STATUS_CANNOT_CREATE = 73,
    STATUS_IO = 74,
    STATUS_BUSY = 75,
    STATUS_PERMISSION = 77,
    STATUS_BAD_CONFIG = 78
};

enum diag_code {
#define DIAG(id, code, level, status, text) DIAG_##id,
#include "base/diag.def"
#undef DIAG
    DIAG_CODE_COUNT
};

/* One finished message.  Strings live as long as the diag. */
struct diag_message {
    enum diag_code code;
    enum diag_level level;
    struct place place;
    const char *text;
};

struct diag;

/* Called for each message as it is reported. */
typedef void diag_sink(void *context, const struct diag_message *message);

/* A new list; SINK may be NULL.  With STRICT, warnings are raised to
   errors.  Owned by the caller. */
struct diag *diag_create(diag_sink *sink, void *context, bool strict);

/* From now on, what was just told word for word of the same place is not told
   again: a fault in what is repeated (a table's column, the text of a list)
   is met with each row. */
void diag_tell_once(struct diag *diag);

/* Frees DIAG and its messages; DIAG may be NULL. */
void diag_destroy(struct diag *diag);

/* diag_report(diag, code, place, ...) reports CODE, the name of a message in
   diag.def, at PLACE.  The arguments follow the text of the message there, and
   the compiler compares them with it.  A text that is quoted may be of any
   length: the message cuts it.  All are copied. */
#define diag_report(diag, code, ...)                                           \
    ((void)sizeof(diag_compare(code##_TEXT, __VA_ARGS__), 0),                  \
     diag_report_chosen((diag), code, __VA_ARGS__))

/* The same for a CODE that is chosen at run time, the arguments unchecked. */
void diag_report_chosen(struct diag *diag, enum diag_code code,
                        struct place place, ...);

/* Is only named, never called, and nowhere defined. */
int diag_compare(const char *text, struct place place, ...)
    __attribute__((format(printf, 1, 3)));

#define DIAG(id, code, level, status, text)                                    \
    static const char DIAG_##id##_TEXT[] __attribute__((unused)) = text;
#include "base/diag.def"
#undef DIAG

/* Reports MESSAGE of another list once more, at PLACE. */
void diag_pass_on(struct diag *diag, const struct diag_message *message,
                  struct place place);

/* Reports again in DIAG, in their order, all messages that FROM holds.  A part
   that may have to start anew holds its messages in a list of its own until
   they are true. */
void diag_forward(struct diag *diag, const struct diag *from);

/* Forgets all messages of DIAG. */
void diag_clear(struct diag *diag);

/* True when an error or worse was reported. */
bool diag_failed(const struct diag *diag);

/* How many errors, fatal ones included: a part that reported one has more of
   them than it began with. */
size_t diag_n_errors(const struct diag *diag);

/* Number of messages at LEVEL (after strict raising). */
size_t diag_count(const struct diag *diag, enum diag_level level);

/* All messages so far, in order. */
const struct diag_message *diag_messages(const struct diag *diag, size_t *n);

/* The exit status that the messages so far call for: STATUS_OK, or that of
   the error with the highest priority (diag_worse_status). */
enum exit_status diag_status(const struct diag *diag);

/* The one of two statuses that a batch reports: out of memory before
   internal, I/O, cannot create, permission, database, busy, missing input,
   bad configuration, bad data, usage, OK. */
enum exit_status diag_worse_status(enum exit_status a, enum exit_status b);

/* Stable names: "unknown-key", "error". */
const char *diag_code_name(enum diag_code code);
const char *diag_level_name(enum diag_level level);
enum diag_level diag_code_level(enum diag_code code);
enum exit_status diag_code_status(enum diag_code code);

/* Writes "file:line:column" (or what is known of it) to TEXT of SIZE. */
void place_format(struct place place, char *text, size_t size);

#endif
