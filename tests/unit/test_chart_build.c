/* Charts of a layout: figures, totals of stacks, slices, words, cells. */
#include "made_document.h"

#include "figures/chart_definition.h"

#include <stdlib.h>

#define MILLION INT64_C(1000000)

/* ---- tallies made by hand ------------------------------------------------ */

static struct tally_column one_columns[] = {
    {.name = "name", .kind = VALUE_TEXT, .is_group = true},
    {.name = "support",
     .source = &(struct figure_source){.tally = "one", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
};

static struct tally_column two_columns[] = {
    {.name = "year", .kind = VALUE_TEXT, .is_group = true},
    {.name = "source", .kind = VALUE_TEXT, .is_group = true},
    {.name = "n",
     .source = &(struct figure_source){.tally = "two", .measure = "n"},
     .kind = VALUE_INTEGER},
};

static struct tally_row make_row(struct arena *arena, const char *first,
                                 const char *second, size_t column,
                                 struct value value)
{
    struct tally_row row = {.keys = ARENA_ARRAY(arena, const char *, 2),
                            .labels = ARENA_ARRAY(arena, const char *, 2),
                            .values = ARENA_ARRAY(arena, struct value, 3)};
    row.keys[0] = row.labels[0] = first;
    row.keys[1] = row.labels[1] = second;
    row.values[column] = value;
    return row;
}

/* N names with 1, 2, ... N million; the first GAPS have no figure. */
static struct tally one_tally(struct arena *arena, size_t n, size_t gaps)
{
    struct tally tally = {.name = "one",
                          .columns = one_columns,
                          .n_columns = 2,
                          .n_groups = 1,
                          .n_rows = n};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, n);
    for (size_t i = 0; i < n; i++)
        tally.rows[i] = make_row(
            arena, arena_printf(arena, "N%zu", i + 1), NULL, 1,
            i < gaps ? VALUE_NONE : value_money((int64_t)(i + 1) * MILLION));
    return tally;
}

/* Schemes by year and source; one of 2018 has both and counts once. */
static struct tally two_tally(struct arena *arena)
{
    static const struct {
        const char *year;
        int64_t national, local, all;
    } years[] = {{"2017", 3, 5, 8}, {"2018", 2, 4, 5}};
    struct tally tally = {.name = "two",
                          .columns = two_columns,
                          .n_columns = 3,
                          .n_groups = 2,
                          .n_rows = 4,
                          .n_firsts = 2,
                          .n_seconds = 2};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, 4);
    tally.firsts = ARENA_ARRAY(arena, struct tally_row, 2);
    tally.seconds = ARENA_ARRAY(arena, struct tally_row, 2);
    for (size_t i = 0; i < 2; i++) {
        tally.rows[2 * i] = make_row(arena, years[i].year, "national", 2,
                                     value_integer(years[i].national));
        tally.rows[2 * i + 1] = make_row(arena, years[i].year, "local", 2,
                                         value_integer(years[i].local));
        tally.firsts[i] = make_row(arena, years[i].year, NULL, 2,
                                   value_integer(years[i].all));
    }
    tally.seconds[0] = make_row(arena, NULL, "national", 2, value_integer(5));
    tally.seconds[1] = make_row(arena, NULL, "local", 2, value_integer(9));
    return tally;
}

/* ---- making -------------------------------------------------------------- */

struct charted {
    struct made made;
    struct render render;
    struct tally tallies[2];
    struct built_chart built;
    const struct chart *chart;
};

static void chart_with_gaps(struct charted *charted, size_t n, size_t gaps,
                            const char *section)
{
    *charted = (struct charted){0};
    made_open(&charted->made, "");
    struct arena *arena = charted->made.arena;
    const char *text = arena_printf(arena, "[chart.c]\n%s", section);
    struct ini *ini =
        ini_parse(arena, "layout.ini", text, strlen(text), charted->made.diag);
    assert_non_null(ini);
    charted->tallies[0] = one_tally(arena, n, gaps);
    charted->tallies[1] = two_tally(arena);
    const struct tallies tallies = {.tallies = charted->tallies,
                                    .n_tallies = 2};
    charted->render = (struct render){.arena = arena,
                                      .config = &charted->made.config,
                                      .form = charted->made.form,
                                      .data = data_object(arena),
                                      .diag = charted->made.diag};
    struct chart_definition *definition =
        chart_define(&charted->render, ini_section(ini, "chart.c"), &tallies);
    assert_non_null(definition);
    assert_true(chart_build(&charted->render, definition, &charted->built));
    charted->chart = charted->built.chart;
}

static void chart_of(struct charted *charted, size_t n, const char *section)
{
    chart_with_gaps(charted, n, 0, section);
}

static void close_chart(struct charted *charted)
{
    made_close(&charted->made);
}

/* ---- cases --------------------------------------------------------------- */

static void test_figures(void **state)
{
    struct charted c;
    (void)state;
    chart_of(&c, 2, "tally = one\nseries = support\nunit = billion\n");
    assert_int_equal(c.chart->n_categories, 2);
    assert_int_equal(c.chart->n_series, 1);
    assert_string_equal(c.chart->categories[1], "N2");
    const struct chart_point *point = &c.chart->series[0].points[1];
    assert_string_equal(point->text, "0,002");
    assert_int_equal(point->amount.numerator, 1);
    assert_int_equal(point->amount.denominator, 500);
    assert_int_equal(point->value.as.integer, 2 * MILLION);
    assert_string_equal(point->origin.source->tally, "one");
    assert_string_equal(point->origin.row->keys[0].code, "N2");
    assert_string_equal(point->origin.source->measure, "support");
    assert_false(c.chart->whole);
    close_chart(&c);
}

