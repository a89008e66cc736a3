#include "dataset/dataset.h"

#include "base/strbuf.h"
#include "check.h"
#include "folder.h"
#include "messages.h"

#include <stdlib.h>
#include <string.h>

static const char schema_text[] =
    "[schema]\nname = test\nignored_columns = STT\n"
    "total_words = \"Tổng cộng | Cộng\"\n"
    "true_words = \"Có | x\"\nfalse_words = \"Không | -\"\n"
    "[table.schemes]\nlabel = \"Đề án\"\nkey = \"id, source\"\nentity = id\n"
    "consistent = \"name, held_on\"\nperiod_by = held_on\nrequired = yes\n"
    "[field.schemes.id]\nheading = \"Mã đề án\"\nrequired = yes\n"
    "[field.schemes.name]\nheading = \"Tên đề án\"\nalso = \"Tên\"\n"
    "[field.schemes.source]\nheading = Nguồn\ntype = enum\nvalues = source\n"
    "default = local\n"
    "[field.schemes.support]\nheading = \"Hỗ trợ\"\ntype = money\n"
    "unit = million\nmin = 0\nmax = 100000\n"
    "[field.schemes.cost]\nheading = \"Tổng kinh phí\"\ntype = money\n"
    "unit = million\n"
    "[field.schemes.workers]\nheading = \"Lao động\"\ntype = integer\n"
    "[field.schemes.score]\nheading = Điểm\ntype = decimal\nscale = 2\n"
    "max = 100\n"
    "[field.schemes.held_on]\nheading = Ngày\ntype = date\n"
    "min = 2000-01-01\n"
    "[field.schemes.year]\nheading = Năm\ntype = year\n"
    "[field.schemes.passed]\nheading = Đạt\ntype = boolean\n"
    "[table.parts]\nlabel = \"Thụ hưởng\"\nkey = id\n"
    "period_by = scheme.held_on\n"
    "[field.parts.id]\nheading = \"Mã\"\nrequired = yes\n"
    "[field.parts.scheme]\nheading = \"Đề án\"\nreferences = schemes.id\n"
    "[field.parts.level]\nheading = \"Cấp\"\ntype = enum\nvalues = level\n"
    "[values.source]\nnational = \"Quốc gia | KCQG\"\n"
    "local = \"Địa phương\"\n"
    "[values.level]\ndistrict = \"Huyện\"\nprovince = \"Tỉnh\"\n"
    "to.district = 2025-06-30\n"
    "[rule.exceeds]\ntable = schemes\ncheck = \"support <= cost\"\n"
    "at = support\nmessage = \"hỗ trợ {support} lớn hơn {cost} ở {id}\"\n"
    "[rule.few]\ntable = schemes\ncheck = \"workers > 1\"\nat = workers\n"
    "level = warning\nmessage = \"chỉ {workers} lao động\"\n";

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct folder folder;
    struct config config;
    struct config_source sources[4];
    struct store *store;
    struct strbuf dump;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    folder_make(&fixture->folder);
    /* Messages then name the files alone. */
    assert_int_equal(chdir(fixture->folder.path), 0);
    fixture->config.folder = ".";
    fixture->config.sources = fixture->sources;
    fixture->config.schema.place =
        (struct place){"report.ini", 4, 1, PLACE_TEXT};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < fixture->config.n_sources; i++)
        unlink(fixture->sources[i].where);
    assert_int_equal(chdir("/"), 0);
    rmdir(fixture->folder.path);
    store_destroy(fixture->store);
    strbuf_free(&fixture->dump);
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

/* [dataset] TABLE = WHERE, with TEXT in that file. */
static void add_file(struct fixture *fixture, const char *table,
                     const char *where, const char *text)
{
    size_t n = fixture->config.n_sources++;
    fixture->sources[n] = (struct config_source){
        .table = table,
        .where = where,
        .place = {"report.ini", (uint32_t)n + 5, 11, PLACE_TEXT},
        .key = table};
    if (text != NULL)
        folder_write(&fixture->folder, where, text, strlen(text));
}

