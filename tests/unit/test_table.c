#include "set_document.h"

#include "typeset/table_set.h"

#include <malloc.h>

/* ---- tables made by hand ------------------------------------------------- */

static struct table *make_table(struct studio *studio, size_t n_columns,
                                size_t n_head, size_t n_rows)
{
    struct table *table = ARENA_NEW(studio->arena, struct table);
    table->id = "biểu";
    table->n_columns = n_columns;
    table->columns = ARENA_ARRAY(studio->arena, struct table_column, n_columns);
    table->head_style = &bold_style;
    table->body_style = &cell_style;
    table->caption_style = &bold_style;
    table->unit_style = &cell_style;
    table->n_head = n_head;
    table->head = ARENA_ARRAY(studio->arena, struct table_row, n_head);
    table->n_rows = n_rows;
    table->rows = ARENA_ARRAY(studio->arena, struct table_row, n_rows);
    for (size_t i = 0; i < n_head + n_rows; i++) {
        struct table_row *row =
            i < n_head ? &table->head[i] : &table->rows[i - n_head];
        row->cells = ARENA_ARRAY(studio->arena, struct table_cell, n_columns);
        for (size_t j = 0; j < n_columns; j++)
            row->cells[j].colspan = row->cells[j].rowspan = 1;
    }
    return table;
}

static void fill(struct studio *studio, struct table_row *row, size_t column,
                 const char *text)
{
    row->cells[column].text = make_text(studio, text);
}

/* Cell CELL reaches over COLUMNS and ROWS, those it covers are marked. */
static void span(struct table_row *rows, size_t column, uint16_t columns,
                 uint16_t down)
{
    for (size_t i = 0; i < down; i++)
        for (size_t j = 0; j < columns; j++)
            rows[i].cells[column + j].colspan = 0;
    rows[0].cells[column].colspan = columns;
    rows[0].cells[column].rowspan = down;
}

/* Heads "đầu0".. and cells "r<row>c<column>". */
static struct table *make_plain_table(struct studio *studio, size_t n_columns,
                                      size_t n_rows)
{
    struct table *table = make_table(studio, n_columns, 1, n_rows);
    const char *text;
    for (size_t j = 0; j < n_columns; j++) {
        text = arena_printf(studio->arena, "đầu%zu", j);
        fill(studio, &table->head[0], j, text);
        for (size_t i = 0; i < n_rows; i++) {
            text = arena_printf(studio->arena, "r%zuc%zu", i, j);
            fill(studio, &table->rows[i], j, text);
        }
    }
    return table;
}

static struct block *table_block(struct studio *studio, struct table *table)
{
    struct block *block = make_block(studio, BLOCK_TABLE, ROLE_TABLE);
    block->table = table;
    return block;
}

static void set_table(struct studio *studio, int lines_before,
                      struct table *table)
{
    struct made_blocks made = {.n = 0};
    for (int i = 0; i < lines_before; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
    put(&made, table_block(studio, table));
    set_blocks(studio, &made);
    check_pages(studio);
}

static void expect_once(struct studio *studio, const char *text)
{
    const char *word = arena_printf(studio->arena, "%s ", text);
    const char *found = strstr(all_text(studio), word);
    if (found == NULL || strstr(found + 1, word) != NULL)
        fail_msg("“%s” is not there exactly once", text);
}

static const struct tag *tag_of(const struct studio *studio, const char *text)
{
    return &studio->result.tags[item_of(studio, text)->tag];
}

/* ---- heads --------------------------------------------------------------- */

/* A THead stands beside a TBody only; a head alone is rows of its table. */
static void test_head_alone(void **state)
{
    struct studio *studio = *state;
    set_table(studio, 0, make_plain_table(studio, 3, 0));
    expect_once(studio, "đầu0");
    const struct tag *tags = studio->result.tags;
    for (size_t i = 1; i < studio->result.n_tags; i++) {
        assert_int_not_equal(tags[i].kind, TAG_THEAD);
        if (tags[i].kind == TAG_TR)
            assert_int_equal(tags[tags[i].parent].kind, TAG_TABLE);
    }
    assert_int_equal(tag_of(studio, "đầu2")->kind, TAG_TH);
}

/* The head is a THead once, an artifact at the same place on all other
   pages; rows follow it without a gap. */
static void test_head_is_repeated(void **state)
{
    struct studio *studio = *state;
    set_table(studio, 0, make_plain_table(studio, 4, 200));
    assert_true(studio->n_pages > 4);
    expect_once(studio, "đầu0");
    int heads = 0;
    for (size_t i = 0; i < studio->result.n_tags; i++)
        heads += studio->result.tags[i].kind == TAG_THEAD;
    assert_int_equal(heads, 1);
    const struct item *first = item_of(studio, "đầu2");
    assert_int_equal(tag_kind_of(studio, first->tag), TAG_TH);
    assert_int_equal(studio->result.tags[first->tag].scope, 1);
    for (size_t p = 1; p < studio->n_pages; p++) {
        const struct page *page = &studio->pages[p];
        int found = 0;
        for (size_t i = 0; i < page->n_items; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT || strcmp(item->text, "đầu2") != 0)
                continue;
            found++;
            assert_int_equal(item->tag, TAG_ARTIFACT);
            assert_int_equal(item->x, first->x);
            assert_int_equal(item->y, first->y);
        }
        assert_int_equal(found, 1);
    }
    for (int i = 0; i < 200; i++) {
        const char *text = arena_printf(studio->arena, "r%dc3", i);
        expect_once(studio, text);
    }
}

