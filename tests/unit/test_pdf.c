#include "folder.h"
#include "output/pdf.h"
#include "pdf_pages.h"

/* ---- what other programs say about a file -------------------------------- */

static bool have(const char *program)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    if (system(command) == 0)
        return true;
    print_message("%s is not installed: not checked with it\n", program);
    return false;
}

/* Output of COMMAND, where %s stands for the file; to be freed. */
static char *output_of(const struct folder *folder, const char *name,
                       const char *command, int *status)
{
    char path[256];
    char line[512];
    folder_file(folder, name, path);
    snprintf(line, sizeof line, command, path);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    struct strbuf text = STRBUF_INIT;
    for (int c; (c = fgetc(pipe)) != EOF;)
        strbuf_add_char(&text, (char)c);
    *status = pclose(pipe);
    strbuf_add_char(&text, '\0');
    return text.data;
}

static void expect_output(const struct folder *folder, const char *name,
                          const char *command, const char *expected)
{
    int status;
    char *text = output_of(folder, name, command, &status);
    assert_string_equal(text, expected);
    assert_int_equal(status, 0);
    free(text);
}

static void expect_sound(const struct folder *folder, const char *name)
{
    int status;
    if (!have("qpdf"))
        return;
    char *text = output_of(folder, name, "qpdf --check %s 2>&1", &status);
    if (status != 0)
        print_message("%s\n", text);
    assert_int_equal(status, 0);
    free(text);
}

/* The whole file. */
static char *bytes_of(const struct folder *folder, const char *name,
                      size_t *size)
{
    char path[256];
    FILE *file = fopen(folder_file(folder, name, path), "rb");
    assert_non_null(file);
    struct strbuf bytes = STRBUF_INIT;
    for (int c; (c = fgetc(file)) != EOF;)
        strbuf_add_char(&bytes, (char)c);
    fclose(file);
    *size = bytes.size;
    return bytes.data;
}

/* ---- a document with everything ------------------------------------------ */

static void add_row(struct maker *m, tag_id parent, bool head, int y,
                    const char *a, const char *b)
{
    enum tag_kind kind = head ? TAG_TH : TAG_TD;
    tag_id row = maker_tag(m, parent, TAG_TR);
    tag_id left = maker_tag(m, row, kind);
    m->tags[left].scope = head ? 1 : 0;
    maker_text(m, left, head, 80, y, a);
    tag_id right = maker_tag(m, row, kind);
    m->tags[right].scope = head ? 1 : 0;
    maker_text(m, right, head, 300, y, b);
    maker_box(m, ITEM_RULE, TAG_ARTIFACT, 80, y - 4, 400, 1);
}

static void first_page(struct maker *m, tag_id *open)
{
    tag_id heading = maker_tag(m, 0, TAG_H1);
    maker_target(m, NULL, "I. Kết quả", 1, 780);
    maker_text(m, heading, 1, 80, 760, "I. KẾT QUẢ (năm 2017)");
    tag_id p = maker_tag(m, 0, TAG_P);
    struct item *line =
        maker_text(m, p, 0, 80, 730, "Tỉnh thực hiện 08 đề án, ");
    line->word_space = 1250;
    tag_id link = maker_tag(m, p, TAG_LINK);
    maker_text(m, link, 2, 230, 730, "xem Biểu 1")->word_space = 1250;
    maker_box(m, ITEM_LINK, link, 230, 727, 70, 14)->target = "#by_content";
    maker_text(m, p, 0, 310, 730, "và trang của Bộ")->word_space = 1250;
    tag_id site = maker_tag(m, p, TAG_LINK);
    maker_text(m, site, 0, 80, 710, "moit.gov.vn/khuyến");
    maker_box(m, ITEM_LINK, site, 80, 707, 70, 14)->target =
        "https://moit.gov.vn/khuyến";
    tag_id list = maker_tag(m, 0, TAG_L);
    tag_id item = maker_tag(m, list, TAG_LI);
    maker_text(m, maker_tag(m, item, TAG_LBL), 0, 80, 690, "- ");
    maker_text(m, maker_tag(m, item, TAG_LBODY), 0, 90, 690,
               "Quốc gia: 3 đề án;");
    *open = maker_tag(m, 0, TAG_P);
    maker_text(m, *open, 0, 80, 670, "Đoạn này bắt đầu ở trang một");
    maker_end_page(m);
}

