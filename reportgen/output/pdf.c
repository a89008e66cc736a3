#include "output/pdf.h"

#include "output/deflate.h"
#include "output/pdf_attach.h"
#include "output/pdf_content.h"
#include "output/pdf_file.h"
#include "output/pdf_fonts.h"
#include "output/pdf_images.h"
#include "output/pdf_links.h"
#include "output/pdf_profile.h"
#include "output/pdf_syntax.h"
#include "output/pdf_tags.h"
#include "output/pdf_writer.h"
#include "output/pdf_xmp.h"

#include <stdio.h>

#define PROGRAM "reportgen " VERSION

static const struct level {
    int part;
    char conformance;
    bool tagged; /* also PDF/UA-1 */
} levels[] = {
    [PDF_LEVEL_1A] = {1, 'A', true},
    [PDF_LEVEL_2A] = {2, 'A', true},
    [PDF_LEVEL_2U] = {2, 'U', false},
    [PDF_LEVEL_3A] = {3, 'A', true},
};

struct pdf {
    struct arena *arena;
    const struct document *document;
    const struct level *level;
    int64_t created;
    struct pdf_memo *memo;
    struct infile profile;
    struct pdf_file *file;
    struct pdf_fonts *fonts;
    struct pdf_images *images;
    struct pdf_links *links;
    struct deflater *deflater;
    struct pdf_marks marks;
    struct strbuf operators; /* of a page, before and after deflation */
    struct strbuf deflated;
};

struct pdf *pdf_create(struct arena *arena, const struct document *document,
                       enum pdf_level level, int64_t created,
                       struct pdf_memo *memo, struct diag *diag)
{
    struct infile profile;
    if (!pdf_profile_read(arena, levels[level].part, &profile, diag))
        return NULL;
    struct pdf_file *file = pdf_file_create(diag);
    if (!file)
        return NULL;
    struct pdf *pdf = ARENA_NEW(arena, struct pdf);
    pdf->arena = arena;
    pdf->document = document;
    pdf->level = &levels[level];
    pdf->created = created;
    pdf->memo = memo;
    pdf->profile = profile;
    pdf->file = file;
    pdf->fonts = pdf_fonts_create();
    pdf->images = pdf_images_create();
    pdf->links = pdf_links_create(arena);
    pdf->deflater = deflater_create();
    return pdf;
}

void pdf_spill(struct pdf *pdf, const struct outfile *beside)
{
    pdf_file_spill(pdf->file, beside);
}

void pdf_destroy(struct pdf *pdf)
{
    if (!pdf)
        return;
    pdf_file_destroy(pdf->file);
    pdf_fonts_destroy(pdf->fonts);
    pdf_images_destroy(pdf->images);
    deflater_destroy(pdf->deflater);
    pdf_marks_free(&pdf->marks);
    strbuf_free(&pdf->operators);
    strbuf_free(&pdf->deflated);
}

/* ---- pages --------------------------------------------------------------- */

/* Deflates a page at once: its operators are not kept. */
static bool take_page(void *context, const struct page *page)
{
    struct pdf *pdf = context;
    strbuf_clear(&pdf->operators);
    strbuf_clear(&pdf->deflated);
    pdf_content_add(&pdf->operators, page, pdf->fonts, pdf->images,
                    pdf->level->tagged ? &pdf->marks : NULL);
    deflate_whole(pdf->deflater, pdf->operators.data, pdf->operators.size,
                  &pdf->deflated);
    pdf_file_add_page(pdf->file, page->width, page->height, pdf->deflated.data,
                      pdf->deflated.size);
    pdf_links_add_page(pdf->links, page);
    return true;
}

struct page_sink pdf_sink(struct pdf *pdf)
{
    return (struct page_sink){take_page, pdf};
}

/* ---- the rest ------------------------------------------------------------ */

static bool add_resources(struct pdf *pdf, struct diag *diag)
{
    struct strbuf resources = STRBUF_INIT;
    struct strbuf common = STRBUF_INIT;
    strbuf_add_text(&resources, "/Font<<");
    bool ok = pdf_fonts_write(pdf->fonts, pdf->memo, pdf->file, pdf->deflater,
                              &resources, diag);
    strbuf_add_text(&resources, ">>");
    pdf_images_write(pdf->images, pdf->file, pdf->deflater, &resources);
    uint32_t number =
        pdf_file_add_dict(pdf->file, resources.data, resources.size);
    strbuf_add_format(&common, "/Resources %u 0 R", number);
    pdf_file_set_common(pdf->file, common.data);
    strbuf_free(&resources);
    strbuf_free(&common);
    return ok;
}

