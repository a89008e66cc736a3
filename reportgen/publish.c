#include "publish.h"

#include "dataset/pushdown.h"

#include "base/outfile.h"
#include "output/manifest.h"
#include "output/writer.h"
#include "schema/place_map.h"

#include <string.h>

/* The file of one format while it is made: staged, then measured. */
struct product {
    const struct writer_class *class;
    const char *name;
    bool embeds;    /* other files, which are made before it */
    bool wanted;    /* otherwise it is not made */
    bool published; /* otherwise it is only embedded */
    struct outfile *file;
    int64_t size;
    char sha256[65];
};

/* The time in metadata: midnight in Vietnam (UTC+7) of the day of issue, else
   SOURCE_DATE_EPOCH, else none. */
static int64_t created_at(const struct report *report)
{
    struct date date = report->document->date;
    if (date.year != 0)
        return (int64_t)date_to_days(date) * 86400 - 7 * 3600;
    return report->options->source_date_epoch;
}

static const char *file_name(struct report *report, const char *suffix)
{
    return arena_printf(report->arena, "%s%s", report->config->output_name.text,
                        suffix);
}

/* ---- the manifest -------------------------------------------------------- */

/* What became of SOURCE, with its sums, so that two runs can be compared. */
static struct manifest_file source_file(const struct report *report,
                                        const struct store_source *source)
{
    const struct schema_table *table =
        schema_find_table(report->schema, source->table);
    struct manifest_sum *sums =
        ARENA_ARRAY(report->arena, struct manifest_sum, table->n_fields);
    struct manifest_file file = {.name = source->name,
                                 .role = "data",
                                 .size = -1,
                                 .sha256 = source->sha256,
                                 .rows = (int64_t)source->n_rows,
                                 .cells =
                                     (int64_t)account_n_cells(&source->account),
                                 .sums = sums};
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].type == FIELD_MONEY &&
            !table->fields[i].confidential && source->columns[i] != 0 &&
            source->account.sums)
            sums[file.n_sums++] = (struct manifest_sum){
                table->fields[i].name, source->account.sums[i]};
    return file;
}

/* The manifest names inputs relative to the configuration's folder: it must not
   depend on the folder in which the program is started. */
static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? path : slash + 1;
}

/* "annual-report/layout.ini" of "/usr/share/.../annual-report/layout.ini". */
static const char *file_in_folder(const char *path)
{
    const char *file = file_of(path);
    const char *folder = file;
    if (folder > path)
        folder--;
    while (folder > path && folder[-1] != '/')
        folder--;
    return folder;
}

static size_t n_bases(const struct ini *ini)
{
    size_t n = 0;
    for (const struct ini *base = ini->base; base; base = base->base)
        n++;
    return n;
}

/* Lists the files that INI extends, as ROLE. */
static size_t list_bases(const struct ini *ini, const char *role,
                         struct manifest_file *list)
{
    size_t n = 0;
    for (const struct ini *base = ini->base; base; base = base->base)
        list[n++] = (struct manifest_file){
            file_in_folder(base->path), role, -1, base->sha256, -1, 0, NULL, 0};
    return n;
}

static size_t list_inputs(struct report *report, struct manifest_file **files)
{
    size_t n_sources = store_n_sources(report->store);
    size_t n = 0, n_queries = 0;
    const struct pushdown_query *queries =
        report->pushdown ? pushdown_queries(report->pushdown, &n_queries)
                         : NULL;
    struct manifest_file *list = ARENA_ARRAY(
        report->arena, struct manifest_file,
        n_sources + n_queries + report->schema->n_places +
            report->document->n_inputs + n_bases(report->layout.ini) +
            n_bases(report->schema->ini) + 3);
    list[n++] = (struct manifest_file){file_of(report->config->path),
                                       "configuration",
                                       -1,
                                       report->config->ini->sha256,
                                       -1,
                                       0,
                                       NULL,
                                       0};
    list[n++] = (struct manifest_file){
        "layout.ini", "layout", -1, report->layout.ini->sha256, -1, 0, NULL, 0};
    n += list_bases(report->layout.ini, "layout", list + n);
    list[n++] = (struct manifest_file){report->schema->name,
                                       "schema",
                                       -1,
                                       report->schema->ini->sha256,
                                       -1,
                                       0,
                                       NULL,
                                       0};
    n += list_bases(report->schema->ini, "schema", list + n);
    for (size_t i = 0; i < report->schema->n_places; i++)
        list[n++] = (struct manifest_file){report->schema->places[i]->name,
                                           "places",
                                           -1,
                                           report->schema->places[i]->sha256,
                                           -1,
                                           0,
                                           NULL,
                                           0};
    for (size_t i = 0; i < report->document->n_inputs; i++)
        list[n++] = (struct manifest_file){report->document->inputs[i].name,
                                           report->document->inputs[i].role,
                                           -1,
                                           report->document->inputs[i].sha256,
                                           -1,
                                           0,
                                           NULL,
                                           0};
    for (size_t i = 0; i < n_sources; i++) {
        const struct store_source *source = store_source(report->store, i);
        list[n++] = source_file(report, source);
    }
    for (size_t i = 0; i < n_queries; i++)
        list[n++] = (struct manifest_file){.name = queries[i].sql,
                                           .role = "query",
                                           .size = -1,
                                           .sha256 = queries[i].sha256,
                                           .rows = (int64_t)queries[i].n_rows};
    *files = list;
    return n;
}

