#include "batch.h"

#include <stdio.h>

/* One report by itself: its own memory and messages, shared fonts. */
struct job {
    struct run_shared *shared;
    const struct batch_options *options;
    struct arena *arena;
    struct diag *diag;
};

static void job_open(struct job *job, struct run_shared *shared,
                     const struct batch_options *options)
{
    job->shared = shared;
    job->options = options;
    job->arena = arena_create();
    job->diag =
        diag_create(options->sink, options->sink_context, options->strict);
}

static enum exit_status job_close(struct job *job)
{
    enum exit_status status = diag_status(job->diag);
    diag_destroy(job->diag);
    arena_destroy(job->arena);
    return status;
}

/* Paths are printed as soon as they are published, so that a reader of the
   pipe can go on while the batch does. */
static bool print_paths(const struct run_result *result)
{
    for (size_t i = 0; i < result->n_paths; i++)
        if (printf("%s\n", result->paths[i]) < 0)
            return false;
    return fflush(stdout) == 0;
}

static enum exit_status make_report(struct run_shared *shared,
                                    const char *config,
                                    const struct batch_options *options)
{
    struct job job;
    struct run_result result;
    job_open(&job, shared, options);
    bool ok =
        run_report(shared, job.arena, config, &options->run, &result, job.diag);
    bool printed = print_paths(&result);
    if (ok == diag_failed(job.diag))
        diag_report(job.diag, DIAG_INTERNAL, PLACE_NONE,
                    "a stage failed without a message");
    enum exit_status status = job_close(&job);
    return printed ? status : diag_worse_status(status, STATUS_IO);
}

enum exit_status batch_run(const char *const *configs, size_t n_configs,
                           const struct batch_options *options)
{
    enum exit_status status = STATUS_OK;
    struct run_shared *shared = run_shared_open();
    for (size_t i = 0; i < n_configs; i++)
        if (i % options->n_shards == options->shard - 1)
            status = diag_worse_status(
                status, make_report(shared, configs[i], options));
    run_shared_close(shared);
    return status;
}

static enum exit_status dump_one(struct run_shared *shared, const char *config,
                                 enum run_stage stage,
                                 const struct batch_options *options)
{
    struct job job;
    struct strbuf text = STRBUF_INIT;
    job_open(&job, shared, options);
    run_dump(shared, job.arena, config, stage, &options->run, &text, job.diag);
    bool printed =
        fwrite(strbuf_text(&text), 1, text.size, stdout) == text.size &&
        fflush(stdout) == 0;
    strbuf_free(&text);
    enum exit_status status = job_close(&job);
    return printed ? status : diag_worse_status(status, STATUS_IO);
}

enum exit_status batch_dump(const char *const *configs, size_t n_configs,
                            enum run_stage stage,
                            const struct batch_options *options)
{
    enum exit_status status = STATUS_OK;
    struct run_shared *shared = run_shared_open();
    for (size_t i = 0; i < n_configs; i++)
        status = diag_worse_status(
            status, dump_one(shared, configs[i], stage, options));
    run_shared_close(shared);
    return status;
}
