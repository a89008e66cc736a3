#include "batch.h"

#include "base/outfile.h"
#include "workers.h"

#include <stdio.h>
#include <string.h>

/* One batch: the reports of this shard, in order. */
struct batch {
    const struct batch_options *options;
    struct run_shared *shared;
    struct arena *arena;
    const char **configs;
    size_t n_configs;
    struct config_text *names; /* of outputs, by config; text may be NULL */
};

/* Paths are printed as soon as they are published, so that a reader of the
   pipe can go on while the batch does. */
static bool print_path(void *context, const char *path)
{
    (void)context;
    return printf("%s\n", path) >= 0 && fflush(stdout) == 0;
}

/* ---- one report ---- */

/* An earlier config of the batch that writes the same files, or NULL. */
static const char *same_output(const struct batch *batch, size_t index)
{
    const char *name = batch->names[index].text;
    for (size_t i = 0; name != NULL && i < index; i++)
        if (batch->names[i].text != NULL &&
            strcmp(batch->names[i].text, name) == 0)
            return batch->configs[i];
    return NULL;
}

static void run_one(const struct batch *batch, size_t index,
                    struct arena *arena, struct run_result *result,
                    struct diag *diag)
{
    const char *other = same_output(batch, index);
    *result = (struct run_result){0};
    if (other != NULL) {
        diag_report(diag, DIAG_DUPLICATE_OUTPUT, batch->names[index].place,
                    batch->names[index].text, other);
        return;
    }
    bool ok = run_report(batch->shared, arena, batch->configs[index],
                         &batch->options->run, result, diag);
    if (ok == diag_failed(diag))
        diag_report(diag, DIAG_INTERNAL, PLACE_NONE,
                    "a stage failed without a message");
}

/* Report INDEX with its own memory and messages, given to SINK. */
static enum exit_status make_report(const struct batch *batch, size_t index,
                                    diag_sink *sink, void *sink_context,
                                    struct worker *worker)
{
    struct run_result result;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(sink, sink_context, batch->options->strict);
    run_one(batch, index, arena, &result, diag);
    enum exit_status status = diag_status(diag);
    for (size_t i = 0; i < result.n_paths; i++) {
        if (worker != NULL)
            worker_path(worker, result.paths[i]);
        else if (!print_path(NULL, result.paths[i]))
            status = diag_worse_status(status, STATUS_IO);
    }
    diag_destroy(diag);
    arena_destroy(arena);
    return status;
}

/* ---- all reports ---- */

static enum exit_status make_in_worker(void *context, size_t index,
                                       struct worker *worker)
{
    return make_report(context, index, worker_message, worker, worker);
}

static void report_death(void *context, size_t index, int signal)
{
    const struct batch *batch = context;
    struct diag *diag =
        diag_create(batch->options->sink, batch->options->sink_context, false);
    diag_report(diag, DIAG_REPORT_KILLED,
                (struct place){.file = batch->configs[index]}, signal);
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
            .died = report_death,
            .died_context = batch,
        };
        return workers_run(batch->n_configs, options->n_workers, make_in_worker,
                           batch, &report);
    }
    for (size_t i = 0; i < batch->n_configs; i++)
        status =
            diag_worse_status(status, make_report(batch, i, options->sink,
                                                  options->sink_context, NULL));
    return status;
}

/* The reports of this shard; with several, their output names too. */
static void choose_reports(struct batch *batch, const char *const *configs,
                           size_t n_configs)
{
    const struct batch_options *options = batch->options;
    batch->configs = ARENA_ARRAY(batch->arena, const char *, n_configs);
    batch->names = ARENA_ARRAY(batch->arena, struct config_text, n_configs);
    for (size_t i = options->shard - 1; i < n_configs; i += options->n_shards)
        batch->configs[batch->n_configs++] = configs[i];
    for (size_t i = 0; batch->n_configs > 1 && i < batch->n_configs; i++)
        batch->names[i] =
            run_output_name(batch->arena, batch->configs[i], &options->run);
}

/* One lock for the whole batch; a check writes nothing and needs none. */
static enum exit_status make_locked(struct batch *batch)
{
    const struct batch_options *options = batch->options;
    if (options->run.dry_run)
        return make_all(batch);
    struct diag *diag =
        diag_create(options->sink, options->sink_context, options->strict);
    struct outlock *lock = outlock_take(options->run.output_folder, diag);
    enum exit_status status = diag_status(diag);
    if (lock != NULL)
        status = diag_worse_status(status, make_all(batch));
    outlock_release(lock);
    diag_destroy(diag);
    return status;
}

enum exit_status batch_run(const char *const *configs, size_t n_configs,
                           const struct batch_options *options)
{
    struct batch batch = {.options = options,
                          .shared = run_shared_open(),
                          .arena = arena_create()};
    choose_reports(&batch, configs, n_configs);
    enum exit_status status = make_locked(&batch);
    run_shared_close(batch.shared);
    arena_destroy(batch.arena);
    return status;
}

/* ---- dumps ---- */

static enum exit_status dump_one(struct run_shared *shared, const char *config,
                                 enum run_stage stage,
                                 const struct batch_options *options)
{
    struct strbuf text = STRBUF_INIT;
    struct arena *arena = arena_create();
    struct diag *diag =
        diag_create(options->sink, options->sink_context, options->strict);
    run_dump(shared, arena, config, stage, &options->run, &text, diag);
    bool printed =
        fwrite(strbuf_text(&text), 1, text.size, stdout) == text.size &&
        fflush(stdout) == 0;
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
    enum exit_status status = STATUS_OK;
    struct run_shared *shared = run_shared_open();
    for (size_t i = 0; i < n_configs; i++)
        status = diag_worse_status(
            status, dump_one(shared, configs[i], stage, options));
    run_shared_close(shared);
    return status;
}
