#include "base/outfile.h"
#include "check.h"
#include "folder.h"
#include "output/deflate.h"
#include "output/pdf_fonts.h"
#include "output/pdf_part1.h"
#include "output/pdf_profile.h"
#include "output/pdf_syntax.h"
#include "output/pdf_writer.h"

#include <stdlib.h>
#include <string.h>

/* ---- syntax -------------------------------------------------------------- */

static void expect_number(char *(*put)(char *p, int32_t number), int32_t number,
                          const char *expected)
{
    char text[32];
    *put(text, number) = '\0';
    assert_string_equal(text, expected);
}

static void numbers_have_no_idle_zeros(void **state)
{
    (void)state;
    expect_number(pdf_put_hundredths, 0, "0");
    expect_number(pdf_put_hundredths, 100, "1");
    expect_number(pdf_put_hundredths, 59528, "595.28");
    expect_number(pdf_put_hundredths, 1005, "10.05");
    expect_number(pdf_put_hundredths, 50, ".5");
    expect_number(pdf_put_hundredths, -7, "-.07");
    expect_number(pdf_put_hundredths, -12340, "-123.4");
    expect_number(pdf_put_hundredths, INT32_MIN, "-21474836.48");
    expect_number(pdf_put_thousandths, 1050, "1.05");
    expect_number(pdf_put_thousandths, 1, ".001");
    expect_number(pdf_put_thousandths, 841890, "841.89");
}

static void positions_round_to_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(pdf_hundredths(595276), 59528);
    assert_int_equal(pdf_hundredths(14), 1);
    assert_int_equal(pdf_hundredths(15), 2);
    assert_int_equal(pdf_hundredths(0), 0);
    assert_int_equal(pdf_hundredths(-14), -1);
    assert_int_equal(pdf_hundredths(-15), -2);
}

static void strings_are_escaped(void **state)
{
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    pdf_add_literal(&buf, "a(b)\\c\r\n", 8);
    assert_string_equal(buf.data, "(a\\(b\\)\\\\c\\r\n)");
    strbuf_clear(&buf);
    pdf_add_text_string(&buf, "plain (1)");
    assert_string_equal(buf.data, "(plain \\(1\\))");
    strbuf_clear(&buf);
    /* U+1EC1 and U+1F600: a letter and a surrogate pair. */
    pdf_add_text_string(&buf, "\xE1\xBB\x81\xF0\x9F\x98\x80");
    assert_string_equal(buf.data, "<FEFF1EC1D83DDE00>");
    strbuf_clear(&buf);
    pdf_add_name(&buf, "text/csv #1");
    assert_string_equal(buf.data, "/text#2Fcsv#20#231");
    strbuf_free(&buf);
}

/* Bytes of the hexadecimal string in BUF. */
static size_t hex_bytes(const struct strbuf *buf)
{
    return (buf->size - 2) / 2;
}

/* ISO 19005-2, 6.1.13: a string has 32,767 bytes at most. */
static void long_strings_are_cut(void **state)
{
    enum { MOST = 32767, MOST_UNITS = (MOST - 2) / 2 };
    struct strbuf buf = STRBUF_INIT, text = STRBUF_INIT;
    (void)state;
    for (int i = 0; i < MOST; i++)
        strbuf_add_char(&text, 'x');
    pdf_add_text_string(&buf, text.data);
    assert_int_equal(buf.size, MOST + 2);
    strbuf_add_char(&text, 'x');
    strbuf_clear(&buf);
    pdf_add_text_string(&buf, text.data);
    assert_in_range(hex_bytes(&buf), MOST - 4, MOST);
    assert_string_equal(buf.data + buf.size - 9, "00782026>");
    /* Surrogate pairs are not parted. */
    strbuf_clear(&text);
    for (int i = 0; i < MOST_UNITS; i++)
        strbuf_add_text(&text, "\xF0\x9F\x98\x80");
    strbuf_clear(&buf);
    pdf_add_text_string(&buf, text.data);
    assert_in_range(hex_bytes(&buf), MOST - 6, MOST);
    assert_string_equal(buf.data + buf.size - 13, "D83DDE002026>");
    strbuf_free(&text);
    strbuf_free(&buf);
}