/* Lists the exact figures of each tally's total. */
static size_t list_figures(struct report *report,
                           struct manifest_figure **figures)
{
    size_t capacity = 0;
    size_t n = 0;
    const struct tallies *tallies = report->tallies;
    for (size_t i = 0; i < tallies->n_tallies; i++)
        capacity += tallies->tallies[i].n_columns;
    *figures = ARENA_ARRAY(report->arena, struct manifest_figure, capacity);
    for (size_t i = 0; i < tallies->n_tallies; i++) {
        const struct tally *tally = &tallies->tallies[i];
        for (size_t j = 0; tally->total && j < tally->n_columns; j++) {
            struct value value = tally->total[j];
            if (!value_adds_up(&value))
                continue;
            (*figures)[n++] = (struct manifest_figure){
                tally->name, tally->columns[j].name,
                arena_printf(report->arena, "%lld",
                             (long long)value.as.integer)};
        }
    }
    return n;
}

static struct manifest_file output_of(const struct product *product)
{
    return (struct manifest_file){product->name,
                                  product->class->role,
                                  product->size,
                                  product->sha256,
                                  -1,
                                  0,
                                  NULL,
                                  0};
}

static const char *day_text(struct arena *arena, struct date day)
{
    char text[11];
    date_format_iso(day, text);
    return arena_strdup(arena, text);
}

static const char *period_text(struct report *report)
{
    struct strbuf spec = STRBUF_INIT;
    period_format_spec(&spec, &report->config->period);
    const char *text = arena_strdup(report->arena, strbuf_text(&spec));
    strbuf_free(&spec);
    return text;
}

/* Makes the manifest without its outputs. */
static struct manifest make_manifest(struct report *report)
{
    const struct period *period = &report->config->period;
    struct manifest_file *inputs;
    struct manifest_figure *figures;
    struct manifest manifest = {
        .version = VERSION,
        .period = period_text(report),
        .first = day_text(report->arena, period->window.first),
        .last = day_text(report->arena, period->window.last),
        .closing = period->closing == CLOSING_ND09 ? "nd09" : "calendar",
        .each_field = !report->job->field ? NULL : report->options->each,
        .each_key = report->config->each_key,
    };
    manifest.n_inputs = list_inputs(report, &inputs);
    manifest.inputs = inputs;
    manifest.n_figures = list_figures(report, &figures);
    manifest.figures = figures;
    return manifest;
}

static bool write_manifest(struct report *report,
                           const struct product *products, struct outfile *file)
{
    struct manifest_file *outputs =
        ARENA_ARRAY(report->arena, struct manifest_file, n_writers);
    struct manifest manifest = make_manifest(report);
    manifest.outputs = outputs;
    for (size_t i = 0; i < n_writers; i++)
        if (products[i].published)
            outputs[manifest.n_outputs++] = output_of(&products[i]);
    return manifest_write(&manifest, file, report->diag) &&
           outfile_close(file, report->diag);
}

/* ---- what a file embeds -------------------------------------------------- */

/* Makes the list of embedded files, which are written, and of what everything
   was made from.  False after a report. */
static bool make_attachments(struct report *report,
                             const struct product *products,
                             struct writer_setup *setup)
{
    struct attachment *attachments =
        ARENA_ARRAY(report->arena, struct attachment, n_writers + 1);
    struct manifest_file *outputs =
        ARENA_ARRAY(report->arena, struct manifest_file, n_writers);
    struct manifest manifest = make_manifest(report);
    size_t n = 0;
    for (size_t i = 0; i < n_writers; i++) {
        const struct product *product = &products[i];
        if (!product->wanted || !product->class->relationship)
            continue;
        size_t size;
        const char *bytes =
            outfile_read(product->file, report->arena, report->diag, &size);
        if (!bytes)
            return false;
        outputs[n] = output_of(product);
        attachments[n++] =
            (struct attachment){.name = product->name,
                                .description = report->document->title,
                                .mime_type = product->class->mime_type,
                                .relationship = product->class->relationship,
                                .bytes = bytes,
                                .size = size};
    }
    manifest.outputs = outputs;
    manifest.n_outputs = n;
    struct attachment *list = &attachments[n++];
    *list = (struct attachment){.name = file_name(report, ".inputs.json"),
                                .mime_type = "application/json",
                                .relationship = "Supplement"};
    list->bytes =
        manifest_print(report->arena, &manifest, &list->size, report->diag);
    setup->attachments = attachments;
    setup->n_attachments = n;
    return list->bytes != NULL;
}

