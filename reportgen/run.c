#include "run.h"

#include "base/limits.h"
#include "base/qualified.h"
#include "config/config.h"
#include "config/ini_extend.h"
#include "config/search_path.h"
#include "dataset/dataset.h"
#include "dataset/letter_places.h"
#include "dataset/pushdown.h"
#include "document/document.h"
#include "output/writer.h"
#include "publish.h"
#include "schema/field_words.h"
#include "schema/place_map.h"
#include "tally/tally.h"
#include "tally/tally_origin.h"
#include "tally/tally_reconcile.h"
#include "tree/table_rows.h"
#include "tree/tree_dump.h"
#include "typeset/typeset.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

/* ---- stages -------------------------------------------------------------- */

/* Adds the value to the output name, which leaves room for the same endings as
   that of the configuration. */
static bool name_each(struct report *report)
{
    enum { NAME_LIMIT = 200 };
    const struct each_value *value = &report->job->value;
    struct config_text *name = &report->config->output_name;
    report->config->each_key = qualified_shown(report->arena, value->key);
    report->config->each_label = value->label;
    report->config->each_full_label = value->full_label;
    name->text = arena_printf(report->arena, "%s-%s", name->text, value->slug);
    if (strlen(name->text) <= NAME_LIMIT)
        return true;
    diag_report(report->diag, DIAG_EACH_LONG_NAME, name->place, name->text);
    return false;
}

static bool read_config(struct report *report)
{
    const struct config_overrides overrides = {
        .period = report->options->period,
        .closing = report->options->closing,
        .today = report->options->today,
        .formats = writer_formats(),
    };
    report->config = config_read(report->arena, report->job->config, &overrides,
                                 report->diag);
    if (!report->config)
        return false;
    if (report->options->only_formats != 0)
        report->config->formats = report->options->only_formats;
    return !report->job->field || name_each(report);
}

/* Finds FILE of the layout or form that the configuration calls NAME on the
   search path; false after a report. */
static bool find_input(struct report *report, const char *file,
                       const struct config_text *name, enum diag_code absent,
                       struct input *found)
{
    const struct search search = {.folder = report->config->ini->folder,
                                  .kind = "layouts",
                                  .file = file,
                                  .name = name->text,
                                  .place = name->place,
                                  .absent = absent};
    return search_path_find(report->arena, &search, report->diag, found);
}

static bool read_layout(struct report *report)
{
    const struct config_text *name = &report->config->layout;
    const char *ini_name =
        arena_printf(report->arena, "%s/layout.ini", name->text);
    struct input found;
    if (!find_input(report, ini_name, name, DIAG_LAYOUT_NOT_FOUND, &found))
        return false;
    const struct ini_family family = {"layout", "", "/layout.ini",
                                      report->config->ini->folder,
                                      DIAG_LAYOUT_NOT_FOUND};
    report->layout.ini =
        ini_read_extended(report->arena, found, &family, report->diag);
    if (report->layout.ini && report->options->verbose)
        diag_report(report->diag, DIAG_FOUND_LAYOUT,
                    (struct place){.file = found.path});
    return report->layout.ini != NULL;
}

static bool read_schema(struct report *report)
{
    const struct config_text *name = &report->config->schema;
    const char *ini_name =
        arena_printf(report->arena, "schema/%s.ini", name->text);
    const struct root *folder = report->config->ini->folder;
    struct input found;
    if (!find_input(report, ini_name, name, DIAG_SCHEMA_NOT_FOUND, &found))
        return false;
    report->schema =
        report->shared
            ? run_shared_schema(report->shared, found, folder, report->diag)
            : schema_read(report->arena, found, folder, report->diag);
    if (!report->schema)
        return false;
    report->config->unit =
        place_unit_word(report->arena, report->schema, report->config->place);
    report->config->home = place_full_name(report->arena, report->schema, NULL,
                                           report->config->place);
    return true;
}

/* Loads the dataset of all values, for this report and the next ones.  Its
   messages were printed when the values were listed, unless it has become
   faulty since.  NULL after reports. */
static struct store *load_whole(struct report *report)
{
    struct arena *arena = arena_create();
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct input input;
    const char *name = arena_printf(report->arena, "schema/%s.ini",
                                    report->config->schema.text);
    const struct schema *schema = NULL;
    struct store *store = NULL;
    if (find_input(report, name, &report->config->schema, DIAG_SCHEMA_NOT_FOUND,
                   &input))
        schema =
            schema_read(arena, input, report->config->ini->folder, unheard);
    if (schema)
        store =
            dataset_load(arena, report->config, schema, report->words, unheard);
    const struct schema_field *field =
        schema ? each_field(schema, report->options->each, unheard) : NULL;
    bool good = store && field && !diag_failed(unheard) &&
                each_index(arena, store, field, unheard);
    diag_destroy(unheard);
    if (good) {
        run_shared_keep_whole(report->shared, report->job->config, store,
                              arena);
        return store;
    }
    store_destroy(store);
    arena_destroy(arena);
    store_destroy(dataset_load(report->arena, report->config, report->schema,
                               report->words, report->diag));
    return NULL;
}

