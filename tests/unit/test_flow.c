#include "set_document.h"

/* ---- paragraphs and pages ------------------------------------------------ */

/* Paragraphs of 1 to 12 lines: wherever the page ends fall, two lines stay
   together, and no word is lost. */
static void test_widows_and_orphans(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 120; i++) {
        const char *prefix = arena_printf(studio->arena, "p%d_", i);
        put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                  make_words(studio, prefix, 8 + i * 7 % 90)));
    }
    set_blocks(studio, &made);
    check_pages(studio);
    assert_true(studio->n_pages > 12);
    for (tag_id tag = 2; tag < studio->result.n_tags; tag++) {
        int whole = 0, parts = 0, least = 1000;
        for (size_t p = 0; p < studio->n_pages; p++) {
            int n = count_lines(&studio->pages[p], tag);
            whole += n;
            parts += n > 0;
            if (n > 0 && n < least)
                least = n;
        }
        assert_true(whole > 0);
        if (parts > 1 && least < 2)
            fail_msg("paragraph %u has %d line on a page", tag, least);
    }
    const char *text = all_text(studio);
    for (int i = 0; i < 120; i++) {
        const char *last =
            arena_printf(studio->arena, "p%d_%d ", i, 8 + i * 7 % 90);
        const char *found = strstr(text, last);
        assert_non_null(found);
        assert_null(strstr(found + 1, last));
    }
}

/* Pages are filled: what was carried over would not have fitted. */
static void test_pages_are_full(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 200; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "một dòng"));
    set_blocks(studio, &made);
    check_pages(studio);
    /* Lines of 18 pt with 6 pt between: (728.504 + 6) / 24 = 30.6. */
    for (size_t p = 0; p < 6; p++) {
        size_t n = 0;
        for (size_t i = 0; i < studio->pages[p].n_items; i++)
            n += is_text(&studio->pages[p].items[i]);
        assert_int_equal(n, 30);
    }
    assert_int_equal(studio->n_pages, 7);
    /* At the top of a page there is no room above: first baselines are the
       same on all pages. */
    for (size_t p = 1; p < 7; p++)
        assert_int_equal(studio->pages[p].items[0].y,
                         studio->pages[0].items[0].y);
}

static void test_room_collapses(void **state)
{
    struct studio *studio = *state;
    struct style above = body_style, below = body_style;
    above.after = 10000;
    below.before = 4000;
    struct made_blocks made = {.n = 0};
    put(&made, make_paragraph(studio, ROLE_P, &above, "trên"));
    put(&made, make_paragraph(studio, ROLE_P, &below, "dưới"));
    put(&made, make_paragraph(studio, ROLE_P, &body_style, "cuối"));
    set_blocks(studio, &made);
    const struct item *items = studio->pages[0].items;
    assert_int_equal(items[0].y - items[1].y, 18000 + 10000);
    assert_int_equal(items[1].y - items[2].y, 18000 + 6000);
}

/* Wherever it falls, a heading has two lines of its text below it. */
static void test_headings_keep_next(void **state)
{
    struct studio *studio = *state;
    for (int lines = 20; lines < 34; lines++) {
        struct made_blocks made = {.n = 0};
        for (int i = 0; i < lines; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
        put(&made, make_paragraph(studio, ROLE_H1, &bold_style, "MỤC"));
        put(&made, make_paragraph(studio, ROLE_H2, &bold_style, "Khoản"));
        put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                  make_words(studio, "thân", 60)));
        set_blocks(studio, &made);
        check_pages(studio);
        int heading = find_page(studio, "MỤC", NULL);
        const struct item *first = NULL;
        assert_int_equal(find_page(studio, "Khoản", NULL), heading);
        assert_int_equal(find_page(studio, "thân1 ", &first), heading);
        assert_true(count_lines(&studio->pages[heading], first->tag) >= 2);
    }
}

