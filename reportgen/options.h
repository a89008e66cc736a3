/*
 * Options: reads the command line.
 *
 * One table (options.c) has all options with their arguments, their help and
 * the commands that they belong to.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/arena.h"
#include "base/diag.h"
#include "batch.h"
#include "catalog.h"
#include "config/period.h"
#include "diff_command.h"
#include "entry_command.h"
#include "explain_command.h"
#include "init_command.h"
#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum command {
    COMMAND_NONE,
    COMMAND_RUN,
    COMMAND_CHECK,
    COMMAND_DUMP,
    COMMAND_PERIOD,
    COMMAND_ENTRY,
    COMMAND_INIT,
    COMMAND_VERIFY,
    COMMAND_LIST,
    COMMAND_DESCRIBE,
    COMMAND_EXPLAIN,
    COMMAND_DIFF,
    COMMAND_HELP,
    COMMAND_VERSION
};

struct options {
    enum command command;
    struct batch_options batch;
    enum run_stage stage; /* COMMAND_DUMP */
    struct message_printer printer;
    enum period_closing closing;    /* COMMAND_PERIOD */
    struct entry_command entry;     /* COMMAND_ENTRY */
    struct init_command init;       /* COMMAND_INIT */
    struct diff_command diff;       /* COMMAND_DIFF */
    struct explain_command explain; /* COMMAND_EXPLAIN */
    enum catalog_kind kind;         /* COMMAND_LIST; N_CATALOG_KINDS: all */
    const char *const *operands;    /* configurations, period specs, names */
    size_t n_operands;
};

/* Reads the command line and $SOURCE_DATE_EPOCH.  False after reports; the
   printer is set even then, so that they are printed as requested.  Strings are
   those of ARGV. */
bool options_parse(int argc, char **argv, struct arena *arena,
                   struct options *options, struct diag *diag);

/* An option as the help has it. */
struct option_words {
    const char *name;     /* "output" */
    char letter;          /* or 0 */
    const char *argument; /* its name, or NULL: it takes none */
    const char *choices;  /* "human | json": what it may be; NULL: free */
    const char *help;     /* translated */
};

/* Option N of those that COMMAND takes; with COMMAND_NONE of all.  False: there
   are not so many. */
bool options_nth(size_t n, enum command command, struct option_words *words);

/* The name of command N, or NULL after the last one. */
const char *options_command(size_t n, enum command *command);

/* The name of the N-th word that may follow "dump", or NULL after the last
   one. */
const char *options_stage(size_t n);

/* Prints the text of --help. */
void options_print_help(FILE *stream);

#endif
