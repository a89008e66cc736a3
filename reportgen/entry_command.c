#include "entry_command.h"

#include "base/limits.h"
#include "base/outfile.h"
#include "config/search_path.h"
#include "dataset/dataset.h"
#include "entry/entry.h"
#include "output/writer.h"
#include "standard_output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

struct work {
    struct arena *arena;
    const struct entry_command *command;
    struct diag *diag;
    struct config *config; /* NULL: without --from */
    const struct schema *schema;
    struct store *store; /* or NULL */
    struct entry_words *words;
};

static const struct root *config_folder(const struct work *work)
{
    return work->config ? work->config->ini->folder : NULL;
}

static bool read_config(struct work *work)
{
    const struct run_options *run = &work->command->run;
    const struct config_overrides overrides = {.period = run->period,
                                               .closing = run->closing,
                                               .today = run->today,
                                               .formats = writer_formats()};
    if (!work->command->from)
        return true;
    work->config =
        config_read(work->arena, work->command->from, &overrides, work->diag);
    if (!work->config)
        return false;
    const struct config_text *schema = &work->config->schema;
    if (strcmp(schema->text, work->command->schema) == 0)
        return true;
    diag_report(work->diag, DIAG_ENTRY_OTHER_SCHEMA, schema->place,
                schema->text, work->command->schema);
    return false;
}

static bool read_schema(struct work *work)
{
    const struct search search = {
        .folder = config_folder(work),
        .kind = "layouts",
        .file =
            arena_printf(work->arena, "schema/%s.ini", work->command->schema),
        .name = work->command->schema,
        .absent = DIAG_SCHEMA_NOT_FOUND};
    struct input found;
    if (search_path_find(work->arena, &search, work->diag, &found))
        work->schema =
            schema_read(work->arena, found, config_folder(work), work->diag);
    return work->schema != NULL;
}

/* Reads the data; those with a fault are not put into a workbook, where rows
   would be missing. */
static bool read_data(struct work *work)
{
    if (work->config)
        work->store = dataset_load(work->arena, work->config, work->schema,
                                   NULL, work->diag);
    return !diag_failed(work->diag);
}

/* A file of that name is replaced only when that was requested; a folder or a
   link never is. */
static bool may_write(const struct work *work, const struct outlock *lock,
                      const char *name)
{
    struct stat status;
    if (fstatat(outlock_folder(lock), name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return true; /* it is not there, or writing will show why not */
    bool is_file = S_ISREG(status.st_mode);
    if (is_file && work->command->overwrite)
        return true;
    diag_report_chosen(work->diag,
                       is_file ? DIAG_OUTPUT_EXISTS : DIAG_OUTPUT_NO_FILE,
                       (struct place){.file = work->command->file});
    return false;
}

static bool write_file(struct work *work, const struct outlock *lock,
                       const char *name)
{
    const struct entry_options options = {
        .schema = work->schema,
        .store = work->store,
        .words = work->words,
        .file_name = name,
        .created = work->command->run.source_date_epoch};
    if (!may_write(work, lock, name))
        return false;
    struct outdir *dir = outdir_open(lock);
    struct outfile *file = outfile_create(dir, name, work->diag);
    bool ok = file && entry_write(work->arena, &options, file, work->diag) &&
              !diag_failed(work->diag) && outdir_publish(dir, work->diag);
    outdir_close(dir);
    return ok;
}

static bool publish(struct work *work)
{
    const char *file = work->command->file;
    const char *slash = strrchr(file, '/');
    const char *folder =
        !slash ? "."
        : slash == file
            ? "/"
            : arena_strndup(work->arena, file, (size_t)(slash - file));
    struct outlock *lock = outlock_take(folder, work->diag);
    bool ok = lock && write_file(work, lock, slash ? slash + 1 : file);
    outlock_release(lock);
    return ok;
}

static bool make(struct work *work)
{
    if (!read_config(work) || !read_schema(work) || !read_data(work))
        return false;
    work->words =
        entry_words_read(work->arena, config_folder(work), work->diag);
    return work->words && publish(work);
}

bool entry_command(const struct entry_command *command, struct diag *diag)
{
    struct work work = {
        .arena = arena_create(), .command = command, .diag = diag};
    budget_start(work.arena);
    bool ok = make(&work);
    if (ok)
        ok = standard_output_write(
            arena_printf(work.arena, "%s\n", command->file),
            strlen(command->file) + 1);
    store_destroy(work.store);
    arena_destroy(work.arena);
    return ok;
}
