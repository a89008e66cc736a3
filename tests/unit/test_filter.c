#include "check.h"

#include <string.h>

#include "template/filter.h"

static const struct {
    const char *path;
    struct value value;
} names[] = {
    {"plan", {.kind = VALUE_MONEY, .as.integer = 105890000000}},
    {"nothing", {.kind = VALUE_MONEY, .as.integer = 0}},
    {"absent", {.kind = VALUE_NULL}},
    {"n", {.kind = VALUE_INTEGER, .as.integer = 8}},
    {"from", {.kind = VALUE_YEAR, .as.integer = 2014}},
    {"kind", {.kind = VALUE_TEXT, .as.text = "local"}},
};

static bool look_up(void *context, const char *path, struct value *value,
                    struct origin *origin)
{
    (void)origin;
    (void)context;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].path, path) == 0) {
            *value = names[i].value;
            return true;
        }
    }
    return false;
}

/* What a chain makes of a value. */
struct outcome {
    struct arena *arena;
    struct diag *diag;
    bool applied;
    struct filtered state;
    const char *text;
};

static struct outcome apply(struct value value, const char *chain)
{
    struct outcome outcome = {.arena = arena_create(),
                              .diag = diag_create(NULL, NULL, false),
                              .state.value = value};
    static struct about_word words[] = {
        {"xấp xỉ", ABOUT_EITHER, 5}, {"gần", ABOUT_BELOW, 100},
        {"hơn", ABOUT_ABOVE, 50},    {"trên", ABOUT_ABOVE, 100},
        {"khoảng", ABOUT_EITHER, 0},
    };
    static const struct about_words about = {words, 5};
    struct filter_context context = {.arena = outcome.arena,
                                     .pad_counts = true,
                                     .about = &about,
                                     .lookup = look_up};
    outcome.applied =
        chain[0] == '\0' || filter_apply_chain(&context, chain, &outcome.state,
                                               PLACE_NONE, outcome.diag);
    outcome.text = outcome.state.text != NULL
                       ? outcome.state.text
                       : filter_default_text(&context, &outcome.state.value);
    return outcome;
}

static void discard(struct outcome *outcome)
{
    arena_destroy(outcome->arena);
    diag_destroy(outcome->diag);
}

static void check(struct value value, const char *chain, const char *expected)
{
    struct outcome outcome = apply(value, chain);
    assert_true(outcome.applied);
    assert_string_equal(outcome.text, expected);
    discard(&outcome);
}

