/* Tables of a layout: heads, rows, totals, formulas, formats, faults. */
#include "made_document.h"

#include "figures/table_definition.h"
#include "schema/schema.h"

#define MILLION 1000000

/* ---- tallies made by hand ------------------------------------------------ */

static struct schema_value source_values[] = {
    {.code = "national", .label = "Quốc gia", .short_label = "QG"},
    {.code = "local", .label = "Địa phương", .short_label = "ĐP"},
};
static struct schema_values sources = {"source", source_values, 2};
static struct schema_field source_field = {
    .name = "source", .type = FIELD_ENUM, .values = &sources};

static struct tally_column pivot_columns[] = {
    {.name = "content", .kind = VALUE_TEXT, .is_group = true},
    {.name = "source",
     .kind = VALUE_TEXT,
     .field = &source_field,
     .is_group = true},
    {.name = "n",
     .source = &(struct figure_source){.tally = "by_cs", .measure = "n"},
     .kind = VALUE_INTEGER},
    {.name = "support",
     .source = &(struct figure_source){.tally = "by_cs", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
};

enum { N_PIVOT = 4 };

/* A row of two groups: n schemes, so many thousand đồng. */
static struct tally_row row_of(struct arena *arena, const char *first,
                               const char *second, int64_t n, int64_t thousands)
{
    struct tally_row row = {ARENA_ARRAY(arena, const char *, 2),
                            ARENA_ARRAY(arena, const char *, 2),
                            NULL,
                            ARENA_ARRAY(arena, struct value, N_PIVOT),
                            0,
                            0};
    row.keys[0] = first;
    row.keys[1] = second;
    row.labels[0] = first ? arena_printf(arena, "Nội dung %s", first) : NULL;
    row.labels[1] = second;
    row.values[2] = value_integer(n);
    row.values[3] = value_money(thousands * 1000);
    return row;
}

/* By content and source.  Content b has one scheme that both sources pay: it
   counts once in the content and once in all. */
static struct tally pivot_tally(struct arena *arena)
{
    struct tally tally = {.name = "by_cs",
                          .columns = pivot_columns,
                          .n_columns = N_PIVOT,
                          .n_groups = 2};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, 6);
    tally.rows[0] = row_of(arena, "a", "national", 3, 600000);
    tally.rows[1] = row_of(arena, "a", "local", 5, 1028500);
    tally.rows[2] = row_of(arena, "b", "national", 1, 250040);
    tally.rows[3] = row_of(arena, "b", "local", 1, 100040);
    tally.rows[4] = row_of(arena, "c", "national", 0, 0);
    tally.rows[5] = row_of(arena, "c", "local", 0, 0);
    tally.n_rows = 6;
    tally.firsts = ARENA_ARRAY(arena, struct tally_row, 3);
    tally.firsts[0] = row_of(arena, "a", NULL, 8, 1628500);
    tally.firsts[1] = row_of(arena, "b", NULL, 1, 350080);
    tally.firsts[2] = row_of(arena, "c", NULL, 0, 0);
    tally.n_firsts = 3;
    tally.seconds = ARENA_ARRAY(arena, struct tally_row, 2);
    tally.seconds[0] = row_of(arena, NULL, "national", 4, 850040);
    tally.seconds[1] = row_of(arena, NULL, "local", 6, 1128540);
    tally.n_seconds = 2;
    tally.total = ARENA_ARRAY(arena, struct value, N_PIVOT);
    tally.total[2] = value_integer(9);
    tally.total[3] = value_money(1978580000);
    return tally;
}

static struct tally_column list_columns[] = {
    {.name = "name",
     .source = &(struct figure_source){.tally = "list", .measure = "name"},
     .kind = VALUE_TEXT},
    {.name = "source",
     .source = &(struct figure_source){.tally = "list", .measure = "source"},
     .kind = VALUE_TEXT,
     .field = &source_field},
    {.name = "done",
     .source = &(struct figure_source){.tally = "list", .measure = "done"},
     .kind = VALUE_DATE},
    {.name = "support",
     .source = &(struct figure_source){.tally = "list", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
    {.name = "cost",
     .source = &(struct figure_source){.tally = "list", .measure = "cost"},
     .kind = VALUE_MONEY},
    {.name = "share",
     .source = &(struct figure_source){.tally = "list", .measure = "share"},
     .kind = VALUE_RATIO},
    {.name = "note",
     .source = &(struct figure_source){.tally = "list", .measure = "note"},
     .kind = VALUE_TEXT}, /* nobody wrote any */
};

enum { N_LIST = 7, N_RECORDS = 4 };

/* Records, the sources mixed; the last has none. */
static struct tally list_tally(struct arena *arena)
{
    static const char *const names[] = {"Một", "Hai", "Ba\nbốn", "Năm"};
    static const char *const source[] = {"local", "national", "local", NULL};
    static const int64_t thousands[] = {250500, 200000, 100250, 50};
    struct tally tally = {.name = "list",
                          .is_list = true,
                          .columns = list_columns,
                          .n_columns = N_LIST,
                          .n_rows = N_RECORDS};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, N_RECORDS);
    for (size_t i = 0; i < N_RECORDS; i++) {
        struct value *values = ARENA_ARRAY(arena, struct value, N_LIST);
        values[0] = value_text(names[i]);
        values[1] = source[i] ? value_text(source[i]) : VALUE_NONE;
        values[2] = value_date((struct date){2017, (int8_t)(i + 1), 9});
        values[3] = value_money(thousands[i] * 1000);
        values[4] = value_money(1000 * MILLION);
        values[5] = value_ratio((int64_t)i, 3);
        tally.rows[i].values = values;
    }
    /* The first and the third are of one entity, whose cost is told twice. */
    static size_t entities[] = {0, 1, 0, 2};
    tally.entities = entities;
    tally.total = ARENA_ARRAY(arena, struct value, N_LIST);
    tally.total[3] = value_money(550800000);
    tally.total[4] = value_money(3000 * (int64_t)MILLION);
    return tally;
}

/* ---- making a table ------------------------------------------------------ */

struct built {
    struct made made;
    struct table *table;
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
    struct tally two[] = {pivot_tally(arena), list_tally(arena)};
    struct tallies tallies = {.tallies = two, .n_tallies = 2};
    struct data *data = data_object(arena);
    data_set(arena, data, "year", data_text(arena, "2017"));
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

static void close_built(struct built *built)
{
    made_close(&built->made);
}

static const char *cell_text(struct built *built, size_t row, size_t column)
{
    return text_to_plain(built->made.arena,
                         &built->table->rows[row].cells[column].text);
}

/* Cells of a row, parted by "|"; covered ones are "-". */
static void assert_row(struct built *built, size_t row, enum row_kind kind,
                       const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    assert_in_range(row, 0, built->table->n_rows - 1);
    assert_int_equal(built->table->rows[row].kind, kind);
    for (size_t i = 0; i < built->table->n_columns; i++) {
        bool covered = built->table->rows[row].cells[i].colspan == 0;
        strbuf_add_text(&buf, i > 0 ? "|" : "");
        strbuf_add_text(&buf, covered ? "-" : cell_text(built, row, i));
    }
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

#define PIVOT_TABLE                                                            \
    "tally = by_cs\n"                                                          \
    "unit = million\n"                                                         \
    "total = Tổng cộng\n"                                                  \
    "column.1 = \"STT | @number\"\n"                                           \
    "column.2 = \"Nội dung | @label | weight=3\"\n"                          \
    "column.3 = \"Nguồn / Quốc gia / Số | n@national\"\n"                \
    "column.4 = \"Nguồn / Quốc gia / Tiền | support@national\"\n"        \
    "column.5 = \"Nguồn / Địa phương / Số | n@local\"\n"              \
    "column.6 = \"Nguồn / Địa phương / Tiền | support@local\"\n"      \
    "column.7 = \"Tổng / Số | n@*\"\n"                                     \
    "column.8 = \"Tổng / Tiền | support@*\"\n"

/* ---- heads --------------------------------------------------------------- */

static void assert_head(const struct built *built, size_t row, size_t column,
                        int colspan, int rowspan)
{
    const struct table_cell *cell = &built->table->head[row].cells[column];
    assert_int_equal(cell->colspan, colspan);
    assert_int_equal(cell->rowspan, rowspan);
}

static void test_heads_merge(void **state)
{
    struct built b;
    (void)state;
    build(&b, PIVOT_TABLE);
    assert_non_null(b.table);
    assert_int_equal(b.table->n_head, 3);
    assert_head(&b, 0, 0, 1, 3);
    assert_head(&b, 0, 1, 1, 3);
    assert_head(&b, 0, 2, 4, 1);
    assert_head(&b, 0, 3, 0, 0);
    assert_head(&b, 0, 6, 2, 1);
    assert_head(&b, 1, 2, 2, 1);
    assert_head(&b, 1, 4, 2, 1);
    assert_head(&b, 1, 6, 1, 2);
    assert_head(&b, 1, 7, 1, 2);
    assert_head(&b, 2, 5, 1, 1);
    assert_head(&b, 2, 0, 0, 0);
    assert_int_equal(b.table->columns[1].weight, 3);
    close_built(&b);
}

static void test_heads_are_templates(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\nunit_line = \"ĐVT năm {{year}}\"\n"
              "column.1 = \"Năm {{year}} / Tên | name\"\n");
    assert_non_null(b.table);
    assert_string_equal(
        text_to_plain(b.made.arena, &b.table->head[0].cells[0].text),
        "Năm 2017");
    assert_string_equal(text_to_plain(b.made.arena, &b.table->unit_line),
                        "ĐVT năm 2017");
    close_built(&b);
}

/* ---- pivots and totals --------------------------------------------------- */

static void test_pivot_rows(void **state)
{
    struct built b;
    (void)state;
    build(&b, PIVOT_TABLE);
    assert_int_equal(b.table->n_rows, 4);
    assert_row(&b, 0, ROW_BODY, "1|Nội dung a|3|600,00|5|1.028,50|8|1.628,50");
    assert_row(&b, 1, ROW_BODY, "2|Nội dung b|1|250,04|1|100,04|1|350,08");
    assert_row(&b, 2, ROW_BODY, "3|Nội dung c|0|0|0|0|0|0");
    assert_row(&b, 3, ROW_TOTAL, "Tổng cộng|-|4|850,04|6|1.128,54|9|1.978,58");
    assert_int_equal(b.table->rows[3].cells[0].colspan, 2);
    assert_string_equal(b.table->columns[3].number_format,
                        "#,##0.00;-#,##0.00;0");
    assert_string_equal(b.table->columns[2].number_format, "#,##0");
    assert_int_equal(b.table->columns[3].decimals, 2);
    assert_int_equal(b.table->columns[3].unit, MILLION);
    assert_int_equal(b.table->columns[3].align, ALIGN_RIGHT);
    close_built(&b);
}

static void assert_formula(const struct built *built, size_t row, size_t column,
                           enum formula formula, uint32_t from, uint32_t to)
{
    const struct table_cell *cell = &built->table->rows[row].cells[column];
    assert_int_equal(cell->formula, formula);
    if (formula != FORMULA_NONE) {
        assert_int_equal(cell->from, from);
        assert_int_equal(cell->to, to);
    }
}

static void test_formulas_only_where_parts_add_up(void **state)
{
    struct built b;
    (void)state;
    build(&b, PIVOT_TABLE);
    assert_formula(&b, 3, 2, FORMULA_SUM_ROWS, 0, 2);
    assert_formula(&b, 3, 5, FORMULA_SUM_ROWS, 0, 2);
    assert_formula(&b, 3, 6, FORMULA_SUM_ROWS, 0, 2);
    /* 3 + 5 = 8 over columns 3 and 5, which stand apart. */
    assert_formula(&b, 0, 6, FORMULA_ADD_COLUMNS, 2, 4);
    assert_int_equal(b.table->rows[0].cells[6].step, 2);
    assert_formula(&b, 0, 7, FORMULA_ADD_COLUMNS, 3, 5);
    /* One scheme of two sources: 1 and 1 are 1. */
    assert_formula(&b, 1, 6, FORMULA_NONE, 0, 0);
    assert_formula(&b, 1, 7, FORMULA_ADD_COLUMNS, 3, 5);
    assert_formula(&b, 0, 0, FORMULA_NONE, 0, 0);
    close_built(&b);
}

static void test_neighbouring_parts_are_a_range(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = by_cs\nunit = million\n"
              "column.1 = \"N | @label\"\n"
              "column.2 = \"A | support@national\"\n"
              "column.3 = \"B | support@local\"\n"
              "column.4 = \"C | support@*\"\n");
    assert_formula(&b, 0, 3, FORMULA_SUM_COLUMNS, 1, 2);
    assert_int_equal(b.table->n_rows, 3);
    close_built(&b);
}

static void test_empty_rows_are_hidden(void **state)
{
    struct built b;
    (void)state;
    build(&b, "hide_empty = yes\n" PIVOT_TABLE);
    assert_int_equal(b.table->n_rows, 3);
    assert_row(&b, 2, ROW_TOTAL, "Tổng cộng|-|4|850,04|6|1.128,54|9|1.978,58");
    assert_formula(&b, 2, 3, FORMULA_SUM_ROWS, 0, 1);
    close_built(&b);
}

static void test_empty_columns_are_hidden(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\ncolumn.1 = \"Tên | name | empty=no\"\n"
              "column.2 = \"Ghi chú | note | empty=no\"\n"
              "column.3 = \"Tỷ lệ | share | empty=no\"\n");
    assert_int_equal(b.table->n_columns, 2);
    assert_row(&b, 1, ROW_BODY, "Hai|0,33");
    close_built(&b);
    build(&b, "tally = list\ncolumn.1 = \"Tên | name\"\n"
              "column.2 = \"Ghi chú | note\"\n");
    assert_int_equal(b.table->n_columns, 2);
    close_built(&b);
    build(&b, "tally = list\ncolumn.1 = \"Ghi chú | note | empty=no\"\n");
    assert_int_equal(b.table->n_columns, 1);
    close_built(&b);
    build(&b, "tally = list\ncolumn.1 = \"Tên | name | empty=maybe\"\n");
    assert_null(b.table);
    assert_int_equal(made_count(&b.made, DIAG_TABLE_OPTION), 1);
    close_built(&b);
}

static void test_figures_know_their_origin(void **state)
{
    struct built b;
    (void)state;
    build(&b, PIVOT_TABLE);
    const struct figure *figure = b.table->rows[0].cells[5].figure;
    assert_string_equal(figure->text, "1.028,50");
    assert_int_equal(figure->value.as.integer, 1028500000);
    assert_string_equal(figure->origin.source->tally, "by_cs");
    assert_string_equal(figure->origin.row->keys[0].code, "a");
    assert_string_equal(figure->origin.row->keys[1].code, "local");
    assert_string_equal(figure->origin.source->measure, "support");
    /* The total is of all values of the first group. */
    const struct figure_row *total =
        b.table->rows[3].cells[5].figure->origin.row;
    assert_null(total->keys[0].field);
    assert_string_equal(total->keys[1].code, "local");
    assert_null(b.table->rows[0].cells[1].figure);
    close_built(&b);
}

/* ---- rounding ------------------------------------------------------------ */

/* Pivots with one decimal add up as printed: 600 + 250 = 850,
   1.028,5 + 100 = 1.128,5, 1.628,5 + 350,1 = 1.978,6.  The records do not:
   250,5 + 200 + 100,3 + 0,1 = 550,9 of 550,8. */
static void test_rounded_parts_are_noted(void **state)
{
    struct built b;
    (void)state;
    build(&b, "decimals = 1\n" PIVOT_TABLE);
    assert_false(b.rounded);
    assert_row(&b, 3, ROW_TOTAL, "Tổng cộng|-|4|850,0|6|1.128,5|9|1.978,6");
    close_built(&b);

    build(&b, "tally = list\nunit = million\ndecimals = 1\ntotal = T\n"
              "column.1 = \"N | name\"\ncolumn.2 = \"A | support\"\n");
    assert_true(b.rounded);
    assert_int_equal(made_count(&b.made, DIAG_ROUNDED_TOTAL), 1);
    assert_row(&b, 4, ROW_TOTAL, "T|550,8");
    assert_formula(&b, 4, 1, FORMULA_SUM_ROWS, 0, 3);
    size_t n;
    const struct diag_message *messages = diag_messages(b.made.diag, &n);
    assert_non_null(strstr(messages[0].text, "550,9"));
    assert_non_null(strstr(messages[0].text, "550,8"));
    close_built(&b);
}

/* ---- lists --------------------------------------------------------------- */

static void test_groups_of_records(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\nunit = million\ngroup_by = source\n"
              "numbers = continue\ntotal = Tổng\n"
              "column.1 = \"STT | @number\"\ncolumn.2 = \"Tên | name\"\n"
              "column.3 = \"Ngày | done\"\ncolumn.4 = \"Tiền | support\"\n"
              "column.5 = \"Vốn | cost\"\n");
    assert_int_equal(b.table->n_rows, 8);
    assert_row(&b, 0, ROW_GROUP, "I|Quốc gia|-|200,00|1.000,00");
    assert_row(&b, 1, ROW_BODY, "1|Hai|09/02/2017|200,00|1.000,00");
    /* One entity stands in both rows: their costs are not to be added. */
    assert_row(&b, 2, ROW_GROUP, "II|Địa phương|-|350,75|");
    assert_row(&b, 3, ROW_BODY, "2|Một|09/01/2017|250,50|1.000,00");
    assert_row(&b, 4, ROW_BODY, "3|Ba bốn|09/3/2017|100,25|1.000,00");
    assert_row(&b, 5, ROW_GROUP, "III|Chưa phân loại|-|0,05|1.000,00");
    assert_row(&b, 6, ROW_BODY, "4|Năm|09/4/2017|0,05|1.000,00");
    assert_row(&b, 7, ROW_TOTAL, "Tổng|-|-|550,80|3.000,00");
    assert_formula(&b, 0, 3, FORMULA_SUM_ROWS, 1, 1);
    assert_formula(&b, 2, 3, FORMULA_SUM_ROWS, 3, 4);
    assert_formula(&b, 7, 3, FORMULA_SUM_ROWS, 0, 6);
    /* A cost that two rows share counts once: 4 x 1.000 are 3.000. */
    assert_formula(&b, 7, 4, FORMULA_NONE, 0, 0);
    assert_string_equal(b.table->columns[2].number_format, "dd/m/yyyy");
    assert_null(b.table->columns[1].number_format);
    assert_int_equal(b.table->rows[4].cells[1].text.n_runs, 3);
    assert_null(b.table->rows[1].cells[3].figure);
    close_built(&b);
}

