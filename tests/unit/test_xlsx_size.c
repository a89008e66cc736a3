/* Widths of columns, heights of rows, titles and pages: sizes worked out by
   hand from the advances of Times New Roman. */
#include "check.h"
#include "output/xlsx_breaks.h"
#include "output/xlsx_letters.h"
#include "output/xlsx_plan.h"

#include <string.h>

enum {
    MOST_COLUMNS = 6,
    ROOM_LANDSCAPE = 693000, /* mpt between the margins, less 3% */
    ROOM_PORTRAIT = 454000
};

/* ---- a sheet by hand ----------------------------------------------------- */

static struct text text_of(struct arena *arena, const char *bytes)
{
    struct run *run = ARENA_NEW(arena, struct run);
    run->text = bytes;
    run->size = (uint32_t)strlen(bytes);
    return (struct text){.runs = run, .n_runs = *bytes == '\0' ? 0 : 1};
}

struct made {
    struct arena *arena;
    struct sheet sheet;
    struct table table;
    struct table_column columns[MOST_COLUMNS];
    struct xlsx_plan *plan;
};

static void start(struct made *made)
{
    *made = (struct made){.arena = arena_create()};
    made->table.columns = made->columns;
    made->table.rows = ARENA_ARRAY(made->arena, struct table_row, 3000);
    made->table.head = ARENA_ARRAY(made->arena, struct table_row, 2);
    made->sheet.table = &made->table;
    made->sheet.name = "Biểu";
    made->sheet.landscape = true;
}

static void finish(struct made *made)
{
    arena_destroy(made->arena);
}

static struct table_row row_of(struct made *made, enum row_kind kind,
                               const char *const *texts)
{
    struct table_row row = {.kind = kind};
    row.cells = ARENA_ARRAY(made->arena, struct table_cell, MOST_COLUMNS);
    for (size_t i = 0; i < made->table.n_columns; i++)
        row.cells[i] = (struct table_cell){
            .text = text_of(made->arena, texts[i]), .colspan = 1, .rowspan = 1};
    return row;
}

static void add_column(struct made *made, enum align align, uint16_t weight)
{
    struct table_column *column = &made->columns[made->table.n_columns++];
    column->align = align;
    column->weight = weight;
}

static void add_head(struct made *made, const char *const *texts)
{
    made->table.head[made->table.n_head++] = row_of(made, ROW_BODY, texts);
}

static struct table_row *add_row(struct made *made, enum row_kind kind,
                                 const char *const *texts)
{
    made->table.rows[made->table.n_rows] = row_of(made, kind, texts);
    return &made->table.rows[made->table.n_rows++];
}

static void measure(struct made *made)
{
    made->plan = xlsx_plan_make(made->arena, &made->sheet);
    xlsx_plan_measure(made->arena, made->plan);
}

static int sum_of_widths(const struct made *made)
{
    int sum = 0;
    for (size_t i = 0; i < made->plan->n_columns; i++)
        sum += made->plan->widths[i];
    return sum;
}

static void expect_between(int found, int least, int most)
{
    if (found < least || found > most)
        fail_msg("found %d, wanted %d..%d", found, least, most);
}

/* ---- letters ------------------------------------------------------------- */

static int width_of(const char *text, bool bold)
{
    return (int)xlsx_letters_width(text, strlen(text), bold);
}

static void marks_do_not_widen_letters(void **state)
{
    (void)state;
    assert_int_equal(width_of("e", false), 444);
    assert_int_equal(width_of("ệ", false), 444);
    assert_int_equal(width_of("ệ", true), 444);
    assert_int_equal(width_of("Đ", false), 722);
    assert_int_equal(width_of("ỹ", false), 500);
    assert_int_equal(width_of("~", true), 520);
    assert_int_equal(width_of("\u00a0", false), 250);
    assert_int_equal(width_of("…", false), 1000);
    assert_int_equal(width_of("\u0301", false), 0);
    assert_int_equal(width_of("中", true), 1000);
    /* Phú: 556 + 500 + 500. */
    assert_int_equal(width_of("Phú", false), 1556);
}

