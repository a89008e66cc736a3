/*
 * Set document: documents made by hand and the pages they give.
 *
 * A studio holds the fonts and everything made with them.  Pages are copied
 * as they come, so that a test can look at all of them at the end.
 */
#ifndef UNIT_SET_DOCUMENT_H
#define UNIT_SET_DOCUMENT_H

#include "check.h"

#include "typeset/typeset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PAGES = 600 };

struct studio {
    struct arena *arena;
    struct diag *diag;
    struct fontset *fonts;
    struct breaker *breaker;
    struct page pages[MOST_PAGES];
    size_t n_pages;
    struct typeset_result result;
};

static const struct path *studio_keep_path(struct studio *studio,
                                           const struct item *item)
{
    struct path *path = ARENA_NEW(studio->arena, struct path);
    struct path_point *points =
        ARENA_ARRAY(studio->arena, struct path_point, item->path->n_points);
    *path = *item->path;
    memcpy(points, path->points, path->n_points * sizeof *points);
    path->points = points;
    return path;
}

static bool studio_keep(void *context, const struct page *page)
{
    struct studio *studio = context;
    assert_true(studio->n_pages < MOST_PAGES);
    struct page *copy = &studio->pages[studio->n_pages++];
    *copy = *page;
    copy->items = ARENA_ARRAY(studio->arena, struct item, page->n_items);
    for (size_t i = 0; i < page->n_items; i++) {
        copy->items[i] = page->items[i];
        copy->items[i].text = arena_strndup(studio->arena, page->items[i].text,
                                            page->items[i].n_bytes);
        /* Kerning lives in the page's memory. */
        copy->items[i].kerns = NULL;
        if (page->items[i].kind == ITEM_PATH)
            copy->items[i].path = studio_keep_path(studio, &page->items[i]);
    }
    copy->targets =
        ARENA_ARRAY(studio->arena, struct page_target, page->n_targets);
    for (size_t i = 0; i < page->n_targets; i++)
        copy->targets[i] = page->targets[i];
    return true;
}

static inline int studio_open(void **state)
{
    struct studio *studio = calloc(1, sizeof *studio);
    studio->arena = arena_create();
    studio->diag = diag_create(NULL, NULL, false);
    studio->fonts = fontset_open(input_at("fonts/fonts.ini"), studio->diag);
    studio->breaker = breaker_open();
    *state = studio;
    return studio->fonts == NULL;
}

static inline int studio_close(void **state)
{
    struct studio *studio = *state;
    fontset_close(studio->fonts);
    breaker_close(studio->breaker);
    diag_destroy(studio->diag);
    arena_destroy(studio->arena);
    free(studio);
    return 0;
}

/* A4, 20 mm above and below, 30 mm at the left and 15 mm at the right. */
static const struct style body_style = {.name = "body",
                                        .font = "serif",
                                        .size = 14000,
                                        .leading = 18000,
                                        .before = 6000,
                                        .indent = 36000,
                                        .align = ALIGN_JUSTIFY};
static const struct style cell_style = {.name = "cell",
                                        .font = "serif",
                                        .size = 12000,
                                        .leading = 14000,
                                        .align = ALIGN_LEFT};
static const struct style bold_style = {.name = "bold",
                                        .font = "serif",
                                        .size = 13000,
                                        .leading = 16000,
                                        .align = ALIGN_CENTER,
                                        .flags = STYLE_BOLD};
static const struct style number_style = {.name = "number",
                                          .font = "serif",
                                          .size = 13000,
                                          .leading = 16000,
                                          .align = ALIGN_CENTER};
static const struct page_setup a4 = {.width = 595276,
                                     .height = 841890,
                                     .top = 56693,
                                     .bottom = 56693,
                                     .left = 85039,
                                     .right = 42520,
                                     .number_style = &number_style,
                                     .number_top = 36000};

static inline struct text make_text(struct studio *studio, const char *text)
{
    struct run *run = ARENA_NEW(studio->arena, struct run);
    run->text = arena_strdup(studio->arena, text);
    run->size = (uint32_t)strlen(text);
    return (struct text){.runs = run, .n_runs = *text == '\0' ? 0 : 1};
}

/* N words PREFIX1 PREFIX2 ..., each unlike all others of the document. */
static inline const char *make_words(struct studio *studio, const char *prefix,
                                     int n)
{
    char *text = arena_strdup(studio->arena, "");
    size_t size = 0, room = 0;
    for (int i = 1; i <= n; i++) {
        char word[40];
        int length =
            snprintf(word, sizeof word, "%s%s%d", i > 1 ? " " : "", prefix, i);
        if (size + (size_t)length >= room) {
            room = (room + 64) * 2;
            char *more = arena_alloc(studio->arena, room);
            memcpy(more, text, size);
            text = more;
        }
        memcpy(text + size, word, (size_t)length + 1);
        size += (size_t)length;
    }
    return text;
}

