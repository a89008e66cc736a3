#include "schema/schema.h"

#include "base/unicode.h"
#include "fixture.h"
#include "messages.h"
#include "schema/money_unit.h"

#include <string.h>

static struct schema *read_text(struct fixture *fixture, const char *text)
{
    struct ini *ini =
        ini_parse(fixture->arena, "s.ini", text, strlen(text), fixture->diag);
    assert_non_null(ini);
    return schema_from_ini(fixture->arena, ini, fixture->diag);
}

static void a_table_is_read(void **state)
{
    struct fixture *fixture = *state;
    struct schema *schema = read_text(
        fixture,
        "[schema]\nname = test\ntitle = \"Thử\"\n"
        "ignored_columns = \"STT | Số TT\"\n"
        "[table.plans]\nlabel = \"Kế hoạch\"\nkey = \"year, source\"\n"
        "period_by = year\nrequired = yes\n"
        "[field.plans.year]\nheading = Năm\ntype = year\nmin = 1990\n"
        "required = yes\n"
        "[field.plans.source]\nheading = Nguồn\ntype = enum\nvalues = source\n"
        "default = local\n"
        "[field.plans.assigned]\nheading = \"Kinh phí\"\n"
        "also = \"KP | Kinh phí giao\"\ntype = money\nunit = million\n"
        "max = 1.5\n"
        "[field.plans.score]\nheading = Điểm\ntype = decimal\nscale = 3\n"
        "max = 100\n"
        "[values.source]\nnational = \"Quốc gia | KCQG\"\n"
        "local = Địa phương\nshort.national = QG\nfrom.local = 2015-01-01\n"
        "[rule.positive]\ntable = plans\ncheck = \"assigned > 0\"\n"
        "at = assigned\nlevel = warning\nmessage = \"{assigned} của "
        "{year}\"\n");
    expect_messages(fixture->diag, "");
    assert_non_null(schema);
    const struct schema_table *plans = schema_find_table(schema, "plans");
    assert_int_equal(plans->n_fields, 4);
    assert_true(plans->required);
    assert_int_equal(plans->n_key, 2);
    assert_ptr_equal(plans->key[1], &plans->fields[1]);
    assert_string_equal(plans->fields[2].variants[1], "Kinh phí giao");
    assert_int_equal(plans->fields[2].unit, 1000000);
    assert_int_equal(plans->fields[2].max, 1500000);
    assert_int_equal(plans->fields[3].unit, 1000);
    assert_int_equal(plans->fields[3].max, 100000);
    assert_true(plans->fields[0].has_min && !plans->fields[0].has_max);
    const struct schema_value *national =
        schema_find_value(plans->fields[1].values, "national");
    assert_string_equal(national->label, "Quốc gia");
    assert_string_equal(national->short_label, "QG");
    assert_int_equal(plans->fields[1].values->values[1].valid_from.year, 2015);
    assert_true(schema_is_spelt(&national->spellings, "kcqg"));
    assert_false(schema_is_spelt(&national->spellings,
                                 unicode_fold(fixture->arena, "Địa phương")));
    assert_int_equal(schema->rules[0].level, DIAG_WARNING);
    assert_string_equal(schema->ignored_columns[1],
                        unicode_fold(fixture->arena, "SỐ  TT"));
}

static void paths_lead_through_references(void **state)
{
    struct fixture *fixture = *state;
    struct schema *schema = read_text(
        fixture, "[schema]\nname = test\n"
                 "[table.parts]\nlabel = x\nperiod_by = scheme.held_on\n"
                 "[field.parts.scheme]\nheading = Đề án\n"
                 "references = schemes.id\n"
                 "[table.schemes]\nlabel = y\n"
                 "[field.schemes.id]\nheading = Mã\n"
                 "[field.schemes.held_on]\nheading = Ngày\ntype = date\n");
    assert_non_null(schema);
    const struct schema_table *parts = schema_find_table(schema, "parts");
    const struct schema_field *through;
    const struct schema_field *field =
        schema_resolve_path(schema, parts, parts->period_by, &through);
    assert_string_equal(field->name, "held_on");
    assert_string_equal(through->name, "scheme");
    assert_null(schema_resolve_path(schema, parts, "scheme.no", &through));
    assert_null(schema_resolve_path(schema, parts, "no.held_on", &through));
}

