/* The names that templates can use: configuration, period, tallies. */
#include "made_document.h"

#include "schema/schema.h"
#include "template/expand.h"

static struct schema_value kind_values[] = {
    {.code = "fair", .label = "Hội chợ", .short_label = "HC"}};
static struct schema_values kinds = {"kind", kind_values, 1};
static struct schema_field kind_field = {
    .name = "kind", .type = FIELD_ENUM, .values = &kinds};

static struct tally_column pivot_columns[] = {
    {.name = "content", .kind = VALUE_TEXT, .is_group = true},
    {.name = "source", .kind = VALUE_TEXT, .is_group = true},
    {.name = "n",
     .source = &(struct figure_source){.tally = "by_cs", .measure = "n"},
     .kind = VALUE_INTEGER},
    {.name = "plan.n",
     .source = &(struct figure_source){.tally = "by_cs", .measure = "plan.n"},
     .kind = VALUE_INTEGER},
};
static struct tally_column list_columns[] = {
    {.name = "name",
     .source = &(struct figure_source){.tally = "list", .measure = "name"},
     .kind = VALUE_TEXT},
    {.name = "kind",
     .source = &(struct figure_source){.tally = "list", .measure = "kind"},
     .kind = VALUE_TEXT,
     .field = &kind_field},
};

/* Three rows of keys: (a, x), a alone, x alone; and the totals. */
static const char *keys[][2] = {{"a", "x"}, {"a", NULL}, {NULL, "x"}};
static const char *labels[][2] = {{"A", "X"}, {"A", NULL}, {NULL, "X"}};
static struct value values[4][4];
static struct tally_row rows[3];
static struct value records[2][2];
static struct tally_row list_rows[2];

static struct tally tallies_made[] = {
    {.name = "by_cs",
     .columns = pivot_columns,
     .n_columns = 4,
     .n_groups = 2,
     .rows = &rows[0],
     .n_rows = 1,
     .firsts = &rows[1],
     .n_firsts = 1,
     .seconds = &rows[2],
     .n_seconds = 1,
     .total = values[3]},
    {.name = "list",
     .is_list = true,
     .columns = list_columns,
     .n_columns = 2,
     .rows = list_rows,
     .n_rows = 2,
     .total = values[3]},
};
static struct tally_attachment attachment = {"beside", "by_cs", 0};
static const struct tallies tallies = {.tallies = tallies_made, .n_tallies = 2};

static void fill(void)
{
    for (int i = 0; i < 4; i++) {
        values[i][2] = value_integer(10 + i);
        values[i][3] = i == 0 ? VALUE_NONE : value_integer(20 + i);
    }
    for (int i = 0; i < 3; i++)
        rows[i] =
            (struct tally_row){keys[i], labels[i], labels[i], values[i], 0, 0};
    for (int i = 0; i < 2; i++) {
        records[i][0] = value_text(i == 0 ? "Một" : "Hai");
        records[i][1] = value_text("fair");
        list_rows[i].values = records[i];
    }
}

static struct data *root_of(struct made *made, const char *ini)
{
    fill();
    made_open(made, ini);
    made->config.agency = "SỞ CÔNG THƯƠNG";
    made->config.place = "Kiên Giang";
    made->config.symbol = "BC-SCT";
    return expand_data(made->arena, &made->config, made->form, "BÁO CÁO",
                       &tallies);
}

static void assert_integer(struct data *root, const char *path, int64_t integer)
{
    struct data *data = data_find(root, path);
    if (!data || data->kind != DATA_VALUE)
        fail_msg("%s is no value", path);
    assert_int_equal(data->value.as.integer, integer);
}

static void assert_text(struct data *root, const char *path, const char *text)
{
    struct data *data = data_find(root, path);
    if (!data || data->kind != DATA_VALUE)
        fail_msg("%s is no value", path);
    assert_string_equal(data->value.as.text, text);
}

static void assert_key(const struct origin *origin, size_t i, const char *field,
                       const char *code)
{
    assert_non_null(origin->row);
    assert_string_equal(origin->row->keys[i].field, field);
    assert_string_equal(origin->row->keys[i].code, code);
}

static void test_two_groups(void **state)
{
    struct made made;
    struct data *root = root_of(&made, "");
    (void)state;
    assert_integer(root, "by_cs.a.n", 11);
    assert_integer(root, "by_cs.a.x.n", 10);
    assert_integer(root, "by_cs.a.plan.n", 21);
    assert_integer(root, "by_cs.total.n", 13);
    assert_integer(root, "by_cs.columns.x.n", 12);
    assert_integer(root, "by_cs.count", 1);
    assert_text(root, "by_cs.a.label", "A");
    assert_text(root, "by_cs.a.x.label", "X");
    assert_int_equal(data_find(root, "by_cs.a.x.plan.n")->kind, DATA_NULL);
    assert_null(data_find(root, "by_cs.b"));
    assert_null(data_find(root, "by_cs.a.nothing"));
    const struct data *figure = data_find(root, "by_cs.a.x.n");
    assert_key(&figure->origin, 0, "content", "a");
    assert_key(&figure->origin, 1, "source", "x");
    assert_string_equal(figure->origin.source->measure, "n");
    /* A total of one group is of all values of the other. */
    figure = data_find(root, "by_cs.columns.x.n");
    assert_null(figure->origin.row->keys[0].field);
    assert_key(&figure->origin, 1, "source", "x");
    figure = data_find(root, "by_cs.a.n");
    assert_key(&figure->origin, 0, "content", "a");
    assert_null(figure->origin.row->keys[1].field);
    assert_null(data_find(root, "by_cs.total.n")->origin.row);
    assert_int_equal(data_find(root, "by_cs.a.rows")->n_items, 1);
    made_close(&made);
}