/* Cuts the dataset to the rows of the job's value. */
static bool make_dataset_of_value(struct report *report)
{
    struct store *whole = run_shared_whole(report->shared, report->job->config);
    report->store = whole ? whole : load_whole(report);
    if (!report->store)
        return false;
    report->has_shared_store = true;
    report->schema = store_schema(report->store);
    const struct schema_field *field =
        each_field(report->schema, report->options->each, report->diag);
    return field &&
           each_cut(report->store, field, report->job->value.key, report->diag);
}

static void pass_on(struct report *report, const struct diag *found)
{
    size_t n;
    const struct diag_message *messages = diag_messages(found, &n);
    for (size_t i = 0; i < n; i++)
        diag_pass_on(report->diag, &messages[i], messages[i].place);
}

/* Makes the tallies, as many of them at the server as it can make; STORE knows
   of its rows.  False, and nothing is told, when it could not make one of them
   after all, or nothing answers any more. */
static bool make_tallies_there(struct report *report, struct store *store)
{
    struct diag *found = diag_create(NULL, NULL, false);
    const size_t n_before = pushdown_n_given_up(report->pushdown);
    if (report->shows_origins)
        pushdown_fetch_all(report->pushdown);
    tallies_plan(report->arena, report->config, report->layout.ini, store,
                 report->pushdown);
    report->store = dataset_fetch(report->arena, report->config, report->schema,
                                  report->words, report->pushdown, found);
    if (report->store)
        report->tallies =
            tallies_compute(report->arena, report->config, report->layout.ini,
                            report->store, report->pushdown, found);
    bool made = pushdown_n_given_up(report->pushdown) == n_before &&
                !pushdown_has_failed(report->pushdown);
    if (made)
        pass_on(report, found);
    diag_destroy(found);
    if (!made) {
        store_destroy(report->store);
        report->store = NULL;
        report->tallies = NULL;
    }
    return made;
}

/* Sums the rows where they lie.  False when all are to be read after all, with
   a note of the reason. */
static bool sum_at_server(struct report *report)
{
    const char *why;
    struct store *known =
        dataset_leave(report->arena, report->config, report->schema,
                      report->words, &report->pushdown, &why);
    bool made = false;
    while (known && !made && !pushdown_has_failed(report->pushdown))
        made = make_tallies_there(report, known);
    store_destroy(known);
    const struct place place = {.file = report->config->path};
    if (!made) {
        diag_report(report->diag, DIAG_PUSHDOWN_REFUSED, place,
                    why ? why : gettext("the server does not answer"));
        pushdown_close(report->pushdown);
        report->pushdown = NULL;
        return false;
    }
    pushdown_report(report->pushdown, place, report->diag);
    report->has_tallied = true;
    return true;
}

static bool make_dataset(struct report *report, bool may_sum_at_server)
{
    if (!read_schema(report))
        return false;
    if (may_sum_at_server && !report->job->field &&
        pushdown_is_wanted(report->config) && sum_at_server(report))
        return report->store != NULL;
    if (report->job->field)
        return make_dataset_of_value(report);
    report->store = dataset_load(report->arena, report->config, report->schema,
                                 report->words, report->diag);
    return report->store != NULL;
}

static bool make_tallies(struct report *report)
{
    if (!report->has_tallied)
        report->tallies =
            tallies_compute(report->arena, report->config, report->layout.ini,
                            report->store, NULL, report->diag);
    return report->tallies &&
           tallies_reconcile(report->arena, report->layout.ini, report->store,
                             report->tallies, report->diag);
}

static const struct form *read_form(struct report *report)
{
    struct input found;
    if (!document_find_form(report->arena, report->config, &report->layout,
                            report->diag, &found))
        return NULL;
    return report->shared ? run_shared_form(report->shared, found, report->diag)
                          : form_read(report->arena, found, report->diag);
}

static bool make_document(struct report *report)
{
    report->document =
        document_build(report->arena, report->config, &report->layout,
                       read_form(report), report->tallies, report->diag);
    ini_report_unused(report->config->ini, report->diag);
    ini_report_unused(report->layout.ini, report->diag);
    if (!report->has_shared_store && !report->shows_origins &&
        !(report->document && document_is_streamed(report->document)))
        store_drop_rows(report->store);
    return report->document != NULL;
}

