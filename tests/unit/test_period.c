/*
 * With the word "table" on the command line this program prints the window of
 * every relative spec for every day of 2024-2028 under both closing rules;
 * tests/oracle/periods.py works out the same in another way.
 */
#include "config/period.h"

#include "base/strbuf.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

static struct period parse(const char *spec, enum period_closing closing)
{
    struct period period;
    const char *reason = "";
    const struct date today = {2024, 2, 29};
    if (!period_parse(spec, closing, today, &period, &reason))
        fail_msg("“%s” was refused: %s", spec, reason);
    return period;
}

static void expect_window(struct period period, const char *window)
{
    struct strbuf buf = STRBUF_INIT;
    window_format(&buf, period.window);
    assert_string_equal(strbuf_text(&buf), window);
    strbuf_free(&buf);
}

static void expect_spec(struct period period, const char *spec)
{
    struct strbuf buf = STRBUF_INIT;
    period_format_spec(&buf, &period);
    assert_string_equal(strbuf_text(&buf), spec);
    strbuf_free(&buf);
}

static void expect_name(const char *spec, const char *name)
{
    struct strbuf buf = STRBUF_INIT;
    struct period period = parse(spec, CLOSING_CALENDAR);
    period_format_name(&buf, &period, &period_names_default);
    assert_string_equal(strbuf_text(&buf), name);
    strbuf_free(&buf);
}

static void calendar_windows_end_with_the_month(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2017", "2017-01-01..2017-12-31"},
        {"2017-Q3", "2017-07-01..2017-09-30"},
        {"2017-q1", "2017-01-01..2017-03-31"},
        {"2017-H1", "2017-01-01..2017-06-30"},
        {"2017-H2", "2017-07-01..2017-12-31"},
        {"2017-9M", "2017-01-01..2017-09-30"},
        {"2024-M02", "2024-02-01..2024-02-29"},
        {"2023-M02", "2023-02-01..2023-02-28"},
        {"2023-01..2023-08", "2023-01-01..2023-08-31"},
        {"2022-11..2023-02", "2022-11-01..2023-02-28"},
        {"2014..2018", "2014-01-01..2018-12-31"},
        {"2016-01-01..2017-11-13", "2016-01-01..2017-11-13"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_window(parse(cases[i][0], CLOSING_CALENDAR), cases[i][1]);
}

/* The windows of NĐ 09/2019/NĐ-CP, Article 12. */
static void nd09_windows_end_on_the_14th(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2017", "2016-12-15..2017-12-14"},
        {"2017-Q1", "2016-12-15..2017-03-14"},
        {"2017-Q2", "2017-03-15..2017-06-14"},
        {"2017-Q3", "2017-06-15..2017-09-14"},
        {"2017-Q4", "2017-09-15..2017-12-14"},
        {"2017-H1", "2016-12-15..2017-06-14"},
        {"2017-H2", "2017-06-15..2017-12-14"},
        {"2017-9M", "2016-12-15..2017-09-14"},
        {"2017-M01", "2016-12-15..2017-01-14"},
        {"2017-M12", "2017-11-15..2017-12-14"},
        {"2023-01..2023-08", "2022-12-15..2023-08-14"},
        {"2014..2018", "2013-12-15..2018-12-14"},
        {"2016-01-01..2017-11-13", "2016-01-01..2017-11-13"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_window(parse(cases[i][0], CLOSING_ND09), cases[i][1]);
}

static void specs_are_read_back(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "2017",       "2017-Q3",          "2017-H2",
        "2017-9M",    "2017-M08",         "2022-11..2023-02",
        "2014..2018", "2023-01..2023-08", "2016-01-01..2017-11-13"};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        expect_spec(parse(specs[i], CLOSING_CALENDAR), specs[i]);
        expect_spec(parse(specs[i], CLOSING_ND09), specs[i]);
    }
}

static void ranges_that_are_a_month_or_years_are_called_so(void **state)
{
    (void)state;
    expect_spec(parse("2023-08..2023-08", CLOSING_ND09), "2023-M08");
    expect_spec(parse("2023-01..2023-12", CLOSING_ND09), "2023");
    expect_spec(parse("2022-01..2023-12", CLOSING_ND09), "2022..2023");
    expect_spec(parse("2014..2014", CLOSING_ND09), "2014");
}

