#include "config/ini.h"

#include "base/strbuf.h"
#include "fixture.h"
#include "messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ini *parse_bytes(struct fixture *fixture, const char *text,
                               size_t size)
{
    return ini_parse(fixture->arena, "t.ini", text, size, fixture->diag);
}

static struct ini *parse(struct fixture *fixture, const char *text)
{
    struct ini *ini = parse_bytes(fixture, text, strlen(text));
    if (ini == NULL) {
        size_t n;
        const struct diag_message *m = diag_messages(fixture->diag, &n);
        fail_msg("refused: %s", n == 0 ? "?" : m[0].text);
    }
    return ini;
}

static const struct diag *diag_of(const struct fixture *fixture)
{
    return fixture->diag;
}

static void check_value(struct ini *ini, const char *key, const char *value)
{
    struct ini_entry *entry = ini_entry(ini, "s", key);
    if (entry == NULL)
        fail_msg("no key %s", key);
    else
        assert_string_equal(entry->value, value);
}

/* A key and its value. */
struct pair {
    const char *key, *value;
};

static void check_values(struct ini *ini, const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_value(ini, pairs[i].key, pairs[i].value);
}

/* ---- what is read -------------------------------------------------------- */

static void values_are_read_as_written(void **state)
{
    struct ini *ini = parse(*state, "; comment\n"
                                    "# comment\n"
                                    "\n"
                                    "[s]\n"
                                    "plain = SỞ CÔNG THƯƠNG\n"
                                    "  indented\t=  1.628,5 triệu  \n"
                                    "empty =\n"
                                    "empty_quoted = \"\"\n"
                                    "empty_single = ''\n"
                                    "quoted = \"a; b # c\"\n"
                                    "single = 'nói \"được\"'\n"
                                    "apostrophe = D'Ran\n"
                                    "inner = a \"b\" c\n"
                                    "edges = \"  x  \"\n"
                                    "equals = a = b\n"
                                    "Upper.Key = VALUE\n"
                                    "backslash = \"C:\\\"\n"
                                    "both = a \"b\" D'Ran\n"
                                    "inner_backslash = C:\\bao-cao\n"
                                    "backslashes = \"\\a\\\\b; \\\" ; c\n"
                                    "pattern = '\\d \\\"#\\'\n");
    static const struct pair expected[] = {
        {"plain", "SỞ CÔNG THƯƠNG"},
        {"indented", "1.628,5 triệu"},
        {"empty", ""},
        {"empty_quoted", ""},
        {"empty_single", ""},
        {"quoted", "a; b # c"},
        {"single", "nói \"được\""},
        {"apostrophe", "D'Ran"},
        {"inner", "a \"b\" c"},
        {"edges", "  x  "},
        {"equals", "a = b"},
        {"upper.key", "VALUE"},
        {"backslash", "C:\\"},
        {"both", "a \"b\" D'Ran"},
        {"inner_backslash", "C:\\bao-cao"},
        {"backslashes", "\\a\\\\b; \\"},
        {"pattern", "\\d \\\"#\\"},
    };
    check_values(ini, expected, sizeof expected / sizeof *expected);
    expect_spots(diag_of(*state), "");
}

static void comments_set_apart_are_comments(void **state)
{
    struct ini *ini = parse(
        *state, "[s]    ; of \"this\" = section\n"
                "a = x             ; or \"de-an.xlsx#Danh mục\", \"kc:x\"\n"
                "b = \"x\" ; one blank is enough after a quote\n"
                "c =               ; blank: filled in at issue\n"
                "d = x\t;tab\n"
                "e = x  ;no blank behind\n"
                "f = ; all of it\n"
                "g = \"\" # nothing\n");
    static const struct pair expected[] = {
        {"a", "x"}, {"b", "x"}, {"c", ""}, {"d", "x"},
        {"e", "x"}, {"f", ""},  {"g", ""},
    };
    check_values(ini, expected, sizeof expected / sizeof *expected);
    expect_spots(diag_of(*state), "");
}