/* A measure of two groups is a series for each value of the second. */
static void test_series(void **state)
{
    struct charted c;
    (void)state;
    chart_of(&c, 1, "tally = two\nkind = stacked\nseries = n\n");
    assert_int_equal(c.chart->n_series, 2);
    assert_string_equal(c.chart->series[1].label, "local");
    assert_string_equal(c.chart->series[1].points[1].text, "4");
    assert_true(c.chart->whole);
    /* 3 + 5 is the total of 2017; 2 + 4 is not that of 2018. */
    assert_string_equal(c.chart->totals[0], "8");
    assert_null(c.chart->totals[1]);
    close_chart(&c);
}

/* Twelve slices at most: the least become one. */
static void test_slices(void **state)
{
    struct charted c;
    (void)state;
    chart_of(&c, 14,
             "tally = one\nkind = pie\nseries = support\n"
             "unit = million\n");
    assert_int_equal(c.chart->n_categories, 12);
    const struct chart_point *points = c.chart->series[0].points;
    assert_string_equal(c.chart->categories[0], "N4");
    assert_string_equal(c.chart->categories[10], "N14");
    assert_string_equal(c.chart->categories[11], "Khác");
    assert_string_equal(points[11].text, "6"); /* 1 + 2 + 3 */
    assert_int_equal(points[11].value.as.integer, 6 * MILLION);
    /* 6 and 14 of 105 */
    assert_string_equal(points[11].share, "5,7%");
    assert_string_equal(points[10].share, "13,3%");
    assert_string_equal(c.chart->legend_texts[10], "N14: 14 (13,3%)");
    close_chart(&c);
    chart_of(&c, 12, "tally = one\nkind = pie\nseries = support\n");
    assert_int_equal(c.chart->n_categories, 12);
    assert_string_equal(c.chart->categories[0], "N1");
    close_chart(&c);
}

/* Names without a figure are the first to go, and add nothing. */
static void test_slices_without_figures(void **state)
{
    static const char section[] = "tally = one\nkind = pie\n"
                                  "series = support\nunit = million\n";
    struct charted c;
    (void)state;
    chart_with_gaps(&c, 14, 2, section);
    assert_int_equal(c.chart->n_categories, 12);
    assert_string_equal(c.chart->categories[0], "N4");
    assert_string_equal(c.chart->categories[11], "Khác");
    assert_string_equal(c.chart->series[0].points[11].text, "3");
    close_chart(&c);
    chart_with_gaps(&c, 14, 4, section);
    assert_int_equal(c.chart->n_categories, 11);
    assert_string_equal(c.chart->categories[0], "N4");
    assert_null(c.chart->series[0].points[0].text);
    assert_string_equal(c.chart->categories[10], "N14");
    close_chart(&c);
}

static void test_words(void **state)
{
    struct charted c;
    (void)state;
    chart_of(&c, 2,
             "tally = one\nkind = bars\nseries = support\n"
             "unit = million\nvalue_title = triệu đồng\n");
    assert_string_equal(
        form_chart_alt(c.made.arena, c.made.form, c.chart, "Kinh phí"),
        "Biểu đồ thanh ngang: Kinh phí (triệu đồng). N1: 1; N2: 2.");
    close_chart(&c);
    chart_of(&c, 2,
             "tally = two\nkind = line\nseries.1 = \"A | n@national\"\n"
             "series.2 = \"B | n@local\"\n");
    c.built.chart->series[1].points[0].text = NULL;
    assert_string_equal(
        form_chart_alt(c.made.arena, c.made.form, c.chart, "Số đề án"),
        "Biểu đồ đường: Số đề án. 2017: A 3, B không có số liệu; "
        "2018: A 2, B 4.");
    close_chart(&c);
}

/* The table of a sheet holds the figures behind other columns and rows. */
static void test_cells(void **state)
{
    struct charted c;
    (void)state;
    chart_of(&c, 3, "tally = one\nseries = support\nunit = million\n");
    struct arena *arena = c.made.arena;
    const char *text = "[table.t]\ntally = one\nunit = million\ntotal = Cộng\n"
                       "column.1 = \"STT | @number\"\n"
                       "column.2 = \"Tên | @label\"\n"
                       "column.3 = \"Tiền | support\"\n";
    struct ini *ini =
        ini_parse(arena, "layout.ini", text, strlen(text), c.made.diag);
    const struct tallies tallies = {.tallies = c.tallies, .n_tallies = 2};
    struct table_definition *definition =
        table_define(&c.render, ini_section(ini, "table.t"), &tallies);
    bool rounded;
    struct table *table = table_build(&c.render, definition, &rounded);
    const struct sheet_chart *chart =
        chart_on_sheet(&c.render, &c.built, table);
    assert_non_null(chart);
    assert_int_equal(chart->first_row, 0);
    assert_int_equal(chart->label_column, 1);
    assert_int_equal(chart->columns[0], 2);
    assert_int_equal(chart->n_categories, 3);
    /* One row less, and it does not. */
    table->n_rows = 2;
    assert_null(chart_on_sheet(&c.render, &c.built, table));
    close_chart(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_slices_without_figures),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