/* Cells of a row stand on one page and one baseline. */
static void test_rows_are_whole(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 3, 60);
    for (size_t i = 0; i < 60; i++) {
        const char *prefix = arena_printf(studio->arena, "dài%zu_", i);
        fill(studio, &table->rows[i], 1,
             make_words(studio, prefix, 5 + (int)(i * 13 % 60)));
    }
    table->columns[1].weight = 1;
    set_table(studio, 3, table);
    for (int i = 0; i < 60; i++) {
        const char *first, *last, *words;
        const struct item *a = NULL, *b = NULL, *c = NULL;
        first = arena_printf(studio->arena, "r%dc0", i);
        last = arena_printf(studio->arena, "r%dc2", i);
        words = arena_printf(studio->arena, "dài%d_1 ", i);
        int page = find_page(studio, first, &a);
        assert_int_equal(find_page(studio, last, &b), page);
        assert_int_equal(find_page(studio, words, &c), page);
        assert_int_equal(a->y, b->y);
        assert_int_equal(a->y, c->y);
        for (int p = 0; p < (int)studio->n_pages; p++)
            if (p != page)
                assert_int_equal(count_lines(&studio->pages[p], c->tag), 0);
    }
}

/* "Nguồn" over two columns, "STT" over two rows. */
static void test_spans_of_heads(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 4, 2, 2);
    fill(studio, &table->head[0], 0, "STT");
    span(table->head, 0, 1, 2);
    fill(studio, &table->head[0], 1, "Nguồn");
    span(table->head, 1, 2, 1);
    fill(studio, &table->head[1], 1, "QG");
    fill(studio, &table->head[1], 2, "ĐP");
    fill(studio, &table->head[0], 3, "Tổng");
    span(table->head, 3, 1, 2);
    fill(studio, &table->rows[0], 0, "a");
    fill(studio, &table->rows[1], 3, "z");
    set_table(studio, 0, table);
    assert_int_equal(tag_of(studio, "STT")->rowspan, 2);
    assert_int_equal(tag_of(studio, "STT")->colspan, 1);
    assert_int_equal(tag_of(studio, "Nguồn")->colspan, 2);
    assert_int_equal(tag_of(studio, "QG")->colspan, 1);
    const struct item *stt = item_of(studio, "STT");
    const struct item *source = item_of(studio, "Nguồn");
    const struct item *national = item_of(studio, "QG");
    const struct item *local = item_of(studio, "ĐP");
    /* One row of 16 pt, 4 pt of padding and its rule below the other; what
       spans both is centred between them. */
    assert_int_equal(source->y - national->y, 16000 + 4000 + 500);
    assert_near(stt->y, (source->y + national->y) / 2, 1);
    /* Centred over both columns, and none of the rules between them is drawn
       through it. */
    mpt middle = source->x + source->width / 2;
    bool through = false;
    mpt boundary = 0;
    for (size_t i = 0; i < studio->pages[0].n_items; i++) {
        const struct item *rule = &studio->pages[0].items[i];
        if (rule->kind != ITEM_RULE || rule->width > 500)
            continue;
        if (rule->x > national->x && rule->x < local->x)
            boundary = rule->x;
        if (rule->x > national->x && rule->x < local->x &&
            rule->y + rule->height > source->y)
            through = true;
    }
    assert_false(through);
    assert_true(boundary > 0);
    /* Rows without text still have all their cells. */
    int cells = 0, rows = 0;
    for (size_t i = 0; i < studio->result.n_tags; i++) {
        cells += studio->result.tags[i].kind == TAG_TD;
        rows += studio->result.tags[i].kind == TAG_TR;
    }
    assert_int_equal(cells, 8);
    assert_int_equal(rows, 4);
    assert_in_range(middle, national->x, local->x + local->width);
}

