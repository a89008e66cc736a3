/* Numbers, formats, ranges and texts of workbooks, by table. */
#include "reader/stored_number.h"

#include "check.h"
#include "reader/number_format.h"
#include "reader/xlsx_range.h"
#include "reader/xlsx_text.h"

#include <string.h>

static void numbers_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        const char *shown; /* NULL: refused */
    } rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"12", "12"},
        {"+12", "12"},
        {"-1628.5", "-1628,5"},
        {"1.6285E3", "1628,5"},
        {"1.6285e+003", "1628,5"},
        {"5E-3", "0,005"},
        {".5", "0,5"},
        {"5.", "5"},
        /* What a double makes of 0,3 and of 1,1 * 3. */
        {"0.30000000000000004", "0,3"},
        {"3.3000000000000003", "3,3"},
        {"0.99999999999999989", "1"},
        {"999999999999999.9", "1000000000000000"},
        {"123456789012345678", "123456789012346000"},
        {"1E17", "100000000000000000"},
        {"1E18", NULL}, /* does not fit beside its units */
        {"1E300", NULL},
        {"1E-300", "0"},
        {"4E-18", "0,000000000000000004"},
        {"4E-19", "0"},
        {"000012", "12"},
        {"1.10", "1,1"},
        {"", NULL},
        {"-", NULL},
        {".", NULL},
        {"1E", NULL},
        {"1E+", NULL},
        {"1,5", NULL},
        {"0x10", NULL},
        {"NaN", NULL},
        {"1 2", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stored_number number;
        struct strbuf buf = STRBUF_INIT;
        bool read = stored_number_read(rows[i].text, 15, &number);
        if (read)
            stored_number_add(&buf, &number);
        assert_string_equal(read ? strbuf_text(&buf) : "(refused)",
                            rows[i].shown == NULL ? "(refused)"
                                                  : rows[i].shown);
        strbuf_free(&buf);
    }
}

/* Days as Excel shows them: 1/1/1900 is 1, and 60 the day that never was. */
static void days_are_those_that_excel_shows(void **state)
{
    static const struct {
        const char *text;
        bool since_1904;
        const char *day; /* NULL: none */
        unsigned seconds;
    } rows[] = {
        {"1", false, "1900-01-01", 0},
        {"59", false, "1900-02-28", 0},
        {"60", false, NULL, 0},
        {"61", false, "1900-03-01", 0},
        {"42898", false, "2017-06-12", 0},
        {"42898.4375", false, "2017-06-12", 37800},
        {"42897.999999999", false, "2017-06-12", 0},
        {"0", true, "1904-01-01", 0},
        {"41436", true, "2017-06-12", 0},
        {"0", false, NULL, 0},
        {"0.5", false, NULL, 0},
        {"-1", false, NULL, 0},
        {"2958465", false, "9999-12-31", 0},
        {"2958466", false, NULL, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stored_number number;
        struct date day;
        unsigned seconds = 0;
        char text[11] = "none";
        assert_true(stored_number_read(rows[i].text, 15, &number));
        if (stored_number_day(&number, rows[i].since_1904, &day, &seconds))
            date_format_iso(day, text);
        assert_string_equal(text, rows[i].day == NULL ? "none" : rows[i].day);
        if (rows[i].day != NULL)
            assert_int_equal(seconds, rows[i].seconds);
    }
}

static void formats_tell_days_from_figures(void **state)
{
    static const struct {
        const char *code;
        int kind;
    } rows[] = {
        {"General", FORMAT_NUMBER},
        {"0", FORMAT_NUMBER},
        {"#,##0.00", FORMAT_NUMBER},
        {"#,##0 \"đồng\"", FORMAT_NUMBER},
        {"#,##0\\ \"days\"", FORMAT_NUMBER},
        {"0.00E+00", FORMAT_NUMBER},
        {"##0.0E-0", FORMAT_NUMBER},
        {"_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)",
         FORMAT_NUMBER},
        {"[Red]#,##0", FORMAT_NUMBER},
        {"[$-42A]#,##0", FORMAT_NUMBER},
        {"[$₫-42A]#,##0", FORMAT_NUMBER},
        {"# ?/?", FORMAT_NUMBER},
        {"dd/mm/yyyy", FORMAT_DATE},
        {"[$-1010000]d/m/yyyy;@", FORMAT_DATE},
        {"[$-42A]dd mmmm yyyy", FORMAT_DATE},
        {"d\\-mmm\\-yy", FORMAT_DATE},
        {"yyyy", FORMAT_DATE},
        {"mm/yy", FORMAT_DATE},
        {"\"ngày\" dd \"tháng\" mm \"năm\" yyyy", FORMAT_DATE},
        {"dd/mm/yyyy hh:mm", FORMAT_DATE},
        {"DD/MM/YYYY", FORMAT_DATE},
        {"e", FORMAT_DATE},
        {"h:mm", FORMAT_TIME},
        {"[h]:mm:ss", FORMAT_TIME},
        {"mm:ss.0", FORMAT_TIME},
        {"h:mm AM/PM", FORMAT_TIME},
        {"0%", FORMAT_PERCENT},
        {"0.00%", FORMAT_PERCENT},
        {"@", FORMAT_TEXT},
        {"00000", FORMAT_CODE},
        {"\"ĐA-\"000", FORMAT_CODE},
        {"\\Đ\\A000", FORMAT_CODE},
        {"000-000", FORMAT_NUMBER}, /* letters within the digits: as it is */
        {"\"", FORMAT_NUMBER},
        {"[", FORMAT_NUMBER},
        {"\\", FORMAT_NUMBER},
        {"", FORMAT_NUMBER},
    };
    struct arena *arena = arena_create();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct number_format format = number_format_read(arena, rows[i].code);
        if ((int)format.kind != rows[i].kind)
            fail_msg("“%s” is %d, not %d", rows[i].code, (int)format.kind,
                     rows[i].kind);
    }
    arena_destroy(arena);
}

