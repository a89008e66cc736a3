#include "intake/heading.h"

#include "base/strbuf.h"
#include "base/unicode.h"
#include "fixture.h"
#include "intake/alike.h"

#include <string.h>

/* All parts of TEXT as "name{kind text amount}...", taken off until the name
   is WANTED or nothing is left to take. */
static const char *parted(struct arena *arena, const char *text,
                          const char *wanted)
{
    static const char *const kinds[] = {"money", "scale",    "most",
                                        "mark",  "harmless", "words"};
    struct heading heading;
    struct strbuf buf = STRBUF_INIT;
    const char *harmless[] = {unicode_fold(arena, "tờ")};
    const struct schema schema = {.harmless = harmless, .n_harmless = 1};
    heading_start(&heading, arena, text, &schema);
    while (strcmp(unicode_fold(arena, heading.name),
                  unicode_fold(arena, wanted)) != 0 &&
           heading_take(&heading))
        ;
    strbuf_add_text(&buf, heading.name);
    for (size_t i = 0; i < heading.n_parts; i++) {
        const struct heading_part *part = &heading.parts[i];
        strbuf_add_format(&buf, "{%s", kinds[part->kind]);
        if (part->amount != 0)
            strbuf_add_format(&buf, " %lld", (long long)part->amount);
        if (part->kind == PART_WORDS)
            strbuf_add_format(&buf, " %s", part->text);
        strbuf_add_char(&buf, '}');
    }
    const char *result = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return result;
}