/* A cell over three rows holds them on one page, wherever they fall, and its
   text makes them high enough. */
static void test_spans_of_rows(void **state)
{
    struct studio *studio = *state;
    for (int lines = 20; lines < 31; lines++) {
        struct table *table = make_plain_table(studio, 3, 12);
        for (size_t i = 0; i < 12; i += 3) {
            const char *prefix;
            span(&table->rows[i], 0, 1, 3);
            prefix = arena_printf(studio->arena, "nhóm%zu_", i);
            fill(studio, &table->rows[i], 0, make_words(studio, prefix, 40));
        }
        table->columns[0].max_width = 120000;
        set_table(studio, lines, table);
        for (int i = 0; i < 12; i += 3) {
            const char *first, *last, *group;
            const struct item *a = NULL, *b = NULL, *c = NULL;
            first = arena_printf(studio->arena, "r%dc1", i);
            last = arena_printf(studio->arena, "r%dc1", i + 2);
            group = arena_printf(studio->arena, "nhóm%d_1 ", i);
            int page = find_page(studio, first, &a);
            assert_int_equal(find_page(studio, last, &b), page);
            assert_int_equal(find_page(studio, group, &c), page);
            for (int w = 1; w <= 40; w++) {
                const char *word =
                    arena_printf(studio->arena, "nhóm%d_%d", i, w);
                expect_once(studio, word);
            }
        }
    }
}

/* A cell over a hundred rows does not hold them together. */
static void test_span_over_pages(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 3, 100);
    span(table->rows, 0, 1, 100);
    fill(studio, &table->rows[0], 0, make_words(studio, "nhóm", 20));
    set_table(studio, 0, table);
    assert_true(studio->n_pages >= 3);
    assert_int_equal(tag_of(studio, "nhóm1")->rowspan, 100);
    for (int i = 0; i < 100; i++) {
        const char *text = arena_printf(studio->arena, "r%dc2", i);
        expect_once(studio, text);
    }
}

/* ---- rows over pages ----------------------------------------------------- */

static void test_long_row_is_split(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 3, 5);
    fill(studio, &table->rows[2], 1, make_words(studio, "dài", 1500));
    fill(studio, &table->rows[2], 2, make_words(studio, "vừa", 700));
    table->columns[1].weight = 1;
    table->columns[2].weight = 1;
    set_table(studio, 5, table);
    assert_true(studio->n_pages >= 4);
    const char *text = all_text(studio);
    for (int i = 1; i <= 1500; i++) {
        const char *word = arena_printf(studio->arena, "dài%d ", i);
        const char *found = strstr(text, word);
        assert_non_null(found);
        assert_null(strstr(found + 1, word));
        word = arena_printf(studio->arena, "vừa%d ", i);
        found = strstr(text, word);
        assert_int_equal(found != NULL, i <= 700);
    }
    /* It is one row to a reader, and each page's part has a rule below. */
    int rows = 0;
    for (size_t i = 0; i < studio->result.n_tags; i++)
        rows += studio->result.tags[i].kind == TAG_TR;
    assert_int_equal(rows, 6);
    for (size_t p = 0; p + 1 < studio->n_pages; p++) {
        const struct page *page = &studio->pages[p];
        mpt lowest = INT32_MAX, lowest_rule = INT32_MAX;
        for (size_t i = 0; i < page->n_items; i++) {
            const struct item *item = &page->items[i];
            if (is_text(item) && item->y < lowest)
                lowest = item->y;
            if (item->kind == ITEM_RULE && item->width > 400000 &&
                item->y < lowest_rule)
                lowest_rule = item->y;
        }
        assert_in_range(lowest - lowest_rule, 2000, 20000);
    }
}

