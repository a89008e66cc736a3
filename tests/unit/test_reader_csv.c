#include "reader/reader.h"

#include "base/infile.h"
#include "base/strbuf.h"
#include "check.h"
#include "folder.h"
#include "messages.h"
#include "reader/csv_delimiter.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct folder folder;
    char path[256];
    const char *encoding;
    struct strbuf rows;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    folder_make(&fixture->folder);
    folder_file(&fixture->folder, "t.csv", fixture->path);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    rmdir(fixture->folder.path);
    strbuf_free(&fixture->rows);
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static struct reader *open_bytes(struct fixture *fixture, const char *bytes,
                                 size_t size)
{
    folder_write(&fixture->folder, "t.csv", bytes, size);
    struct reader_options options = {
        .where = fixture->path,
        .name = "t.csv",
        .encoding = fixture->encoding,
        .place = {"report.ini", 9, 12, PLACE_TEXT},
    };
    return reader_csv.open(fixture->arena, &options, fixture->diag);
}

static void print_cell(struct strbuf *buf, const struct cell *cell)
{
    strbuf_add_format(buf, "[%u:%u ", cell->line, cell->column);
    if (cell->faulty)
        strbuf_add_text(buf, "!");
    else if (cell->text == NULL)
        strbuf_add_text(buf, "-");
    else
        strbuf_add(buf, cell->text, cell->size);
    strbuf_add_char(buf, ']');
}

/* "[line:column text]..." a row a line; "end" or "broken" last. */
static void read_rows(struct fixture *fixture, struct reader *reader)
{
    struct cell *cells;
    size_t n;
    int found;
    while ((found = reader_csv.next(reader, &cells, &n)) > 0) {
        for (size_t i = 0; i < n; i++) {
            if (cells[i].text != NULL) /* the size is that of the text */
                assert_int_equal(strlen(cells[i].text), cells[i].size);
            print_cell(&fixture->rows, &cells[i]);
        }
        strbuf_add_char(&fixture->rows, '\n');
    }
    strbuf_add_text(&fixture->rows, found == 0 ? "end" : "broken");
}

static const char *rows_of_bytes(struct fixture *fixture, const char *bytes,
                                 size_t size)
{
    strbuf_clear(&fixture->rows);
    struct reader *reader = open_bytes(fixture, bytes, size);
    if (reader == NULL)
        return "not opened";
    read_rows(fixture, reader);
    reader_csv.close(reader);
    return strbuf_text(&fixture->rows);
}

#define ROWS(fixture, literal)                                                 \
    rows_of_bytes((fixture), (literal), sizeof(literal) - 1)

static void rows_and_places(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a,b\n1,2\n"),
                        "[1:1 a][1:2 b]\n[2:1 1][2:2 2]\nend");
    assert_string_equal(ROWS(fixture, "\n\na,b\n\n , \n1,\n"),
                        "[3:1 a][3:2 b]\n[6:1 1][6:2 -]\nend");
    assert_string_equal(ROWS(fixture, ""), "end");
    assert_string_equal(ROWS(fixture, "\n\n"), "end");
    expect_messages(fixture->diag, "");
}

static void every_line_end_is_read(void **state)
{
    struct fixture *fixture = *state;
    static const char expected[] =
        "[1:1 a][1:2 b]\n[2:1 1][2:2 2]\n[3:1 3][3:2 4]\nend";
    assert_string_equal(ROWS(fixture, "a,b\n1,2\n3,4\n"), expected);
    assert_string_equal(ROWS(fixture, "a,b\r\n1,2\r\n3,4\r\n"), expected);
    assert_string_equal(ROWS(fixture, "a,b\r1,2\r3,4\r"), expected);
    assert_string_equal(ROWS(fixture, "a,b\r\n1,2\n3,4"), expected);
    assert_string_equal(ROWS(fixture, "a,b\r1,2\r\n3,4\r\n"), expected);
}

/* Lines of all sizes about those that are looked at in one go. */
static void lines_of_any_size_end(void **state)
{
    struct fixture *fixture = *state;
    static const char *const ends[] = {"\n", "\r", "\r\n"};
    for (size_t size = 250; size < 520; size++) {
        for (size_t i = 0; i < 3; i++) {
            struct strbuf text = STRBUF_INIT;
            struct cell *cells;
            size_t n;
            for (size_t k = 0; k < size; k++)
                strbuf_add_char(&text, 'a');
            strbuf_add_format(&text, "%sb%sc", ends[i], ends[i]);
            struct reader *reader =
                open_bytes(fixture, strbuf_text(&text), text.size);
            assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
            assert_int_equal(cells[0].size, size);
            assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
            assert_string_equal(cells[0].text, "b");
            assert_int_equal(cells[0].line, 2);
            assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
            assert_int_equal(cells[0].line, 3);
            assert_int_equal(reader_csv.next(reader, &cells, &n), 0);
            reader_csv.close(reader);
            strbuf_free(&text);
        }
    }
}

