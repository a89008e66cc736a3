/* Which rows a period takes, and what tallies compare them with. */
#include "tally_schemes.h"

static void test_comparisons(void **state)
{
    (void)state;
    /* 2016: only E, local.  Plans of 2017: 200 and 80. */
    check("[tally.t]\nfrom = schemes\ngroup_by = source\n"
          "measures = \"n = count(distinct id), support = sum(support)\"\n"
          "compare = \"previous_year, plan\"\n"
          "plan.from = plans\nplan.measures = \"support = sum(assigned)\"\n",
          "tally t\n"
          "  columns source:text n:integer support:money "
          "previous_year.n:integer previous_year.support:money "
          "plan.support:money\n"
          "  row \"national\" \"Quốc gia\" n=3 support=180000000 "
          "previous_year.n=0 previous_year.support=0 "
          "plan.support=200000000\n"
          "  row \"local\" \"Địa phương\" n=2 support=90000000 "
          "previous_year.n=1 previous_year.support=40000000 "
          "plan.support=80000000\n"
          "  total n=4 support=270000000 previous_year.n=1 "
          "previous_year.support=40000000 plan.support=280000000\n");
}

static void test_plan_of_a_quarter_is_the_year(void **state)
{
    (void)state;
    check_in("2017-Q2", CLOSING_CALENDAR,
             "[tally.t]\nfrom = schemes\nmeasures = \"s = sum(support)\"\n"
             "compare = \"plan, year_to_date\"\nplan.from = plans\n"
             "plan.measures = \"s = sum(assigned)\"\n",
             "tally t\n"
             "  columns s:money plan.s:money year_to_date.s:money\n"
             "  total s=120000000 plan.s=280000000 "
             "year_to_date.s=220000000\n");
}

