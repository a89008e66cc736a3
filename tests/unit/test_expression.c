/* Expressions: what they are, what they become as SQL, and where they are
   refused. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "expression/expression.h"
#include "expression/missing.h"
#include "expression/once.h"
#include "expression/write_sqlite.h"

static const char schema_text[] =
    "[schema]\nname = world\ntrue_words = yes\nfalse_words = no\n"
    "[table.schemes]\nlabel = S\nkey = \"id, source\"\nentity = id\n"
    "consistent = \"name, total, day, status\"\n"
    "[field.schemes.id]\nheading = Id\n"
    "[field.schemes.name]\nheading = Name\n"
    "[field.schemes.source]\nheading = Source\ntype = enum\nvalues = source\n"
    "[field.schemes.status]\nheading = Status\ntype = enum\nvalues = status\n"
    "[field.schemes.support]\nheading = Support\ntype = money\n"
    "[field.schemes.total]\nheading = Total\ntype = money\n"
    "[field.schemes.day]\nheading = Day\ntype = date\n"
    "[field.schemes.year]\nheading = Year\ntype = year\n"
    "[field.schemes.n]\nheading = N\ntype = integer\n"
    "[field.schemes.score]\nheading = Score\ntype = decimal\nscale = 2\n"
    "[field.schemes.rate]\nheading = Rate\ntype = decimal\nscale = 3\n"
    "[field.schemes.done]\nheading = Done\ntype = boolean\n"
    "[table.units]\nlabel = U\nkey = id\n"
    "[field.units.id]\nheading = Id\nrequired = yes\n"
    "[field.units.scheme]\nheading = Scheme\nreferences = schemes.id\n"
    "[field.units.workers]\nheading = Workers\ntype = integer\n"
    "[table.machines]\nlabel = M\nkey = id\n"
    "[field.machines.id]\nheading = Id\n"
    "[field.machines.unit]\nheading = Unit\nreferences = units.id\n"
    "[field.machines.price]\nheading = Price\ntype = money\n"
    "[values.source]\nnational = N\nlocal = L\n"
    "[values.status]\naccepted = A\nrunning = R\n";

struct reading {
    struct arena *arena;
    struct diag *diag;
    struct expression_scope scope;
};

static void open_reading(struct reading *reading, const char *table)
{
    reading->arena = arena_create();
    reading->diag = diag_create(NULL, NULL, false);
    struct ini *ini = ini_parse(reading->arena, "world.ini", schema_text,
                                strlen(schema_text), reading->diag);
    assert_non_null(ini);
    const struct schema *schema =
        schema_from_ini(reading->arena, ini, reading->diag);
    assert_non_null(schema);
    expression_scope_init(reading->arena, &reading->scope, schema,
                          schema_find_table(schema, table));
}

static void close_reading(struct reading *reading)
{
    diag_destroy(reading->diag);
    arena_destroy(reading->arena);
}

static const struct expression *read(struct reading *reading, const char *text,
                                     enum expression_use use)
{
    struct place place = {"layout.ini", 1, 1, PLACE_TEXT};
    return expression_read(reading->arena, &reading->scope, text, strlen(text),
                           place, use, reading->diag);
}

static const char *kind_name(struct type type)
{
    static const char *const names[] = {
        "null",  "number", "string", "count", "integer", "decimal",
        "money", "date",   "year",   "text",  "code",    "truth"};
    return names[type.kind];
}

static bool check_type(const char *table, enum expression_use use,
                       const char *text, const char *expected)
{
    struct reading reading;
    char found[64];
    open_reading(&reading, table);
    const struct expression *tree = read(&reading, text, use);
    size_t n;
    const struct diag_message *messages = diag_messages(reading.diag, &n);
    if (!tree)
        snprintf(found, sizeof found, "%u: %s", messages[0].place.column,
                 diag_code_name(messages[0].code));
    else if (tree->type.scale > 0)
        snprintf(found, sizeof found, "%s %u", kind_name(tree->type),
                 tree->type.scale);
    else
        snprintf(found, sizeof found, "%s", kind_name(tree->type));
    bool same = strcmp(found, expected) == 0;
    if (!same)
        print_error("%s: %s, not %s\n", text, found, expected);
    close_reading(&reading);
    return same;
}

struct typed {
    const char *text;
    const char *type; /* or "column: code" */
};

