/* Charts and images as shapes on pages: where they stand and what they say. */
#include "set_document.h"

#include "typeset/chart_look.h"

/* ---- making -------------------------------------------------------------- */

enum { MOST = 80 };

static const struct style label_style = {
    .name = "figure_label", .font = "serif", .size = 11000, .leading = 13000};

static struct chart *make_chart(struct studio *studio, enum chart_kind kind,
                                size_t n_series, size_t n_categories)
{
    struct chart *chart = ARENA_NEW(studio->arena, struct chart);
    *chart = (struct chart){.name = "test",
                            .kind = kind,
                            .n_series = n_series,
                            .n_categories = n_categories,
                            .whole = true,
                            .shows_values = true,
                            .label_style = &label_style};
    chart->categories = ARENA_ARRAY(studio->arena, const char *, n_categories);
    chart->series = ARENA_ARRAY(studio->arena, struct chart_series, n_series);
    for (size_t j = 0; j < n_categories; j++)
        chart->categories[j] = arena_printf(studio->arena, "C%zu", j + 1);
    for (size_t i = 0; i < n_series; i++) {
        chart->series[i].label = arena_printf(studio->arena, "Loại %zu", i + 1);
        chart->series[i].points =
            ARENA_ARRAY(studio->arena, struct chart_point, n_categories);
    }
    return chart;
}

static void set_point(struct studio *studio, struct chart *chart, size_t i,
                      size_t j, int64_t number)
{
    struct chart_point *point = &chart->series[i].points[j];
    point->value = value_integer(number);
    point->amount = (struct ratio){number, 1};
    point->text = arena_printf(studio->arena, "=%lld", (long long)number);
}

static struct block *chart_block(struct studio *studio,
                                 const struct chart *chart)
{
    struct block *block = make_block(studio, BLOCK_CHART, ROLE_FIGURE);
    block->figure = ARENA_NEW(studio->arena, struct figure_block);
    block->figure->chart = chart;
    block->figure->caption = make_text(studio, "Hình 1. Biểu đồ");
    block->figure->caption_style = &bold_style;
    block->alt = "Biểu đồ: số liệu.";
    return block;
}

static void set_chart(struct studio *studio, const struct chart *chart)
{
    struct made_blocks made = {.n = 0};
    put(&made, chart_block(studio, chart));
    set_blocks(studio, &made);
    assert_int_equal(studio->n_pages, 1);
    assert_false(diag_failed(studio->diag));
}

/* ---- looking ------------------------------------------------------------- */

static const struct item *figure_of(const struct studio *studio)
{
    const struct page *page = &studio->pages[0];
    for (size_t i = 0; i < page->n_items; i++)
        if (page->items[i].kind == ITEM_FIGURE)
            return &page->items[i];
    fail_msg("there is no figure");
    return NULL;
}

/* Filled boxes of four corners, in the order they were drawn. */
static size_t bars_of(const struct studio *studio, const struct item **bars)
{
    const struct page *page = &studio->pages[0];
    size_t n = 0;
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind == ITEM_PATH && item->path->fill != GREY_NONE &&
            item->path->n_points == 4 && item->path->stroke == GREY_NONE) {
            assert_true(n < MOST);
            bars[n++] = item;
        }
    }
    return n;
}

/* All shapes and words stand within the figure; level words not upon each
   other. */
static void check_within(const struct studio *studio)
{
    const struct page *page = &studio->pages[0];
    const struct item *figure = figure_of(studio);
    assert_true(figure->x >= page->left);
    assert_true(figure->x + figure->width <= page->width - page->right);
    assert_int_equal(tag_kind_of(studio, figure->tag), TAG_FIGURE);
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->tag != figure->tag)
            continue;
        mpt above = item->kind == ITEM_TEXT ? item->size * 2 / 3 : item->height;
        mpt width = item->turn == 0 ? item->width : 0;
        assert_true(item->x >= figure->x - 1000);
        assert_true(item->x + width <= figure->x + figure->width + 1000);
        assert_true(item->y >= figure->y - 1000);
        assert_true(item->y + above <= figure->y + figure->height + 1000);
        for (size_t j = 0; j < i && item->kind == ITEM_TEXT; j++)
            if (page->items[j].kind == ITEM_TEXT && item->turn == 0 &&
                page->items[j].turn == 0 &&
                texts_overlap(item, &page->items[j]))
                fail_msg("“%s” upon “%s”", item->text, page->items[j].text);
    }
}

