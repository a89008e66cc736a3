#include "set_document.h"

/* Headings "Mục 1" ... of a page each and the contents that name them. */
static struct block *make_contents(struct studio *studio,
                                   const struct made_blocks *headings)
{
    struct made_blocks entries = {.n = 0};
    put(&entries, make_paragraph(studio, ROLE_CAPTION, &bold_style, "MỤC LỤC"));
    for (size_t i = 0; i < headings->n; i++) {
        const struct block *heading = headings->blocks[i];
        struct block *entry = make_paragraph(studio, ROLE_NONE, &cell_style,
                                             heading->text.runs[0].text);
        const char *link = arena_printf(studio->arena, "#%s", heading->id);
        entry->text.runs[0].link = link;
        put(&entries, entry);
    }
    return make_parent(studio, BLOCK_CONTENTS, ROLE_NONE, &entries);
}

static struct block *make_heading(struct studio *studio, int number)
{
    const char *text = arena_printf(studio->arena, "Mục %d", number);
    struct block *heading = make_paragraph(studio, ROLE_H2, &bold_style, text);
    heading->id = arena_printf(studio->arena, "heading-%d", number);
    heading->new_page = true;
    return heading;
}

/* A page for the contents, then a heading at the top of each page. */
static void make_report(struct studio *studio, int n, struct made_blocks *made)
{
    struct made_blocks headings = {.n = 0};
    made->n = 0;
    for (int i = 1; i <= n; i++)
        put(&headings, make_heading(studio, i));
    put(made, make_contents(studio, &headings));
    for (size_t i = 0; i < headings.n; i++) {
        put(made, headings.blocks[i]);
        put(made, make_paragraph(studio, ROLE_P, &body_style, "Nội dung."));
    }
}

/* The items of one entry, from the left: text, its link box, leaders, number
   and its link box. */
static const struct item *entry_items(const struct studio *studio,
                                      const char *text)
{
    const struct page *page = &studio->pages[0];
    for (size_t i = 0; i + 4 < page->n_items; i++)
        if (page->items[i].kind == ITEM_TEXT &&
            strcmp(page->items[i].text, text) == 0)
            return &page->items[i];
    fail_msg("no entry “%s”", text);
    return NULL;
}

static void numbers_are_those_of_the_pages(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made;
    make_report(studio, 12, &made);
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(studio->n_pages, 13);
    for (int i = 1; i <= 12; i++) {
        const char *text = arena_printf(studio->arena, "Mục %d", i);
        const struct item *entry = entry_items(studio, text);
        const struct item *leaders = &entry[2], *number = &entry[3];
        assert_string_equal(number->text,
                            arena_printf(studio->arena, "%d", i + 1));
        assert_string_equal(studio->pages[i].items[0].text, text);
        assert_int_equal(number->x + number->width, a4.width - a4.right);
        assert_int_equal(leaders->tag, TAG_ARTIFACT);
        assert_true(leaders->x > entry->x + entry->width);
        assert_true(leaders->x + leaders->width < number->x);
        assert_int_equal(leaders->y, entry->y);
        /* Dots stand below one another: ". " is half an em of 12 pt. */
        assert_int_equal((a4.width - a4.right - leaders->x) % 6000, 0);
        assert_int_equal(entry[1].kind, ITEM_LINK);
        assert_int_equal(entry[4].kind, ITEM_LINK);
        assert_string_equal(entry[4].target, entry[1].target);
    }
}

static void entries_are_tagged(void **state)
{
    struct studio *studio = *state;
    const struct tag *tags;
    struct made_blocks made;
    make_report(studio, 1, &made);
    set_blocks(studio, &made);
    tags = studio->result.tags;
    const struct item *entry = entry_items(studio, "Mục 1");
    static const enum tag_kind above[] = {TAG_LINK, TAG_REFERENCE, TAG_TOCI,
                                          TAG_TOC, TAG_SECT};
    tag_id tag = entry->tag;
    assert_int_equal(tags[entry[3].tag].kind, TAG_SPAN);
    assert_int_equal(tags[entry[3].tag].parent, tag);
    for (size_t i = 0; i < sizeof above / sizeof *above; i++) {
        assert_int_equal(tags[tag].kind, above[i]);
        tag = tags[tag].parent;
    }
}

/* "auto": the typesetter leaves contents out of short documents. */
static void short_documents_have_none(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made;
    make_report(studio, 3, &made);
    made.blocks[0]->least_pages = 5;
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(studio->n_pages, 3);
    assert_int_equal(find_page(studio, "MỤC LỤC", NULL), -1);
    made.blocks[0]->least_pages = 4;
    set_blocks(studio, &made);
    assert_int_equal(studio->n_pages, 4);
    assert_int_equal(find_page(studio, "MỤC LỤC", NULL), 0);
}

/* A message stands once, though the document is set twice. */
static void faults_are_told_once(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made;
    size_t n;
    make_report(studio, 1, &made);
    put(&made, make_paragraph(studio, ROLE_P, &body_style, "chữ \xE2\x98\x90"));
    struct section section = {
        .setup = a4, .blocks = made.blocks, .n_blocks = made.n};
    struct document document = {.sections = &section, .n_sections = 1};
    struct page_sink sink = {.page = studio_keep, .context = studio};
    assert_true(typeset_document(studio->arena, &document, studio->fonts,
                                 studio->breaker, &sink, &studio->result,
                                 studio->diag));
    assert_true(diag_failed(studio->diag));
    assert_int_equal(studio->result.missing.n, 1);
    const struct diag_message *messages = diag_messages(studio->diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_MISSING_GLYPH);
}

/* A forced page may stand anywhere: no page is empty, none is lost. */
static void forced_pages(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    put(&made, make_heading(studio, 1));
    put(&made, make_heading(studio, 2));
    put(&made, make_paragraph(studio, ROLE_P, &body_style,
                              make_words(studio, "từ", 900)));
    put(&made, make_heading(studio, 3));
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(find_page(studio, "Mục 1", NULL), 0);
    assert_int_equal(find_page(studio, "Mục 2", NULL), 1);
    int last = find_page(studio, "Mục 3", NULL);
    assert_int_equal(last, (int)studio->n_pages - 1);
    assert_true(last >= 3);
    assert_string_equal(studio->pages[last].items[0].text, "Mục 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_are_those_of_the_pages,
                                        studio_open, studio_close),
        cmocka_unit_test_setup_teardown(entries_are_tagged, studio_open,
                                        studio_close),
        cmocka_unit_test_setup_teardown(short_documents_have_none, studio_open,
                                        studio_close),
        cmocka_unit_test_setup_teardown(faults_are_told_once, studio_open,
                                        studio_close),
        cmocka_unit_test_setup_teardown(forced_pages, studio_open,
                                        studio_close),
    };
    return cmocka_run_group_tests_name("contents", tests, NULL, NULL);
}