static void second_page(struct maker *m, tag_id open)
{
    maker_text(m, TAG_ARTIFACT, 0, 290, 800, "2");
    maker_text(m, open, 0, 80, 760, "và hết ở trang hai.");
    tag_id heading = maker_tag(m, 0, TAG_H2);
    maker_target(m, NULL, "1. Theo nội dung", 2, 740);
    maker_text(m, heading, 3, 80, 730, "1. Theo nội dung");
    tag_id table = maker_tag(m, 0, TAG_TABLE);
    maker_target(m, "by_content", NULL, 0, 710);
    maker_text(m, maker_tag(m, table, TAG_CAPTION), 2, 80, 710, "Biểu 1");
    tag_id head = maker_tag(m, table, TAG_THEAD);
    add_row(m, head, true, 690, "Nội dung", "Kinh phí");
    tag_id body = maker_tag(m, table, TAG_TBODY);
    add_row(m, body, false, 670, "Máy móc \\ thiết bị", "1.028,5");
    add_row(m, body, false, 650, "Hội chợ", "600");
    tag_id row = maker_tag(m, body, TAG_TR);
    tag_id total = maker_tag(m, row, TAG_TD);
    m->tags[total].colspan = 2;
    maker_text(m, total, 1, 80, 630, "Tổng: 1.628,5");
    tag_id note = maker_tag(m, 0, TAG_NOTE);
    maker_text(m, note, 0, 80, 100, "Ghi chú.");
    tag_id figure = maker_tag(m, 0, TAG_FIGURE);
    m->texts[m->result.n_texts++] =
        (struct tag_text){figure, "Biểu đồ: 5 và 3", NULL};
    maker_box(m, ITEM_RULE, figure, 80, 300, 50, 100);
    maker_text(m, figure, 0, 80, 280, "Cột");
    maker_end_page(m);
}

static void make_sample(enum pdf_level level, const struct folder *folder,
                        const char *name)
{
    static struct maker m;
    tag_id open;
    const struct attachment attachment = {.name = "phụ-lục.csv",
                                          .description = "Số liệu",
                                          .mime_type = "text/csv",
                                          .relationship = "Data",
                                          .bytes = "a;b\n1;2\n",
                                          .size = 8};
    maker_open(&m, level);
    first_page(&m, &open);
    second_page(&m, open);
    maker_finish(&m, folder, name, &attachment, 1);
    size_t n;
    (void)diag_messages(m.diag, &n);
    assert_int_equal(n, 0);
    maker_close(&m);
}

static const struct {
    enum pdf_level level;
    const char *name;
} levels[] = {{PDF_LEVEL_1A, "1a.pdf"},
              {PDF_LEVEL_2A, "2a.pdf"},
              {PDF_LEVEL_2U, "2u.pdf"},
              {PDF_LEVEL_3A, "3a.pdf"}};

enum { N_LEVELS = sizeof levels / sizeof *levels };

static void every_level_is_sound_and_extracts(void **state)
{
    static const char text[] = "I. KẾT QUẢ (năm 2017)\n"
                               "Tỉnh thực hiện 08 đề án, xem Biểu 1 và trang "
                               "của Bộ\n"
                               "moit.gov.vn/khuyến\n"
                               "- Quốc gia: 3 đề án;\n"
                               "Đoạn này bắt đầu ở trang một\n"
                               "\f2\n"
                               "và hết ở trang hai.\n"
                               "1. Theo nội dung\n"
                               "Biểu 1\n"
                               "Nội dung Kinh phí\n"
                               "Máy móc \\ thiết bị 1.028,5\n"
                               "Hội chợ 600\n"
                               "Tổng: 1.628,5\n"
                               "Ghi chú.\n"
                               "Cột\n\f";
    const struct folder *folder = *state;
    for (int i = 0; i < N_LEVELS; i++) {
        make_sample(levels[i].level, folder, levels[i].name);
        expect_sound(folder, levels[i].name);
        if (have("pdftotext"))
            expect_output(folder, levels[i].name, "pdftotext -raw %s - 2>&1",
                          text);
    }
}

