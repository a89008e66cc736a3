/* The page form of NĐ 30/2020: measures, components, no-break blanks. */
#include "folder.h"
#include "made_document.h"

#include "base/infile.h"

#define NB NO_BREAK_SPACE

/* ---- measures ------------------------------------------------------------ */

/* The decree's limits in mm, in mpt: 1 mm = 72/25.4 pt. */
static void test_margins_are_within_the_decree(void **state)
{
    struct made made;
    (void)state;
    made_open(&made, "");
    for (int landscape = 0; landscape < 2; landscape++) {
        const struct page_setup *page = form_page(made.form, landscape);
        assert_int_equal(page->width, landscape ? 841890 : 595276);
        assert_int_equal(page->height, landscape ? 595276 : 841890);
        assert_in_range(page->top, 56693, 70866);
        assert_in_range(page->bottom, 56693, 70866);
        assert_in_range(page->left, 85039, 99213);
        assert_in_range(page->right, 42520, 56693);
        assert_false(page->number_first);
        assert_true(page->number_top < page->top);
        assert_int_equal(page->number_style->align, ALIGN_CENTER);
    }
    made_close(&made);
}

static void test_sizes_are_those_of_the_form(void **state)
{
    static const struct {
        const char *style;
        mpt size;
        unsigned flags;
    } expected[] = {
        {"country", 13000, STYLE_BOLD},
        {"motto", 14000, STYLE_BOLD},
        {"superior", 13000, 0},
        {"agency", 13000, STYLE_BOLD},
        {"number", 13000, 0},
        {"date", 14000, STYLE_ITALIC},
        {"title", 14000, STYLE_BOLD},
        {"legal", 14000, STYLE_ITALIC},
        {"body", 14000, 0},
        {"heading1", 14000, STYLE_BOLD},
        {"heading2", 14000, STYLE_BOLD},
        {"heading3", 14000, 0},
        {"recipients_label", 12000, STYLE_BOLD | STYLE_ITALIC},
        {"recipient", 11000, 0},
        {"signer_title", 13000, STYLE_BOLD},
        {"signer_name", 14000, STYLE_BOLD},
        {"annex_title", 14000, STYLE_BOLD},
        {"annex_reference", 14000, STYLE_ITALIC},
        {"page_number", 14000, 0},
    };
    struct made made;
    (void)state;
    made_open(&made, "");
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct style *style = form_style(made.form, expected[i].style);
        assert_non_null(style);
        assert_int_equal(style->size, expected[i].size);
        assert_int_equal(style->flags & (STYLE_BOLD | STYLE_ITALIC),
                         expected[i].flags);
    }
    const struct style *body = form_style(made.form, "body");
    assert_int_equal(body->indent, 36000); /* 1.27 cm */
    assert_true(body->before >= 6000);
    assert_in_range(body->leading, 16000, 24200); /* single to 1.5 lines */
    assert_null(form_style(made.form, "nothing"));
    made_close(&made);
}

static void test_lengths(void **state)
{
    static const struct {
        const char *text;
        mpt length;
    } good[] = {
        {"13pt", 13000},   {"1.27cm", 36000}, {"12.7mm", 36000},
        {"25.4mm", 72000}, {"0pt", 0},        {"-9pt", -9000},
        {"5.5pt", 5500},   {"210mm", 595276},
    };
    static const char *const bad[] = {
        "", "mm", "12", "1,5mm", "1.2.3pt", "12 mm", "9in", "99999999999mm"};
    mpt length;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(form_parse_length(good[i].text, &length));
        assert_int_equal(length, good[i].length);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(form_parse_length(bad[i], &length));
}

static void test_heading_numbers(void **state)
{
    struct made made;
    (void)state;
    made_open(&made, "");
    assert_string_equal(form_heading_number(made.arena, made.form, 1, 4),
                        "IV.");
    assert_string_equal(form_heading_number(made.arena, made.form, 2, 12),
                        "12.");
    assert_string_equal(form_heading_number(made.arena, made.form, 3, 5), "đ)");
    assert_null(form_heading_number(made.arena, made.form, 4, 1));
    made_close(&made);
}

/* ---- no-break blanks ----------------------------------------------------- */

