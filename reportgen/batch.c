#include "batch.h"

#include "annotate.h"
#include "base/outlock.h"
#include "standard_output.h"
#include "workers.h"

#include <string.h>
#include <unistd.h>

/* The reports of this shard, in order. */
struct batch {
    const struct batch_options *options;
    struct run_shared *shared;
    const struct outlock *lock; /* NULL: a dry run */
    struct arena *arena;
    struct run_job *jobs;
    size_t n_jobs;
    struct config_text *names; /* output names by job; TEXT may be NULL */
    enum exit_status status;   /* of configurations without a job */
};

/* Prints a path as soon as it is published, so that the next program of a pipe
   can go on while the batch runs. */
static bool print_path(void *context, const char *path)
{
    struct strbuf line = STRBUF_INIT;
    (void)context;
    strbuf_add_text(&line, path);
    strbuf_add_char(&line, '\n');
    bool printed = standard_output_write(line.data, line.size);
    strbuf_free(&line);
    return printed;
}

/* ---- one report ---------------------------------------------------------- */

/* The configuration of an earlier job that writes the same files, or NULL. */
static const char *same_output(const struct batch *batch, size_t index)
{
    const char *name = batch->names[index].text;
    for (size_t i = 0; name && i < index; i++)
        if (batch->names[i].text && strcmp(batch->names[i].text, name) == 0)
            return batch->jobs[i].config;
    return NULL;
}

static void run_one(const struct batch *batch, size_t index,
                    struct arena *arena, struct run_result *result,
                    struct diag *diag)
{
    const char *other = same_output(batch, index);
    *result = (struct run_result){0};
    if (other) {
        diag_report(diag, DIAG_DUPLICATE_OUTPUT, batch->names[index].place,
                    batch->names[index].text, other);
        return;
    }
    bool ok = run_report(batch->shared, arena, &batch->jobs[index],
                         &batch->options->run, batch->lock, result, diag);
    if (ok == diag_failed(diag))
        diag_report(diag, DIAG_INTERNAL, PLACE_NONE,
                    "a stage failed without a message");
}

/* Makes report INDEX with its own memory; its messages go to SINK. */
static enum exit_status make_report(const struct batch *batch, size_t index,
                                    diag_sink *sink, void *sink_context,
                                    struct worker *worker)
{
    struct run_result result;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(sink, sink_context, batch->options->strict);
    diag_tell_once(diag);
    run_one(batch, index, arena, &result, diag);
    enum exit_status status = diag_status(diag);
    for (size_t i = 0; i < result.n_paths; i++) {
        if (worker)
            worker_path(worker, result.paths[i]);
        else if (!print_path(NULL, result.paths[i]))
            status = diag_worse_status(status, STATUS_IO);
    }
    diag_destroy(diag);
    arena_destroy(arena);
    return status;
}

/* ---- progress ------------------------------------------------------------ */

/* A single report has no progress; on a terminal somebody is waiting. */
static bool shows_progress(const struct batch *batch)
{
    switch (batch->options->progress) {
    case PROGRESS_ALWAYS:
        return true;
    case PROGRESS_AUTO:
        return batch->n_jobs > 1 && batch->options->is_terminal;
    case PROGRESS_NEVER:
        break;
    }
    return false;
}

/* N reports are done, written or not. */
static void tell_progress(void *context, size_t n)
{
    const struct batch *batch = context;
    if (shows_progress(batch))
        batch->options->tell_progress(batch->options->sink_context, n,
                                      batch->n_jobs);
}

/* ---- all reports --------------------------------------------------------- */

static enum exit_status make_in_worker(void *context, size_t index,
                                       struct worker *worker)
{
    return make_report(context, index, worker_message, worker, worker);
}

/* A signal ended the process PID: removes what it had staged, and finishes a
   set that it had begun to publish. */
static void clean_up_behind(void *context, pid_t pid)
{
    const struct batch *batch = context;
    struct diag *diag =
        diag_create(batch->options->sink, batch->options->sink_context, false);
    if (batch->lock)
        outlock_recover(batch->lock, pid, diag);
    diag_destroy(diag);
}

static void report_lost(void *context, size_t index, int signal, int error)
{
    const struct batch *batch = context;
    const struct place place = {.file = batch->jobs[index].config};
    struct diag *diag =
        diag_create(batch->options->sink, batch->options->sink_context, false);
    if (signal != 0)
        diag_report(diag, DIAG_REPORT_KILLED, place, signal);
    else
        diag_report(diag, DIAG_REPORT_NOT_STARTED, place, strerror(error));
    diag_destroy(diag);
}

static enum exit_status make_all(struct batch *batch)
{
    const struct batch_options *options = batch->options;
    enum exit_status status = STATUS_OK;
    if (options->n_workers > 1) {
        const struct worker_report report = {
            .message = options->sink,
            .message_context = options->sink_context,
            .path = print_path,
            .died = clean_up_behind,
            .died_context = batch,
            .lost = report_lost,
            .lost_context = batch,
            .done = tell_progress,
            .done_context = batch,
        };
        return workers_run(batch->n_jobs, options->n_workers, make_in_worker,
                           batch, &report);
    }
    for (size_t i = 0; i < batch->n_jobs; i++) {
        status =
            diag_worse_status(status, make_report(batch, i, options->sink,
                                                  options->sink_context, NULL));
        tell_progress(batch, i + 1);
    }
    return status;
}

/* ---- which reports ------------------------------------------------------- */

/* The reports of all shards, while they are listed. */
struct list {
    struct run_job *jobs;
    size_t n;
    size_t capacity;
};

