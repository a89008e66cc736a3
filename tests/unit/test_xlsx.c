/* A workbook built from a document by hand, read back by the program's own
   verifier and by openpyxl. */
#include "folder.h"
#include "output/xlsx.h"
#include "output/xlsx_plan.h"
#include "output/xlsx_scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { MILLION = 1000000, N_COLUMNS = 5 };

/* ---- a document by hand -------------------------------------------------- */

static const struct style centred_bold = {
    .size = 14000, .align = ALIGN_CENTER, .flags = STYLE_BOLD};
static const struct style right_italic = {
    .size = 12000, .align = ALIGN_RIGHT, .flags = STYLE_ITALIC};

static struct text text_of(struct arena *arena, const char *bytes)
{
    struct run *run = ARENA_NEW(arena, struct run);
    run->text = bytes;
    run->size = (uint32_t)strlen(bytes);
    return (struct text){.runs = run, .n_runs = *bytes == '\0' ? 0 : 1};
}

static struct table_cell cell_of(struct arena *arena, const char *printed,
                                 struct value value)
{
    return (struct table_cell){.text = text_of(arena, printed),
                               .value = value,
                               .colspan = 1,
                               .rowspan = 1};
}

static struct table_cell sum_of(struct table_cell cell, enum formula formula,
                                uint32_t from, uint32_t to)
{
    cell.formula = (uint8_t)formula;
    cell.from = from;
    cell.to = to;
    return cell;
}

static struct block *paragraph(struct arena *arena, const char *text,
                               const struct style *style)
{
    struct block *block = ARENA_NEW(arena, struct block);
    block->kind = BLOCK_PARAGRAPH;
    block->style = style;
    block->text = text_of(arena, text);
    return block;
}

static void make_columns(struct table *table)
{
    static struct table_column columns[N_COLUMNS] = {
        {.name = "number", .align = ALIGN_CENTER},
        {.name = "name", .align = ALIGN_LEFT, .weight = 3},
        {.name = "national",
         .align = ALIGN_RIGHT,
         .unit = MILLION,
         .number_format = "#,##0.0"},
        {.name = "local",
         .align = ALIGN_RIGHT,
         .unit = MILLION,
         .number_format = "#,##0.0"},
        {.name = "total",
         .align = ALIGN_RIGHT,
         .unit = MILLION,
         .number_format = "#,##0.0"}};
    table->columns = columns;
    table->n_columns = N_COLUMNS;
}

/* STT | Nội dung | Nguồn (Quốc gia | Địa phương) | Tổng, on two rows. */
static void make_head(struct arena *arena, struct table *table)
{
    static const char *const texts[2][N_COLUMNS] = {
        {"STT", "Nội dung hoạt động", "Nguồn kinh phí", "", "Tổng"},
        {"", "", "Quốc gia", "Địa phương", ""}};
    table->n_head = 2;
    table->head = ARENA_ARRAY(arena, struct table_row, 2);
    for (size_t i = 0; i < 2; i++) {
        table->head[i].cells = ARENA_ARRAY(arena, struct table_cell, N_COLUMNS);
        for (size_t j = 0; j < N_COLUMNS; j++)
            table->head[i].cells[j] = cell_of(arena, texts[i][j], VALUE_NONE);
    }
    for (size_t j = 0; j < N_COLUMNS; j += j == 1 ? 3 : 1) {
        table->head[0].cells[j].rowspan = 2;
        table->head[1].cells[j].colspan = 0;
    }
    table->head[0].cells[2].colspan = 2;
    table->head[0].cells[3].colspan = 0;
}

static struct table_cell money_cell(struct arena *arena, int64_t dong)
{
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, dong, MILLION,
                  &(struct number_style){.max_decimals = NUMBER_ALL_DECIMALS});
    struct table_cell cell = cell_of(
        arena, arena_strdup(arena, strbuf_text(&buf)), value_money(dong));
    strbuf_free(&buf);
    return cell;
}

static void make_row(struct arena *arena, struct table_row *row, size_t i,
                     const char *name, int64_t national, int64_t local)
{
    row->cells = ARENA_ARRAY(arena, struct table_cell, N_COLUMNS);
    row->cells[0] = cell_of(arena, arena_printf(arena, "%zu", i + 1),
                            value_integer((int64_t)i + 1));
    row->cells[1] = cell_of(arena, name, value_text(name));
    row->cells[2] = money_cell(arena, national);
    row->cells[3] = money_cell(arena, local);
    row->cells[4] =
        sum_of(money_cell(arena, national + local), FORMULA_SUM_COLUMNS, 2, 3);
}

