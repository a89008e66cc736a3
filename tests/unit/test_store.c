#include "dataset/store.h"

#include "base/strbuf.h"
#include "base/unicode.h"
#include "check.h"
#include "dataset/forms.h"
#include "dataset/proven.h"
#include "dataset/repeats.h"
#include "dataset/store_order.h"
#include "expression/write_sqlite.h"
#include "messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema_text[] =
    "[schema]\nname = test\n"
    "[values.source]\nnational = Quốc gia\nlocal = Địa phương\n"
    "[table.schemes]\nkey = \"id, source\"\nentity = id\n"
    "[field.schemes.id]\nheading = Mã\n"
    "[field.schemes.source]\nheading = Nguồn\ntype = enum\nvalues = source\n"
    "[field.schemes.support]\nheading = Hỗ trợ\ntype = money\nunit = million\n"
    "[field.schemes.score]\nheading = Điểm\ntype = decimal\nscale = 2\n"
    "[field.schemes.held_on]\nheading = Ngày\ntype = date\n"
    "[field.schemes.passed]\nheading = Đạt\ntype = boolean\n"
    "[table.parts]\nkey = id\n"
    "[field.parts.id]\nheading = Mã\n"
    "[field.parts.scheme]\nheading = Đề án\nreferences = schemes.id\n";

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct schema *schema;
    struct store *store;
    struct strbuf rows;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    struct ini *ini = ini_parse(fixture->arena, "test.ini", schema_text,
                                strlen(schema_text), fixture->diag);
    fixture->schema = schema_from_ini(fixture->arena, ini, fixture->diag);
    expect_messages(fixture->diag, "");
    fixture->store =
        store_create(fixture->arena, fixture->schema, NULL, fixture->diag);
    uint32_t columns[] = {2, 3, 5, 0, 7, 8};
    struct store_source source = {.name = "schemes.csv",
                                  .path = "in/schemes.csv",
                                  .table = "schemes",
                                  .columns = columns};
    assert_int_equal(store_add_source(fixture->store, &source), 0);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    store_destroy(fixture->store);
    strbuf_free(&fixture->rows);
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static void add(struct fixture *fixture, uint32_t line, const char *id,
                const char *source, int64_t support)
{
    struct value values[] = {value_text(id),
                             value_text(source),
                             value_money(support),
                             value_ratio(825, 100),
                             value_date((struct date){2017, 12, 4}),
                             {.kind = VALUE_BOOLEAN, .as.integer = 1}};
    assert_true(store_add_row(fixture->store, &fixture->schema->tables[0],
                              values, 0, line, fixture->diag));
}

static void print_names(void *context, const char *const *names, size_t n)
{
    struct fixture *fixture = context;
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(&fixture->rows, "%s%s", i == 0 ? "" : "|", names[i]);
    strbuf_add_char(&fixture->rows, '\n');
}

static bool print_row(void *context, const struct store_cell *cells, size_t n)
{
    struct fixture *fixture = context;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_char(&fixture->rows, '|');
        if (cells[i].kind == STORE_INTEGER)
            strbuf_add_integer(&fixture->rows, cells[i].integer);
        else if (cells[i].kind == STORE_TEXT)
            strbuf_add(&fixture->rows, cells[i].text, cells[i].size);
    }
    strbuf_add_char(&fixture->rows, '\n');
    return true;
}

/* The rows of SQL, or NULL when it is refused. */
static const char *query(struct fixture *fixture, const char *sql)
{
    strbuf_clear(&fixture->rows);
    struct place place = {"layout.ini", 7, 9, PLACE_TEXT};
    if (!store_query(fixture->store, sql, place, NULL, 0, NULL, print_row,
                     fixture, fixture->diag))
        return NULL;
    return strbuf_text(&fixture->rows);
}

static void rows_come_back_as_stored(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 2, "Đ1", "national", 290000000);
    add(fixture, 5, "A2", "local", 80000000);
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_string_equal(query(fixture, "SELECT * FROM schemes ORDER BY _row"),
                        "1|0|2|Đ1|national|290000000|825|2017-12-04|1\n"
                        "2|0|5|A2|local|80000000|825|2017-12-04|1\n");
    assert_int_equal(store_source(fixture->store, 0)->n_rows, 2);
    assert_int_equal(store_n_rows(fixture->store, &fixture->schema->tables[0]),
                     2);
    assert_string_equal(query(fixture, "SELECT count(*) FROM parts"), "0\n");
}