/* The structure as another program reads it, in order. */
static void the_structure_reads_in_order(void **state)
{
    static const char tree[] = "Document\n"
                               "  H1 (block)\n"
                               "    \"I. KẾT QUẢ (năm 2017)\"\n"
                               "  P (block)\n"
                               "    \"Tỉnh thực hiện 08 đề án, \"\n"
                               "    Link (inline)\n"
                               "      \"xem Biểu 1\"\n"
                               "      Object\n"
                               "    \"và trang của Bộ\"\n"
                               "    Link (inline)\n"
                               "      \"moit.gov.vn/khuyến\"\n"
                               "      Object\n"
                               "  L (block)\n"
                               "    LI (block)\n"
                               "      Lbl (block)\n"
                               "        \"- \"\n"
                               "      LBody (block)\n"
                               "        \"Quốc gia: 3 đề án;\"\n"
                               "  P (block)\n"
                               "    \"Đoạn này bắt đầu ở trang một\"\n"
                               "    \"và hết ở trang hai.\"\n"
                               "  H2 (block)\n"
                               "    \"1. Theo nội dung\"\n"
                               "  Table (block)\n"
                               "    Caption\n"
                               "      \"Biểu 1\"\n"
                               "    THead\n"
                               "      TR\n"
                               "        TH:\n"
                               "           /Scope /Column\n"
                               "          \"Nội dung\"\n"
                               "        TH:\n"
                               "           /Scope /Column\n"
                               "          \"Kinh phí\"\n"
                               "    TBody\n"
                               "      TR\n"
                               "        TD\n"
                               "          \"Máy móc \\ thiết bị\"\n"
                               "        TD\n"
                               "          \"1.028,5\"\n"
                               "      TR\n"
                               "        TD\n"
                               "          \"Hội chợ\"\n"
                               "        TD\n"
                               "          \"600\"\n"
                               "      TR\n"
                               "        TD:\n"
                               "           /ColSpan 2\n"
                               "          \"Tổng: 1.628,5\"\n"
                               "  Note <note-26> (inline)\n"
                               "    \"Ghi chú.\"\n"
                               "  Figure\n"
                               "    \"\"\n"
                               "    \"Cột\"\n";
    const struct folder *folder = *state;
    if (!have("pdfinfo"))
        skip();
    make_sample(PDF_LEVEL_2A, folder, "2a.pdf");
    expect_output(folder, "2a.pdf",
                  "pdfinfo -struct-text %s 2>&1 | "
                  "sed 's/Object [0-9]* 0$/Object/'",
                  tree);
}

/* PDF 1.4 has no row groups. */
static void part_1_has_no_row_groups(void **state)
{
    const struct folder *folder = *state;
    if (!have("pdfinfo"))
        skip();
    make_sample(PDF_LEVEL_1A, folder, "1a.pdf");
    expect_output(folder, "1a.pdf",
                  "pdfinfo -struct %s 2>&1 | grep -B1 -A4 Table",
                  "  H2 (block)\n  Table (block)\n    Caption\n"
                  "    TR\n      TH:\n         /Scope /Column\n");
}

static void links_and_bookmarks_lead_to_their_pages(void **state)
{
    const struct folder *folder = *state;
    if (!have("mutool") || !have("pdfinfo") || !have("qpdf"))
        skip();
    make_sample(PDF_LEVEL_2A, folder, "2a.pdf");
    expect_output(folder, "2a.pdf", "mutool show %s outline | sed 's/&.*//'",
                  "-\t\"I. Kết quả\"\t#page=1\n"
                  "|\t\t\"1. Theo nội dung\"\t#page=2\n");
    expect_output(folder, "2a.pdf", "pdfinfo -url %s | tail -n 1",
                  "   1  Annotation    https://moit.gov.vn/khuy%E1%BA%BFn\n");
    /* The place of "by_content" is 710 points up on the second page. */
    expect_output(folder, "2a.pdf",
                  "set -- %s; page=$(qpdf --show-pages $1 | "
                  "sed -n 's/^page 2: \\([0-9]*\\) 0 R/\\1/p'); "
                  "qpdf --qdf --object-streams=disable --no-original-object-ids"
                  " --preserve-unreferenced $1 - | "
                  "grep -a -A6 /Dest | grep -a -c '^    710$'; test $page",
                  "1\n");
}

