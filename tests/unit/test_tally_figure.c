#include "tally_world.h"

#include "messages.h"
#include "tally/tally_figure.h"
#include "tally/tally_origin.h"
#include "tally/tally_reconcile.h"

/* 2017, million đồng: A 100 and B 50 national, C 20 local; D has both
   sources, 30 national and 70 local: 4 schemes, 270.  E is of 2016. */
static void fill(struct world *world)
{
    add_scheme(world, 2, "A", "c3", "national", "Gò Quao", 100, 250,
               "2017-01-01", "2016-11-01");
    add_scheme(world, 3, "B", "c1", "national", "Q. 1", 50, 50, "2017-12-31",
               NULL);
    add_scheme(world, 4, "C", "c3", "local", "An Biên", 20, 90, "2017-06-30",
               NULL);
    add_scheme(world, 5, "D", "c3", "national", "Gò Quao", 30, 200,
               "2017-06-14", NULL);
    add_scheme(world, 6, "D", "c3", "local", "Gò Quao", 70, 200, "2017-06-14",
               NULL);
    add_scheme(world, 7, "E", "c1", "local", "Hà Tiên", 40, 40, "2016-12-20",
               NULL);
    assert_true(store_seal(world->store, world->diag));
}

static const char layout[] =
    "[tally.all]\nfrom = schemes\nmeasures = \"n = count(distinct id), "
    "support = sum(support), average = support / n, first = "
    "min(accepted_on)\"\ncompare = previous_year\n"
    "[tally.by_source]\nfrom = schemes\ngroup_by = source\n"
    "measures = \"n = count(distinct id), support = sum(support)\"\n"
    "[tally.by_place]\nfrom = schemes\ngroup_by = place\n"
    "measures = \"n = count(distinct id)\"\n"
    "[tally.pairs]\nfrom = schemes\ngroup_by = \"content, source\"\n"
    "measures = \"n = count(distinct id), support = sum(support)\"\n"
    "[tally.list]\nfrom = schemes\ncolumns = \"id, support, total_cost\"\n";

/* The messages behind that on E, which is of another year. */
static void expect_after_note(const struct diag *diag, const char *messages)
{
    struct strbuf all = STRBUF_INIT;
    strbuf_add_text(&all, "reportgen: note: outside-period: 1 rows of “Đề án” "
                          "lie outside the period by “Ngày nghiệm thu”: Hỗ trợ "
                          "40.000.000 đồng, Tổng 40.000.000 đồng\n");
    strbuf_add_text(&all, messages);
    expect_messages(diag, strbuf_text(&all));
    strbuf_free(&all);
}

/* Reads TEXT; the figure's number must be NUMBER, and what it comes from be
   called ORIGIN. */
static void expect_figure(const char *text, int64_t number, const char *origin)
{
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(&world, layout);
    assert_non_null(tallies);
    struct tally_figure figure;
    assert_true(tally_figure_read(world.arena, tallies, text, PLACE_NONE,
                                  world.diag, &figure));
    assert_int_equal(figure.value.as.integer, number);
    struct strbuf name = STRBUF_INIT;
    if (figure.origin.source)
        origin_name(&name, &figure.origin);
    for (const struct figure_part *part = figure.origin.parts; part;
         part = part->next) {
        strbuf_add_text(&name, part->sign == FIGURE_MINUS ? " - " : " + ");
        origin_name(&name, &part->origin);
    }
    assert_string_equal(strbuf_text(&name), origin);
    strbuf_free(&name);
    expect_after_note(world.diag, "");
    world_close(&world);
}

static void names_of_figures(void **state)
{
    (void)state;
    expect_figure("all.n", 4, "all[].n");
    expect_figure("all.previous_year.n", 1, "all[].previous_year.n");
    expect_figure("by_source.national.support", 180 * (int64_t)MILLION,
                  "by_source[source=\"national\"].support");
    expect_figure("by_source.total.n", 4, "by_source[].n");
    expect_figure("by_source.rows.n", 5, "by_source[rows].n");
    expect_figure("by_source.count", 2, "by_source[].count");
    expect_figure("list.count", 5, "list[].count");
    expect_figure("list.total.support", 270 * (int64_t)MILLION,
                  "list[].support");
    /* The cost of D stands in two rows and counts once. */
    expect_figure("list.total.total_cost", 590 * (int64_t)MILLION,
                  "list[].total_cost");
    expect_figure("list.rows.total_cost", 790 * (int64_t)MILLION,
                  "list[rows].total_cost");
}