static void names_and_parameters_are_given(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 2, "A1", "national", 290000000);
    add(fixture, 3, "A2", "national", 1);
    assert_true(store_seal(fixture->store, fixture->diag));
    struct store_parameter parameters[] = {
        {"first", value_date((struct date){2017, 12, 4})},
        {"least", value_money(2)}};
    assert_true(store_query(
        fixture->store,
        "SELECT id AS code, support FROM schemes WHERE held_on >= :first AND "
        "support >= :least",
        PLACE_NONE, parameters, 2, print_names, print_row, fixture,
        fixture->diag));
    assert_string_equal(strbuf_text(&fixture->rows),
                        "code|support\nA1|290000000\n");
}

static void places_name_the_cell(void **state)
{
    struct fixture *fixture = *state;
    char text[80];
    const struct schema_field *fields = fixture->schema->tables[0].fields;
    place_format(store_place(fixture->store, 0, 14, &fields[2]), text,
                 sizeof text);
    assert_string_equal(text, "in/schemes.csv:14:5");
    /* A field without a column, and no field at all, name the line. */
    place_format(store_place(fixture->store, 0, 14, &fields[3]), text,
                 sizeof text);
    assert_string_equal(text, "in/schemes.csv:14");
    place_format(store_place(fixture->store, 0, 14, NULL), text, sizeof text);
    assert_string_equal(text, "in/schemes.csv:14");
    assert_null(store_place(fixture->store, 1, 14, NULL).file);
}

static void text_sorts_in_vietnamese_order(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"Đào", "Em", "Dừa", "cam",
                                        "Ăn",  "ổi", "ơi",  "A"};
    for (uint32_t i = 0; i < 8; i++)
        add(fixture, i + 2, names[i], "local", 1);
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_string_equal(query(fixture, "SELECT id FROM schemes ORDER BY id"),
                        "A\nĂn\ncam\nDừa\nĐào\nEm\nổi\nơi\n");
}

static void functions_know_days_and_words(void **state)
{
    struct fixture *fixture = *state;
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_string_equal(
        query(fixture, "SELECT year('2017-12-04'), quarter('2017-12-04'), "
                       "month('2017-12-04'), day('2017-12-04'), "
                       "days('1970-01-02'), year('x'), year(NULL)"),
        "2017|4|12|4|1||\n");
    assert_string_equal(query(fixture, "SELECT upper('hội chợ'), "
                                       "lower('ĐỀ ÁN'), "
                                       "fold('Hoà  BÌNH') = fold('hòa bình')"),
                        "HỘI CHỢ|đề án|1\n");
}

static void statements_can_only_read(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 2, "A1", "national", 1);
    assert_true(store_seal(fixture->store, fixture->diag));
    static const char *const refused[] = {
        "DELETE FROM schemes",
        "INSERT INTO parts (id) VALUES ('x')",
        "UPDATE schemes SET support = 0",
        "DROP TABLE schemes",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "PRAGMA cache_size",
        "ATTACH ':memory:' AS other",
        "VACUUM",
        "SELECT random()",
        "SELECT hex(randomblob(4))",
        "SELECT date('now')",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT load_extension('x')",
        "SELECT avg(support) FROM schemes",
        "SELECT total(support) FROM schemes",
        "SELECT round(support / 3) FROM schemes",
        "SELECT * FROM sqlite_schema",
        "SELECT * FROM pragma_table_info('schemes')",
        "WITH n(i) AS (SELECT 1 UNION SELECT i FROM n) SELECT * FROM n",
        "BEGIN",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        size_t n;
        if (query(fixture, refused[i]) != NULL)
            fail_msg("allowed: %s", refused[i]);
        const struct diag_message *messages = diag_messages(fixture->diag, &n);
        assert_int_equal(n, i + 1);
        if (messages[i].code != DIAG_SQL_DENIED)
            fail_msg("%s: %s", refused[i], messages[i].text);
    }
    assert_string_equal(query(fixture, "SELECT count(*) FROM schemes"), "1\n");
}

static void faults_of_sql_are_located(void **state)
{
    struct fixture *fixture = *state;
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_null(query(fixture, "SELECT suport FROM schemes"));
    assert_null(query(fixture, "SELECT 1; SELECT 2"));
    assert_null(query(fixture, " -- nothing\n"));
    assert_null(query(fixture, "SELECT :first"));
    assert_non_null(query(fixture, "SELECT 1; -- the end\n"));
    expect_messages(
        fixture->diag,
        "layout.ini:7:9: error: bad-sql: SQL error: no such column: suport\n"
        "layout.ini:7:9: error: bad-sql: SQL error: more than one statement\n"
        "layout.ini:7:9: error: bad-sql: SQL error: empty statement\n"
        "layout.ini:7:9: error: unknown-parameter: unknown parameter "
        "“:first”\n");
}

