/*
 * Batch: makes many reports, each independent of the others.
 *
 * A failed report does not stop the others.  The paths of written files go to
 * standard output, one in a line, as soon as the report is published; messages
 * go to the sink, those of one report together.
 */
#ifndef BATCH_H
#define BATCH_H

#include "base/diag.h"
#include "run.h"

#include <stdbool.h>
#include <stddef.h>

enum batch_progress { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct batch_options {
    struct run_options run;
    diag_sink *sink; /* prints one message; only this process calls it */
    /* Tells that N of ALL reports are done. */
    void (*tell_progress)(void *sink_context, size_t n, size_t all);
    void *sink_context;
    const char *annotate; /* --annotate DIR: for marked copies of the sources;
                             or NULL */
    bool overwrite;       /* --overwrite, for these copies */
    bool strict;          /* warnings count as errors */
    unsigned n_workers;   /* -j, at least 1: processes at the same time */
    unsigned shard;       /* --shard SHARD/N_SHARDS, 1..N_SHARDS: */
    unsigned n_shards;    /* this run's share of the reports; 1/1: all */
    enum batch_progress progress; /* whether to tell how many reports are done;
                                     auto: of several, on a terminal */
    bool is_terminal;             /* TELL_PROGRESS writes to a terminal */
};

/* Makes (or with run.dry_run checks) the report of each of the N CONFIGS, or
   with run.each a report for each value.  Returns the exit status with the
   highest priority among theirs (diag_worse_status).  A write error on standard
   output is STATUS_IO. */
enum exit_status batch_run(const char *const *configs, size_t n_configs,
                           const struct batch_options *options);

/* Prints STAGE of each of these reports to standard output, in order. */
enum exit_status batch_dump(const char *const *configs, size_t n_configs,
                            enum run_stage stage,
                            const struct batch_options *options);

#endif