/* ---- heights ------------------------------------------------------------- */

/* A column of 60 mm is 170 pt, of which 13.5 are beside the text.  "nnnnnnnnn "
   takes 9 * 6 + 3 pt, 4% more in reserve: 59.28; two words fit (115.44 without
   the last blank), three do not. */
static void rows_are_as_high_as_their_lines(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 0);
    made.columns[0].min_width = made.columns[0].max_width = 170000;
    static const char word[] = "nnnnnnnnn ";
    static const int lines[] = {1, 1, 2, 2, 3};
    static const enum row_kind kinds[] = {ROW_BODY, ROW_GROUP, ROW_SUBTOTAL,
                                          ROW_BODY, ROW_BODY};
    for (size_t i = 0; i < 5; i++) {
        char *text = arena_alloc(made.arena, 100);
        *text = '\0';
        for (size_t j = 0; j <= i; j++)
            strcat(text, word);
        add_row(&made, kinds[i], &(const char *){text});
    }
    measure(&made);
    assert_int_equal(made.plan->widths[0], 170000);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(made.plan->body_heights[i], 15 * lines[i] + 3);
    finish(&made);
}

static void all_kinds_of_rows_are_alike(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 1);
    static const enum row_kind kinds[] = {ROW_BODY, ROW_GROUP, ROW_SUBTOTAL,
                                          ROW_TOTAL};
    for (size_t i = 0; i < 4; i++)
        add_row(&made, kinds[i], &(const char *){"Tổng cộng"});
    measure(&made);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(made.plan->body_heights[i], 18);
    finish(&made);
}

static void a_text_beyond_measure_has_the_highest_row(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 0);
    made.columns[0].max_width = 60000;
    char *text = arena_alloc(made.arena, 30001);
    memset(text, 'x', 30000);
    text[30000] = '\0';
    add_row(&made, ROW_BODY, &(const char *){text});
    measure(&made);
    assert_int_equal(made.plan->body_heights[0], 409);
    finish(&made);
}

/* A cell over two columns has the room of both. */
static void spanning_cells_use_all_their_room(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 0);
    add_column(&made, ALIGN_LEFT, 0);
    for (size_t i = 0; i < 2; i++)
        made.columns[i].min_width = made.columns[i].max_width = 80000;
    const char *const texts[] = {"nnnnnnnnn nnnnnnnnn", ""};
    add_row(&made, ROW_BODY, texts);
    struct table_row *wide = add_row(&made, ROW_GROUP, texts);
    wide->cells[0].colspan = 2;
    wide->cells[1].colspan = 0;
    measure(&made);
    assert_int_equal(made.plan->body_heights[0], 33);
    assert_int_equal(made.plan->body_heights[1], 18);
    finish(&made);
}

static void heads_over_rows_get_what_they_lack(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_CENTER, 0);
    add_column(&made, ALIGN_CENTER, 0);
    made.columns[0].max_width = made.columns[1].max_width = 60000;
    const char *const above[] = {"nnnn nnnn nnnn nnnn nnnn nnnn nnnn nnnn",
                                 "n"};
    const char *const below[] = {"", "n"};
    add_head(&made, above);
    add_head(&made, below);
    made.table.head[0].cells[0].rowspan = 2;
    made.table.head[1].cells[0].colspan = 0;
    add_row(&made, ROW_BODY, below);
    measure(&made);
    int sum = made.plan->heights[0] + made.plan->heights[1];
    assert_int_equal(made.plan->heights[0], 21);
    /* Eight words of 27.7 pt bold, one to three on a line. */
    expect_between(sum, 3 * 15 + 6, 8 * 15 + 6);
    assert_int_equal((sum - 6) % 15, 0);
    finish(&made);
}

/* ---- widths -------------------------------------------------------------- */

static const char long_text[] =
    "Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong chế biến cá đông lạnh";