static void check_types(const char *table, enum expression_use use,
                        const struct typed *cases, size_t n)
{
    bool same = true;
    for (size_t i = 0; i < n; i++)
        if (!check_type(table, use, cases[i].text, cases[i].type))
            same = false;
    assert_true(same);
}

/* One row a rule. */
static void test_types_of_columns(void **state)
{
    static const struct typed cases[] = {
        {"support", "money"},
        {"schemes.support", "money"},
        {"n", "integer"},
        {"score", "decimal 2"},
        {"source", "code"},
        {"name", "text"},
        {"day", "date"},
        {"year", "year"},
        {"done", "truth"},
        {"null", "null"},
        {"12", "number"},
        {"1.50", "number 2"},
        {"'x'", "string"},
        {"true", "truth"},
        {":first", "date"},
        {":last_year", "year"},
        {":place", "text"},
        /* sums */
        {"support + total", "money"},
        {"support - 1000", "money"},
        {"0 + support", "money"},
        {"support + n", "9: expression-types"},
        {"support + 1.5", "9: expression-types"},
        {"support + score", "9: expression-types"},
        {"n + 1", "integer"},
        {"n + score", "decimal 2"},
        {"score + rate", "decimal 3"},
        {"n + 0.5", "decimal 1"},
        {"done + done", "count"},
        {"year + 1", "year"},
        {"year - year", "integer"},
        {"1 - year", "3: expression-types"},
        {"day + 1", "5: expression-types"},
        {"name + 1", "6: expression-types"},
        {"-support", "money"},
        {"- name", "1: expression-types"},
        /* products */
        {"support * 2", "money"},
        {"support * n", "money"},
        {"support * done", "money"},
        {"(n > 1) * support", "money"},
        {"support * total", "9: expression-types"},
        {"support * 0.5", "9: expression-types"},
        {"support * score", "9: expression-types"},
        {"score * rate", "decimal 5"},
        {"score * 2", "decimal 2"},
        {"rate * rate * rate * rate", "20: expression-types"},
        /* remainders */
        {"n % 2", "integer"},
        {"support % 1000", "money"},
        {"score % 2", "7: expression-types"},
        {"n % 0.5", "3: expression-types"},
        /* comparisons */
        {"support > 199000000", "truth"},
        {"support > 1.5", "9: expression-types"},
        {"support > n", "9: expression-types"},
        {"score >= 69.995", "truth"},
        {"score > n", "truth"},
        {"day <= :last", "truth"},
        {"day = '2017-02-28'", "truth"},
        {"day = '2017-02-29'", "7: expression-argument"},
        {"day = 2017", "5: expression-types"},
        {"year = 2017", "truth"},
        {"year between :first_year and :last_year", "truth"},
        {"done = 1", "truth"},
        {"done = 2", "8: expression-argument"},
        {"done = done", "truth"},
        {"source = 'local'", "truth"},
        {"source = 'locl'", "10: expression-code"},
        {"source in ('local', 'x')", "21: expression-code"},
        {"source = status", "8: expression-types"},
        {"source > 'local'", "8: expression-types"},
        {"name > 'a'", "truth"},
        {"name = source", "truth"},
        {"name = 1", "6: expression-types"},
        {"name like '%a'", "truth"},
        {"n like 'a'", "1: expression-argument"},
        {"support is null", "truth"},
        {"support isnull", "truth"},
        {"support not null", "truth"},
        {"support is not null and done", "truth"},
        {"not done or source <> 'local'", "truth"},
        {"support and done", "1: expression-argument"},
        {"1 and done", "truth"},
        {"n between 1 and 2.5", "truth"},
        {"n not between 1 and 'x'", "3: expression-types"},
        {"n not in (1, 2)", "truth"},
        /* choices */
        {"case when done then support end", "money"},
        {"case when done then support else 0 end", "money"},
        {"case when done then 5 else score end", "decimal 2"},
        {"case when done then support else n end", "1: expression-types"},
        {"case when support then 1 end", "11: expression-argument"},
        {"case done when 1 then score end", "decimal 2"},
        {"case source when 'local' then 1 when 'x' then 2 end",
         "38: expression-code"},
        {"case when done then 'local' else source end", "code"},
        {"case when done then 'joint' else source end", "21: expression-code"},
        {"case when done then 'a' else 'b' end = 'c'", "truth"},
        {"source = case when done then 'locl' end", "30: expression-code"},
        {"iif(done, support, 0)", "money"},
        {"iif(n, 1, 0)", "5: expression-argument"},
        {"coalesce(support, total)", "money"},
        {"coalesce(support, 0)", "money"},
        {"coalesce(support, n)", "1: expression-types"},
        {"coalesce(source, 'x')", "18: expression-code"},
        {"nullif(done, 0)", "truth"},
        {"nullif(score, 85.555)", "decimal 3"},
        {"max(support, 0)", "money"},
        {"max(source, status)", "1: expression-types"},
        /* functions */
        {"length(name)", "integer"},
        {"length(score)", "8: expression-argument"},
        {"instr(fold(name), fold(:place))", "integer"},
        {"upper(source) || n", "text"},
        {"name || support", "9: expression-argument"},
        {"substr(name, 1, 2)", "text"},
        {"substr(name, score)", "14: expression-argument"},
        {"year(day)", "year"},
        {"year('2017-01-01')", "year"},
        {"month(n)", "7: expression-argument"},
        {"days(:last) - days(day)", "integer"},
        {"abs(score)", "decimal 2"},
        {"sign(support)", "integer"},
        {"abs(name)", "5: expression-argument"},
        {"avg(support)", "1: expression-function"},
        {"abs()", "1: expression-empty"},
        {"abs(n, n)", "8: expression-refused"},
        {"sum(support)", "1: expression-aggregate"},
        {"min(support)", "1: expression-aggregate"},
        /* sub-selects: scopes of their own */
        {"(select max(s.support) from schemes s where s.id = schemes.id)",
         "money"},
        {"(select sum(support) from schemes s where s.id = schemes.id)",
         "money"},
        {"(select sum(s.total) from schemes s)", "13: expression-once"},
        {"id in (select scheme from units)", "truth"},
        {"id in (select u.workers from units u)", "4: expression-types"},
        {"source in (select 'x' from units)", "19: expression-code"},
        {"exists (select 1 from units u where u.scheme = id)", "truth"},
        {"not exists (select 1 from units where scheme = schemes.id)", "truth"},
        {"id in (select id from schemes group by id having count(*) > 1)",
         "truth"},
        {"(select s.name from schemes s join units u on u.scheme = s.id "
         "order by s.day desc limit 1)",
         "text"},
        {"(select x from units)", "9: unknown-field"},
        {"(select id from unit)", "17: tally-table"},
        {"(select u.x from units u)", "9: unknown-field"},
        {"(select id from units where count(*) > 1)",
         "29: expression-aggregate"},
        /* words */
        {"", "1: expression-empty"},
        {"n +", "4: expression-empty"},
        {"n = = 1", "5: expression-refused"},
        {"(n", "1: expression-parenthesis"},
        {"n)", "2: expression-parenthesis"},
        {"n / 2", "3: expression-division"},
        {"'x", "1: expression-string"},
        {"n; n", "2: expression-refused"},
        {"n -- n", "3: expression-refused"},
        {":id", "1: expression-refused"},
        {"suport", "1: unknown-field"},
        {"name.x", "1: no-reference"},
        {"case n end", "8: expression-refused"},
        {"n order by n", "3: expression-refused"},
        {"99999999999999999999", "1: expression-refused"},
    };
    (void)state;
    check_types("schemes", EXPRESSION_COLUMN, cases,
                sizeof cases / sizeof *cases);
}