static void test_blanks_that_hold(void **state)
{
    static const struct {
        const char *text, *bound;
    } cases[] = {
        {"hỗ trợ 1.628,5 triệu đồng cho", "hỗ trợ 1.628,5" NB "triệu đồng cho"},
        {"08 đề án, 5 lớp", "08" NB "đề" NB "án, 5" NB "lớp"},
        {"(600 triệu)", "(600" NB "triệu)"},
        {"đạt 40,1 %.", "đạt 40,1" NB "%."},
        {"triệu người", "triệu người"},
        {"12 triệuxyz", "12 triệuxyz"},
        {"theo Điều 4 và điểm a khoản 1",
         "theo Điều" NB "4 và điểm" NB "a khoản" NB "1"},
        {"điểm a) khoản", "điểm" NB "a) khoản"},
        {"điểm đúng", "điểm đúng"},
        {"ngày 05 tháng 01 năm 2027",
         "ngày" NB "05 tháng" NB "01 năm" NB "2027"},
        {"8 tháng đầu năm 2023", "8" NB "tháng đầu năm" NB "2023"},
        {"tổng số 5 đề án", "tổng số" NB "5" NB "đề" NB "án"},
        {"NĂM 2017", "NĂM" NB "2017"},
        {"Phụ lục II kèm theo", "Phụ lục" NB "II kèm theo"},
        {"quý III năm 2023", "quý" NB "III năm" NB "2023"},
        {"lần IV, lần VIỆT", "lần" NB "IV, lần VIỆT"},
        {"số 45/2012/NĐ-CP", "số" NB "45/2012/NĐ-CP"},
        {"KT. GIÁM ĐỐC", "KT." NB "GIÁM ĐỐC"},
        {"TP. Hồ Chí Minh", "TP." NB "Hồ Chí Minh"},
        {"trong năm nay", "trong năm nay"},
        {"", ""},
        {"5 ", "5 "},
    };
    struct made made;
    (void)state;
    made_open(&made, "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(form_bind_spaces(made.arena, made.form,
                                             cases[i].text,
                                             strlen(cases[i].text)),
                            cases[i].bound);
    made_close(&made);
}

/* The number is a figure of its own run; the unit follows in another. */
static void test_blanks_hold_over_runs(void **state)
{
    struct made made;
    struct figure figure = {.text = "08"};
    struct run runs[] = {{.text = "có ", .size = 4},
                         {.text = "08", .size = 2, .figure = &figure},
                         {.text = " đề án", .size = 10}};
    struct text text = {runs, 3};
    (void)state;
    made_open(&made, "");
    form_bind_text(made.arena, made.form, &text);
    assert_int_equal(runs[1].size, 2);
    assert_ptr_equal(runs[1].figure, &figure);
    assert_int_equal(runs[2].size, 12);
    assert_memory_equal(runs[2].text, NB "đề" NB "án", 12);
    assert_int_equal(runs[0].size, 4);
    made_close(&made);
}

/* ---- components ---------------------------------------------------------- */

static const struct form_facts facts = {"BÁO CÁO", "Kết quả công tác năm 2017"};

static void fill_config(struct config *config)
{
    config->superior = "UBND tỉnh Kiên Giang";
    config->agency = "SỞ CÔNG THƯƠNG";
    config->place = "Kiên Giang";
    config->symbol = "BC-SCT";
    config->title = "Giám đốc";
}

static int open_with_config(void **state)
{
    struct made *made = calloc(1, sizeof *made);
    made_open(made, "");
    fill_config(&made->config);
    *state = made;
    return 0;
}

static int close_made(void **state)
{
    made_close(*state);
    free(*state);
    return 0;
}

#define WITH_CONFIG(test)                                                      \
    cmocka_unit_test_setup_teardown(test, open_with_config, close_made)

static void test_head_left_blank_for_the_issue(void **state)
{
    struct made *made = *state;
    size_t n;
    struct block **blocks =
        form_opening(made->arena, made->form, &made->config, &facts, &n);
    assert_string_equal(made_text(made, blocks, n),
                        "UBND TỈNH KIÊN GIANG\n"
                        "SỞ CÔNG THƯƠNG\n"
                        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                        "Độc lập - Tự do - Hạnh phúc\n"
                        "Số:        /BC-SCT\n"
                        "Kiên Giang, ngày     tháng     năm 2018\n"
                        "BÁO CÁO Kết quả công tác năm 2017\n");
}