static void make_total(struct arena *arena, struct table_row *row,
                       size_t n_rows, int64_t national, int64_t local)
{
    make_row(arena, row, 0, "", national, local);
    row->kind = ROW_TOTAL;
    row->cells[0] = cell_of(arena, "Tổng cộng", value_text("Tổng cộng"));
    row->cells[0].colspan = 2;
    row->cells[1].colspan = 0;
    for (size_t j = 2; j < N_COLUMNS; j++)
        row->cells[j] =
            sum_of(row->cells[j], FORMULA_SUM_ROWS, 0, (uint32_t)n_rows - 1);
}

static struct document *make_document(struct arena *arena, size_t n_rows)
{
    struct document *document = ARENA_NEW(arena, struct document);
    struct table *table = ARENA_NEW(arena, struct table);
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);
    int64_t national = 0;
    int64_t local = 0;
    make_columns(table);
    make_head(arena, table);
    table->unit_line = text_of(arena, "ĐVT: triệu đồng");
    table->unit_style = &right_italic;
    table->rows = ARENA_ARRAY(arena, struct table_row, n_rows + 1);
    for (size_t i = 0; i < n_rows; i++) {
        int64_t a = (int64_t)(i % 7) * 50000000;
        int64_t b = (int64_t)(i % 11) * 33300000 + 1028500000;
        make_row(arena, &table->rows[i], i,
                 "Ứng dụng máy móc thiết bị tiên tiến", a, b);
        national += a;
        local += b;
    }
    make_total(arena, &table->rows[n_rows], n_rows, national, local);
    table->n_rows = n_rows + 1;

    sheet->name = "Danh mục đề án";
    sheet->landscape = true;
    sheet->freeze_columns = 2;
    sheet->table = table;
    sheet->heading = ARENA_ARRAY(arena, struct block *, 2);
    sheet->n_heading = 2;
    sheet->heading[0] = paragraph(arena, "Phụ lục I", &centred_bold);
    sheet->heading[1] = paragraph(arena, "DANH MỤC ĐỀ ÁN", &centred_bold);
    document->title = "Báo cáo khuyến công";
    document->author = "SỞ CÔNG THƯƠNG";
    document->subject = "Năm 2017";
    document->sheets = sheet;
    document->n_sheets = 1;
    return document;
}

/* ---- writing it ---------------------------------------------------------- */

/* A folder, an output in it and the messages of one test. */
struct bench {
    struct arena *arena;
    struct diag *diag;
    struct folder folder;
    struct outlock *lock;
    struct outdir *dir;
    struct outfile *file;
};

static void open_bench(struct bench *bench)
{
    bench->arena = arena_create();
    bench->diag = diag_create(NULL, NULL, false);
    folder_make(&bench->folder);
    bench->lock = outlock_take(bench->folder.path, bench->diag);
    bench->dir = outdir_open(bench->lock);
    bench->file = outfile_create(bench->dir, "a.xlsx", bench->diag);
}

static void close_bench(struct bench *bench)
{
    outdir_close(bench->dir);
    outlock_release(bench->lock);
    folder_remove(&bench->folder);
    diag_destroy(bench->diag);
    arena_destroy(bench->arena);
}

/* Writes, closes and verifies. */
static bool write_workbook(struct bench *bench, const struct document *document)
{
    const struct writer_setup setup = {.arena = bench->arena,
                                       .document = document,
                                       .created = -1,
                                       .diag = bench->diag};
    return writer_write(&xlsx_writer, &setup, bench->file);
}

static void write_whole(struct bench *bench, const struct document *document)
{
    assert_true(write_workbook(bench, document));
    assert_false(diag_failed(bench->diag));
}