/* Sums run over records, not over the heads of their groups; a cost that two
   rows share is not carried, for the total is not the sum of the rows. */
static void test_sums_carried_forward(void **state)
{
    static const char *const sums[] = {"0",      "200,00", "200,00", "450,50",
                                       "550,75", "550,75", "550,80", "550,80"};
    struct built b;
    (void)state;
    build(&b, "tally = list\nunit = million\ngroup_by = source\n"
              "total = Tổng\ncarry = \"Mang sang | Chuyển sang\"\n"
              "column.1 = \"Tên | name\"\ncolumn.2 = \"Tiền | support\"\n"
              "column.3 = \"Vốn | cost\"\n");
    const struct table_carry *carry = b.table->carry;
    assert_non_null(carry);
    assert_int_equal(carry->n_columns, 1);
    assert_int_equal(carry->columns[0], 1);
    assert_int_equal(b.table->n_rows, 8);
    for (size_t i = 0; i < 8; i++)
        assert_string_equal(carry->sums[i], sums[i]);
    assert_string_equal(text_to_plain(b.made.arena, &carry->below),
                        "Mang sang");
    assert_string_equal(text_to_plain(b.made.arena, &carry->above),
                        "Chuyển sang");
    close_built(&b);
}

static void test_numbers_restart(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\ngroup_by = source\n"
              "column.1 = \"STT | @number\"\ncolumn.2 = \"Tên | name\"\n");
    assert_row(&b, 3, ROW_BODY, "1|Một");
    assert_row(&b, 4, ROW_BODY, "2|Ba bốn");
    close_built(&b);
}

