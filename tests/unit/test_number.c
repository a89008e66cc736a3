#include "base/number.h"
#include "check.h"

#include <string.h>

enum { MILLION = 1000000 };

static void expect_format(int64_t numerator, int64_t denominator,
                          struct number_style style, const char *expected,
                          bool exact)
{
    struct strbuf buf = STRBUF_INIT;
    bool is_exact = number_format(&buf, numerator, denominator, &style);
    assert_string_equal(strbuf_text(&buf), expected);
    assert_int_equal(is_exact, exact);
    strbuf_free(&buf);
}

#define ALL     ((struct number_style){.max_decimals = NUMBER_ALL_DECIMALS})
#define MOST(n) ((struct number_style){.max_decimals = (n)})
#define FIXED(n)                                                               \
    ((struct number_style){.min_decimals = (n), .max_decimals = (n)})

static void money_of_the_sources_is_printed(void **state)
{
    (void)state;
    expect_format(1628500000, MILLION, ALL, "1.628,5", true);
    expect_format(600000000, MILLION, ALL, "600", true);
    expect_format(11072200000, 1000000000, MOST(3), "11,072", false);
    expect_format(11072200000, 1000000000, ALL, "11,0722", true);
    expect_format(907200000, MILLION, MOST(0), "907", false);
    expect_format(1550000000, 1000000000, ALL, "1,55", true);
    expect_format(4248, 10593, MOST(3), "0,401", false);
}

static void halves_go_away_from_zero(void **state)
{
    (void)state;
    expect_format(5, 10, MOST(0), "1", false);
    expect_format(-5, 10, MOST(0), "-1", false);
    expect_format(15, 10, MOST(0), "2", false);
    expect_format(25, 10, MOST(0), "3", false);
    expect_format(1005, 1000, MOST(2), "1,01", false);
    expect_format(-1005, 1000, MOST(2), "-1,01", false);
    expect_format(1004999, MILLION, MOST(2), "1", false);
    expect_format(999999, MILLION, MOST(3), "1", false);
    expect_format(1, 3, MOST(1), "0,3", false);
    expect_format(2, 3, FIXED(1), "0,7", false);
}

static void zero_has_no_sign(void **state)
{
    (void)state;
    expect_format(0, 1, ALL, "0", true);
    expect_format(-1, 1000, MOST(2), "0", false);
    expect_format(-1, 1000, FIXED(2), "0,00", false);
}

static void extremes_are_exact(void **state)
{
    (void)state;
    expect_format(INT64_MAX, 1, ALL, "9.223.372.036.854.775.807", true);
    expect_format(INT64_MIN, 1, ALL, "-9.223.372.036.854.775.808", true);
    expect_format(INT64_MAX, MILLION, ALL, "9.223.372.036.854,775807", true);
    expect_format(INT64_MIN, 1, FIXED(18),
                  "-9.223.372.036.854.775.808,000000000000000000", true);
    expect_format(INT64_MAX, INT64_MAX, MOST(18), "1", true);
    expect_format(INT64_MAX - 1, INT64_MAX, MOST(18), "1", false);
    expect_format(1, INT64_MAX, MOST(18), "0", false);
}

static void digits_and_groups_follow_the_style(void **state)
{
    (void)state;
    expect_format(8, 1, (struct number_style){.min_digits = 2}, "08", true);
    expect_format(0, 1, (struct number_style){.min_digits = 2}, "00", true);
    expect_format(12, 1, (struct number_style){.min_digits = 2}, "12", true);
    expect_format(2017, 1, (struct number_style){.no_grouping = true}, "2017",
                  true);
    expect_format(2017, 1, ALL, "2.017", true);
    expect_format(999, 1, ALL, "999", true);
    expect_format(1, 1, FIXED(2), "1,00", true);
    expect_format(12, 10,
                  (struct number_style){.min_decimals = 1, .max_decimals = 3},
                  "1,2", true);
}

static void expect_read(const char *text, int64_t unit,
                        enum number_notation notation, int64_t expected)
{
    int64_t value = -77;
    enum number_fault fault = number_parse(text, unit, notation, &value);
    if (fault != NUMBER_OK || value != expected)
        fail_msg("“%s”: fault %d, value %lld", text, fault, (long long)value);
}

static void expect_fault(const char *text, int64_t unit,
                         enum number_notation notation,
                         enum number_fault expected)
{
    int64_t value;
    enum number_fault fault = number_parse(text, unit, notation, &value);
    if (fault != expected)
        fail_msg("“%s”: fault %d", text, fault);
}