static void expect_code(const struct bench *bench, enum diag_code code)
{
    size_t n;
    const struct diag_message *messages = diag_messages(bench->diag, &n);
    assert_true(n >= 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
}

/* Runs a script of openpyxl on the finished file; it prints what it thinks is
   wrong.  SCRIPT sees the workbook as `book` and its first sheet as `sheet`. */
static void ask_openpyxl(struct bench *bench, const char *script)
{
    static const char frame[] =
        "import sys\n"
        "try:\n"
        "    import openpyxl\n"
        "except ImportError:\n"
        "    print('skipped: python3-openpyxl is not installed')\n"
        "    sys.exit(0)\n"
        "book = openpyxl.load_workbook(sys.argv[1])\n"
        "values = openpyxl.load_workbook(sys.argv[1], data_only=True)\n"
        "sheet = book.worksheets[0]\n"
        "def expect(found, wanted):\n"
        "    if found != wanted:\n"
        "        print('found', repr(found), 'wanted', repr(wanted))\n"
        "        sys.exit(1)\n"
        "%s";
    assert_true(outdir_publish(bench->dir, bench->diag));
    if (access("/usr/bin/python3", X_OK) != 0) {
        puts("skipped: there is no /usr/bin/python3");
        return;
    }
    const char *program = arena_printf(bench->arena, frame, script);
    char path[256];
    folder_file(&bench->folder, "a.xlsx", path);
    pid_t child = fork();
    if (child == 0) {
        execl("/usr/bin/python3", "python3", "-c", program, path, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* ---- tests --------------------------------------------------------------- */

static void figures_and_formulas_are_read_back(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    write_whole(&bench, make_document(bench.arena, 8));
    ask_openpyxl(
        &bench,
        "expect(book.sheetnames, ['Danh mục đề án'])\n"
        "expect(sheet.dimensions, 'A2:E15')\n"
        "expect([sheet.cell(r, 1).value for r in range(1, 7)],\n"
        "       [None, 'Phụ lục I', 'DANH MỤC ĐỀ ÁN', 'ĐVT: triệu đồng',\n"
        "        'STT', None])\n"
        "expect(sheet['C5'].value, 'Nguồn kinh phí')\n"
        "expect([c.value for c in sheet[8]],\n"
        "       [2, 'Ứng dụng máy móc thiết bị tiên tiến', 50, 1061.8,\n"
        "        '=SUM(C8:D8)'])\n"
        "expect([c.value for c in sheet[15]],\n"
        "       ['Tổng cộng', None, '=SUBTOTAL(9,C7:C14)',\n"
        "        '=SUBTOTAL(9,D7:D14)', '=SUBTOTAL(9,E7:E14)'])\n"
        "cached = values.worksheets[0]\n"
        "expect([c.value for c in cached[15]][2:], [1050, 9160.4, 10210.4])\n"
        "expect(cached['E8'].value, 1111.8)\n"
        "expect(sheet['D8'].number_format, '#,##0.0')\n"
        "expect(sorted(str(r) for r in sheet.merged_cells.ranges),\n"
        "       ['A15:B15', 'A2:E2', 'A3:E3', 'A4:E4', 'A5:A6', 'B5:B6',\n"
        "        'C5:D5', 'E5:E6'])\n"
        "expect(sheet['A15'].font.b, True)\n"
        "expect(sheet['A8'].font.name, 'Times New Roman')\n");
    close_bench(&bench);
}

static void pages_are_set_up(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    write_whole(&bench, make_document(bench.arena, 3));
    ask_openpyxl(&bench,
                 "expect(sheet.page_setup.orientation, 'landscape')\n"
                 "expect(str(sheet.page_setup.paperSize), '9')\n"
                 "expect(getattr(sheet.sheet_properties.pageSetUpPr,"
                 " 'fitToPage', None), None)\n"
                 "expect(sheet.page_setup.scale, None)\n"
                 "expect(sheet.print_title_rows, '$5:$6')\n"
                 "expect(sheet.page_setup.firstPageNumber or 1, 1)\n"
                 "expect(sheet.page_setup.useFirstPageNumber, True)\n"
                 "expect(sheet.freeze_panes, 'C7')\n"
                 "expect(round(sheet.page_margins.left * 25.4), 30)\n"
                 "expect(round(sheet.page_margins.right * 25.4), 15)\n"
                 "expect(sheet.oddHeader.right.text, None)\n"
                 "expect([c.value for c in sheet[1]], [None] * 5)\n"
                 "expect(sheet.row_dimensions[1].height, 36)\n"
                 "expect(sheet.oddHeader.center.text, None)\n"
                 "expect(sheet.print_options.horizontalCentered, True)\n"
                 "expect(sheet.auto_filter.ref, None)\n"
                 "p = book.properties\n"
                 "expect(p.title, 'Báo cáo khuyến công')\n"
                 "expect(p.creator, 'SỞ CÔNG THƯƠNG')\n"
                 "expect(str(p.created), '1980-01-01 00:00:00')\n");
    close_bench(&bench);
}

/* A list of one head row: filter buttons over the body, page numbers on more
   than one page. */
static void a_long_list_is_worked_with(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 60);
    struct table *table = document->sheets->table;
    table->n_head = 1;
    for (size_t j = 0; j < N_COLUMNS; j++) {
        table->head[0].cells[j].rowspan = 1;
        table->head[0].cells[j].colspan = 1;
    }
    write_whole(&bench, document);
    ask_openpyxl(&bench, "expect(sheet.auto_filter.ref, 'A5:E65')\n"
                         "expect(sheet['A66'].value, 'Tổng cộng')\n"
                         "expect(sheet.oddHeader.center.text, '&P')\n"
                         "expect(sheet.oddHeader.center.font,\n"
                         "       'Times New Roman,Regular')\n"
                         "expect(sheet.freeze_panes, 'C6')\n");
    close_bench(&bench);
}

/* Heads and groups in grey, totals bold, figures right, texts left, one step
   off the frame; all in the one family. */
static void kinds_of_rows_have_their_looks(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 3);
    struct table_row *rows = document->sheets->table->rows;
    rows[0].kind = ROW_GROUP;
    rows[1].cells[2] = cell_of(bench.arena, "", VALUE_NONE);
    write_whole(&bench, document);
    ask_openpyxl(
        &bench,
        "fill = lambda c: sheet[c].fill.fgColor.rgb\n"
        "expect([fill(c) for c in ('A5', 'D6', 'B7', 'B8', 'A10')],\n"
        "       ['FFDDDDDD', 'FFDDDDDD', 'FFEEEEEE', '00000000', "
        "'00000000'])\n"
        "expect([sheet[c].font.b for c in ('A5', 'B7', 'B8', 'A10', 'E10')],\n"
        "       [True, True, False, True, True])\n"
        "look = lambda c: (sheet[c].alignment.horizontal,\n"
        "                  sheet[c].alignment.indent,\n"
        "                  sheet[c].alignment.vertical)\n"
        "expect(look('A8'), ('center', 0, 'center'))\n"
        "expect(look('B8'), ('left', 1, 'center'))\n"
        "expect(look('D8'), ('right', 1, 'center'))\n"
        "expect(look('A10'), ('center', 0, 'center'))\n"
        "expect([sheet[c].number_format for c in ('B8', 'C8', 'D8')],\n"
        "       ['@', '#,##0.0', '#,##0.0'])\n"
        "expect([sheet[c].border.left.style for c in ('A5', 'B8', 'E10')],\n"
        "       ['thin'] * 3)\n"
        "expect({c.font.name for row in sheet.iter_rows(min_row=2)\n"
        "        for c in row}, {'Times New Roman'})\n"
        "normal = book._named_styles['Normal']\n"
        "expect((normal.font.name, normal.font.sz), ('Times New Roman', 12))\n"
        "expect(len({sheet.row_dimensions[r].height for r in range(7, 11)}),\n"
        "       1)\n");
    close_bench(&bench);
}

/* The library has a message of its own for the standard error; only ours, with
   its place, may be seen. */
/* Behind a figure the number format shows the mark, so that it stays a figure;
   the notes stand below the table, over all columns. */
static void footnotes_stand_below_the_table(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 3);
    struct sheet *sheet = &document->sheets[0];
    struct table_cell *cell = &sheet->table->rows[1].cells[3];
    struct run *runs = ARENA_ARRAY(bench.arena, struct run, 4);
    runs[0] = cell->text.runs[0];
    runs[1] = (struct run){
        .text = "(12)", .size = 4, .flags = RUN_SUPERSCRIPT | RUN_NOTE};
    cell->text = (struct text){runs, 2};
    runs[2] = (struct run){
        .text = "12", .size = 2, .flags = RUN_SUPERSCRIPT | RUN_LABEL};
    runs[3] = (struct run){.text = " Tạm tính.",
                           .size = (uint32_t)strlen(" Tạm tính.")};
    sheet->notes = ARENA_ARRAY(bench.arena, struct block *, 1);
    sheet->n_notes = 1;
    sheet->notes[0] = paragraph(bench.arena, "", &right_italic);
    sheet->notes[0]->text = (struct text){runs + 2, 2};
    write_whole(&bench, document);
    ask_openpyxl(&bench,
                 "cell = sheet['D8']\n"
                 "expect(cell.value, 1061.8)\n"
                 "expect(cell.number_format, '#,##0.0\"⁽¹²⁾\"')\n"
                 "expect(sheet['D7'].number_format, '#,##0.0')\n"
                 "expect(sheet['A10'].value, 'Tổng cộng')\n"
                 "expect(sheet['A11'].value, '¹² Tạm tính.')\n"
                 "expect('A11:E11' in map(str, sheet.merged_cells.ranges), "
                 "True)\n"
                 "area = sheet.print_area # a list before openpyxl 3.1\n"
                 "area = area if isinstance(area, str) else area[0]\n"
                 "expect(area.split('!')[-1], '$A$1:$E$11')\n");
    close_bench(&bench);
}

/* Sheets whose names read as cells or numbers are quoted wherever a formula
   names them; the names of a chart are no formulas. */
static void names_are_no_formulas(void **state)
{
    static const char *const names[] = {"PL1", "2017", "R1C1", "a.b"};
    struct bench bench;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        open_bench(&bench);
        struct document *document = make_document(bench.arena, 12);
        const char *categories[] = {"một", "hai"};
        struct chart_point points[2] = {{.text = "1"}, {.text = "2"}};
        struct chart_series series = {"=a", points};
        struct chart chart = {.kind = CHART_COLUMNS,
                              .categories = categories,
                              .n_categories = 2,
                              .series = &series,
                              .n_series = 1,
                              .value_title = "=b"};
        uint16_t column = 2;
        struct sheet_chart drawn = {.chart = &chart,
                                    .title = "=c",
                                    .alt = "Biểu đồ",
                                    .label_column = 1,
                                    .columns = &column,
                                    .n_categories = 2};
        document->sheets->name = names[i];
        document->sheets->chart = &drawn;
        write_whole(&bench, document);
        ask_openpyxl(
            &bench,
            "import re, zipfile\n"
            "parts = zipfile.ZipFile(sys.argv[1])\n"
            "text = ''.join(parts.read(part).decode() for part in\n"
            "               ('xl/workbook.xml', 'xl/charts/chart1.xml'))\n"
            "named = re.findall(r'([^>]*)![$]', text)\n"
            "quoted = \"'\" + book.sheetnames[0] + \"'\"\n"
            "expect(named, [quoted] * 4)\n"
            "expect(re.findall(r' =[abc]<', text), [' =c<', ' =a<', ' =b<'])\n"
            "expect(sheet.print_title_rows, '$5:$6')\n");
        close_bench(&bench);
    }
}