static void codes_keep_their_zeros(void **state)
{
    static const struct {
        const char *code;
        int64_t number;
        const char *shown;
    } rows[] = {
        {"0000000000", 300588569, "0300588569"},
        {"000", 7, "007"},
        {"000", 1234, "1234"},
        {"\"ĐA-\"000", 7, "ĐA-007"},
        {"\"ĐA-\"00\"/2017\"", 7, "ĐA-07/2017"},
    };
    struct arena *arena = arena_create();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct number_format format = number_format_read(arena, rows[i].code);
        struct strbuf buf = STRBUF_INIT;
        assert_int_equal(format.kind, FORMAT_CODE);
        number_format_add_code(&buf, &format, rows[i].number);
        assert_string_equal(strbuf_text(&buf), rows[i].shown);
        strbuf_free(&buf);
    }
    arena_destroy(arena);
}

static void built_in_days_are_known_by_number(void **state)
{
    (void)state;
    for (unsigned id = 0; id < 200; id++) {
        int kind = (int)number_format_builtin(id).kind;
        if (id == 14 || id == 17 || id == 22 || id == 27 || id == 57)
            assert_int_equal(kind, FORMAT_DATE);
        if (id == 20 || id == 45)
            assert_int_equal(kind, FORMAT_TIME);
        if (id < 9 || id == 11 || id == 37 || id == 48 || id > 58)
            assert_int_equal(kind, FORMAT_NUMBER);
    }
}

static void ranges_are_read(void **state)
{
    static const struct {
        const char *text;
        struct xlsx_range range; /* first row 0: none */
    } rows[] = {
        {"B5:K200", {5, 200, 2, 11}},
        {"$B$5:$K$200", {5, 200, 2, 11}},
        {"K200:B5", {5, 200, 2, 11}},
        {"b5", {5, 5, 2, 2}},
        {"B:K", {1, XLSX_MOST_ROWS, 2, 11}},
        {"5:200", {5, 200, 1, XLSX_MOST_COLUMNS}},
        {"A1:XFD1048576", {1, XLSX_MOST_ROWS, 1, XLSX_MOST_COLUMNS}},
        {"A1:XFE1", {0, 0, 0, 0}},
        {"A1:A1048577", {0, 0, 0, 0}},
        {"B5:", {0, 0, 0, 0}},
        {"B:5", {0, 0, 0, 0}},
        {"", {0, 0, 0, 0}},
        {"#REF!", {0, 0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct xlsx_range range = {0, 0, 0, 0};
        if (!xlsx_range_read(rows[i].text, &range))
            range = (struct xlsx_range){0, 0, 0, 0};
        assert_memory_equal(&range, &rows[i].range, sizeof range);
    }
}

static void escapes_in_texts_are_undone(void **state)
{
    static const char *const rows[][2] = {
        {"plain", "plain"},
        {"a_x000D_\nb", "a\r\nb"},
        {"_x005F_x000D_", "_x000D_"},
        {"_xD83D__xDE00_", "\xf0\x9f\x98\x80"},
        {"_xD83D_", "\xef\xbf\xbd"},
        {"_x41_", "_x41_"},
        {"_x0041", "_x0041"},
        {"_xZZZZ_", "_xZZZZ_"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct strbuf buf = STRBUF_INIT;
        strbuf_add_text(&buf, rows[i][0]);
        xlsx_text_unescape(&buf);
        assert_string_equal(strbuf_text(&buf), rows[i][1]);
        strbuf_free(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(days_are_those_that_excel_shows),
        cmocka_unit_test(formats_tell_days_from_figures),
        cmocka_unit_test(codes_keep_their_zeros),
        cmocka_unit_test(built_in_days_are_known_by_number),
        cmocka_unit_test(ranges_are_read),
        cmocka_unit_test(escapes_in_texts_are_undone),
    };
    return cmocka_run_group_tests_name("stored_number", tests, NULL, NULL);
}