static void test_keep_together(void **state)
{
    struct studio *studio = *state;
    for (int lines = 20; lines < 34; lines++) {
        struct made_blocks made = {.n = 0}, group = {.n = 0};
        for (int i = 0; i < lines; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
        for (int i = 0; i < 8; i++) {
            const char *text = arena_printf(studio->arena, "khối%d", i);
            put(&group, make_paragraph(studio, ROLE_P, &body_style, text));
        }
        put(&made, make_parent(studio, BLOCK_GROUP, ROLE_DIV, &group));
        made.blocks[made.n - 1]->keep_together = true;
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "sau"));
        set_blocks(studio, &made);
        check_pages(studio);
        int page = find_page(studio, "khối0", NULL);
        assert_int_equal(find_page(studio, "khối7", NULL), page);
        assert_int_equal(page, lines + 8 > 30);
    }
}

/* What is kept together but taller than a page goes on all the same. */
static void test_keep_gives_way(void **state)
{
    struct studio *studio = *state;
    struct style kept = body_style;
    kept.flags = STYLE_KEEP_NEXT | STYLE_KEEP_TOGETHER;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 100; i++) {
        const char *text = arena_printf(studio->arena, "khối%d", i);
        put(&made, make_paragraph(studio, ROLE_P, &kept, text));
    }
    set_blocks(studio, &made);
    check_pages(studio);
    assert_int_equal(studio->n_pages, 4);
    assert_int_equal(find_page(studio, "khối99", NULL), 3);
}

/* ---- the signature block ------------------------------------------------- */

static struct block *make_signature(struct studio *studio)
{
    struct made_blocks left = {.n = 0}, right = {.n = 0};
    put(&left, make_paragraph(studio, ROLE_P, &cell_style, "Nơi nhận:"));
    put(&left, make_paragraph(studio, ROLE_P, &cell_style, "- Lưu: VT."));
    put(&right, make_paragraph(studio, ROLE_P, &bold_style, "GIÁM ĐỐC"));
    struct block *space = make_block(studio, BLOCK_SPACE, ROLE_NONE);
    space->height = 85000;
    put(&right, space);
    put(&right, make_paragraph(studio, ROLE_P, &bold_style, "Nguyễn Văn A"));
    return make_columns(studio, &left, &right);
}

/* For every place on the page and every length of the last paragraph: the
   block is whole and two lines of the text stand above it. */
static void test_signature_never_alone(void **state)
{
    struct studio *studio = *state;
    for (int lines = 15; lines < 34; lines++) {
        for (int words = 1; words < 70; words += 12) {
            struct made_blocks made = {.n = 0};
            for (int i = 0; i < lines; i++)
                put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
            put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                      make_words(studio, "cuối", words)));
            struct block *space = make_block(studio, BLOCK_SPACE, ROLE_NONE);
            space->height = 12000;
            put(&made, space);
            put(&made, make_signature(studio));
            set_blocks(studio, &made);
            check_pages(studio);
            int page = find_page(studio, "Nơi nhận", NULL);
            assert_int_equal(find_page(studio, "GIÁM ĐỐC", NULL), page);
            assert_int_equal(find_page(studio, "Nguyễn", NULL), page);
            int above = 0;
            for (size_t i = 0; i < studio->pages[page].n_items; i++) {
                const struct item *item = &studio->pages[page].items[i];
                above += is_text(item) && item->size == body_style.size;
            }
            if (above < 2)
                fail_msg("%d lines, %d words: %d lines above", lines, words,
                         above);
        }
    }
}

/* Both columns begin on one baseline, at their own edges. */
static void test_columns_are_level(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    put(&made, make_signature(studio));
    set_blocks(studio, &made);
    check_pages(studio);
    const struct item *left, *title, *name;
    left = item_of(studio, "Nơi nhận");
    title = item_of(studio, "GIÁM");
    name = item_of(studio, "Nguyễn");
    assert_int_equal(left->y, title->y);
    assert_int_equal(left->x, a4.left);
    mpt width = a4.width - a4.left - a4.right;
    mpt middle = a4.left + width * 4 / 10 + width * 6 / 20;
    assert_in_range(title->x + title->width / 2, middle - 2, middle + 2);
    assert_int_equal(title->y - name->y, 16000 + 85000);
}

