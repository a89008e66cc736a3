#include "base/unicode.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

static void valid_text_is_accepted(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "abc",
                                        "Đề án khuyến công",
                                        "\xC2\x80",
                                        "\xDF\xBF",
                                        "\xE0\xA0\x80",
                                        "\xED\x9F\xBF",
                                        "\xEE\x80\x80",
                                        "\xF0\x90\x80\x80",
                                        "\xF4\x8F\xBF\xBF"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(unicode_is_valid(texts[i], strlen(texts[i]), NULL));
}

static void controls_are_told_apart(void **state)
{
    (void)state;
    static const int32_t controls[] = {
        0,      '\t',   0x1B,   0x7F,   0x80,   0x9B,   0xAD,   0x61C,  0x200B,
        0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xE0001};
    static const int32_t others[] = {' ',    'a',    '~',    0xA0,
                                     0x1EC7, 0x301,  0x2026, 0x20AC,
                                     0xFFFD, 0x4E2D, 0x1F600};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        assert_true(unicode_is_control(controls[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(unicode_is_control(others[i]));
}

static void broken_text_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad;
    } cases[] = {
        {"ab\x80", 2},   /* a follower alone */
        {"\xC0\xAF", 0}, /* overlong "/" */
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xF0\x8F\xBF\xBF", 0}, /* overlong */
        {"a\xED\xA0\x80", 1},    /* surrogate */
        {"\xF4\x90\x80\x80", 0}, /* above U+10FFFF */
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
        {"\xC4", 0}, /* cut off */
        {"\xE1\xBB", 0},
        {"\xF0\x9F\x98", 0},
        {"x\xE1\xBBy", 1},
        {"\xC4\xC4", 0},
        {"Đề \xE1n", 6}, /* TCVN3 or Latin-1 bytes */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bad = 99;
        assert_false(
            unicode_is_valid(cases[i].text, strlen(cases[i].text), &bad));
        assert_int_equal(bad, cases[i].bad);
    }
}

static void a_survey_says_what_single_looks_say(void **state)
{
    static const struct {
        const char *text;
        bool valid, forbidden, plain;
    } cases[] = {
        {"", true, false, true},
        {"Đề án\tnăm 2017\n", true, false, true},
        {"printable to the last ~", true, false, true},
        {"a\x7F", true, true, true},
        {"a\x01", true, true, true},
        {"a\r\n", true, true, true},
        {"hoa\xCC\x80", true, false, false}, /* a grave accent apart */
        {"\xEF\xBF\xBD", true, true, false},
        {"Đề \xE1n", false, false, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        size_t bad = strlen(text);
        struct unicode_survey survey = unicode_survey(text, strlen(text));
        assert_int_equal(unicode_is_valid(text, bad, &bad), survey.valid);
        assert_int_equal(survey.valid, cases[i].valid);
        assert_int_equal(survey.valid_size, bad);
        assert_int_equal(survey.forbidden, cases[i].forbidden);
        assert_int_equal(unicode_find_forbidden(text, bad, NULL) >= 0,
                         survey.forbidden);
        assert_int_equal(survey.plain, cases[i].plain);
    }
}

/* Each code point, encoded by hand, comes back. */
static void every_character_is_decoded(void **state)
{
    (void)state;
    for (int32_t c = 0; c <= 0x10FFFF; c++) {
        unsigned char b[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char leads[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
        int32_t rest = c;
        for (size_t i = n; i-- > 1; rest >>= 6)
            b[i] = (unsigned char)(0x80 | (rest & 0x3F));
        b[0] = (unsigned char)(leads[n] | rest);
        const char *text = (const char *)b;
        int32_t got = unicode_next(&text, (const char *)b + n);
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (got != (surrogate ? -1 : c))
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void forbidden_characters_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t c;
        size_t offset;
    } cases[] = {
        {"plain\ttext\nĐ", -1, 0},
        {"a\x01", 1, 1},
        {"\r", 13, 0},
        {"é\x7F", 0x7F, 2},
        {"\xC2\x85", 0x85, 0},
        {"x\xEE\x80\x80", 0xE000, 1},
        {"\xEF\xBF\xBD", 0xFFFD, 0},
        {"\xEF\xBF\xBE", 0xFFFE, 0},
        {"\xEF\xB7\x90", 0xFDD0, 0},
        {"\xF0\x9F\xBF\xBE", 0x1FFFE, 0},
        {"\xF3\xB0\x80\x80", 0xF0000, 0},
        {"1\xC2\xA0triệu \xE2\x82\xAB", -1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t offset = 0;
        int32_t c = unicode_find_forbidden(cases[i].text, strlen(cases[i].text),
                                           &offset);
        assert_int_equal(c, cases[i].c);
        assert_int_equal(offset, cases[i].offset);
    }
    assert_int_equal(unicode_find_forbidden("a\0b", 3, NULL), 0);
}

static const char *nfc(struct arena *arena, const char *text)
{
    return unicode_nfc(arena, text, strlen(text));
}

static void decomposed_text_is_composed(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const char *plain = "Sở Công Thương “Kiên Giang” – 1.628,5₫";
    assert_ptr_equal(nfc(arena, plain), plain);
    /* e + circumflex + dot below, in both orders; ơ + grave */
    assert_string_equal(nfc(arena, "vie\xCC\x82\xCC\xA3t"), "việt");
    assert_string_equal(nfc(arena, "vie\xCC\xA3\xCC\x82t"), "việt");
    assert_string_equal(nfc(arena, "vi\xC3\xAA\xCC\xA3t"), "việt");
    assert_string_equal(nfc(arena, "\xC6\xA1\xCC\x80"), "ờ");
    /* A precomposed letter with a further mark stays what it is. */
    assert_string_equal(nfc(arena, "\xE1\xBB\x87\xCC\x81"),
                        "\xE1\xBB\x87\xCC\x81");
    assert_string_equal(nfc(arena, "\xE2\x84\xA6"), "\xCE\xA9");
    arena_destroy(arena);
}

static void expect_same(const char *a, const char *b, bool same)
{
    struct arena *arena = arena_create();
    if ((strcmp(unicode_fold(arena, a), unicode_fold(arena, b)) == 0) != same)
        fail_msg("“%s” and “%s”", a, b);
    arena_destroy(arena);
}

static void folding_ignores_spelling_only(void **state)
{
    (void)state;
    expect_same("Hòa Bình", "hoà bình", true);
    expect_same("THÚY", "thuý", true);
    expect_same("Ủy ban", "UỶ BAN", true);
    expect_same("  Kinh phí\xC2\xA0 hỗ\ttrợ ", "kinh phí hỗ trợ", true);
    expect_same("ĐẮK LẮK", "đắk lắk", true);
    expect_same("vie\xCC\x82\xCC\xA3t", "VIỆT", true);
    expect_same("", "  ", true);
    expect_same("ĐA-01", "\u00D0A-01", true);
    expect_same("đa-01", "\u00F0a-01", true);
    expect_same("ĐA", "\u0189A", true);
    expect_same("KCQG", "\u041A\u0421QG", true);
    expect_same("Mã", "\u041Cã", true);
    expect_same("BC-IV", "B\u0421\u2011IV", true);
    expect_same("A\u2013B", "a-b", true);
    expect_same("DA\u200B01", "da01", true);
    expect_same("\uFF24\uFF2101", "DA01", true);
    expect_same("nhà \u201Cxưởng\u201D", "nhà \"xưởng\"", true);
    expect_same("DA-01", "ĐA-01", false);
    expect_same("DA 01", "DA-01", false);
    expect_same("DA01", "DAO1", false);
    expect_same("hòa", "hóa", false);
    expect_same("hòa", "hoa", false);
    expect_same("an", "ăn", false);
    expect_same("dá", "đá", false);
    expect_same("ma", "mạ", false);
    expect_same("hóa đơn", "hoa đớn", false);
    expect_same("khuyến công", "khuyếncông", false);
    expect_same("c3a", "c3b", false);
    expect_same("mùa thu", "mua thù", false);
}

/* The hash is of the key. */
static void folded_texts_hash_alike(void **state)
{
    (void)state;
    static const char *const texts[] = {"Hòa Bình", "HOÀ\u00A0 BÌNH",
                                        "hoà bình"};
    uint64_t first = unicode_fold_hash(texts[0], strlen(texts[0]));
    for (size_t i = 1; i < 3; i++)
        assert_true(unicode_fold_hash(texts[i], strlen(texts[i])) == first);
    assert_true(unicode_fold_hash("hóa bình", strlen("hóa bình")) != first);
}

/* All 60 letters with a tone: upper and lower fold alike, and no two
   letters fold to the same key. */
static void every_toned_letter_has_its_key(void **state)
{
    (void)state;
    static const char *const lower[] = {
        "à", "ả", "ã", "á", "ạ", "ằ", "ẳ", "ẵ", "ắ", "ặ", "ầ", "ẩ",
        "ẫ", "ấ", "ậ", "è", "ẻ", "ẽ", "é", "ẹ", "ề", "ể", "ễ", "ế",
        "ệ", "ì", "ỉ", "ĩ", "í", "ị", "ò", "ỏ", "õ", "ó", "ọ", "ồ",
        "ổ", "ỗ", "ố", "ộ", "ờ", "ở", "ỡ", "ớ", "ợ", "ù", "ủ", "ũ",
        "ú", "ụ", "ừ", "ử", "ữ", "ứ", "ự", "ỳ", "ỷ", "ỹ", "ý", "ỵ"};
    enum { COUNT = sizeof lower / sizeof *lower };
    static const char *const bases[] = {"a", "ă", "â", "e", "ê", "i",
                                        "o", "ô", "ơ", "u", "ư", "y"};
    struct arena *arena = arena_create();
    const char *keys[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        keys[i] = unicode_fold(arena, lower[i]);
        const char *upper = unicode_upper(arena, lower[i]);
        assert_string_not_equal(upper, lower[i]);
        assert_string_equal(unicode_lower(arena, upper), lower[i]);
        assert_string_equal(unicode_fold(arena, upper), keys[i]);
        const char *base = bases[i / 5];
        assert_memory_equal(keys[i], base, strlen(base));
        assert_int_equal(strlen(keys[i]), strlen(base) + 1);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(keys[i], keys[j]);
    }
    arena_destroy(arena);
}

static void case_is_changed(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    assert_string_equal(unicode_upper(arena, "Kết quả đạt được ư, ơ"),
                        "KẾT QUẢ ĐẠT ĐƯỢC Ư, Ơ");
    assert_string_equal(unicode_lower(arena, "ĐẮK LẮK"), "đắk lắk");
    assert_string_equal(unicode_upper(arena, ""), "");
    assert_int_equal(unicode_length("việt", strlen("việt")), 4);
    arena_destroy(arena);
}

static struct collator *sorter;

static int compare(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return collator_compare(sorter, *x, strlen(*x), *y, strlen(*y));
}

static void places_sort_as_vietnamese_do(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "An Giang", "Cà Mau",     "Cao Bằng",   "Cần Thơ", "Đà Nẵng",
        "Đắk Lắk",  "Điện Biên",  "Đồng Nai",   "Gia Lai", "Hà Nội",
        "Hưng Yên", "Lai Châu",   "Lạng Sơn",   "Lào Cai", "Lâm Đồng",
        "Nghệ An",  "Quảng Ngãi", "Quảng Ninh", "Sơn La",  "Tây Ninh",
        "Vĩnh Long"};
    enum { COUNT = sizeof expected / sizeof *expected };
    const char *names[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        names[i] = expected[(i * 8 + 3) % COUNT];
    sorter = collator_open();
    qsort(names, COUNT, sizeof *names, compare);
    for (size_t i = 0; i < COUNT; i++)
        assert_string_equal(names[i], expected[i]);
    static const char *const tones[] = {"ma", "mà", "mả", "mã", "má", "mạ"};
    for (size_t i = 1; i < 6; i++)
        assert_true(compare(&tones[i - 1], &tones[i]) < 0);
    assert_int_equal(collator_compare(sorter, "Đ", 2, "Đ", 2), 0);
    collator_close(sorter);
    collator_close(NULL);
}

/* Breaks as marks: "|" after a blank, "~" in a token, "!" where one must. */
static void expect_breaks(struct breaker *breaker, const char *text,
                          const char *expected)
{
    size_t size = strlen(text);
    unsigned char kinds[200];
    char shown[400];
    size_t n = 0;
    assert_true(size < sizeof kinds);
    breaker_find(breaker, text, size, kinds);
    for (size_t i = 0; i <= size; i++) {
        static const char marks[] = "?|~!";
        if (kinds[i] != BREAK_NONE)
            shown[n++] = marks[kinds[i]];
        if (i < size)
            shown[n++] = text[i];
    }
    shown[n] = '\0';
    assert_string_equal(shown, expected);
}

static void lines_break_by_custom(void **state)
{
    (void)state;
    struct breaker *breaker = breaker_open();
    expect_breaks(breaker, "", "!");
    expect_breaks(breaker, "một đề án", "một |đề |án!");
    expect_breaks(breaker, "a  b", "a  |b!");
    expect_breaks(breaker, " a ", " |a !");
    expect_breaks(breaker, "600\xC2\xA0triệu đồng", "600\xC2\xA0triệu |đồng!");
    expect_breaks(breaker, "số 12/BC-SCT nhé", "số |12/~BC-~SCT |nhé!");
    expect_breaks(breaker, "ngày 15/12/2016", "ngày |15/12/2016!");
    expect_breaks(breaker, "72/94 sản phẩm", "72/94 |sản |phẩm!");
    expect_breaks(breaker, "72/94\xC2\xA0sản phẩm", "72/94\xC2\xA0sản |phẩm!");
    expect_breaks(breaker,
                  "số\xC2\xA0"
                  "5/BC-SCT",
                  "số\xC2\xA0"
                  "5/~BC-~SCT!");
    expect_breaks(breaker, "http://a.vn/b-c", "http://~a.vn/~b-~c!");
    expect_breaks(breaker, "-a tự - do", "-a |tự |- |do!");
    expect_breaks(breaker, "một ; hai )", "một ; |hai )!");
    expect_breaks(breaker, "a\nb", "a\n!b!");
    expect_breaks(breaker, "a \nb\n", "a \n!b\n!");
    expect_breaks(breaker, "…./.", "…./.!");
    expect_breaks(breaker, "中文字", "中~文~字!");
    expect_breaks(breaker, "Mr 中。", "Mr |中。!");
    breaker_close(breaker);
    breaker_close(NULL);
}

static void file_names_are_plain(void **state)
{
    static const char *const pairs[][2] = {
        {"Cần Thơ", "can-tho"},
        {"Đắk Lắk", "dak-lak"},
        {"TP. Hồ Chí Minh", "tp-ho-chi-minh"},
        {"Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"},
        {"Thừa Thiên Huế", "thua-thien-hue"},
        {"KCQG/2023_01", "kcqg-2023-01"},
        {"  ưỡn (ĐƯỜNG)", "uon-duong"},
        {"hoa\xCC\x80", "hoa"},
        {"東京", ""},
        {"", ""},
    };
    struct arena *arena = arena_create();
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(unicode_slug(arena, pairs[i][0]), pairs[i][1]);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_names_are_plain),
        cmocka_unit_test(valid_text_is_accepted),
        cmocka_unit_test(broken_text_is_found),
        cmocka_unit_test(controls_are_told_apart),
        cmocka_unit_test(a_survey_says_what_single_looks_say),
        cmocka_unit_test(every_character_is_decoded),
        cmocka_unit_test(forbidden_characters_are_found),
        cmocka_unit_test(decomposed_text_is_composed),
        cmocka_unit_test(folding_ignores_spelling_only),
        cmocka_unit_test(folded_texts_hash_alike),
        cmocka_unit_test(every_toned_letter_has_its_key),
        cmocka_unit_test(case_is_changed),
        cmocka_unit_test(places_sort_as_vietnamese_do),
        cmocka_unit_test(lines_break_by_custom),
    };
    return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}