static void dates_are_of_vietnam(void **state)
{
    struct strbuf buf = STRBUF_INIT;
    (void)state;
    /* 2017-12-31 18:30:05 UTC is the next year in Hanoi. */
    pdf_add_date(&buf, 1514745005);
    assert_string_equal(buf.data, "D:20180101013005+07'00'");
    strbuf_clear(&buf);
    pdf_add_xmp_date(&buf, 1514745005);
    assert_string_equal(buf.data, "2018-01-01T01:30:05+07:00");
    strbuf_clear(&buf);
    pdf_add_xmp_date(&buf, -7 * 3600 - 1);
    assert_string_equal(buf.data, "1969-12-31T23:59:59+07:00");
    strbuf_free(&buf);
}

/* ---- compression --------------------------------------------------------- */

static void streams_come_back(void **state)
{
    enum { SIZE = 100000 };
    char *bytes = malloc(SIZE);
    char *back = malloc(SIZE);
    uint32_t seed = 7;
    (void)state;
    for (int i = 0; i < SIZE; i++) {
        seed = seed * 1103515245 + 12345;
        bytes[i] = (char)(i % 1000 < 500 ? 'a' + i % 7 : (int)(seed >> 24));
    }
    struct deflater *deflater = deflater_create();
    struct strbuf before = STRBUF_INIT;
    /* Twice each, in parts at last: nothing is kept of the stream before. */
    for (int i = 0; i < 4; i++) {
        struct strbuf out = STRBUF_INIT;
        if (i < 2) {
            deflate_whole(deflater, bytes, SIZE, &out);
        } else {
            deflater_begin(deflater, &out);
            deflater_add(deflater, bytes, 12345);
            deflater_add(deflater, bytes + 12345, SIZE - 12345);
            deflater_end(deflater);
        }
        if (i % 2 == 0) {
            strbuf_clear(&before);
            strbuf_add(&before, out.data, out.size);
        }
        assert_int_equal(out.size, before.size);
        assert_memory_equal(out.data, before.data, out.size);
        assert_true(out.size < SIZE * 3 / 4);
        assert_true(inflate_whole(out.data, out.size, back, SIZE));
        assert_memory_equal(back, bytes, SIZE);
        assert_true(inflate_start(out.data, out.size, back, 100));
        assert_false(inflate_whole(out.data, out.size, back, SIZE - 1));
        assert_false(inflate_whole(out.data, out.size - 1, back, SIZE));
        out.data[out.size - 1] ^= 1;
        assert_false(inflate_whole(out.data, out.size, back, SIZE));
        strbuf_free(&out);
    }
    strbuf_free(&before);
    deflater_destroy(deflater);
    free(bytes);
    free(back);
}

/* ---- tags for part 1 ----------------------------------------------------- */

static size_t add_tag(struct tag *tags, size_t n, size_t parent,
                      enum tag_kind kind)
{
    tags[n] = (struct tag){.parent = (tag_id)parent, .kind = (uint8_t)kind};
    return n + 1;
}

/* Document, Table, THead with a row, TBody with N_ROWS rows, P. */
static size_t make_table(struct tag *tags, size_t n_rows)
{
    size_t n = add_tag(tags, 0, 0, TAG_DOCUMENT);
    n = add_tag(tags, n, 0, TAG_TABLE);
    n = add_tag(tags, n, 1, TAG_THEAD);
    n = add_tag(tags, n, 2, TAG_TR);
    n = add_tag(tags, n, 1, TAG_TBODY);
    for (size_t i = 0; i < n_rows; i++)
        n = add_tag(tags, n, 4, TAG_TR);
    return add_tag(tags, n, 0, TAG_P);
}

static void row_groups_vanish_in_part_1(void **state)
{
    struct tag tags[16];
    tag_id numbers[16];
    size_t n_new;
    size_t n = make_table(tags, 2);
    (void)state;
    struct tag *copy = pdf_part1_tags(tags, n, numbers, &n_new);
    assert_int_equal(n_new, 6);
    for (size_t i = 2; i < 5; i++) {
        assert_int_equal(copy[i].kind, TAG_TR);
        assert_int_equal(copy[i].parent, 1);
    }
    assert_int_equal(copy[5].kind, TAG_P);
    assert_int_equal(copy[5].parent, 0);
    const tag_id expected[] = {0, 1, 1, 2, 1, 3, 4, 5};
    assert_memory_equal(numbers, expected, sizeof expected);
    free(copy);
}