static void check_fault(struct value value, const char *chain,
                        enum diag_code code)
{
    struct outcome outcome = apply(value, chain);
    assert_false(outcome.applied);
    size_t n;
    const struct diag_message *messages = diag_messages(outcome.diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
    discard(&outcome);
}

static struct value day(int year, int month, int day_of_month)
{
    return value_date(
        (struct date){(int16_t)year, (int8_t)month, (int8_t)day_of_month});
}

static struct value average_of_money(int64_t sum, int64_t n)
{
    struct value value = value_ratio(sum, n);
    value.of_money = true;
    return value;
}

static void test_money(void **state)
{
    (void)state;
    check(value_money(1628500000), "million", "1.628,5");
    check(value_money(1628500000), "billion", "1,6285");
    check(value_money(1628500000), "billion 2", "1,63");
    check(value_money(907200000), "million 0", "907");
    check(value_money(600000000), "million 1..2", "600,0");
    check(value_money(686200000), "thousand", "686.200");
    check(value_money(1), "million", "0,000001");
    check(value_money(-1500000), "million", "-1,5");
    check(value_money(INT64_MAX), "dong", "9.223.372.036.854.775.807");
    check(value_money(1628500000), "", "1.628.500.000");
    check(average_of_money(980000000, 6), "million", "163,33");
    check(average_of_money(980000000, 6), "million 1", "163,3");
}

/* The unit that a reader would say; with a last place given, what is rounded
   up to a thousand million is a billion. */
static void test_amounts(void **state)
{
    (void)state;
    check(value_money(1550000000), "amount", "1,55 tỷ");
    check(value_money(800000000), "amount", "800 triệu");
    check(value_money(541900000), "amount", "541,9 triệu");
    check(value_money(11072200000), "amount", "11.072,2 triệu");
    check(value_money(11072000000), "amount", "11,072 tỷ");
    check(value_money(12345600), "amount", "12.345.600");
    check(value_money(12345000), "amount", "12,345 triệu");
    check(value_money(11072200000), "amount 0", "11,072 tỷ");
    check(value_money(907200000), "amount 0", "907 triệu");
    check(value_money(999500000), "amount 0", "1 tỷ");
    check(value_money(999499999), "amount 0", "999 triệu");
    check(value_money(999950000), "amount 1", "1 tỷ");
    check(value_money(999949999), "amount 1", "999,9 triệu");
    check(value_money(999999999), "amount", "999.999.999");
    check(value_money(-1000500), "amount", "-1.000.500");
    check(value_money(-1500000000), "amount", "-1,5 tỷ");
    check(value_money(1500000), "amount 1..1", "1,5 triệu");
    check(value_money(0), "amount", "0 triệu");
    check(average_of_money(980000000, 6), "amount", "163,33 triệu");
    check(average_of_money(9800000000, 6), "amount 0", "1,633 tỷ");
}

static void test_rounded(void **state)
{
    (void)state;
    check(value_money(907200000), "million 0 | rounded", "x");
    check(value_money(907200000), "million 1 | rounded", "");
    check(value_money(11072200000), "amount 0 | rounded", "x");
    check(value_money(11072000000), "amount 0 | rounded", "");
    check(value_ratio(1, 3), "percent | rounded", "x");
    check(value_ratio(1, 4), "percent | rounded", "");
    check(value_ratio(1, 4), "number 1 | rounded", "x");
    check(VALUE_NONE, "million 0 | rounded", "");
}

static void test_percent(void **state)
{
    (void)state;
    /* 42,48 of 105,89 tỷ is 40,117...% (southern region, 8 months of 2023). */
    check(value_money(42480000000), "of plan | percent", "40,1%");
    check(value_money(42480000000), "of plan | percent 2", "40,12%");
    check(value_money(42480000000), "of plan | percent 0", "40%");
    check(value_money(42480000000), "of plan | points 3", "40,117");
    check(value_money(42480000000), "of nothing | percent", "");
    check(value_money(42480000000), "of absent | percent", "");
    check(value_money(42480000000), "of nothing | percent | default \"-\"",
          "-");
    check(value_money(42480000000), "per n | billion", "5,31");
    check(value_ratio(6634, 5000), "minus 1 | percent 2", "32,68%");
    check(value_ratio(1, 2), "percent 1..1", "50,0%");
}

static void test_counts(void **state)
{
    (void)state;
    check(value_integer(8), "", "08");
    check(value_integer(8), "number", "8");
    check(value_integer(8), "pad 3", "008");
    check(value_integer(0), "", "0");
    check(value_integer(0), "pad", "0");
    check(value_integer(11), "pad", "11");
    check(value_integer(1000), "number", "1.000");
    check(value_integer(1000), "plain", "1000");
    check((struct value){.kind = VALUE_YEAR, .as.integer = 2017}, "", "2017");
    check((struct value){.kind = VALUE_YEAR, .as.integer = 2017}, "plus 1",
          "2018");
    check((struct value){.kind = VALUE_YEAR, .as.integer = 2018},
          "minus from | plus 1 | number", "5");
    check(value_integer(4), "roman", "IV");
    check(value_integer(5), "letter", "đ");
    check(value_integer(1005), "words", "một nghìn không trăm linh năm");
    check(value_integer(15), "words | capital", "Mười lăm");
    check(value_text("Hai mươi mốt"), "from_words | plus 1 | plain", "22");
    check(value_text("Một trăm lẻ năm ngàn đồng."), "from_words | million",
          "0,105");
    check(value_money(105890000000), "words | from_words | plain",
          "105890000000");
    check(value_text("Một trăm linh năm tỷ tám trăm chín mươi triệu đồng"),
          "from_words | equals plan | choose \"đúng\" \"sai\"", "đúng");
    check_fault(value_text("mười mười"), "from_words", DIAG_NOT_IN_WORDS);
    check_fault(value_text("đồng"), "from_words", DIAG_NOT_IN_WORDS);
}

static void test_signs(void **state)
{
    (void)state;
    const char *words = "rises \"tăng\" \"giảm\" \"không đổi\"";
    check(value_integer(3), words, "tăng");
    check(value_integer(-3), words, "giảm");
    check(value_ratio(0, 7), words, "không đổi");
    check(value_integer(3), "minus n | abs | number", "5");
    check(value_integer(3), "minus n | number", "-5");
    check(value_integer(9), "above n", "x");
    check(value_integer(8), "above n", "");
    check(value_integer(8), "below n | choose \"chưa đạt\" \"đạt\"", "đạt");
    check(value_money(1), "above 0 | choose \"có\" \"không\"", "có");
    /* As printed: 100,004% prints as 100%. */
    check(value_ratio(100004, 100000), "above 1", "x");
    check(value_ratio(100004, 100000), "percent 1 | above 100", "");
    check(value_ratio(100004, 100000), "percent 1 | equals 100", "x");
    check(value_ratio(99996, 100000), "percent 1 | below 100", "");
    check(value_ratio(1001, 1000), "percent 1 | above 100", "x");
    check(value_ratio(4, 100000),
          "percent 1 | rises \"tăng\" \"giảm\" \"bằng\"", "bằng");
    check(value_ratio(-1, 1000), "percent 1 | rises \"tăng\" \"giảm\" \"bằng\"",
          "giảm");
    check(value_text("Hòa  Bình"), "equals \"HOÀ BÌNH\"", "x");
    check(value_text("Hòa Bình"), "equals \"Hoa Bình\"", "");
    check(value_text("local"), "equals kind | choose \"1\" \"2\"", "1");
    check(value_text("local"), "equals \"x | y\" | choose \"1\" \"2\"", "2");
}

static void test_dates_and_texts(void **state)
{
    (void)state;
    check(day(2017, 1, 5), "", "05/01/2017");
    check(day(2017, 6, 15), "date", "15/6/2017");
    check(day(2017, 6, 5), "longdate", "ngày 05 tháng 6 năm 2017");
    check(day(2017, 2, 15), "longdate", "ngày 15 tháng 02 năm 2017");
    check(day(2017, 2, 15), "month", "02");
    check(day(2017, 12, 15), "month", "12");
    check(day(2017, 12, 15), "year", "2017");
    check(value_text("đề án Ở xã"), "upper", "ĐỀ ÁN Ở XÃ");
    check(value_text("ĐỀ ÁN"), "lower | capital", "Đề án");
    check(value_text("Ứng dụng máy"), "lower_first", "ứng dụng máy");
    check(value_text("Xã Tam Kim"), "lower_first \"Huyện, Xã\"", "xã Tam Kim");
    check(value_text("Thoại Sơn"), "lower_first \"Huyện, Xã\"", "Thoại Sơn");
    check(value_text("ISO 9001"), "lower_first", "ISO 9001");
    check(value_text("THCS Lê Lợi"), "lower_first", "THCS Lê Lợi");
    check(value_text("Công ty ISO"), "lower_first", "công ty ISO");
    check(value_text("Xã"), "lower_first \"Huyện, Xã\"", "Xã");
    check(value_text("Quận 1"), "lower_first \"Quận\"", "Quận 1");
    check(value_text(""), "default \"không | có\"", "không | có");
    check(value_text("x"), "default \"y\"", "x");
}

/* The value stays the number behind the text. */
static void test_values_are_kept(void **state)
{
    (void)state;
    struct outcome outcome = apply(value_money(1628500000), "million 1");
    assert_int_equal(outcome.state.value.kind, VALUE_MONEY);
    assert_int_equal(outcome.state.value.as.integer, 1628500000);
    discard(&outcome);

    outcome = apply(value_money(42480000000), "of plan | percent 1");
    assert_int_equal(outcome.state.value.kind, VALUE_RATIO);
    assert_int_equal(outcome.state.value.as.ratio.numerator, 4248);
    assert_int_equal(outcome.state.value.as.ratio.denominator, 10589);
    discard(&outcome);
}

static void test_faults(void **state)
{
    (void)state;
    check_fault(value_text("x"), "million", DIAG_FILTER_TYPE);
    check_fault(value_integer(1), "million", DIAG_FILTER_TYPE);
    check_fault(value_money(1), "percent", DIAG_FILTER_TYPE);
    check_fault(value_money(1), "of n", DIAG_FILTER_UNLIKE);
    check_fault(value_integer(1), "minus plan", DIAG_FILTER_UNLIKE);
    check_fault(value_ratio(1, 2), "million", DIAG_FILTER_TYPE);
    check_fault(value_ratio(1, 2), "amount", DIAG_FILTER_TYPE);
    /* A number beside an amount would be so many đồng. */
    check_fault(value_money(150), "above 150", DIAG_FILTER_UNLIKE);
    struct value average = average_of_money(150, 7);
    check_fault(average, "above 150", DIAG_FILTER_UNLIKE);
    check_fault(average, "minus n", DIAG_FILTER_UNLIKE);
    check_fault(value_integer(1), "milion", DIAG_UNKNOWN_FILTER);
}

static void test_bad_arguments(void **state)
{
    (void)state;
    static const char *const chains[] = {
        "million x",  "million 13", "million 2..1", "million 1 2", "million -1",
        "million 1.", "of",         "default",      "default \"x",
    };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        check_fault(value_money(1), chains[i], DIAG_BAD_FILTER_ARGUMENT);
    check_fault(value_integer(1), "pad x", DIAG_BAD_FILTER_ARGUMENT);
    check_fault(value_integer(1), "rises \"a\" \"b\"",
                DIAG_BAD_FILTER_ARGUMENT);
    check_fault(value_money(1), "million | abs", DIAG_FILTER_AFTER_TEXT);
    check_fault(value_integer(INT64_MIN), "abs", DIAG_FIGURE_OVERFLOW);
    check_fault(value_integer(INT64_MAX), "plus 1", DIAG_FIGURE_OVERFLOW);
    check_fault(value_ratio(INT64_MAX, 1), "percent", DIAG_FIGURE_OVERFLOW);
    check_fault(value_integer(4000), "roman", DIAG_FIGURE_OVERFLOW);
}

static void test_about(void **state)
{
    (void)state;
    check(value_money(2950000000), "billion | about", "gần 3");
    check(value_money(2990000000), "amount | about", "xấp xỉ 3 tỷ");
    check(value_money(3100000000), "amount | about", "hơn 3 tỷ");
    check(value_money(3240000000), "amount | about", "trên 3 tỷ");
    check(value_money(1400000000), "amount | about", "khoảng 1 tỷ");
    check(value_money(3000000000), "amount | about", "3 tỷ");
    check(value_ratio(897, 1000), "percent | about 5", "xấp xỉ 90%");
    check(value_ratio(875, 1000), "percent | about 10", "gần 90%");
    check(value_ratio(9249, 10000), "percent | about 5", "hơn 90%");
    check(value_ratio(1025, 1000), "percent | about 0.5", "102,5%");
    check(value_ratio(-875, 1000), "percent | about 10", "gần -90%");
    check(value_integer(66), "about 10", "gần 70");
    check(value_integer(1234), "about 100", "hơn 1.200");
    check(value_integer(7), "about 2", "khoảng 08"); /* halves go up */
    check(value_integer(4), "about 10", "04");
    check(value_integer(66), "about 10 | capital", "Gần 70");
    check(VALUE_NONE, "about 10", "");
    check_fault(value_integer(1), "about 0", DIAG_BAD_FILTER_ARGUMENT);
    check_fault(value_integer(1), "words | about", DIAG_FILTER_AFTER_TEXT);
    check_fault(value_text("x"), "about", DIAG_FILTER_TYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_rounded),
        cmocka_unit_test(test_percent),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_about),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_dates_and_texts),
        cmocka_unit_test(test_values_are_kept),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_bad_arguments),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