static void the_page_is_filled_by_weight(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_CENTER, 0);
    add_column(&made, ALIGN_LEFT, 1);
    add_column(&made, ALIGN_LEFT, 3);
    const char *const texts[] = {"1", "Hội chợ", "Hội chợ"};
    add_head(&made, texts);
    add_row(&made, ROW_BODY, texts);
    measure(&made);
    expect_between(sum_of_widths(&made), ROOM_LANDSCAPE - 3, ROOM_LANDSCAPE);
    const int *widths = made.plan->widths;
    expect_between(widths[0], 6000, 30000); /* not stretched */
    expect_between(widths[2] - 3 * widths[1], -120000, 0);
    assert_true(widths[2] > 2 * widths[1]);
    made.sheet.landscape = false;
    measure(&made);
    expect_between(sum_of_widths(&made), ROOM_PORTRAIT - 3, ROOM_PORTRAIT);
    finish(&made);
}

static void columns_without_weight_keep_to_their_texts(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    for (size_t i = 0; i < 3; i++)
        add_column(&made, ALIGN_LEFT, 0);
    const char *const texts[] = {"nnnn", "nnnnnnnn", ""};
    add_row(&made, ROW_BODY, texts);
    measure(&made);
    /* 6 pt a letter, 4% more, 13.5 pt beside the text. */
    assert_int_equal(made.plan->widths[0], 24960 + 13500);
    assert_int_equal(made.plan->widths[1], 49920 + 13500);
    finish(&made);
}

/* Long texts share the room; of two equal ones the heavier gets more, and a
   short one keeps its line. */
static void long_texts_share_and_short_ones_stay_whole(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 4);
    add_column(&made, ALIGN_LEFT, 1);
    add_column(&made, ALIGN_LEFT, 1);
    made.sheet.landscape = false;
    const char *const texts[] = {long_text, long_text, "Thành phố Rạch Giá"};
    for (size_t i = 0; i < 10; i++)
        add_row(&made, ROW_BODY, texts);
    measure(&made);
    const int *widths = made.plan->widths;
    assert_true(widths[0] >= widths[1]);
    expect_between(sum_of_widths(&made), ROOM_PORTRAIT * 98 / 100,
                   ROOM_PORTRAIT);
    /* 18 letters and blanks: 96.0 pt, 4% more and 13.5 pt beside. */
    expect_between(widths[2], 105000, 135000);
    expect_between(made.plan->body_heights[0], 33, 48);
    finish(&made);
}

/* The widest figure is the bold total, and "480" shows two decimals. */
static void figures_have_room_for_their_format(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_RIGHT, 0);
    made.columns[0].number_format = "#,##0.00";
    made.columns[0].decimals = 2;
    for (size_t i = 0; i < 2999; i++) {
        struct table_row *row =
            add_row(&made, ROW_BODY, &(const char *){"480"});
        row->cells[0].value = value_money(480);
    }
    struct table_row *total =
        add_row(&made, ROW_TOTAL, &(const char *){"1.440"});
    total->cells[0].value = value_money(1440);
    measure(&made);
    /* "1.440" bold is 27 pt, 4% more; then a comma and two digits, 18 pt; then
       13.5 pt beside it. */
    assert_int_equal(made.plan->widths[0], 28080 + 18000 + 13500);
    assert_int_equal(made.plan->body_heights[2999], 18);
    finish(&made);
}

/* A column of rows that print unlike: texts, and a number of two decimals. */
static void a_number_among_texts_has_room_too(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_RIGHT, 0);
    add_row(&made, ROW_BODY, &(const char *){"n"});
    struct table_row *row = add_row(&made, ROW_BODY, &(const char *){"12.345"});
    row->cells[0].value = value_integer(12345);
    row->cells[0].number_format = "#,##0.00";
    measure(&made);
    /* Five digits and a point are 33 pt, 4% more; then a comma and two digits,
       18 pt; then 13.5 pt beside it. */
    assert_int_equal(made.plan->widths[0], 34320 + 18000 + 13500);
    finish(&made);
}

