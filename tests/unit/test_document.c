/* A whole document from a layout folder and tallies made by hand, as text. */
#include "folder.h"
#include "made_document.h"

#include "document/document.h"
#include "tree/tree_dump.h"

/* ---- a small report ------------------------------------------------------ */

static struct tally_column all_columns[] = {
    {.name = "n",
     .source = &(struct figure_source){.tally = "all", .measure = "n"},
     .kind = VALUE_INTEGER,
     .additive = true},
    {.name = "support",
     .source = &(struct figure_source){.tally = "all", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
    {.name = "plan.support",
     .source =
         &(struct figure_source){.tally = "all", .measure = "plan.support"},
     .kind = VALUE_MONEY},
};

static struct tally_column group_columns[] = {
    {.name = "source", .kind = VALUE_TEXT, .is_group = true},
    {.name = "n",
     .source = &(struct figure_source){.tally = "by_source", .measure = "n"},
     .kind = VALUE_INTEGER,
     .additive = true},
    {.name = "support",
     .source =
         &(struct figure_source){.tally = "by_source", .measure = "support"},
     .kind = VALUE_MONEY,
     .additive = true},
};

static struct value all_total[3];
static struct value group_values[2][3];
static const char *keys[] = {"national", "local"};
static const char *labels[] = {"Quốc gia", "Địa phương"};

static struct tally_row group_rows[] = {
    {&keys[0], &labels[0], &labels[0], group_values[0], 0, 0},
    {&keys[1], &labels[1], &labels[1], group_values[1], 0, 0},
};
static struct value group_total[3];

static struct tally made_tallies[] = {
    {.name = "all", .columns = all_columns, .n_columns = 3, .total = all_total},
    {.name = "by_source",
     .columns = group_columns,
     .n_columns = 3,
     .n_groups = 1,
     .rows = group_rows,
     .n_rows = 2,
     .total = group_total},
};
static const struct tallies tallies = {.tallies = made_tallies, .n_tallies = 2};

static void fill_tallies(void)
{
    all_total[0] = value_integer(8);
    all_total[1] = value_money(1628500000);
    all_total[2] = value_money(2000000000);
    for (int i = 0; i < 2; i++) {
        group_values[i][1] = value_integer(i == 0 ? 3 : 5);
        group_values[i][2] = value_money(i == 0 ? 600000000 : 1028500000);
    }
    group_total[1] = value_integer(8);
    group_total[2] = value_money(1628500000);
}

#define LAYOUT "[layout]\n" LAYOUT_KEYS

#define LAYOUT_KEYS                                                            \
    "name = small\nform = nd30\nbody = body.md\n"                              \
    "type_name = \"BÁO CÁO\"\n"                                              \
    "summary = \"Kết quả {{period.name}}\"\n"                              \
    "[table.sources]\n"                                                        \
    "tally = by_source\nunit = million\ntotal = Cộng\n"                      \
    "column.1 = \"Nguồn | @label\"\ncolumn.2 = \"Số | n\"\n"               \
    "column.3 = \"Tiền | support\"\n"

#define ANNEX                                                                  \
    "[annex.sources]\n"                                                        \
    "title = \"Nguồn kinh phí {{period.name}}\"\ntable = sources\n"         \
    "sheet = \"Nguồn\"\norientation = landscape\nwhen = all.n\n"

#define HIDDEN                                                                 \
    "[annex.hidden]\ntitle = Ẩn\ntable = sources\nwhen = by_source.none\n"

struct job {
    struct made made;
    struct folder folder;
    struct document *document;
};

static void open_job(struct job *job, const char *layout_text, const char *body)
{
    *job = (struct job){0};
    fill_tallies();
    folder_make(&job->folder);
    folder_write(&job->folder, "body.md", body, strlen(body));
    folder_write(&job->folder, "end.md", "Kính trình {{addressee}}.\n",
                 strlen("Kính trình {{addressee}}.\n"));
    made_open(&job->made, "[text]\nword = lời riêng\n");
    struct made *made = &job->made;
    made->config.agency = "SỞ CÔNG THƯƠNG";
    made->config.place = "Kiên Giang";
    made->config.symbol = "BC-SCT";
    made->config.title = "GIÁM ĐỐC";
    made->config.pad_counts = true;
    struct config_text *to = ARENA_NEW(made->arena, struct config_text);
    to->text = "Bộ Công Thương";
    made->config.addressees = (struct config_list){to, 1};
    struct layout layout = {ini_parse(made->arena, "layout.ini", layout_text,
                                      strlen(layout_text), made->diag)};
    assert_non_null(layout.ini);
    layout.ini->folder = root_at(made->arena, job->folder.path);
    struct input form;
    bool found = document_find_form(made->arena, &made->config, &layout,
                                    made->diag, &form);
    job->document =
        document_build(made->arena, &made->config, &layout,
                       found ? form_read(made->arena, form, made->diag) : NULL,
                       &tallies, made->diag);
}

static void close_job(struct job *job)
{
    made_close(&job->made);
    folder_remove(&job->folder);
}

static const char body_text[] =
    "# Kết quả\n\n"
    "Có {{all.n}} đề án, {{all.support | million}} triệu đồng "
    "({{all.support | of all.plan.support | percent 1}} kế hoạch) tại "
    "[](table:sources), [](annex:sources); {{text.word}}:\n\n"
    "{{#by_source}}\n"
    "- {{label}}: {{n | plain}}{{separator}}\n"
    "{{/by_source}}\n\n"
    "![Nguồn](table:sources)\n\n"
    "{{> end}}\n";

static const char expected_text[] =
    "[section 1] Kết quả năm 2017\n"
    "SỞ CÔNG THƯƠNG\n"
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\n"
    "Số:        /BC-SCT\n"
    "Kiên Giang, ngày     tháng     năm 2018\n"
    "BÁO CÁO\n"
    "Kết quả năm 2017\n"
    "Kính gửi: Bộ Công Thương\n"
    "I. KẾT QUẢ\n"
    "Có 08 đề án, 1.628,5 triệu đồng (81,4% kế hoạch) tại Biểu 1, Phụ lục; "
    "lời riêng:\n"
    "- Quốc gia: 3 và\n"
    "- Địa phương: 5\n"
    "Biểu 1. Nguồn\n"
    "Nguồn\tSố\tTiền\n"
    "Quốc gia\t3\t600,0\n"
    "Địa phương\t5\t1.028,5\n"
    "Cộng\t8\t1.628,5\n"
    "Kính trình Bộ Công Thương./.\n"
    "Nơi nhận:\n"
    "- Như trên;\n"
    "- Lưu: VT.\n"
    "GIÁM ĐỐC\n"
    "[section 2] Phụ lục\n"
    "Phụ lục\n"
    "NGUỒN KINH PHÍ NĂM 2017\n"
    "(Kèm theo Báo cáo số        /BC-SCT ngày     tháng     năm 2018 của Sở "
    "Công Thương)\n"
    "Nguồn\tSố\tTiền\n"
    "Quốc gia\t3\t600,0\n"
    "Địa phương\t5\t1.028,5\n"
    "Cộng\t8\t1.628,5\n"
    "[sheet 1] Nguồn\n"
    "Phụ lục\n"
    "NGUỒN KINH PHÍ NĂM 2017\n"
    "(Kèm theo Báo cáo số        /BC-SCT ngày     tháng     năm 2018 của Sở "
    "Công Thương)\n"
    "Nguồn\tSố\tTiền\n"
    "Quốc gia\t3\t600,0\n"
    "Địa phương\t5\t1.028,5\n"
    "Cộng\t8\t1.628,5\n";

static void test_whole_document(void **state)
{
    struct job job;
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    open_job(&job, LAYOUT ANNEX, body_text);
    assert_non_null(job.document);
    document_dump(&buf, job.document, false, NULL);
    assert_string_equal(strbuf_text(&buf), expected_text);
    assert_string_equal(job.document->title, "Báo cáo Kết quả năm 2017");
    assert_string_equal(job.document->language, "vi-VN");
    const struct section *annex = &job.document->sections[1];
    assert_true(annex->restart_numbers);
    assert_true(annex->setup.width > annex->setup.height);
    assert_true(job.document->sheets[0].landscape);
    strbuf_free(&buf);
    close_job(&job);
}

#define CONTENTS(mode) "[layout]\ncontents = " mode "\n" LAYOUT_KEYS ANNEX

static const char expected_contents[] = "Kính gửi: Bộ Công Thương\n"
                                        "MỤC LỤC\n"
                                        "I. KẾT QUẢ\n"
                                        "Phụ lục. Nguồn kinh phí năm 2017\n"
                                        "I. KẾT QUẢ\n";

static void test_contents(void **state)
{
    static const char *const modes[] = {CONTENTS("yes"), CONTENTS("auto"),
                                        CONTENTS("no")};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct job job;
        struct strbuf buf = STRBUF_INIT;
        open_job(&job, modes[i], body_text);
        assert_non_null(job.document);
        document_dump(&buf, job.document, false, NULL);
        /* Two entries are too few for "auto". */
        assert_int_equal(strstr(strbuf_text(&buf), expected_contents) != NULL,
                         i == 0);
        assert_int_equal(strstr(strbuf_text(&buf), "MỤC LỤC") != NULL, i == 0);
        strbuf_free(&buf);
        close_job(&job);
    }
}

/* The manifest names what the text was made from, each file once. */
static void test_inputs_are_listed(void **state)
{
    static const char *const names[] = {"forms/nd30.ini", "body.md", "end.md"};
    struct job job;
    (void)state;
    open_job(&job, LAYOUT ANNEX, body_text);
    assert_non_null(job.document);
    assert_int_equal(job.document->n_inputs, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct document_input *input = &job.document->inputs[i];
        assert_string_equal(input->name, names[i]);
        assert_string_equal(input->role, i == 0 ? "form" : "template");
        assert_int_equal(strlen(input->sha256), 64);
    }
    /* sha256sum of "Kính trình {{addressee}}.\n" */
    assert_string_equal(
        job.document->inputs[2].sha256,
        "e98f17cbf7f3c7ce3679a987f02e8b38aaad360b95036bffd008a617a0e262a1");
    close_job(&job);
}

/* 1.628.500.000 of 2.000.000.000 is 0,81425 = 3257/4000. */
static void test_figures_are_listed(void **state)
{
    struct job job;
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    open_job(&job, LAYOUT ANNEX, body_text);
    document_dump(&buf, job.document, true, NULL);
    assert_non_null(strstr(strbuf_text(&buf),
                           "    = \"08\" 8 all[].n (body.md:3:4)\n"
                           "    = \"1.628,5\" 1628500000 dong all[].support "
                           "(body.md:3:"));
    assert_non_null(strstr(strbuf_text(&buf), "= \"81,4%\" 3257/4000"));
    assert_non_null(strstr(strbuf_text(&buf),
                           "= \"1.028,5\" 1028500000 dong "
                           "by_source[source=\"local\"].support"));
    strbuf_free(&buf);
    close_job(&job);
}

/* The same table in the text and on the sheet: one set of rows. */
static void test_text_and_annex_share_the_table(void **state)
{
    struct job job;
    (void)state;
    open_job(&job, LAYOUT ANNEX, body_text);
    const struct section *annex = &job.document->sections[1];
    const struct block *table = annex->blocks[annex->n_blocks - 1];
    assert_ptr_equal(table->table->rows, job.document->sheets[0].table->rows);
    assert_int_equal(table->table->caption.n_runs, 0);
    close_job(&job);
}

static void test_no_break_spaces_stay_off_sheets(void **state)
{
    struct job job;
    (void)state;
    open_job(&job, LAYOUT ANNEX, body_text);
    const struct sheet *sheet = &job.document->sheets[0];
    for (size_t i = 0; i < sheet->n_heading; i++)
        for (size_t k = 0; k < sheet->heading[i]->text.n_runs; k++)
            assert_null(
                strstr(sheet->heading[i]->text.runs[k].text, NO_BREAK_SPACE));
    close_job(&job);
}

/* The text of JOB's section, from its heading on. */
static const char *dumped(const struct job *job, struct strbuf *buf)
{
    document_dump(buf, job->document, false, NULL);
    return strstr(strbuf_text(buf), "I. ");
}

/* Notes are numbered as they are met, those of captions and of other notes
   too; each stands once, behind its first mark. */
static void test_footnotes_are_numbered(void **state)
{
    struct job job;
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    open_job(&job, LAYOUT,
             "[^b]: Chú hai [^c].\n[^c]: Chú ba [^b].\n\n"
             "# Mục[^a]\n\nMột[^b] và lại[^a].\n\n"
             "![Nguồn[^d]](table:sources)\n\n"
             "[^a]: Chú một.\n[^d]: Chú tư.\n");
    assert_non_null(job.document);
    const char *text = dumped(&job, &buf);
    static const char expected[] = "I. MỤC1\n1 Chú một.\n"
                                   "Một2 và lại1.\n2 Chú hai 3.\n"
                                   "3 Chú ba 2.\n"
                                   "Biểu 1. Nguồn4\n";
    assert_memory_equal(text, expected, sizeof expected - 1);
    assert_non_null(strstr(text, "Cộng\t8\t1.628,5\n4 Chú tư.\n"));
    strbuf_free(&buf);
    close_job(&job);
}

static void test_marks_lead_to_their_footnotes(void **state)
{
    struct job job;
    (void)state;
    open_job(&job, LAYOUT, "Một[^a], lại[^a].\n\n[^a]: Chú.\n");
    const struct section *section = &job.document->sections[0];
    const struct block *found = NULL;
    for (size_t i = 0; i < section->n_blocks; i++)
        if (section->blocks[i]->text.n_runs > 1 &&
            section->blocks[i]->text.runs[1].note)
            found = section->blocks[i];
    assert_non_null(found);
    const struct run *runs = found->text.runs;
    const struct block *note = runs[1].note;
    assert_string_equal(note->id, "footnote-1");
    assert_string_equal(note->bookmark, "Chú thích 1");
    assert_int_equal(note->outline_level, 0);
    assert_int_equal(note->text.runs[0].flags, RUN_SUPERSCRIPT | RUN_LABEL);
    for (size_t i = 1; i <= 3; i += 2) {
        assert_string_equal(runs[i].text, "1");
        assert_string_equal(runs[i].link, "#footnote-1");
    }
    assert_null(runs[3].note);
    close_job(&job);
}

/* Notes of a table: marks in its words, and by the key of a row; one that is
   met twice keeps its number.  The sheet has them too. */
static void test_tables_have_footnotes(void **state)
{
    static const char layout[] =
        LAYOUT "unit_line = \"triệu đồng[^dv]\"\n"
               "note.dv = \"Tính {{period.name}}.\"\n"
               "note.qg = \"Do trung ương cấp. | row=national\"\n"
               "note.tong = \"Đã làm tròn. | row=total column=3\"\n"
               "note.hai = \"Tạm tính. | row=local column=2\"\n" ANNEX;
    struct job job;
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    open_job(&job, layout, "# Mục[^a]\n\n[](annex:sources)\n\n[^a]: Chú.\n");
    assert_non_null(job.document);
    document_dump(&buf, job.document, false, NULL);
    const char *section = strstr(strbuf_text(&buf), "[section 2]");
    const char *sheet = strstr(strbuf_text(&buf), "[sheet 1]");
    static const char cells[] = "triệu đồng2\n"
                                "Nguồn\tSố\tTiền\n"
                                "Quốc gia3\t3\t600,0\n"
                                "Địa phương\t5(4)\t1.028,5\n"
                                "Cộng\t8\t1.628,5(5)\n"
                                "2 Tính năm 2017.\n"
                                "3 Do trung ương cấp.\n"
                                "4 Tạm tính.\n"
                                "5 Đã làm tròn.\n";
    assert_non_null(strstr(section, cells));
    assert_true(strstr(section, cells) < sheet);
    assert_non_null(strstr(sheet, cells));
    assert_int_equal(job.document->sheets[0].n_notes, 4);
    strbuf_free(&buf);
    close_job(&job);
}

/* ---- faults -------------------------------------------------------------- */

static void test_faults(void **state)
{
    static const struct {
        const char *layout, *body;
        enum diag_code code;
    } cases[] = {
        {LAYOUT ANNEX, "Không nhắc.\n", DIAG_ANNEX_NOT_NAMED},
        {CONTENTS("maybe"), body_text, DIAG_CONTENTS_WORD},
        {LAYOUT ANNEX HIDDEN, "[](annex:sources)\n", DIAG_ANNEX_WHEN},
        {LAYOUT "[annex.a]\ntable = sources\n", "x\n", DIAG_ANNEX_TABLE},
        {LAYOUT "[annex.a]\ntitle = A\n", "x\n", DIAG_ANNEX_TABLE},
        {LAYOUT "[annex.a]\ntitle = A\ntable = none\n", "x\n",
         DIAG_TABLE_UNKNOWN},
        {LAYOUT ANNEX "orientation2 = x\n[annex.b]\ntitle = B\n"
                      "table = sources\norientation = upside\n",
         "x\n", DIAG_ANNEX_WORD},
        {LAYOUT "[annex.b]\ntitle = B\ntable = sources\nin = docx\n", "x\n",
         DIAG_ANNEX_WORD},
        {LAYOUT ANNEX "[annex.b]\ntitle = B\ntable = sources\n"
                      "sheet = NGUỒN\n",
         "Phụ lục I, Phụ lục II\n", DIAG_SHEET_NAME},
        {LAYOUT "[annex.b]\ntitle = B\ntable = sources\nsheet = a/b\n",
         "Phụ lục\n", DIAG_SHEET_NAME},
        {LAYOUT, "![x](table:none)\n", DIAG_TABLE_UNKNOWN},
        {LAYOUT, "![x](chart:none)\n", DIAG_CHART_UNKNOWN},
        {LAYOUT, "![x](table:sources)\n\n![x](table:sources)\n",
         DIAG_TABLE_TWICE},
        {LAYOUT, "[](annex:none)\n", DIAG_UNKNOWN_TARGET},
        {LAYOUT "unit_line = x[^y]\n", "x\n", DIAG_TABLE_NOTE_MISSING},
        {LAYOUT "note.y = Y | column=2\n", "x\n", DIAG_TABLE_NOTE},
        {LAYOUT "note.y = Y | row=a place=2\n", "x\n", DIAG_TABLE_NOTE},
        {LAYOUT "note.y = Y\n", "![x](table:sources)\n",
         DIAG_TABLE_NOTE_UNUSED},
        {LAYOUT "note.y = Y | row=nation\n", "![x](table:sources)\n",
         DIAG_TABLE_NOTE_UNUSED},
        {LAYOUT, "{{nothing}}\n", DIAG_UNKNOWN_NAME},
        {LAYOUT, "\xFFx\n", DIAG_BAD_UTF8},
        {LAYOUT, "một \xEF\xB7\x90 hai\n", DIAG_BAD_CHARACTER},
        {"[layout]\nform = none\n", "x\n", DIAG_FORM_NOT_FOUND},
        {"[layout]\nbody = none.md\nsummary = x\ntype_name = X\n", "x\n",
         DIAG_TEMPLATE_NOT_FOUND},
        {"[layout]\ntype_name = X\n", "x\n", DIAG_TITLE_MISSING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct job job;
        open_job(&job, cases[i].layout, cases[i].body);
        if (made_count(&job.made, cases[i].code) == 0)
            fail_msg("case %zu did not report %s", i,
                     diag_code_name(cases[i].code));
        if (diag_code_level(cases[i].code) == DIAG_ERROR)
            assert_null(job.document);
        close_job(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_document),
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_inputs_are_listed),
        cmocka_unit_test(test_figures_are_listed),
        cmocka_unit_test(test_text_and_annex_share_the_table),
        cmocka_unit_test(test_no_break_spaces_stay_off_sheets),
        cmocka_unit_test(test_footnotes_are_numbered),
        cmocka_unit_test(test_marks_lead_to_their_footnotes),
        cmocka_unit_test(test_tables_have_footnotes),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