/* A hundred recipients run over three pages beside the signature. */
static void test_columns_taller_than_a_page(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0}, left = {.n = 0}, right = {.n = 0};
    for (int i = 0; i < 120; i++) {
        const char *text = arena_printf(studio->arena, "nhận%d", i);
        put(&left, make_paragraph(studio, ROLE_P, &cell_style, text));
    }
    put(&right, make_paragraph(studio, ROLE_P, &bold_style, "GIÁM ĐỐC"));
    put(&made, make_paragraph(studio, ROLE_P, &body_style,
                              make_words(studio, "thân", 60)));
    put(&made, make_columns(studio, &left, &right));
    set_blocks(studio, &made);
    check_pages(studio);
    for (int i = 0; i < 120; i++) {
        const char *text = arena_printf(studio->arena, "nhận%d ", i);
        const char *found = strstr(all_text(studio), text);
        assert_non_null(found);
        assert_null(strstr(found + 1, text));
    }
    assert_int_equal(find_page(studio, "GIÁM", NULL),
                     find_page(studio, "nhận0", NULL));
}

/* ---- rules and room ------------------------------------------------------ */

static const struct item *find_rule(const struct page *page)
{
    for (size_t i = 0; i < page->n_items; i++)
        if (page->items[i].kind == ITEM_RULE)
            return &page->items[i];
    return NULL;
}

static struct block *make_rule(struct studio *studio, int permille)
{
    struct block *block = make_block(studio, BLOCK_RULE, ROLE_NONE);
    block->rule = (struct rule){.permille = permille,
                                .align = ALIGN_CENTER,
                                .thickness = 700,
                                .gap = 3000};
    return block;
}

/* Half as long as the text above, centred under it, 3 pt below its baseline;
   and the next paragraph is not pushed down. */
static void test_rule_under_text(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    put(&made, make_paragraph(studio, ROLE_P, &bold_style, "SỞ CÔNG THƯƠNG"));
    put(&made, make_rule(studio, 500));
    put(&made, make_paragraph(studio, ROLE_P, &body_style, "sau"));
    set_blocks(studio, &made);
    check_pages(studio);
    const struct item *text, *below;
    text = item_of(studio, "SỞ");
    below = item_of(studio, "sau");
    const struct item *rule = find_rule(&studio->pages[0]);
    assert_int_equal(rule->width, text->width / 2);
    assert_in_range(rule->x + rule->width / 2, text->x + text->width / 2 - 1,
                    text->x + text->width / 2 + 1);
    assert_int_equal(rule->y + rule->height, text->y - 3000);
    /* From the foot of a 16 pt line to the head of an 18 pt line: only the
       6 pt between them, for 3.7 pt below the baseline are within the line. */
    struct made_blocks without = {.n = 0};
    mpt gap = text->y - below->y;
    put(&without, made.blocks[0]);
    put(&without, made.blocks[2]);
    set_blocks(studio, &without);
    text = item_of(studio, "SỞ");
    below = item_of(studio, "sau");
    assert_in_range(gap - (text->y - below->y), 0, 700);
}

static void test_space_vanishes_at_page_top(void **state)
{
    struct studio *studio = *state;
    for (int lines = 28; lines < 34; lines++) {
        struct made_blocks made = {.n = 0};
        for (int i = 0; i < lines; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
        struct block *space = make_block(studio, BLOCK_SPACE, ROLE_NONE);
        space->height = 100000;
        put(&made, space);
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "sau"));
        set_blocks(studio, &made);
        check_pages(studio);
        const struct item *item = NULL;
        assert_int_equal(find_page(studio, "sau", &item), 1);
        /* 30 lines fill a page; the room stands below what is left. */
        if (lines <= 30)
            assert_int_equal(item->y, studio->pages[0].items[0].y);
        else
            assert_int_equal(item->y, studio->pages[0].items[0].y -
                                          (lines - 31) * 24000 - 18000 -
                                          100000 - 6000);
    }
}

/* Room at the end makes no empty page. */
static void test_no_empty_page(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 30; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
    struct block *space = make_block(studio, BLOCK_SPACE, ROLE_NONE);
    space->height = 100000;
    put(&made, space);
    set_blocks(studio, &made);
    assert_int_equal(studio->n_pages, 1);
}

/* ---- sections ------------------------------------------------------------ */

/* The number on PAGE, 0 when none is printed. */
static int printed_number(const struct page *page, const struct item **item)
{
    for (size_t i = 0; i < page->n_items; i++)
        if (page->items[i].kind == ITEM_TEXT &&
            page->items[i].tag == TAG_ARTIFACT &&
            page->items[i].y > page->height - page->top) {
            *item = &page->items[i];
            return atoi(page->items[i].text);
        }
    return 0;
}