static void the_information_is_that_of_the_document(void **state)
{
    const struct folder *folder = *state;
    if (!have("pdfinfo"))
        skip();
    make_sample(PDF_LEVEL_2A, folder, "2a.pdf");
    expect_output(folder, "2a.pdf",
                  "TZ=UTC pdfinfo %s | sed -n '1,3p;/^CreationDate/p'",
                  "Title:           Báo cáo <kết quả> & khuyến công năm "
                  "2017\n"
                  "Subject:         Khuyến công\n"
                  "Author:          Sở Công Thương\n"
                  "CreationDate:    Thu Dec 14 01:00:00 2017 UTC\n");
    expect_output(folder, "2a.pdf",
                  "pdfinfo -meta %s | grep -E 'title|CreateDate|pdfaid:'"
                  " | grep -v xmlns",
                  "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Báo cáo "
                  "&lt;kết quả&gt; &amp; khuyến công năm 2017</rdf:li>"
                  "</rdf:Alt></dc:title>\n"
                  "<xmp:CreateDate>2017-12-14T08:00:00+07:00"
                  "</xmp:CreateDate>\n"
                  "<pdfaid:part>2</pdfaid:part>\n"
                  "<pdfaid:conformance>A</pdfaid:conformance>\n");
}

static void an_attachment_comes_back(void **state)
{
    const struct folder *folder = *state;
    if (!have("pdfdetach"))
        skip();
    make_sample(PDF_LEVEL_3A, folder, "3a.pdf");
    expect_output(folder, "3a.pdf", "pdfdetach -list %s",
                  "1 embedded files\n1: phụ-lục.csv\n");
    expect_output(folder, "3a.pdf",
                  "pdfdetach -save 1 -o /dev/stdout %s | od -An -c | "
                  "tr -d ' '",
                  "a;b\\n1;2\\n\n");
    /* Levels 1 and 2 take none. */
    make_sample(PDF_LEVEL_2A, folder, "2a.pdf");
    expect_output(folder, "2a.pdf", "pdfdetach -list %s", "0 embedded files\n");
}

static void two_runs_give_the_same_bytes(void **state)
{
    const struct folder *folder = *state;
    for (int i = 0; i < N_LEVELS; i++) {
        size_t size[2];
        make_sample(levels[i].level, folder, "a.pdf");
        setenv("TZ", "America/Lima", 1);
        make_sample(levels[i].level, folder, "b.pdf");
        unsetenv("TZ");
        char *a = bytes_of(folder, "a.pdf", &size[0]);
        char *b = bytes_of(folder, "b.pdf", &size[1]);
        assert_int_equal(size[0], size[1]);
        assert_memory_equal(a, b, size[0]);
        free(a);
        free(b);
    }
}

/* ---- letters ------------------------------------------------------------- */

/* Every letter of Vietnamese that ASCII lacks. */
static const char *const letters[] = {
    "àảãáạăằẳẵắặâầẩẫấậ",  "đèẻẽéẹêềểễếệ",      "ìỉĩíị",
    "òỏõóọôồổỗốộơờởỡớợ",  "ùủũúụưừửữứự",       "ỳỷỹýỵ",
    "ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ",  "ĐÈẺẼÉẸÊỀỂỄẾỆ",      "ÌỈĨÍỊ",
    "ÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ",  "ÙỦŨÚỤƯỪỬỮỨỰ",       "ỲỶỸÝỴ",
    "(a\\b) {c} [d] 5 %", "“Điều 1” – 50 m² …"};

enum { N_LETTERS = sizeof letters / sizeof *letters };