static inline struct block *make_block(struct studio *studio,
                                       enum block_kind kind, enum role role)
{
    struct block *block = ARENA_NEW(studio->arena, struct block);
    block->kind = kind;
    block->role = role;
    return block;
}

static inline struct block *make_paragraph(struct studio *studio,
                                           enum role role,
                                           const struct style *style,
                                           const char *text)
{
    struct block *block = make_block(studio, BLOCK_PARAGRAPH, role);
    block->style = style;
    block->text = make_text(studio, text);
    return block;
}

/* Blocks that grow. */
struct made_blocks {
    struct block *blocks[400];
    size_t n;
};

static inline void put(struct made_blocks *made, struct block *block)
{
    assert_true(made->n < 400);
    made->blocks[made->n++] = block;
}

static inline struct block *make_parent(struct studio *studio,
                                        enum block_kind kind, enum role role,
                                        const struct made_blocks *made)
{
    struct block *block = make_block(studio, kind, role);
    block->children = ARENA_ARRAY(studio->arena, struct block *, made->n);
    memcpy(block->children, made->blocks, made->n * sizeof *made->blocks);
    block->n_children = made->n;
    return block;
}

/* Two groups of paragraphs side by side, 40 to 60. */
static inline struct block *make_columns(struct studio *studio,
                                         const struct made_blocks *left,
                                         const struct made_blocks *right)
{
    struct made_blocks groups = {.n = 0};
    put(&groups, make_parent(studio, BLOCK_GROUP, ROLE_NONE, left));
    put(&groups, make_parent(studio, BLOCK_GROUP, ROLE_NONE, right));
    struct block *columns =
        make_parent(studio, BLOCK_COLUMNS, ROLE_NONE, &groups);
    columns->widths = ARENA_ARRAY(studio->arena, int32_t, 2);
    columns->widths[0] = 400;
    columns->widths[1] = 600;
    return columns;
}

/* Sets sections; everything made before is forgotten with the studio. */
static inline void set_sections(struct studio *studio, struct section *sections,
                                size_t n)
{
    struct document document = {.title = "Báo cáo",
                                .language = "vi-VN",
                                .sections = sections,
                                .n_sections = n};
    struct page_sink sink = {.page = studio_keep, .context = studio};
    studio->n_pages = 0;
    assert_true(typeset_document(studio->arena, &document, studio->fonts,
                                 studio->breaker, &sink, &studio->result,
                                 studio->diag));
    assert_int_equal(studio->n_pages, (size_t)studio->result.n_pages);
}

static inline void set_blocks(struct studio *studio,
                              const struct made_blocks *made)
{
    struct section section = {.setup = a4,
                              .blocks = (struct block **)made->blocks,
                              .n_blocks = made->n};
    set_sections(studio, &section, 1);
}

/* assert_in_range() knows no negative numbers. */
#define assert_near(a, b, most)                                                \
    assert_true(labs((long)(a) - (long)(b)) <= (most))

/* ---- what pages must be like --------------------------------------------- */

static inline enum tag_kind tag_kind_of(const struct studio *studio, tag_id tag)
{
    return (enum tag_kind)studio->result.tags[tag].kind;
}

static inline bool is_text(const struct item *item)
{
    return item->kind == ITEM_TEXT && item->tag != TAG_ARTIFACT;
}

static inline bool texts_overlap(const struct item *a, const struct item *b)
{
    return a->x + 100 < b->x + b->width && b->x + 100 < a->x + a->width &&
           a->y - a->size / 5 < b->y + b->size * 2 / 3 &&
           b->y - b->size / 5 < a->y + a->size * 2 / 3;
}

/* Text and rules inside the margins (page numbers in the top one), no text
   upon other text. */
static inline void check_placing(const struct studio *studio)
{
    for (size_t p = 0; p < studio->n_pages; p++) {
        const struct page *page = &studio->pages[p];
        for (size_t i = 0; i < page->n_items; i++) {
            const struct item *item = &page->items[i];
            if (item->kind == ITEM_LINK)
                continue;
            assert_in_range(item->x + 20, page->left,
                            page->width - page->right);
            assert_in_range(item->x + item->width, page->left,
                            page->width - page->right + 20);
            assert_true(item->y >= page->bottom);
            if (item->tag != TAG_ARTIFACT || item->kind == ITEM_RULE)
                assert_true(item->y + item->height <= page->height - page->top);
            for (size_t j = 0; j < i && item->kind == ITEM_TEXT; j++)
                if (page->items[j].kind == ITEM_TEXT &&
                    texts_overlap(item, &page->items[j]))
                    fail_msg("page %zu: “%s” upon “%s”", p + 1, item->text,
                             page->items[j].text);
        }
    }
}