static void a_file_that_cannot_be_made_is_told_once(void **state)
{
    struct bench bench;
    struct rlimit before;
    (void)state;
    open_bench(&bench);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {.rlim_cur = 100, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    bool ok = write_workbook(&bench, make_document(bench.arena, 1));
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(ok);
    expect_code(&bench, DIAG_OUTPUT_WRITE);
    assert_int_equal(diag_n_errors(bench.diag), 1);
    close_bench(&bench);
}

/* A failure for which the system has no better word is the library's. */
static void the_library_says_what_failed(void **state)
{
    struct bench bench;
    int fd;
    int ends[2];
    (void)state;
    open_bench(&bench);
    assert_int_equal(
        sscanf(outfile_staged_path(bench.file), "/proc/self/fd/%d", &fd), 1);
    /* The system opens no socket by a path. */
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(dup2(ends[0], fd), fd);
    assert_false(write_workbook(&bench, make_document(bench.arena, 1)));
    expect_code(&bench, DIAG_XLSX_LIBRARY);
    close(ends[0]);
    close(ends[1]);
    close_bench(&bench);
}

/* The linker finds our lxw_tmpfile() before the library's. */
static void temporary_files_are_ours(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    write_whole(&bench, make_document(bench.arena, 1));
    assert_true(xlsx_scratch_count() >= 8); /* the parts of any workbook */
    assert_int_equal(folder_count(&bench.folder), 2); /* the lock, the file */
    close_bench(&bench);
}

/* As the library calls it. */
extern FILE *lxw_tmpfile(const char *folder);

/* Short and long ones are read as they were written, wherever the library has
   gone to meanwhile. */
static void a_temporary_file_keeps_what_it_is_given(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    xlsx_scratch_begin(bench.file);
    for (int n = 1; n <= 1 << 22; n *= 64) {
        FILE *file = lxw_tmpfile(NULL);
        assert_non_null(file);
        for (int i = 0; i < n; i++)
            assert_int_equal(fputc('a' + i % 23, file), 'a' + i % 23);
        assert_int_equal(fseek(file, n / 2, SEEK_SET), 0);
        assert_int_equal(fputc('!', file), '!');
        assert_int_equal(fseek(file, 0, SEEK_END), 0);
        assert_int_equal(ftell(file), n);
        rewind(file);
        for (int i = 0; i < n; i++)
            assert_int_equal(fgetc(file), i == n / 2 ? '!' : 'a' + i % 23);
        assert_int_equal(fgetc(file), EOF);
        fclose(file);
    }
    assert_int_equal(xlsx_scratch_end(), 0);
    close_bench(&bench);
}

static void words_stay_words(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 5);
    struct table_row *rows = document->sheets->table->rows;
    static const char *const names[] = {"=1+1", "_x000D_ và _x00e1_", "01",
                                        "http://a.vn/b", "a<b>&\"c\"\ttab"};
    for (size_t i = 0; i < 5; i++)
        rows[i].cells[1] = cell_of(bench.arena, names[i], value_text(names[i]));
    write_whole(&bench, document);
    ask_openpyxl(
        &bench, "import openpyxl.utils.escape as e\n"
                "expect([sheet.cell(r, 2).value for r in range(7, 12)],\n"
                "       ['=1+1', '_x000D_ và _x00e1_', '01', 'http://a.vn/b',\n"
                "        'a<b>&\"c\"\\ttab'])\n"
                "expect(sheet['B7'].data_type, 's')\n");
    close_bench(&bench);
}