/* The total is never alone under a repeated head; a group's name never the
   last on a page. */
/* Each page but the last ends with the sum up to its last row, and the next
   repeats it below its head; both are artifacts and inside the grid. */
static void test_sums_carried_forward(void **state)
{
    struct studio *studio = *state;
    enum { N_ROWS = 120 };
    struct table *table = make_plain_table(studio, 3, N_ROWS);
    struct table_carry carry = {.below = make_text(studio, "Mang sang"),
                                .above = make_text(studio, "Chuyển sang"),
                                .n_columns = 1};
    size_t column = 2;
    carry.columns = &column;
    carry.sums = ARENA_ARRAY(studio->arena, const char *, N_ROWS);
    for (size_t i = 0; i < N_ROWS; i++)
        carry.sums[i] = arena_printf(studio->arena, "sum%zu", i);
    table->carry = &carry;
    table->columns[2].align = ALIGN_RIGHT;
    set_table(studio, 3, table);
    assert_in_range(studio->n_pages, 3, 5);
    const char *sum = NULL; /* at the foot of the page before */
    for (size_t p = 0; p < studio->n_pages; p++) {
        const struct page *page = &studio->pages[p];
        const struct item *below = NULL, *above = NULL, *last = NULL;
        const struct item *first = NULL, *label = NULL;
        for (size_t i = 0; i < page->n_items; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT)
                continue;
            if (strncmp(item->text, "sum", 3) == 0 && first == NULL)
                above = item;
            else if (strncmp(item->text, "sum", 3) == 0)
                below = item;
            else if (item->text[0] == 'r' && strstr(item->text, "c0"))
                last = item;
            else if (strcmp(item->text, "Mang sang") == 0)
                label = item;
            if (first == NULL && last != NULL)
                first = last;
        }
        if (p > 0) {
            assert_non_null(above);
            assert_string_equal(above->text, sum);
            assert_int_equal(above->tag, TAG_ARTIFACT);
            assert_true(above->y > first->y);
        }
        assert_int_equal(below != NULL, p + 1 < studio->n_pages);
        if (below == NULL)
            break;
        assert_int_equal(below->tag, TAG_ARTIFACT);
        assert_int_equal(label->y, below->y);
        assert_true(below->y < last->y);
        assert_int_equal(atoi(below->text + 3), atoi(last->text + 1));
        sum = below->text;
    }
    expect_once(studio, "r119c2");
}

/* A break inside the table that is found after its last row was set: the
   signatures below do not fit, and take the last rows with them. */
static void test_sums_of_a_late_break(void **state)
{
    struct studio *studio = *state;
    struct table_carry carry = {.below = make_text(studio, "Mang sang"),
                                .above = make_text(studio, "Chuyển sang"),
                                .n_columns = 1};
    size_t column = 1;
    carry.columns = &column;
    for (int before = 0; before < 40; before++) {
        struct made_blocks made = {.n = 0};
        struct table *table = make_plain_table(studio, 2, 6);
        const char *sums[6] = {"s0", "s1", "s2", "s3", "s4", "s5"};
        carry.sums = sums;
        table->carry = &carry;
        table->rows[5].kind = ROW_TOTAL;
        for (int i = 0; i < before; i++)
            put(&made, make_paragraph(studio, ROLE_P, &body_style, "dòng"));
        struct block *block = table_block(studio, table);
        block->keep_next = true;
        put(&made, block);
        put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                  make_words(studio, "sau", 40)));
        set_blocks(studio, &made);
        check_pages(studio);
        for (int i = 0; i < 6; i++)
            expect_once(studio, arena_printf(studio->arena, "r%dc1", i));
    }
}