static const char *load(struct fixture *fixture)
{
    struct ini *ini = ini_parse(fixture->arena, "test.ini", schema_text,
                                strlen(schema_text), fixture->diag);
    struct schema *schema = schema_from_ini(fixture->arena, ini, fixture->diag);
    expect_messages(fixture->diag, "");
    fixture->store = dataset_load(fixture->arena, &fixture->config, schema,
                                  NULL, fixture->diag);
    assert_non_null(fixture->store);
    dataset_dump(&fixture->dump, fixture->store, fixture->diag);
    return strbuf_text(&fixture->dump);
}

/* One file of schemes. */
static const char *load_schemes(struct fixture *fixture, const char *text)
{
    add_file(fixture, "schemes", "s.csv", text);
    return load(fixture);
}

static void all_types_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        load_schemes(fixture,
                     "STT;Mã đề án;TÊN  ĐỀ ÁN;nguồn;Hỗ trợ;Lao động;Điểm;"
                     "Ngày;Năm;Đạt\n"
                     "1;A1;Máy;kcqg;1.628,5;1.200;82,5;05/9/2017;2017;x\n"
                     "2;A2;\"Hội \"\"chợ\"\"\nhè\";;80;35;70;2017-12-14;2018;"
                     "KHÔNG\n"
                     "3;A3;;Địa phương;;;;;;\n"),
        "table schemes: s.csv, 3 rows\n"
        "s.csv:2: id=\"A1\" name=\"Máy\" source=national support=1628500000 "
        "workers=1200 score=8250 held_on=2017-09-05 year=2017 passed=1\n"
        "s.csv:3: id=\"A2\" name=\"Hội \\\"chợ\\\"\\nhè\" source=local "
        "support=80000000 workers=35 score=7000 held_on=2017-12-14 year=2018 "
        "passed=0\n"
        "s.csv:5: id=\"A3\" source=local\n");
    expect_messages(fixture->diag, "");
    assert_int_equal(strlen(store_source(fixture->store, 0)->sha256), 64);
}

static void units_of_headings_override(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        load_schemes(fixture, "Mã đề án,Hỗ trợ (nghìn đồng),"
                              "\"Tổng kinh phí\n(ĐVT: tỷ đồng)\"\n"
                              "A1,\"290.000,5\",\"1,55\"\n"),
        "table schemes: s.csv, 1 rows\n"
        "s.csv:3: id=\"A1\" source=local support=290000500 cost=1550000000\n");
    expect_messages(fixture->diag, "");
}

static void columns_tell_their_notation(void **state)
{
    struct fixture *fixture = *state;
    /* "1.500" is thousands by 1.628,5 below it; "1,250" decimals by 2,5. */
    assert_string_equal(
        load_schemes(fixture, "Mã đề án;Hỗ trợ;Tổng kinh phí\n"
                              "A1;1.500;1,250\n"
                              "A2;1.628,5;2,5\n"
                              "A3;;3.000,0\n"),
        "table schemes: s.csv, 3 rows\n"
        "s.csv:2: id=\"A1\" source=local support=1500000000 cost=1250000\n"
        "s.csv:3: id=\"A2\" source=local support=1628500000 cost=2500000\n"
        "s.csv:4: id=\"A3\" source=local cost=3000000000\n");
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 2); /* rule */
}

