#include "annotate.h"

#include "base/limits.h"
#include "base/outfile.h"
#include "config/search_path.h"
#include "dataset/dataset.h"
#include "language.h"
#include "marked/csv_book.h"
#include "marked/marked.h"
#include "output/writer.h"
#include "standard_output.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* A file that is copied; one workbook may have several tables. */
struct original {
    const char *path; /* without the part that is read */
    struct reader_options options;
    bool is_text;
    const char *copy; /* name of the marked copy */
};

struct work {
    struct arena *arena;
    const char *folder;
    bool overwrite;
    const struct run_options *options;
    struct diag *diag;
    struct config *config;
    const struct schema *schema;
    struct entry_words *words;
    struct original *originals;
    size_t n_originals, capacity;
    struct diag *found; /* the faults of the data, in Vietnamese */
};

/* ---- what is read -------------------------------------------------------- */

static bool read_config(struct work *work, const char *path)
{
    const struct run_options *run = work->options;
    const struct config_overrides overrides = {.period = run->period,
                                               .closing = run->closing,
                                               .today = run->today,
                                               .formats = writer_formats()};
    work->config = config_read(work->arena, path, &overrides, work->found);
    if (!work->config)
        return false;
    const struct root *folder = work->config->ini->folder;
    const struct search search = {.folder = folder,
                                  .kind = "layouts",
                                  .file =
                                      arena_printf(work->arena, "schema/%s.ini",
                                                   work->config->schema.text),
                                  .name = work->config->schema.text,
                                  .place = work->config->schema.place,
                                  .absent = DIAG_SCHEMA_NOT_FOUND};
    struct input input;
    if (search_path_find(work->arena, &search, work->found, &input))
        work->schema = schema_read(work->arena, input, folder, work->found);
    return work->schema != NULL;
}

static void add_original(void *context, const struct reader_class *class,
                         const struct reader_options *options)
{
    struct work *work = context;
    size_t size = class->path_size ? class->path_size(options->where)
                                   : strlen(options->where);
    const char *path = arena_strndup(work->arena, options->where, size);
    if (class != &reader_xlsx && class != &reader_csv) {
        diag_report(work->diag, DIAG_MARKED_NO_WORKBOOK,
                    (struct place){.file = options->name});
        return;
    }
    for (size_t i = 0; i < work->n_originals; i++)
        if (strcmp(work->originals[i].path, path) == 0)
            return;
    if (work->n_originals == work->capacity) {
        work->capacity = work->capacity * 2 + 16;
        struct original *originals =
            ARENA_ARRAY(work->arena, struct original, work->capacity);
        if (work->n_originals > 0)
            memcpy(originals, work->originals,
                   work->n_originals * sizeof *originals);
        work->originals = originals;
    }
    work->originals[work->n_originals++] =
        (struct original){path, *options, class == &reader_csv, NULL};
}

/* ---- names of copies ----------------------------------------------------- */

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The name of a copy; originals with the same name are told apart by their
   folders, relative to that of the configuration. */
static const char *copy_name(const struct work *work, size_t number)
{
    const struct original *original = &work->originals[number];
    const char *name = file_of(original->path);
    for (size_t i = 0; i < work->n_originals; i++)
        if (i != number &&
            strcmp(file_of(work->originals[i].path), name) == 0) {
            const char *path = original->path;
            size_t folder = strlen(work->config->folder);
            if (strncmp(path, work->config->folder, folder) == 0 &&
                path[folder] == '/')
                path += folder + 1;
            while (strncmp(path, "./", 2) == 0 ||
                   strncmp(path, "../", 3) == 0 || *path == '/')
                path = strchr(path, '/') + 1;
            char *whole = arena_strdup(work->arena, path);
            for (char *c = whole; *c != '\0'; c++)
                if (*c == '/')
                    *c = '-';
            name = whole;
            break;
        }
    return original->is_text ? arena_printf(work->arena, "%s.xlsx", name)
                             : name;
}

/* ---- faults -------------------------------------------------------------- */

/* True when PLACE is in the workbook at PATH; *SHEET is the sheet. */
static bool is_in(const struct place *place, const char *path,
                  const char **sheet)
{
    size_t size = strlen(path);
    *sheet = NULL;
    if (!place->file || strncmp(place->file, path, size) != 0)
        return false;
    if (place->file[size] == '!')
        *sheet = place->file + size + 1;
    return place->file[size] == '\0' || *sheet || place->file[size] == '#';
}