static void test_rows_kept(void **state)
{
    struct studio *studio = *state;
    for (int lines = 12; lines < 31; lines++) {
        struct table *table = make_plain_table(studio, 3, 8);
        table->rows[3].kind = ROW_GROUP;
        table->rows[6].kind = ROW_SUBTOTAL;
        table->rows[7].kind = ROW_TOTAL;
        set_table(studio, lines, table);
        int total = find_page(studio, "r7c0", NULL);
        assert_int_equal(find_page(studio, "r5c0", NULL), total);
        assert_int_equal(find_page(studio, "r6c0", NULL), total);
        assert_int_equal(find_page(studio, "r3c0", NULL),
                         find_page(studio, "r4c0", NULL));
        const struct item *item = item_of(studio, "r7c0");
        assert_string_equal(font_postscript_name(item->font),
                            "LiberationSerif-Bold");
        /* Two rows at least stand below the head. */
        assert_int_equal(find_page(studio, "đầu0", NULL),
                         find_page(studio, "r1c0", NULL));
    }
}

static void test_caption_stays(void **state)
{
    struct studio *studio = *state;
    for (int lines = 22; lines < 31; lines++) {
        struct table *table = make_plain_table(studio, 3, 8);
        table->caption = make_text(studio, "Biểu 1");
        table->unit_line = make_text(studio, "ĐVT: triệu đồng");
        set_table(studio, lines, table);
        int page = find_page(studio, "Biểu 1", NULL);
        assert_int_equal(find_page(studio, "ĐVT", NULL), page);
        assert_int_equal(find_page(studio, "r1c0", NULL), page);
        const struct tag *caption = tag_of(studio, "Biểu 1");
        assert_int_equal(caption->kind, TAG_P);
        assert_int_equal(studio->result.tags[caption->parent].kind,
                         TAG_CAPTION);
        assert_string_equal(studio->pages[page].targets[0].id, "biểu");
    }
}

/* ---- columns ------------------------------------------------------------- */

/* Commas of 600; 1.028,5 and 3,25 stand in one line; "5 triệu" is text. */
static void test_decimal_commas(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 2, 1, 4);
    static const char *const numbers[] = {"600", "1.028,5", "3,25", "5 triệu"};
    static const int decimals[] = {0, 1, 2, 0};
    table->columns[1].align = ALIGN_RIGHT;
    table->columns[1].decimals = 2;
    for (size_t i = 0; i < 4; i++) {
        fill(studio, &table->rows[i], 1, numbers[i]);
        table->rows[i].cells[1].value.kind = i < 3 ? VALUE_RATIO : VALUE_TEXT;
    }
    fill(studio, &table->head[0], 1, "Kinh phí");
    fill(studio, &table->head[0], 0, "Tên");
    set_table(studio, 0, table);
    /* A digit is 500 and a comma 250 thousandths of 12 pt wide. */
    mpt comma = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct item *item = item_of(studio, numbers[i]);
        mpt end = item->x + item->width;
        mpt units = decimals[i] == 0 ? end : end - decimals[i] * 6000 - 3000;
        if (i > 0)
            assert_int_equal(units, comma);
        comma = units;
    }
    const struct item *text = item_of(studio, "5 triệu");
    assert_int_equal(text->x + text->width, comma + 3000 + 12000);
}

/* A centred column too: the widest number, with room for the decimals that it
   lacks, stands in the middle. */
static void test_centred_commas(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 2, 1, 3);
    static const char *const numbers[] = {"600", "1.028,5", "3,25"};
    table->columns[1].align = ALIGN_CENTER;
    table->columns[1].decimals = 2;
    for (size_t i = 0; i < 3; i++) {
        fill(studio, &table->rows[i], 1, numbers[i]);
        table->rows[i].cells[1].value.kind = VALUE_RATIO;
    }
    fill(studio, &table->head[0], 1, "Số");
    fill(studio, &table->head[0], 0, "Tên");
    set_table(studio, 0, table);
    const mpt comma = item_of(studio, "1.028,5")->x + 27000;
    assert_near(item_of(studio, "600")->x + 18000, comma, 1);
    assert_near(item_of(studio, "3,25")->x + 6000, comma, 1);
    const struct item *head = item_of(studio, "Số");
    assert_near(2 * head->x + head->width, 2 * comma - 27000 + 15000, 3);
}