static void line_ends_of_windows_are_read(void **state)
{
    struct ini *ini = parse(*state, "[s]\r\na = x\r\nb = \"y\"\r\nc = z");
    check_value(ini, "a", "x");
    check_value(ini, "b", "y");
    check_value(ini, "c", "z");
}

static void a_byte_order_mark_is_skipped(void **state)
{
    struct ini *ini = parse(*state, "\xEF\xBB\xBF[s]\na = x\n");
    check_value(ini, "a", "x");
    expect_spots(diag_of(*state), "1:1 byte-order-mark");
}

static void values_are_composed(void **state)
{
    /* "Đề án" with combining marks, as macOS writes it. */
    struct ini *ini = parse(*state, "[s]\na = \xC4\x90"
                                    "e\xCC\x82\xCC\x80 a\xCC\x81n\n");
    check_value(ini, "a", "Đề án");
}

static void places_count_characters(void **state)
{
    struct ini *ini = parse(*state, "[s]\n"
                                    "\n"
                                    "  a = x\n"
                                    "b=\"ô\"\n"
                                    "c =\n");
    struct ini_entry *a = ini_entry(ini, "s", "a");
    struct ini_entry *b = ini_entry(ini, "s", "b");
    struct ini_entry *c = ini_entry(ini, "s", "c");
    assert_int_equal(a->place.line, 3);
    assert_int_equal(a->place.column, 3);
    assert_int_equal(a->value_place.column, 7);
    assert_int_equal(b->value_place.line, 4);
    assert_int_equal(b->value_place.column, 4);
    assert_int_equal(c->value_place.column, 4);
    assert_int_equal(ini_section(ini, "s")->place.line, 1);
}

static void a_file_without_sections_is_empty(void **state)
{
    struct ini *ini = parse(*state, "");
    assert_int_equal(ini->n_sections, 0);
    ini = parse(*state, "; nothing\n\n[s]\n");
    assert_int_equal(ini->n_sections, 1);
    assert_int_equal(ini->sections[0].n_entries, 0);
}

/* 1,022 bytes are the most that iniparser's buffer takes. */
static void the_longest_line_is_read(void **state)
{
    char text[2048] = "[s]\n";
    size_t start = strlen(text);
    strcat(text, "a = ");
    memset(text + start + 4, 'x', 1022 - 4);
    text[start + 1022] = '\0';
    struct ini *ini = parse(*state, text);
    assert_int_equal(strlen(ini_text(ini, "s", "a", "")), 1018);
    strcat(text, "\n");
    ini = parse(*state, text);
    assert_int_equal(strlen(ini_text(ini, "s", "a", "")), 1018);
    expect_spots(diag_of(*state), "");
}

/* iniparser gets values in quotes where there is room for them. */
static void lines_about_as_long_as_possible_are_read(void **state)
{
    for (size_t size = 1010; size <= 1022; size++) {
        char text[2048] = "[s]\na=";
        size_t start = strlen("[s]\n");
        memset(text + start + 2, 'x', size - 2);
        strcpy(text + start + size, "\nb = y\n");
        struct ini *ini = parse(*state, text);
        assert_int_equal(strlen(ini_text(ini, "s", "a", "")), size - 2);
        check_value(ini, "b", "y");
    }
    expect_spots(diag_of(*state), "");
}

/* iniparser gets a long file in parts of whole sections. */
static void files_of_any_length_are_read(void **state)
{
    for (int n_keys = 0; n_keys < 300; n_keys = n_keys * 2 + 1) {
        struct strbuf text = STRBUF_INIT;
        for (int i = 0; i < 40; i++) {
            strbuf_add_format(&text, "; section %d\n\n[s.%d]\n", i, i);
            for (int k = 0; k < n_keys; k++)
                strbuf_add_format(&text, "k%d = hoa\xCC\x80 %d.%d\n", k, i, k);
        }
        struct ini *ini = parse(*state, strbuf_text(&text));
        assert_int_equal(ini->n_sections, 40);
        for (int i = 0; i < 40; i++) {
            char name[16], value[32];
            snprintf(name, sizeof name, "s.%d", i);
            const struct ini_section *section = ini_section(ini, name);
            assert_ptr_equal(section, &ini->sections[i]);
            assert_int_equal(section->n_entries, n_keys);
            for (int k = 0; k < n_keys; k++) {
                snprintf(value, sizeof value, "hoà %d.%d", i, k);
                assert_string_equal(section->entries[k].value, value);
            }
        }
        strbuf_free(&text);
    }
    expect_spots(diag_of(*state), "");
}