static void test_head_filled_in(void **state)
{
    struct made *made = *state;
    size_t n;
    made->config.superior = NULL;
    made->config.number = "5";
    made->config.date = (struct date){2018, 1, 5};
    struct block **blocks =
        form_opening(made->arena, made->form, &made->config, &facts, &n);
    const char *text = made_text(made, blocks, n);
    assert_non_null(strstr(text, "Số: 05/BC-SCT\n"));
    assert_non_null(strstr(text, "Kiên Giang, ngày 05 tháng 01 năm 2018\n"));
    assert_memory_equal(text, "SỞ CÔNG THƯƠNG\n", strlen("SỞ CÔNG THƯƠNG\n"));
    made->config.date = (struct date){2018, 9, 23};
    made->config.number = "125";
    blocks = form_opening(made->arena, made->form, &made->config, &facts, &n);
    text = made_text(made, blocks, n);
    assert_non_null(strstr(text, "Số: 125/BC-SCT\n"));
    assert_non_null(strstr(text, "ngày 23 tháng 9 năm 2018\n"));
}

/* Quốc hiệu, Tiêu ngữ and the rule below, exactly as long as its text. */
static void test_rules_of_the_head(void **state)
{
    struct made *made = *state;
    size_t n;
    struct block **blocks =
        form_opening(made->arena, made->form, &made->config, &facts, &n);
    assert_int_equal(blocks[0]->kind, BLOCK_COLUMNS);
    assert_int_equal(blocks[0]->widths[0] + blocks[0]->widths[1], 1000);
    const struct block *left = blocks[0]->children[0];
    const struct block *right = blocks[0]->children[1];
    const struct block *agency_rule = left->children[left->n_children - 1];
    const struct block *motto_rule = right->children[right->n_children - 1];
    assert_int_equal(motto_rule->kind, BLOCK_RULE);
    assert_int_equal(motto_rule->rule.permille, 1000);
    assert_false(motto_rule->rule.of_text_width);
    assert_in_range(agency_rule->rule.permille, 333, 500);
    assert_int_equal(blocks[3]->kind, BLOCK_RULE);
    assert_in_range(blocks[3]->rule.permille, 333, 500);
    assert_int_equal(blocks[2]->role, ROLE_H1);
}

static struct config_list list_of(struct made *made, const char *const *items,
                                  size_t n)
{
    struct config_list list = {ARENA_ARRAY(made->arena, struct config_text, n),
                               n};
    for (size_t i = 0; i < n; i++)
        list.items[i].text = items[i];
    return list;
}

static void test_addressees_and_legal_bases(void **state)
{
    static const char *const addressees[] = {"Bộ Công Thương;",
                                             "Ủy ban nhân dân tỉnh"};
    static const char *const bases[] = {"Căn cứ Nghị định số 45/2012/NĐ-CP",
                                        "Căn cứ Luật Ngân sách."};
    struct made *made = *state;
    size_t n;
    made->config.addressees = list_of(made, addressees, 2);
    made->config.legal_bases = list_of(made, bases, 2);
    struct block **blocks =
        form_opening(made->arena, made->form, &made->config, &facts, &n);
    assert_non_null(strstr(made_text(made, blocks, n),
                           "Kính gửi:\n"
                           "- Bộ Công Thương;\n"
                           "- Ủy ban nhân dân tỉnh.\n"
                           "Căn cứ Nghị định số 45/2012/NĐ-CP;\n"
                           "Căn cứ Luật Ngân sách.\n"));
    made->config.addressees = list_of(made, addressees + 1, 1);
    blocks = form_opening(made->arena, made->form, &made->config, &facts, &n);
    assert_non_null(
        strstr(made_text(made, blocks, n), "Kính gửi: Ủy ban nhân dân tỉnh\n"));
}

