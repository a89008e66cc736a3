#include "base/legacy.h"

#include "base/syllable.h"
#include "base/unicode.h"
#include "check.h"

#include <iconv.h>
#include <string.h>

/* TCVN 5712:1993 puts the letters of VN3 where VN1, which the C library knows,
   has them: 60 with a tone and 7 without in lower case, 7 in upper case. */
static void tcvn3_is_the_standard(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    iconv_t known = iconv_open("UTF-8", "TCVN5712-1");
    int n = 0;
    if (known == (iconv_t)-1)
        skip();
    for (int byte = 0xA0; byte <= 0xFF; byte++) {
        char in[2] = {(char)byte, ' '};
        char out[8] = "";
        char *from = in, *to = out;
        size_t n_in = 2, n_out = sizeof out - 1, size;
        const char *ours = legacy_bytes(arena, LEGACY_TCVN3, in, 2, &size);
        const char *letter = ours;
        if (unicode_next(&letter, ours + size) == byte && byte != 0xFD)
            continue; /* no letter of VN3; ý alone stands where it is */
        iconv(known, NULL, NULL, NULL, NULL);
        assert_int_not_equal(iconv(known, &from, &n_in, &to, &n_out),
                             (size_t)-1);
        if (strcmp(ours, out) != 0)
            fail_msg("0x%02x: %s, %s", (unsigned)byte, ours, out);
        n++;
    }
    assert_int_equal(n, 74);
    iconv_close(known);
    arena_destroy(arena);
}

static void old_texts_are_read(void **state)
{
    static const struct {
        enum legacy encoding;
        const char *text;
        const char *meant;
    } cases[] = {
        {LEGACY_TCVN3, "C«ng ty TNHH ChÕ biÕn n«ng s¶n",
         "Công ty TNHH Chế biến nông sản"},
        {LEGACY_TCVN3, "HuyÖn Ch©u Thµnh", "Huyện Châu Thành"},
        {LEGACY_TCVN3, "§Ò ¸n khuyÕn c«ng ®Þa ph­¬ng",
         "Đề án khuyến công địa phương"},
        {LEGACY_TCVN3, "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
         "Cộng hoà xã hội chủ nghĩa Việt Nam"},
        {LEGACY_TCVN3, "§éc lËp - Tù do - H¹nh phóc",
         "Độc lập - Tự do - Hạnh phúc"},
        {LEGACY_TCVN3, "¡n uèng, ¢n nghÜa, £m, ¤ng, ¥n, ¦u",
         "Ăn uống, Ân nghĩa, Êm, Ông, Ơn, Ưu"},
        {LEGACY_TCVN3, "Ubnd 2017, \"a;b\"", "Ubnd 2017, \"a;b\""},
        {LEGACY_VNI, "Coâng ty TNHH Cheá bieán noâng saûn",
         "Công ty TNHH Chế biến nông sản"},
        {LEGACY_VNI, "Huyeän Chaâu Thaønh", "Huyện Châu Thành"},
        {LEGACY_VNI, "Ñeà aùn khuyeán coâng ñòa phöông",
         "Đề án khuyến công địa phương"},
        {LEGACY_VNI, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM",
         "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
        {LEGACY_VNI, "Ñoäc laäp - Töï do - Haïnh phuùc",
         "Độc lập - Tự do - Hạnh phúc"},
        {LEGACY_VNI,
         "Kyõ thuaät, Myõ, kyø, lyù, tyû, Lyù, tæ leä, chí, thì, só, thò",
         "Kỹ thuật, Mỹ, kỳ, lý, tỷ, Lý, tỉ lệ, chí, thì, sĩ, thị"},
        {LEGACY_VNI, "Ñaéc Laéc, baèng, baúng, baüng, taëng, aên",
         "Đắc Lắc, bằng, bẳng, bẵng, tặng, ăn"},
        {LEGACY_VNI, "nöôùc, ngöôøi, chöõ, tröôûng, ñöôïc, öa",
         "nước, người, chữ, trưởng, được, ưa"},
    };
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(legacy_text(arena, cases[i].encoding, cases[i].text,
                                        strlen(cases[i].text)),
                            cases[i].meant);
    size_t size;
    assert_string_equal(legacy_bytes(arena, LEGACY_TCVN3,
                                     "C\xABng ty \x93"
                                     "A\x94",
                                     12, &size),
                        "Công ty “A”");
    assert_string_equal(
        legacy_bytes(arena, LEGACY_VNI, "Co\xE2ng\0ty", 8, &size), "Công");
    assert_int_equal(size, 8);
    enum legacy encoding;
    assert_true(legacy_find("TCVN3", &encoding) && encoding == LEGACY_TCVN3);
    assert_true(legacy_find("vni", &encoding) && encoding == LEGACY_VNI);
    assert_false(legacy_find("windows-1258", &encoding));
    arena_destroy(arena);
}

/* Lines and cells that are Unicode already stay as they are. */
static void only_old_cells_are_mended(void **state)
{
    static const char text[] = "Mã;Tên;Giá\n"
                               "1;C«ng ty;HuyÖn Ch©u Thµnh;sè\n"
                               "2;C«ng ty Nhµ;Huyện Châu Thành;đã có\n"
                               "3;Công ty;Châu Thành Đức;Mã\n";
    (void)state;
    struct arena *arena = arena_create();
    size_t size;
    const char *mended =
        legacy_mend(arena, LEGACY_TCVN3, text, strlen(text), &size);
    assert_string_equal(mended, "Mã;Tên;Giá\n"
                                "1;Công ty;Huyện Châu Thành;số\n"
                                "2;Công ty Nhà;Huyện Châu Thành;đã có\n"
                                "3;Công ty;Châu Thành Đức;Mã\n");
    assert_int_equal(size, strlen(mended));
    arena_destroy(arena);
}

static void syllables_are_known(void **state)
{
    static const char *const possible[] = {
        "Nghiệm", "oà",    "hòa",    "quýt",    "giếng",  "gì",    "khuyến",
        "công",   "lập",   "nguyễn", "thuở",    "ngoằng", "quyết", "quăng",
        "yêu",    "Ủy",    "uỷ",     "nghiêng", "huỳnh",  "ươm",   "Xã",
        "phường", "kỹ",    "thuật",  "rượu",    "khuỷu",  "xoong", "quốc",
        "được",   "ĐƯỜNG", "trưởng", "giữa",    "huơ",    "loét"};
    static const char *const impossible[] = {
        "C«ng", "HuyÖn",  "Coâng", "Huyeän", "Société", "Müller",
        "tèt",  "Nestlé", "mạx",   "bcd",    "ôô",      "hóá",
        "cafộ", "Đắkk",   "",      "1",      "naïve",   "trườngg"};
    (void)state;
    for (size_t i = 0; i < sizeof possible / sizeof *possible; i++)
        if (!syllable_is_possible(possible[i], strlen(possible[i])))
            fail_msg("%s", possible[i]);
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++)
        if (syllable_is_possible(impossible[i], strlen(impossible[i])))
            fail_msg("%s", impossible[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcvn3_is_the_standard),
        cmocka_unit_test(old_texts_are_read),
        cmocka_unit_test(only_old_cells_are_mended),
        cmocka_unit_test(syllables_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