static void what_stays_ambiguous_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(load_schemes(fixture, "Mã đề án;Hỗ trợ;Tổng kinh phí\n"
                                              "A1;1.500;2,250\n"
                                              "A2;1.250;2,5\n"
                                              "A3;700;2.5\n"),
                        "table schemes: s.csv, 0 rows\n");
    expect_messages(
        fixture->diag,
        "s.csv:2:2: error: ambiguous-number: “1.500” can be read as thousands "
        "or as decimals, and no other cell of column “Hỗ trợ” tells which; set "
        "notation = vietnamese or plain in [dataset]\n"
        "s.csv:3:2: error: ambiguous-number: “1.250” can be read as thousands "
        "or as decimals, and no other cell of column “Hỗ trợ” tells which; set "
        "notation = vietnamese or plain in [dataset]\n"
        "s.csv:4:3: error: mixed-notation: “2.5” is not in the notation of "
        "“2,5” "
        "(s.csv:3:3), so the thousands and decimals of column “Tổng kinh phí” "
        "cannot be told apart; write all its figures in one notation\n");
}

static void a_configured_notation_decides(void **state)
{
    struct fixture *fixture = *state;
    fixture->config.notation = "vietnamese";
    assert_string_equal(
        load_schemes(fixture, "Mã đề án;Hỗ trợ\nA1;1.500\nA2;2,250\n"),
        "table schemes: s.csv, 2 rows\n"
        "s.csv:2: id=\"A1\" source=local support=1500000000\n"
        "s.csv:3: id=\"A2\" source=local support=2250000\n");
}

static void every_fault_of_every_cell_is_told(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture,
                 "Mã đề án;Tên;Nguồn;Hỗ trợ;Lao động;Điểm;Ngày;Năm;Đạt\n"
                 "A1;x;Quốc gias;-1;1,5;100,01;31/02/2017;17;có lẽ\n"
                 ";x;abc;99999999999999;12x;70,123;1/1/1999;2017;x\n"
                 "A3;a\001b;;100000,000001;;;;;\n");
    expect_messages(
        fixture->diag,
        "s.csv:2:3: error: unknown-value: “Quốc gias” is not a value of column "
        "“Nguồn”; did you mean “Quốc gia”?\n"
        "s.csv:2:4: error: below-minimum: “-1” is less than 0 đồng, the "
        "minimum of column “Hỗ trợ”\n"
        "s.csv:2:5: error: too-precise: “1,5” has more decimals than column "
        "“Lao động” can hold\n"
        "s.csv:2:6: error: above-maximum: “100,01” is more than 100, the "
        "maximum of column “Điểm”\n"
        "s.csv:2:7: error: bad-date: “31/02/2017” is not a valid date (column "
        "“Ngày”); write day/month/year, such as 05/9/2017\n"
        "s.csv:2:8: error: bad-year: “17” is not a valid year (column “Năm”); "
        "write four digits\n"
        "s.csv:2:9: error: bad-boolean: “có lẽ” is neither yes nor no (column "
        "“Đạt”); write Có or Không\n"
        "s.csv:3:1: error: missing-value: “Mã đề án” is empty; fill it in\n"
        "s.csv:3:3: error: unknown-value: “abc” is not a value of column "
        "“Nguồn”; possible values are “Quốc gia”, “Địa phương”\n"
        "s.csv:3:4: error: number-too-large: “99999999999999” is too large "
        "(column “Hỗ trợ”); check the unit\n"
        "s.csv:3:5: error: bad-number: “12x” is not a number (column “Lao "
        "động”)\n"
        "s.csv:3:6: error: too-precise: “70,123” has more decimals than column "
        "“Điểm” can hold\n"
        "s.csv:3:7: error: below-minimum: “1/1/1999” is less than 01/01/2000, "
        "the minimum of column “Ngày”\n"
        "s.csv:4:2: error: bad-character: character U+0001 is not allowed in a "
        "document\n"
        "s.csv:4:4: error: above-maximum: “100000,000001” is more than "
        "100.000.000.000 đồng, the maximum of column “Hỗ trợ”\n");
    assert_int_equal(store_source(fixture->store, 0)->n_rows, 0);
}

