/*
 * Pages made by hand, for tests of the PDF writer: what the typesetter would
 * hand over, with nothing left to its judgement.
 */
#ifndef UNIT_PDF_PAGES_H
#define UNIT_PDF_PAGES_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "folder.h"
#include "output/pdf.h"
#include "typeset/font.h"
#include "typeset/typeset.h"

enum { MAKER_ITEMS = 400, MAKER_TAGS = 2000 };

/* A document in the making. */
struct maker {
    struct arena *arena;
    struct diag *diag;
    struct fontset *fonts;
    struct font *faces[4]; /* regular, bold, italic, both */
    struct document document;
    struct page page;
    struct item items[MAKER_ITEMS];
    struct page_target targets[40];
    struct tag tags[MAKER_TAGS];
    struct tag_text texts[20];
    struct typeset_result result;
    struct page_sink sink;
    struct pdf_memo *memo;
    struct pdf *pdf;
};

static inline void maker_open(struct maker *m, enum pdf_level level)
{
    memset(m, 0, sizeof *m);
    m->arena = arena_create();
    m->diag = diag_create(NULL, NULL, false);
    m->fonts = fontset_open(input_at("fonts/fonts.ini"), m->diag);
    assert_non_null(m->fonts);
    for (int i = 0; i < 4; i++) {
        m->faces[i] = fontset_find(m->fonts, "serif", i & 1, i & 2, m->diag);
        assert_non_null(m->faces[i]);
    }
    m->document =
        (struct document){.title = "Báo cáo <kết quả> & khuyến công năm 2017",
                          .author = "Sở Công Thương",
                          .subject = "Khuyến công",
                          .language = "vi-VN"};
    /* 14 December 2017, 08:00 in Vietnam. */
    m->memo = pdf_memo_create();
    m->pdf =
        pdf_create(m->arena, &m->document, level, 1513213200, m->memo, m->diag);
    assert_non_null(m->pdf);
    m->sink = pdf_sink(m->pdf);
    m->page = (struct page){.number = 1,
                            .width = 595276,
                            .height = 841890,
                            .items = m->items,
                            .targets = m->targets};
    m->result.tags = m->tags;
    m->result.texts = m->texts;
    m->result.n_tags = 1; /* the document */
}

static inline void maker_close(struct maker *m)
{
    pdf_destroy(m->pdf);
    pdf_memo_destroy(m->memo);
    fontset_close(m->fonts);
    diag_destroy(m->diag);
    arena_destroy(m->arena);
}

static inline tag_id maker_tag(struct maker *m, tag_id parent,
                               enum tag_kind kind)
{
    assert_true(m->result.n_tags < MAKER_TAGS);
    m->tags[m->result.n_tags] = (struct tag){
        .parent = parent, .kind = (uint8_t)kind, .colspan = 1, .rowspan = 1};
    return (tag_id)m->result.n_tags++;
}

/* A line of TEXT in face LOOK, its baseline Y points above the paper's foot
   and X points from its left edge. */
static inline struct item *maker_text(struct maker *m, tag_id tag, int look,
                                      int x, int y, const char *text)
{
    assert_true(m->page.n_items < MAKER_ITEMS);
    struct item *item = &m->items[m->page.n_items++];
    *item = (struct item){.kind = ITEM_TEXT,
                          .tag = tag,
                          .x = x * 1000,
                          .y = y * 1000,
                          .width = 100000,
                          .font = m->faces[look],
                          .size = 13000,
                          .text = text,
                          .n_bytes = (uint32_t)strlen(text)};
    return item;
}

static inline struct item *maker_box(struct maker *m, enum item_kind kind,
                                     tag_id tag, int x, int y, int width,
                                     int height)
{
    assert_true(m->page.n_items < MAKER_ITEMS);
    struct item *item = &m->items[m->page.n_items++];
    *item = (struct item){.kind = kind,
                          .tag = tag,
                          .x = x * 1000,
                          .y = y * 1000,
                          .width = width * 1000,
                          .height = height * 1000};
    return item;
}

static inline void maker_target(struct maker *m, const char *id,
                                const char *bookmark, int level, int y)
{
    m->targets[m->page.n_targets++] =
        (struct page_target){id, bookmark, level, y * 1000};
}

/* Hands the page over and starts the next one. */
static inline void maker_end_page(struct maker *m)
{
    m->page.tags = m->tags;
    m->page.n_tags = m->result.n_tags;
    assert_true(m->sink.page(m->sink.context, &m->page));
    m->page.index++;
    m->page.number++;
    m->page.n_items = 0;
    m->page.n_targets = 0;
    m->result.n_pages++;
}

/* Writes NAME into FOLDER, published. */
static inline void maker_finish(struct maker *m, const struct folder *folder,
                                const char *name,
                                const struct attachment *attachments,
                                size_t n_attachments)
{
    struct outlock *lock = outlock_take(folder->path, m->diag);
    assert_non_null(lock);
    struct outdir *dir = outdir_open(lock);
    struct outfile *file = outfile_create(dir, name, m->diag);
    assert_non_null(file);
    assert_true(pdf_finish(m->pdf, &m->result, attachments, n_attachments, file,
                           m->diag));
    assert_true(outfile_close(file, m->diag));
    assert_true(pdf_verify(outfile_staged_path(file), outfile_path(file),
                           m->result.n_pages, m->diag));
    assert_true(outdir_publish(dir, m->diag));
    outdir_close(dir);
    outlock_release(lock);
}

#endif