/* As Excel for the Macintosh writes them.  Were each line to look for a line
   feed to the end of the file, this would take half a minute. */
static void a_large_file_without_line_feeds_is_read(void **state)
{
    enum { N_ROWS = 400000, MOST_SECONDS = 5 };
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    struct cell *cells;
    size_t n, n_rows = 0;
    for (int i = 0; i < N_ROWS; i++)
        strbuf_add_text(&text, "one,two,three,four,five\r");
    struct reader *reader = open_bytes(fixture, text.data, text.size);
    clock_t start = clock();
    while (reader_csv.next(reader, &cells, &n) > 0)
        n_rows++;
    assert_int_equal(n_rows, N_ROWS);
    assert_true(clock() - start < (clock_t)MOST_SECONDS * CLOCKS_PER_SEC);
    reader_csv.close(reader);
    strbuf_free(&text);
}

static void quoted_cells_keep_their_newlines(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        ROWS(fixture, "a,b,c\r\n\"x\r\ny\",\"p\nq\rr\",z\r\n1,2,3\r\n"),
        "[1:1 a][1:2 b][1:3 c]\n[2:1 x\ny][3:2 p\nq\nr][5:3 z]\n"
        "[6:1 1][6:2 2][6:3 3]\nend");
    assert_string_equal(ROWS(fixture, "a,b\n\"say \"\"so\"\"\",\"\"\n"),
                        "[1:1 a][1:2 b]\n[2:1 say \"so\"][2:2 -]\nend");
    assert_string_equal(ROWS(fixture, "a,b\n\"1,5\",\"x;y\"\n"),
                        "[1:1 a][1:2 b]\n[2:1 1,5][2:2 x;y]\nend");
    expect_messages(fixture->diag, "");
}

static void blanks_around_a_cell_go(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        ROWS(fixture,
             "a , b\n\" x \",\302\240y\302\240\n\342\200\213z,\" \n\"\n"),
        "[1:1 a][1:2 b]\n[2:1 x][2:2 y]\n[3:1 z][3:2 -]\nend");
}

/* Soft hyphens, zero-width blanks and joiners, a byte order mark. */
static void what_nobody_sees_goes(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        ROWS(fixture,
             "a\302\255b,\303\240\342\200\213\342\200\215\303\240\n"
             "\302\255 \342\201\240,\" \357\273\277\303\251\302\255 \"\n"
             "\302\253x\302\253,\342\200\223\n"),
        "[1:1 ab][1:2 \303\240\303\240]\n[2:1 -][2:2 \303\251]\n"
        "[3:1 \302\253x\302\253][3:2 \342\200\223]\nend");
}

static void a_quote_inside_a_cell_is_a_letter(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a,b\nCơ sở \"Hòa Phát\",5\"\n"),
                        "[1:1 a][1:2 b]\n[2:1 Cơ sở \"Hòa Phát\"][2:2 5\"]\n"
                        "end");
    expect_messages(fixture->diag, "");
}

static void delimiters_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
    } cases[] = {
        {"a,b,c\n1,2,3\n", ','},
        {"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ';'},
        {"a\tb\n1,5\t2\n", '\t'},
        {"\"x;y\",b\n1;2,3\n", ','},
        {"Xã, phường;Tên\nA;B\nC;D\n", ';'},
        {"\"Tỉnh, xã\";\"b\"\n1;2\n", ';'},
        {"\n\na;b\n1;2\n", ';'},
        {"\"a\nb\";c\n\"1\n2\";3\n", ';'},
        {"alone\n1\n", ','},
        {"", ','},
        {"a,b\n1,\"2;2;2\"\n", ','},
        {"a;b\r1;2\r", ';'},
        /* Empty last cells are left out, decimals are everywhere. */
        {"a;b;c;d\n1,5;2\n1,5;2\n1,5;2;;4\n", ';'},
        /* Titles above the headings. */
        {"DANH MỤC ĐỀ ÁN\nĐVT: trđ\na;b;c\n1,5;2;3\n1,5;2;3\n", ';'},
        {"DANH MỤC, NĂM 2017\na;b;c;d\n1,5;2;3,5;4\n1;2;3;4\n", ';'},
        {"Đơn vị: triệu đồng\na,b\n1,2\n", ','},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t skip;
        char found =
            csv_delimiter_find(cases[i].text, strlen(cases[i].text), &skip);
        if (found != cases[i].delimiter || skip != 0)
            fail_msg("%s: '%c'", cases[i].text, found);
    }
}