static void one_meaning_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t dong;
    } cases[] = {
        {"1628500000", 1628500000000000},
        {"1.628,5", 1628500000},
        {"1628.5", 1628500000},
        {"1628,5", 1628500000},
        {"1,628.5", 1628500000},
        {"600", 600000000},
        {"1.234.567", 1234567000000},
        {"1,234,567", 1234567000000},
        {"0,125", 125000},
        {"0.125", 125000},
        {"1628,500", 1628500000},
        {"1.234,567", 1234567000},
        {"1,234.567", 1234567000},
        {"-541,9", -541900000},
        {"\xE2\x88\x92"
         "80",
         -80000000},
        {"+80", 80000000},
        {"  290 ", 290000000},
        {"\xC2\xA0"
         "290\xC2\xA0",
         290000000},
        {"1\xC2\xA0"
         "628,5",
         1628500000},
        {"1\xE2\x80\xAF"
         "628.5",
         1628500000},
        {"1 628", 1628000000},
        {"12 500 000", 12500000000000},
        {"-1 628,5", -1628500000},
        {"1\xE2\x80\x89"
         "628",
         1628000000},
        {"0", 0},
        {"00,50", 500000},
        {"0,000001", 1},
        {"5,000000000000000000000000", 5000000},
        {"007", 7000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_read(cases[i].text, MILLION, NOTATION_AUTO, cases[i].dong);
}

static void two_meanings_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"1.234", "1,234", "290.000", "-1.000",
                                        " 12.345 "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_fault(texts[i], MILLION, NOTATION_AUTO, NUMBER_AMBIGUOUS);
    expect_read("1.234", MILLION, NOTATION_VIETNAMESE, 1234000000);
    expect_read("1.234", MILLION, NOTATION_PLAIN, 1234000);
    expect_read("1,234", MILLION, NOTATION_VIETNAMESE, 1234000);
    expect_read("1,234", MILLION, NOTATION_PLAIN, 1234000000);
}

static void whole_figures_have_no_decimals(void **state)
{
    (void)state;
    expect_read("1.234", 1, NOTATION_AUTO, 1234);
    expect_read("1.000", 1, NOTATION_AUTO, 1000);
    expect_read("1,000", 1, NOTATION_AUTO, 1000);
    expect_read("35,0", 1, NOTATION_AUTO, 35);
    expect_fault("35,5", 1, NOTATION_AUTO, NUMBER_TOO_PRECISE);
    expect_read("1.234", 1, NOTATION_PLAIN, 1234);
    expect_read("1,000", 1, NOTATION_VIETNAMESE, 1000);
    expect_read("1.234.567,00", 1, NOTATION_AUTO, 1234567);
    expect_read("12.0", 1, NOTATION_AUTO, 12);
    expect_fault("1000.000", 1, NOTATION_PLAIN, NUMBER_NOT_A_NUMBER);
    expect_fault("1000,000", 1, NOTATION_AUTO, NUMBER_NOT_A_NUMBER);
    expect_fault("1.234,000", 1, NOTATION_AUTO, NUMBER_NOT_A_NUMBER);
}

static void other_text_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"abc",
                                        "1x",
                                        "x1",
                                        "1.2.3",
                                        "1,2,3",
                                        "1..2",
                                        "1.,2",
                                        ".5",
                                        "5.",
                                        "5,",
                                        "1 62",
                                        "1 628 5",
                                        "1  628",
                                        "0 628",
                                        "--1",
                                        "- 1",
                                        "1-",
                                        "1e3",
                                        "12.34.567",
                                        "1.2345.678",
                                        "1.234,567,890",
                                        "1,234.567.890",
                                        "0.123.456",
                                        "-",
                                        "+",
                                        ",",
                                        "1'000",
                                        "0x10",
                                        "1\xC2\xA0.5",
                                        "NaN",
                                        "inf",
                                        "1.234\302\240567",
                                        "(5)",
                                        "5%",
                                        "\xC2",
                                        "1\xC2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_fault(texts[i], MILLION, NOTATION_AUTO, NUMBER_NOT_A_NUMBER);
    expect_fault("1628.5", MILLION, NOTATION_VIETNAMESE, NUMBER_NOT_A_NUMBER);
    expect_fault("1628,5", MILLION, NOTATION_PLAIN, NUMBER_NOT_A_NUMBER);
    expect_fault("", MILLION, NOTATION_AUTO, NUMBER_EMPTY);
    expect_fault(" \t\xC2\xA0", MILLION, NOTATION_AUTO, NUMBER_EMPTY);
}