/* ---- the files ----------------------------------------------------------- */

void publish_tell_pages(const struct report *report, int n_pages)
{
    if (report->options->verbose)
        diag_report(report->diag, DIAG_FOUND_PAGES,
                    (struct place){.file = report->config->path}, n_pages,
                    (int)report->document->n_sheets);
}

/* True when the document has anything that files of CLASS show. */
static bool has_content(const struct report *report,
                        const struct writer_class *class)
{
    return class->format.shows != FORMAT_SHOWS_SHEETS ||
           report->document->n_sheets > 0;
}

static struct product *choose_products(struct report *report)
{
    struct product *products =
        ARENA_ARRAY(report->arena, struct product, n_writers);
    bool embeds = false;
    for (size_t i = 0; i < n_writers; i++) {
        const struct writer_class *class = writers[i];
        struct product *product = &products[i];
        bool asked = (report->config->formats >> i & 1) != 0;
        product->class = class;
        product->name =
            arena_printf(report->arena, "%s.%s",
                         report->config->output_name.text, class->format.name);
        product->wanted = product->published =
            asked && has_content(report, class);
        product->embeds =
            product->wanted && class->embeds && class->embeds(report->config);
        embeds |= product->embeds;
    }
    for (size_t i = 0; i < n_writers && embeds; i++)
        products[i].wanted |= products[i].class->relationship &&
                              has_content(report, products[i].class);
    return products;
}

/* Warns of a file from an earlier run that would be sent along with a report
   that has none of its kind.  It is not deleted. */
static void doubt_old_files(struct report *report,
                            const struct product *products,
                            const struct outdir *dir)
{
    for (size_t i = 0; i < n_writers; i++) {
        const struct product *product = &products[i];
        bool asked = (report->config->formats >> i & 1) != 0;
        const char *path = arena_printf(
            report->arena, "%s/%s", outlock_path(report->lock), product->name);
        if (!product->published && outdir_has(dir, product->name))
            diag_report_chosen(report->diag,
                               asked ? DIAG_OLD_ANNEX : DIAG_OLD_OUTPUT,
                               (struct place){.file = path});
    }
}

static bool measure(struct report *report, struct product *product)
{
    bool ok = outfile_measure(product->file, report->diag, &product->size,
                              product->sha256);
    if (!product->published)
        outfile_withhold(product->file);
    return ok;
}

static bool write_products(struct report *report, struct product *products,
                           struct writer_setup *setup, bool embedding)
{
    for (size_t i = 0; i < n_writers; i++) {
        struct product *product = &products[i];
        if (!product->wanted || product->embeds != embedding)
            continue;
        if (embedding && !make_attachments(report, products, setup))
            return false;
        if (!writer_write(product->class, setup, product->file) ||
            !measure(report, product))
            return false;
    }
    return true;
}

/* Files are published in the order in which they are created, that of the
   writers.  Those that may be embedded are written first. */
static bool stage_all(struct report *report, struct outdir *dir,
                      struct product *products)
{
    struct writer_setup setup = {.arena = report->arena,
                                 .document = report->document,
                                 .config = report->config,
                                 .created = created_at(report),
                                 .fonts = report->fonts,
                                 .breaker = report->breaker,
                                 .memo = report->memo,
                                 .pages = &report->pages,
                                 .diag = report->diag};
    for (size_t i = 0; i < n_writers; i++) {
        if (!products[i].wanted)
            continue;
        products[i].file = outfile_create(dir, products[i].name, report->diag);
        if (!products[i].file)
            return false;
    }
    if (!write_products(report, products, &setup, false) ||
        !write_products(report, products, &setup, true))
        return false;
    if (report->pages.n_pages > 0)
        publish_tell_pages(report, report->pages.n_pages);
    return true;
}

static void name_results(struct report *report, const struct product *products,
                         const char *manifest, struct run_result *result)
{
    const char *folder = outlock_path(report->lock);
    result->paths = ARENA_ARRAY(report->arena, const char *, n_writers + 1);
    for (size_t i = 0; i < n_writers; i++)
        if (products[i].published)
            result->paths[result->n_paths++] =
                arena_printf(report->arena, "%s/%s", folder, products[i].name);
    result->paths[result->n_paths++] =
        arena_printf(report->arena, "%s/%s", folder, manifest);
}

bool publish(struct report *report, struct run_result *result)
{
    struct product *products = choose_products(report);
    struct outdir *dir = outdir_open(report->lock);
    const char *name = file_name(report, ".manifest.json");
    struct outfile *manifest;
    doubt_old_files(report, products, dir);
    bool ok = !diag_failed(report->diag) && stage_all(report, dir, products) &&
              (manifest = outfile_create(dir, name, report->diag)) &&
              write_manifest(report, products, manifest) &&
              outdir_publish(dir, report->diag);
    if (ok)
        name_results(report, products, name, result);
    outdir_close(dir);
    return ok;
}