static void a_long_comment_is_no_long_line(void **state)
{
    char text[4096] = "[s]\na = x  ; ";
    size_t start = strlen(text);
    memset(text + start, 'x', 2000);
    strcpy(text + start + 2000, "\nb = y\n");
    struct ini *ini = parse(*state, text);
    check_value(ini, "a", "x");
    check_value(ini, "b", "y");
}

/* ---- what is refused ----------------------------------------------------- */

static void faults_are_reported_at_their_place(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"[s]\na = x;y\n", "2:6 cut-value"},
        {"[s]\na = x#y\n", "2:6 cut-value"},
        {"[s]\na = ô; y\n", "2:6 cut-value"},
        {"[s]\na = x ;y\n", "2:7 cut-value"},
        {"[s]\na = số #5\n", "2:8 cut-value"},
        {"[s]\na = #FF0000\n", "2:5 cut-value"},
        {"[s]\na = ;x\n", "2:5 cut-value"},
        {"[s]\na = \"x\n", "2:5 unbalanced-quote"},
        {"[s]\na = 'x\n", "2:5 unbalanced-quote"},
        {"[s]\na = \"x ; y\n", "2:5 unbalanced-quote"},
        {"[s]\na = \"x\" y\n", "2:9 text-after-quote"},
        {"[s]\na = \"x \"y\" z\"\n", "2:9 text-after-quote"},
        {"[s]\na = 'D'Ran'\n", "2:8 text-after-quote"},
        {"a = x\n[s]\n", "1:1 key-outside-section"},
        {"[s]\na = x\n b = y\na = z\n", "4:1 duplicate-key"},
        {"[s]\na = x\nA = z\n", "3:1 duplicate-key"},
        {"[s]\na = x\n[t]\n[s]\nb = y\n", "4:1 duplicate-section"},
        {"[s]\n[S]\n", "2:1 duplicate-section"},
        {"[s]\nabc\n", "2:1 bad-line"},
        {"[s]\n  abc ; x = y\n", "2:6 bad-name"},
        {"[s]\n= x\n", "2:1 bad-name"},
        {"[s]\ntên = x\n", "2:2 bad-name"},
        {"[s]\na b = x\n", "2:2 bad-name"},
        {"[s]\na:b = x\n", "2:2 bad-name"},
        {"[]\n", "1:2 bad-name"},
        {"[a b]\n", "1:3 bad-name"},
        {"[s\na = x\n", "1:1 bad-section\n2:1 key-outside-section"},
        {"[s] x\n", "1:1 bad-section"},
        {"[s]\na = x\\\nb = y\n", "2:6 line-continuation"},
        {"[s]\na = x\ty\n", "2:6 tab-in-value"},
        {"[s]\na = \"\tx\"\n", "2:6 tab-in-value"},
        {"[s]\na = \xC2\xA0x\n", "2:5 invisible-character"},
        {"[s]\na = x\xC2\xA0\n", "2:6 invisible-character"},
        {"[s]\na = x\xE2\x80\x8B\n", "2:6 config-character"},
        {"[s]\na = x\x01\n", "2:6 config-character"},
        {"[s]\n; \x1B[0m\n", "2:3 config-character"},
        {"[s]\ra = x\r", "1:4 config-character"},
        {"[s]\na = x\xEF\xBF\xBE\n", "2:6 config-character"},
        {"[s]\na = \xD0\xE3\n", "2:5 config-not-utf8"},
        {"[s]\na = ô\n; \xC3\n", "3:3 config-not-utf8"},
        {"[s]\na = \xC0\x80\n", "2:5 config-not-utf8"},
        {"\xFF\xFE[\0", "1:1 config-utf16"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *fresh;
        set_up(&fresh);
        struct fixture *fixture = fresh;
        struct ini *ini =
            parse_bytes(fixture, cases[i][0], strlen(cases[i][0]));
        if (ini != NULL)
            fail_msg("accepted: %s", cases[i][0]);
        expect_spots(fixture->diag, cases[i][1]);
        assert_int_equal(diag_status(fixture->diag), STATUS_BAD_CONFIG);
        tear_down(&fresh);
    }
}

