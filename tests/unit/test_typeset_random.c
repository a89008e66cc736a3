/*
 * Documents that nobody would write: 400 of them by chance, the same in every
 * run.  Whatever they hold, nothing overlaps or sticks out, the elements form
 * a tree, and every word stands exactly once and in order.
 */
#include "set_document.h"

struct dice {
    uint64_t state;
    int words; /* so far; each word is the next number */
};

static int roll(struct dice *dice, int n)
{
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (int)((dice->state >> 33) % (uint64_t)n);
}

/* 0 to MOST words "<1> <2> ...". */
static const char *some_words(struct studio *studio, struct dice *dice,
                              int most)
{
    struct strbuf buf = STRBUF_INIT;
    int n = roll(dice, most + 1);
    for (int i = 0; i < n; i++)
        strbuf_add_format(&buf, "%s<%d>", i > 0 ? " " : "", ++dice->words);
    const char *text = arena_strdup(studio->arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

static const struct style *some_style(struct studio *studio, struct dice *dice)
{
    static const struct style *const styles[] = {&body_style, &cell_style,
                                                 &bold_style};
    struct style *style = ARENA_NEW(studio->arena, struct style);
    *style = *styles[roll(dice, 3)];
    style->before = roll(dice, 3) * 5000;
    style->after = roll(dice, 3) * 4000;
    style->align = (enum align)roll(dice, 4);
    if (roll(dice, 4) == 0) {
        style->left = 20000;
        style->indent = -16000;
    }
    if (roll(dice, 8) == 0)
        style->flags |= STYLE_KEEP_NEXT;
    if (roll(dice, 8) == 0)
        style->flags |= STYLE_KEEP_TOGETHER;
    return style;
}

static struct block *some_paragraph(struct studio *studio, struct dice *dice)
{
    enum role role = roll(dice, 5) == 0   ? ROLE_H2
                     : roll(dice, 5) == 0 ? ROLE_NONE
                                          : ROLE_P;
    int most = roll(dice, 6) == 0 ? 600 : 60;
    return make_paragraph(studio, role, some_style(studio, dice),
                          some_words(studio, dice, most));
}

/* Cells that reach over others, as far as there is room. */
static void some_spans(struct dice *dice, struct table_row *rows, int n_rows,
                       int n_columns)
{
    for (int i = 0; i < n_rows; i++)
        for (int j = 0; j < n_columns; j++) {
            if (rows[i].cells[j].colspan == 0 || roll(dice, 6) != 0)
                continue;
            int across = 1 + roll(dice, n_columns - j);
            int down = 1 + roll(dice, n_rows - i < 4 ? n_rows - i : 4);
            bool free = true;
            for (int r = i; r < i + down; r++)
                for (int c = j; c < j + across; c++)
                    free = free && rows[r].cells[c].colspan == 1 &&
                           rows[r].cells[c].rowspan == 1;
            if (!free)
                continue;
            for (int r = i; r < i + down; r++)
                for (int c = j; c < j + across; c++)
                    rows[r].cells[c].colspan = 0;
            rows[i].cells[j].colspan = (uint16_t)across;
            rows[i].cells[j].rowspan = (uint16_t)down;
        }
}

static struct table_row *some_rows(struct studio *studio, struct dice *dice,
                                   int n_rows, int n_columns, bool body)
{
    struct table_row *rows =
        ARENA_ARRAY(studio->arena, struct table_row, (size_t)n_rows);
    for (int i = 0; i < n_rows; i++) {
        rows[i].kind = body ? (enum row_kind)(roll(dice, 12) % 6 % 4) : 0;
        rows[i].cells =
            ARENA_ARRAY(studio->arena, struct table_cell, (size_t)n_columns);
        for (int j = 0; j < n_columns; j++)
            rows[i].cells[j].colspan = rows[i].cells[j].rowspan = 1;
    }
    some_spans(dice, rows, n_rows, n_columns);
    for (int i = 0; i < n_rows; i++)
        for (int j = 0; j < n_columns; j++) {
            int most = body && roll(dice, 200) == 0 ? 900 : 8;
            if (rows[i].cells[j].colspan > 0)
                rows[i].cells[j].text =
                    make_text(studio, some_words(studio, dice, most));
        }
    return rows;
}

static struct block *some_table(struct studio *studio, struct dice *dice)
{
    struct block *block = make_block(studio, BLOCK_TABLE, ROLE_TABLE);
    struct table *table = ARENA_NEW(studio->arena, struct table);
    int n_columns = 1 + roll(dice, 6);
    int n_head = roll(dice, 4);
    int n_rows = roll(dice, 50);
    table->n_columns = (size_t)n_columns;
    table->columns =
        ARENA_ARRAY(studio->arena, struct table_column, table->n_columns);
    for (int j = 0; j < n_columns; j++) {
        table->columns[j].align = (enum align)roll(dice, 4);
        table->columns[j].weight = (uint16_t)(roll(dice, 4));
        table->columns[j].min_width = roll(dice, 3) * 20000;
    }
    table->caption_style = some_style(studio, dice);
    table->unit_style = some_style(studio, dice);
    table->head_style = &bold_style;
    table->body_style = &cell_style;
    table->caption = make_text(studio, some_words(studio, dice, 10));
    table->unit_line = make_text(studio, some_words(studio, dice, 2));
    table->n_head = (size_t)n_head;
    table->head = some_rows(studio, dice, n_head, n_columns, false);
    table->n_rows = (size_t)n_rows;
    table->rows = some_rows(studio, dice, n_rows, n_columns, true);
    block->table = table;
    return block;
}

static struct block *some_block(struct studio *studio, struct dice *dice,
                                int depth);

static struct block *some_list(struct studio *studio, struct dice *dice)
{
    struct made_blocks items = {.n = 0};
    for (int n = 1 + roll(dice, 6); n > 0; n--) {
        struct made_blocks parts = {.n = 0};
        const char *label = some_words(studio, dice, 1);
        put(&parts, some_paragraph(studio, dice));
        if (roll(dice, 4) == 0)
            put(&parts, some_paragraph(studio, dice));
        struct block *item = make_parent(studio, BLOCK_ITEM, ROLE_LI, &parts);
        item->style = &body_style;
        item->label = make_text(studio, label);
        put(&items, item);
    }
    return make_parent(studio, BLOCK_LIST, ROLE_L, &items);
}

static struct block *some_group(struct studio *studio, struct dice *dice,
                                int depth)
{
    struct made_blocks parts = {.n = 0};
    for (int n = roll(dice, 5); n > 0; n--)
        put(&parts, some_block(studio, dice, depth + 1));
    struct block *group = make_parent(
        studio, BLOCK_GROUP, roll(dice, 2) ? ROLE_NONE : ROLE_DIV, &parts);
    group->keep_together = roll(dice, 2) == 0;
    return group;
}

static struct block *some_block(struct studio *studio, struct dice *dice,
                                int depth)
{
    struct block *block;
    switch (roll(dice, depth > 1 ? 6 : 11)) {
    case 0:
        block = make_block(studio, BLOCK_SPACE, ROLE_NONE);
        block->height = roll(dice, 4) * 40000;
        return block;
    case 1:
        block = make_block(studio, BLOCK_RULE, ROLE_NONE);
        block->rule = (struct rule){.permille = roll(dice, 1001),
                                    .of_text_width = roll(dice, 2) == 0,
                                    .align = (enum align)roll(dice, 3),
                                    .thickness = 700,
                                    .gap = roll(dice, 3) * 3000};
        return block;
    case 2:
        return some_list(studio, dice);
    case 6:
    case 7:
        return some_table(studio, dice);
    case 8:
        return some_group(studio, dice, depth);
    default:
        return some_paragraph(studio, dice);
    }
}

/* Adds TEXT without its blanks: words too wide for their column are torn. */
static void add_letters(struct strbuf *buf, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strncmp(text, "\xC2\xA0", 2) == 0)
            text++;
        else if (*text != ' ')
            strbuf_add_char(buf, *text);
    }
}