static void headings_are_matched_or_doubted(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "STT,Mã đề án,Tên đề an,Hỗ trợ (USD),Lao động,"
                          "Màu sắc yêu thích,lao  ĐỘNG,,\n"
                          "1,A1,x,5,3,đỏ,4,rơi,\n"
                          "1,A2,x,5,3,đỏ,4,rớt,\n");
    expect_messages(
        fixture->diag,
        "s.csv:1:3: warning: near-heading: column “Tên đề an” is read as “Tên "
        "đề án”, whose letters it has with other marks; correct the heading, "
        "or name it in ignore.schemes of [dataset]\n"
        "s.csv:1:4: error: unknown-unit: “USD” in heading “Hỗ trợ (USD)” is "
        "not a unit of money; write đồng, nghìn đồng, triệu đồng or tỷ đồng\n"
        "s.csv:1:6: warning: unknown-column: column “Màu sắc yêu thích” is not "
        "known and is not read\n"
        "s.csv:1:7: error: duplicate-column: columns 5 and 7 both hold “Lao "
        "động”; keep one\n"
        "s.csv:2:8: error: too-many-cells: the row has 9 cells for 7 headings; "
        "does a text that contains the separator lack its quotes?\n"
        "s.csv:3:8: error: too-many-cells: the row has 9 cells for 7 headings; "
        "does a text that contains the separator lack its quotes?\n");
}

static void an_unnamed_column_is_doubted_once(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Mã đề án,,Tên\nA1,,x\nA2,rơi,x\nA3,rớt,x\n");
    expect_messages(fixture->diag,
                    "s.csv:3:2: warning: unnamed-column: this column has no "
                    "heading and is not read, although it holds “rơi”\n");
    assert_int_equal(store_source(fixture->store, 0)->n_rows, 3);
}

static void a_missing_column_is_told_once(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Tên,Hỗ trợ\nx,5\ny,z\n");
    expect_messages(fixture->diag,
                    "s.csv:1: error: missing-column: column “Mã đề án” is "
                    "missing; every row must have a value in it\n"
                    "s.csv:3:2: error: bad-number: “z” is not a number (column "
                    "“Hỗ trợ”)\n");
}

static void a_foreign_table_is_refused(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "BÁO CÁO TỔNG HỢP,,\nSố hiệu,Diễn giải,\nA1,x,\n");
    expect_messages(
        fixture->diag,
        "s.csv:1: error: no-known-column: no column is known; the first row "
        "must hold the headings of “Đề án”, such as “Mã đề án”\n");
}

static void rows_of_another_length_are_told(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Tên,Lao động,Mã đề án,,\nx,1\nx,2,A2,,\n"
                          "x,2,A3,,,,\nMáy, móc,2,A4\nx,5,A5\nx,7");
    expect_messages(
        fixture->diag,
        "s.csv:2: error: too-few-cells: the row has 2 cells for 3 headings\n"
        "s.csv:5:4: error: too-many-cells: the row has 4 cells for 3 headings; "
        "does a text that contains the separator lack its quotes?\n"
        "s.csv:7: error: file-cut-short: the file ends in the middle of a row, "
        "with 2 of 3 cells and no line end; copy it again\n");
}

static void totals_and_sections_are_passed_over(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        load_schemes(fixture, "STT,Mã đề án,Tên,Hỗ trợ\n"
                              ",,Khuyến công quốc gia,\n"
                              "II,,Khuyến công địa phương,600\n"
                              "1,A1,Tổng cộng lại các nguồn,600\n"
                              ",,TỔNG  CỘNG,600\n"
                              ",Cộng,,600\n"
                              ",,,600\n"
                              "5,,x,600\n"),
        "table schemes: s.csv, 1 rows\n"
        "s.csv:4: id=\"A1\" name=\"Tổng cộng lại các nguồn\" source=local "
        "support=600000000\n");
    expect_messages(
        fixture->diag,
        "s.csv:2: note: section-row: the section row “Khuyến công quốc gia” is "
        "not read\n"
        "s.csv:3: note: section-row: the section row “Khuyến công địa phương” "
        "is not read\n"
        "s.csv:5: note: total-row: the totals row “TỔNG  CỘNG” is compared "
        "with "
        "its rows; totals are computed\n"
        "s.csv:6: note: total-row: the totals row “Cộng” is compared with its "
        "rows; totals are computed\n"
        "s.csv:7: warning: unnamed-total: the row holds figures only and is "
        "taken for a totals row, not read; write “Tổng cộng” before them, or "
        "complete the record\n"
        "s.csv:8:2: error: missing-value: “Mã đề án” is empty; fill it in\n");
}

