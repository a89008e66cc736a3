#include "base/number_words.h"
#include "check.h"

#include <string.h>

static void expect_words(int64_t number, struct word_style style,
                         const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    number_words(&buf, number, &style);
    assert_string_equal(strbuf_text(&buf), expected);
    int64_t back = -1;
    if (!number_words_parse(strbuf_text(&buf), &back) || back != number)
        fail_msg("“%s” was read as %lld", expected, (long long)back);
    strbuf_free(&buf);
}

#define NORTH ((struct word_style){0})

static void published_examples(void **state)
{
    (void)state;
    static const struct {
        int64_t number;
        const char *words;
    } cases[] = {
        {0, "không"},
        {1, "một"},
        {4, "bốn"},
        {5, "năm"},
        {10, "mười"},
        {11, "mười một"},
        {14, "mười bốn"},
        {15, "mười lăm"},
        {20, "hai mươi"},
        {21, "hai mươi mốt"},
        {24, "hai mươi tư"},
        {25, "hai mươi lăm"},
        {100, "một trăm"},
        {104, "một trăm linh bốn"},
        {105, "một trăm linh năm"},
        {110, "một trăm mười"},
        {115, "một trăm mười lăm"},
        {1005, "một nghìn không trăm linh năm"},
        {1010, "một nghìn không trăm mười"},
        {1000025, "một triệu không trăm hai mươi lăm"},
        {1234500, "một triệu hai trăm ba mươi tư nghìn năm trăm"},
        {2827920000, "hai tỷ tám trăm hai mươi bảy triệu chín trăm hai mươi "
                     "nghìn"},
        {2532577035, "hai tỷ năm trăm ba mươi hai triệu năm trăm bảy mươi bảy "
                     "nghìn không trăm ba mươi lăm"},
        {1000000000000, "một nghìn tỷ"},
        {1005000000000, "một nghìn không trăm linh năm tỷ"},
        {1000000000000000, "một triệu tỷ"},
        {1000000000000000000, "một tỷ tỷ"},
        {1000000001, "một tỷ không trăm linh một"},
        {1000000000005, "một nghìn tỷ không trăm linh năm"},
        {-15, "âm mười lăm"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_words(cases[i].number, NORTH, cases[i].words);
}

static void regions_differ(void **state)
{
    (void)state;
    const struct word_style south = {.southern = true, .bon_for_four = true};
    expect_words(1005, south, "một ngàn không trăm lẻ năm");
    expect_words(24, south, "hai mươi bốn");
    expect_words(1628500000, (struct word_style){.capital = true},
                 "Một tỷ sáu trăm hai mươi tám triệu năm trăm nghìn");
    expect_words(-4, (struct word_style){.capital = true}, "Âm bốn");
}

static void extremes_are_said(void **state)
{
    (void)state;
    expect_words(
        INT64_MAX, NORTH,
        "chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không "
        "trăm ba mươi sáu tỷ tám trăm năm mươi tư triệu bảy trăm bảy mươi lăm "
        "nghìn tám trăm linh bảy");
    expect_words(
        INT64_MIN, NORTH,
        "âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn "
        "không trăm ba mươi sáu tỷ tám trăm năm mươi tư triệu bảy trăm bảy "
        "mươi lăm nghìn tám trăm linh tám");
}

static void every_style_is_read_back(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    int64_t number = 1;
    for (int i = 0; i < 20000; i++) {
        number = i < 4000 ? i : (number * 31 + i) % INT64_C(200000000000000);
        const struct word_style style = {.southern = i % 2 != 0,
                                         .bon_for_four = i % 3 == 0,
                                         .capital = i % 5 == 0};
        strbuf_clear(&buf);
        number_words(&buf, number, &style);
        int64_t back;
        if (!number_words_parse(strbuf_text(&buf), &back) || back != number)
            fail_msg("%lld: %s", (long long)number, strbuf_text(&buf));
    }
    strbuf_free(&buf);
}

static void expect_read(const char *text, int64_t expected)
{
    int64_t number;
    if (!number_words_parse(text, &number))
        fail_msg("“%s” was refused", text);
    assert_int_equal(number, expected);
}

static void variants_are_read(void **state)
{
    (void)state;
    expect_read("  HAI MƯƠI\xC2\xA0TƯ ", 24);
    expect_read("Hai tỉ không trăm lẻ bảy", 2000000007);
    expect_read("ba mươi nhăm", 35);
    expect_read("một trăm lẻ tư", 104);
    /* decomposed, as TCVN 6909 allows */
    expect_read("mu\xCC\x9Bo\xCC\x9B\xCC\x80"
                "i",
                10);
}

static void other_words_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "đồng",
                                        "một hai",
                                        "mười mươi",
                                        "trăm",
                                        "một mười",
                                        "mười năm",
                                        "hai mươi một",
                                        "tư",
                                        "mốt",
                                        "lăm",
                                        "linh năm",
                                        "một nghìn năm trăm nghìn",
                                        "một triệu hai tỷ ba tỷ tỷ tỷ tỷ tỷ",
                                        "không trăm",
                                        "một nghìn không trăm",
                                        "âm",
                                        "âm không",
                                        "năm mươi đồng",
                                        "mười tư",
                                        "một nghìn triệu"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t number;
        if (number_words_parse(texts[i], &number))
            fail_msg("“%s” was read as %lld", texts[i], (long long)number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_examples),
        cmocka_unit_test(regions_differ),
        cmocka_unit_test(extremes_are_said),
        cmocka_unit_test(every_style_is_read_back),
        cmocka_unit_test(variants_are_read),
        cmocka_unit_test(other_words_are_refused),
    };
    return cmocka_run_group_tests_name("number_words", tests, NULL, NULL);
}