/* A misspelt name in double quotes would be taken for a text.  How SQLite
   words this differs between releases. */
static void quoted_names_are_no_texts(void **state)
{
    struct fixture *fixture = *state;
    size_t n;
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_null(query(fixture, "SELECT \"national\""));
    const struct diag_message *messages = diag_messages(fixture->diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_BAD_SQL);
    assert_non_null(strstr(messages[0].text, "no such column: "));
    assert_non_null(strstr(messages[0].text, "national"));
}

static void sums_are_exact_or_refused(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 2, "A1", "national", INT64_MAX - 1);
    add(fixture, 3, "A2", "local", 1);
    add(fixture, 4, "A3", "local", 1);
    assert_true(store_seal(fixture->store, fixture->diag));
    assert_string_equal(
        query(fixture, "SELECT sum(support) FROM schemes WHERE id < 'A3'"),
        "9223372036854775807\n");
    assert_null(query(fixture, "SELECT sum(support) FROM schemes"));
    assert_null(query(fixture, "SELECT sum(support) * 1.5 AS x FROM schemes "
                               "WHERE id > 'A1'"));
    /* An overflow outside sum() turns to a floating number in SQLite. */
    assert_null(query(fixture, "SELECT support + 2 FROM schemes"));
    expect_messages(
        fixture->diag,
        "layout.ini:7:9: error: sum-overflow: a sum is larger than "
        "9.223.372.036.854.775.807; look for a figure written in the wrong "
        "unit\n"
        "layout.ini:7:9: error: inexact-result: column “x” yields a "
        "floating-point or binary value; figures must be whole numbers\n"
        "layout.ini:7:9: error: inexact-result: column “support + 2” yields a "
        "floating-point or binary value; figures must be whole numbers\n");
}

static void repeats_are_noticed(void **state)
{
    struct fixture *fixture = *state;
    const struct schema_table *schemes = &fixture->schema->tables[0];
    add(fixture, 2, "A1", "national", 1);
    assert_false(store_may_repeat_entity(fixture->store, schemes));
    add(fixture, 3, "A1", "local", 1);
    assert_true(store_may_repeat_entity(fixture->store, schemes));
    assert_false(store_may_repeat_key(fixture->store, schemes));
    add(fixture, 4, "A1", "local", 2);
    assert_true(store_may_repeat_key(fixture->store, schemes));
}

/* Thousands of different keys must not be taken for repeated ones. */
static void different_keys_do_not_repeat(void **state)
{
    (void)state;
    struct repeats repeats = {0};
    char name[32];
    for (int i = 0; i < 20000; i++) {
        struct store_cell cell = {.kind = STORE_TEXT, .text = name};
        cell.size = (size_t)snprintf(name, sizeof name, "DA%d", i);
        repeats_add(&repeats, repeats_hash(REPEATS_HASH, &cell));
    }
    assert_false(repeats.found);
    const struct store_cell again = {
        .kind = STORE_TEXT, .text = "DA777", .size = 5};
    repeats_add(&repeats, repeats_hash(REPEATS_HASH, &again));
    assert_true(repeats.found);
    repeats_free(&repeats);
}

static bool count_row(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    (void)cells;
    (void)n_cells;
    ++*(int64_t *)context;
    return true;
}

/* Rows are added many at a time: whatever their number, the fields that some
   of them have and the moment at which they are asked for, each stands in its
   place. */