static void values_keep_their_kind(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 6);
    struct table *table = document->sheets->table;
    struct value year = {.kind = VALUE_YEAR, .as.integer = 2017};
    const struct date day = {2017, 12, 14};
    const struct date old = {1899, 1, 1};
    table->rows[0].cells[1] = cell_of(bench.arena, "2017", year);
    table->rows[1].cells[1] =
        cell_of(bench.arena, "14/12/2017", value_date(day));
    table->rows[2].cells[1] =
        cell_of(bench.arena, "01/01/1899", value_date(old));
    table->rows[3].cells[1] = cell_of(bench.arena, "0,4", value_ratio(2, 5));
    table->rows[4].cells[1] = cell_of(bench.arena, "9.007.199.254.740.993",
                                      value_integer(9007199254740993));
    table->rows[5].cells[1] = cell_of(bench.arena, "-", VALUE_NONE);
    write_whole(&bench, document);
    ask_openpyxl(
        &bench, "import datetime\n"
                "expect([sheet.cell(r, 2).value for r in range(7, 13)],\n"
                "       [2017, datetime.datetime(2017, 12, 14), '01/01/1899',\n"
                "        0.4, '9.007.199.254.740.993', '-'])\n"
                "expect(sheet['B7'].number_format, '0')\n"
                "expect(sheet['B8'].number_format, 'dd/m/yyyy')\n");
    close_bench(&bench);
}