static void a_separator_line_decides(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "sep=;\r\na,b;c\r\n1;2\r\n"),
                        "[2:1 a,b][2:2 c]\n[3:1 1][3:2 2]\nend");
    assert_string_equal(ROWS(fixture, "sep=|\na|b\n"), "[2:1 a][2:2 b]\nend");
}

static void marks_tell_the_encoding(void **state)
{
    struct fixture *fixture = *state;
    static const char expected[] = "[1:1 ư][1:2 b]\n[2:1 1][2:2 ộ]\nend";
    assert_string_equal(ROWS(fixture, "\357\273\277ư,b\n1,ộ\n"), expected);
    assert_string_equal(
        ROWS(fixture,
             "\377\376\260\001,\000b\000\n\0001\000,\000\331\036\n\000"),
        expected);
    assert_string_equal(
        ROWS(fixture,
             "\376\377\001\260\000,\000b\000\n\0001\000,\036\331\000\n"),
        expected);
    /* A pair of surrogates: U+1F4C4. */
    assert_string_equal(ROWS(fixture, "\377\376a\000,\000=\330\304\334"),
                        "[1:1 a][1:2 \360\237\223\204]\nend");
    expect_messages(fixture->diag, "");
}

static void a_mark_is_above_the_configuration(void **state)
{
    struct fixture *fixture = *state;
    fixture->encoding = "windows-1258";
    assert_string_equal(ROWS(fixture, "\357\273\277ư,b\n"),
                        "[1:1 ư][1:2 b]\nend");
}

static void named_encodings_are_read(void **state)
{
    struct fixture *fixture = *state;
    fixture->encoding = "utf-16le";
    assert_string_equal(ROWS(fixture, "\260\001;\000b\000"),
                        "[1:1 ư][1:2 b]\nend");
    /* Windows-1258 has letters and tones apart: NFC joins them. */
    fixture->encoding = "windows-1258";
    assert_string_equal(ROWS(fixture, "Ti\352\354ng,\360\n"),
                        "[1:1 Tiếng][1:2 đ]\nend");
    expect_messages(fixture->diag, "");
}

static void decomposed_text_is_composed(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "e\314\202\314\201,a\n"),
                        "[1:1 ế][1:2 a]\nend");
}

static void faults_of_encodings(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a\000,\000b\000\n\0001\000,\0002\000"),
                        "not opened");
    assert_string_equal(ROWS(fixture, "\377\376a\000\n\000b"), "not opened");
    assert_string_equal(ROWS(fixture, "\377\376a\000\n\000\000\334x\000"),
                        "not opened");
    assert_string_equal(ROWS(fixture, "PK\003\004rest"), "not opened");
    fixture->encoding = "VPS";
    assert_string_equal(ROWS(fixture, "a,b\n"), "not opened");
    fixture->encoding = "klingon";
    assert_string_equal(ROWS(fixture, "a,b\n"), "not opened");
    fixture->encoding = "ascii";
    assert_string_equal(ROWS(fixture, "a,b\n1,\304\n"), "not opened");
    expect_messages(
        fixture->diag,
        "t.csv: error: utf16-without-mark: looks like UTF-16 without a byte "
        "order mark; save it as “CSV UTF-8”, or set encoding = utf-16le in "
        "[dataset]\n"
        "t.csv:2: error: utf16-cut-short: the file ends in the middle of a "
        "letter, so it is truncated; copy it again\n"
        "t.csv:2: error: bad-encoding: byte 0x00 is not valid in UTF-16LE; "
        "check encoding in [dataset]\n"
        "t.csv: error: not-a-text-file: is an Excel workbook (.xlsx) or "
        "another ZIP file, not a CSV file; save it as “CSV UTF-8”\n"
        "report.ini:9:12: error: font-encoding: “VPS” is an old font "
        "encoding that cannot be read; convert the file to Unicode first\n"
        "report.ini:9:12: error: unknown-encoding: unknown encoding “klingon”; "
        "try utf-8, utf-16le or windows-1258\n"
        "t.csv:2: error: bad-encoding: byte 0xc4 is not valid in ascii; check "
        "encoding in [dataset]\n");
}