static void other_specs_are_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "write 2017"},
        {"17", "write 2017"},
        {"2017-", "write 2017"},
        {"2017-8", "write 2017"},
        {"2017-08", "write 2017"},
        {"2017-08-01", "write 2017"},
        {"2017-M8", "write 2017"},
        {"2017-Q", "write 2017"},
        {"2017-Q12", "write 2017"},
        {"2017-8M", "write 2017"},
        {" 2017", "write 2017"},
        {"2017 ", "write 2017"},
        {"2017..", "write 2017"},
        {"..2017", "write 2017"},
        {"2017...2018", "write 2017"},
        {"2017..2018..2019", "write 2017"},
        {"last-week", "write 2017"},
        {"last-", "write 2017"},
        {"Last-month", "write 2017"},
        {"2017-Q0", "a year has quarters"},
        {"2017-Q5", "a year has quarters"},
        {"2017-H3", "a year has halves"},
        {"2017-M00", "a year has months"},
        {"2017-M13", "a year has months"},
        {"2017-01..2017-13", "a year has months"},
        {"2017-02-01..2017-02-29", "there is no such day"},
        {"2018..2017", "it ends before"},
        {"2017-08..2017-07", "it ends before"},
        {"2017-08-02..2017-08-01", "it ends before"},
        {"2017..2018-08", "both ends must"},
        {"2017-Q1..2017-Q2", "both ends must"},
        {"1899", "the year must"},
        {"3000", "the year must"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period;
        const char *reason = "";
        const struct date today = {2024, 2, 29};
        if (period_parse(cases[i][0], CLOSING_CALENDAR, today, &period,
                         &reason))
            fail_msg("“%s” was accepted", cases[i][0]);
        if (strncmp(reason, cases[i][1], strlen(cases[i][1])) != 0)
            fail_msg("“%s”: %s", cases[i][0], reason);
    }
}

static void relative_specs_need_a_day(void **state)
{
    (void)state;
    struct period period;
    const char *reason = "";
    const struct date none = {0, 0, 0};
    assert_false(
        period_parse("last-year", CLOSING_CALENDAR, none, &period, &reason));
    assert_string_equal(reason, "a relative period needs today's date");
}

static void relatives_move_back_by_years(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        enum period_closing closing;
        const char *same_last_year;
        const char *previous;
        const char *year_to_date;
        const char *whole_years;
    } cases[] = {
        {"2017", CLOSING_ND09, "2015-12-15..2016-12-14",
         "2015-12-15..2016-12-14", "2016-12-15..2017-12-14",
         "2016-12-15..2017-12-14"},
        {"2017-Q1", CLOSING_CALENDAR, "2016-01-01..2016-03-31",
         "2016-10-01..2016-12-31", "2017-01-01..2017-03-31",
         "2017-01-01..2017-12-31"},
        {"2017-H1", CLOSING_ND09, "2015-12-15..2016-06-14",
         "2016-06-15..2016-12-14", "2016-12-15..2017-06-14",
         "2016-12-15..2017-12-14"},
        {"2024-M02", CLOSING_CALENDAR, "2023-02-01..2023-02-28",
         "2024-01-01..2024-01-31", "2024-01-01..2024-02-29",
         "2024-01-01..2024-12-31"},
        {"2017-9M", CLOSING_CALENDAR, "2016-01-01..2016-09-30",
         "2016-04-01..2016-12-31", "2017-01-01..2017-09-30",
         "2017-01-01..2017-12-31"},
        {"2023-01..2023-08", CLOSING_CALENDAR, "2022-01-01..2022-08-31",
         "2022-05-01..2022-12-31", "2023-01-01..2023-08-31",
         "2023-01-01..2023-12-31"},
        {"2014..2018", CLOSING_CALENDAR, "2009-01-01..2013-12-31",
         "2009-01-01..2013-12-31", "2018-01-01..2018-12-31",
         "2014-01-01..2018-12-31"},
        /* 20 months move by two years. */
        {"2022-01..2023-08", CLOSING_CALENDAR, "2020-01-01..2021-08-31",
         "2020-05-01..2021-12-31", "2023-01-01..2023-08-31",
         "2022-01-01..2023-12-31"},
        {"2016-01-01..2017-11-13", CLOSING_CALENDAR, "2014-01-01..2015-11-13",
         "2014-02-17..2015-12-31", "2017-01-01..2017-11-13",
         "2016-01-01..2017-12-31"},
        {"2024-02-29..2024-02-29", CLOSING_CALENDAR, "2023-02-28..2023-02-28",
         "2024-02-28..2024-02-28", "2024-01-01..2024-02-29",
         "2024-01-01..2024-12-31"},
        /* 20 December is in the next reporting year. */
        {"2017-12-20..2017-12-25", CLOSING_ND09, "2016-12-20..2016-12-25",
         "2017-12-14..2017-12-19", "2017-12-15..2017-12-25",
         "2017-12-15..2018-12-14"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period = parse(cases[i].spec, cases[i].closing);
        expect_window(period_same_last_year(&period), cases[i].same_last_year);
        expect_window(period_previous(&period), cases[i].previous);
        expect_window(period_year_to_date(&period), cases[i].year_to_date);
        expect_window(period_whole_years(&period), cases[i].whole_years);
    }
}