static void measure(struct studio *studio, struct table *table, mpt width,
                    mpt *widths)
{
    struct setter setter = {.fonts = studio->fonts,
                            .breaker = studio->breaker,
                            .diag = studio->diag};
    struct table_look look;
    bool fits;
    assert_true(table_look_make(studio->arena, &setter, table, 1000, &look));
    assert_true(table_measure(studio->arena, &setter, table, &look, width,
                              widths, &fits));
}

static mpt sum(const mpt *widths, size_t n)
{
    mpt total = 0;
    for (size_t i = 0; i < n; i++)
        total += widths[i];
    return total;
}

static void test_column_widths(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 3, 0, 2);
    mpt widths[3];
    fill(studio, &table->rows[0], 0, "0000");
    fill(studio, &table->rows[0], 1, make_words(studio, "w", 8));
    fill(studio, &table->rows[1], 2, "00");
    /* Weighted columns share what the others leave; digits of 12 pt are 6 pt
       wide, a column 7.5 pt wider. */
    table->columns[1].weight = 1;
    measure(studio, table, 400000, widths);
    assert_int_equal(widths[0], 24000 + 7500);
    assert_int_equal(widths[2], 12000 + 7500);
    assert_in_range(widths[1], 400000 - 51000 - 3, 400000 - 51000);
    /* Least and most widths hold. */
    table->columns[0].min_width = 60000;
    table->columns[2].weight = 1;
    table->columns[2].max_width = 50000;
    measure(studio, table, 400000, widths);
    assert_int_equal(widths[0], 60000);
    assert_int_equal(widths[2], 50000);
    assert_in_range(widths[1], 290000 - 3, 290000);
    /* Two to one. */
    table->columns[2].max_width = 0;
    table->columns[1].weight = 2;
    measure(studio, table, 360000, widths);
    assert_near(widths[1], 2 * widths[2], 3);
    /* Without weights all grow, or the text has what the figures leave. */
    table->columns[0].min_width = 0;
    table->columns[1].weight = table->columns[2].weight = 0;
    fill(studio, &table->rows[0], 1, make_words(studio, "w", 100));
    measure(studio, table, 400000, widths);
    assert_in_range(sum(widths, 3), 400000 - 3, 400000);
    assert_int_equal(widths[0], 24000 + 7500);
    fill(studio, &table->rows[0], 1, "0000");
    measure(studio, table, 400000, widths);
    assert_in_range(sum(widths, 3), 400000 - 3, 400000);
    assert_int_equal(widths[0], widths[1]);
    assert_true(widths[0] > 150000);
}

/* Texts that do not fit on one line: the rows take the fewest lines, whatever
   the weights, and codes stay in one piece. */
static void test_fewest_lines(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 3, 0, 200);
    mpt widths[3];
    for (size_t i = 0; i < 200; i++) {
        fill(studio, &table->rows[i], 0, "QG-2015-01");
        fill(studio, &table->rows[i], 1, make_words(studio, "w", 90));
        fill(studio, &table->rows[i], 2, make_words(studio, "w", 30));
    }
    table->columns[1].weight = 1;
    table->columns[2].weight = 3;
    measure(studio, table, 470000, widths);
    assert_in_range(sum(widths, 3), 470000 - 3, 470000);
    assert_true(widths[0] > 50000);
    /* Nine and three parts of twelve, but for what is lost at line ends. */
    assert_in_range(widths[1], 2 * widths[2], 4 * widths[2]);
    /* One long text among many short ones does not decide. */
    for (size_t i = 1; i < 200; i++)
        fill(studio, &table->rows[i], 1, make_words(studio, "w", 10));
    measure(studio, table, 470000, widths);
    assert_true(widths[2] > widths[1]);
}

/* Words that no page could hold: the wide columns give way, the narrow ones
   keep what they need. */
static void test_columns_too_wide(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_table(studio, 3, 0, 1);
    mpt widths[3];
    char wide[101];
    memset(wide, '0', 100);
    wide[100] = '\0';
    fill(studio, &table->rows[0], 0, "00");
    fill(studio, &table->rows[0], 1, wide);
    fill(studio, &table->rows[0], 2, wide);
    measure(studio, table, 400000, widths);
    assert_int_equal(widths[0], 12000 + 7500);
    assert_int_equal(widths[1], widths[2]);
    assert_in_range(sum(widths, 3), 400000 - 3, 400000);
    struct made_blocks made = {.n = 0};
    put(&made, table_block(studio, table));
    set_blocks(studio, &made);
    check_placing(studio);
    assert_int_equal(diag_count(studio->diag, DIAG_WARNING), 2);
}