static void tell_rows(const struct report *report)
{
    for (size_t i = 0; i < store_n_sources(report->store); i++) {
        const struct store_source *source = store_source(report->store, i);
        diag_report(report->diag, DIAG_FOUND_ROWS,
                    (struct place){.file = source->path},
                    (long long)source->n_rows, source->table);
        struct strbuf account = STRBUF_INIT;
        account_format(&account, &source->account);
        diag_report(report->diag, DIAG_FOUND_CELLS,
                    (struct place){.file = source->path},
                    strbuf_text(&account));
        strbuf_free(&account);
    }
}

static void tell_tallies(const struct report *report)
{
    struct strbuf days = STRBUF_INIT;
    window_format(&days, report->config->period.window);
    diag_report(report->diag, DIAG_FOUND_TALLIES,
                (struct place){.file = report->layout.ini->path},
                (long long)report->tallies->n_tallies, strbuf_text(&days));
    strbuf_free(&days);
}

/* Runs all stages before typesetting.  Faulty data do not hide the faults of a
   layout: the stages go on as long as they have something to work on. */
static bool prepare(struct report *report, enum run_stage last)
{
    if (!read_config(report))
        return false;
    bool layout = read_layout(report);
    report->words = field_words_read(report->arena, report->layout.ini,
                                     report->options->each);
    /* Origins need the rows themselves. */
    const bool may_sum_at_server =
        layout && last >= RUN_STAGE_TALLIES && !report->shows_origins;
    if (!make_dataset(report, may_sum_at_server) || !layout)
        return false;
    if (report->options->verbose)
        tell_rows(report);
    if (last >= RUN_STAGE_TALLIES && !make_tallies(report))
        return false;
    if (last >= RUN_STAGE_TALLIES && report->options->verbose)
        tell_tallies(report);
    if (last >= RUN_STAGE_DOCUMENT && !make_document(report))
        return false;
    return !diag_failed(report->diag);
}

static bool open_fonts(struct report *report)
{
    report->fonts =
        run_shared_fonts(report->shared, report->config, report->diag);
    report->breaker = run_shared_breaker(report->shared);
    report->memo = run_shared_memo(report->shared);
    return report->fonts != NULL;
}

/* ---- entries ------------------------------------------------------------- */

static bool drop_page(void *context, const struct page *page)
{
    (void)context;
    (void)page;
    return true;
}

/* Sets the pages without writing them: the last thing that "check" does. */
static bool set_pages(struct report *report, struct page_sink sink)
{
    if (!typeset_document(report->arena, report->document, report->fonts,
                          report->breaker, &sink, &report->pages, report->diag))
        return false;
    publish_tell_pages(report, report->pages.n_pages);
    return !diag_failed(report->diag);
}

/* Reports where in the data the letters stand that a font lacks.  The rows are
   gone by then, so they are read again, silently. */
static void tell_letters(const struct report *report)
{
    if (report->pages.missing.n == 0)
        return;
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct store *store = dataset_load(report->arena, report->config,
                                       report->schema, report->words, unheard);
    for (size_t i = 0; store && i < report->pages.missing.n; i++)
        letter_places_report(store, report->pages.missing.letters[i],
                             report->diag);
    store_destroy(store);
    diag_destroy(unheard);
}

static void drop_store(struct report *report)
{
    pushdown_close(report->pushdown);
    if (!report->has_shared_store)
        store_destroy(report->store);
}

bool run_report(struct run_shared *shared, struct arena *arena,
                const struct run_job *job, const struct run_options *options,
                const struct outlock *lock, struct run_result *result,
                struct diag *diag)
{
    struct report report = {.shared = shared,
                            .lock = lock,
                            .arena = arena,
                            .options = options,
                            .job = job,
                            .diag = diag};
    *result = (struct run_result){0};
    budget_start(arena);
    bool ok = prepare(&report, RUN_STAGE_PAGES) && open_fonts(&report);
    if (ok && options->dry_run)
        ok = set_pages(&report, (struct page_sink){.page = drop_page});
    else if (ok)
        ok = publish(&report, result);
    tell_letters(&report);
    drop_store(&report);
    return ok;
}

bool run_with(struct run_shared *shared, struct arena *arena,
              const struct run_job *job, const struct run_options *options,
              run_use *use, void *context, struct diag *diag)
{
    struct report report = {.shared = shared,
                            .arena = arena,
                            .options = options,
                            .job = job,
                            .diag = diag,
                            .shows_origins = true};
    budget_start(arena);
    const bool ok = prepare(&report, RUN_STAGE_PAGES) && open_fonts(&report) &&
                    use(context, &report);
    drop_store(&report);
    return ok;
}