/* 6,000 rows are more than an array of a checker holds: they stay in groups,
   in order, none with more than 2,500. */
static void long_tables_are_cut_in_part_1(void **state)
{
    enum { N_ROWS = 6000 };
    struct tag *tags = calloc(N_ROWS + 16, sizeof *tags);
    tag_id *numbers = calloc(N_ROWS + 16, sizeof *numbers);
    size_t n_new;
    size_t n = make_table(tags, N_ROWS);
    size_t n_groups = 0;
    size_t n_in_group = 0;
    size_t n_rows = 0;
    tag_id group = 0;
    (void)state;
    struct tag *copy = pdf_part1_tags(tags, n, numbers, &n_new);
    for (tag_id i = 3; i < n_new; i++) {
        if (copy[i].kind == TAG_TBODY) {
            assert_int_equal(copy[i].parent, 1);
            group = i;
            n_groups++;
            n_in_group = 0;
        } else if (group != 0 && copy[i].kind == TAG_TR) {
            assert_int_equal(copy[i].parent, group);
            assert_true(++n_in_group <= 2500);
            n_rows++;
        }
    }
    assert_int_equal(n_groups, 3);
    assert_int_equal(n_rows, N_ROWS);
    assert_int_equal(copy[n_new - 1].kind, TAG_P);
    assert_int_equal(numbers[n - 1], n_new - 1);
    free(copy);
    free(numbers);
    free(tags);
}

/* What one element of KIND with N_CHILDREN children, first in a document and
   followed by a P, becomes: the most children that anything has, and the
   number of elements of KIND and of Divs. */
struct cut {
    size_t most, n_kind, n_divs, n_children;
};

static struct cut cut_children(enum tag_kind kind, enum tag_kind child,
                               size_t n_children)
{
    struct tag *tags = calloc(n_children + 4, sizeof *tags);
    tag_id *numbers = calloc(n_children + 4, sizeof *numbers);
    struct cut cut = {0};
    size_t n_new;
    size_t n = add_tag(tags, 0, 0, TAG_DOCUMENT);
    n = add_tag(tags, n, 0, kind);
    for (size_t i = 0; i < n_children; i++)
        n = add_tag(tags, n, 1, child);
    n = add_tag(tags, n, 0, TAG_P);
    struct tag *copy = pdf_part1_tags(tags, n, numbers, &n_new);
    size_t *counts = calloc(n_new, sizeof *counts);
    for (size_t i = 1; i < n_new; i++) {
        assert_true(copy[i].parent < i);
        if (++counts[copy[i].parent] > cut.most)
            cut.most = counts[copy[i].parent];
        cut.n_kind += copy[i].kind == kind;
        cut.n_divs += copy[i].kind == TAG_DIV;
        cut.n_children += copy[i].kind == child && i + 1 < n_new;
    }
    for (size_t i = 2; i + 1 < n; i++) {
        assert_int_equal(copy[numbers[i]].kind, child);
        assert_true(numbers[i] > numbers[i - 1]);
    }
    assert_int_equal(copy[numbers[n - 1]].parent, 0);
    free(counts);
    free(copy);
    free(numbers);
    free(tags);
    return cut;
}

/* PDF 1.4 has arrays of 8,191 entries (Annex C): a list of 4,000 items is two
   lists, a section of 6,000 paragraphs has three Divs. */
static void long_lists_and_sections_are_cut_in_part_1(void **state)
{
    (void)state;
    struct cut cut = cut_children(TAG_L, TAG_LI, 2500);
    assert_int_equal(cut.n_kind, 1);
    cut = cut_children(TAG_L, TAG_LI, 4000);
    assert_int_equal(cut.n_kind, 2);
    assert_int_equal(cut.n_children, 4000);
    assert_int_equal(cut.most, 2500);
    cut = cut_children(TAG_TOC, TAG_TOCI, 5001);
    assert_int_equal(cut.n_kind, 3);
    assert_int_equal(cut.n_divs, 0);
    cut = cut_children(TAG_SECT, TAG_P, 6000);
    assert_int_equal(cut.n_kind, 1);
    assert_int_equal(cut.n_divs, 3);
    assert_int_equal(cut.n_children, 6000);
    assert_int_equal(cut.most, 2500);
    cut = cut_children(TAG_SECT, TAG_P, 2500);
    assert_int_equal(cut.n_divs, 0);
}