/* Parts to the left and the right of their total: C and E for D. */
static void parts_may_stand_apart(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 4);
    struct table *table = document->sheets->table;
    struct table_cell *cells = table->rows[0].cells;
    cells[2] = money_cell(bench.arena, 600000000);
    cells[4] = money_cell(bench.arena, 28500000);
    cells[3] =
        sum_of(money_cell(bench.arena, 628500000), FORMULA_ADD_COLUMNS, 2, 4);
    cells[3].step = 2;
    assert_true(xlsx_formula_holds(table, 0, 3));
    cells[3].step = 1; /* its own part */
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[3].step = 0;
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[3].step = 2;
    cells[3].value.as.integer++;
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[3].value.as.integer--;
    write_whole(&bench, document);
    ask_openpyxl(&bench, "expect(sheet['D7'].value, '=SUM(C7,E7)')\n"
                         "expect(values.worksheets[0]['D7'].value, 628.5)\n");
    close_bench(&bench);
}

/* A share in per cent, D of C and E; by an empty cell nothing is divided. */
static void quotients_are_live(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 4);
    struct table *table = document->sheets->table;
    struct table_cell *cells = table->rows[0].cells;
    cells[2] = money_cell(bench.arena, 600000000);
    cells[3] = cell_of(bench.arena, "85,71", value_ratio(600, 7));
    cells[3].formula = FORMULA_QUOTIENT;
    cells[3].from = 2;
    cells[3].to = 4;
    cells[3].step = 100;
    cells[4] = money_cell(bench.arena, 700000000);
    struct table_column *columns =
        ARENA_ARRAY(bench.arena, struct table_column, table->n_columns);
    memcpy(columns, table->columns, table->n_columns * sizeof *columns);
    columns[3].unit = 1;
    table->columns = columns;
    assert_true(xlsx_formula_holds(table, 0, 3));
    cells[3].step = 1;
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[3].step = 100;
    cells[4] = money_cell(bench.arena, 0);
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[4] = money_cell(bench.arena, 700000001);
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[4] = money_cell(bench.arena, 700000000);
    write_whole(&bench, document);
    ask_openpyxl(&bench, "expect(sheet['D7'].value, '=C7/E7*100')\n"
                         "expect(values.worksheets[0]['D7'].value, 600 / 7)\n");
    close_bench(&bench);
}