static void test_recipients_and_signature(void **state)
{
    static const char *const recipients[] = {"Lưu: VT, QLCN",
                                             "Cục Công Thương;"};
    static const char *const authority[] = {"KT. Giám đốc"};
    struct made *made = *state;
    size_t n;
    made->config.title = "PHÓ GIÁM ĐỐC";
    made->config.name = "Nguyễn Văn A";
    made->config.authority = list_of(made, authority, 1);
    made->config.recipients = list_of(made, recipients, 2);
    made->config.addressees = list_of(made, recipients + 1, 1);
    struct block **blocks =
        form_closing(made->arena, made->form, &made->config, &n);
    assert_string_equal(made_text(made, blocks, n), "Nơi nhận:\n"
                                                    "- Như trên;\n"
                                                    "- Cục Công Thương;\n"
                                                    "- Lưu: VT, QLCN.\n"
                                                    "KT. GIÁM ĐỐC\n"
                                                    "PHÓ GIÁM ĐỐC\n"
                                                    "Nguyễn Văn A\n");
    const struct block *columns = blocks[n - 1];
    assert_true(columns->keep_together);
    const struct block *right = columns->children[1];
    const struct block *room = right->children[right->n_children - 2];
    assert_int_equal(room->kind, BLOCK_SPACE);
    assert_in_range(room->height, 70866, 99213); /* 25 to 35 mm */
    assert_null(room->field);
    made->config.field = true;
    blocks = form_closing(made->arena, made->form, &made->config, &n);
    right = blocks[n - 1]->children[1];
    room = right->children[right->n_children - 2];
    assert_string_equal(room->field, "Signature");
    assert_string_equal(room->alt, "Ô chữ ký số: PHÓ GIÁM ĐỐC");
}

static void test_archive_without_recipients(void **state)
{
    struct made *made = *state;
    size_t n;
    struct block **blocks =
        form_closing(made->arena, made->form, &made->config, &n);
    assert_string_equal(made_text(made, blocks, n), "Nơi nhận:\n"
                                                    "- Lưu: VT.\n"
                                                    "GIÁM ĐỐC\n");
}

static const char *end_of(struct made *made, const char *text)
{
    struct block_list body = {0};
    const struct style *style = form_style(made->form, "body");
    if (text)
        blocks_append(made->arena, &body,
                      block_paragraph(made->arena, ROLE_P, style,
                                      text_plain(made->arena, text)));
    form_end_body(made->arena, made->form, &body);
    assert_true(body.blocks[body.n_blocks - 1]->keep_next);
    return made_text(made, body.blocks, body.n_blocks);
}

static void test_end_of_the_body(void **state)
{
    struct made made;
    (void)state;
    made_open(&made, "");
    assert_string_equal(end_of(&made, "xem xét."), "xem xét./.\n");
    assert_string_equal(end_of(&made, "xem xét"), "xem xét./.\n");
    assert_string_equal(end_of(&made, "xem xét; "), "xem xét./.\n");
    assert_string_equal(end_of(&made, "(xem xét)"), "(xem xét)./.\n");
    assert_string_equal(end_of(&made, NULL), "./.\n");
    made_close(&made);
}

static void test_annex_headings(void **state)
{
    struct made made;
    size_t n;
    (void)state;
    made_open(&made, "[agency]\nfull_name = Sở Công Thương tỉnh Kiên Giang\n");
    fill_config(&made.config);
    struct block **blocks =
        form_annex_heading(made.arena, made.form, &made.config, &facts, "list",
                           "Phụ lục", "Danh mục đề án", &n);
    assert_string_equal(
        made_text(&made, blocks, n),
        "Phụ lục DANH MỤC ĐỀ ÁN\n"
        "(Kèm theo Báo cáo số        /BC-SCT ngày     tháng     năm 2018 của "
        "Sở Công Thương tỉnh Kiên Giang)\n");
    assert_string_equal(blocks[0]->id, "annex-list");
    assert_string_equal(blocks[0]->bookmark, "Phụ lục. Danh mục đề án");
    assert_int_equal(blocks[n - 1]->kind, BLOCK_RULE);
    assert_string_equal(form_annex_name(made.arena, made.form, 4, 5),
                        "Phụ lục IV");
    made_close(&made);
}

static void test_agency_in_running_text(void **state)
{
    struct made made;
    (void)state;
    made_open(&made, "");
    made.config.agency = "SỞ CÔNG THƯƠNG";
    assert_string_equal(form_agency_name(made.arena, &made.config),
                        "Sở Công Thương");
    made.config.agency = "Trung tâm Khuyến công";
    assert_string_equal(form_agency_name(made.arena, &made.config),
                        "Trung tâm Khuyến công");
    made_close(&made);
}

static void test_captions(void **state)
{
    struct made made;
    const char *reference;
    (void)state;
    made_open(&made, "");
    assert_string_equal(
        form_caption_number(made.arena, made.form, "Đề án", 3, &reference),
        "Biểu 3. ");
    assert_string_equal(reference, "Biểu 3");
    assert_string_equal(form_caption_number(made.arena, made.form,
                                            "Biểu 07. Đề án", 3, &reference),
                        "");
    assert_string_equal(reference, "Biểu 07");
    made_close(&made);
}

