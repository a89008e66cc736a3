/* Axes: grains, ticks at round figures, their Vietnamese texts. */
#include "check.h"

#include "typeset/chart_scale.h"

#include <string.h>

/* The texts of all ticks, blanks between them. */
static const char *ticks(struct arena *arena, struct ratio least,
                         struct ratio most, bool whole, int steps)
{
    struct ratio larger = most;
    if (-least.numerator * most.denominator >
        most.numerator * least.denominator)
        larger = least;
    const int exponent = chart_exponent(larger);
    const struct chart_scale scale =
        chart_scale_make(chart_grains(least, exponent),
                         chart_grains(most, exponent), exponent, whole, steps);
    char *line = arena_strdup(arena, "");
    for (size_t i = 0; i < chart_scale_n_ticks(&scale); i++)
        line = arena_printf(arena, "%s%s%s", line, i > 0 ? " " : "",
                            chart_scale_text(arena, &scale, i));
    return line;
}

static void test_ticks(void **state)
{
    static const struct {
        struct ratio least, most;
        bool whole;
        int steps;
        const char *ticks;
    } cases[] = {
        {{0, 1},
         {1028500000, 1000000},
         false,
         6,
         "0 200 400 600 800 1.000 "
         "1.200"},
        {{0, 1}, {8, 1}, true, 5, "0 2 4 6 8"},
        /* whole figures have no ticks between them */
        {{0, 1}, {3, 1}, true, 8, "0 1 2 3"},
        {{0, 1}, {3, 1}, false, 8, "0,0 0,5 1,0 1,5 2,0 2,5 3,0"},
        {{0, 1}, {1, 3}, false, 4, "0,0 0,1 0,2 0,3 0,4"},
        {{0, 1}, {7, 1000}, false, 4, "0,000 0,002 0,004 0,006 0,008"},
        {{-1255, 10}, {2480, 1}, false, 4, "-1.000 0 1.000 2.000 3.000"},
        {{-9, 1}, {0, 1}, true, 3, "-10 -5 0"},
        {{0, 1},
         {999999999999, 1},
         false,
         5,
         "0 200.000.000.000 400.000.000.000 600.000.000.000 800.000.000.000 "
         "1.000.000.000.000"},
        {{0, 1}, {1000, 1}, false, 2, "0 500 1.000"},
    };
    (void)state;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(ticks(arena, cases[i].least, cases[i].most,
                                  cases[i].whole, cases[i].steps),
                            cases[i].ticks);
    arena_destroy(arena);
}

/* Nothing but 0 still has an axis. */
static void test_zero(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const struct chart_scale scale = chart_scale_make(0, 0, 0, true, 4);
    assert_int_equal(chart_scale_n_ticks(&scale), 2);
    assert_string_equal(chart_scale_text(arena, &scale, 1), "1");
    arena_destroy(arena);
}

static void test_grains(void **state)
{
    (void)state;
    /* The largest has nine digits. */
    assert_int_equal(chart_exponent((struct ratio){1628500000, 1000000}), -5);
    assert_int_equal(chart_grains((struct ratio){1628500000, 1000000}, -5),
                     162850000);
    assert_int_equal(chart_exponent((struct ratio){5, 1}), -8);
    assert_int_equal(chart_exponent((struct ratio){999999999, 1}), 0);
    assert_int_equal(chart_exponent((struct ratio){1000000000, 1}), 1);
    /* Rounded to the nearest, halves away from 0, both signs alike. */
    assert_int_equal(chart_grains((struct ratio){2, 3}, 0), 1);
    assert_int_equal(chart_grains((struct ratio){-2, 3}, 0), -1);
    assert_int_equal(chart_grains((struct ratio){1, 3}, 0), 0);
    assert_int_equal(chart_grains((struct ratio){15, 1}, 1), 2);
    assert_int_equal(chart_grains((struct ratio){-15, 1}, 1), -2);
    /* Neither end of int64 overflows. */
    assert_int_equal(chart_grains((struct ratio){INT64_MAX, INT64_MAX}, -8),
                     100000000);
    assert_int_equal(chart_grains((struct ratio){INT64_MAX, 1}, 10), 922337204);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_zero),
        cmocka_unit_test(test_grains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