static void add_jobs(struct arena *arena, struct list *list,
                     const struct run_job *jobs, size_t n)
{
    if (list->n + n > list->capacity) {
        size_t capacity = list->capacity * 2 + n;
        struct run_job *room = ARENA_ARRAY(arena, struct run_job, capacity);
        if (list->n > 0)
            memcpy(room, list->jobs, list->n * sizeof *room);
        list->jobs = room;
        list->capacity = capacity;
    }
    if (n > 0)
        memcpy(list->jobs + list->n, jobs, n * sizeof *jobs);
    list->n += n;
}

/* Lists the reports of CONFIG: one, or one for each value. */
static void list_config(struct batch *batch, struct list *list,
                        const char *config)
{
    const struct batch_options *options = batch->options;
    const struct run_job whole = {.config = config};
    struct run_job *jobs;
    size_t n_jobs;
    if (!options->run.each) {
        add_jobs(batch->arena, list, &whole, 1);
        return;
    }
    struct diag *diag =
        diag_create(options->sink, options->sink_context, options->strict);
    diag_tell_once(diag);
    if (run_list_each(batch->shared, batch->arena, config, &options->run, &jobs,
                      &n_jobs, diag))
        add_jobs(batch->arena, list, jobs, n_jobs);
    batch->status = diag_worse_status(batch->status, diag_status(diag));
    diag_destroy(diag);
}

/* Chooses the reports of this shard among those of all CONFIGS; with several
   also their output names. */
static void choose_reports(struct batch *batch, const char *const *configs,
                           size_t n_configs)
{
    const struct batch_options *options = batch->options;
    struct list list = {0};
    for (size_t i = 0; i < n_configs; i++)
        list_config(batch, &list, configs[i]);
    batch->jobs = ARENA_ARRAY(batch->arena, struct run_job, list.n);
    batch->names = ARENA_ARRAY(batch->arena, struct config_text, list.n);
    for (size_t i = options->shard - 1; i < list.n; i += options->n_shards)
        batch->jobs[batch->n_jobs++] = list.jobs[i];
    for (size_t i = 0; batch->n_jobs > 1 && i < batch->n_jobs; i++)
        batch->names[i] =
            run_output_name(batch->arena, &batch->jobs[i], &options->run);
}

/* Takes one lock for the whole batch; a check writes nothing and needs none. */
static enum exit_status make_locked(struct batch *batch)
{
    const struct batch_options *options = batch->options;
    if (options->run.dry_run)
        return make_all(batch);
    struct diag *diag =
        diag_create(options->sink, options->sink_context, options->strict);
    struct outlock *lock = outlock_take(options->run.output_folder, diag);
    enum exit_status status = diag_status(diag);
    batch->lock = lock;
    if (lock)
        status = diag_worse_status(status, make_all(batch));
    outlock_release(lock);
    diag_destroy(diag);
    return status;
}

/* Makes the marked copies of the sources of each configuration. */
static enum exit_status annotate_all(const char *const *configs,
                                     size_t n_configs,
                                     const struct batch_options *options)
{
    enum exit_status status = STATUS_OK;
    for (size_t i = 0; i < n_configs; i++) {
        struct diag *diag =
            diag_create(options->sink, options->sink_context, options->strict);
        bool done = annotate(configs[i], options->annotate, options->overwrite,
                             &options->run, diag);
        status = diag_worse_status(status, diag_status(diag));
        if (!done && status == STATUS_OK)
            status = STATUS_IO; /* reported when standard output is closed */
        diag_destroy(diag);
    }
    return status;
}

enum exit_status batch_run(const char *const *configs, size_t n_configs,
                           const struct batch_options *options)
{
    struct batch batch = {.options = options,
                          .shared = run_shared_open(),
                          .arena = arena_create()};
    choose_reports(&batch, configs, n_configs);
    enum exit_status status =
        diag_worse_status(batch.status, make_locked(&batch));
    if (options->annotate)
        status = diag_worse_status(status,
                                   annotate_all(configs, n_configs, options));
    run_shared_close(batch.shared);
    arena_destroy(batch.arena);
    return status;
}

/* ---- dumps --------------------------------------------------------------- */

static enum exit_status dump_one(const struct batch *batch,
                                 const struct run_job *job,
                                 enum run_stage stage)
{
    const struct batch_options *options = batch->options;
    struct strbuf text = STRBUF_INIT;
    struct arena *arena = arena_create();
    struct diag *diag =
        diag_create(options->sink, options->sink_context, options->strict);
    diag_tell_once(diag);
    run_dump(batch->shared, arena, job, stage, &options->run, &text, diag);
    bool printed = standard_output_write(strbuf_text(&text), text.size);
    enum exit_status status = diag_status(diag);
    strbuf_free(&text);
    diag_destroy(diag);
    arena_destroy(arena);
    return printed ? status : diag_worse_status(status, STATUS_IO);
}

enum exit_status batch_dump(const char *const *configs, size_t n_configs,
                            enum run_stage stage,
                            const struct batch_options *options)
{
    struct batch batch = {.options = options,
                          .shared = run_shared_open(),
                          .arena = arena_create()};
    choose_reports(&batch, configs, n_configs);
    enum exit_status status = batch.status;
    for (size_t i = 0; i < batch.n_jobs; i++)
        status =
            diag_worse_status(status, dump_one(&batch, &batch.jobs[i], stage));
    run_shared_close(batch.shared);
    arena_destroy(batch.arena);
    return status;
}