static void years_follow_the_closing_rule(void **state)
{
    (void)state;
    int first, last;
    struct period period = parse("2016-12-15..2017-12-14", CLOSING_ND09);
    period_year_range(&period, &first, &last);
    assert_int_equal(first, 2017);
    assert_int_equal(last, 2017);
    period = parse("2016-12-15..2017-12-14", CLOSING_CALENDAR);
    period_year_range(&period, &first, &last);
    assert_int_equal(first, 2016);
    assert_int_equal(last, 2017);
}

static void names_are_as_offices_write_them(void **state)
{
    (void)state;
    expect_name("2017", "năm 2017");
    expect_name("2023-Q3", "quý III năm 2023");
    expect_name("2023-H1", "6 tháng đầu năm 2023");
    expect_name("2023-H2", "6 tháng cuối năm 2023");
    expect_name("2023-9M", "9 tháng đầu năm 2023");
    expect_name("2023-M01", "tháng 01 năm 2023");
    expect_name("2023-M08", "tháng 8 năm 2023");
    expect_name("2023-01..2023-08", "8 tháng đầu năm 2023");
    expect_name("2022-11..2023-02", "từ tháng 11/2022 đến tháng 02/2023");
    expect_name("2014..2018", "giai đoạn 2014-2018");
    expect_name("2016-01-01..2017-11-13",
                "từ ngày 01/01/2016 đến ngày 13/11/2017");
}

static void patterns_are_checked(void **state)
{
    (void)state;
    assert_true(period_pattern_is_valid("năm {year}, {n_months} tháng"));
    assert_true(period_pattern_is_valid(""));
    assert_false(period_pattern_is_valid("{yaer}"));
    assert_false(period_pattern_is_valid("năm {year"));
    assert_false(period_pattern_is_valid("year}"));
    assert_false(period_pattern_is_valid("{}"));
}

static void print_table(void)
{
    static const char *const specs[] = {
        "last-month", "last-quarter", "last-half", "last-year",
        "this-month", "this-quarter", "this-half", "this-year"};
    struct strbuf line = STRBUF_INIT;
    int32_t end = date_to_days((struct date){2028, 12, 31});
    for (int32_t n = date_to_days((struct date){2024, 1, 1}); n <= end; n++) {
        for (size_t i = 0; i < 2 * (sizeof specs / sizeof *specs); i++) {
            struct period period;
            const char *reason = "";
            enum period_closing closing =
                i % 2 == 0 ? CLOSING_CALENDAR : CLOSING_ND09;
            struct window day = {date_from_days(n), date_from_days(n)};
            strbuf_clear(&line);
            window_format(&line, day);
            line.data[10] = '\0';
            if (!period_parse(specs[i / 2], closing, day.first, &period,
                              &reason))
                printf("%s %s %s\n", line.data, specs[i / 2], reason);
            printf("%s %s %s ", line.data, specs[i / 2],
                   closing == CLOSING_ND09 ? "nd09" : "calendar");
            strbuf_clear(&line);
            window_format(&line, period.window);
            puts(strbuf_text(&line));
        }
    }
    strbuf_free(&line);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "table") == 0) {
        print_table();
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendar_windows_end_with_the_month),
        cmocka_unit_test(nd09_windows_end_on_the_14th),
        cmocka_unit_test(specs_are_read_back),
        cmocka_unit_test(ranges_that_are_a_month_or_years_are_called_so),
        cmocka_unit_test(other_specs_are_refused_with_a_reason),
        cmocka_unit_test(relative_specs_need_a_day),
        cmocka_unit_test(relatives_move_back_by_years),
        cmocka_unit_test(years_follow_the_closing_rule),
        cmocka_unit_test(names_are_as_offices_write_them),
        cmocka_unit_test(patterns_are_checked),
    };
    return cmocka_run_group_tests_name("period", tests, NULL, NULL);
}