static void test_formats_of_ratios(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\n"
              "column.1 = \"A | share | filter='percent 1'\"\n"
              "column.2 = \"B | share | unit=percent decimals=1\"\n"
              "column.3 = \"C | share\"\n"
              "column.4 = \"D | support | filter='million 1'\"\n"
              "column.5 = \"E | support | unit=thousand format='0'\"\n");
    assert_row(&b, 2, ROW_BODY, "66,7%|66,7|0,67|100,3|100.250");
    assert_string_equal(b.table->columns[0].number_format, "0.0%;-0.0%;0%");
    assert_string_equal(b.table->columns[1].number_format,
                        "#,##0.0;-#,##0.0;0");
    assert_string_equal(b.table->columns[2].number_format,
                        "#,##0.00;-#,##0.00;0");
    assert_string_equal(b.table->columns[3].number_format,
                        "#,##0.0;-#,##0.0;0");
    assert_string_equal(b.table->columns[4].number_format, "0");
    assert_int_equal(b.table->columns[3].unit, MILLION);
    assert_int_equal(b.table->columns[4].unit, 1000);
    const struct value *percent = &b.table->rows[2].cells[1].value;
    assert_int_equal(percent->as.ratio.numerator * 3,
                     percent->as.ratio.denominator * 200);
    close_built(&b);
}