static void all_letters_extract_from_all_faces(void **state)
{
    static struct maker m;
    const struct folder *folder = *state;
    struct strbuf expected = STRBUF_INIT;
    if (!have("pdftotext"))
        skip();
    maker_open(&m, PDF_LEVEL_2A);
    tag_id p = maker_tag(&m, 0, TAG_P);
    for (int face = 0; face < 4; face++) {
        for (int i = 0; i < N_LETTERS; i++) {
            maker_text(&m, p, face, 80, 780 - 20 * i, letters[i]);
            strbuf_add_text(&expected, letters[i]);
            strbuf_add_char(&expected, '\n');
        }
        strbuf_add_char(&expected, '\f');
        maker_end_page(&m);
    }
    maker_finish(&m, folder, "letters.pdf", NULL, 0);
    maker_close(&m);
    expect_sound(folder, "letters.pdf");
    expect_output(folder, "letters.pdf", "pdftotext -raw %s - 2>&1",
                  expected.data);
    strbuf_free(&expected);
}

/* More characters than one subset holds: a second one, sometimes within a
   word; kerns and justified blanks go on. */
static void a_face_may_have_several_subsets(void **state)
{
    static struct maker m;
    static int16_t kerns[64];
    const struct folder *folder = *state;
    struct strbuf expected = STRBUF_INIT;
    struct strbuf line = STRBUF_INIT;
    uint32_t next = 0x21;
    if (!have("pdftotext") || !have("pdffonts"))
        skip();
    for (size_t i = 0; i < sizeof kerns / sizeof *kerns; i++)
        kerns[i] = i % 5 == 0 ? -20 : 0;
    maker_open(&m, PDF_LEVEL_2A);
    tag_id p = maker_tag(&m, 0, TAG_P);
    for (int row = 0; row < 30; row++) {
        strbuf_clear(&line);
        for (int n = 0; n < 22; next++) {
            /* Latin, with the marks and joined letters left out that
               extraction takes apart. */
            if (next == 0x7F)
                next = 0xC0;
            if (next == 0x132 || next == 0x133 || next == 0x149 ||
                (next >= 0x1C4 && next <= 0x1CC) ||
                (next >= 0x1F1 && next <= 0x1F3))
                continue;
            if (next == 0x250)
                next = 0x400;
            if (next == 0x482)
                next = 0x48A;
            if (font_advance(m.faces[0], next) <= 0)
                continue;
            strbuf_add_code_point(&line, next);
            if (++n == 11)
                strbuf_add_text(&line, " a ");
        }
        const char *text = arena_strdup(m.arena, line.data);
        struct item *item = maker_text(&m, p, 0, 60, 800 - 20 * row, text);
        item->word_space = 2000;
        if (row % 2 == 1)
            item->kerns = kerns;
        strbuf_add_text(&expected, line.data);
        strbuf_add_char(&expected, '\n');
    }
    strbuf_add_char(&expected, '\f');
    maker_end_page(&m);
    maker_finish(&m, folder, "many.pdf", NULL, 0);
    maker_close(&m);
    expect_sound(folder, "many.pdf");
    expect_output(folder, "many.pdf", "pdftotext -raw %s - 2>&1",
                  expected.data);
    expect_output(folder, "many.pdf",
                  "pdffonts %s | grep -c 'LiberationSerif .*yes yes yes'",
                  "3\n");
    strbuf_free(&expected);
    strbuf_free(&line);
}

/* ---- faults -------------------------------------------------------------- */

static void expect_message(struct diag *diag, enum diag_code code)
{
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
}

static void a_link_to_nowhere_is_only_text(void **state)
{
    static struct maker m;
    const struct folder *folder = *state;
    maker_open(&m, PDF_LEVEL_2A);
    tag_id link = maker_tag(&m, maker_tag(&m, 0, TAG_P), TAG_LINK);
    maker_text(&m, link, 0, 80, 700, "xem Biểu 9");
    maker_box(&m, ITEM_LINK, link, 80, 697, 80, 14)->target = "#no-such";
    maker_end_page(&m);
    maker_finish(&m, folder, "a.pdf", NULL, 0);
    expect_message(m.diag, DIAG_LINK_TARGET);
    maker_close(&m);
    expect_sound(folder, "a.pdf");
}

/* Of a link to a footnote the number below it says nothing: it is told by the
   name of the note, which is no bookmark. */
