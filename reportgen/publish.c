#include "publish.h"

#include "base/outfile.h"
#include "dataset/place_map.h"
#include "output/manifest.h"
#include "output/pdf.h"
#include "output/xlsx.h"

#include <string.h>

/* One file on its way: staged, then measured. */
struct product {
    const char *name;
    const char *role;
    struct outfile *file;
    int64_t size;
    char sha256[65];
};

enum { MAX_PRODUCTS = 2 };

/* The date in metadata: that of issue; else SOURCE_DATE_EPOCH; else none.
   Midnight in Vietnam (UTC+7) of the day of issue. */
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

/* ---- the report -------------------------------------------------------- */

static bool write_pdf_pages(struct report *report, struct pdf *pdf,
                            struct outfile *file, int *n_pages)
{
    struct page_sink sink = pdf_sink(pdf);
    struct typeset_result result;
    if (!typeset_document(report->arena, report->document, report->fonts,
                          report->breaker, &sink, &result, report->diag) ||
        diag_failed(report->diag))
        return false;
    *n_pages = result.n_pages;
    return pdf_finish(pdf, &result, NULL, 0, file, report->diag);
}

static bool write_pdf(struct report *report, struct outfile *file)
{
    int n_pages = 0;
    struct pdf *pdf =
        pdf_create(report->arena, report->document, report->config->level,
                   created_at(report), report->diag);
    if (pdf == NULL)
        return false;
    bool ok = write_pdf_pages(report, pdf, file, &n_pages);
    pdf_destroy(pdf);
    return ok && outfile_close(file, report->diag) &&
           pdf_verify(outfile_staged_path(file), n_pages, report->diag);
}

static bool write_xlsx(struct report *report, struct outfile *file)
{
    return xlsx_write(report->document, created_at(report), file,
                      report->diag) &&
           outfile_close(file, report->diag) &&
           xlsx_verify(file, report->document, report->diag);
}

/* ---- the manifest ------------------------------------------------------ */

/* The manifest names inputs as the configuration's folder does: it must not
   change with the folder that the program is started in. */
static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static size_t list_inputs(struct report *report, struct manifest_file **files)
{
    size_t n_sources = store_n_sources(report->store);
    size_t n = 0;
    struct manifest_file *list = ARENA_ARRAY(
        report->arena, struct manifest_file,
        n_sources + report->schema->n_places + report->document->n_inputs + 3);
    list[n++] = (struct manifest_file){file_of(report->config->path),
                                       "configuration", -1,
                                       report->config->ini->sha256, -1};
    list[n++] = (struct manifest_file){"layout.ini", "layout", -1,
                                       report->layout.ini->sha256, -1};
    list[n++] = (struct manifest_file){report->schema->name, "schema", -1,
                                       report->schema->ini->sha256, -1};
    for (size_t i = 0; i < report->schema->n_places; i++)
        list[n++] =
            (struct manifest_file){report->schema->places[i]->name, "places",
                                   -1, report->schema->places[i]->sha256, -1};
    for (size_t i = 0; i < report->document->n_inputs; i++)
        list[n++] = (struct manifest_file){
            report->document->inputs[i].name, report->document->inputs[i].role,
            -1, report->document->inputs[i].sha256, -1};
    for (size_t i = 0; i < n_sources; i++) {
        const struct store_source *source = store_source(report->store, i);
        list[n++] = (struct manifest_file){
            source->name, "data", -1, source->sha256, (int64_t)source->n_rows};
    }
    *files = list;
    return n;
}

/* The exact figures of each tally's total row. */
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
        for (size_t j = 0; tally->total != NULL && j < tally->n_columns; j++) {
            struct value value = tally->total[j];
            if (value.kind != VALUE_INTEGER && value.kind != VALUE_MONEY)
                continue;
            (*figures)[n++] = (struct manifest_figure){
                tally->name, tally->columns[j].name,
                arena_printf(report->arena, "%lld",
                             (long long)value.as.integer)};
        }
    }
    return n;
}

static bool write_manifest(struct report *report,
                           const struct product *products, size_t n_products,
                           struct outfile *file)
{
    const struct period *period = &report->config->period;
    struct strbuf spec = STRBUF_INIT;
    struct manifest_file outputs[MAX_PRODUCTS];
    struct manifest_file *inputs;
    struct manifest_figure *figures;
    char first[11];
    char last[11];
    period_format_spec(&spec, period);
    date_format_iso(period->window.first, first);
    date_format_iso(period->window.last, last);
    for (size_t i = 0; i < n_products; i++)
        outputs[i] =
            (struct manifest_file){products[i].name, products[i].role,
                                   products[i].size, products[i].sha256, -1};
    size_t n_inputs = list_inputs(report, &inputs);
    size_t n_figures = list_figures(report, &figures);
    const struct manifest manifest = {
        .version = VERSION,
        .period = strbuf_text(&spec),
        .first = first,
        .last = last,
        .closing = period->closing == CLOSING_ND09 ? "nd09" : "calendar",
        .outputs = outputs,
        .n_outputs = n_products,
        .inputs = inputs,
        .n_inputs = n_inputs,
        .figures = figures,
        .n_figures = n_figures,
    };
    bool ok = manifest_write(&manifest, file, report->diag) &&
              outfile_close(file, report->diag);
    strbuf_free(&spec);
    return ok;
}

/* ---- all files --------------------------------------------------------- */

typedef bool write_product(struct report *report, struct outfile *file);

static bool stage_product(struct report *report, struct outdir *dir,
                          struct product *product, write_product *write)
{
    product->file = outfile_create(dir, product->name, report->diag);
    return product->file != NULL && write(report, product->file) &&
           outfile_measure(product->file, report->diag, &product->size,
                           product->sha256);
}

static bool stage_all(struct report *report, struct outdir *dir,
                      struct product *products, size_t *n_products)
{
    *n_products = 0;
    if (report->config->formats & FORMAT_PDF) {
        struct product *product = &products[(*n_products)++];
        *product = (struct product){.name = file_name(report, ".pdf"),
                                    .role = "report"};
        if (!stage_product(report, dir, product, write_pdf))
            return false;
    }
    if (report->config->formats & FORMAT_XLSX &&
        report->document->n_sheets > 0) {
        struct product *product = &products[(*n_products)++];
        *product = (struct product){.name = file_name(report, ".xlsx"),
                                    .role = "annex"};
        if (!stage_product(report, dir, product, write_xlsx))
            return false;
    }
    return true;
}

static void name_results(struct report *report, const struct product *products,
                         size_t n_products, const char *manifest,
                         struct run_result *result)
{
    const char *folder = report->options->output_folder;
    result->paths = ARENA_ARRAY(report->arena, const char *, n_products + 1);
    for (size_t i = 0; i < n_products; i++)
        result->paths[result->n_paths++] =
            arena_printf(report->arena, "%s/%s", folder, products[i].name);
    result->paths[result->n_paths++] =
        arena_printf(report->arena, "%s/%s", folder, manifest);
}

bool publish(struct report *report, struct run_result *result)
{
    struct product products[MAX_PRODUCTS];
    size_t n_products;
    struct outdir *dir =
        outdir_open(report->options->output_folder, report->diag);
    if (dir == NULL)
        return false;
    const char *name = file_name(report, ".manifest.json");
    struct outfile *manifest;
    bool ok = stage_all(report, dir, products, &n_products) &&
              (manifest = outfile_create(dir, name, report->diag)) != NULL &&
              write_manifest(report, products, n_products, manifest) &&
              outdir_publish(dir, report->diag);
    if (ok)
        name_results(report, products, n_products, name, result);
    outdir_close(dir);
    return ok;
}