static void test_sections(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 70; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
    struct page_setup wide = a4;
    wide.width = a4.height;
    wide.height = a4.width;
    struct section sections[] = {
        {.setup = a4, .blocks = made.blocks, .n_blocks = made.n},
        {.setup = wide,
         .restart_numbers = true,
         .blocks = made.blocks,
         .n_blocks = made.n},
        {.setup = a4, .blocks = made.blocks, .n_blocks = 3},
    };
    set_sections(studio, sections, 3);
    check_pages(studio);
    /* 70 lines: 3 pages of 30, and 4 of (482 + 6) / 24 = 20. */
    assert_int_equal(studio->n_pages, 3 + 4 + 1);
    static const int numbers[] = {0, 2, 3, 0, 2, 3, 4, 0};
    static const int counted[] = {1, 2, 3, 1, 2, 3, 4, 5};
    for (size_t p = 0; p < studio->n_pages; p++) {
        const struct page *page = &studio->pages[p];
        const struct item *item = NULL;
        assert_int_equal(page->index, (int)p);
        assert_int_equal(page->number, counted[p]);
        assert_int_equal(printed_number(page, &item), numbers[p]);
        assert_int_equal(page->width,
                         page->section == 1 ? a4.height : a4.width);
        if (item == NULL)
            continue;
        assert_int_equal(item->y, page->height - 36000);
        mpt middle = (page->left + page->width - page->right) / 2;
        assert_in_range(item->x + item->width / 2, middle - 2, middle + 2);
    }
}

static void test_number_on_first_page(void **state)
{
    struct studio *studio = *state;
    struct section section = {.setup = a4};
    const struct item *item;
    section.setup.number_first = true;
    set_sections(studio, &section, 1);
    assert_int_equal(studio->n_pages, 1);
    assert_int_equal(printed_number(&studio->pages[0], &item), 1);
}

/* The address stands at the foot of the first page only; text stays above
   it, and goes to the margin on the next page. */
static void test_footer(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0}, foot = {.n = 0};
    for (int i = 0; i < 70; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
    put(&foot, make_rule(studio, 1000));
    foot.blocks[0]->rule.of_text_width = true;
    put(&foot, make_paragraph(studio, ROLE_P, &cell_style, "Địa chỉ: số 1"));
    struct section section = {.setup = a4,
                              .blocks = made.blocks,
                              .n_blocks = made.n,
                              .footer = foot.blocks,
                              .n_footer = foot.n};
    set_sections(studio, &section, 1);
    check_pages(studio);
    const struct item *address = NULL;
    assert_int_equal(find_page(studio, "Địa chỉ", &address), 0);
    assert_int_equal(tag_kind_of(studio, address->tag), TAG_P);
    assert_in_range(address->y - a4.bottom, 0, 14000);
    const struct item *rule = find_rule(&studio->pages[0]);
    assert_int_equal(rule->width, a4.width - a4.left - a4.right);
    assert_true(rule->y > address->y + address->size * 2 / 3);
    for (size_t i = 0; i < studio->pages[0].n_items; i++) {
        const struct item *item = &studio->pages[0].items[i];
        if (is_text(item) && item != address)
            assert_true(item->y > rule->y + rule->height);
    }
    assert_null(find_rule(&studio->pages[1]));
    assert_int_equal(studio->n_pages, 3);
}

/* ---- lists, links, targets ----------------------------------------------- */

static struct block *make_item(struct studio *studio, const struct style *style,
                               const char *label, const char *text)
{
    struct made_blocks made = {.n = 0};
    put(&made, make_paragraph(studio, ROLE_P, style, text));
    struct block *item = make_parent(studio, BLOCK_ITEM, ROLE_LI, &made);
    item->style = style;
    item->label = make_text(studio, label);
    return item;
}