static void doubts_are_warnings(void **state)
{
    struct ini *ini = parse(*state, "[s]\n"
                                    "a = x ; y\n"
                                    "b = “x”\n");
    check_value(ini, "a", "x");
    check_value(ini, "b", "“x”");
    expect_spots(diag_of(*state),
                 "2:7 doubtful-comment\n3:5 typographic-quotes");
}

static void bytes_of_other_encodings_are_refused(void **state)
{
    static const char utf16[] = "[\0s\0]\0\n";
    static const char nul[] = "[s]\na = x\0y\n";
    assert_null(parse_bytes(*state, utf16, sizeof utf16 - 1));
    assert_null(parse_bytes(*state, nul, sizeof nul - 1));
    expect_spots(diag_of(*state), "1:1 config-utf16\n2:6 config-character");
}

static void a_long_line_is_refused(void **state)
{
    char text[2048] = "[s]\na = ";
    size_t start = strlen(text);
    memset(text + start, 'x', 1019);
    strcpy(text + start + 1019, "\nb = y\n");
    assert_null(parse_bytes(*state, text, strlen(text)));
    expect_spots(diag_of(*state), "2:1 long-line");
}

static void all_faults_are_reported(void **state)
{
    static const char text[] = "x\n[s]\na = b;c\n[s]\na = \"\n";
    assert_null(parse_bytes(*state, text, sizeof text - 1));
    expect_spots(diag_of(*state), "1:1 bad-line\n"
                                  "3:6 cut-value\n"
                                  "4:1 duplicate-section\n"
                                  "5:5 unbalanced-quote");
}

/* Texts put together from what matters to INI files: whatever the lint lets
   pass, iniparser must read alike, else ini-disagreement is reported. */