/* Read element by element, in the order of their numbers, the pages say
   <1><2><3>... to the end: nothing lost, nothing twice, all in reading
   order. */
static void check_words(const struct studio *studio, int n_words)
{
    const size_t n_tags = studio->result.n_tags;
    struct strbuf *texts = calloc(n_tags, sizeof *texts);
    for (size_t p = 0; p < studio->n_pages; p++)
        for (size_t i = 0; i < studio->pages[p].n_items; i++) {
            const struct item *item = &studio->pages[p].items[i];
            if (is_text(item))
                add_letters(&texts[item->tag], item->text);
        }
    struct strbuf found = STRBUF_INIT, expected = STRBUF_INIT;
    for (size_t i = 0; i < n_tags; i++) {
        strbuf_add_text(&found, strbuf_text(&texts[i]));
        strbuf_free(&texts[i]);
    }
    free(texts);
    for (int i = 1; i <= n_words; i++)
        strbuf_add_format(&expected, "<%d>", i);
    size_t same = 0;
    while (same < expected.size && same < found.size &&
           found.data[same] == expected.data[same])
        same++;
    if (same < expected.size || same < found.size)
        fail_msg("%.40s instead of %.40s", strbuf_text(&found) + same,
                 strbuf_text(&expected) + same);
    strbuf_free(&found);
    strbuf_free(&expected);
}

static void test_documents_by_chance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        void *opened;
        assert_int_equal(studio_open(&opened), 0);
        struct studio *studio = opened;
        struct dice dice = {.state = seed};
        struct made_blocks made = {.n = 0};
        for (int n = 5 + roll(&dice, 20); n > 0; n--) {
            struct made_blocks left = {.n = 0}, right = {.n = 0};
            if (roll(&dice, 10) > 0) {
                put(&made, some_block(studio, &dice, 0));
                continue;
            }
            put(&left, some_block(studio, &dice, 0));
            put(&left, some_paragraph(studio, &dice));
            put(&right, some_block(studio, &dice, 0));
            put(&made, make_columns(studio, &left, &right));
        }
        set_blocks(studio, &made);
        check_placing(studio);
        check_tags(studio);
        check_words(studio, dice.words);
        studio_close(&opened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
