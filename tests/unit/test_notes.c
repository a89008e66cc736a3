#include "set_document.h"

static const struct style note_style = {.name = "footnote",
                                        .font = "serif",
                                        .size = 11000,
                                        .leading = 13000,
                                        .before = 2000,
                                        .align = ALIGN_JUSTIFY};

/* Height of N lines of notes in one note: rule and room are 11.5 pt. */
static mpt height_of(int n)
{
    return 11500 + n * 13000;
}

/* A paragraph TEXT with a note of so many words "<PREFIX>1 ..." behind it. */
static struct block *make_noted(struct studio *studio, const char *text,
                                const char *prefix, int n_words)
{
    struct block *block = make_paragraph(studio, ROLE_P, &body_style, text);
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 2);
    runs[0] = block->text.runs[0];
    runs[1] = (struct run){
        .text = "1",
        .size = 1,
        .flags = RUN_SUPERSCRIPT,
        .note = make_paragraph(studio, ROLE_NOTE, &note_style,
                               make_words(studio, prefix, n_words))};
    block->text = (struct text){runs, 2};
    return block;
}

/* The lowest and the number of lines of the note whose words begin so. */
static int note_lines(const struct studio *studio, size_t page,
                      const char *prefix, mpt *lowest)
{
    int n = 0;
    for (size_t i = 0; i < studio->pages[page].n_items; i++) {
        const struct item *item = &studio->pages[page].items[i];
        if (!is_text(item) || strncmp(item->text, prefix, strlen(prefix)) != 0)
            continue;
        *lowest = item->y;
        n++;
    }
    return n;
}

static const struct item *rule_of(const struct page *page)
{
    for (size_t i = 0; i < page->n_items; i++)
        if (page->items[i].kind == ITEM_RULE)
            return &page->items[i];
    return NULL;
}

static void a_note_stands_at_the_foot(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    mpt lowest;
    put(&made, make_noted(studio, "Một câu", "chú", 6));
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(studio->n_pages, 1);
    assert_int_equal(note_lines(studio, 0, "chú", &lowest), 1);
    /* (13 - 11 * (0,891 + 0,216)) / 2 + 11 * 0,216 = 2,79 pt. */
    assert_in_range(lowest, a4.bottom + 2780, a4.bottom + 2790);
    const struct item *rule = rule_of(&studio->pages[0]);
    assert_int_equal(rule->y, a4.bottom + 13000 + 3000);
    assert_int_equal(rule->width, (a4.width - a4.left - a4.right) / 3);
    const struct item *number = item_of(studio, "1");
    assert_int_equal(number->size, 14000 * 667 / 1000);
    const struct item *note = item_of(studio, "chú1");
    assert_int_equal(tag_kind_of(studio, note->tag), TAG_NOTE);
    assert_int_equal(tag_kind_of(studio, studio->result.tags[note->tag].parent),
                     TAG_SECT);
}

/* The last line that fits beside its note stands on the first page; one line
   more of text before it, and both go to the next. */
static void a_note_is_on_the_page_of_its_reference(void **state)
{
    struct studio *studio = *state;
    const mpt room = a4.height - a4.top - a4.bottom;
    /* One-line paragraphs of 18 + 6 pt, the first without the 6. */
    const int most = (room - height_of(1) + 6000) / 24000;
    for (int more = 0; more < 2; more++) {
        struct made_blocks made = {.n = 0};
        mpt lowest;
        for (int i = 1; i < most + more; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "Dòng"));
        put(&made, make_noted(studio, "Câu", "chú", 3));
        set_blocks(studio, &made);
        check_pages(studio);
        assert_int_equal(studio->n_pages, (size_t)more + 1);
        assert_int_equal(find_page(studio, "Câu", NULL), more);
        assert_int_equal(note_lines(studio, (size_t)more, "chú", &lowest), 1);
    }
}

/* Long notes go on over pages; nothing of them is lost, no line alone. */
static void long_notes_are_split(void **state)
{
    struct studio *studio = *state;
    for (int before = 0; before < 31; before++) {
        struct made_blocks made = {.n = 0};
        mpt lowest;
        int n_lines = 0;
        for (int i = 0; i < before; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "Dòng"));
        put(&made, make_noted(studio, "Câu", "chú", 200));
        put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                  make_words(studio, "sau", 300)));
        set_blocks(studio, &made);
        check_pages(studio);
        const int page = find_page(studio, "Câu", NULL);
        for (size_t p = 0; p < studio->n_pages; p++) {
            int n = note_lines(studio, p, "chú", &lowest);
            n_lines += n;
            if (n > 0)
                assert_true(n >= 2 && p >= (size_t)page &&
                            p <= (size_t)page + 1);
        }
        assert_true(note_lines(studio, (size_t)page, "chú", &lowest) >= 2);
        assert_non_null(strstr(all_text(studio), "chú200 "));
        assert_in_range(n_lines, 14, 18);
    }
}

/* A note of three pages after the last line of a document, and another that
   has to wait for it. */