static void rows_that_stand_twice_are_told(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Mã đề án,Nguồn\nA1,KCQG\nA1,\nA2,\nA1,Quốc gia\n"
                          "A1,national\n");
    expect_messages(fixture->diag,
                    "s.csv:5:1: error: duplicate-row: Mã đề án “A1”, Nguồn "
                    "“Quốc gia” is already on s.csv:2\n"
                    "s.csv:6:1: error: duplicate-row: Mã đề án “A1”, Nguồn "
                    "“Quốc gia” is already on s.csv:2\n");
}

static void facts_of_one_entity_must_agree(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Mã đề án,Nguồn,Tên,Ngày\n"
                          "A1,KCQG,Máy,1/2/2017\n"
                          "A2,KCQG,Máy,1/2/2017\n"
                          "A1,,Máy móc,\n"
                          "A2,,Máy,01/02/2017\n");
    expect_messages(
        fixture->diag,
        "s.csv:4:3: error: inconsistent-entity: “Tên đề án” is “Máy móc” here "
        "but “Máy” on s.csv:2:3, for the same A1\n"
        "s.csv:4:4: error: inconsistent-entity: “Ngày” is “-” here but "
        "“01/02/2017” on s.csv:2:4, for the same A1\n");
}

static void references_must_lead_somewhere(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "parts", "p.csv",
             "Mã,Đề án\nP1,A1\nP2,A9\nP3,\nP4,a2\nP5,a1\n");
    /* A2 is dropped for its date: what refers to it is not at fault. */
    add_file(fixture, "schemes", "s.csv", "Mã đề án,Ngày\nA1,\nA2,hôm qua\n");
    load(fixture);
    expect_messages(fixture->diag,
                    "s.csv:3:2: error: bad-date: “hôm qua” is not a valid date "
                    "(column “Ngày”); write day/month/year, such as 05/9/2017\n"
                    "p.csv:6:2: warning: written-two-ways: “a1” is taken for "
                    "“A1” of s.csv:2:1, which is printed for both (they differ "
                    "in U+0061 and U+0041); write it in one way\n"
                    "p.csv:3:2: error: dangling-reference: “A9” (column “Đề "
                    "án”) is not in table “Đề án”\n");
}

/* Without its key it is not known which rows the dropped one was for. */
static void references_to_what_was_not_read_are_not_judged(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "parts", "p.csv", "Mã,Đề án\nP1,A1\nP2,A9\n");
    add_file(fixture, "schemes", "s.csv", "Mã đề án,Tên\nA1,x\n\"A9\" x,y\n");
    load(fixture);
    assert_int_equal(diag_count(fixture->diag, DIAG_ERROR), 1);
}

static void references_need_their_table(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "parts", "p.csv", "Mã,Đề án\nP1,A1\nP2,A9\n");
    load(fixture);
    expect_messages(
        fixture->diag,
        "report.ini:4:1: error: missing-table: [dataset] does not name table "
        "“schemes”; add a line “schemes = FILE”\n"
        "p.csv:2:2: error: missing-referenced-table: column “Đề án” refers to "
        "table “schemes”, which is not in [dataset]\n");
}

static void rules_are_checked(void **state)
{
    struct fixture *fixture = *state;
    load_schemes(fixture, "Mã đề án,Hỗ trợ,Tổng kinh phí,Lao động\n"
                          "A1,290,260,5\nA2,260,260,1\nA3,261,,\n");
    expect_messages(
        fixture->diag,
        "s.csv:2:2: error: rule-broken: exceeds: hỗ trợ 290.000.000 đồng lớn "
        "hơn 260.000.000 đồng ở A1\n"
        "s.csv:3:4: warning: rule-warning: few: chỉ 1 lao động\n");
}