static void test_records(void **state)
{
    struct made made;
    struct data *root = root_of(&made, "");
    (void)state;
    struct data *list = data_find(root, "list");
    assert_true(data_is_true(list, true));
    assert_int_equal(list->n_items, 2);
    assert_text(list->items[0], "kind", "Hội chợ");
    assert_text(list->items[0], "kind.key", "fair");
    assert_text(list->items[0], "kind.short", "HC");
    assert_text(list->items[0], "separator", " và ");
    assert_text(list->items[1], "separator", "");
    assert_text(list->items[0], "stop", ";");
    assert_text(list->items[1], "stop", ".");
    assert_integer(list->items[1], "number", 2);
    assert_true(data_find(list->items[0], "first")->boolean);
    assert_false(data_find(list->items[0], "last")->boolean);
    assert_integer(root, "list.count", 2);
    made_close(&made);
}

/* Rows of another tally beside those whose key they have; nothing beside
   others. */
static void test_attached(void **state)
{
    struct made made;
    (void)state;
    tallies_made[1].attachments = &attachment;
    tallies_made[1].n_attachments = 1;
    struct data *root = root_of(&made, "");
    records[1][0] = value_text("a");
    struct data *list = data_find(root, "list");
    data_fill(list);
    assert_int_equal(data_find(list->items[0], "beside")->kind, DATA_NULL);
    assert_integer(list->items[1], "beside.n", 11);
    assert_integer(list->items[1], "beside.x.n", 10);
    tallies_made[1].n_attachments = 0;
    made_close(&made);
}

/* Members are found among many as among few, and set again in their place. */
static void test_many_members(void **state)
{
    enum { N = 1000 };
    struct arena *arena = arena_create();
    struct data *object = data_object(arena);
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < N; i++)
            data_set(arena, object, arena_printf(arena, "m%d", i),
                     data_value(arena, value_integer(i + round)));
    assert_int_equal(object->n_members, N);
    for (int i = 0; i < N; i++) {
        const char *name = arena_printf(arena, "m%d.rest", i);
        struct data *found = data_get(object, name, strcspn(name, "."));
        assert_non_null(found);
        assert_int_equal(found->value.as.integer, i + 1);
    }
    assert_null(data_get(object, "m", 1));
    assert_null(data_get(object, "m10000", 6));
    arena_destroy(arena);
}

/* The rows of a first group stand below it in their order, wherever others
   stand between them. */
static void test_rows_below_groups(void **state)
{
    enum { N_FIRSTS = 3, N_ROWS = 12 };
    struct made made;
    (void)state;
    made_open(&made, "");
    struct arena *arena = made.arena;
    struct tally tally = {.name = "by_cs",
                          .columns = pivot_columns,
                          .n_columns = 4,
                          .n_groups = 2,
                          .n_rows = N_ROWS,
                          .n_firsts = N_FIRSTS};
    tally.rows = ARENA_ARRAY(arena, struct tally_row, N_ROWS);
    tally.firsts = ARENA_ARRAY(arena, struct tally_row, N_FIRSTS);
    for (int i = 0; i < N_ROWS + N_FIRSTS; i++) {
        struct tally_row *row =
            i < N_ROWS ? &tally.rows[i] : &tally.firsts[i - N_ROWS];
        row->keys = ARENA_ARRAY(arena, const char *, 2);
        row->keys[0] = arena_printf(arena, "f%d", i % N_FIRSTS);
        if (i < N_ROWS)
            row->keys[1] = arena_printf(arena, "s%d", i);
        row->labels = row->keys;
        row->values = ARENA_ARRAY(arena, struct value, 4);
    }
    const struct tallies all = {.tallies = &tally, .n_tallies = 1};
    struct data *root =
        expand_data(arena, &made.config, made.form, "BÁO CÁO", &all);
    struct data *below = data_find(root, "by_cs.f1.rows");
    assert_int_equal(below->n_items, N_ROWS / N_FIRSTS);
    for (size_t i = 0; i < below->n_items; i++)
        assert_string_equal(data_get(below->items[i], "key", 3)->value.as.text,
                            arena_printf(arena, "s%zu", 1 + i * N_FIRSTS));
    made_close(&made);
}

static void test_configuration_and_period(void **state)
{
    struct made made;
    struct data *root = root_of(
        &made, "[text]\nword = lời\n[agency]\narea = tỉnh Kiên Giang\n");
    (void)state;
    assert_text(root, "text.word", "lời");
    assert_text(root, "agency.area", "tỉnh Kiên Giang");
    assert_text(root, "agency.full_name", "Sở Công Thương");
    assert_text(root, "document.type", "Báo cáo");
    assert_int_equal(data_find(root, "document.number")->kind, DATA_NULL);
    assert_int_equal(data_find(root, "addressee")->kind, DATA_NULL);
    assert_text(root, "period.name", "năm 2017");
    assert_text(root, "period.within", "trong năm 2017");
    assert_text(root, "period.last_year.name", "năm 2016");
    assert_integer(root, "period.year", 2017);
    assert_integer(root, "period.next_year", 2018);
    assert_integer(root, "period.months", 12);
    assert_int_equal(data_find(root, "period.first")->value.as.date.day, 1);
    made_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_groups),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_attached),
        cmocka_unit_test(test_many_members),
        cmocka_unit_test(test_rows_below_groups),
        cmocka_unit_test(test_configuration_and_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
