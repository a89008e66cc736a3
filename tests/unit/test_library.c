/* Libraries that are loaded when first needed. */
#include "base/library.h"
#include "check.h"

#include <string.h>

struct zlib_calls {
    const char *(*zlibVersion)(void);
    unsigned long (*zlibCompileFlags)(void);
};

static const struct library_call calls[] = {
    {"zlibVersion", offsetof(struct zlib_calls, zlibVersion)},
    {"zlibCompileFlags", offsetof(struct zlib_calls, zlibCompileFlags)},
};

static void functions_are_found(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct zlib_calls table = {0};
    for (int i = 0; i < 2; i++) {
        assert_true(library_load("libz.so.1", calls, 2, &table, diag));
        assert_int_equal(table.zlibVersion()[0], '1');
    }
    assert_false(diag_failed(diag));
    diag_destroy(diag);
}

/* Reported once, with what the dynamic linker says. */
static void assert_missing(const char *library, const struct library_call *call,
                           const char *named)
{
    struct diag *diag = diag_create(NULL, NULL, false);
    struct zlib_calls table = {0};
    size_t n;
    assert_false(library_load(library, call, 1, &table, diag));
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_LIBRARY_MISSING);
    assert_non_null(strstr(messages[0].text, named));
    diag_destroy(diag);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    const struct library_call absent = {"zlib_of_tomorrow", 0};
    assert_missing("libnone.so.7", calls, "libnone.so.7");
    assert_missing("libz.so.1", &absent, "zlib_of_tomorrow");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found),
        cmocka_unit_test(what_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