/* ---- the profile --------------------------------------------------------- */

static void profiles_fit_their_part(void **state)
{
    static const struct {
        size_t offset;
        const char *bytes;
    } faults[] = {{12, "link"}, {16, "CMYK"}, {36, "none"}, {8, "\5\0\0"}};
    char profile[200] = {0};
    (void)state;
    memcpy(profile + 8, "\2\x30\0", 4);
    memcpy(profile + 12, "mntrRGB XYZ ", 12);
    memcpy(profile + 36, "acsp", 4);
    assert_true(pdf_profile_fits(profile, sizeof profile, 1));
    assert_true(pdf_profile_fits(profile, sizeof profile, 3));
    assert_false(pdf_profile_fits(profile, 100, 2));
    profile[8] = 4;
    assert_false(pdf_profile_fits(profile, sizeof profile, 1));
    assert_true(pdf_profile_fits(profile, sizeof profile, 2));
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char faulty[sizeof profile];
        memcpy(faulty, profile, sizeof profile);
        memcpy(faulty + faults[i].offset, faults[i].bytes, 4);
        assert_false(pdf_profile_fits(faulty, sizeof faulty, 2));
    }
}

/* ---- fonts --------------------------------------------------------------- */

/* Codes of one face, in a document of their own. */
struct coding {
    struct diag *diag;
    struct fontset *fonts;
    struct font *serif;
    struct pdf_fonts *codes;
    struct pdf_face *face;
};

static struct coding coding_open(void)
{
    struct coding c = {.diag = diag_create(NULL, NULL, false)};
    c.fonts = fontset_open(input_at("fonts/fonts.ini"), c.diag);
    c.serif = fontset_find(c.fonts, "serif", false, false, c.diag);
    c.codes = pdf_fonts_create();
    c.face = pdf_fonts_face(c.codes, c.serif);
    return c;
}

static void coding_close(struct coding *c)
{
    pdf_fonts_destroy(c->codes);
    fontset_close(c->fonts);
    diag_destroy(c->diag);
}

/* Viewers stretch code 32 alone: a no-break blank of a justified line must
   bear it, in whatever subset is in use. */
static void both_blanks_are_code_32(void **state)
{
    (void)state;
    struct coding c = coding_open();
    unsigned letter = pdf_face_code(c.face, 0, 'a');
    assert_int_equal(letter & 0xFF, 'a');
    assert_int_equal(pdf_face_code(c.face, letter >> 8, 0xA0),
                     pdf_face_code(c.face, letter >> 8, ' '));
    assert_int_equal(pdf_face_code(c.face, letter >> 8, 0xA0) & 0xFF, 32);
    coding_close(&c);
}

/* Letters of reports have one code in all documents, and no two the same. */
static void letters_have_codes_of_their_own(void **state)
{
    (void)state;
    static const uint32_t letters[] = {
        0x1EF9, '7', 0x00E0, '(', 0x0111, 'z', 0x01B0, 0x2026,
        ')',    '0', 0x1EA0, '~', 0x2013, 'A', '\\',   0x2265,
    };
    enum { N = sizeof letters / sizeof *letters };
    struct coding forth = coding_open();
    struct coding back = coding_open();
    unsigned codes[N];
    for (size_t i = 0; i < N; i++)
        codes[i] = pdf_face_code(forth.face, 0, letters[i]);
    for (size_t i = N; i-- > 0;)
        assert_int_equal(pdf_face_code(back.face, 0, letters[i]), codes[i]);
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(codes[i], codes[k]);
    coding_close(&forth);
    coding_close(&back);
}

/* Strangers push letters from home only when nothing else is free: 242 codes
   and the blank are one subset (0, blank, brackets, backslash and line ends
   show nothing). */