/* ---- cases --------------------------------------------------------------- */

/* Columns are as high as their figures, and stand on one line. */
static void test_columns(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_COLUMNS, 1, 3);
    const struct item *bars[MOST];
    set_point(studio, chart, 0, 0, 10);
    set_point(studio, chart, 0, 1, 5);
    set_point(studio, chart, 0, 2, 0);
    set_chart(studio, chart);
    check_within(studio);
    assert_int_equal(bars_of(studio, bars), 2); /* nothing for 0 */
    assert_int_equal(bars[0]->y, bars[1]->y);
    assert_near(bars[0]->height, 2 * bars[1]->height, 2);
    assert_int_equal(bars[0]->width, bars[1]->width);
    /* The figure stands above the middle of its column. */
    const struct item *ten = item_of(studio, "=10");
    assert_near(ten->x + ten->width / 2, bars[0]->x + bars[0]->width / 2, 2);
    assert_true(ten->y > bars[0]->y + bars[0]->height);
    assert_true(ten->y < bars[0]->y + bars[0]->height + 8000);
    assert_non_null(item_of(studio, "=0"));
    /* The tick of 10 is level with the top of the column. */
    const struct item *tick = item_of(studio, "10");
    assert_near(tick->y + 3500, bars[0]->y + bars[0]->height, 1500);
    assert_non_null(item_of(studio, "C3"));
}

/* Below 0 columns hang; the line of 0 is where they meet. */
static void test_negative(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_COLUMNS, 2, 1);
    const struct item *bars[MOST];
    set_point(studio, chart, 0, 0, 30);
    set_point(studio, chart, 1, 0, -10);
    chart->legend = LEGEND_NONE;
    set_chart(studio, chart);
    check_within(studio);
    assert_int_equal(bars_of(studio, bars), 2);
    assert_int_equal(bars[0]->y, bars[1]->y + bars[1]->height);
    assert_near(bars[0]->height, 3 * bars[1]->height, 3);
    assert_int_equal(bars[0]->x + bars[0]->width, bars[1]->x);
    assert_true(item_of(studio, "=-10")->y < bars[1]->y);
}

/* Stacked parts stand on each other; the total stands on the top. */
static void test_stacked(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_STACKED, 3, 1);
    const struct item *bars[MOST];
    set_point(studio, chart, 0, 0, 40);
    set_point(studio, chart, 1, 0, 20);
    set_point(studio, chart, 2, 0, -20);
    chart->shows_values = false;
    set_chart(studio, chart);
    check_within(studio);
    /* Three in the legend, drawn last. */
    assert_int_equal(bars_of(studio, bars), 6);
    assert_int_equal(bars[1]->y, bars[0]->y + bars[0]->height);
    assert_int_equal(bars[2]->y + bars[2]->height, bars[0]->y);
    assert_near(bars[0]->height, 2 * bars[1]->height, 2);
    assert_near(bars[1]->height, bars[2]->height, 2);
    static const char *totals[] = {"=40+"};
    chart->totals = totals;
    chart->shows_values = true;
    set_chart(studio, chart);
    assert_int_equal(find_page(studio, "=40+", NULL), 0);
}

