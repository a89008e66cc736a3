#include "base/diag.h"
#include "base/diag_text.h"
#include "base/limits.h"
#include "base/unicode.h"
#include "check.h"

#include <stdarg.h>
#include <string.h>

static void count_message(void *context, const struct diag_message *message)
{
    int *n = context;
    (*n)++;
    assert_non_null(message->text);
}

static void messages_keep_place_and_text(void **state)
{
    (void)state;
    int seen = 0;
    struct diag *diag = diag_create(count_message, &seen, false);
    char path[] = "schemes.csv";
    diag_report(diag, DIAG_BAD_UTF8,
                (struct place){.file = path, .line = 14, .column = 7}, 0xC3);
    memset(path, 'x', sizeof path - 1);
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(seen, 1);
    assert_string_equal(messages[0].place.file, "schemes.csv");
    assert_string_equal(
        messages[0].text,
        "is not valid UTF-8 (byte 0xc3); save the file as UTF-8");
    assert_string_equal(diag_code_name(messages[0].code), "bad-utf8");
    diag_destroy(diag);
}

/* What is quoted is cut between characters; numbers are whole. */
static void long_texts_are_cut(void **state)
{
    (void)state;
    static char text[300003];
    struct diag *diag = diag_create(NULL, NULL, false);
    for (size_t skip = 0; skip < 3; skip++) {
        memset(text, 'x', skip);
        for (size_t i = skip; i + 3 < sizeof text; i += 3)
            strcpy(text + i, "ắ");
        diag_report(diag, DIAG_FILE_MISSING, (struct place){.file = text},
                    text);
    }
    diag_report(diag, DIAG_FOUND_ROWS, PLACE_NONE, 1LL << 62, text);
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(messages[i].text);
        assert_true(size > MOST_QUOTED && size < MOST_QUOTED + 100);
        assert_true(unicode_is_valid(messages[i].text, size, NULL));
        assert_non_null(strstr(messages[i].text, "ắ…"));
        if (messages[i].place.file)
            assert_true(strlen(messages[i].place.file) < 10000);
    }
    assert_non_null(strstr(messages[3].text, "4611686018427387904"));
    diag_destroy(diag);
}

static void add_text(struct strbuf *buf, const char *english,
                     const char *translated, ...)
{
    va_list args;
    va_start(args, translated);
    diag_text_add(buf, english, translated, args);
    va_end(args);
}

/* A translation may need another order. */
static void a_translation_orders_its_arguments(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    add_text(&buf, "%s: %zu of %lld, %04X%%", "%3$lld, %1$s, %4$04X%%, %2$zu",
             "a", (size_t)7, 8LL, 0x1Fu);
    assert_string_equal(strbuf_text(&buf), "8, a, 001F%, 7");
    strbuf_clear(&buf);
    add_text(&buf, "%s %d %lu", "%s %d %lu %s", "a", -7, 8UL);
    assert_string_equal(strbuf_text(&buf), "a -7 8 ");
    strbuf_free(&buf);
}

static void many_messages_keep_their_order(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    for (uint32_t i = 1; i <= 500; i++)
        diag_report(diag, DIAG_FILE_NOT_REGULAR, (struct place){.line = i});
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 500);
    for (uint32_t i = 1; i <= 500; i++)
        assert_int_equal(messages[i - 1].place.line, i);
    assert_int_equal(diag_count(diag, DIAG_ERROR), 500);
    diag_destroy(diag);
}

static void status_is_that_of_the_worst(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    assert_false(diag_failed(diag));
    assert_int_equal(diag_status(diag), STATUS_OK);
    diag_report(diag, DIAG_BAD_CHARACTER, PLACE_NONE, 7u);
    assert_int_equal(diag_status(diag), STATUS_BAD_DATA);
    diag_report(diag, DIAG_OUTPUT_WRITE, PLACE_NONE, "disk full");
    diag_report(diag, DIAG_FILE_MISSING, PLACE_NONE, "nothing there");
    assert_int_equal(diag_status(diag), STATUS_IO);
    assert_true(diag_failed(diag));
    diag_destroy(diag);

    assert_int_equal(diag_worse_status(STATUS_OK, STATUS_USAGE), STATUS_USAGE);
    assert_int_equal(diag_worse_status(STATUS_OK, STATUS_OK), STATUS_OK);
    assert_int_equal(diag_worse_status(STATUS_IO, STATUS_NO_MEMORY),
                     STATUS_NO_MEMORY);
}

/* The first code of LEVEL that needs no argument is not known by name here:
   levels are a table, so any code of the level will do. */
static void strict_raises_warnings(void **state)
{
    (void)state;
    for (enum diag_code code = 0; code < DIAG_CODE_COUNT; code++) {
        enum diag_level level = diag_code_level(code);
        assert_true(level <= DIAG_FATAL);
        assert_non_null(diag_level_name(level));
        assert_true(level < DIAG_ERROR || diag_code_status(code) != STATUS_OK);
    }
}

