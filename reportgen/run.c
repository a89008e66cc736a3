#include "run.h"

#include "base/infile.h"
#include "base/unicode.h"
#include "config/config.h"
#include "config/search_path.h"
#include "dataset/dataset.h"
#include "document/document.h"
#include "publish.h"
#include "tally/tally.h"
#include "typeset/typeset.h"

#include <stdlib.h>
#include <string.h>

struct run_shared {
    struct breaker *breaker;
    struct fontset *fonts; /* those of FONTS_PATH */
    char *fonts_path;
};

struct run_shared *run_shared_open(void)
{
    struct run_shared *shared = calloc(1, sizeof *shared);
    if (shared == NULL)
        abort();
    return shared;
}

void run_shared_close(struct run_shared *shared)
{
    if (shared == NULL)
        return;
    breaker_close(shared->breaker);
    fontset_close(shared->fonts);
    free(shared->fonts_path);
    free(shared);
}

/* The fonts that CONFIG finds first: opened once for all reports that find
   the same. */
static struct fontset *shared_fonts(struct run_shared *shared,
                                    struct arena *arena,
                                    const struct config *config,
                                    struct diag *diag)
{
    const char *tried;
    const char *path =
        search_path_find(arena, config->folder, "fonts", "fonts.ini", &tried);
    if (path == NULL) {
        diag_report(diag, DIAG_FONTS_NOT_FOUND, PLACE_NONE, tried);
        return NULL;
    }
    if (shared->fonts_path != NULL && strcmp(shared->fonts_path, path) == 0)
        return shared->fonts;
    fontset_close(shared->fonts);
    free(shared->fonts_path);
    shared->fonts_path = NULL;
    shared->fonts = fontset_open(path, diag);
    if (shared->fonts != NULL)
        shared->fonts_path = strdup(path);
    return shared->fonts;
}

static struct breaker *shared_breaker(struct run_shared *shared)
{
    if (shared->breaker == NULL)
        shared->breaker = breaker_open();
    return shared->breaker;
}

/* ---- stages ------------------------------------------------------------ */

static bool read_config(struct run *run, const char *path)
{
    const struct config_overrides overrides = {
        .period = run->options->period,
        .closing = run->options->closing,
        .today = run->options->today,
    };
    run->config = config_read(run->arena, path, &overrides, run->diag);
    if (run->config != NULL && run->options->only_formats != 0)
        run->config->formats = run->options->only_formats;
    return run->config != NULL;
}

/* Reads KIND/NAME on the search path, or reports CODE at the place of the
   name. */
static const char *find_input(struct run *run, const char *kind,
                              const char *name, struct place place,
                              enum diag_code code)
{
    const char *tried;
    const char *path =
        search_path_find(run->arena, run->config->folder, kind, name, &tried);
    if (path == NULL)
        diag_report(run->diag, code, place, name, tried);
    return path;
}

static bool read_layout(struct run *run)
{
    const struct config_text *name = &run->config->layout;
    const char *ini_name =
        arena_printf(run->arena, "%s/layout.ini", name->text);
    const char *path = find_input(run, "layouts", ini_name, name->place,
                                  DIAG_LAYOUT_NOT_FOUND);
    if (path == NULL)
        return false;
    run->layout.ini = ini_read(run->arena, path, run->diag);
    run->layout.folder =
        arena_strndup(run->arena, path, (size_t)(strrchr(path, '/') - path));
    return run->layout.ini != NULL;
}

static bool read_schema(struct run *run)
{
    const struct config_text *name = &run->config->schema;
    const char *ini_name =
        arena_printf(run->arena, "schema/%s.ini", name->text);
    const char *path = find_input(run, "layouts", ini_name, name->place,
                                  DIAG_SCHEMA_NOT_FOUND);
    if (path != NULL)
        run->schema = schema_read(run->arena, path, run->diag);
    return run->schema != NULL;
}

static bool make_dataset(struct run *run)
{
    if (!read_schema(run))
        return false;
    run->store = dataset_load(run->arena, run->config, run->schema, run->diag);
    return run->store != NULL;
}

static bool make_tallies(struct run *run)
{
    run->tallies = tallies_compute(run->arena, run->config, run->layout.ini,
                                   run->store, run->diag);
    return run->tallies != NULL;
}

static bool make_document(struct run *run)
{
    run->document = document_build(run->arena, run->config, &run->layout,
                                   run->schema, run->tallies, run->diag);
    ini_report_unused(run->config->ini, run->diag);
    ini_report_unused(run->layout.ini, run->diag);
    return run->document != NULL;
}

/* All stages before typesetting.  Faulty data do not hide the faults of a
   layout: the stages go on as long as there is something to work on. */
static bool prepare(struct run *run, const char *path, enum run_stage last)
{
    if (!read_config(run, path))
        return false;
    bool layout = read_layout(run);
    if (!make_dataset(run) || !layout)
        return false;
    if (last >= RUN_STAGE_TALLIES && !make_tallies(run))
        return false;
    if (last >= RUN_STAGE_DOCUMENT && !make_document(run))
        return false;
    return !diag_failed(run->diag);
}

static bool open_fonts(struct run *run, struct run_shared *shared)
{
    run->fonts = shared_fonts(shared, run->arena, run->config, run->diag);
    run->breaker = shared_breaker(shared);
    return run->fonts != NULL;
}

/* ---- entries ----------------------------------------------------------- */

static bool drop_page(void *context, const struct page *page)
{
    (void)context;
    (void)page;
    return true;
}

/* Typesets without writing: what "check" does last. */
static bool set_pages(struct run *run, struct page_sink sink)
{
    struct typeset_result result;
    return typeset_document(run->arena, run->document, run->fonts, run->breaker,
                            &sink, &result, run->diag) &&
           !diag_failed(run->diag);
}

bool run_report(struct run_shared *shared, struct arena *arena,
                const char *config, const struct run_options *options,
                struct run_result *result, struct diag *diag)
{
    struct run run = {.arena = arena, .options = options, .diag = diag};
    *result = (struct run_result){0};
    bool ok =
        prepare(&run, config, RUN_STAGE_PAGES) && open_fonts(&run, shared);
    if (ok && options->dry_run)
        ok = set_pages(&run, (struct page_sink){.page = drop_page});
    else if (ok)
        ok = publish(&run, result);
    store_destroy(run.store);
    return ok;
}

static void add_text(struct run *run, enum run_stage stage, struct strbuf *text)
{
    switch (stage) {
    case RUN_STAGE_DATASET:
        if (run->store != NULL)
            dataset_dump(text, run->store, run->diag);
        break;
    case RUN_STAGE_TALLIES:
        if (run->tallies != NULL)
            tallies_dump(text, run->tallies);
        break;
    case RUN_STAGE_DOCUMENT:
        if (run->document != NULL)
            document_dump(text, run->document, run->options->verbose);
        break;
    case RUN_STAGE_PAGES:
        break;
    }
}

bool run_dump(struct run_shared *shared, struct arena *arena,
              const char *config, enum run_stage stage,
              const struct run_options *options, struct strbuf *text,
              struct diag *diag)
{
    struct run run = {.arena = arena, .options = options, .diag = diag};
    bool ok = prepare(&run, config, stage);
    add_text(&run, stage, text);
    if (ok && stage == RUN_STAGE_PAGES)
        ok = open_fonts(&run, shared) && set_pages(&run, page_dump_sink(text));
    store_destroy(run.store);
    return ok;
}