static void many_rows_arrive_whole(void **state)
{
    struct fixture *fixture = *state;
    const struct schema_table *schemes = &fixture->schema->tables[0];
    const struct schema_table *parts = &fixture->schema->tables[1];
    const struct store_source second = {
        .name = "parts.csv", .path = "in/parts.csv", .table = "parts"};
    size_t of_parts = store_add_source(fixture->store, &second);
    enum { N = 5003 };
    char id[N][8], sql[200];
    for (uint32_t i = 0; i < N; i++) {
        snprintf(id[i], sizeof id[i], "A%u", i);
        struct value values[6] = {value_text(id[i]), value_text("local"),
                                  value_money(i)};
        if (i >= 3001) /* a field that nobody had before */
            values[4] = value_date((struct date){2017, 3, (int8_t)(i % 7 + 1)});
        assert_true(store_add_row(fixture->store, schemes, values, 0, i + 2,
                                  fixture->diag));
        if (i % 1000 == 0)
            assert_true(store_add_row(
                fixture->store, parts,
                (struct value[]){value_text(id[i]), value_text(id[i])},
                of_parts, i, fixture->diag));
        if (i == 2 || i == 2222) {
            snprintf(sql, sizeof sql, "%u\n", i + 1);
            assert_string_equal(query(fixture, "SELECT count(*) FROM schemes"),
                                sql);
        }
    }
    assert_int_equal(store_n_rows(fixture->store, schemes), N);
    assert_string_equal(query(fixture, "SELECT count(*), sum(support), "
                                       "max(_row), count(held_on) "
                                       "FROM schemes"),
                        "5003|12512503|5003|2002\n");
    int64_t n_wrong = 0;
    assert_true(store_query(
        fixture->store,
        "SELECT 1 FROM schemes WHERE id <> 'A' || support OR _row <> support "
        "+ 1 OR _line <> support + 2 OR (held_on IS NULL) <> (_row <= 3001) "
        "OR day(held_on) <> support % 7 + 1",
        PLACE_NONE, NULL, 0, NULL, count_row, &n_wrong, fixture->diag));
    assert_int_equal(n_wrong, 0);
    assert_string_equal(query(fixture, "SELECT id FROM parts ORDER BY _row"),
                        "A0\nA1000\nA2000\nA3000\nA4000\nA5000\n");

    struct date first, last;
    assert_true(store_days(fixture->store, &schemes->fields[4], &first, &last));
    assert_int_equal(first.day, 1);
    assert_int_equal(last.day, 7);
    assert_false(
        store_days(fixture->store, &schemes->fields[0], &first, &last));
    assert_true(store_has_empty(fixture->store, &schemes->fields[4]));
    assert_true(store_is_filled(fixture->store, &schemes->fields[4]));

    /* The key of a row long before, then of its own source. */
    assert_false(store_may_repeat_entity(fixture->store, schemes));
    add(fixture, 9001, "A17", "national", 1);
    assert_true(store_may_repeat_entity(fixture->store, schemes));
    assert_false(store_may_repeat_key(fixture->store, schemes));
    add(fixture, 9002, "A18", "local", 1);
    assert_true(store_may_repeat_key(fixture->store, schemes));

    assert_true(
        store_take_back(fixture->store, parts, of_parts, fixture->diag));
    assert_string_equal(query(fixture, "SELECT count(*) FROM parts"), "0\n");
    assert_true(store_take_back(fixture->store, schemes, 0, fixture->diag));
    assert_false(
        store_days(fixture->store, &schemes->fields[4], &first, &last));
    assert_false(store_has_empty(fixture->store, &schemes->fields[4]));
    assert_false(store_is_filled(fixture->store, &schemes->fields[4]));
    add(fixture, 2, "A17", "local", 1);
    assert_string_equal(query(fixture, "SELECT _row, id FROM schemes"),
                        "1|A17\n");
    assert_false(store_may_repeat_entity(fixture->store, schemes));
    expect_messages(fixture->diag, "");
}

/* Adds a scheme of SOURCE. */
static void add_from(struct fixture *fixture, size_t source, uint32_t line,
                     const char *id)
{
    struct value values[6] = {value_text(id), value_text("local"),
                              value_money(1)};
    assert_true(store_add_row(fixture->store, &fixture->schema->tables[0],
                              values, source, line, fixture->diag));
}

/* A source that is taken back and read again does not repeat itself, but still
   what other sources have. */
