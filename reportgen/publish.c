#include "publish.h"

#include "base/outfile.h"
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
static int64_t created_at(const struct run *run)
{
    struct date date = run->document->date;
    if (date.year != 0)
        return (int64_t)date_to_days(date) * 86400 - 7 * 3600;
    return run->options->source_date_epoch;
}

static const char *file_name(struct run *run, const char *suffix)
{
    return arena_printf(run->arena, "%s%s", run->config->output_name.text,
                        suffix);
}

/* ---- the report -------------------------------------------------------- */

static bool write_pdf_pages(struct run *run, struct pdf *pdf,
                            struct outfile *file, int *n_pages)
{
    struct page_sink sink = pdf_sink(pdf);
    struct typeset_result result;
    if (!typeset_document(run->arena, run->document, run->fonts, run->breaker,
                          &sink, &result, run->diag) ||
        diag_failed(run->diag))
        return false;
    *n_pages = result.n_pages;
    return pdf_finish(pdf, &result, NULL, 0, file, run->diag);
}

static bool write_pdf(struct run *run, struct outfile *file)
{
    int n_pages = 0;
    struct pdf *pdf = pdf_create(run->arena, run->document, run->config->level,
                                 created_at(run), run->diag);
    if (pdf == NULL)
        return false;
    bool ok = write_pdf_pages(run, pdf, file, &n_pages);
    pdf_destroy(pdf);
    return ok && outfile_close(file, run->diag) &&
           pdf_verify(outfile_staged_path(file), n_pages, run->diag);
}

static bool write_xlsx(struct run *run, struct outfile *file)
{
    return xlsx_write(run->document, created_at(run), file, run->diag) &&
           outfile_close(file, run->diag) &&
           xlsx_verify(outfile_staged_path(file), run->document, run->diag);
}

/* ---- the manifest ------------------------------------------------------ */

static size_t list_inputs(struct run *run, struct manifest_file **files)
{
    size_t n_sources = store_n_sources(run->store);
    size_t n = 0;
    struct manifest_file *list =
        ARENA_ARRAY(run->arena, struct manifest_file,
                    n_sources + run->document->n_inputs + 3);
    list[n++] = (struct manifest_file){run->config->path, "configuration", -1,
                                       run->config->ini->sha256, -1};
    list[n++] = (struct manifest_file){"layout.ini", "layout", -1,
                                       run->layout.ini->sha256, -1};
    list[n++] = (struct manifest_file){run->schema->name, "schema", -1,
                                       run->schema->ini->sha256, -1};
    for (size_t i = 0; i < run->document->n_inputs; i++)
        list[n++] = (struct manifest_file){run->document->inputs[i].name,
                                           run->document->inputs[i].role, -1,
                                           run->document->inputs[i].sha256, -1};
    for (size_t i = 0; i < n_sources; i++) {
        const struct store_source *source = store_source(run->store, i);
        list[n++] = (struct manifest_file){
            source->name, "data", -1, source->sha256, (int64_t)source->n_rows};
    }
    *files = list;
    return n;
}

/* The exact figures of each tally's total row. */
static size_t list_figures(struct run *run, struct manifest_figure **figures)
{
    size_t capacity = 0;
    size_t n = 0;
    const struct tallies *tallies = run->tallies;
    for (size_t i = 0; i < tallies->n_tallies; i++)
        capacity += tallies->tallies[i].n_columns;
    *figures = ARENA_ARRAY(run->arena, struct manifest_figure, capacity);
    for (size_t i = 0; i < tallies->n_tallies; i++) {
        const struct tally *tally = &tallies->tallies[i];
        for (size_t j = 0; tally->total != NULL && j < tally->n_columns; j++) {
            struct value value = tally->total[j];
            if (value.kind != VALUE_INTEGER && value.kind != VALUE_MONEY)
                continue;
            (*figures)[n++] = (struct manifest_figure){
                tally->name, tally->columns[j].name,
                arena_printf(run->arena, "%lld", (long long)value.as.integer)};
        }
    }
    return n;
}

static bool write_manifest(struct run *run, const struct product *products,
                           size_t n_products, struct outfile *file)
{
    const struct period *period = &run->config->period;
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
    size_t n_inputs = list_inputs(run, &inputs);
    size_t n_figures = list_figures(run, &figures);
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
    bool ok = manifest_write(&manifest, file, run->diag) &&
              outfile_close(file, run->diag);
    strbuf_free(&spec);
    return ok;
}

/* ---- all files --------------------------------------------------------- */

typedef bool write_product(struct run *run, struct outfile *file);

static bool stage_product(struct run *run, struct outdir *dir,
                          struct product *product, write_product *write)
{
    product->file = outfile_create(dir, product->name, run->diag);
    return product->file != NULL && write(run, product->file) &&
           outfile_measure(product->file, run->diag, &product->size,
                           product->sha256);
}

static bool stage_all(struct run *run, struct outdir *dir,
                      struct product *products, size_t *n_products)
{
    *n_products = 0;
    if (run->config->formats & FORMAT_PDF) {
        struct product *product = &products[(*n_products)++];
        *product =
            (struct product){.name = file_name(run, ".pdf"), .role = "report"};
        if (!stage_product(run, dir, product, write_pdf))
            return false;
    }
    if (run->config->formats & FORMAT_XLSX && run->document->n_sheets > 0) {
        struct product *product = &products[(*n_products)++];
        *product =
            (struct product){.name = file_name(run, ".xlsx"), .role = "annex"};
        if (!stage_product(run, dir, product, write_xlsx))
            return false;
    }
    return true;
}

static void name_results(struct run *run, const struct product *products,
                         size_t n_products, const char *manifest,
                         struct run_result *result)
{
    const char *folder = run->options->output_folder;
    result->paths = ARENA_ARRAY(run->arena, const char *, n_products + 1);
    for (size_t i = 0; i < n_products; i++)
        result->paths[result->n_paths++] =
            arena_printf(run->arena, "%s/%s", folder, products[i].name);
    result->paths[result->n_paths++] =
        arena_printf(run->arena, "%s/%s", folder, manifest);
}

bool publish(struct run *run, struct run_result *result)
{
    struct product products[MAX_PRODUCTS];
    size_t n_products;
    struct outdir *dir = outdir_open(run->options->output_folder, run->diag);
    if (dir == NULL)
        return false;
    const char *name = file_name(run, ".manifest.json");
    struct outfile *manifest;
    bool ok = stage_all(run, dir, products, &n_products) &&
              (manifest = outfile_create(dir, name, run->diag)) != NULL &&
              write_manifest(run, products, n_products, manifest) &&
              outdir_publish(dir, run->diag);
    if (ok)
        name_results(run, products, n_products, name, result);
    outdir_close(dir);
    return ok;
}
