/*
 * Workers: jobs in processes of their own, at most N at the same time.
 *
 * Each job runs in a fork of this process, so that a crash or a lack of memory
 * ends one report and not the batch.  What a job reports (messages, paths, its
 * status) comes back through a pipe and is handed over as a whole when the job
 * has ended, in the order of the jobs.
 */
#ifndef WORKERS_H
#define WORKERS_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The most processes at the same time. */
enum { WORKERS_MOST = 256 };

/* What a job reports from its own process: a message (this is a diag_sink, with
   WORKER as its context), and the path of a written file. */
struct worker;
void worker_message(void *worker, const struct diag_message *message);
void worker_path(struct worker *worker, const char *path);

/* Runs job INDEX and returns its status. */
typedef enum exit_status worker_job(void *context, size_t index,
                                    struct worker *worker);

/* What the parent does with what jobs report. */
struct worker_report {
    diag_sink *message;
    void *message_context;
    bool (*path)(void *context, const char *path);
    void *path_context;
    /* A signal ended the process PID, whose number no other process has yet. */
    void (*died)(void *context, pid_t pid);
    void *died_context;
    /* SIGNAL ended job INDEX; 0: it was never started, because of ERROR (an
       errno). */
    void (*lost)(void *context, size_t index, int signal, int error);
    void *lost_context;
    /* N jobs have been handed over. */
    void (*done)(void *context, size_t n);
    void *done_context;
};

/* Runs jobs 0 to N_JOBS - 1, at most N_WORKERS (of WORKERS_MOST) at a time, and
   returns the status with the highest priority.  A job that was killed or could
   not be started counts as STATUS_INTERNAL. */
enum exit_status workers_run(size_t n_jobs, unsigned n_workers, worker_job *job,
                             void *context, const struct worker_report *report);

/* True when some job was started: it may have published something. */
bool workers_were_started(void);

/* Passes SIGNAL on to all workers: async-signal-safe, for main.c. */
void workers_signal(int signal);

#endif