static void bounds_are_kept(void **state)
{
    (void)state;
    expect_read("9223372036854775807", 1, NOTATION_AUTO, INT64_MAX);
    expect_read("-9223372036854775808", 1, NOTATION_AUTO, INT64_MIN);
    expect_fault("9223372036854775808", 1, NOTATION_AUTO, NUMBER_TOO_LARGE);
    expect_fault("-9223372036854775809", 1, NOTATION_AUTO, NUMBER_TOO_LARGE);
    expect_fault("99999999999999999999999999999999999999999999", 1,
                 NOTATION_AUTO, NUMBER_TOO_LARGE);
    expect_read("9223372036854,775807", MILLION, NOTATION_AUTO, INT64_MAX);
    expect_fault("9223372036854,775808", MILLION, NOTATION_AUTO,
                 NUMBER_TOO_LARGE);
    expect_fault("0,0000001", MILLION, NOTATION_AUTO, NUMBER_TOO_PRECISE);
    expect_fault("0,00000000000000000000000001", MILLION, NOTATION_AUTO,
                 NUMBER_TOO_PRECISE);
    int64_t result;
    assert_false(number_add(INT64_MAX, 1, &result));
    assert_true(number_add(INT64_MAX, -1, &result));
    assert_false(number_multiply(INT64_MAX, 2, &result));
    assert_true(number_multiply(-3, 4, &result));
    assert_int_equal(result, -12);
}

static void notation_is_evident(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum number_writing writing;
    } cases[] = {
        {"1.628,5", WRITING_VIETNAMESE},
        {"541,9", WRITING_VIETNAMESE},
        {"1.234.567", WRITING_VIETNAMESE},
        {"0,125", WRITING_VIETNAMESE},
        {"1628.5", WRITING_PLAIN},
        {"1,234,567", WRITING_PLAIN},
        {"1,234.567", WRITING_PLAIN},
        {"1000.000", WRITING_PLAIN_PERHAPS},
        {"1000,000", WRITING_VIETNAMESE_PERHAPS},
        {"1.234", WRITING_EITHER},
        {"1,234", WRITING_EITHER},
        {"600", WRITING_NEUTRAL},
        {"1000", WRITING_NEUTRAL},
        {"abc", WRITING_NEUTRAL},
        {"", WRITING_NEUTRAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (number_writing_of(cases[i].text) != cases[i].writing)
            fail_msg("“%s”: %d", cases[i].text,
                     number_writing_of(cases[i].text));
}

/* What is printed in full is read back as the same figure. */
static void print_and_read_agree(void **state)
{
    (void)state;
    const int64_t step = INT64_C(92233720368547758) / 7;
    struct strbuf buf = STRBUF_INIT;
    for (int64_t i = -600; i <= 600; i++) {
        int64_t dong = i * step + i % 97;
        strbuf_clear(&buf);
        assert_true(number_format(&buf, dong, MILLION, &ALL));
        expect_read(strbuf_text(&buf), MILLION, NOTATION_VIETNAMESE, dong);
    }
    strbuf_free(&buf);
}

static void expect_roman(int64_t number, const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    assert_true(number_format_roman(&buf, number));
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

static void roman_numbers(void **state)
{
    (void)state;
    expect_roman(1, "I");
    expect_roman(4, "IV");
    expect_roman(9, "IX");
    expect_roman(14, "XIV");
    expect_roman(1949, "MCMXLIX");
    expect_roman(3999, "MMMCMXCIX");
    struct strbuf buf = STRBUF_INIT;
    assert_false(number_format_roman(&buf, 0));
    assert_false(number_format_roman(&buf, 4000));
    assert_false(number_format_roman(&buf, -1));
    assert_int_equal(buf.size, 0);
}

static void letters_of_points(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    for (int64_t i = 1; i <= 25; i++) {
        assert_true(number_format_letter(&buf, i));
        strbuf_add_char(&buf, ' ');
    }
    assert_string_equal(strbuf_text(&buf),
                        "a b c d đ e g h i k l m n o p q r s t u v x y aa ab ");
    strbuf_clear(&buf);
    assert_true(number_format_letter(&buf, 23 + 23 * 23));
    assert_string_equal(strbuf_text(&buf), "yy");
    strbuf_clear(&buf);
    assert_true(number_format_letter(&buf, 23 + 23 * 23 + 1));
    assert_string_equal(strbuf_text(&buf), "aaa");
    assert_false(number_format_letter(&buf, 0));
    strbuf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_of_the_sources_is_printed),
        cmocka_unit_test(halves_go_away_from_zero),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(extremes_are_exact),
        cmocka_unit_test(digits_and_groups_follow_the_style),
        cmocka_unit_test(one_meaning_is_read),
        cmocka_unit_test(two_meanings_are_refused),
        cmocka_unit_test(whole_figures_have_no_decimals),
        cmocka_unit_test(other_text_is_no_number),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(notation_is_evident),
        cmocka_unit_test(print_and_read_agree),
        cmocka_unit_test(roman_numbers),
        cmocka_unit_test(letters_of_points),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