static void a_mark_is_told_by_its_note(void **state)
{
    static struct maker m;
    const struct folder *folder = *state;
    if (!have("qpdf") || !have("mutool"))
        skip();
    maker_open(&m, PDF_LEVEL_2A);
    tag_id p = maker_tag(&m, 0, TAG_P);
    tag_id link = maker_tag(&m, maker_tag(&m, p, TAG_REFERENCE), TAG_LINK);
    maker_text(&m, link, 0, 80, 700, "1");
    maker_box(&m, ITEM_LINK, link, 80, 697, 8, 14)->target = "#footnote-1";
    tag_id note = maker_tag(&m, 0, TAG_NOTE);
    maker_text(&m, note, 0, 80, 90, "Chú.");
    maker_target(&m, "footnote-1", "Note 1", 0, 100);
    maker_end_page(&m);
    maker_finish(&m, folder, "a.pdf", NULL, 0);
    maker_close(&m);
    expect_sound(folder, "a.pdf");
    expect_output(folder, "a.pdf", "qpdf --qdf %s - | grep -a '/Contents ('",
                  "  /Contents (Note 1)\n");
    expect_output(folder, "a.pdf", "mutool show %s outline", "");
}

/* What reading aloud passes over says of what kind it is, lists say that their
   items are counted, and no identifier stands at two elements. */
static void artifacts_lists_and_names_are_told(void **state)
{
    static struct maker m;
    const struct folder *folder = *state;
    if (!have("qpdf"))
        skip();
    maker_open(&m, PDF_LEVEL_2A);
    maker_text(&m, TAG_ARTIFACT, 0, 290, 800, "2")->page_number = true;
    maker_text(&m, TAG_ARTIFACT, 0, 80, 760, "Nội dung");
    maker_box(&m, ITEM_RULE, TAG_ARTIFACT, 80, 700, 400, 1);
    tag_id list = maker_tag(&m, 0, TAG_L);
    m.tags[list].scope = SCOPE_COUNTED;
    tag_id item = maker_tag(&m, list, TAG_LI);
    maker_text(&m, maker_tag(&m, item, TAG_LBL), 0, 80, 690, "1.");
    maker_text(&m, maker_tag(&m, item, TAG_LBODY), 0, 90, 690, "Một");
    for (int i = 0; i < 2; i++)
        m.texts[m.result.n_texts++] =
            (struct tag_text){maker_tag(&m, 0, TAG_TABLE), NULL, "list"};
    maker_end_page(&m);
    maker_finish(&m, folder, "a.pdf", NULL, 0);
    maker_close(&m);
    expect_sound(folder, "a.pdf");
    expect_output(folder, "a.pdf", "qpdf --qdf %s - | grep -a '^/Artifact'",
                  "/Artifact<</Type/Layout>>BDC\n"
                  "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n"
                  "/Artifact BMC\n");
    expect_output(folder, "a.pdf",
                  "qpdf --qdf %s - | grep -a 'ListNumbering\\|/ID (list)'",
                  "    /ListNumbering /Decimal\n  /ID (list)\n");
}

static void an_unknown_tag_is_refused(void **state)
{
    static struct maker m;
    const struct folder *folder = *state;
    maker_open(&m, PDF_LEVEL_2A);
    maker_text(&m, 7, 0, 80, 700, "chữ");
    maker_end_page(&m);
    struct outlock *lock = outlock_take(folder->path, m.diag);
    struct outdir *dir = outdir_open(lock);
    struct outfile *file = outfile_create(dir, "a.pdf", m.diag);
    assert_false(pdf_finish(m.pdf, &m.result, NULL, 0, file, m.diag));
    expect_message(m.diag, DIAG_INTERNAL);
    outdir_close(dir);
    outlock_release(lock);
    maker_close(&m);
}

static bool verifies(const struct folder *folder, const char *bytes,
                     size_t size, int n_pages)
{
    char path[256];
    struct diag *diag = diag_create(NULL, NULL, false);
    folder_write(folder, "x.pdf", bytes, size);
    bool ok =
        pdf_verify(folder_file(folder, "x.pdf", path), "x.pdf", n_pages, diag);
    if (!ok)
        expect_message(diag, DIAG_PDF_DAMAGED);
    diag_destroy(diag);
    return ok;
}