static inline bool may_hold(enum tag_kind parent, enum tag_kind kind)
{
    switch (kind) {
    case TAG_LI:
        return parent == TAG_L;
    case TAG_LBL:
        return parent == TAG_LI || parent == TAG_NOTE;
    case TAG_LBODY:
        return parent == TAG_LI;
    case TAG_THEAD:
    case TAG_TBODY:
        return parent == TAG_TABLE;
    case TAG_TR:
        return parent == TAG_THEAD || parent == TAG_TBODY ||
               parent == TAG_TABLE;
    case TAG_TH:
    case TAG_TD:
        return parent == TAG_TR;
    case TAG_DOCUMENT:
        return false;
    case TAG_CAPTION:
        return parent != TAG_TR;
    default:
        return parent != TAG_TABLE && parent != TAG_TR && parent != TAG_L &&
               parent != TAG_LI && parent != TAG_THEAD && parent != TAG_TBODY;
    }
}

/* One root, parents before children, each where it may stand; text hangs on
   elements that hold text; every element that holds text has some. */
static inline void check_tags(const struct studio *studio)
{
    const struct typeset_result *result = &studio->result;
    assert_int_equal(result->tags[0].kind, TAG_DOCUMENT);
    assert_int_equal(result->tags[0].parent, TAG_ARTIFACT);
    for (size_t i = 1; i < result->n_tags; i++) {
        const struct tag *tag = &result->tags[i];
        assert_true(tag->parent < i);
        if (!may_hold(tag_kind_of(studio, tag->parent),
                      (enum tag_kind)tag->kind))
            fail_msg("element %zu of kind %d under kind %d", i, tag->kind,
                     result->tags[tag->parent].kind);
    }
    for (size_t p = 0; p < studio->n_pages; p++)
        for (size_t i = 0; i < studio->pages[p].n_items; i++) {
            const struct item *item = &studio->pages[p].items[i];
            if (item->kind == ITEM_RULE)
                assert_int_equal(item->tag, TAG_ARTIFACT);
            if (!is_text(item))
                continue;
            assert_true(item->tag < result->n_tags);
            enum tag_kind kind = tag_kind_of(studio, item->tag);
            assert_true(kind != TAG_DOCUMENT && kind != TAG_SECT &&
                        kind != TAG_L && kind != TAG_LI && kind != TAG_TR &&
                        kind != TAG_TABLE && kind != TAG_THEAD &&
                        kind != TAG_TBODY && kind != TAG_DIV);
        }
}

static inline void check_pages(const struct studio *studio)
{
    check_placing(studio);
    check_tags(studio);
    assert_false(diag_failed(studio->diag));
}

/* The real text of all pages, pieces parted by blanks. */
static inline const char *all_text(struct studio *studio)
{
    struct strbuf buf = STRBUF_INIT;
    for (size_t p = 0; p < studio->n_pages; p++)
        for (size_t i = 0; i < studio->pages[p].n_items; i++)
            if (is_text(&studio->pages[p].items[i])) {
                strbuf_add_text(&buf, studio->pages[p].items[i].text);
                strbuf_add_char(&buf, ' ');
            }
    const char *text = arena_strdup(studio->arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

/* Page (from 0) of the first real text that starts with PREFIX, -1: none. */
static inline int find_page(const struct studio *studio, const char *prefix,
                            const struct item **found)
{
    for (size_t p = 0; p < studio->n_pages; p++)
        for (size_t i = 0; i < studio->pages[p].n_items; i++) {
            const struct item *item = &studio->pages[p].items[i];
            if (is_text(item) &&
                strncmp(item->text, prefix, strlen(prefix)) == 0) {
                if (found != NULL)
                    *found = item;
                return (int)p;
            }
        }
    return -1;
}

/* The first real text that starts with PREFIX. */
static inline const struct item *item_of(const struct studio *studio,
                                         const char *prefix)
{
    const struct item *item = NULL;
    if (find_page(studio, prefix, &item) < 0)
        fail_msg("“%s” is nowhere", prefix);
    return item;
}

/* How many different baselines TAG has on PAGE. */
static inline int count_lines(const struct page *page, tag_id tag)
{
    int n = 0;
    mpt last = INT32_MIN;
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_TEXT || item->tag != tag || item->y == last)
            continue;
        last = item->y;
        n++;
    }
    return n;
}

#endif