static void test_types_of_measures(void **state)
{
    static const struct typed cases[] = {
        {"count(*)", "count"},
        {"count(distinct id)", "count"},
        {"sum(support)", "money"},
        {"sum(n)", "integer"},
        {"sum(score)", "decimal 2"},
        {"sum(done)", "count"},
        {"sum(support > 5)", "count"},
        {"sum(1)", "count"},
        {"sum(name)", "5: expression-argument"},
        {"sum(distinct support)", "1: expression-refused"},
        {"sum(support) + count(*)", "14: expression-types"},
        {"sum(support) * 2", "money"},
        {"sum(support) * sum(total)", "14: expression-types"},
        {"count(case when done then 1 end)", "count"},
        {"count(distinct case when done then 'joint' else source end)",
         "count"},
        {"count(distinct case when done then source else status end)", "count"},
        {"count(distinct case when source = 'x' then id end)",
         "35: expression-code"},
        {"count(case when done then 'joint' else source end)",
         "27: expression-code"},
        {"max(day)", "date"},
        {"min(name)", "text"},
        {"max(source)", "code"},
        {"sum(support) filter (where done)", "money"},
        {"sum(support) filter (where n)", "28: expression-argument"},
        {"sum(sum(support))", "5: expression-aggregate"},
        {"support", "1: expression-bare"},
        {"sum(support) + support", "16: expression-bare"},
        {"coalesce(sum(support), 0)", "money"},
        {"max((select sum(s.support) from schemes s where s.id = schemes.id))",
         "money"},
        /* once */
        {"sum(total) filter (where source = 'local')", "money"},
        {"sum(case when support > 0 then total end)", "money"},
        {"sum(case when support > 0 then total else 0 end)", "money"},
        {"sum(iif(support > 0, total, 0))", "money"},
        {"sum(coalesce(total, 0))", "money"},
        {"sum(total * (support > 0))", "money"},
        {"sum(total - support)", "money"},
        {"sum(2 * (total - support))", "money"},
        {"sum(case when support > 0 then total - support end)", "money"},
        {"sum(case when support > 0 then total else support end)",
         "5: expression-once"},
        {"sum(case when support > 0 then total when n > 1 then total end)",
         "5: expression-once"},
        {"sum(case when status = 'running' then total else 0 - total end)",
         "money"},
        {"sum(coalesce(support, total))", "5: expression-once"},
        {"sum(max(total, support))", "5: expression-once"},
        {"sum(abs(total - support))", "5: expression-once"},
        {"sum(total * n)", "money"},
        {"sum(total * case when n > 1 then n else 2 end)",
         "11: expression-once"},
    };
    (void)state;
    check_types("schemes", EXPRESSION_MEASURE, cases,
                sizeof cases / sizeof *cases);
}