static void values_out_of_force_are_doubted(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "schemes", "s.csv",
             "Mã đề án,Ngày\nA1,30/6/2025\nA2,1/7/2025\nA3,\n");
    add_file(fixture, "parts", "p.csv",
             "Mã,Đề án,Cấp\nP1,A1,Huyện\nP2,A2,Huyện\nP3,A2,Tỉnh\n"
             "P4,A3,Huyện\n");
    load(fixture);
    expect_messages(
        fixture->diag,
        "p.csv:3:3: warning: value-not-in-force: “Huyện” (column “Cấp”) is in "
        "force from … to 30/6/2025, not on 01/7/2025\n");
}

static void sources_are_checked(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "scheme", "s.csv", "Mã đề án\nA1\n");
    add_file(fixture, "parts", "p.docx", NULL);
    add_file(fixture, "schemes", "none.csv", NULL);
    load(fixture);
    expect_messages(fixture->diag,
                    "report.ini:5:11: error: unknown-table: the schema has no "
                    "table “scheme”; did you mean “schemes”?\n"
                    "report.ini:6:11: error: no-reader: “p.docx” cannot be "
                    "read; give the name of a .csv, .tsv or .txt file\n"
                    "none.csv: error: file-missing: cannot be opened: No such "
                    "file or directory\n");
    assert_int_equal(diag_status(fixture->diag), STATUS_NO_INPUT);
}

static void empty_files_are_told(void **state)
{
    struct fixture *fixture = *state;
    add_file(fixture, "schemes", "s.csv", "\n \n");
    add_file(fixture, "parts", "p.csv", "Mã\n");
    load(fixture);
    expect_messages(fixture->diag,
                    "s.csv: error: no-headings: is empty; the first row must "
                    "hold the column headings\n"
                    "p.csv: note: no-rows: has headings but no rows\n");
}

static void messages_are_limited(void **state)
{
    struct fixture *fixture = *state;
    struct strbuf text = STRBUF_INIT;
    strbuf_add_text(&text, "Mã đề án,Lao động\n");
    for (int i = 0; i < 1000; i++)
        strbuf_add_format(&text, "A%d,%s\n", i, i % 2 == 0 ? "q" : "1");
    load_schemes(fixture, text.data);
    strbuf_free(&text);
    size_t n;
    const struct diag_message *messages = diag_messages(fixture->diag, &n);
    assert_int_equal(n, 202);
    assert_string_equal(messages[200].text,
                        "300 more errors in table “schemes” are not listed");
    assert_string_equal(
        messages[201].text,
        "500 more notes and warnings about table “schemes” are not listed");
    assert_true(diag_failed(fixture->diag));
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_types_are_read),
        TEST(units_of_headings_override),
        TEST(columns_tell_their_notation),
        TEST(what_stays_ambiguous_is_refused),
        TEST(a_configured_notation_decides),
        TEST(every_fault_of_every_cell_is_told),
        TEST(headings_are_matched_or_doubted),
        TEST(an_unnamed_column_is_doubted_once),
        TEST(a_missing_column_is_told_once),
        TEST(a_foreign_table_is_refused),
        TEST(rows_of_another_length_are_told),
        TEST(totals_and_sections_are_passed_over),
        TEST(rows_that_stand_twice_are_told),
        TEST(facts_of_one_entity_must_agree),
        TEST(references_must_lead_somewhere),
        TEST(references_to_what_was_not_read_are_not_judged),
        TEST(references_need_their_table),
        TEST(rules_are_checked),
        TEST(values_out_of_force_are_doubted),
        TEST(sources_are_checked),
        TEST(empty_files_are_told),
        TEST(messages_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