static void a_bad_byte_costs_its_cell(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        ROWS(fixture, "a,b\n1,x\200y\n2,ok\n3,a\000b\n"),
        "[1:1 a][1:2 b]\n[2:1 1][2:2 !]\n[3:1 2][3:2 ok]\n[4:1 3][4:2 !]\n"
        "end");
    expect_messages(fixture->diag,
                    "t.csv:2:2: error: bad-utf8: is not valid UTF-8 (byte "
                    "0x80); save the file as UTF-8\n"
                    "t.csv:4:2: error: nul-byte: this cell contains a NUL "
                    "byte; the file is damaged or is not text\n");
}

static void many_bad_cells_end_the_reading(void **state)
{
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    strbuf_add_text(&text, "a,b\n");
    for (int i = 0; i < 100; i++)
        strbuf_add_text(&text, "1,\304\n");
    rows_of_bytes(fixture, text.data, text.size);
    strbuf_free(&text);
    assert_string_equal(strbuf_text(&fixture->rows) + fixture->rows.size - 6,
                        "broken");
    assert_in_range(diag_count(fixture->diag, DIAG_ERROR), 40, 60);
}

static void an_open_quote_costs_its_row(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a,b\n1,2\n3,\"open\n5,6\n7,8\n"),
                        "[1:1 a][1:2 b]\n[2:1 1][2:2 2]\n[4:1 5][4:2 6]\n"
                        "[5:1 7][5:2 8]\nend");
    expect_messages(fixture->diag,
                    "t.csv:3:2: error: open-quote: the quote that opens this "
                    "cell is never closed\n");
}

static void a_stray_quote_costs_its_row(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a,b\n\"x\" y,2\n3,\"p\nq\"r\n5,6\n"),
                        "[1:1 a][1:2 b]\n[4:1 q\"r]\n[5:1 5][5:2 6]\nend");
    expect_messages(fixture->diag,
                    "t.csv:2:1: error: stray-quote: the quoted cell that "
                    "starts here is followed by “y,2” on line 2 instead of the "
                    "next cell; double every quote inside a cell\n"
                    "t.csv:3:2: error: stray-quote: the quoted cell that "
                    "starts here is followed by “r” on line 4 instead of the "
                    "next cell; double every quote inside a cell\n");
}

/* A stray quote in line 2 swallows the good rows up to the next quote: they
   are read all the same. */
static void rows_after_a_stray_quote_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        ROWS(fixture, "a,b\n\"x,2\n3,4\n5,\"six\"\n7,8\n"),
        "[1:1 a][1:2 b]\n[3:1 3][3:2 4]\n[4:1 5][4:2 six]\n[5:1 7][5:2 8]\n"
        "end");
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 1);
}

static void a_bad_heading_row_ends_the_reading(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ROWS(fixture, "a,\"b\"c\n1,2\n"), "broken");
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 1);
}

static void the_last_row_tells_whether_it_was_ended(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        bool cut;
    } cases[] = {{"a,b\n1,2", true}, {"a,b\n1,2\n", false}};
    for (size_t i = 0; i < 2; i++) {
        struct cell *cells;
        size_t n;
        struct reader *reader =
            open_bytes(fixture, cases[i].text, strlen(cases[i].text));
        assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
        assert_false(reader_csv.is_cut_short(reader));
        assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
        assert_int_equal(reader_csv.is_cut_short(reader), cases[i].cut);
        assert_int_equal(reader_csv.next(reader, &cells, &n), 0);
        reader_csv.close(reader);
    }
}

static void rewinding_gives_the_same_rows_in_silence(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "sep=;\na;b\n\"x\"y;2\n3;\200\n5;6\n";
    struct reader *reader = open_bytes(fixture, text, sizeof text - 1);
    read_rows(fixture, reader);
    char *first = arena_strdup(fixture->arena, strbuf_text(&fixture->rows));
    size_t n_messages = diag_count(fixture->diag, DIAG_ERROR);
    assert_int_equal(n_messages, 2);
    strbuf_clear(&fixture->rows);
    reader_csv.rewind(reader, true);
    read_rows(fixture, reader);
    assert_string_equal(strbuf_text(&fixture->rows), first);
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), n_messages);
    reader_csv.rewind(reader, false);
    read_rows(fixture, reader);
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 2 * n_messages);
    reader_csv.close(reader);
}