static void test_references_at_any_depth(void **state)
{
    static const struct typed cases[] = {
        {"sum(unit.scheme.total)", "money"},
        {"sum(case when price > 5 then unit.scheme.total end)", "money"},
        {"sum(unit.scheme.total - price)", "money"},
        {"sum(unit.workers * price)", "money"},
        {"sum(unit.scheme.support)", "5: field-differs"},
        {"sum(unit.scheme.nam)", "5: unknown-field"},
        {"sum(unit.workers.x)", "5: no-reference"},
        {"count(distinct unit.scheme)", "count"},
        {"sum(case when price > 0 then unit.workers else 1 end)",
         "5: expression-once"},
        {"sum(case when unit.scheme.status = 'running' then price else 1 end)",
         "money"},
    };
    (void)state;
    check_types("machines", EXPRESSION_MEASURE, cases,
                sizeof cases / sizeof *cases);
}

static void add_rows(const void *context, struct strbuf *sql)
{
    (void)context;
    strbuf_add_text(sql, " FROM R WHERE W");
}

static void add_groups(const void *context, struct strbuf *sql)
{
    (void)context;
    strbuf_add_text(sql, ", G");
}

static void check_sql(const char *table, enum expression_use use,
                      const char *text, const char *expected)
{
    struct reading reading;
    struct sqlite_query query = {add_rows, add_groups, NULL};
    open_reading(&reading, table);
    const struct expression *tree = read(&reading, text, use);
    assert_non_null(tree);
    struct strbuf sql = STRBUF_INIT;
    sqlite_write(&sql, &reading.scope, tree, &query);
    assert_string_equal(strbuf_text(&sql), expected);
    strbuf_free(&sql);
    close_reading(&reading);
}

