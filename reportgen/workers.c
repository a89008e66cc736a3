#include "workers.h"

#include "base/outfile.h"
#include "base/strbuf.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The running processes; global because the signal handler reads them. */
static volatile pid_t running[WORKERS_MOST];

static volatile bool any_started;

struct worker {
    int pipe;
};

/* A job in the parent. */
struct job {
    pid_t pid; /* 0: not started, or ended */
    int pipe;
    struct strbuf said;
    enum exit_status status;
    int signal; /* the one that ended it, or 0 */
    int error;  /* why it could not be started (an errno), or 0 */
    bool ended;
};

struct pool {
    struct job *jobs;
    size_t n_jobs;
    size_t n_started;
    size_t n_reported;
    unsigned n_workers;
    unsigned n_running;
    worker_job *run;
    void *context;
    const struct worker_report *report;
    enum exit_status status;
};

/* ---- in the job's process ------------------------------------------------ */

/* A record in the pipe: a kind, three numbers, two texts with their sizes. */
struct record {
    uint8_t kind; /* 'm' message, 'p' path */
    uint8_t level;
    uint8_t place_kind;
    uint16_t code;
    uint32_t line;
    uint32_t column;
    uint32_t file_size; /* including the NUL; 0: there is no file */
    uint32_t text_size; /* including the NUL */
};

static void send_all(int pipe, const void *bytes, size_t size)
{
    const char *rest = bytes;
    while (size > 0) {
        ssize_t n = write(pipe, rest, size);
        if (n < 0 && errno != EINTR) { /* the parent is gone */
            outfile_remove_staged();
            _exit(STATUS_IO);
        }
        if (n > 0) {
            rest += n;
            size -= (size_t)n;
        }
    }
}

static void send_record(const struct worker *worker, struct record record,
                        const char *file, const char *text)
{
    record.file_size = file ? (uint32_t)strlen(file) + 1 : 0;
    record.text_size = (uint32_t)strlen(text) + 1;
    send_all(worker->pipe, &record, sizeof record);
    if (file)
        send_all(worker->pipe, file, record.file_size);
    send_all(worker->pipe, text, record.text_size);
}

void worker_message(void *worker, const struct diag_message *message)
{
    const struct record record = {
        .kind = 'm',
        .level = (uint8_t)message->level,
        .place_kind = (uint8_t)message->place.kind,
        .code = (uint16_t)message->code,
        .line = message->place.line,
        .column = message->place.column,
    };
    send_record(worker, record, message->place.file, message->text);
}

void worker_path(struct worker *worker, const char *path)
{
    send_record(worker, (struct record){.kind = 'p'}, NULL, path);
}

/* ---- in the parent ------------------------------------------------------- */

static void remember(pid_t pid)
{
    for (size_t i = 0; i < WORKERS_MOST; i++) {
        if (running[i] == 0) {
            running[i] = pid;
            return;
        }
    }
}

static void forget(pid_t pid)
{
    for (size_t i = 0; i < WORKERS_MOST; i++)
        if (running[i] == pid)
            running[i] = 0;
}

bool workers_were_started(void)
{
    return any_started;
}

void workers_signal(int signal)
{
    for (size_t i = 0; i < WORKERS_MOST; i++)
        if (running[i] > 0)
            kill(running[i], signal);
}

/* Forks a process for JOB, which writes its records to ENDS.  Signals wait
   until the parent knows the process and the process knows that it has no
   workers: otherwise one could outlive a batch that was ended, or end its
   siblings. */
static void fork_job(struct pool *pool, size_t index, const int ends[2])
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    int error = errno;
    if (pid == 0) {
        struct worker worker = {.pipe = ends[1]};
        close(ends[0]);
        memset((void *)running, 0, sizeof running);
        sigprocmask(SIG_SETMASK, &before, NULL);
        _exit((int)pool->run(pool->context, index, &worker));
    }
    if (pid > 0)
        remember(pid);
    sigprocmask(SIG_SETMASK, &before, NULL);
    pool->jobs[index].pid = pid;
    errno = error;
}

/* Gives a job up when the system has no room for another process. */
static void give_up_job(struct job *job)
{
    job->ended = true;
    job->status = STATUS_INTERNAL;
    job->error = errno;
}