/* The faults of ORIGINAL; BOOK is the workbook that was made of a text file. */
static struct marked_fault *faults_of(const struct work *work,
                                      const struct original *original,
                                      const struct csv_book *book, size_t *n)
{
    size_t n_messages;
    const struct diag_message *messages =
        diag_messages(work->found, &n_messages);
    struct marked_fault *faults =
        ARENA_ARRAY(work->arena, struct marked_fault, n_messages + 1);
    *n = 0;
    for (size_t i = 0; i < n_messages; i++) {
        const struct diag_message *message = &messages[i];
        const char *sheet;
        if (message->level < DIAG_WARNING ||
            !is_in(&message->place, original->path, &sheet))
            continue;
        struct marked_fault fault = {sheet, message->place.line,
                                     message->place.column, message->level,
                                     message->text};
        if (book && message->place.line > 0) {
            fault.sheet = book->sheet;
            fault.row = csv_book_row(book, message->place.line);
        }
        faults[(*n)++] = fault;
    }
    return faults;
}

/* ---- the files ----------------------------------------------------------- */

static bool is_original(const struct work *work, const struct stat *status)
{
    struct stat other;
    for (size_t i = 0; i < work->n_originals; i++)
        if (stat(work->originals[i].path, &other) == 0 &&
            other.st_dev == status->st_dev && other.st_ino == status->st_ino)
            return true;
    return false;
}

/* A copy replaces an earlier copy; a file of the user only when that was
   requested, and never one that the data are read from. */
static bool may_write(const struct work *work, const struct outlock *lock,
                      const char *name)
{
    const char *path =
        arena_printf(work->arena, "%s/%s", outlock_path(lock), name);
    const struct place place = {.file = path};
    struct stat status;
    if (fstatat(outlock_folder(lock), name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return true; /* it is not there, or writing will show why not */
    bool is_file = S_ISREG(status.st_mode);
    if (is_file && is_original(work, &status))
        diag_report(work->diag, DIAG_MARKED_ONTO_SOURCE, place);
    else if (!is_file)
        diag_report(work->diag, DIAG_OUTPUT_NO_FILE, place);
    else if (!work->overwrite && !marked_is_copy(path))
        diag_report(work->diag, DIAG_OUTPUT_EXISTS, place);
    else
        return true;
    return false;
}

static bool write_copy(struct work *work, struct outdir *dir,
                       const struct original *original)
{
    struct csv_book book;
    struct outfile *whole = NULL; /* the text as a workbook */
    struct outfile *file = outfile_create(dir, original->copy, work->diag);
    struct marked_source source = {
        .path = original->path, .name = original->path, .words = work->words};
    if (!file)
        return false;
    if (original->is_text) {
        whole = outfile_create(
            dir, arena_printf(work->arena, "%s.rows", original->copy),
            work->diag);
        if (!whole || !csv_book_write(work->arena, &original->options,
                                      work->words->texts[WORD_MARKED_DATA],
                                      whole, &book, work->diag))
            return false;
        outfile_withhold(whole);
        source.path = outfile_staged_path(whole);
    }
    source.faults =
        faults_of(work, original, whole ? &book : NULL, &source.n_faults);
    return marked_write(work->arena, &source, file, work->diag);
}

static bool write_copies(struct work *work, const struct outlock *lock)
{
    struct outdir *dir = outdir_open(lock);
    bool ok = true;
    for (size_t i = 0; i < work->n_originals && ok; i++) {
        work->originals[i].copy = copy_name(work, i);
        ok = may_write(work, lock, work->originals[i].copy) &&
             write_copy(work, dir, &work->originals[i]);
    }
    ok = ok && outdir_publish(dir, work->diag);
    outdir_close(dir);
    for (size_t i = 0; i < work->n_originals && ok; i++) {
        const char *line =
            arena_printf(work->arena, "%s/%s\n", outlock_path(lock),
                         work->originals[i].copy);
        ok = standard_output_write(line, strlen(line));
    }
    return ok;
}

static bool make(struct work *work, const char *config)
{
    language_vietnamese(true);
    bool is_read = read_config(work, config);
    if (is_read) {
        work->config->most_faults = MARKED_MOST;
        store_destroy(dataset_load(work->arena, work->config, work->schema,
                                   NULL, work->found));
    }
    language_vietnamese(false);
    if (!is_read)
        return true; /* the check reported why, and there is nothing to copy */
    dataset_visit_sources(work->arena, work->config, work->schema, add_original,
                          work);
    work->words =
        entry_words_read(work->arena, work->config->ini->folder, work->diag);
    if (!work->words)
        return false;
    struct outlock *lock = outlock_take(work->folder, work->diag);
    bool ok = lock && write_copies(work, lock);
    outlock_release(lock);
    return ok;
}

bool annotate(const char *config, const char *folder, bool overwrite,
              const struct run_options *options, struct diag *diag)
{
    struct work work = {.arena = arena_create(),
                        .folder = folder,
                        .overwrite = overwrite,
                        .options = options,
                        .diag = diag,
                        .found = diag_create(NULL, NULL, false)};
    budget_start(work.arena);
    bool ok = make(&work, config);
    diag_destroy(work.found);
    arena_destroy(work.arena);
    return ok;
}