/* Bars go down the page in the order of their categories. */
static void test_bars(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_BARS, 1, 3);
    const struct item *bars[MOST];
    chart->categories[1] = "Ứng dụng máy móc thiết bị tiên tiến, chuyển giao "
                           "công nghệ cho các cơ sở công nghiệp nông thôn";
    set_point(studio, chart, 0, 0, 6);
    set_point(studio, chart, 0, 1, 3);
    set_point(studio, chart, 0, 2, -3);
    set_chart(studio, chart);
    check_within(studio);
    assert_int_equal(bars_of(studio, bars), 3);
    assert_true(bars[0]->y > bars[1]->y && bars[1]->y > bars[2]->y);
    assert_int_equal(bars[0]->x, bars[1]->x);
    assert_near(bars[0]->width, 2 * bars[1]->width, 2);
    assert_int_equal(bars[2]->x + bars[2]->width, bars[0]->x);
    assert_true(item_of(studio, "C1")->y > item_of(studio, "C3")->y);
}

/* A line rests where a figure is missing. */
static void test_line(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_LINE, 1, 4);
    set_point(studio, chart, 0, 0, 1);
    set_point(studio, chart, 0, 1, 2);
    set_point(studio, chart, 0, 3, 4);
    set_chart(studio, chart);
    check_within(studio);
    size_t lines = 0, marks = 0;
    const struct page *page = &studio->pages[0];
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_PATH)
            continue;
        marks += item->path->n_points == 16;
        if (item->path->fill == GREY_NONE && item->path->thickness == 1300) {
            lines++;
            assert_int_equal(item->path->n_points, 2);
        }
    }
    assert_int_equal(lines, 1);
    assert_int_equal(marks, 3);
}

/* A quarter of a pie ends at the right; a whole one has no corner inside. */
static void test_pie(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_PIE, 1, 3);
    set_point(studio, chart, 0, 0, 25);
    set_point(studio, chart, 0, 1, 75);
    set_point(studio, chart, 0, 2, 0);
    chart->legend = LEGEND_RIGHT;
    chart->series[0].points[0].share = "25%";
    set_chart(studio, chart);
    check_within(studio);
    const struct page *page = &studio->pages[0];
    const struct path *quarter = NULL;
    size_t slices = 0;
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_PATH || item->path->n_points < 20 ||
            item->path->fill == GREY_NONE)
            continue;
        slices++;
        if (quarter == NULL)
            quarter = item->path;
    }
    assert_int_equal(slices, 2);
    const struct path_point *corner = quarter->points;
    const struct path_point *first = &quarter->points[1];
    const struct path_point *last = &quarter->points[quarter->n_points - 1];
    assert_near(first->x, corner->x, 1);
    assert_near(last->y, corner->y, 1);
    assert_near(first->y - corner->y, last->x - corner->x, 2);
    assert_true(first->y > corner->y && last->x > corner->x);
    assert_non_null(item_of(studio, "25%"));
    assert_non_null(item_of(studio, "C3"));
}

/* Many long names are slanted; too many are printed by turns, and that is
   told. */
static void test_crowded(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_COLUMNS, 1, 60);
    for (size_t j = 0; j < 60; j++) {
        chart->categories[j] =
            arena_printf(studio->arena, "Thành phố số %zu", j + 1);
        set_point(studio, chart, 0, j, (int64_t)j + 1);
    }
    set_chart(studio, chart);
    check_within(studio);
    assert_int_equal(item_of(studio, "Thành phố số 1")->turn, 45);
    size_t n;
    const struct diag_message *messages = diag_messages(studio->diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_CHART_CROWDED);
    struct chart *bars = make_chart(studio, CHART_BARS, 1, 70);
    for (size_t j = 0; j < 70; j++)
        set_point(studio, bars, 0, j, 1);
    set_chart(studio, bars); /* on one page, its caption too */
    check_within(studio);
}