static void random_texts_are_read_alike_or_refused(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "[s]\n", "[t]", "a",   "b = ", "=",  " = ",     "\"",   "'",    ";",
        "#",     " ; ", "  ;", "\n",   "\n", "\n",      " ",    "\t",   "\\",
        "\\\n",  "ô",   "x",   "[",    "]",  "=\"",     "\"\n", "\r\n", ".",
        "k=v\n", "%s",  ":",   "“",    "”",  "\xC2\xA0"};
    uint32_t seed = 12345;
    size_t n_accepted = 0;
    for (int i = 0; i < 60000; i++) {
        char text[256] = "[s]\n";
        for (size_t k = 0; k < (size_t)i % 12 + 1; k++) {
            seed = seed * 1664525 + 1013904223;
            strcat(text,
                   pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        void *fresh;
        set_up(&fresh);
        struct fixture *fixture = fresh;
        if (parse_bytes(fixture, text, strlen(text)) != NULL)
            n_accepted++;
        size_t n;
        const struct diag_message *messages = diag_messages(fixture->diag, &n);
        for (size_t k = 0; k < n; k++)
            if (messages[k].code == DIAG_INI_DISAGREEMENT)
                fail_msg("“%s”: %s", text, messages[k].text);
        tear_down(&fresh);
    }
    /* Enough of them say something. */
    assert_in_range(n_accepted, 2000, 60000);
}

/* ---- getters ------------------------------------------------------------- */

static void typed_values_are_checked(void **state)
{
    struct fixture *fixture = *state;
    struct ini *ini = parse(fixture, "[s]\n"
                                     "n = 12\n"
                                     "low = -3\n"
                                     "bad = 12x\n"
                                     "plus = +1\n"
                                     "huge = 99999999999999999999\n"
                                     "none =\n"
                                     "yes = Yes\n"
                                     "off = off\n"
                                     "perhaps = perhaps\n");
    struct ini_section *s = ini_section(ini, "s");
    struct diag *diag = fixture->diag;
    assert_int_equal(ini_section_integer(s, "n", 0, 99, 7, diag), 12);
    assert_int_equal(ini_section_integer(s, "low", -9, 9, 7, diag), -3);
    assert_int_equal(ini_section_integer(s, "none", 0, 9, 7, diag), 7);
    assert_int_equal(ini_section_integer(s, "absent", 0, 9, 7, diag), 7);
    assert_int_equal(ini_section_integer(s, "n", 0, 11, 7, diag), 7);
    assert_int_equal(ini_section_integer(s, "bad", 0, 99, 7, diag), 7);
    assert_int_equal(ini_section_integer(s, "plus", 0, 99, 7, diag), 7);
    assert_int_equal(ini_section_integer(s, "huge", 0, 99, 7, diag), 7);
    assert_true(ini_section_boolean(s, "yes", false, diag));
    assert_false(ini_section_boolean(s, "off", true, diag));
    assert_true(ini_section_boolean(s, "none", true, diag));
    assert_true(ini_section_boolean(s, "perhaps", true, diag));
    expect_spots(fixture->diag, "2:5 bad-integer\n"
                                "4:7 bad-integer\n"
                                "5:8 bad-integer\n"
                                "6:8 bad-integer\n"
                                "10:11 bad-value");
}

static void lists_are_split(void **state)
{
    struct fixture *fixture = *state;
    size_t n;
    const char **parts = ini_split(fixture->arena, " a b ,, c\t, ", ',', &n);
    assert_int_equal(n, 2);
    assert_string_equal(parts[0], "a b");
    assert_string_equal(parts[1], "c");
    ini_split(fixture->arena, "", ',', &n);
    assert_int_equal(n, 0);
}

static void unused_names_are_reported_with_the_nearest(void **state)
{
    struct fixture *fixture = *state;
    struct ini *ini = parse(fixture, "[report]\n"
                                     "laout = x\n"
                                     "summary = y\n"
                                     "[perod]\n"
                                     "value = 2017\n"
                                     "[text]\n"
                                     "free = z\n");
    ini_text(ini, "report", "layout", NULL);
    ini_text(ini, "report", "summary", NULL);
    ini_text(ini, "period", "value", NULL);
    ini_section_use_all(ini_section(ini, "text"));
    ini_report_unused(ini, fixture->diag);
    size_t n;
    const struct diag_message *messages = diag_messages(fixture->diag, &n);
    expect_spots(fixture->diag, "2:1 unknown-key\n4:1 unknown-section");
    assert_non_null(strstr(messages[0].text, "“layout”"));
    assert_non_null(strstr(messages[1].text, "“period”"));
}

static void missing_files_are_reported(void **state)
{
    struct fixture *fixture = *state;
    assert_null(
        ini_read(fixture->arena, input_at("/nonexistent.ini"), fixture->diag));
    assert_int_equal(diag_status(fixture->diag), STATUS_NO_INPUT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(values_are_read_as_written),
        TEST(comments_set_apart_are_comments),
        TEST(line_ends_of_windows_are_read),
        TEST(a_byte_order_mark_is_skipped),
        TEST(values_are_composed),
        TEST(places_count_characters),
        TEST(a_file_without_sections_is_empty),
        TEST(the_longest_line_is_read),
        TEST(lines_about_as_long_as_possible_are_read),
        TEST(files_of_any_length_are_read),
        TEST(a_long_comment_is_no_long_line),
        TEST(faults_are_reported_at_their_place),
        TEST(doubts_are_warnings),
        TEST(bytes_of_other_encodings_are_refused),
        TEST(a_long_line_is_refused),
        TEST(all_faults_are_reported),
        TEST(random_texts_are_read_alike_or_refused),
        TEST(typed_values_are_checked),
        TEST(lists_are_split),
        TEST(unused_names_are_reported_with_the_nearest),
        TEST(missing_files_are_reported),
    };
    return cmocka_run_group_tests_name("ini", tests, NULL, NULL);
}