/* ---- files that are read in pieces --------------------------------------- */

/* A row of one of five shapes; what its second cell says is written at CELL. */
static void add_made_row(struct strbuf *text, int number, char cell[64])
{
    static const char *const ends[] = {"\n", "\r\n", "\n", "\r\n", "\r"};
    const char *end = ends[number % 5];
    snprintf(cell, 64, "Đề án số %d", number);
    if (number % 5 == 1)
        snprintf(cell, 64, "số %d\n\"hai\"\ndòng, %d", number, number * 7);
    if (number % 5 == 1)
        strbuf_add_format(text, "%d,\"số %d\r\n\"\"hai\"\"\ndòng, %d\",%s",
                          number, number, number * 7, end);
    else if (number % 5 == 2)
        strbuf_add_format(text, "%d,\"%s\",x%s", number, cell, end);
    else
        strbuf_add_format(text, "%d,%s,%s", number, cell, end);
}

/* Every byte of a row meets the end of a piece. */
static void rows_go_over_the_ends_of_pieces(void **state)
{
    enum { N_ROWS = 60000, N_SHIFTS = 60 };
    struct fixture *fixture = *state;
    struct cell *cells;
    size_t n;
    char cell[64];
    for (int shift = 0; shift < N_SHIFTS; shift++) {
        struct strbuf text = STRBUF_INIT;
        strbuf_add_format(&text, "\xef\xbb\xbfMã,Tên%*s.,Khác\n", shift, "");
        for (int i = 0; i < N_ROWS; i++)
            add_made_row(&text, i, cell);
        assert_true(text.size > (1 << 20) + 1000);
        struct reader *reader = open_bytes(fixture, text.data, text.size);
        struct strbuf unused = STRBUF_INIT;
        uint32_t line = 2;
        assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
        assert_string_equal(cells[0].text, "Mã");
        for (int i = 0; i < N_ROWS; i++) {
            assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
            add_made_row(&unused, i, cell);
            strbuf_clear(&unused);
            assert_int_equal(atoi(cells[0].text), i);
            assert_string_equal(cells[1].text, cell);
            assert_int_equal(cells[0].line, line);
            line += i % 5 == 1 ? 3 : 1;
        }
        assert_int_equal(reader_csv.next(reader, &cells, &n), 0);
        struct infile whole;
        assert_true(infile_read(fixture->arena, fixture->path, SIZE_MAX,
                                fixture->diag, &whole));
        assert_string_equal(reader_csv.sha256(reader), whole.sha256);
        reader_csv.close(reader);
        strbuf_free(&text);
        strbuf_free(&unused);
        arena_reset(fixture->arena);
    }
    assert_false(diag_failed(fixture->diag));
}

static void add_padding(struct strbuf *text, size_t size)
{
    while (text->size < size)
        strbuf_add_text(text, "1,một dòng như các dòng khác\n");
}

/* Faults are found where they stand, and rows before and behind them read. */
static void faults_in_pieces_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    struct cell *cells;
    size_t n, n_rows = 0, n_faulty = 0;
    strbuf_add_text(&text, "a,b\n");
    add_padding(&text, 3 << 19);
    strbuf_add_text(&text, "2,x\200y\n3,\"x\"y\n");
    add_padding(&text, 3 << 20);
    strbuf_add_text(&text, "4,\"open\n");
    add_padding(&text, 5 << 20);
    struct reader *reader = open_bytes(fixture, text.data, text.size);
    size_t n_lines = 0;
    for (size_t i = 0; i < text.size; i++)
        n_lines += text.data[i] == '\n';
    while (reader_csv.next(reader, &cells, &n) > 0) {
        n_rows++;
        n_faulty += cells[1].faulty;
    }
    assert_int_equal(n_rows, n_lines - 2);
    assert_int_equal(n_faulty, 1);
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 3);
    reader_csv.close(reader);
    strbuf_free(&text);
}

/* A line that is larger than several pieces. */
static void a_line_of_any_size_is_read(void **state)
{
    enum { SIZE = 5 << 20 };
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    struct cell *cells;
    size_t n;
    strbuf_add_text(&text, "a,b\n1,");
    for (size_t i = 0; i < SIZE; i++)
        strbuf_add_char(&text, 'x');
    strbuf_add_text(&text, "\n2,y");
    struct reader *reader = open_bytes(fixture, text.data, text.size);
    assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
    assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
    assert_int_equal(cells[1].size, SIZE);
    assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
    assert_string_equal(cells[1].text, "y");
    assert_true(reader_csv.is_cut_short(reader));
    assert_int_equal(reader_csv.next(reader, &cells, &n), 0);
    reader_csv.close(reader);
    strbuf_free(&text);
}