/* Adds information and XMP; returns the number of the latter. */
static uint32_t add_metadata(struct pdf *pdf)
{
    const struct document *document = pdf->document;
    const struct pdf_metadata metadata = {
        .title = document->title ? document->title : "",
        .author = document->author,
        .subject = document->subject,
        .keywords = document->keywords,
        .language = document->language,
        .program = PROGRAM,
        .created = pdf->created,
        .part = pdf->level->part,
        .conformance = pdf->level->conformance,
        .accessible = pdf->level->tagged};
    struct strbuf xmp = STRBUF_INIT;
    pdf_metadata_set_info(&metadata, pdf->file);
    pdf_metadata_add_xmp(&metadata, &xmp);
    uint32_t number = pdf_file_add_stream(
        pdf->file, "/Type/Metadata/Subtype/XML", xmp.data, xmp.size);
    strbuf_free(&xmp);
    return number;
}

static uint32_t add_profile(struct pdf *pdf)
{
    struct pdf_stream *stream =
        pdf_memo_profile(pdf->memo, pdf->profile.sha256);
    if (!stream->bytes) {
        struct strbuf buf = STRBUF_INIT;
        deflate_whole(pdf->deflater, pdf->profile.data, pdf->profile.size,
                      &buf);
        *stream = (struct pdf_stream){buf.data, buf.size, pdf->profile.size};
    }
    return pdf_file_add_stream(pdf->file, "/N 3/Filter/FlateDecode",
                               stream->bytes, stream->size);
}

/* Adds all entries of the catalog except the structure tree, whose number is
   known last. */
static void add_catalog(struct pdf *pdf, struct strbuf *catalog,
                        const struct attachment *attachments, size_t n)
{
    const char *language = pdf->document->language;
    strbuf_add_format(catalog, "/Metadata %u 0 R", add_metadata(pdf));
    strbuf_add_format(catalog,
                      "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
                      "/OutputConditionIdentifier(sRGB)/Info(sRGB)"
                      "/DestOutputProfile %u 0 R>>]",
                      add_profile(pdf));
    strbuf_add_text(catalog, "/Lang");
    pdf_add_text_string(catalog, language ? language : "vi-VN");
    strbuf_add_text(catalog, "/ViewerPreferences<</DisplayDocTitle true>>");
    if (pdf_links_has_bookmarks(pdf->links))
        strbuf_add_text(catalog, "/PageMode/UseOutlines");
    pdf_links_add_form(pdf->links, catalog);
    if (pdf->level->part == 3)
        pdf_attach(pdf->file, pdf->deflater, attachments, n, pdf->created,
                   catalog);
}

static bool write_file(struct pdf *pdf, const struct pdf_tags *tags,
                       struct outfile *file, struct diag *diag)
{
    uint32_t n_objects =
        tags ? pdf_tags_last_object(tags) : pdf_file_n_objects(pdf->file);
    struct pdf_writer *writer =
        pdf_writer_create(file, pdf->deflater, n_objects, pdf->level->part > 1);
    pdf_file_write(pdf->file, writer);
    if (tags)
        pdf_tags_write(tags, pdf->file, writer);
    bool ok = pdf_writer_finish(writer, pdf_file_catalog(pdf->file),
                                pdf_file_info(pdf->file), diag);
    pdf_writer_destroy(writer);
    int lost = pdf_file_scratch_error(pdf->file);
    if (lost != 0) {
        outfile_report(diag, outfile_path(file), lost);
        ok = false;
    }
    unsigned fault = pdf_file_fault(pdf->file);
    if (fault != 0) {
        char text[40];
        snprintf(text, sizeof text, "libharu error 0x%04X", fault);
        diag_report(diag, DIAG_INTERNAL, PLACE_NONE, text);
    }
    return ok && fault == 0;
}

bool pdf_finish(struct pdf *pdf, const struct typeset_result *result,
                const struct attachment *attachments, size_t n_attachments,
                struct outfile *file, struct diag *diag)
{
    struct strbuf catalog = STRBUF_INIT;
    struct pdf_tags *tags = NULL;
    bool tagged = pdf->level->tagged;
    bool ok = add_resources(pdf, diag);
    if (!ok)
        goto out;
    pdf_links_write(pdf->links, pdf->file, tagged, diag);
    add_catalog(pdf, &catalog, attachments, n_attachments);
    if (tagged) {
        size_t n_links;
        const struct pdf_tagged_link *links =
            pdf_links_tagged(pdf->links, &n_links);
        uint32_t root = pdf_file_n_objects(pdf->file) + 1;
        tags = pdf_tags_create(result, &pdf->marks, links, n_links, root,
                               pdf->level->part == 1);
        if (!tags) {
            diag_report(diag, DIAG_INTERNAL, PLACE_NONE,
                        "a page names a tag that does not exist");
            ok = false;
            goto out;
        }
        strbuf_add_format(
            &catalog, "/MarkInfo<</Marked true>>/StructTreeRoot %u 0 R", root);
    }
    pdf_file_set_catalog(pdf->file, catalog.data);
    ok = write_file(pdf, tags, file, diag);
out:
    pdf_tags_destroy(tags);
    strbuf_free(&catalog);
    return ok;
}