static void rows_read_again_are_no_repeats(void **state)
{
    struct fixture *fixture = *state;
    const struct schema_table *schemes = &fixture->schema->tables[0];
    const struct schema_table *parts = &fixture->schema->tables[1];
    const struct store_source more = {
        .name = "more.csv", .path = "in/more.csv", .table = "schemes"};
    const struct store_source other = {
        .name = "parts.csv", .path = "in/parts.csv", .table = "parts"};
    size_t of_more = store_add_source(fixture->store, &more);
    size_t of_parts = store_add_source(fixture->store, &other);
    assert_true(
        store_add_row(fixture->store, parts,
                      (struct value[]){value_text("P"), value_text("c1")},
                      of_parts, 2, fixture->diag));
    add_from(fixture, 0, 2, "A1");
    for (int pass = 0; pass < 2; pass++) {
        add_from(fixture, of_more, 2, "A2");
        add_from(fixture, of_more, 3, "A3");
        assert_false(store_may_repeat_entity(fixture->store, schemes));
        assert_false(store_may_repeat_key(fixture->store, schemes));
        assert_true(
            store_take_back(fixture->store, schemes, of_more, fixture->diag));
    }
    add_from(fixture, of_more, 2, "A1");
    assert_true(store_may_repeat_entity(fixture->store, schemes));
    assert_true(store_may_repeat_key(fixture->store, schemes));
    assert_true(
        store_take_back(fixture->store, schemes, of_more, fixture->diag));
    assert_false(store_may_repeat_entity(fixture->store, schemes));

    /* The reference of a part is remembered: C1 is another form of it. */
    assert_false(forms_is_mixed(store_forms(fixture->store), 0));
    add_from(fixture, of_more, 2, "C1");
    assert_true(forms_is_mixed(store_forms(fixture->store), 0));
    expect_messages(fixture->diag, "");
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

/* The short way for ASCII must agree with the collator on any two strings. */
static void ascii_order_is_the_collators(void **state)
{
    (void)state;
    struct store_order *order = store_order_open();
    struct collator *collator = collator_open();
    uint32_t seed = 12345;
    for (int round = 0; round < 20000; round++) {
        char text[2][8];
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            size_t size = (seed >> 24) % 7;
            for (size_t i = 0; i < size; i++) {
                seed = seed * 1664525u + 1013904223u;
                /* Half of them few letters, so that prefixes are shared. */
                uint32_t any = seed >> 16;
                text[k][i] = round % 2 == 0 ? (char)(0x20 + any % 95)
                                            : "aAbB 1-"[any % 7];
            }
            text[k][size] = '\0';
        }
        int expected = collator_compare(collator, text[0], strlen(text[0]),
                                        text[1], strlen(text[1]));
        int got = store_order_compare(order, text[0], strlen(text[0]), text[1],
                                      strlen(text[1]));
        if (sign(expected) != sign(got))
            fail_msg("“%s” and “%s”: %d, not %d", text[0], text[1], got,
                     expected);
    }
    collator_close(collator);
    store_order_close(order);
}

/* The same of strings that begin alike with letters of Vietnamese. */
static void order_behind_a_common_beginning_is_the_collators(void **state)
{
    static const char *const letters[] = {
        "Đ", "đ", "ă", "Â", "ơ", "ư", "ế", "Ạ", "a", "B",
        "-", " ", "1", "e", "o", "h", "c", "n", "g", "\xcc\x81"};
    enum { N_LETTERS = sizeof letters / sizeof *letters };
    (void)state;
    struct store_order *order = store_order_open();
    struct collator *collator = collator_open();
    srand(20171204);
    for (int i = 0; i < 100000; i++) {
        char text[2][64] = {"", ""};
        for (int k = rand() % 5; k > 0; k--) {
            const char *letter = letters[rand() % N_LETTERS];
            strcat(text[0], letter);
            strcat(text[1], letter);
        }
        for (int side = 0; side < 2; side++)
            for (int k = rand() % 4; k > 0; k--)
                strcat(text[side], letters[rand() % N_LETTERS]);
        int expected = collator_compare(collator, text[0], strlen(text[0]),
                                        text[1], strlen(text[1]));
        int got = store_order_compare(order, text[0], strlen(text[0]), text[1],
                                      strlen(text[1]));
        if (expected != 0 && sign(expected) != sign(got))
            fail_msg("“%s” and “%s”: %d, not %d", text[0], text[1], got,
                     expected);
    }
    collator_close(collator);
    store_order_close(order);
}

/* ---- what needs no look at the rows -------------------------------------- */

/* Rows in which SCORE is never filled in and SUPPORT not always. */
static void add_rows_with_gaps(struct fixture *fixture, bool has_repeats)
{
    static const char *const ids[] = {"A-1", "A-2", "A-3", "A-1"};
    for (uint32_t i = 0; i < (has_repeats ? 4 : 3); i++) {
        struct value values[6] = {value_text(ids[i]), value_text("national")};
        if (i != 1)
            values[2] = value_money(1000000 * (int64_t)i);
        values[4] = value_date((struct date){2017, 12, 4});
        values[5] = (struct value){.kind = VALUE_BOOLEAN, .as.integer = i == 2};
        assert_true(store_add_row(fixture->store, &fixture->schema->tables[0],
                                  values, 0, i + 2, fixture->diag));
    }
    assert_true(store_seal(fixture->store, fixture->diag));
}