/* Numbers with decimals are whole ones in the store. */
static void test_scales_in_sql(void **state)
{
    static const char *const cases[][2] = {
        {"score >= 80", "(\"schemes\".\"score\" >= 8000)"},
        {"score >= 69.995", "((\"schemes\".\"score\" * 10) >= 69995)"},
        {"score + rate",
         "((\"schemes\".\"score\" * 10) + \"schemes\".\"rate\")"},
        {"10 + score", "(1000 + \"schemes\".\"score\")"},
        {"score * 2", "(\"schemes\".\"score\" * 2)"},
        {"n > 0.5", "((\"schemes\".\"n\" * 10) > 5)"},
        {"case when done then score else 5 end",
         "CASE WHEN \"schemes\".\"done\" THEN \"schemes\".\"score\" ELSE 500 "
         "END"},
        {"coalesce(n, score)",
         "coalesce((\"schemes\".\"n\" * 100), \"schemes\".\"score\")"},
        {"score in (1, 2.5)", "(\"schemes\".\"score\" IN (100, 250))"},
        {"name = 'it''s'", "(fold(\"schemes\".\"name\") = fold('it''s'))"},
        {"name is null", "(\"schemes\".\"name\" IS NULL)"},
        {"name < 'b'", "(\"schemes\".\"name\" < 'b')"},
        /* Ids have one form since they were loaded. */
        {"id in (select u.scheme from units u)",
         "(\"schemes\".\"id\" IN (SELECT \"u\".\"scheme\" FROM \"units\" AS "
         "\"u\"))"},
        {"not done", "(NOT \"schemes\".\"done\")"},
        {"n not between 1 and 2", "(\"schemes\".\"n\" NOT BETWEEN 1 AND 2)"},
        {"1 - (2 - n)", "(1 - (2 - \"schemes\".\"n\"))"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_sql("schemes", EXPRESSION_COLUMN, cases[i][0], cases[i][1]);
}

static void test_once_in_sql(void **state)
{
    (void)state;
    check_sql("schemes", EXPRESSION_MEASURE, "sum(support)",
              "(coalesce(sum(\"schemes\".\"support\"), 0))");
    check_sql(
        "schemes", EXPRESSION_MEASURE, "sum(total - support)",
        "(coalesce(sum(CASE WHEN (\"schemes\".\"id\" COLLATE BINARY IS NULL OR "
        "\"schemes\".\"_row\" IN (SELECT min(\"schemes\".\"_row\") FROM "
        "R WHERE W GROUP BY \"schemes\".\"id\" COLLATE BINARY, G)) THEN "
        "\"schemes\".\"total\" END), 0) - "
        "coalesce(sum(\"schemes\".\"support\"), 0))");
    check_sql("machines", EXPRESSION_MEASURE,
              "sum(unit.scheme.total) filter (where price > 7)",
              "(coalesce(sum(CASE WHEN ((\"machines\".\"price\" > 7)) AND "
              "(\"@unit\".\"scheme\" COLLATE BINARY IS NULL OR "
              "\"machines\".\"_row\" IN "
              "(SELECT min(\"machines\".\"_row\") FROM R WHERE W AND "
              "((\"machines\".\"price\" > 7)) GROUP BY \"@unit\".\"scheme\" "
              "COLLATE BINARY, "
              "G)) THEN \"@unit.scheme\".\"total\" END), 0))");
}

static void check_missing(const char *table, const char *text,
                          const char *expected)
{
    struct reading reading;
    open_reading(&reading, table);
    const struct expression *tree = read(&reading, text, EXPRESSION_MEASURE);
    assert_non_null(tree);
    struct strbuf sql = STRBUF_INIT;
    const struct expression *condition =
        expression_missing_condition(reading.arena, &reading.scope, tree);
    if (condition)
        sqlite_write(&sql, &reading.scope, condition, NULL);
    else
        strbuf_add_text(&sql, "none");
    assert_string_equal(strbuf_text(&sql), expected);
    strbuf_free(&sql);
    close_reading(&reading);
}

/* Which records a sum passes over. */
static void test_empty_figures_in_sql(void **state)
{
    (void)state;
    check_missing("schemes", "sum(support)",
                  "(\"schemes\".\"support\" IS NULL)");
    check_missing("schemes", "count(support)", "none");
    check_missing("schemes", "max(support)", "none");
    check_missing("schemes", "sum(coalesce(support, 0))", "none");
    check_missing("schemes", "sum(support > 5)", "none");
    check_missing("schemes", "sum(case when done then support end)",
                  "CASE WHEN \"schemes\".\"done\" THEN "
                  "(\"schemes\".\"support\" IS NULL) ELSE 0 END");
    check_missing("schemes", "sum(coalesce(score, rate))",
                  "((\"schemes\".\"score\" IS NULL) AND "
                  "(\"schemes\".\"rate\" IS NULL))");
    check_missing("schemes", "sum(total) - sum(support) filter (where done)",
                  "((\"schemes\".\"total\" IS NULL) OR "
                  "(\"schemes\".\"done\" AND (\"schemes\".\"support\" IS "
                  "NULL)))");
    check_missing("units", "sum(scheme.total)",
                  "((\"@scheme\".\"total\" IS NULL) AND "
                  "(\"units\".\"scheme\" IS NOT NULL))");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_of_columns),
        cmocka_unit_test(test_types_of_measures),
        cmocka_unit_test(test_references_at_any_depth),
        cmocka_unit_test(test_scales_in_sql),
        cmocka_unit_test(test_once_in_sql),
        cmocka_unit_test(test_empty_figures_in_sql),
    };
    return cmocka_run_group_tests_name("expression", tests, NULL, NULL);
}
