#include "base/arena.h"
#include "base/strbuf.h"
#include "check.h"

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

static void memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t size = 1; size < 40000; size = size * 3 + 1) {
        unsigned char *block = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xAA, size);
    }
    arena_destroy(arena);
}

static void blocks_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct arena *arena = arena_create();
    unsigned *blocks[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        blocks[i] = ARENA_ARRAY(arena, unsigned, i % 50 + 1);
        for (unsigned j = 0; j <= i % 50; j++)
            blocks[i][j] = i;
    }
    for (unsigned i = 0; i < COUNT; i++)
        for (unsigned j = 0; j <= i % 50; j++)
            assert_int_equal(blocks[i][j], i);
    arena_destroy(arena);
}

static void reset_forgets_and_zeroes_again(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    memset(arena_alloc(arena, 100), 0xFF, 100);
    assert_true(arena_used(arena) >= 100);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    const unsigned char *block = arena_alloc(arena, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(block[i], 0);
    arena_destroy(arena);
}

static void text_is_copied(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    char original[] = "khuyến công";
    char *copy = arena_strdup(arena, original);
    original[0] = '\0';
    assert_string_equal(copy, "khuyến công");
    assert_string_equal(arena_strndup(arena, "abc", 2), "ab");
    assert_null(arena_strdup(arena, NULL));
    assert_string_equal(arena_printf(arena, "%s-%03d", "x", 7), "x-007");
    arena_destroy(arena);
    arena_destroy(NULL);
}

static void buffer_grows(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    assert_string_equal(strbuf_text(&buf), "");
    for (int i = 0; i < 1000; i++)
        strbuf_add_char(&buf, (char)('a' + i % 26));
    assert_int_equal(buf.size, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(buf.data[i], 'a' + i % 26);
    assert_int_equal(buf.data[1000], '\0');
    strbuf_clear(&buf);
    assert_string_equal(strbuf_text(&buf), "");
    strbuf_add(&buf, "a\0b", 3);
    assert_int_equal(buf.size, 3);
    strbuf_free(&buf);
    assert_int_equal(buf.size, 0);
}

static void integers_are_printed(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    const int64_t numbers[] = {0, 7, -7, 1628500000, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        strbuf_add_integer(&buf, numbers[i]);
        strbuf_add_char(&buf, ' ');
    }
    strbuf_add_format(&buf, "%s", "end");
    assert_string_equal(strbuf_text(&buf),
                        "0 7 -7 1628500000 9223372036854775807 "
                        "-9223372036854775808 end");
    strbuf_free(&buf);
}

static void code_points_become_utf8(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_code_point(&buf, 'A');
    strbuf_add_code_point(&buf, 0x110);
    strbuf_add_code_point(&buf, 0x1EC7);
    strbuf_add_code_point(&buf, 0x1F600);
    assert_string_equal(strbuf_text(&buf),
                        "A\xC4\x90\xE1\xBB\x87\xF0\x9F\x98\x80");
    strbuf_free(&buf);
}

static void reserved_room_is_taken(void **state)
{
    (void)state;
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, "ab");
    memcpy(strbuf_reserve(&buf, 500), "cd", 2);
    strbuf_set_size(&buf, 4);
    assert_string_equal(strbuf_text(&buf), "abcd");
    strbuf_set_size(&buf, 1);
    assert_string_equal(strbuf_text(&buf), "a");
    strbuf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(reset_forgets_and_zeroes_again),
        cmocka_unit_test(text_is_copied),
        cmocka_unit_test(buffer_grows),
        cmocka_unit_test(integers_are_printed),
        cmocka_unit_test(code_points_become_utf8),
        cmocka_unit_test(reserved_room_is_taken),
    };
    return cmocka_run_group_tests_name("arena_strbuf", tests, NULL, NULL);
}