static void test_list(void **state)
{
    struct studio *studio = *state;
    struct style hanging = body_style;
    hanging.left = 20000;
    hanging.indent = -16000;
    hanging.align = ALIGN_LEFT;
    struct made_blocks made = {.n = 0}, items = {.n = 0};
    put(&items,
        make_item(studio, &body_style, "-", make_words(studio, "liền", 30)));
    put(&items,
        make_item(studio, &hanging, "a)", make_words(studio, "treo", 30)));
    put(&made, make_parent(studio, BLOCK_LIST, ROLE_L, &items));
    made.blocks[0]->counted = true;
    set_blocks(studio, &made);
    check_pages(studio);
    const struct item *dash, *inlined, *letter, *hung;
    dash = item_of(studio, "-");
    inlined = item_of(studio, "liền1 ");
    letter = item_of(studio, "a)");
    hung = item_of(studio, "treo1 ");
    assert_int_equal(tag_kind_of(studio, dash->tag), TAG_LBL);
    assert_int_equal(tag_kind_of(studio, letter->tag), TAG_LBL);
    assert_int_equal(tag_kind_of(studio, inlined->tag), TAG_P);
    assert_int_equal(
        tag_kind_of(studio, studio->result.tags[inlined->tag].parent),
        TAG_LBODY);
    const struct tag *entry = &studio->result.tags[dash->tag];
    const struct tag *of_list = &studio->result.tags[entry->parent];
    assert_int_equal(studio->result.tags[of_list->parent].scope, SCOPE_COUNTED);
    /* "-" is 333 and a no-break space 250 thousandths of 14 pt wide. */
    assert_string_equal(dash->text, "-\xC2\xA0");
    assert_int_equal(dash->x, a4.left + body_style.indent);
    assert_int_equal(inlined->x - dash->x, (333 + 250) * 14);
    assert_int_equal(inlined->y, dash->y);
    assert_int_equal(letter->x, a4.left + 4000);
    assert_int_equal(hung->x, a4.left + 20000);
    assert_int_equal(hung->y, letter->y);
}

/* A signature field takes up the room below a title and keeps what follows it
   where it would be; it is an element of its own between them. */
static void test_signature_field(void **state)
{
    struct studio *studio = *state;
    mpt without = 0;
    for (int field = 0; field < 2; field++) {
        struct made_blocks made = {.n = 0}, left = {.n = 0}, right = {.n = 0};
        struct block *room = make_block(studio, BLOCK_SPACE, ROLE_NONE);
        room->height = 85039;
        room->field = field ? "Signature" : NULL;
        room->alt = "Ô chữ ký";
        put(&left, make_paragraph(studio, ROLE_P, &cell_style, "Nơi nhận"));
        put(&right, make_paragraph(studio, ROLE_P, &bold_style, "GIÁM ĐỐC"));
        put(&right, room);
        put(&right, make_paragraph(studio, ROLE_P, &bold_style, "Tên"));
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "Hết./."));
        put(&made, make_columns(studio, &left, &right));
        set_blocks(studio, &made);
        check_pages(studio);
        const struct item *name = item_of(studio, "Tên");
        if (!field) {
            without = name->y;
            continue;
        }
        assert_int_equal(name->y, without);
        const struct item *found = NULL;
        for (size_t i = 0; i < studio->pages[0].n_items; i++)
            if (studio->pages[0].items[i].kind == ITEM_FIELD)
                found = &studio->pages[0].items[i];
        assert_non_null(found);
        const struct item *title = item_of(studio, "GIÁM ĐỐC");
        const mpt width = a4.width - a4.left - a4.right;
        assert_string_equal(found->target, "Signature");
        assert_string_equal(found->text, "Ô chữ ký");
        assert_int_equal(found->height, 85039);
        assert_near(found->x, a4.left + width * 2 / 5, 1);
        assert_near(found->width, width * 3 / 5, 1);
        assert_true(found->y + found->height < title->y);
        assert_true(name->y < found->y);
        assert_int_equal(tag_kind_of(studio, found->tag), TAG_FORM);
        assert_true(title->tag < found->tag && found->tag < name->tag);
    }
}