static void what_was_told_is_not_told_again(void **state)
{
    (void)state;
    int seen = 0;
    struct diag *diag = diag_create(count_message, &seen, false);
    const struct place here = {.file = "a.csv", .line = 2};
    const struct place there = {.file = "b.csv", .line = 2};
    diag_report(diag, DIAG_BAD_UTF8, here, 0xC3);
    diag_report(diag, DIAG_BAD_UTF8, here, 0xC3);
    assert_int_equal(seen, 2);
    diag_tell_once(diag);
    diag_report(diag, DIAG_BAD_UTF8, here, 0xC3);
    assert_int_equal(seen, 2);
    diag_report(diag, DIAG_BAD_UTF8, here, 0xC4);
    diag_report(diag, DIAG_BAD_UTF8, there, 0xC3);
    diag_report(diag, DIAG_FILE_NOT_REGULAR, here);
    diag_report(diag, DIAG_FILE_NOT_REGULAR, PLACE_NONE);
    assert_int_equal(seen, 6);
    diag_report(diag, DIAG_FILE_NOT_REGULAR, PLACE_NONE);
    diag_report(diag, DIAG_BAD_UTF8, there, 0xC3);
    assert_int_equal(seen, 6);
    assert_int_equal(diag_count(diag, DIAG_ERROR), 6);
    diag_destroy(diag);
}

/* What goes on is counted, but neither kept nor printed. */
static void messages_are_told_up_to_a_limit(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    size_t n;
    for (int i = 0; i < MOST_MESSAGES + 50; i++)
        diag_report(diag, DIAG_UNKNOWN_PARTIAL,
                    (struct place){.file = "a", .line = (uint32_t)i + 1}, "p");
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, MOST_MESSAGES + 1);
    assert_int_equal(messages[MOST_MESSAGES].code, DIAG_MORE_MESSAGES);
    assert_int_equal(diag_n_errors(diag), MOST_MESSAGES + 50);
    assert_int_equal(diag_status(diag), STATUS_BAD_CONFIG);
    diag_destroy(diag);
}

static void codes_are_unique(void **state)
{
    (void)state;
    for (enum diag_code a = 0; a < DIAG_CODE_COUNT; a++)
        for (enum diag_code b = 0; b < a; b++)
            assert_string_not_equal(diag_code_name(a), diag_code_name(b));
}

static void expect_place(struct place place, const char *expected)
{
    char text[64];
    place_format(place, text, sizeof text);
    assert_string_equal(text, expected);
}

static void places_are_printed(void **state)
{
    (void)state;
    expect_place(PLACE_NONE, "reportgen");
    expect_place((struct place){.file = "a.csv"}, "a.csv");
    expect_place((struct place){.file = "a.csv", .line = 3}, "a.csv:3");
    expect_place((struct place){.file = "a.csv", .line = 3, .column = 9},
                 "a.csv:3:9");
    struct place cell = {.file = "de-an.xlsx!Danh mục",
                         .line = 12,
                         .column = 2,
                         .kind = PLACE_CELL};
    expect_place(cell, "de-an.xlsx!Danh mục!B12");
    cell.column = 26;
    expect_place(cell, "de-an.xlsx!Danh mục!Z12");
    cell.column = 27;
    expect_place(cell, "de-an.xlsx!Danh mục!AA12");
    cell.column = 16384;
    expect_place(cell, "de-an.xlsx!Danh mục!XFD12");
}

/* What a stage kept to itself is told in another place. */
static void a_message_is_passed_on(void **state)
{
    (void)state;
    size_t n;
    struct diag *inner = diag_create(NULL, NULL, false);
    struct diag *outer = diag_create(NULL, NULL, false);
    diag_report(inner, DIAG_FILE_READ, (struct place){.file = "a"}, "so");
    diag_pass_on(outer, &diag_messages(inner, &n)[0],
                 (struct place){.file = "b"});
    diag_destroy(inner);
    const struct diag_message *messages = diag_messages(outer, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_FILE_READ);
    assert_string_equal(messages[0].place.file, "b");
    assert_string_equal(messages[0].text, "reading failed: so");
    assert_int_equal(diag_status(outer), STATUS_IO);
    diag_destroy(outer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_keep_place_and_text),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(a_translation_orders_its_arguments),
        cmocka_unit_test(many_messages_keep_their_order),
        cmocka_unit_test(status_is_that_of_the_worst),
        cmocka_unit_test(strict_raises_warnings),
        cmocka_unit_test(what_was_told_is_not_told_again),
        cmocka_unit_test(messages_are_told_up_to_a_limit),
        cmocka_unit_test(codes_are_unique),
        cmocka_unit_test(places_are_printed),
        cmocka_unit_test(a_message_is_passed_on),
    };
    return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
