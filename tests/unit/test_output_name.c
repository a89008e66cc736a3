#include "config/output_name.h"

#include "check.h"
#include "messages.h"

#include <stdlib.h>
#include <string.h>

static struct period period_of(const char *spec)
{
    struct period period = {0};
    const char *reason;
    const struct date today = {2024, 3, 14};
    assert_true(period_parse(spec, CLOSING_CALENDAR, today, &period, &reason));
    return period;
}

static void expect_name(const char *text, const char *spec, const char *name)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct period period = period_of(spec);
    const char *made = output_name_make(arena, text, PLACE_NONE, &period, diag);
    assert_non_null(made);
    assert_string_equal(made, name);
    diag_destroy(diag);
    arena_destroy(arena);
}

static void names_hold_the_period(void **state)
{
    (void)state;
    expect_name("bao-cao", "2017", "bao-cao");
    expect_name("bao-cao-{{period.code}}", "2017", "bao-cao-2017");
    expect_name("{{ period.code }}-x", "2017-M06", "2017-M06-x");
    expect_name("a{{period.code}}b{{period.code}}", "2017-Q3",
                "a2017-Q3b2017-Q3");
    expect_name("{{period.code}}", "2017-H1", "2017-H1");
    expect_name("{{period.code}}", "2017-9M", "2017-9M");
    expect_name("{{period.code}}", "last-month", "2024-M02");
    expect_name("{{period.code}}", "last-quarter", "2023-Q4");
    expect_name("{{period.code}}", "2014..2018", "2014-2018");
    expect_name("{{period.code}}", "2023-01..2023-08", "2023-01-2023-08");
    expect_name("{{period.code}}", "2016-01-01..2017-11-13",
                "2016-01-01-2017-11-13");
    expect_name("{{period.from_year}}_{{period.to_year}}_{{period.year}}",
                "2014..2018", "2014_2018_2018");
    expect_name("{{period.first}}_{{period.last}}", "2024-M02",
                "2024-02-01_2024-02-29");
    expect_name("x-{{period.closing}}", "2017", "x-calendar");
    expect_name("Báo cáo {tháng}", "2017", "Báo cáo {tháng}");
}

static void expect_fault(const char *text, enum diag_code code,
                         const char *words)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct period period = period_of("2017");
    size_t n;
    assert_null(output_name_make(arena, text, PLACE_NONE, &period, diag));
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, code);
    if (!strstr(messages[0].text, words))
        fail_msg("%s: %s", text, messages[0].text);
    diag_destroy(diag);
    arena_destroy(arena);
}

/* No tag reaches a file name. */
static void tags_without_meaning_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"{{",
                                        "a{{period.code",
                                        "{{period.code}",
                                        "{{}}",
                                        "{{{period.code}}}",
                                        "{{period.name}}",
                                        "{{period.Code}}",
                                        "{{#period.code}}",
                                        "{{period.code | upper}}",
                                        "{{all.n}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_fault(texts[i], DIAG_OUTPUT_NAME_TAG, "{{period.code}}, ");
    expect_fault("a}}b", DIAG_OUTPUT_NAME_TAG, "“}}”");
    expect_fault("{{period.code}}-{{quy}}", DIAG_OUTPUT_NAME_TAG, "“{{quy}}”");
}

static void bad_file_names_are_refused(void **state)
{
    (void)state;
    char name[202];
    static const char *const texts[] = {"",
                                        "a/b",
                                        "../a",
                                        ".a",
                                        "-a",
                                        "a\nb",
                                        "a\x1B[2Jb",
                                        ("a\xE2\x80\xAE"
                                         "fdp"),
                                        "b\xE1o",
                                        ".",
                                        " ",
                                        " a",
                                        "a ",
                                        "a\t",
                                        "\xC2\xA0",
                                        "a\xE2\x80\x89",
                                        "a\xE3\x80\x80"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_fault(texts[i], DIAG_BAD_VALUE, "file name");
    memset(name, 'n', 201);
    name[201] = '\0';
    expect_fault(name, DIAG_BAD_VALUE, "200 bytes");
}

static bool is_fixed(const char *text, const char *spec)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct period period = period_of(spec);
    const char *name = output_name_make(arena, text, PLACE_NONE, &period, diag);
    bool fixed = output_name_is_fixed(name, text, &period);
    diag_destroy(diag);
    arena_destroy(arena);
    return fixed;
}

static void names_of_all_periods_are_seen(void **state)
{
    (void)state;
    assert_true(is_fixed("bao-cao", "last-month"));
    assert_false(is_fixed("{{period.code}}", "last-month"));
    assert_false(is_fixed("x-{{period.last}}", "last-quarter"));
    assert_true(is_fixed("x-{{period.year}}", "last-month"));
    assert_false(is_fixed("x-{{period.year}}", "last-year"));
    assert_true(is_fixed("x-{{period.closing}}", "last-year"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_hold_the_period),
        cmocka_unit_test(tags_without_meaning_are_refused),
        cmocka_unit_test(bad_file_names_are_refused),
        cmocka_unit_test(names_of_all_periods_are_seen),
    };
    return cmocka_run_group_tests_name("output_name", tests, NULL, NULL);
}
