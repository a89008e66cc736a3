#include "base/date.h"
#include "check.h"

static struct date day(int year, int month, int day_of_month)
{
    return (struct date){(int16_t)year, (int8_t)month, (int8_t)day_of_month};
}

static void expect_parsed(const char *text, const char *iso)
{
    struct date date;
    char printed[11];
    if (!date_parse(text, &date))
        fail_msg("“%s” was refused", text);
    date_format_iso(date, printed);
    assert_string_equal(printed, iso);
}

static void expect_refused(const char *text)
{
    struct date date;
    if (date_parse(text, &date))
        fail_msg("“%s” was accepted", text);
}

static void dates_are_read(void **state)
{
    (void)state;
    expect_parsed("14/12/2017", "2017-12-14");
    expect_parsed("1/2/2017", "2017-02-01");
    expect_parsed("01-02-2017", "2017-02-01");
    expect_parsed("01.02.2017", "2017-02-01");
    expect_parsed(" 2017-02-01\t", "2017-02-01");
    expect_parsed("29/02/2000", "2000-02-29");
    expect_parsed("29/2/2024", "2024-02-29");
    expect_parsed("0001-01-01", "0001-01-01");
    expect_parsed("31/12/9999", "9999-12-31");
}

static void other_text_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "31/02/2017",
                                        "29/02/2017",
                                        "29/02/1900",
                                        "0/1/2017",
                                        "1/0/2017",
                                        "1/13/2017",
                                        "32/1/2017",
                                        "1/2/17",
                                        "1/2/20170",
                                        "2017/02/01",
                                        "2017-2-1",
                                        "2017-02-01T00:00",
                                        "2017-02-01 00:00",
                                        "1/2-2017",
                                        "1/2/2017x",
                                        "x1/2/2017",
                                        "43084",
                                        "12/2017",
                                        "0000-01-01",
                                        "-1/2/2017",
                                        "1 / 2 / 2017",
                                        "2017.02.01",
                                        "99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_refused(texts[i]);
}

/* Office programs write a time behind the day; clerks write words. */
static void days_in_cells_are_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"2017-06-12 00:00:00",
                                        "2017-06-12T17:30",
                                        "2017-06-12 08:05:09.123",
                                        "2017/06/12",
                                        "12/6/2017 0:00",
                                        "12.06.2017\t23:59:59 ",
                                        "12 / 6 / 2017",
                                        ("12/\xc2\xa0"
                                         "6/2017"),
                                        "ngày 12 tháng 6 năm 2017",
                                        "Ngày 12/6/2017",
                                        "12 tháng 6 năm 2017",
                                        "12-Jun-2017",
                                        "12 Jun 2017",
                                        "12-Thg6-2017",
                                        "12/06/2017"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct date date = {0};
        if (!date_parse_written(texts[i], &date) ||
            date_compare(date, day(2017, 6, 12)) != 0)
            fail_msg("“%s” was refused", texts[i]);
    }
}

static void other_cells_are_no_days(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "12/6",
                                        "6/2017",
                                        "2017",
                                        "12/06/17",
                                        "12-Jun-17",
                                        "12 6 2017",
                                        "12/6-2017",
                                        "12/62017",
                                        "12/6/20175",
                                        "12/6/201712:30",
                                        "12/6/2017 25:00",
                                        "tháng 6/2017",
                                        "12-13/6/2017",
                                        "12/6/2017 12",
                                        "2017-06-12 0:61",
                                        "31/6/2017 00:00",
                                        "2017-06-31 00:00:00",
                                        "2017-06-11T17:00:00Z",
                                        "2017-6-12 00:00",
                                        "12/6/2017 (dự kiến)",
                                        "ngày tháng năm 2017",
                                        "12/Jux/2017",
                                        "0/6/2017 0:00",
                                        "2017-06/12",
                                        "12/6/2017 00:00:00:00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct date date = {0};
        if (date_parse_written(texts[i], &date))
            fail_msg("“%s” was accepted", texts[i]);
        assert_int_equal(date.year, 0);
    }
}

static void known_days_are_counted(void **state)
{
    (void)state;
    assert_int_equal(date_to_days(day(1970, 1, 1)), 0);
    assert_int_equal(date_to_days(day(1969, 12, 31)), -1);
    assert_int_equal(date_to_days(day(2000, 2, 29)), 11016);
    assert_int_equal(date_to_days(day(2017, 12, 14)), 17514);
    assert_int_equal(date_to_days(day(1, 1, 1)), -719162);
    assert_int_equal(date_to_days(day(9999, 12, 31)), 2932896);
}

/* A plain walk through the calendar, day by day, beside the formulas. */
static void every_day_goes_there_and_back(void **state)
{
    (void)state;
    struct date date = day(1, 1, 1);
    for (int32_t n = -719162; n <= 2932896; n++) {
        struct date back = date_from_days(n);
        if (date_to_days(date) != n || date_compare(back, date) != 0)
            fail_msg("day %d", n);
        if (++date.day > date_days_in_month(date.year, date.month)) {
            date.day = 1;
            if (++date.month > 12) {
                date.month = 1;
                date.year++;
            }
        }
    }
}

static void months_are_added(void **state)
{
    (void)state;
    struct date end = day(2017, 1, 31);
    assert_int_equal(date_compare(date_add_months(end, 1), day(2017, 2, 28)),
                     0);
    assert_int_equal(date_compare(date_add_months(end, -12), day(2016, 1, 31)),
                     0);
    assert_int_equal(date_compare(date_add_months(end, -1), day(2016, 12, 31)),
                     0);
    assert_int_equal(
        date_compare(date_add_months(day(2016, 2, 29), 12), day(2017, 2, 28)),
        0);
    assert_int_equal(
        date_compare(date_add_days(day(2017, 12, 31), 1), day(2018, 1, 1)), 0);
}

static void dates_are_compared(void **state)
{
    (void)state;
    assert_true(date_compare(day(2017, 1, 2), day(2017, 1, 3)) < 0);
    assert_true(date_compare(day(2017, 2, 1), day(2017, 1, 31)) > 0);
    assert_true(date_compare(day(2018, 1, 1), day(2017, 12, 31)) > 0);
    assert_int_equal(date_compare(day(2017, 1, 1), day(2017, 1, 1)), 0);
}

/* The rule at work: days below 10 and months 1 and 2 have a zero, months 3
   to 9 have none. */
static void the_decrees_zeros_are_printed(void **state)
{
    (void)state;
    char text[11];
    date_format_vi(day(2017, 2, 5), text);
    assert_string_equal(text, "05/02/2017");
    date_format_vi(day(2025, 9, 23), text);
    assert_string_equal(text, "23/9/2025");
    date_format_vi(day(2017, 3, 9), text);
    assert_string_equal(text, "09/3/2017");
    date_format_vi(day(2017, 12, 14), text);
    assert_string_equal(text, "14/12/2017");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(other_text_is_refused),
        cmocka_unit_test(days_in_cells_are_read),
        cmocka_unit_test(other_cells_are_no_days),
        cmocka_unit_test(known_days_are_counted),
        cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(months_are_added),
        cmocka_unit_test(dates_are_compared),
        cmocka_unit_test(the_decrees_zeros_are_printed),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