struct config_text run_output_name(struct arena *arena,
                                   const struct run_job *job,
                                   const struct run_options *options)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct report report = {
        .arena = arena, .options = options, .job = job, .diag = unheard};
    struct config_text name = {0};
    if (read_config(&report))
        name = report.config->output_name;
    diag_destroy(unheard);
    return name;
}

/* What the layout speaks of decides how texts are compared; its faults are told
   when the first report is made. */
static void read_words(struct report *report)
{
    struct diag *heard = report->diag;
    struct diag *unheard = diag_create(NULL, NULL, false);
    report->diag = unheard;
    read_layout(report);
    report->diag = heard;
    report->words = field_words_read(report->arena, report->layout.ini,
                                     report->options->each);
    diag_destroy(unheard);
}

/* The values of the field that OPTIONS name, in a dataset without faults. */
static bool list_values(struct report *report,
                        const struct schema_field **field,
                        struct each_value **values, size_t *n_values)
{
    if (!read_config(report))
        return false;
    read_words(report);
    if (!make_dataset(report, false))
        return false;
    *field = each_field(report->schema, report->options->each, report->diag);
    return *field && !diag_failed(report->diag) &&
           each_list(report->arena, report->store, *field, values, n_values,
                     report->diag) &&
           !diag_failed(report->diag);
}

bool run_list_each(struct run_shared *shared, struct arena *arena,
                   const char *config, const struct run_options *options,
                   struct run_job **jobs, size_t *n_jobs, struct diag *diag)
{
    const struct run_job whole = {.config = config};
    struct report report = {
        .arena = arena, .options = options, .job = &whole, .diag = diag};
    const struct schema_field *field;
    struct each_value *values;
    budget_start(arena);
    if (!list_values(&report, &field, &values, n_jobs) ||
        !each_index(arena, report.store, field, diag)) {
        store_destroy(report.store);
        return false;
    }
    run_shared_keep_whole(shared, config, report.store, NULL);
    *jobs = ARENA_ARRAY(arena, struct run_job, *n_jobs);
    for (size_t i = 0; i < *n_jobs; i++)
        (*jobs)[i] = (struct run_job){config, field, values[i]};
    return true;
}

static void tell_origin(void *context, struct strbuf *buf,
                        const struct origin *origin)
{
    tally_origins_tell(context, buf, origin);
}

static void add_document(struct report *report, struct strbuf *text)
{
    const struct document_rows rows = {
        tell_origin, report->shows_origins
                         ? tally_origins_create(report->arena, report->store,
                                                report->tallies, report->diag)
                         : NULL};
    document_dump(text, report->document, report->shows_origins,
                  report->shows_origins ? &rows : NULL);
}

static void add_text(struct report *report, enum run_stage stage,
                     struct strbuf *text)
{
    switch (stage) {
    case RUN_STAGE_DATASET:
        if (report->store)
            dataset_dump(text, report->store, report->diag);
        break;
    case RUN_STAGE_TALLIES:
        if (report->tallies)
            tallies_dump(text, report->tallies);
        break;
    case RUN_STAGE_DOCUMENT:
        if (report->document)
            add_document(report, text);
        break;
    case RUN_STAGE_LAYOUT:
    case RUN_STAGE_PAGES:
        break;
    }
}

/* Adds the layout after everything that it extends. */
static bool dump_layout(struct report *report, struct strbuf *text)
{
    if (!read_config(report) || !read_layout(report))
        return false;
    ini_dump(text, report->layout.ini);
    return !diag_failed(report->diag);
}

bool run_dump(struct run_shared *shared, struct arena *arena,
              const struct run_job *job, enum run_stage stage,
              const struct run_options *options, struct strbuf *text,
              struct diag *diag)
{
    struct report report = {.shared = shared,
                            .arena = arena,
                            .options = options,
                            .job = job,
                            .diag = diag,
                            .shows_origins = stage == RUN_STAGE_DOCUMENT &&
                                             options->verbose};
    budget_start(arena);
    if (stage == RUN_STAGE_LAYOUT)
        return dump_layout(&report, text);
    bool ok = prepare(&report, stage);
    add_text(&report, stage, text);
    if (ok && stage == RUN_STAGE_PAGES)
        ok = open_fonts(&report) && set_pages(&report, page_dump_sink(text));
    tell_letters(&report);
    drop_store(&report);
    return ok;
}