static void every_fault_is_located(void **state)
{
    struct fixture *fixture = *state;
    assert_null(read_text(fixture,
                          "[schema]\n"                           /* 1 */
                          "title = x\n"                          /* 2 */
                          "[table.schemes]\n"                    /* 3 */
                          "key = \"id, nothing\"\n"              /* 4 */
                          "entity = none\n"                      /* 5 */
                          "period_by = name\n"                   /* 6 */
                          "colour = red\n"                       /* 7 */
                          "[field.schemes.id]\n"                 /* 8 */
                          "heading = Mã\n"                       /* 9 */
                          "type = number\n"                      /* 10 */
                          "[field.schemes.name]\n"               /* 11 */
                          "also = \"MÃ\"\n"                      /* 12 */
                          "references = plans.id\n"              /* 13 */
                          "[field.schemes.select]\n"             /* 14 */
                          "heading = Chọn\n"                     /* 15 */
                          "[field.schemes.source]\n"             /* 16 */
                          "heading = Nguồn\n"                    /* 17 */
                          "type = enum\n"                        /* 18 */
                          "values = source\n"                    /* 19 */
                          "default = other\n"                    /* 20 */
                          "[field.schemes.support]\n"            /* 21 */
                          "heading = Hỗ trợ\n"                   /* 22 */
                          "type = money\n"                       /* 23 */
                          "unit = dozen\n"                       /* 24 */
                          "min = many\n"                         /* 25 */
                          "[values.source]\n"                    /* 26 */
                          "national = Quốc gia\n"                /* 27 */
                          "local = \"Địa phương | quốc  gia\"\n" /* 28 */
                          "from.other = 2015-01-01\n"            /* 29 */
                          "to.local = never\n"                   /* 30 */
                          "[rule.one]\n"                         /* 31 */
                          "table = schemes\n"                    /* 32 */
                          "check = \"support > 0\"\n"            /* 33 */
                          "at = money\n"                         /* 34 */
                          "message = \"{support} và {cost}\"\n"  /* 35 */
                          "level = loud\n"                       /* 36 */
                          "[rule.two]\n"                         /* 37 */
                          "table = plan\n"                       /* 38 */
                          "at = x\n"                             /* 39 */
                          "check = \"1\"\n"                      /* 40 */
                          "message = x\n"                        /* 41 */
                          "[table.empty]\n"                      /* 42 */
                          "label = z\n"));
    expect_messages(
        fixture->diag,
        "s.ini:1:1: error: schema-incomplete: [schema] must have “name”\n"
        "s.ini:29:1: error: schema-unknown-name: “other” is not defined; "
        "define it or correct the name\n"
        "s.ini:30:12: error: schema-bad-value: “never” is not valid here; "
        "expected: a date such as 2025-10-15\n"
        "s.ini:28:1: error: schema-ambiguous: “quốc  gia” already stands for "
        "“national”; spellings must differ\n"
        "s.ini:10:8: error: schema-bad-value: “number” is not valid here; "
        "expected: text, integer, decimal, money, date, year, enum, boolean, "
        "place\n"
        "s.ini:11:1: error: schema-incomplete: [field.schemes.name] must have "
        "“heading”\n"
        "s.ini:14:1: error: schema-bad-name: “select” is not a valid name; "
        "start with a letter, use a-z, 0-9 and “_”, and avoid the words that "
        "SQL reserves\n"
        "s.ini:20:11: error: schema-unknown-name: “other” is not defined; "
        "define it or correct the name\n"
        "s.ini:24:8: error: schema-bad-value: “dozen” is not valid here; "
        "expected: dong, thousand, million, billion\n"
        "s.ini:25:7: error: schema-bad-value: “many” is not valid here; "
        "expected: a number such as 1234.5\n"
        "s.ini:11:1: error: schema-ambiguous: “MÃ” already stands for “id”; "
        "spellings must differ\n"
        "s.ini:4:8: error: schema-unknown-name: “nothing” is not defined; "
        "define it or correct the name\n"
        "s.ini:5:10: error: schema-unknown-name: “none” is not defined; define "
        "it or correct the name\n"
        "s.ini:42:1: error: schema-incomplete: [table.empty] must have "
        "“[field.empty.NAME]”\n"
        "s.ini:36:9: error: schema-bad-value: “loud” is not valid here; "
        "expected: error, warning, note\n"
        "s.ini:34:6: error: schema-unknown-name: “money” is not defined; "
        "define it or correct the name\n"
        "s.ini:35:12: error: schema-unknown-name: “cost” is not defined; "
        "define it or correct the name\n"
        "s.ini:38:9: error: schema-unknown-name: “plan” is not defined; define "
        "it or correct the name\n"
        "s.ini:11:1: error: schema-unknown-name: “plans.id” is not defined; "
        "define it or correct the name\n"
        "s.ini:6:13: error: schema-bad-value: “name” is not valid here; "
        "expected: a field of type date or year\n"
        "s.ini:7:1: error: unknown-key: unknown key “colour” in section "
        "“table.schemes”\n");
}

/* The schema that is shipped must read without a word. */
static void the_shipped_schema_is_good(void **state)
{
    struct fixture *fixture = *state;
    const struct root *here = root_at(fixture->arena, ".");
    struct schema *schema =
        schema_read(fixture->arena, input_at("layouts/schema/khuyen-cong.ini"),
                    here, fixture->diag);
    expect_messages(fixture->diag, "");
    assert_non_null(schema);
    assert_int_equal(schema->n_tables, 9);
    const struct schema_table *schemes = schema_find_table(schema, "schemes");
    assert_int_equal(schema_find_field(schemes, "content")->values->n_values,
                     14);
}

static void units_are_read_from_headings(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        int64_t dong;
    } units[] = {
        {"triệu đồng", 1000000},
        {"Triệu  đồng", 1000000},
        {"tr.đ", 1000000},
        {"Tr. đồng", 1000000},
        {"ĐVT: triệu đồng", 1000000},
        {"nghìn đồng", 1000},
        {"ngàn đồng", 1000},
        {"1.000 đồng", 1000},
        {"1.000.000 đ", 1000000},
        {"đồng", 1},
        {"VNĐ", 1},
        {"tỷ đồng", 1000000000},
        {"tỉ đồng", 1000000000},
        {"tỷ\302\240đồng", 1000000000},
        {"USD", 0},
        {"triệu USD", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (money_unit_written(fixture->arena, units[i].text) != units[i].dong)
            fail_msg("%s", units[i].text);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_table_is_read),
        TEST(paths_lead_through_references),
        TEST(every_fault_is_located),
        TEST(the_shipped_schema_is_good),
        TEST(units_are_read_from_headings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