/* Reads on after CHANGE of the file: it must not end well, in the pass in which
   it changed and in none after it. */
static void expect_change(struct fixture *fixture, bool is_second,
                          void (*change)(const char *path))
{
    struct strbuf text = STRBUF_INIT;
    struct cell *cells;
    size_t n;
    int found;
    strbuf_add_text(&text, "a,b\n");
    add_padding(&text, 3 << 20);
    struct reader *reader = open_bytes(fixture, text.data, text.size);
    assert_int_equal(reader_csv.next(reader, &cells, &n), 1);
    if (is_second) {
        while ((found = reader_csv.next(reader, &cells, &n)) > 0)
            ;
        assert_int_equal(found, 0);
        reader_csv.rewind(reader, true);
    }
    change(fixture->path);
    while ((found = reader_csv.next(reader, &cells, &n)) > 0)
        ;
    assert_int_equal(found, -1);
    assert_true(diag_failed(fixture->diag));
    size_t n_messages;
    const struct diag_message *messages =
        diag_messages(fixture->diag, &n_messages);
    assert_int_equal(n_messages, 1);
    assert_int_equal(messages[0].code, DIAG_FILE_CHANGED);
    diag_clear(fixture->diag);
    reader_csv.close(reader);
    strbuf_free(&text);
}

static void lengthen(const char *path)
{
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_true(fputs("9,thêm\n", file) > 0);
    assert_int_equal(fclose(file), 0);
}

static void shorten(const char *path)
{
    assert_int_equal(truncate(path, 3 << 19), 0);
}

static void a_file_that_changes_is_told(void **state)
{
    for (int is_second = 0; is_second < 2; is_second++) {
        expect_change(*state, is_second, lengthen);
        expect_change(*state, is_second, shorten);
    }
}

/* Each line opens a quote that the next one closes too early: the work must
   grow with the file, not with its square. */
static void stray_quotes_everywhere_end_soon(void **state)
{
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    strbuf_add_text(&text, "a,b\n");
    for (int i = 0; i < 100000; i++)
        strbuf_add_text(&text, "\"x,\"y\n");
    rows_of_bytes(fixture, text.data, text.size);
    strbuf_free(&text);
    assert_in_range(diag_count(fixture->diag, DIAG_ERROR), 1, 60);
}

static void names_of_files_are_told_apart(void **state)
{
    (void)state;
    assert_true(reader_csv.accepts("schemes.csv"));
    assert_true(reader_csv.accepts("DE-AN.CSV"));
    assert_true(reader_csv.accepts("x.tsv"));
    assert_false(reader_csv.accepts("de-an.xlsx#Danh mục"));
    assert_false(reader_csv.accepts("csv"));
    assert_false(reader_csv.accepts("kc.sqlite:schemes"));
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_and_places),
        TEST(every_line_end_is_read),
        TEST(lines_of_any_size_end),
        TEST(a_large_file_without_line_feeds_is_read),
        TEST(quoted_cells_keep_their_newlines),
        TEST(blanks_around_a_cell_go),
        TEST(what_nobody_sees_goes),
        TEST(a_quote_inside_a_cell_is_a_letter),
        cmocka_unit_test(delimiters_are_found),
        TEST(a_separator_line_decides),
        TEST(marks_tell_the_encoding),
        TEST(a_mark_is_above_the_configuration),
        TEST(named_encodings_are_read),
        TEST(decomposed_text_is_composed),
        TEST(faults_of_encodings),
        TEST(a_bad_byte_costs_its_cell),
        TEST(many_bad_cells_end_the_reading),
        TEST(an_open_quote_costs_its_row),
        TEST(a_stray_quote_costs_its_row),
        TEST(rows_after_a_stray_quote_are_read),
        TEST(a_bad_heading_row_ends_the_reading),
        TEST(the_last_row_tells_whether_it_was_ended),
        TEST(rewinding_gives_the_same_rows_in_silence),
        TEST(rows_go_over_the_ends_of_pieces),
        TEST(faults_in_pieces_are_told),
        TEST(a_line_of_any_size_is_read),
        TEST(a_file_that_changes_is_told),
        TEST(stray_quotes_everywhere_end_soon),
        cmocka_unit_test(names_of_files_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
