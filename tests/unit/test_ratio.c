#include "check.h"

#include "base/nearest.h"
#include "base/ratio.h"

#include <string.h>

static void check(bool done, struct ratio got, int64_t numerator,
                  int64_t denominator)
{
    assert_true(done);
    assert_int_equal(got.numerator, numerator);
    assert_int_equal(got.denominator, denominator);
}

static void test_arithmetic(void **state)
{
    (void)state;
    struct ratio r = {0, 1};
    check(ratio_make(6, -4, &r), r, -3, 2);
    check(ratio_make(0, -4, &r), r, 0, 1);
    check(ratio_add((struct ratio){1, 6}, (struct ratio){1, 3}, &r), r, 1, 2);
    check(ratio_subtract((struct ratio){1, 6}, (struct ratio){1, 3}, &r), r, -1,
          6);
    check(ratio_multiply((struct ratio){2, 3}, (struct ratio){3, 4}, &r), r, 1,
          2);
    check(ratio_divide((struct ratio){2, 3}, (struct ratio){-4, 3}, &r), r, -1,
          2);
}

/* Products beyond 64 bits are reduced before they are refused. */
static void test_large(void **state)
{
    (void)state;
    struct ratio r = {7, 1};
    struct ratio large = {INT64_MAX, 2};
    check(ratio_multiply(large, (struct ratio){2, INT64_MAX}, &r), r, 1, 1);
    check(ratio_divide(large, large, &r), r, 1, 1);
    assert_false(ratio_multiply(large, large, &r));
    assert_false(ratio_make(INT64_MIN, 1, &r));
    check(ratio_make(INT64_MIN, 2, &r), r, INT64_MIN / 2, 1);
    assert_false(ratio_make(1, 0, &r));
    assert_false(ratio_divide(large, (struct ratio){0, 5}, &r));
    check(true, r, INT64_MIN / 2, 1);
}

static void test_compare(void **state)
{
    (void)state;
    struct ratio almost = {INT64_MAX - 1, INT64_MAX};
    assert_true(ratio_compare(almost, (struct ratio){1, 1}) < 0);
    assert_true(ratio_compare((struct ratio){-1, 3}, (struct ratio){-1, 2}) >
                0);
    assert_int_equal(ratio_compare((struct ratio){2, 4}, (struct ratio){1, 2}),
                     0);
}

static const char *nearest_of(const char *wanted)
{
    static const char *const names[] = {"support", "source", "status"};
    static struct nearest nearest;
    nearest = (struct nearest)NEAREST_INIT;
    for (size_t i = 0; i < 3; i++)
        nearest_offer(&nearest, wanted, strlen(wanted), names[i]);
    return nearest_hint(&nearest);
}

static void test_nearest(void **state)
{
    (void)state;
    assert_string_equal(nearest_of("suport"), "; did you mean “support”?");
    assert_string_equal(nearest_of("soucre"), "; did you mean “source”?");
    assert_string_equal(nearest_of("statsu"), "; did you mean “status”?");
    struct nearest none = NEAREST_INIT;
    assert_string_equal(nearest_hint(&none), "");
    assert_string_equal(nearest_of("kitten"), ""); /* like none of them */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests_name("ratio", tests, NULL, NULL);
}