static void names_of_two_groups(void **state)
{
    (void)state;
    expect_figure("pairs.c3.national.n", 2,
                  "pairs[content=\"c3\", source=\"national\"].n");
    expect_figure("pairs.c3.n", 3, "pairs[content=\"c3\"].n");
    expect_figure("pairs.columns.local.support", 90 * (int64_t)MILLION,
                  "pairs[source=\"local\"].support");
    expect_figure("pairs.c1.local.n", 0,
                  "pairs[content=\"c1\", source=\"local\"].n");
    expect_figure("pairs.rows.n", 5, "pairs[rows].n");
    expect_figure("pairs.count", 3, "pairs[].count");
}

/* Keys are data: they may hold dots, or be of nobody this year. */
static void keys_of_data(void **state)
{
    (void)state;
    expect_figure("by_place.Q. 1.n", 1, "by_place[place=\"Q. 1\"].n");
    expect_figure("by_place.Hà Tiên.n", 0, "by_place[place=\"Hà Tiên\"].n");
}

static void sums(void **state)
{
    (void)state;
    expect_figure("by_source.national.n + by_source.local.n - all.n", 1,
                  " + by_source[source=\"national\"].n + "
                  "by_source[source=\"local\"].n - all[].n");
    expect_figure("all.support - by_source.local.support  +  all.support",
                  450 * (int64_t)MILLION,
                  " + all[].support - by_source[source=\"local\"].support + "
                  "all[].support");
}

/* What the figure TEXT is made of must read as TOLD. */
static void expect_told(const char *text, const char *told)
{
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(&world, layout);
    assert_non_null(tallies);
    struct tally_figure figure;
    assert_true(tally_figure_read(world.arena, tallies, text, PLACE_NONE,
                                  world.diag, &figure));
    struct tally_origins *origins =
        tally_origins_create(world.arena, world.store, tallies, world.diag);
    struct strbuf found = STRBUF_INIT;
    tally_origins_tell(origins, &found, &figure.origin);
    assert_string_equal(strbuf_text(&found), told);
    strbuf_free(&found);
    expect_after_note(world.diag, "");
    world_close(&world);
}

#define SCHEMES_2017(measure)                                                  \
    "        from: schemes\n        measure: " measure                         \
    "\n        days: accepted_on 2017-01-01..2017-12-31\n"

static void records_behind(void **state)
{
    (void)state;
    expect_told(
        "pairs.c3.national.n",
        SCHEMES_2017("count(distinct id)") "        rows: schemes.csv:2,5\n");
    expect_told("pairs.columns.local.support",
                SCHEMES_2017("sum(support)") "        rows: schemes.csv:4,6\n");
    expect_told("pairs.c1.local.n",
                SCHEMES_2017("count(distinct id)") "        rows: none\n");
    expect_told("list.total.support",
                SCHEMES_2017("support") "        rows: schemes.csv:2-6\n");
    expect_told(
        "list.count",
        SCHEMES_2017("rows of the tally") "        rows: schemes.csv:2-6\n");
}

static void expect_refused(const char *text, const char *messages)
{
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(&world, layout);
    assert_non_null(tallies);
    struct tally_figure figure;
    struct place place = {.file = "layout.ini", .line = 9, .column = 5};
    assert_false(tally_figure_read(world.arena, tallies, text, place,
                                   world.diag, &figure));
    expect_after_note(world.diag, messages);
    world_close(&world);
}

static void unknown_names(void **state)
{
    (void)state;
    expect_refused(
        "all", "layout.ini:9:5: error: tally-figure: “all” is not a figure of "
               "a tally; write TALLY.MEASURE, or with groups TALLY.KEY.MEASURE "
               "or TALLY.total.MEASURE; did you mean “all.n”?\n");
    expect_refused(
        "by_source.provincial.support",
        "layout.ini:9:5: error: tally-figure: “by_source.provincial.support” "
        "is not a figure of a tally; write TALLY.MEASURE, or with groups "
        "TALLY.KEY.MEASURE or TALLY.total.MEASURE; did you mean "
        "“by_source.total.support”?\n");
    expect_refused(
        "all.n + all.suport",
        "layout.ini:9:13: error: tally-figure: “all.suport” is not a figure of "
        "a tally; write TALLY.MEASURE, or with groups TALLY.KEY.MEASURE or "
        "TALLY.total.MEASURE; did you mean “all.support”?\n");
}

