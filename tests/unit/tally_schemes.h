/*
 * A small dataset of every case that tallies tell apart, and checks of what a
 * layout makes of it.
 */
#ifndef TALLY_SCHEMES_H
#define TALLY_SCHEMES_H

#include "tally_world.h"

/* 2017: A and B national, C local; D has both sources, 30 + 70 of one cost of
   200.  E is of 2016, F of the first day of 2018, G is not accepted yet. */
static inline void fill(struct world *world)
{
    add_scheme(world, 2, "A", "c3", "national", "Gò Quao", 100, 250,
               "2017-01-01", "2016-11-01");
    add_scheme(world, 3, "B", "c1", "national", "Đông Hồ", 50, 50, "2017-12-31",
               "2017-02-01");
    add_scheme(world, 4, "C", "c3", "local", "An Biên", 20, 90, "2017-06-30",
               "2017-02-01");
    add_scheme(world, 5, "D", "c3", "national", "Gò Quao", 30, 200,
               "2017-06-14", "2017-02-01");
    add_scheme(world, 6, "D", "c3", "local", "Gò Quao", 70, 200, "2017-06-14",
               "2017-02-01");
    add_scheme(world, 7, "E", "c1", "local", "Hà Tiên", 40, 40, "2016-12-20",
               NULL);
    add_scheme(world, 8, "F", "c1", "local", "Hà Tiên", 7, 7, "2018-01-01",
               NULL);
    add_scheme(world, 9, "G", "c2", "local", "Hà Tiên", 9, 9, NULL, NULL);
    add_plan(world, 2, 2016, "local", 60);
    add_plan(world, 3, 2017, "national", 200);
    add_plan(world, 4, 2017, "local", 80);
    add_product(world, 2, "Mắm", "A", 8550, true);
    add_product(world, 3, "Bưởi", "D", 7000, true);
    add_product(world, 4, "Âu", "D", 6999, false);
    add_product(world, 5, "An", "E", 9000, true);
    add_beneficiary(world, 2, "x", "D", 10);
    add_beneficiary(world, 3, "y", "D", 5);
    add_beneficiary(world, 4, "z", "E", 3);
    assert_true(store_seal(world->store, world->diag));
}

static inline void check_in(const char *spec, enum period_closing closing,
                            const char *layout, const char *expected)
{
    struct world world;
    world_open(&world, spec, closing);
    fill(&world);
    const struct tallies *tallies = world_compute(&world, layout);
    size_t n;
    const struct diag_message *messages = diag_messages(world.diag, &n);
    for (size_t i = 0; tallies == NULL && i < n; i++)
        print_error("%s\n", messages[i].text);
    assert_non_null(tallies);
    struct strbuf buf = STRBUF_INIT;
    tallies_dump(&buf, tallies);
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
    world_close(&world);
}

static inline void check(const char *layout, const char *expected)
{
    check_in("2017", CLOSING_CALENDAR, layout, expected);
}

/* Computes LAYOUT, which must fail with the one message "place: code". */
static inline void check_fault(const char *layout, const char *expected)
{
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    assert_null(world_compute(&world, layout));
    size_t n;
    const struct diag_message *messages = diag_messages(world.diag, &n);
    char text[256] = "";
    for (size_t i = 0; i < n; i++) {
        if (messages[i].level < DIAG_ERROR)
            continue;
        char place[128];
        place_format(messages[i].place, place, sizeof place);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s: %s",
                 text[0] == '\0' ? "" : "\n", place,
                 diag_code_name(messages[i].code));
    }
    assert_string_equal(text, expected);
    world_close(&world);
}

#endif