static void notes_have_pages_of_their_own(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    put(&made, make_noted(studio, "Câu", "chú", 1800));
    put(&made, make_noted(studio, "Hai", "thêm", 10));
    set_blocks(studio, &made);
    check_pages(studio);
    assert_in_range(studio->n_pages, 3, 5);
    assert_non_null(strstr(all_text(studio), "chú1800 "));
    assert_non_null(strstr(all_text(studio), "thêm10 "));
    const struct item *last, *next;
    int page = find_page(studio, "thêm1 ", &next);
    last = item_of(studio, "Hai");
    assert_non_null(last);
    assert_true(page >= find_page(studio, "Hai", NULL));
}

/* A line with two notes, the first one longer than a page: the line stays below
   its heading, and the note begins on that page. */
static void a_long_note_before_another_does_not_move_its_line(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    mpt lowest;
    struct block *block = make_noted(studio, "Câu", "chú", 1800);
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 3);
    runs[0] = block->text.runs[0];
    runs[1] = block->text.runs[1];
    runs[2] = runs[1];
    runs[2].note = make_paragraph(studio, ROLE_NOTE, &note_style, "hai");
    block->text = (struct text){runs, 3};
    put(&made, make_paragraph(studio, ROLE_H2, &body_style, "Mục"));
    put(&made, block);
    put(&made, make_paragraph(studio, ROLE_P, &body_style, "Sau"));
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(find_page(studio, "Mục", NULL), 0);
    assert_int_equal(find_page(studio, "Câu", NULL), 0);
    assert_true(note_lines(studio, 0, "chú", &lowest) > 30);
    assert_non_null(strstr(all_text(studio), "chú1800 "));
    assert_non_null(strstr(all_text(studio), "hai "));
}

/* A note as the document has it: NUMBER its label, ID its target, NEXT a note
   that it refers to, or NULL. */
static struct block *make_labelled(struct studio *studio, const char *number,
                                   const char *text, struct block *next)
{
    struct block *note = make_paragraph(studio, ROLE_NOTE, &note_style, text);
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 3);
    runs[0] = (struct run){.text = number,
                           .size = (uint32_t)strlen(number),
                           .flags = RUN_SUPERSCRIPT | RUN_LABEL};
    runs[1] = note->text.runs[0];
    runs[2] = (struct run){.text = "9",
                           .size = 1,
                           .flags = RUN_SUPERSCRIPT | RUN_NOTE,
                           .link = "#next",
                           .note = next};
    note->text = (struct text){runs, next == NULL ? 2 : 3};
    note->id = next == NULL ? "next" : "first";
    note->bookmark = "Chú thích";
    return note;
}

/* The mark is a Reference with a Link to the note, whose number is its Lbl;
   a note that only another one refers to stands behind that. */
static void marks_and_numbers_have_elements(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    struct block *block = make_paragraph(studio, ROLE_P, &body_style, "Câu");
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 2);
    runs[0] = block->text.runs[0];
    runs[1] = (struct run){
        .text = "8",
        .size = 1,
        .flags = RUN_SUPERSCRIPT | RUN_NOTE,
        .link = "#first",
        .note = make_labelled(studio, "7", "đầu",
                              make_labelled(studio, "6", "sau", NULL))};
    block->text = (struct text){runs, 2};
    put(&made, block);
    set_blocks(studio, &made);
    check_pages(studio);
    const struct tag *tags = studio->result.tags;
    const struct item *mark = item_of(studio, "8");
    assert_int_equal(tag_kind_of(studio, mark->tag), TAG_LINK);
    assert_int_equal(tag_kind_of(studio, tags[mark->tag].parent),
                     TAG_REFERENCE);
    const struct item *label = item_of(studio, "7");
    assert_int_equal(tag_kind_of(studio, label->tag), TAG_LBL);
    const struct item *first = item_of(studio, "đầu");
    assert_int_equal(tags[label->tag].parent, first->tag);
    const struct item *next = item_of(studio, "sau");
    assert_int_equal(tag_kind_of(studio, next->tag), TAG_NOTE);
    assert_int_equal(tags[next->tag].parent, tags[first->tag].parent);
    assert_true(next->y < first->y);
    const struct page *page = &studio->pages[0];
    assert_int_equal(page->n_targets, 2);
    assert_string_equal(page->targets[0].id, "first");
    assert_int_equal(page->targets[0].level, 0);
    assert_true(page->targets[0].y > first->y && page->targets[0].y < mark->y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_note_stands_at_the_foot, studio_open,
                                        studio_close),
        cmocka_unit_test_setup_teardown(a_note_is_on_the_page_of_its_reference,
                                        studio_open, studio_close),
        cmocka_unit_test_setup_teardown(long_notes_are_split, studio_open,
                                        studio_close),
        cmocka_unit_test_setup_teardown(notes_have_pages_of_their_own,
                                        studio_open, studio_close),
        cmocka_unit_test_setup_teardown(
            a_long_note_before_another_does_not_move_its_line, studio_open,
            studio_close),
        cmocka_unit_test_setup_teardown(marks_and_numbers_have_elements,
                                        studio_open, studio_close),
    };
    return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