static void unlike_figures(void **state)
{
    (void)state;
    expect_refused("all.n + all.support",
                   "layout.ini:9:13: error: figures-unlike: “all.support” "
                   "cannot be added to or compared with “all.n + "
                   "all.support”; both must be counts or both money\n");
    expect_refused("all.average - all.average",
                   "layout.ini:9:19: error: figures-unlike: “all.average” "
                   "cannot be added to or compared with “all.average - "
                   "all.average”; both must be counts or both money\n");
}

/* ---- reconciliation ------------------------------------------------------ */

/* Checks SECTIONS, which begin on line 1 of "layout.ini". */
static void expect_reconciled(const char *sections, const char *messages)
{
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(&world, layout);
    struct ini *ini = ini_parse(world.arena, "layout.ini", sections,
                                strlen(sections), world.diag);
    assert_non_null(tallies);
    assert_non_null(ini);
    bool agreed =
        tallies_reconcile(world.arena, ini, world.store, tallies, world.diag);
    assert_int_equal(agreed, *messages == '\0');
    ini_report_unused(ini, world.diag);
    expect_after_note(world.diag, messages);
    world_close(&world);
}

static void figures_that_agree(void **state)
{
    (void)state;
    expect_reconciled("[reconcile.support]\ntotal = all.support\n"
                      "parts = \"by_source.rows.support, pairs.rows.support,"
                      " list.total.support\"\n",
                      "");
    expect_reconciled("[reconcile.n]\ntotal = all.n\n"
                      "parts = \"by_source.rows.n - all.previous_year.n\"\n",
                      "");
}

static void figures_that_disagree(void **state)
{
    (void)state;
    /* D stands under both sources. */
    expect_reconciled(
        "[reconcile.n]\ntotal = all.n\n"
        "parts = \"by_source.total.n, by_source.rows.n, pairs.c3.n\"\n",
        "layout.ini:3:29: error: tallies-disagree: the report contradicts "
        "itself: “all.n” is 4, but “by_source.rows.n” is 5; the difference is "
        "-1; it lies in D (schemes.csv:5) 1, 2\n"
        "layout.ini:3:47: error: tallies-disagree: the report contradicts "
        "itself: “all.n” is 4, but “pairs.c3.n” is 3; the difference is 1; it "
        "lies in B (schemes.csv:3) 1, 0\n");
    expect_reconciled(
        "[reconcile.cost]\ntotal = list.rows.total_cost\n"
        "parts = list.total.total_cost\n",
        "layout.ini:3:9: error: tallies-disagree: the report contradicts "
        "itself: “list.rows.total_cost” is 790.000.000 đồng, but "
        "“list.total.total_cost” is 590.000.000 đồng; the difference is "
        "200.000.000 đồng\n");
}

static void only_when_given(void **state)
{
    (void)state;
    expect_reconciled("[reconcile.c2]\ntotal = all.n\nparts = pairs.c2.n\n"
                      "when = pairs.c2.n\n",
                      "");
    expect_reconciled(
        "[reconcile.c1]\ntotal = all.n\nparts = pairs.c1.n\n"
        "when = pairs.c1.n\n",
        "layout.ini:3:9: error: tallies-disagree: the report contradicts "
        "itself: “all.n” is 4, but “pairs.c1.n” is 1; the difference is 3; it "
        "lies in A (schemes.csv:2) 1, 0; C (schemes.csv:4) 1, 0; D "
        "(schemes.csv:5) 1, 0\n");
}

static void faulty_sections(void **state)
{
    (void)state;
    expect_reconciled(
        "[reconcile.x]\ntotal = all.n\n",
        "layout.ini:1:1: error: missing-key: key “parts” in section "
        "“reconcile.x” is missing or empty; it is required\n");
    expect_reconciled("[reconcile.x]\ntotal = all.average\nparts = all.n\n",
                      "layout.ini:3:9: error: figures-unlike: “all.n” cannot "
                      "be added to or compared with “all.average”; both must "
                      "be counts or both money\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_figures),
        cmocka_unit_test(names_of_two_groups),
        cmocka_unit_test(keys_of_data),
        cmocka_unit_test(sums),
        cmocka_unit_test(records_behind),
        cmocka_unit_test(unknown_names),
        cmocka_unit_test(unlike_figures),
        cmocka_unit_test(figures_that_agree),
        cmocka_unit_test(figures_that_disagree),
        cmocka_unit_test(only_when_given),
        cmocka_unit_test(faulty_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