/* What stands behind a name, in the ways in which offices write it. */
static void a_heading_is_taken_apart(void **state)
{
    static const struct {
        const char *text;
        const char *name;
        const char *parts;
    } cases[] = {
        {"Kinh phí (triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (Triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"KINH PHÍ (TRIỆU ĐỒNG)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (tr.đ)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (trđ)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (Tr. đồng)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (ĐVT: triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (Đơn vị tính: 1.000 đồng)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (1.000đ)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (1000 đ)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (x 1000đ)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (ngàn đồng)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (nghìn đ)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (ng.đ)", "Kinh phí", "{money 1000}"},
        {"Kinh phí (đồng)", "Kinh phí", "{money 1}"},
        {"Kinh phí (đ)", "Kinh phí", "{money 1}"},
        {"Kinh phí (Ð)", "Kinh phí", "{money 1}"},
        {"Kinh phí (VNĐ)", "Kinh phí", "{money 1}"},
        {"Kinh phí (VND)", "Kinh phí", "{money 1}"},
        {"Kinh phí (triệu VNĐ)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (tỷ đồng)", "Kinh phí", "{money 1000000000}"},
        {"Kinh phí (tỉ đồng)", "Kinh phí", "{money 1000000000}"},
        {"Kinh phí (trieu dong)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí [triệu đồng]", "Kinh phí", "{money 1000000}"},
        {"Kinh phí {triệu đồng}", "Kinh phí", "{money 1000000}"},
        {"Kinh phí （triệu đồng）", "Kinh phí", "{money 1000000}"},
        {"Kinh phí - nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí – nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí-nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí: nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí/nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí, nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí, ĐVT: nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí\nnghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí\n(nghìn đồng)", "Kinh phí", "{money 1000}"},
        {"Kinh phí hỗ trợ\n(nghìn\nđồng)", "Kinh phí hỗ trợ", "{money 1000}"},
        {"Kinh phí nghìn đồng", "Kinh phí", "{money 1000}"},
        {"Kinh phí ĐVT triệu đồng", "Kinh phí", "{money 1000000}"},
        {"Kinh phí tr.đ", "Kinh phí", "{money 1000000}"},
        {"Kinh phí VNĐ", "Kinh phí", "{money 1}"},
        {"Kinh phí (triệu đồng) (1)", "Kinh phí", "{mark}{money 1000000}"},
        {"Kinh phí (triệu đồng)*", "Kinh phí", "{mark}{money 1000000}"},
        {"Kinh phí (triệu đồng) [2]", "Kinh phí", "{mark}{money 1000000}"},
        {"Kinh phí (triệu đồng)¹", "Kinh phí", "{mark}{money 1000000}"},
        {"Kinh phí (*) (triệu đồng)", "Kinh phí", "{money 1000000}{mark}"},
        {"(5) Kinh phí (triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"5. Kinh phí (triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"Trong đó: Kinh phí (triệu đồng)", "Kinh phí", "{money 1000000}"},
        {"Kinh phí (nghìn đồng) - triệu đồng", "Kinh phí",
         "{money 1000000}{money 1000}"},
        {"Kinh phí (kế hoạch)", "Kinh phí", "{words kế hoạch}"},
        {"Kinh phí (kế hoạch) (triệu đồng)", "Kinh phí",
         "{money 1000000}{words kế hoạch}"},
        {"Kinh phí (USD)", "Kinh phí", "{words USD}"},
        {"Kinh phí (nếu có)", "Kinh phí", "{harmless}"},
        {"Số lượng (nghìn tờ)", "Số lượng", "{scale 1000}"},
        {"Số lượng (tờ)", "Số lượng", "{harmless}"},
        {"Số lượng (Người)", "Số lượng", "{harmless}"},
        {"Số lượng (nghìn)", "Số lượng", "{scale 1000}"},
        {"Số lượng, nghìn cuốn", "Số lượng", "{scale 1000}"},
        {"Số lượng (%)", "Số lượng", "{words %}"},
        {"Điểm (thang điểm 10)", "Điểm", "{most 10}"},
        {"Ngày (dự kiến)", "Ngày", "{words dự kiến}"},
        {"Ngày (dd/mm/yyyy)", "Ngày", "{harmless}"},
        {"Ngày - dự kiến", "Ngày", "{words dự kiến}"},
        {"Ngày\ndự kiến", "Ngày", "{words dự kiến}"},
        {"Huyện (cũ)", "Huyện", "{harmless}"},
        {"Kinh phí:", "Kinh phí", ""},
        {"Kinh phí (triệu đồng):", "Kinh phí", "{money 1000000}"},
        {"Điểm (100)", "Điểm", "{most 100}"},
        {"Số lượng (đơn vị: nghìn tờ)", "Số lượng", "{scale 1000}"},
        {"Kinh phí (triệu đồng) - Hỗ trợ", "Kinh phí",
         "{words Hỗ trợ}{money 1000000}"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = parted(fixture->arena, cases[i].text, cases[i].name);
        const char *behind = strchr(got, '{');
        if (!behind)
            behind = got + strlen(got);
        if (strcmp(behind, cases[i].parts) != 0)
            fail_msg("%s: %s", cases[i].text, got);
        assert_string_equal(
            unicode_fold(fixture->arena, arena_strndup(fixture->arena, got,
                                                       (size_t)(behind - got))),
            unicode_fold(fixture->arena, cases[i].name));
    }
}

/* Headings whose ends look like units, and are none: nothing of them tells
   money, whatever is taken off. */
static void names_are_no_units(void **state)
{
    static const char *const names[] = {
        "Xã, phường, đặc khu",
        "Tỉnh/TP",
        "Ý kiến hội đồng",
        "Giá trị hợp đồng",
        "Ngày ký hợp đồng",
        "Số hợp đồng",
        "Hội đồng",
        "Kinh phí",
        "Tỷ lệ",
        "Đơn vị tính",
        "Đơn vị",
        "Đơn vị thực hiện",
        "Diện tích (m2)",
        "Diện tích (m²)",
        "Công suất (kW)",
        "Mã số thuế",
        "Số TT",
        "Cộng đồng",
        "Huyện, thị xã",
        "Họ tên - chức vụ",
        "Số lao động (người)",
        "Sản lượng (tấn)",
        "Kết quả (đạt/không đạt)",
        "Nhóm (I-IV)",
        "Người đại diện (ông/bà)",
        "Đánh giá của hội đồng",
        "Chi nhánh/phòng",
        "Địa chỉ: số nhà, đường",
        "Khu đồng",
        "Điện thoại (DĐ)",
        "Năng suất 1000",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(parted(fixture->arena, names[i], ""), "{money") != NULL)
            fail_msg("%s", names[i]);
}

static void a_line_tells_its_unit(void **state)
{
    static const struct {
        const char *text;
        int64_t dong;
    } lines[] = {
        {"Đơn vị tính: triệu đồng", 1000000},
        {"ĐVT: Triệu đồng", 1000000},
        {"(ĐVT: 1.000 đồng)", 1000},
        {"Đơn vị: nghìn đồng", 1000},
        {"Đơn vị tính: đồng", 1},
        {"ĐVT: đồng", 1},
        {"Đơn vị tính: tr.đ", 1000000},
        {"DANH MỤC ĐỀ ÁN NĂM 2017 (Đơn vị tính: triệu đồng)", 1000000},
        {"Kế hoạch kinh phí năm 2023, ĐVT: tỷ đồng", 1000000000},
        {"Biểu 1 (triệu đồng)", 1000000},
        {"(nghìn đồng)", 1000},
        {"Đơn vị tính: người", 0},
        {"Đơn vị tính: %", 0},
        {"Đơn vị thực hiện: Trung tâm", 0},
        {"Danh mục đề án", 0},
        {"Tổng cộng", 0},
        {"hội đồng", 0},
        {"đồng", 1},
        {"Số liệu tính bằng triệu đồng", 1000000},
        {"Số liệu được tính bằng nghìn đồng, làm tròn", 1000},
        {"Đơn vị tính là triệu đồng", 1000000},
        {"Don vi tinh: trieu dong", 1000000},
        {"Biểu 2. Kinh phí (ĐVT: nđ)", 1000},
        {"Đơn vị: Huyện Triệu Phong", 0},
        {"Đơn vị: Triệu Sơn", 0},
        {"Kinh phí được tính theo đồng thuận", 0},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (heading_line_unit(fixture->arena, lines[i].text) != lines[i].dong)
            fail_msg("%s", lines[i].text);
    assert_int_equal(heading_cell_unit(fixture->arena, "(nghìn đồng)"), 1000);
    assert_int_equal(heading_cell_unit(fixture->arena, "đồng"), 1);
    assert_int_equal(heading_cell_unit(fixture->arena, "tờ"), 0);
    assert_int_equal(heading_cell_unit(fixture->arena, "200"), 0);
    assert_int_equal(heading_cell_unit(fixture->arena, "1000"), 0);
}

static struct alike_text text_of(struct fixture *fixture, const char *text)
{
    return alike_text(fixture->arena, text);
}

static void what_may_have_been_meant_is_known(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool alike;
    } pairs[] = {
        {"Đuợc công nhận", "Được công nhận", true},
        {"Duoc cong nhan", "Được công nhận", true},
        {"Tống kinh phí", "Tổng kinh phí", true},
        {"QĐ ngày", "Ngày QĐ", true},
        {"Vai trò của tỉnh", "Vai trò", true},
        {"Kinh phí hỗ trợ từ NSNN", "Kinh phí hỗ trợ", true},
        {"Kinh phí", "Kinh phí hỗ trợ", true},
        {"Ngày nghiệm thu dự kiến", "Ngày nghiệm thu", true},
        {"Số lượngg", "Số lượng", true},
        {"SL", "Số lượng", true},
        {"KP", "Kinh phí", true},
        {"KPHT", "Kinh phí hỗ trợ", true},
        {"KP hỗ trợ", "Kinh phí hỗ trợ", true},
        {"Kinh phí HT", "Kinh phí hỗ trợ", true},
        {"TMĐT", "Tổng mức đầu tư", true},
        {"SL", "Sản phẩm", false},
        {"KP", "Kinh phí hỗ trợ", false},
        {"Ngày cấp giấy đăng ký", "Ngày phê duyệt", false},
        {"Ngày cấp giấy đăng ký", "Ngày đăng ký", false},
        {"Đất", "Đạt", false},
        {"Giá", "Giải", false},
        {"Ghi chú", "Giải", false},
        {"Diện tích nhà xưởng", "Điểm", false},
        {"Số điện thoại liên hệ", "Số lao động", false},
        {"Ngày sinh", "Ngày duyệt", false},
        {"Chủ đầu tư", "Tổng mức đầu tư", false},
        {"Người lập", "Ngày lập", false},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if ((alike_headings(fixture->arena, text_of(fixture, pairs[i].a),
                            text_of(fixture, pairs[i].b)) != UNLIKE) !=
            pairs[i].alike)
            fail_msg("%s / %s", pairs[i].a, pairs[i].b);
    assert_true(alike_begins(fixture->arena, text_of(fixture, "Điểm số"),
                             text_of(fixture, "Điểm")));
    assert_true(alike_begins(fixture->arena, text_of(fixture, "Tổng điểm"),
                             text_of(fixture, "Điểm")));
    assert_false(alike_begins(fixture->arena, text_of(fixture, "Điểm"),
                              text_of(fixture, "Điểm")));
    assert_false(alike_begins(fixture->arena,
                              text_of(fixture, "Địa điểm tổ chức lễ"),
                              text_of(fixture, "Điểm")));
    assert_true(alike_share_word(fixture->arena,
                                 text_of(fixture, "Diễn ra ngày"),
                                 text_of(fixture, "Ngày")));
    assert_false(alike_share_word(fixture->arena, text_of(fixture, "Ghi chú"),
                                  text_of(fixture, "Ngày")));
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_heading_is_taken_apart),
        TEST(names_are_no_units),
        TEST(a_line_tells_its_unit),
        TEST(what_may_have_been_meant_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