static void strangers_have_codes_too(void **state)
{
    (void)state;
    struct coding c = coding_open();
    bool seen[2][256] = {{false}};
    unsigned most = 0;
    for (uint32_t character = 0x0391; character < 0x0391 + 300; character++) {
        unsigned code = pdf_face_code(c.face, 0, character);
        assert_true(code >> 8 < 2);
        assert_false(seen[code >> 8][code & 0xFF]);
        seen[code >> 8][code & 0xFF] = true;
        most = code >> 8 > most ? code >> 8 : most;
    }
    assert_int_equal(most, 1);
    assert_int_equal(pdf_face_code(c.face, 1, 0x0111) >> 8, 1);
    coding_close(&c);
}

/* A memo gives a stream back for the same face and codes alone, and forgets
   what was not asked for longest. */
static void memos_go_by_codes(void **state)
{
    (void)state;
    struct coding c = coding_open();
    struct pdf_memo *memo = pdf_memo_create();
    uint32_t codes[256] = {['a'] = 'a'};
    struct pdf_font_streams *first = pdf_memo_font(memo, c.serif, codes);
    assert_null(first->program.bytes);
    first->program = (struct pdf_stream){strdup("a"), 1, 10};
    for (uint32_t i = 0; i < 40; i++) {
        codes['b'] = 'b' + i;
        assert_null(pdf_memo_font(memo, c.serif, codes)->program.bytes);
        codes['b'] = 0;
        assert_string_equal(pdf_memo_font(memo, c.serif, codes)->program.bytes,
                            "a");
    }
    struct font *bold = fontset_find(c.fonts, "serif", true, false, c.diag);
    assert_null(pdf_memo_font(memo, bold, codes)->program.bytes);
    codes['b'] = 'b';
    assert_null(pdf_memo_font(memo, c.serif, codes)->program.bytes);
    struct pdf_stream *profile = pdf_memo_profile(memo, "one");
    assert_null(profile->bytes);
    *profile = (struct pdf_stream){strdup("p"), 1, 10};
    assert_string_equal(pdf_memo_profile(memo, "one")->bytes, "p");
    assert_null(pdf_memo_profile(memo, "two")->bytes);
    pdf_memo_destroy(memo);
    coding_close(&c);
}

/* ---- the file ------------------------------------------------------------ */

/* ISO 32000-1, Annex C: 8,388,607 objects at most. */
static void a_file_has_a_largest_size(void **state)
{
    (void)state;
    for (uint32_t more = 0; more < 2; more++) {
        struct folder folder;
        folder_make(&folder);
        struct diag *diag = diag_create(NULL, NULL, false);
        struct outlock *lock = outlock_take(folder.path, diag);
        struct outdir *dir = outdir_open(lock);
        struct outfile *file = outfile_create(dir, "a.pdf", diag);
        struct deflater *deflater = deflater_create();
        /* One object is the table of all places. */
        struct pdf_writer *writer =
            pdf_writer_create(file, deflater, 8388606 + more, true);
        assert_int_equal(pdf_writer_finish(writer, 1, 2, diag), more == 0);
        size_t n;
        const struct diag_message *messages = diag_messages(diag, &n);
        assert_int_equal(n, more);
        if (more > 0)
            assert_int_equal(messages[0].code, DIAG_PDF_TOO_LARGE);
        pdf_writer_destroy(writer);
        deflater_destroy(deflater);
        outdir_close(dir);
        outlock_release(lock);
        diag_destroy(diag);
        folder_remove(&folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_no_idle_zeros),
        cmocka_unit_test(positions_round_to_the_nearest),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(long_strings_are_cut),
        cmocka_unit_test(dates_are_of_vietnam),
        cmocka_unit_test(streams_come_back),
        cmocka_unit_test(both_blanks_are_code_32),
        cmocka_unit_test(letters_have_codes_of_their_own),
        cmocka_unit_test(strangers_have_codes_too),
        cmocka_unit_test(memos_go_by_codes),
        cmocka_unit_test(row_groups_vanish_in_part_1),
        cmocka_unit_test(long_tables_are_cut_in_part_1),
        cmocka_unit_test(long_lists_and_sections_are_cut_in_part_1),
        cmocka_unit_test(profiles_fit_their_part),
        cmocka_unit_test(a_file_has_a_largest_size),
    };
    return cmocka_run_group_tests_name("pdf parts", tests, NULL, NULL);
}