/* Eight columns of 10 digits are wider than the text at 12 pt, but not at 9:
   nothing is torn.  Rows get lower with the letters. */
static void test_letters_get_smaller_for_need(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 8, 2);
    for (size_t j = 0; j < 8; j++)
        fill(studio, &table->rows[0], j,
             arena_printf(studio->arena, "%zu234567890", j));
    set_table(studio, 0, table);
    const struct item *first = item_of(studio, "0234567890");
    const struct item *last = item_of(studio, "7234567890");
    assert_in_range(first->size, 8000, cell_style.size - 1);
    assert_int_equal(first->y, last->y);
    assert_int_equal(diag_count(studio->diag, DIAG_WARNING), 0);
    const struct item *below = item_of(studio, "r1c0");
    assert_true(first->y - below->y < cell_style.leading + TABLE_EXTRA_Y);
}

/* The widest word decides, in whichever of many rows it stands. */
static void test_every_row_counts(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 3, 2000);
    table->columns[1].weight = 1;
    fill(studio, &table->rows[1234], 0, "0000000000000000000000000");
    mpt widths[3];
    measure(studio, table, 400000, widths);
    assert_int_equal(widths[0], 25 * 6000 + 7500);
}

/* ---- large and odd tables ------------------------------------------------ */

struct counted {
    size_t n_texts;
    size_t most_memory; /* bytes from malloc at the end of any page */
};

/* Large blocks are mapped, small ones come from the heap.  (Sanitizers have
   an allocator of their own and count nothing.) */
static size_t memory_in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static bool count_page(void *context, const struct page *page)
{
    struct counted *counted = context;
    for (size_t i = 0; i < page->n_items; i++)
        counted->n_texts += is_text(&page->items[i]);
    if (memory_in_use() > counted->most_memory)
        counted->most_memory = memory_in_use();
    return true;
}

/* Ten thousand rows leave nothing behind but their elements, and pages no
   more than two of them need. */
static void test_large_table(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 5, 10000);
    struct made_blocks made = {.n = 0};
    put(&made, table_block(studio, table));
    struct section section = {
        .setup = a4, .blocks = made.blocks, .n_blocks = made.n};
    struct document document = {.sections = &section, .n_sections = 1};
    struct counted counted = {0, 0};
    struct page_sink sink = {.page = count_page, .context = &counted};
    const size_t before = memory_in_use();
    struct arena *arena = arena_create();
    assert_true(typeset_document(arena, &document, studio->fonts,
                                 studio->breaker, &sink, &studio->result,
                                 studio->diag));
    assert_int_equal(counted.n_texts, 5 * 10001);
    /* Document, Sect, Table, THead, TBody, 10,001 rows of five cells. */
    const size_t n_tags = 5 + 10001 * 6;
    assert_int_equal(studio->result.n_tags, n_tags);
    assert_in_range(arena_used(arena), 0, n_tags * sizeof(struct tag) + 20000);
    /* The list of elements doubles as it grows; fonts are opened. */
    if (counted.most_memory > 0)
        assert_in_range(counted.most_memory - before, 0,
                        2 * n_tags * sizeof(struct tag) + 2000000);
    arena_destroy(arena);
}

static void test_empty_tables(void **state)
{
    struct studio *studio = *state;
    set_table(studio, 1, make_plain_table(studio, 3, 0));
    expect_once(studio, "đầu1");
    struct table *headless = make_plain_table(studio, 3, 90);
    headless->n_head = 0;
    set_table(studio, 1, headless);
    assert_true(studio->n_pages > 1);
    set_table(studio, 0, make_table(studio, 0, 0, 0));
    assert_int_equal(studio->n_pages, 1);
}