/* Texts that make towers at full size are printed smaller, not below 70%. */
static void many_columns_are_printed_smaller(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    made.sheet.landscape = false;
    for (size_t i = 0; i < 6; i++)
        add_column(&made, ALIGN_LEFT, 1);
    const char *const texts[] = {long_text, long_text, long_text,
                                 long_text, long_text, long_text};
    add_row(&made, ROW_BODY, texts);
    measure(&made);
    expect_between(sum_of_widths(&made), ROOM_PORTRAIT * 101 / 100,
                   ROOM_PORTRAIT * 100 / 70);
    finish(&made);
}

/* ---- titles and pages ---------------------------------------------------- */

static const struct style centred = {
    .size = 14000, .align = ALIGN_CENTER, .flags = STYLE_BOLD};
static const struct style left = {.size = 14000, .align = ALIGN_LEFT};

static int title_height(struct made *made, const char *title,
                        const struct style *style)
{
    made->table.caption = text_of(made->arena, title);
    made->table.caption_style = style;
    measure(made);
    return made->plan->lines[0].height;
}

static void titles_have_room_for_their_lines(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 0);
    /* 240 pt, less 4.5 beside it: at 14 pt bold "nnnn" takes 32.4 pt with the
       reserve, a blank 3.6; six words fit on a line, seven take two. */
    made.columns[0].min_width = made.columns[0].max_width = 240000;
    add_row(&made, ROW_BODY, &(const char *){"n"});
    assert_int_equal(
        title_height(&made, "nnnn nnnn nnnn nnnn nnnn nnnn", &centred), 18 + 3);
    assert_int_equal(
        title_height(&made, "nnnn nnnn nnnn nnnn nnnn nnnn nnnn", &centred),
        2 * 18 + 3);
    /* Upright ones are 29.1 pt wide: seven fit. */
    assert_int_equal(
        title_height(&made, "nnnn nnnn nnnn nnnn nnnn nnnn nnnn", &left),
        18 + 3);
    finish(&made);
}

/* A line that the author ends is a row; the cell holds no line end. */
static void lines_of_a_title_are_rows(void **state)
{
    struct made made;
    (void)state;
    start(&made);
    add_column(&made, ALIGN_LEFT, 0);
    struct run runs[] = {{.text = "Phụ lục", .size = 9},
                         {.text = " I", .size = 2},
                         {.text = "", .flags = RUN_LINE_BREAK},
                         {.text = "", .flags = RUN_LINE_BREAK},
                         {.text = "Tên", .size = 4},
                         {.text = "", .flags = RUN_LINE_BREAK}};
    made.table.caption = (struct text){runs, sizeof runs / sizeof *runs};
    measure(&made);
    assert_int_equal(made.plan->n_lines, 2);
    assert_int_equal(made.plan->lines[0].text.n_runs, 2);
    assert_ptr_equal(made.plan->lines[1].text.runs, &runs[4]);
    assert_int_equal(made.plan->lines[1].text.n_runs, 1);
    finish(&made);
}

/* ---- pages --------------------------------------------------------------- */

enum { PAGE = 481 * 97 / 100, ROW = 18, HEAD = 21, FREE = 36 };

static void add_rows(struct made *made, enum row_kind kind, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_row(made, kind, &(const char *){"n"});
}

/* The breaks as rows of the body: "22 45". */
static void expect_breaks(struct made *made, const char *wanted)
{
    struct strbuf found = STRBUF_INIT;
    measure(made);
    const uint32_t *breaks = xlsx_breaks_find(made->arena, made->plan);
    for (size_t i = 0; breaks[i] != 0; i++)
        strbuf_add_format(&found, "%s%d", i > 0 ? " " : "",
                          (int)(breaks[i] - made->plan->first_body));
    assert_string_equal(strbuf_text(&found), wanted);
    strbuf_free(&found);
}

static void start_pages(struct made *made)
{
    start(made);
    add_column(made, ALIGN_LEFT, 0);
    add_head(made, &(const char *){"n"});
}