/* D of C and the total's E. */
static void shares_of_the_total_are_live(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 4);
    struct table *table = document->sheets->table;
    struct table_cell *cells = table->rows[0].cells;
    const struct table_cell *total = &table->rows[table->n_rows - 1].cells[4];
    cells[2] = money_cell(bench.arena, 600000000);
    cells[3] = cell_of(
        bench.arena, "5,88",
        value_ratio(100 * cells[2].value.as.integer, total->value.as.integer));
    cells[3].formula = FORMULA_SHARE;
    cells[3].from = 2;
    cells[3].to = 4;
    cells[3].step = 100;
    struct table_column *columns =
        ARENA_ARRAY(bench.arena, struct table_column, table->n_columns);
    memcpy(columns, table->columns, table->n_columns * sizeof *columns);
    columns[3].unit = 1;
    table->columns = columns;
    assert_true(xlsx_formula_holds(table, 0, 3));
    cells[3].formula = FORMULA_QUOTIENT;
    assert_false(xlsx_formula_holds(table, 0, 3));
    cells[3].formula = FORMULA_SHARE;
    write_whole(&bench, document);
    ask_openpyxl(&bench, "expect(sheet['D7'].value, '=C7/E$11*100')\n");
    close_bench(&bench);
}

/* A scheme with two sources counts once in the total: no formula then. */
static void a_total_that_is_no_sum_is_a_number(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 4);
    struct table *table = document->sheets->table;
    assert_true(xlsx_formula_holds(table, 4, 2));
    table->rows[4].cells[2].value.as.integer -= 1;
    assert_false(xlsx_formula_holds(table, 4, 2));
    table->rows[0].cells[4].value.as.integer += 1;
    assert_false(xlsx_formula_holds(table, 0, 4));
    table->rows[4].cells[3].to = 99;
    assert_false(xlsx_formula_holds(table, 4, 3));
    table->rows[4].cells[4].to = 4;
    assert_false(xlsx_formula_holds(table, 4, 4));
    write_whole(&bench, document);
    ask_openpyxl(&bench, "expect(type(sheet['C11'].value), float)\n"
                         "expect(sheet['E7'].value, 1028.500001)\n");
    close_bench(&bench);
}

static void subtotals_are_counted_once(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct table *table = make_document(arena, 4)->sheets->table;
    /* Row 1 becomes the subtotal of row 0, row 4 the total of all. */
    table->rows[1].cells[2] =
        sum_of(table->rows[0].cells[2], FORMULA_SUM_ROWS, 0, 0);
    int64_t sum = 0;
    for (size_t i = 0; i < 4; i++)
        sum += i == 1 ? 0 : table->rows[i].cells[2].value.as.integer;
    table->rows[4].cells[2].value.as.integer = sum;
    assert_true(xlsx_formula_holds(table, 1, 2));
    assert_true(xlsx_formula_holds(table, 4, 2));
    arena_destroy(arena);
}

/* 30,000 rows go through the mode of constant memory. */
static void a_large_table_is_written_too(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    write_whole(&bench, make_document(bench.arena, 30000));
    ask_openpyxl(&bench,
                 "expect(sheet.dimensions, 'A2:E30007')\n"
                 "expect(sheet['A5'].value, 'STT')\n"
                 "expect(sheet['D6'].value, 'Địa phương')\n"
                 "expect(sheet['E30006'].value, '=SUM(C30006:D30006)')\n"
                 "expect(len(sheet.merged_cells.ranges), 8)\n");
    close_bench(&bench);
}

static void same_document_same_bytes(void **state)
{
    struct bench bench;
    char sha[2][65];
    int64_t size;
    (void)state;
    for (int i = 0; i < 2; i++) {
        open_bench(&bench);
        setenv("TZ", i == 0 ? "UTC" : "Asia/Ho_Chi_Minh", 1);
        write_whole(&bench, make_document(bench.arena, 50));
        assert_true(outfile_measure(bench.file, bench.diag, &size, sha[i]));
        close_bench(&bench);
    }
    unsetenv("TZ");
    assert_string_equal(sha[0], sha[1]);
}