static void test_edges_of_periods(void **state)
{
    (void)state;
    const char *layout = "[tally.t]\nfrom = schemes\n"
                         "measures = \"n = count(distinct id)\"\n";
    const char *head = "tally t\n  columns n:integer\n  total n=";
    static const struct {
        const char *spec;
        enum period_closing closing;
        int n;
    } cases[] = {
        {"2017", CLOSING_CALENDAR, 4},
        {"2017-01-02..2017-12-30", CLOSING_CALENDAR, 2},
        {"2017-01-01..2017-12-31", CLOSING_CALENDAR, 4},
        /* 15/12/2016 to 14/12/2017: E comes in, B goes out. */
        {"2017", CLOSING_ND09, 4},
        {"2017-H1", CLOSING_ND09, 3}, /* E, A, D of 14/6, not C of 30/6 */
        {"2017-H1", CLOSING_CALENDAR, 3},
        {"2016..2018", CLOSING_CALENDAR, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[128];
        snprintf(expected, sizeof expected, "%s%d\n", head, cases[i].n);
        check_in(cases[i].spec, cases[i].closing, layout, expected);
    }
}

static void test_period_settings(void **state)
{
    (void)state;
    const char *head = "[tally.t]\nfrom = schemes\n"
                       "measures = \"n = count(distinct id)\"\n";
    static const struct {
        const char *keys;
        int n;
    } cases[] = {
        {"period = none\n", 7},
        {"period = previous_year\n", 1},
        {"period = whole_years\n", 4},
        {"period_by = approved_on\n", 3}, /* B, C, D; A was in 2016 */
        {"where = \"source = 'local' and place <> 'Gò Quao'\"\n", 1},
        {"where = \"id in (select scheme from beneficiaries)\"\n", 1},
        {"where = \"accepted_on between :first and '2017-06-30'\"\n", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char layout[256];
        char expected[128];
        snprintf(layout, sizeof layout, "%s%s", head, cases[i].keys);
        snprintf(expected, sizeof expected,
                 "tally t\n  columns n:integer\n  total n=%d\n", cases[i].n);
        check(layout, expected);
    }
}

static void test_decided_by(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2016", CLOSING_CALENDAR);
    fill(&world);
    world.config.decided_by.text = "approved_on";
    const struct tallies *tallies =
        world_compute(&world, "[tally.t]\nfrom = schemes\n"
                              "measures = \"n = count(distinct id)\"\n");
    assert_non_null(tallies);
    assert_int_equal(tallies_find(tallies, "t")->total[0].as.integer, 1);
    world_close(&world);

    world_open(&world, "2016", CLOSING_CALENDAR);
    fill(&world);
    world.config.decided_by = (struct config_text){
        "aproved_on", {.file = "report.ini", .line = 5, .column = 14}};
    assert_null(world_compute(&world, "[tally.t]\nfrom = schemes\n"
                                      "measures = \"n = count(*)\"\n"));
    size_t n;
    const struct diag_message *messages = diag_messages(world.diag, &n);
    assert_int_equal(messages[0].code, DIAG_DECIDED_BY);
    assert_int_equal(messages[0].place.line, 5);
    world_close(&world);
}

static void test_parts_of_dates(void **state)
{
    (void)state;
    check_in("2017-Q2", CLOSING_CALENDAR,
             "[tally.t]\nfrom = schemes\ngroup_by = accepted_on:month\n"
             "measures = \"n = count(distinct id)\"\n",
             "tally t\n  columns accepted_on:month:text n:integer\n"
             "  row \"2017-04\" \"4/2017\" n=0\n"
             "  row \"2017-05\" \"5/2017\" n=0\n"
             "  row \"2017-06\" \"6/2017\" n=2\n"
             "  total n=2\n");
    const char *layout = "[tally.t]\nfrom = schemes\n"
                         "group_by = accepted_on:year\n"
                         "measures = \"n = count(distinct id)\"\n";
    check_in("2016..2018", CLOSING_CALENDAR, layout,
             "tally t\n  columns accepted_on:year:year n:integer\n"
             "  row \"2016\" n=1\n  row \"2017\" n=4\n  row \"2018\" n=1\n"
             "  total n=6\n");
    /* 20/12/2016 is of 2017 then, 31/12/2017 and 1/1/2018 of 2018. */
    check_in("2016..2018", CLOSING_ND09, layout,
             "tally t\n  columns accepted_on:year:year n:integer\n"
             "  row \"2016\" n=0\n  row \"2017\" n=4\n  row \"2018\" n=2\n"
             "  total n=6\n");
}

static void test_months_stand_beside_last_years(void **state)
{
    (void)state;
    check_in("2017-12-01..2017-12-31", CLOSING_CALENDAR,
             "[tally.t]\nfrom = schemes\ngroup_by = accepted_on:month\n"
             "measures = \"n = count(distinct id)\"\n"
             "compare = previous_year\n",
             "tally t\n"
             "  columns accepted_on:month:text n:integer "
             "previous_year.n:integer\n"
             "  row \"2017-12\" \"12/2017\" n=1 previous_year.n=1\n"
             "  total n=1 previous_year.n=1\n");
}

/* 2016 had 60 of the plans that 2017 has 280 of. */
static void test_years_stand_beside_the_ones_before(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = plans\ngroup_by = year\n"
          "compare = previous_year\nmeasures = \"s = sum(assigned)\"\n",
          "tally t\n  columns year:year s:money previous_year.s:money\n"
          "  row \"2017\" s=280000000 previous_year.s=60000000\n"
          "  total s=280000000 previous_year.s=60000000\n");
}

static void test_undated_rows_are_noted_once(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(
        &world, "[tally.a]\nfrom = schemes\nmeasures = \"n = count(*)\"\n"
                "[tally.b]\nfrom = schemes\nmeasures = \"n = count(*)\"\n"
                "compare = previous_year\n");
    assert_non_null(tallies);
    size_t n;
    const struct diag_message *messages = diag_messages(world.diag, &n);
    assert_int_equal(n, 2);
    assert_int_equal(messages[0].code, DIAG_OUTSIDE_PERIOD);
    assert_int_equal(messages[1].code, DIAG_UNDATED_ROWS);
    assert_int_equal(messages[1].place.line, 9);
    world_close(&world);
}

/* What a tally leaves out anyway is not missing from it. */
static void test_undated_rows_left_out_are_not_noted(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    assert_non_null(world_compute(
        &world, "[tally.a]\nfrom = schemes\nmeasures = \"n = count(*)\"\n"
                "where = \"source = 'national' and :first < :last\"\n"));
    size_t n;
    diag_messages(world.diag, &n);
    assert_int_equal(n, 0);
    world_close(&world);
}

/* By the date that decides the period, of schemes and of the plan. */
static void test_groups_of_the_deciding_date(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2016..2017", CLOSING_CALENDAR);
    fill(&world);
    world.config.decided_by.text = "approved_on";
    const struct tallies *tallies = world_compute(
        &world,
        "[tally.t]\nfrom = schemes\ngroup_by = @date:year\n"
        "measures = \"n = count(distinct id), support = sum(support)\"\n"
        "compare = plan\nplan.from = plans\n"
        "plan.measures = \"support = sum(assigned)\"\n");
    assert_non_null(tallies);
    struct strbuf buf = STRBUF_INIT;
    tallies_dump(&buf, tallies);
    /* Approved: A in 2016; B, C and D in 2017; E to G never. */
    assert_string_equal(
        strbuf_text(&buf),
        "tally t\n  columns @date:year:year n:integer support:money "
        "plan.support:money\n"
        "  row \"2016\" n=1 support=100000000 plan.support=60000000\n"
        "  row \"2017\" n=3 support=170000000 plan.support=280000000\n"
        "  total n=4 support=270000000 plan.support=340000000\n");
    strbuf_free(&buf);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_plan_of_a_quarter_is_the_year),
        cmocka_unit_test(test_edges_of_periods),
        cmocka_unit_test(test_period_settings),
        cmocka_unit_test(test_decided_by),
        cmocka_unit_test(test_parts_of_dates),
        cmocka_unit_test(test_months_stand_beside_last_years),
        cmocka_unit_test(test_years_stand_beside_the_ones_before),
        cmocka_unit_test(test_undated_rows_are_noted_once),
        cmocka_unit_test(test_undated_rows_left_out_are_not_noted),
        cmocka_unit_test(test_groups_of_the_deciding_date),
    };
    return cmocka_run_group_tests_name("tally_period", tests, NULL, NULL);
}