/* What is said to be proven of CONDITION, after SQL agrees in every row. */
static enum proven prove(struct fixture *fixture, const char *condition)
{
    static const char *const rows[] = {
        [PROVEN_FALSE] = "0\n", [PROVEN_TRUE] = "1\n", [PROVEN_EMPTY] = "\n"};
    struct expression_scope scope;
    struct strbuf sql = STRBUF_INIT;
    expression_scope_init(fixture->arena, &scope, fixture->schema,
                          &fixture->schema->tables[0]);
    const struct expression *node =
        expression_read(fixture->arena, &scope, condition, strlen(condition),
                        PLACE_NONE, EXPRESSION_CONDITION, fixture->diag);
    expect_messages(fixture->diag, "");
    const enum proven known = proven(fixture->store, node);
    strbuf_add_text(&sql, "SELECT DISTINCT ");
    sqlite_write(&sql, &scope, node, NULL);
    sqlite_write_from(&sql, &scope);
    const char *found = query(fixture, strbuf_text(&sql));
    assert_non_null(found);
    if (known != PROVEN_NOTHING)
        assert_string_equal(found, rows[known]);
    strbuf_free(&sql);
    return known;
}

static const char own_ids[] = "id not in (select id from schemes group by id "
                              "having count(*) > 1) or support > 0";

static void conditions_are_known_without_rows(void **state)
{
    struct fixture *fixture = *state;
    add_rows_with_gaps(fixture, false);
    assert_int_equal(prove(fixture, "score > 5"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score * 2 <= 5"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "not score > 5"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score is null"), PROVEN_TRUE);
    assert_int_equal(prove(fixture, "score is not null"), PROVEN_FALSE);
    assert_int_equal(prove(fixture, "score between 1 and 2"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score in (1, 2)"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score not in (1, 2)"), PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score is null or passed"), PROVEN_TRUE);
    assert_int_equal(prove(fixture, "score is not null and passed"),
                     PROVEN_FALSE);
    assert_int_equal(prove(fixture, "score > 5 or score is not null"),
                     PROVEN_EMPTY);
    assert_int_equal(prove(fixture, "score > 5 or passed"), PROVEN_NOTHING);
    assert_int_equal(prove(fixture, "score > 5 and passed"), PROVEN_NOTHING);
    assert_int_equal(prove(fixture, "coalesce(score, 1) > 0"), PROVEN_NOTHING);
    assert_int_equal(prove(fixture, "support is null"), PROVEN_NOTHING);
    assert_int_equal(prove(fixture, "support > 0"), PROVEN_NOTHING);
    assert_int_equal(prove(fixture, own_ids), PROVEN_TRUE);
    assert_int_equal(prove(fixture, "id in (select scheme from parts)"),
                     PROVEN_FALSE);
    assert_int_equal(prove(fixture, "id not in (select scheme from parts)"),
                     PROVEN_TRUE);
    assert_int_equal(prove(fixture, "id in (select id from schemes group by id "
                                    "having count(*) > 1)"),
                     PROVEN_NOTHING);
    assert_int_equal(prove(fixture,
                           "id not in (select id from schemes group by id "
                           "having count(*) > 0)"),
                     PROVEN_NOTHING);
}

static void repeated_ids_prove_nothing(void **state)
{
    struct fixture *fixture = *state;
    add_rows_with_gaps(fixture, true);
    assert_int_equal(prove(fixture, own_ids), PROVEN_NOTHING);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_come_back_as_stored),
        TEST(names_and_parameters_are_given),
        TEST(places_name_the_cell),
        TEST(text_sorts_in_vietnamese_order),
        TEST(functions_know_days_and_words),
        TEST(statements_can_only_read),
        TEST(faults_of_sql_are_located),
        TEST(quoted_names_are_no_texts),
        TEST(sums_are_exact_or_refused),
        TEST(repeats_are_noticed),
        TEST(many_rows_arrive_whole),
        TEST(rows_read_again_are_no_repeats),
        TEST(different_keys_do_not_repeat),
        TEST(conditions_are_known_without_rows),
        TEST(repeated_ids_prove_nothing),
        cmocka_unit_test(ascii_order_is_the_collators),
        cmocka_unit_test(order_behind_a_common_beginning_is_the_collators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