/* A head of more than half a page is not repeated. */
static void test_tall_head(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 2, 60);
    fill(studio, &table->head[0], 0, make_words(studio, "cao", 30));
    table->columns[0].max_width = 60000;
    set_table(studio, 0, table);
    assert_true(studio->n_pages >= 2);
    for (size_t p = 1; p < studio->n_pages; p++)
        for (size_t i = 0; i < studio->pages[p].n_items; i++)
            if (studio->pages[p].items[i].kind == ITEM_TEXT)
                assert_null(strstr(studio->pages[p].items[i].text, "cao"));
    expect_once(studio, "r59c1");
}

/* One taller than a page runs on. */
static void test_head_over_pages(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 2, 3);
    fill(studio, &table->head[0], 0, make_words(studio, "cao", 120));
    table->columns[0].max_width = 60000;
    table->columns[1].weight = 1;
    set_table(studio, 2, table);
    for (int i = 1; i <= 120; i++) {
        const char *word = arena_printf(studio->arena, "cao%d", i);
        expect_once(studio, word);
    }
    expect_once(studio, "r2c1");
    assert_int_equal(studio->n_pages, 3);
}

/* A mark on TEXT whose note says NOTE. */
static void mark(struct studio *studio, struct text *text, const char *number,
                 const char *note)
{
    struct run *runs = ARENA_ARRAY(studio->arena, struct run, 2);
    runs[0] = text->runs[0];
    runs[1] = (struct run){
        .text = number,
        .size = (uint32_t)strlen(number),
        .flags = RUN_SUPERSCRIPT | RUN_NOTE,
        .link = "#x",
        .note = make_paragraph(studio, ROLE_NOTE, &cell_style, note)};
    *text = (struct text){runs, 2};
}

/* The note of a row stands at the foot of the row's page, that of the head on
   the first page alone; in the structure they follow the table. */
static void test_notes_of_cells(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 2, 80);
    const struct item *note = NULL, *cell = NULL;
    mark(studio, &table->head[0].cells[1].text, "1", "ởđầu");
    mark(studio, &table->rows[70].cells[0].text, "2", "ởhàng");
    set_table(studio, 0, table);
    assert_true(studio->n_pages > 1);
    const int page = find_page(studio, "r70c0", &cell);
    assert_true(page > 0);
    assert_int_equal(find_page(studio, "ởhàng", &note), page);
    assert_true(note->y < cell->y && note->y < a4.bottom + 14000);
    const struct tag *tags = studio->result.tags;
    assert_int_equal(tag_kind_of(studio, note->tag), TAG_NOTE);
    assert_int_equal(tag_kind_of(studio, tags[note->tag].parent), TAG_SECT);
    expect_once(studio, "ởđầu");
    assert_int_equal(find_page(studio, "ởđầu", NULL), 0);
}

/* Marks behind figures do not move their digits, nor reach the rule. */
static void test_marks_hang(void **state)
{
    struct studio *studio = *state;
    struct table *table = make_plain_table(studio, 2, 3);
    const struct item *digits, *others, *hung;
    table->columns[1].align = ALIGN_RIGHT;
    fill(studio, &table->rows[0], 1, "111");
    fill(studio, &table->rows[1], 1, "222");
    mark(studio, &table->rows[1].cells[1].text, "(12)", "chú");
    set_table(studio, 0, table);
    digits = item_of(studio, "111");
    others = item_of(studio, "222");
    hung = item_of(studio, "(12)");
    assert_in_range(digits->x - others->x + 10, 0, 20);
    assert_true(hung->x + hung->width + 500 <= a4.width - a4.right);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, studio_open, studio_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_head_alone),
        TEST(test_head_is_repeated),
        TEST(test_rows_are_whole),
        TEST(test_spans_of_heads),
        TEST(test_spans_of_rows),
        TEST(test_span_over_pages),
        TEST(test_long_row_is_split),
        TEST(test_sums_carried_forward),
        TEST(test_sums_of_a_late_break),
        TEST(test_rows_kept),
        TEST(test_caption_stays),
        TEST(test_decimal_commas),
        TEST(test_centred_commas),
        TEST(test_column_widths),
        TEST(test_fewest_lines),
        TEST(test_columns_too_wide),
        TEST(test_letters_get_smaller_for_need),
        TEST(test_every_row_counts),
        TEST(test_large_table),
        TEST(test_empty_tables),
        TEST(test_tall_head),
        TEST(test_head_over_pages),
        TEST(test_notes_of_cells),
        TEST(test_marks_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