static void test_links_and_targets(void **state)
{
    struct studio *studio = *state;
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 3);
    runs[0] = (struct run){.text = "xem ", .size = 4};
    runs[1] = (struct run){.text = "Biểu 1", .size = 8, .link = "#b1"};
    runs[2] = (struct run){.text = " kèm theo", .size = 10};
    struct made_blocks made = {.n = 0};
    put(&made, make_paragraph(studio, ROLE_H1, &bold_style, "MỤC"));
    made.blocks[0]->bookmark = "Mục I";
    made.blocks[0]->outline_level = 1;
    put(&made, make_paragraph(studio, ROLE_P, &body_style, ""));
    made.blocks[1]->text = (struct text){.runs = runs, .n_runs = 3};
    made.blocks[1]->id = "đoạn";
    set_blocks(studio, &made);
    check_pages(studio);
    const struct page *page = &studio->pages[0];
    assert_int_equal(page->n_targets, 2);
    assert_string_equal(page->targets[0].bookmark, "Mục I");
    assert_int_equal(page->targets[0].y, a4.height - a4.top);
    assert_string_equal(page->targets[1].id, "đoạn");
    assert_int_equal(page->targets[1].y, a4.height - a4.top - 16000 - 6000);
    const struct item *link = NULL, *text;
    for (size_t i = 0; i < page->n_items; i++)
        if (page->items[i].kind == ITEM_LINK)
            link = &page->items[i];
    text = item_of(studio, "Biểu");
    assert_non_null(link);
    assert_string_equal(link->target, "#b1");
    assert_int_equal(link->tag, text->tag);
    assert_int_equal(tag_kind_of(studio, link->tag), TAG_LINK);
    assert_int_equal(link->x, text->x);
    assert_int_equal(link->width, text->width);
    assert_true(link->y < text->y && link->y + link->height > text->y + 9000);
}

static void test_dump(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    put(&made, make_paragraph(studio, ROLE_H1, &cell_style, "Mục"));
    made.blocks[0]->bookmark = "Mục I";
    made.blocks[0]->outline_level = 1;
    struct section section = {
        .setup = a4, .blocks = made.blocks, .n_blocks = made.n};
    struct document document = {.sections = &section, .n_sections = 1};
    struct strbuf buf = STRBUF_INIT;
    struct page_sink sink = page_dump_sink(&buf);
    assert_true(typeset_document(studio->arena, &document, studio->fonts,
                                 studio->breaker, &sink, &studio->result,
                                 studio->diag));
    typeset_dump_tags(&buf, &studio->result);
    /* M 889, ụ 500, c 444 thousandths of 12 pt.  The baseline is where the
       paragraph says. */
    const char *text = strbuf_text(&buf);
    assert_non_null(
        strstr(text, "1 page 1 1 595.276 841.890 56.693 56.693 85.039 42.520\n"
                     "1 target 785.197 1 - Mục I\n"
                     "1 text H1:2 85.039 "));
    assert_non_null(strstr(text, " 21.996 12.000 0.000 LiberationSerif Mục\n"));
    assert_non_null(strstr(text, "tag Document:0 -\ntag Sect:1 Document:0\n"
                                 "tag H1:2 Sect:1\n"));
    strbuf_free(&buf);
}

/* A sink that refuses ends the work. */
static bool refuse(void *context, const struct page *page)
{
    int *n = context;
    return page->index + 1 < ++*n || page->index < 1;
}

static void test_sink_refuses(void **state)
{
    struct studio *studio = *state;
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < 200; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
    struct section section = {
        .setup = a4, .blocks = made.blocks, .n_blocks = made.n};
    struct document document = {.sections = &section, .n_sections = 1};
    int n = 0;
    struct page_sink sink = {.page = refuse, .context = &n};
    assert_false(typeset_document(studio->arena, &document, studio->fonts,
                                  studio->breaker, &sink, &studio->result,
                                  studio->diag));
    assert_int_equal(n, 2);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, studio_open, studio_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_widows_and_orphans),
        TEST(test_pages_are_full),
        TEST(test_room_collapses),
        TEST(test_headings_keep_next),
        TEST(test_keep_together),
        TEST(test_keep_gives_way),
        TEST(test_signature_never_alone),
        TEST(test_columns_are_level),
        TEST(test_columns_taller_than_a_page),
        TEST(test_rule_under_text),
        TEST(test_space_vanishes_at_page_top),
        TEST(test_no_empty_page),
        TEST(test_sections),
        TEST(test_number_on_first_page),
        TEST(test_footer),
        TEST(test_list),
        TEST(test_signature_field),
        TEST(test_links_and_targets),
        TEST(test_dump),
        TEST(test_sink_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