/* Chart and caption stand on one page; the words go with the figure. */
static void test_kept(void **state)
{
    struct studio *studio = *state;
    struct chart *chart = make_chart(studio, CHART_COLUMNS, 1, 2);
    struct made_blocks made = {.n = 0};
    set_point(studio, chart, 0, 0, 1);
    for (int i = 0; i < 13; i++)
        put(&made, make_paragraph(studio, ROLE_P, &body_style,
                                  make_words(studio, "w", 24)));
    put(&made, chart_block(studio, chart));
    set_blocks(studio, &made);
    check_tags(studio);
    assert_int_equal(studio->n_pages, 2);
    const int page = find_page(studio, "Hình 1", NULL);
    assert_int_equal(find_page(studio, "C1", NULL), page);
    assert_int_equal(find_page(studio, "=1", NULL), page);
    const struct typeset_result *result = &studio->result;
    assert_int_equal(result->n_texts, 1);
    assert_string_equal(result->texts[0].alt, "Biểu đồ: số liệu.");
    assert_int_equal(tag_kind_of(studio, result->texts[0].tag), TAG_FIGURE);
    const struct item *caption = item_of(studio, "Hình 1");
    assert_int_equal(tag_kind_of(studio, caption->tag), TAG_CAPTION);
    assert_int_equal(result->tags[caption->tag].parent,
                     result->tags[result->texts[0].tag].parent);
}

/* Images are as wide as asked for, never wider than the text or higher than
   the page. */
static void test_images(void **state)
{
    struct studio *studio = *state;
    static const struct image image = {.path = "a.png",
                                       .kind = IMAGE_SAMPLES,
                                       .width = 400,
                                       .height = 200,
                                       .components = 3,
                                       .natural_width = 100000};
    static const struct image tall = {.path = "b.png",
                                      .width = 10,
                                      .height = 1000,
                                      .components = 1,
                                      .natural_width = 300000};
    static const mpt wanted[] = {0, 60000, 900000};
    static const mpt got[] = {100000, 60000, 467717};
    for (size_t i = 0; i < 3; i++) {
        struct made_blocks made = {.n = 0};
        struct block *block = make_block(studio, BLOCK_IMAGE, ROLE_FIGURE);
        struct figure_block figure = {.image = &image,
                                      .image_width = wanted[i]};
        block->figure = &figure;
        block->alt = "Bản đồ";
        put(&made, block);
        set_blocks(studio, &made);
        const struct item *item = figure_of(studio);
        assert_int_equal(item->width, got[i]);
        assert_int_equal(item->height, got[i] / 2);
        assert_int_equal(item[1].kind, ITEM_IMAGE);
        assert_ptr_equal(item[1].image, &image);
    }
    struct made_blocks made = {.n = 0};
    struct block *block = make_block(studio, BLOCK_IMAGE, ROLE_FIGURE);
    struct figure_block figure = {.image = &tall};
    block->figure = &figure;
    put(&made, block);
    set_blocks(studio, &made);
    check_within(studio);
    assert_int_equal(studio->n_pages, 1);
    assert_near(figure_of(studio)->width * 100, figure_of(studio)->height, 100);
}

/* Sines by the definition of the circle: x² + y² = r², and known angles. */
static void test_circle(void **state)
{
    (void)state;
    const struct spot centre = {0, 0};
    const mpt radius = 1000000;
    for (int64_t angle = -720000; angle <= 720000; angle += 777) {
        struct spot at = chart_on_circle(centre, radius, angle);
        int64_t square = (int64_t)at.x * at.x + (int64_t)at.y * at.y;
        assert_true(square > INT64_C(999840000000));
        assert_true(square < INT64_C(1000010000000));
    }
    struct spot at = chart_on_circle(centre, radius, 30000);
    assert_near(at.x, 866025, 1);
    assert_near(at.y, 500000, 1);
    at = chart_on_circle(centre, radius, 225000);
    assert_near(at.x, -707107, 1);
    assert_near(at.y, -707107, 1);
}

#define STUDIO_TEST(f)                                                         \
    cmocka_unit_test_setup_teardown(f, studio_open, studio_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STUDIO_TEST(test_columns), STUDIO_TEST(test_negative),
        STUDIO_TEST(test_stacked), STUDIO_TEST(test_bars),
        STUDIO_TEST(test_line),    STUDIO_TEST(test_pie),
        STUDIO_TEST(test_crowded), STUDIO_TEST(test_kept),
        STUDIO_TEST(test_images),  cmocka_unit_test(test_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