/* 466 pt, of which 36 are free and 21 the head: 22 rows of 18. */
static void one_page_is_told_from_two(void **state)
{
    struct made made;
    (void)state;
    start_pages(&made);
    add_rows(&made, ROW_BODY, 22);
    measure(&made);
    assert_int_equal(made.plan->heights[0], HEAD);
    assert_true(FREE + HEAD + 22 * ROW <= PAGE);
    assert_true(FREE + HEAD + 23 * ROW > PAGE);
    assert_true(xlsx_breaks_fits_page(made.plan));
    expect_breaks(&made, "");
    made.sheet.chart = &(const struct sheet_chart){0};
    assert_false(xlsx_breaks_fits_page(made.plan));
    expect_breaks(&made, "22"); /* the chart whole on the next */
    made.sheet.chart = NULL;
    add_rows(&made, ROW_BODY, 1);
    measure(&made);
    assert_false(xlsx_breaks_fits_page(made.plan));
    finish(&made);
}

/* 22 rows on the first page, 24 on those after it; the last has three. */
static void pages_end_where_they_may(void **state)
{
    struct made made;
    (void)state;
    start_pages(&made);
    add_rows(&made, ROW_BODY, 60);
    expect_breaks(&made, "22 46");
    finish(&made);
    start_pages(&made);
    add_rows(&made, ROW_BODY, 22);
    add_rows(&made, ROW_TOTAL, 1);
    expect_breaks(&made, "20");
    finish(&made);
    start_pages(&made); /* the head of a group is the last row that fits */
    add_rows(&made, ROW_BODY, 21);
    add_rows(&made, ROW_GROUP, 1);
    add_rows(&made, ROW_BODY, 9);
    expect_breaks(&made, "21");
    finish(&made);
    start_pages(&made); /* a cell over two rows would be parted */
    add_rows(&made, ROW_BODY, 30);
    made.table.rows[21].cells[0].rowspan = 2;
    made.table.rows[22].cells[0].colspan = 0;
    made.table.rows[22].cells[0].rowspan = 0;
    expect_breaks(&made, "21");
    finish(&made);
    start_pages(&made); /* nowhere a good place: at the foot of the page */
    add_rows(&made, ROW_GROUP, 30);
    expect_breaks(&made, "22");
    finish(&made);
}

/* Columns of double the page's width: print of 50 percent, double the rows. */
static void smaller_print_has_longer_pages(void **state)
{
    struct made made;
    (void)state;
    start_pages(&made);
    made.columns[0].min_width = made.columns[0].max_width = 2 * ROOM_LANDSCAPE;
    add_rows(&made, ROW_BODY, 60);
    expect_breaks(&made, "48");
    assert_int_equal(made.plan->scale, 50);
    finish(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_do_not_widen_letters),
        cmocka_unit_test(rows_are_as_high_as_their_lines),
        cmocka_unit_test(all_kinds_of_rows_are_alike),
        cmocka_unit_test(a_text_beyond_measure_has_the_highest_row),
        cmocka_unit_test(spanning_cells_use_all_their_room),
        cmocka_unit_test(heads_over_rows_get_what_they_lack),
        cmocka_unit_test(the_page_is_filled_by_weight),
        cmocka_unit_test(columns_without_weight_keep_to_their_texts),
        cmocka_unit_test(long_texts_share_and_short_ones_stay_whole),
        cmocka_unit_test(figures_have_room_for_their_format),
        cmocka_unit_test(a_number_among_texts_has_room_too),
        cmocka_unit_test(many_columns_are_printed_smaller),
        cmocka_unit_test(titles_have_room_for_their_lines),
        cmocka_unit_test(lines_of_a_title_are_rows),
        cmocka_unit_test(one_page_is_told_from_two),
        cmocka_unit_test(pages_end_where_they_may),
        cmocka_unit_test(smaller_print_has_longer_pages),
    };
    return cmocka_run_group_tests_name("xlsx_size", tests, NULL, NULL);
}