/* Where TEXT stands in BYTES the NTH time (from 0). */
static char *find(char *bytes, size_t size, const char *text, int nth)
{
    size_t length = strlen(text);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, text, length) == 0 && nth-- == 0)
            return bytes + i;
    return NULL;
}

/* Changes the first byte of each TEXT in turn: each must be noticed. */
static int expect_noticed(const struct folder *folder, char *bytes, size_t size,
                          const char *text)
{
    int n = 0;
    for (char *at; (at = find(bytes, size, text, n)) != NULL; n++) {
        *at ^= 1;
        if (verifies(folder, bytes, size, 2))
            fail_msg("\"%s\" number %d changed and not noticed", text, n);
        *at ^= 1;
    }
    return n;
}

static void damage_is_noticed(void **state)
{
    const struct folder *folder = *state;
    for (int i = 0; i < N_LEVELS; i++) {
        size_t size;
        make_sample(levels[i].level, folder, "a.pdf");
        char *bytes = bytes_of(folder, "a.pdf", &size);
        assert_true(verifies(folder, bytes, size, 2));
        assert_false(verifies(folder, bytes, size, 3));
        assert_false(verifies(folder, bytes, size, 1));
        assert_false(verifies(folder, bytes, 0, 2));
        for (size_t part = 1; part < 40; part++)
            assert_false(verifies(folder, bytes, size * part / 40, 2));
        assert_false(verifies(folder, bytes, size - 1, 2));
        assert_int_equal(expect_noticed(folder, bytes, size, "%PDF-"), 1);
        assert_int_equal(expect_noticed(folder, bytes, size, "%%EOF"), 1);
        assert_int_equal(expect_noticed(folder, bytes, size, "startxref"), 1);
        assert_true(expect_noticed(folder, bytes, size, " 0 obj\n") > 15);
        assert_true(expect_noticed(folder, bytes, size, "/Kids [") == 2);
        assert_true(expect_noticed(folder, bytes, size, "/Contents ") == 2);
        free(bytes);
    }
}

/* Any byte of the cross references, which are compressed. */
static void damaged_cross_references_are_noticed(void **state)
{
    const struct folder *folder = *state;
    size_t size;
    make_sample(PDF_LEVEL_2A, folder, "a.pdf");
    char *bytes = bytes_of(folder, "a.pdf", &size);
    char *xref = find(bytes, size, "/Type/XRef", 0);
    assert_non_null(xref);
    char *first = find(xref, (size_t)(bytes + size - xref), "stream\n", 0) + 7;
    char *end = find(xref, (size_t)(bytes + size - xref), "\nendstream", 0);
    for (char *at = first; at < end; at++) {
        *at = (char)~*at;
        if (verifies(folder, bytes, size, 2))
            fail_msg("byte %td changed and not noticed", at - first);
        *at = (char)~*at;
    }
    free(bytes);
}

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    folder_make(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    folder_remove(*state);
    free(*state);
    return 0;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_level_is_sound_and_extracts),
        IN_FOLDER(the_structure_reads_in_order),
        IN_FOLDER(part_1_has_no_row_groups),
        IN_FOLDER(links_and_bookmarks_lead_to_their_pages),
        IN_FOLDER(the_information_is_that_of_the_document),
        IN_FOLDER(an_attachment_comes_back),
        IN_FOLDER(two_runs_give_the_same_bytes),
        IN_FOLDER(all_letters_extract_from_all_faces),
        IN_FOLDER(a_face_may_have_several_subsets),
        IN_FOLDER(a_link_to_nowhere_is_only_text),
        IN_FOLDER(a_mark_is_told_by_its_note),
        IN_FOLDER(artifacts_lists_and_names_are_told),
        IN_FOLDER(an_unknown_tag_is_refused),
        IN_FOLDER(damage_is_noticed),
        IN_FOLDER(damaged_cross_references_are_noticed),
    };
    return cmocka_run_group_tests_name("pdf", tests, NULL, NULL);
}
