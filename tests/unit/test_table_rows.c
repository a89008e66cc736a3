/* Tables whose rows the layout writes: numbers, sums, hidden rows, columns on
   conditions, faults. */
#include "made_document.h"

#include "messages.h"

#include "figures/table_definition.h"

#define MILLION 1000000

/* ---- one tally made by hand ---------------------------------------------- */

static struct tally_column columns[] = {
    {.name = "source", .kind = VALUE_TEXT, .is_group = true},
    {.name = "n",
     .source = &(struct figure_source){.tally = "s", .measure = "n"},
     .kind = VALUE_INTEGER},
    {.name = "support",
     .source = &(struct figure_source){.tally = "s", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
    {.name = "share",
     .source = &(struct figure_source){.tally = "s", .measure = "share"},
     .kind = VALUE_RATIO},
    {.name = "each",
     .source = &(struct figure_source){.tally = "s",
                                       .measure = "each",
                                       .numerator = "support",
                                       .denominator = "n"},
     .kind = VALUE_RATIO,
     .of_money = true},
};

enum { N_COLUMNS = 5 };

static struct tally_row row_of(struct arena *arena, const char *key, int64_t n,
                               int64_t dong)
{
    struct tally_row row = {.keys = ARENA_ARRAY(arena, const char *, 1),
                            .labels = ARENA_ARRAY(arena, const char *, 1),
                            .values =
                                ARENA_ARRAY(arena, struct value, N_COLUMNS)};
    row.keys[0] = row.labels[0] = key;
    row.values[1] = value_integer(n);
    row.values[2] = value_money(dong);
    row.values[3] = value_ratio(n, 8);
    row.values[4] = value_ratio(dong, n);
    row.values[4].of_money = true;
    return row;
}

/* 3 national schemes of 600 million, 5 local ones of 1.028,5 million. */
static struct tally by_source(struct arena *arena)
{
    struct tally tally = {.name = "s",
                          .columns = columns,
                          .n_columns = N_COLUMNS,
                          .n_groups = 1,
                          .n_rows = 2};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, 2);
    tally.rows[0] = row_of(arena, "national", 3, 600 * (int64_t)MILLION);
    tally.rows[1] = row_of(arena, "local", 5, 1028500000);
    tally.total = row_of(arena, "", 8, 1628500000).values;
    return tally;
}

struct built {
    struct made made;
    struct table *table; /* NULL after reports */
    bool rounded;
};

static void build(struct built *built, const char *section)
{
    *built = (struct built){0};
    made_open(&built->made, "");
    struct arena *arena = built->made.arena;
    const char *text = arena_printf(arena, "[table.t]\n%s", section);
    struct ini *ini =
        ini_parse(arena, "layout.ini", text, strlen(text), built->made.diag);
    assert_non_null(ini);
    struct tally tally = by_source(arena);
    struct tallies tallies = {.tallies = &tally, .n_tallies = 1};
    struct data *data = data_object(arena);
    data_set(arena, data, "year", data_text(arena, "2017"));
    data_set(arena, data, "old", data_boolean(arena, false));
    struct render render = {.arena = arena,
                            .config = &built->made.config,
                            .form = built->made.form,
                            .data = data,
                            .diag = built->made.diag};
    struct table_definition *definition =
        table_define(&render, ini_section(ini, "table.t"), &tallies);
    ini_report_unused(ini, built->made.diag);
    if (definition)
        built->table = table_build(&render, definition, &built->rounded);
}

/* Rows "KIND a|b|c", covered cells "-". */
static void expect_rows(struct built *built, const char *expected)
{
    static const char kinds[] = {
        [ROW_BODY] = 'b', [ROW_GROUP] = 'g', [ROW_TOTAL] = 't'};
    struct strbuf buf = STRBUF_INIT;
    expect_messages(built->made.diag, "");
    assert_non_null(built->table);
    for (size_t i = 0; i < built->table->n_rows; i++) {
        const struct table_row *row = &built->table->rows[i];
        strbuf_add_char(&buf, kinds[row->kind]);
        for (size_t k = 0; k < built->table->n_columns; k++) {
            const struct table_cell *cell = &row->cells[k];
            strbuf_add_text(&buf, k > 0 ? "|" : " ");
            strbuf_add_text(
                &buf, cell->colspan == 0
                          ? "-"
                          : text_to_plain(built->made.arena, &cell->text));
        }
        strbuf_add_char(&buf, '\n');
    }
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

static void expect_sum(const struct built *built, size_t row, size_t column,
                       uint32_t from, uint32_t to)
{
    const struct table_cell *cell = &built->table->rows[row].cells[column];
    assert_int_equal(cell->formula, FORMULA_SUM_ROWS);
    assert_int_equal(cell->from, from);
    assert_int_equal(cell->to, to);
}

#define COLUMNS                                                                \
    "column.1 = \"STT | @number\"\n"                                           \
    "column.2 = \"Chỉ tiêu | @label\"\n"                                    \
    "column.3 = \"Đơn vị | @text\"\n"                                      \
    "column.4 = \"Địa phương | @figure\"\n"                               \
    "column.5 = \"Quốc gia | @figure\"\n"

/* ---- tests --------------------------------------------------------------- */

static void test_levels_are_numbered(void **state)
{
    struct built b;
    (void)state;
    build(&b, "unit = million\n" COLUMNS "group.a = \"Đề án năm {{year}}\"\n"
              "row.n = \"Số đề án | đề án | s.local.n | s.national.n\"\n"
              "row.s = \"Kinh phí | triệu đồng | s.local.support | "
              "s.national.support\"\n"
              "sub.x = \"Trong đó | triệu đồng | s.local.support |\"\n"
              "sub.y = \"Còn lại | triệu đồng\"\n"
              "group.b = \"Mục hai | | s.total.n |\"\n"
              "row.z = \"Tỷ lệ | | s.local.share | s.national.share\"\n"
              "total.t = \"Cộng | đề án | s.total.n | s.rows.n\"\n");
    expect_rows(&b, "g I|Đề án năm 2017|-|-|-\n"
                    "b 1|Số đề án|đề án|5|3\n"
                    "b 2|Kinh phí|triệu đồng|1.028,5|600,0\n"
                    "b 2.1|Trong đó|triệu đồng|1.028,5|\n"
                    "b 2.2|Còn lại|triệu đồng||\n"
                    "g II|Mục hai|-|8|\n"
                    "b 1|Tỷ lệ||0,63|0,38\n"
                    "t Cộng|-|đề án|8|8\n");
    assert_int_equal(b.table->rows[0].cells[1].colspan, 4);
    assert_int_equal(b.table->columns[3].align, ALIGN_RIGHT);
    made_close(&b.made);
}

/* A quotient is live when both figures of which it is stand in its row, of the
   same group: row.x has another group's count, row.y none. */
static void test_rates_are_live(void **state)
{
    struct built b;
    (void)state;
    build(&b, "unit = million\n"
              "column.1 = \"Chỉ tiêu | @label\"\n"
              "column.2 = \"Kinh phí | @figure\"\n"
              "column.3 = \"Số | @figure\"\n"
              "column.4 = \"Bình quân | @figure\"\n"
              "row.a = \"A | s.local.support | s.local.n | s.local.each\"\n"
              "row.x = \"X | s.local.support | s.national.n | s.local.each\"\n"
              "row.y = \"Y | s.local.support | | s.local.each\"\n"
              "row.t = \"T | s.total.support | s.total.n | s.total.each\"\n");
    assert_non_null(b.table);
    static const enum formula wanted[] = {FORMULA_QUOTIENT, FORMULA_NONE,
                                          FORMULA_NONE, FORMULA_QUOTIENT};
    for (size_t i = 0; i < b.table->n_rows; i++)
        assert_int_equal(b.table->rows[i].cells[3].formula, wanted[i]);
    assert_int_equal(b.table->rows[0].cells[3].from, 1);
    assert_int_equal(b.table->rows[0].cells[3].to, 2);
    assert_int_equal(b.table->rows[0].cells[3].step, 1);
    made_close(&b.made);
}

/* Counts and money stand in one column: each has its own format, and a
   quotient is not divided by the unit of money. */
static void test_kinds_in_one_column(void **state)
{
    struct built b;
    (void)state;
    build(&b, "unit = million\n" COLUMNS
              "row.n = \"Số | đề án | s.local.n | s.national.n\"\n"
              "row.s = \"Kinh phí | triệu | s.local.support | "
              "s.national.support\"\n"
              "row.z = \"Tỷ lệ | | s.local.share | s.national.share\"\n");
    assert_non_null(b.table);
    assert_string_equal(b.table->rows[0].cells[3].number_format, "#,##0");
    /* 600,0 beside 1.028,5 in the workbook too. */
    assert_string_equal(b.table->rows[1].cells[3].number_format,
                        "#,##0.0;-#,##0.0;0");
    assert_string_equal(b.table->rows[1].cells[4].number_format,
                        "#,##0.0;-#,##0.0;0");
    /* The format of the column. */
    assert_null(b.table->rows[2].cells[3].number_format);
    assert_int_equal(b.table->columns[3].unit, MILLION);
    assert_int_equal(b.table->rows[2].cells[3].value.as.ratio.numerator,
                     5 * (int64_t)MILLION / 8);
    const struct origin *origin = &b.table->rows[1].cells[3].figure->origin;
    assert_string_equal(origin->row->keys[0].code, "local");
    made_close(&b.made);
}

static void test_sums(void **state)
{
    struct built b;
    (void)state;
    build(&b, "numbers = continue\n" COLUMNS "group.a = \"A | | @sum | @sum\"\n"
              "row.a = \"Một | | s.local.n | s.national.n\"\n"
              "row.b = \"Hai | | @sum | @sum\"\n"
              "sub.c = \"Ba | | s.local.n | s.total.n\"\n"
              "sub.d = \"Bốn | | s.national.n |\"\n"
              "group.e = \"E | | @sum | @sum\"\n"
              "row.f = \"Năm | | s.total.n | s.local.n - s.national.n\"\n"
              "total.g = \"Cộng | | @sum | @sum\"\n");
    expect_rows(&b, "g I|A|-|13|11\n"
                    "b 1|Một||5|3\n"
                    "b 2|Hai||8|8\n"
                    "b 2.1|Ba||5|8\n"
                    "b 2.2|Bốn||3|\n"
                    "g II|E|-|8|2\n"
                    "b 3|Năm||8|2\n"
                    "t Cộng|-|-|21|13\n");
    expect_sum(&b, 2, 3, 3, 4);
    expect_sum(&b, 0, 3, 1, 4);
    expect_sum(&b, 5, 4, 6, 6);
    expect_sum(&b, 7, 3, 0, 6);
    assert_int_equal(b.table->rows[1].cells[3].formula, FORMULA_NONE);
    made_close(&b.made);
}

static void test_rounded_sums(void **state)
{
    struct built b;
    (void)state;
    build(&b, "unit = billion\ndecimals = 1\n" COLUMNS
              "row.a = \"A | | s.local.support |\"\n"
              "row.b = \"B | | s.local.support |\"\n"
              "row.c = \"C | | s.local.support |\"\n"
              "row.d = \"D | | s.national.support |\"\n"
              "total.t = \"Cộng | | @sum |\"\n");
    /* 1 + 1 + 1 + 0,6 = 3,6 and 3,6855 is 3,7. */
    assert_true(b.rounded);
    assert_int_equal(made_count(&b.made, DIAG_ROUNDED_TOTAL), 1);
    assert_string_equal(
        text_to_plain(b.made.arena, &b.table->rows[4].cells[3].text), "3,7");
    made_close(&b.made);
}

static void test_empty_rows_and_their_heads(void **state)
{
    struct built b;
    (void)state;
    build(&b, "hide_empty = yes\n" COLUMNS "group.a = \"Trống\"\n"
              "row.a = \"A | | s.none.n |\"\n"
              "group.b = \"Có\"\n"
              "row.b = \"B | | s.none.n |\"\n"
              "row.c = \"C | | s.local.n |\"\n"
              "total.t = \"Cộng | | @sum | s.none.support\"\n");
    expect_rows(&b, "g I|Có|-|-|-\n"
                    "b 1|C||5|\n"
                    "t Cộng|-|-|5|0\n");
    expect_sum(&b, 2, 3, 0, 1);
    made_close(&b.made);
}

static void test_columns_on_conditions(void **state)
{
    struct built b;
    (void)state;
    build(&b, "column.1 = \"STT | @number\"\n"
              "column.2 = \"Chỉ tiêu | @label\"\n"
              "column.3 = \"Huyện | @figure | when='year old'\"\n"
              "column.4 = \"Tỉnh | @figure | when='!old !none? year'\"\n"
              "column.5 = \"Khu vực | @figure | when=none?\"\n"
              "row.a = \"A | s.local.n | s.national.n | s.total.n\"\n"
              "total.t = \"Cộng | @sum | @sum | @sum\"\n");
    expect_rows(&b, "b 1|A|3\n"
                    "t Cộng|-|3\n");
    expect_sum(&b, 1, 2, 0, 0);
    made_close(&b.made);
}

static void expect_fault(const char *section, const char *messages)
{
    struct built b;
    build(&b, section);
    assert_null(b.table);
    expect_messages(b.made.diag, messages);
    made_close(&b.made);
}

static void test_faults(void **state)
{
    (void)state;
    expect_fault(
        "column.1 = \"STT | @number\"\n"
        "column.2 = \"A | @label\"\n"
        "row.a = \"Một | hai | ba\"\n",
        "layout.ini:4:16: error: table-row-cells: row “row.a” has more cells "
        "than the table has columns after @number; “hai” is one too many\n");
    expect_fault(
        "column.1 = \"A | @label\"\ncolumn.2 = \"B | support\"\n"
        "row.a = \"Một\"\n",
        "layout.ini:3:13: error: bad-value: “support” is not a valid value for "
        "“column”; it must be @number, @label, @text, @figure\n");
    expect_fault("column.1 = \"A | @label\"\ncolumn.2 = \"B | @figure\"\n"
                 "row.a = \"Một | s.local.n\"\n"
                 "row.b = \"Hai | s.local.support\"\n"
                 "total.t = \"Cộng | @sum\"\n",
                 "layout.ini:6:19: error: table-sum: “@sum” of row “total.t”: "
                 "the figure of “row.b” is not of the same kind as those "
                 "before it; only counts, or only money, add up\n");
    expect_fault(
        "column.1 = \"A | @label\"\ncolumn.2 = \"B | @figure | "
        "when=old\"\nrow.a = \"Một | s.local.m\"\n",
        "layout.ini:4:16: error: tally-figure: “s.local.m” is not a figure of "
        "a tally; write TALLY.MEASURE, or with groups TALLY.KEY.MEASURE or "
        "TALLY.total.MEASURE; did you mean “s.total.n”?\n");
}

/* A condition is read when all else is in order. */
static void test_unknown_condition(void **state)
{
    (void)state;
    expect_fault("column.1 = \"A | @label\"\ncolumn.2 = \"B | @figure | "
                 "when='year nothing'\"\nrow.a = \"Một | s.local.n\"\n",
                 "layout.ini:3:18: error: annex-when: “nothing” is not a name "
                 "in the data\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_are_numbered),
        cmocka_unit_test(test_rates_are_live),
        cmocka_unit_test(test_kinds_in_one_column),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_rounded_sums),
        cmocka_unit_test(test_empty_rows_and_their_heads),
        cmocka_unit_test(test_columns_on_conditions),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_unknown_condition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
