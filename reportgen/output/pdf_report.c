/*
 * The class of the format PDF: a document's sections set as pages.
 */
#include "output/pdf.h"

struct pdf_report {
    const struct writer_setup *setup;
    struct outfile *file;
    struct pdf *pdf;
    struct page_sink sink;
    struct typesetter *typesetter;
};

static bool embeds(const struct config *config)
{
    return config->level == PDF_LEVEL_3A;
}

static void *begin(const struct writer_setup *setup, struct outfile *file)
{
    struct pdf *pdf =
        pdf_create(setup->arena, setup->document, setup->config->level,
                   setup->created, setup->memo, setup->diag);
    if (!pdf)
        return NULL;
    struct pdf_report *report = ARENA_NEW(setup->arena, struct pdf_report);
    report->setup = setup;
    report->file = file;
    report->pdf = pdf;
    pdf_spill(pdf, file);
    report->sink = pdf_sink(pdf);
    report->typesetter =
        typesetter_open(setup->arena, setup->document, setup->fonts,
                        setup->breaker, &report->sink, setup->diag);
    return report;
}

static bool add_section(void *writer, const struct section *section)
{
    struct pdf_report *report = writer;
    return typesetter_section(report->typesetter, section);
}

/* Reports letters that a font lacks; typesetting goes on. */
static bool finish(void *writer)
{
    struct pdf_report *report = writer;
    const struct writer_setup *setup = report->setup;
    bool set = typesetter_close(report->typesetter, setup->pages);
    report->typesetter = NULL;
    bool ok = set && !diag_failed(setup->diag) &&
              pdf_finish(report->pdf, setup->pages, setup->attachments,
                         setup->n_attachments, report->file, setup->diag);
    /* Before the file is read again: both would be in memory. */
    pdf_destroy(report->pdf);
    report->pdf = NULL;
    return ok;
}

static bool verify(void *writer)
{
    const struct pdf_report *report = writer;
    return pdf_verify(outfile_staged_path(report->file),
                      outfile_path(report->file), report->setup->pages->n_pages,
                      report->setup->diag);
}

static void destroy(void *writer)
{
    struct pdf_report *report = writer;
    if (report->typesetter)
        typesetter_close(report->typesetter, report->setup->pages);
    pdf_destroy(report->pdf);
}

const struct writer_class pdf_writer = {
    .format = {.name = "pdf", .shows = FORMAT_SHOWS_REPORT, .usual = true},
    .role = "report",
    .embeds = embeds,
    .begin = begin,
    .section = add_section,
    .finish = finish,
    .verify = verify,
    .destroy = destroy,
};