static void start_job(struct pool *pool)
{
    size_t index = pool->n_started++;
    struct job *job = &pool->jobs[index];
    int ends[2];
    if (pipe(ends) != 0) {
        give_up_job(job);
        return;
    }
    any_started = true;
    fork_job(pool, index, ends);
    if (job->pid < 0)
        give_up_job(job);
    close(ends[1]);
    job->pipe = ends[0];
    if (job->ended)
        close(ends[0]);
    else
        pool->n_running++;
}

static void end_job(struct pool *pool, struct job *job)
{
    int status = 0;
    close(job->pipe);
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    forget(job->pid);
    job->ended = true;
    job->status = WIFEXITED(status) ? (enum exit_status)WEXITSTATUS(status)
                                    : STATUS_INTERNAL;
    job->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (job->signal != 0)
        pool->report->died(pool->report->died_context, job->pid);
    pool->n_running--;
}

/* Reads what a job has written; the end of the job closes the pipe. */
static void read_job(struct pool *pool, struct job *job)
{
    char *end = strbuf_reserve(&job->said, 65536);
    ssize_t n = read(job->pipe, end, 65536);
    if (n > 0)
        strbuf_set_size(&job->said, job->said.size + (size_t)n);
    else if (n == 0 || errno != EINTR)
        end_job(pool, job);
}

static void wait_for_jobs(struct pool *pool)
{
    struct pollfd polls[WORKERS_MOST];
    struct job *jobs[WORKERS_MOST];
    nfds_t n = 0;
    for (size_t i = pool->n_reported; i < pool->n_started; i++) {
        if (pool->jobs[i].ended)
            continue;
        jobs[n] = &pool->jobs[i];
        polls[n] = (struct pollfd){.fd = jobs[n]->pipe, .events = POLLIN};
        n++;
    }
    if (n == 0 || poll(polls, n, -1) < 0)
        return;
    for (nfds_t i = 0; i < n; i++)
        if (polls[i].revents != 0)
            read_job(pool, jobs[i]);
}

/* Hands over the record at OFFSET; returns the offset after it. */
static size_t report_record(struct pool *pool, const struct job *job,
                            size_t offset)
{
    struct record record;
    if (job->said.size - offset < sizeof record)
        return job->said.size;
    memcpy(&record, job->said.data + offset, sizeof record);
    offset += sizeof record;
    if (job->said.size - offset < (size_t)record.file_size + record.text_size)
        return job->said.size; /* the job died while it was writing */
    const char *file = job->said.data + offset;
    const char *text = file + record.file_size;
    const struct worker_report *report = pool->report;
    const struct diag_message message = {
        .code = (enum diag_code)record.code,
        .level = (enum diag_level)record.level,
        .place = {.file = record.file_size == 0 ? NULL : file,
                  .line = record.line,
                  .column = record.column,
                  .kind = (enum place_kind)record.place_kind},
        .text = text,
    };
    if (record.kind == 'm')
        report->message(report->message_context, &message);
    else if (!report->path(report->path_context, text))
        pool->status = diag_worse_status(pool->status, STATUS_IO);
    return offset + record.file_size + record.text_size;
}

/* Hands over the reports of jobs that have ended, in order. */
static void report_jobs(struct pool *pool)
{
    while (pool->n_reported < pool->n_started &&
           pool->jobs[pool->n_reported].ended) {
        size_t index = pool->n_reported++;
        struct job *job = &pool->jobs[index];
        for (size_t offset = 0; offset < job->said.size;)
            offset = report_record(pool, job, offset);
        strbuf_free(&job->said);
        if (job->signal != 0 || job->error != 0)
            pool->report->lost(pool->report->lost_context, index, job->signal,
                               job->error);
        pool->status = diag_worse_status(pool->status, job->status);
        pool->report->done(pool->report->done_context, pool->n_reported);
    }
}

enum exit_status workers_run(size_t n_jobs, unsigned n_workers, worker_job *job,
                             void *context, const struct worker_report *report)
{
    struct pool pool = {
        .jobs = calloc(n_jobs, sizeof *pool.jobs),
        .n_jobs = n_jobs,
        .n_workers = n_workers < WORKERS_MOST ? n_workers : WORKERS_MOST,
        .run = job,
        .context = context,
        .report = report,
    };
    if (!pool.jobs && n_jobs > 0)
        abort();
    while (pool.n_reported < n_jobs) {
        while (pool.n_running < pool.n_workers && pool.n_started < n_jobs)
            start_job(&pool);
        wait_for_jobs(&pool);
        report_jobs(&pool);
    }
    free(pool.jobs);
    return pool.status;
}