static void impossible_sheets_are_reported(void **state)
{
    struct bench bench;
    (void)state;
    static const char *const names[] = {
        "", "a/b", "một cái tên dài hơn ba mươi mốt chữ cái", "'a", "history",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        open_bench(&bench);
        struct document *document = make_document(bench.arena, 1);
        document->sheets->name = names[i];
        if (write_workbook(&bench, document))
            fail_msg("“%s” was accepted", names[i]);
        expect_code(&bench, DIAG_XLSX_SHEET_NAME);
        close_bench(&bench);
    }
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 1);
    char *longest = arena_alloc(bench.arena, 40000);
    memset(longest, 'x', XLSX_MOST_CHARACTERS);
    document->sheets->table->rows[0].cells[1] =
        cell_of(bench.arena, longest, value_text(longest));
    write_whole(&bench, document);
    close_bench(&bench);

    open_bench(&bench);
    document = make_document(bench.arena, 1);
    longest = arena_alloc(bench.arena, 40000);
    memset(longest, 'x', XLSX_MOST_CHARACTERS + 1);
    document->sheets->table->rows[0].cells[1] =
        cell_of(bench.arena, longest, value_text(longest));
    assert_false(write_workbook(&bench, document));
    expect_code(&bench, DIAG_XLSX_TEXT_TOO_LONG);
    close_bench(&bench);

    open_bench(&bench);
    document = make_document(bench.arena, 0);
    struct table *table = document->sheets->table;
    table->n_columns = XLSX_MOST_COLUMNS + 1;
    table->columns =
        ARENA_ARRAY(bench.arena, struct table_column, table->n_columns);
    table->n_head = table->n_rows = 0;
    assert_false(write_workbook(&bench, document));
    expect_code(&bench, DIAG_XLSX_TOO_LARGE);
    close_bench(&bench);
}

/* Each 97th byte is changed, and each 997th is where the file ends: nothing
   that reads differently may pass, and nothing may crash. */
static void damage_is_found(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    struct document *document = make_document(bench.arena, 20);
    write_whole(&bench, document);
    int fd = open(outfile_staged_path(bench.file), O_RDWR);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    size_t found = 0;
    size_t tried = 0;
    for (off_t at = 0; at < st.st_size; at += 97) {
        unsigned char byte;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 0x55;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        tried++;
        found += !xlsx_verify(bench.file, document, NULL, bench.diag);
        byte ^= 0x55;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    /* A few bytes say nothing: times, versions, attributes. */
    assert_true(found * 10 >= tried * 9);
    expect_code(&bench, DIAG_XLSX_DAMAGED);
    for (off_t size = st.st_size - 1; size > 0; size -= 997) {
        assert_int_equal(ftruncate(fd, size), 0);
        assert_false(xlsx_verify(bench.file, document, NULL, bench.diag));
    }
    close(fd);
    close_bench(&bench);
}

static void missing_rows_are_found(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench);
    write_whole(&bench, make_document(bench.arena, 20));
    struct document *longer = make_document(bench.arena, 21);
    assert_false(xlsx_verify(bench.file, longer, NULL, bench.diag));
    expect_code(&bench, DIAG_XLSX_INCOMPLETE);
    close_bench(&bench);

    open_bench(&bench);
    struct document *document = make_document(bench.arena, 20);
    write_whole(&bench, document);
    document->sheets->table->rows[3].cells[4].formula = FORMULA_NONE;
    assert_false(xlsx_verify(bench.file, document, NULL, bench.diag));
    expect_code(&bench, DIAG_XLSX_INCOMPLETE);
    document->n_sheets = 2;
    document->sheets = ARENA_ARRAY(bench.arena, struct sheet, 2);
    struct diag *diag = diag_create(NULL, NULL, false);
    assert_false(xlsx_verify(bench.file, document, NULL, diag));
    expect_code(&(struct bench){.diag = diag}, DIAG_XLSX_MISSING_PART);
    diag_destroy(diag);
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_and_formulas_are_read_back),
        cmocka_unit_test(pages_are_set_up),
        cmocka_unit_test(a_long_list_is_worked_with),
        cmocka_unit_test(kinds_of_rows_have_their_looks),
        cmocka_unit_test(footnotes_stand_below_the_table),
        cmocka_unit_test(names_are_no_formulas),
        cmocka_unit_test(a_file_that_cannot_be_made_is_told_once),
        cmocka_unit_test(the_library_says_what_failed),
        cmocka_unit_test(temporary_files_are_ours),
        cmocka_unit_test(a_temporary_file_keeps_what_it_is_given),
        cmocka_unit_test(words_stay_words),
        cmocka_unit_test(values_keep_their_kind),
        cmocka_unit_test(parts_may_stand_apart),
        cmocka_unit_test(quotients_are_live),
        cmocka_unit_test(shares_of_the_total_are_live),
        cmocka_unit_test(a_total_that_is_no_sum_is_a_number),
        cmocka_unit_test(subtotals_are_counted_once),
        cmocka_unit_test(a_large_table_is_written_too),
        cmocka_unit_test(same_document_same_bytes),
        cmocka_unit_test(impossible_sheets_are_reported),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(missing_rows_are_found),
    };
    return cmocka_run_group_tests_name("xlsx", tests, NULL, NULL);
}