/* The money of a table has one number of decimals on both sides of a column
   that stands apart. */
static void test_decimals_around_a_unit(void **state)
{
    struct built b;
    (void)state;
    build(&b, "tally = list\nunit = million\n"
              "column.1 = \"A | support\"\n"
              "column.2 = \"B | support | unit=thousand\"\n"
              "column.3 = \"C | cost\"\n");
    assert_row(&b, 1, ROW_BODY, "200,00|200.000|1.000,00");
    assert_string_equal(b.table->columns[1].number_format, "#,##0");
    assert_string_equal(b.table->columns[2].number_format,
                        "#,##0.00;-#,##0.00;0");
    close_built(&b);
}

/* ---- faults -------------------------------------------------------------- */

static void test_faults(void **state)
{
    static const struct {
        const char *section;
        enum diag_code code;
    } cases[] = {
        {"tally = none\ncolumn.1 = \"A | name\"\n", DIAG_TABLE_TALLY},
        {"column.1 = \"A | name\"\n", DIAG_TABLE_TALLY},
        {"tally = list\n", DIAG_TABLE_NO_COLUMN},
        {"tally = list\ncolumn.1 = name\n", DIAG_TABLE_COLUMN_FORM},
        {"tally = list\ncolumn.1 = \"A | | weight=1\"\n",
         DIAG_TABLE_COLUMN_FORM},
        {"tally = list\ncolumn.1 = \"A | nome\"\n", DIAG_TABLE_COLUMN},
        {"tally = list\ncolumn.1 = \"A | @label\"\n", DIAG_TABLE_COLUMN},
        {"tally = list\ncolumn.1 = \"A | n@national\"\n", DIAG_TABLE_PIVOT},
        {"tally = by_cs\ncolumn.1 = \"A | n@provincial\"\n", DIAG_TABLE_KEY},
        {"tally = by_cs\ncolumn.1 = \"A | m@*\"\n", DIAG_TABLE_COLUMN},
        {"tally = list\ncolumn.1 = \"A | name | colour=red\"\n",
         DIAG_TABLE_OPTION},
        {"tally = list\ncolumn.1 = \"A | name | align=middle\"\n",
         DIAG_TABLE_OPTION},
        {"tally = list\ncolumn.1 = \"A | cost | parts=support,own\"\n",
         DIAG_TABLE_COLUMN},
        {"tally = list\ncolumn.1 = \"A | name | filter='x\"\n",
         DIAG_TABLE_OPTION},
        {"tally = list\nunit = trillion\ncolumn.1 = \"A | name\"\n",
         DIAG_TABLE_UNIT},
        {"tally = list\ngroup_by = done\ncolumn.1 = \"A | name\"\n",
         DIAG_TABLE_GROUP},
        {"tally = list\ncolumn.1 = \"A {{nothing}} | name\"\n",
         DIAG_UNKNOWN_NAME},
        {"tally = list\ncolour = red\ncolumn.1 = \"A | name\"\n",
         DIAG_UNKNOWN_KEY},
        {"tally = list\ncolumn.1 = \"A | name | filter='million'\"\n",
         DIAG_FILTER_TYPE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct built b;
        build(&b, cases[i].section);
        if (made_count(&b.made, cases[i].code) == 0)
            fail_msg("case %zu did not report %s", i,
                     diag_code_name(cases[i].code));
        assert_true(diag_failed(b.made.diag));
        close_built(&b);
    }
}

/* Two sums of 5 x 10^18 đồng do not fit; the largest ratio times 100
   neither. */
static void test_figures_too_large_are_refused(void **state)
{
    struct made made;
    struct value values[2][N_LIST] = {{{0}}};
    struct tally_row rows[] = {{.values = values[0]}, {.values = values[1]}};
    struct tally tally = {.name = "list",
                          .is_list = true,
                          .columns = list_columns,
                          .n_columns = N_LIST,
                          .rows = rows,
                          .n_rows = 2,
                          .total = values[0]};
    struct tallies tallies = {.tallies = &tally, .n_tallies = 1};
    static const char *const sections[] = {
        "[table.t]\ntally = list\ngroup_by = source\n"
        "column.1 = \"A | name\"\ncolumn.2 = \"B | support\"\n",
        "[table.t]\ntally = list\ncolumn.1 = \"A | share | unit=percent\"\n"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        values[i][0] = values[i][1] = value_text("local");
        values[i][3] = value_money(5000000000000000000);
        values[i][5] = value_ratio(INT64_MAX, 7);
    }
    for (size_t i = 0; i < 2; i++) {
        bool rounded;
        made_open(&made, "");
        struct ini *ini = ini_parse(made.arena, "layout.ini", sections[i],
                                    strlen(sections[i]), made.diag);
        struct render render = {.arena = made.arena,
                                .config = &made.config,
                                .form = made.form,
                                .diag = made.diag};
        struct table_definition *definition =
            table_define(&render, ini_section(ini, "table.t"), &tallies);
        assert_non_null(definition);
        assert_null(table_build(&render, definition, &rounded));
        assert_int_not_equal(made_count(&made, DIAG_TABLE_OVERFLOW), 0);
        made_close(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads_merge),
        cmocka_unit_test(test_heads_are_templates),
        cmocka_unit_test(test_pivot_rows),
        cmocka_unit_test(test_formulas_only_where_parts_add_up),
        cmocka_unit_test(test_neighbouring_parts_are_a_range),
        cmocka_unit_test(test_empty_rows_are_hidden),
        cmocka_unit_test(test_empty_columns_are_hidden),
        cmocka_unit_test(test_figures_know_their_origin),
        cmocka_unit_test(test_rounded_parts_are_noted),
        cmocka_unit_test(test_groups_of_records),
        cmocka_unit_test(test_sums_carried_forward),
        cmocka_unit_test(test_numbers_restart),
        cmocka_unit_test(test_formats_of_ratios),
        cmocka_unit_test(test_decimals_around_a_unit),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_figures_too_large_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