/* The form with one line more or changed, in a folder of its own. */
static struct diag *read_changed(struct arena *arena, const char *from,
                                 const char *to)
{
    struct folder folder;
    struct infile file;
    char path[256];
    struct diag *diag = diag_create(NULL, NULL, false);
    assert_true(
        infile_read(arena, "layouts/forms/nd30.ini", 1 << 20, diag, &file));
    const char *at = strstr(file.data, from);
    assert_non_null(at);
    const char *changed = arena_printf(arena, "%.*s%s%s", (int)(at - file.data),
                                       file.data, to, at + strlen(from));
    folder_make(&folder);
    folder_write(&folder, "form.ini", changed, strlen(changed));
    assert_null(form_read(
        arena, input_at(folder_file(&folder, "form.ini", path)), diag));
    folder_remove(&folder);
    return diag;
}

static void test_faults_of_a_form(void **state)
{
    static const struct {
        const char *from, *to;
        enum diag_code code;
    } cases[] = {
        {"language = vi-VN", "language = vi_VN", DIAG_FORM_LANGUAGE},
        {"language = vi-VN", "language = Vietnamese", DIAG_FORM_LANGUAGE},
        {"language = vi-VN", "language = vi-", DIAG_FORM_LANGUAGE},
        {"top          = 20mm", "top = 20 mm", DIAG_FORM_LENGTH},
        {"align  = center", "align = middle", DIAG_FORM_WORD},
        {"\"bold keep-next\"", "\"heavy\"", DIAG_FORM_WORD},
        {"\"400 600\"", "\"400 700\"", DIAG_FORM_COLUMNS},
        {"\"400 600\"", "\"400\"", DIAG_FORM_COLUMNS},
        {"[style.legal]\nlike  = body", "[style.legal]\nlike = nobody",
         DIAG_FORM_STYLE_MISSING},
        {"[style.quote]", "[style.quotation]", DIAG_FORM_STYLE_MISSING},
        {"leading = 18pt", "leading = 12pt", DIAG_FORM_STYLE_SIZE},
        {"[page.landscape]", "[page.wide]", DIAG_FORM_PAGE},
        {"right        = 17mm", "right = 190mm", DIAG_FORM_PAGE},
        {"height       = 297mm", "height = 5081mm", DIAG_FORM_PAGE},
        {"[closing]", "[closing]\nmusic = loud", DIAG_UNKNOWN_KEY},
    };
    struct arena *arena = arena_create();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n, found = 0;
        struct diag *diag = read_changed(arena, cases[i].from, cases[i].to);
        const struct diag_message *messages = diag_messages(diag, &n);
        for (size_t k = 0; k < n; k++)
            found += messages[k].code == cases[i].code &&
                     (messages[k].place.line > 0 ||
                      messages[k].code == DIAG_FORM_PAGE ||
                      messages[k].code == DIAG_FORM_STYLE_MISSING);
        if (found == 0)
            fail_msg("case %zu did not report %s", i,
                     diag_code_name(cases[i].code));
        diag_destroy(diag);
    }
    struct diag *diag = diag_create(NULL, NULL, false);
    assert_null(form_read(arena, input_at("layouts/forms/nothing.ini"), diag));
    assert_int_equal(diag_status(diag), STATUS_NO_INPUT);
    diag_destroy(diag);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margins_are_within_the_decree),
        cmocka_unit_test(test_sizes_are_those_of_the_form),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_heading_numbers),
        cmocka_unit_test(test_blanks_that_hold),
        cmocka_unit_test(test_blanks_hold_over_runs),
        WITH_CONFIG(test_head_left_blank_for_the_issue),
        WITH_CONFIG(test_head_filled_in),
        WITH_CONFIG(test_rules_of_the_head),
        WITH_CONFIG(test_addressees_and_legal_bases),
        WITH_CONFIG(test_recipients_and_signature),
        WITH_CONFIG(test_archive_without_recipients),
        cmocka_unit_test(test_end_of_the_body),
        cmocka_unit_test(test_annex_headings),
        cmocka_unit_test(test_agency_in_running_text),
        cmocka_unit_test(test_captions),
        cmocka_unit_test(test_faults_of_a_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
