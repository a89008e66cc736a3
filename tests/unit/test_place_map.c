#include "schema/place_map.h"

#include "folder.h"
#include "messages.h"

static const char map_text[] = "[places]\n"
                               "titles = \"Tỉnh | TP.\"\n"
                               "numbers_since = 2025-07-01\n"
                               "unit = tỉnh\n"
                               "[place]\n"
                               "an-giang = \"An Giang\"\n"
                               "kien-giang = \"Kiên Giang\"\n"
                               "ha-tien = \"Hà Tiên | Hà-Tiên\"\n"
                               "hoa-binh = \"Hòa Bình\"\n"
                               "tp-moi = \"TP. Mới\"\n"
                               "[unit]\n"
                               "ha-tien = \"thành phố\"\n"
                               "[number]\n"
                               "an-giang = 91\n"
                               "hoa-binh = 05\n"
                               "[merged]\n"
                               "ha-tien = \"kien-giang | 1956-10-22\"\n"
                               "kien-giang = \"an-giang | 2025-07-01\"\n";

struct fixture {
    struct folder folder;
    struct arena *arena;
    struct diag *diag;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    folder_make(&fixture->folder);
    assert_int_equal(chdir(fixture->folder.path), 0);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(chdir("/"), 0);
    folder_remove(&fixture->folder);
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static const struct place_map *read_map(struct fixture *fixture,
                                        const char *text)
{
    folder_write(&fixture->folder, "m.ini", text, strlen(text));
    return place_map_read(fixture->arena, "m", input_at("m.ini"),
                          fixture->diag);
}

static void check(struct fixture *fixture, const struct place_map *map,
                  const char *text, int year, int month, int day,
                  const char *expected)
{
    struct date on = {(int16_t)year, (int8_t)month, (int8_t)day};
    const struct schema_value *found =
        place_map_find(map, fixture->arena, text, on);
    assert_string_equal(found == NULL ? "" : found->code, expected);
}

static void spellings_lead_to_places(void **state)
{
    struct fixture *fixture = *state;
    const struct place_map *map = read_map(fixture, map_text);
    expect_codes(fixture->diag, "");
    check(fixture, map, "Kiên Giang", 2023, 12, 31, "kien-giang");
    check(fixture, map, "tỉnh  KIÊN GIANG", 2023, 12, 31, "kien-giang");
    check(fixture, map, "TP. Kiên Giang", 2023, 12, 31, "kien-giang");
    check(fixture, map, "Hoà Bình", 2023, 12, 31, "hoa-binh");
    check(fixture, map, "kien-giang", 2023, 12, 31, "kien-giang");
    check(fixture, map, "Kien Giang", 2023, 12, 31, "kien-giang");
    check(fixture, map, "Kiên", 2023, 12, 31, "");
    check(fixture, map, "Kiên Giàng", 2023, 12, 31, "");
    check(fixture, map, "tỉnh", 2023, 12, 31, "");
    check(fixture, map, "", 2023, 12, 31, "");
}

/* Two mergers, one after the other; the day of the merger is a day after. */
static void a_place_is_what_it_went_into(void **state)
{
    struct fixture *fixture = *state;
    const struct place_map *map = read_map(fixture, map_text);
    check(fixture, map, "Hà Tiên", 1956, 10, 21, "ha-tien");
    check(fixture, map, "Hà-Tiên", 1956, 10, 22, "kien-giang");
    check(fixture, map, "Hà Tiên", 2025, 6, 30, "kien-giang");
    check(fixture, map, "Hà Tiên", 2025, 7, 1, "an-giang");
    check(fixture, map, "Kiên Giang", 2025, 6, 30, "kien-giang");
    check(fixture, map, "Kiên Giang", 2025, 7, 1, "an-giang");
    check(fixture, map, "An Giang", 2025, 7, 1, "an-giang");
    const struct schema_value *old =
        schema_find_value(&map->values, "kien-giang");
    assert_int_equal(old->valid_to.month, 6);
    assert_int_equal(old->valid_to.day, 30);
}

static void numbers_count_from_their_day(void **state)
{
    struct fixture *fixture = *state;
    const struct place_map *map = read_map(fixture, map_text);
    check(fixture, map, "91", 2025, 6, 30, "");
    check(fixture, map, "91", 2025, 7, 1, "an-giang");
    check(fixture, map, "091", 2025, 7, 1, "an-giang");
    check(fixture, map, "5", 2025, 7, 1, "hoa-binh");
    check(fixture, map, "0", 2025, 7, 1, "");
    check(fixture, map, "910", 2025, 7, 1, "");
}

static void names_have_their_units(void **state)
{
    struct fixture *fixture = *state;
    const struct place_map *map = read_map(fixture, map_text);
    static const struct {
        const char *text;
        const char *full;
    } names[] = {{"an-giang", "tỉnh An Giang"},
                 {"tỉnh Kiên Giang", "tỉnh Kiên Giang"},
                 {"Hà-Tiên", "thành phố Hà Tiên"},
                 {"Mới", ""},
                 {"TP. Mới", "TP. Mới"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct schema_value *found =
            place_map_named(map, fixture->arena, names[i].text);
        assert_string_equal(found == NULL ? "" : found->full_label,
                            names[i].full);
    }
}

static void faults_are_told(void **state)
{
    struct fixture *fixture = *state;
    assert_null(read_map(fixture, "[places]\ntitles = x\nfoo = 1\n"
                                  "numbers_since = soon\n"
                                  "[place]\na = A\nb = \"B | a\"\nc = C\n"
                                  "[number]\nz = 1\n"
                                  "[merged]\na = b\nb = \"c | 2025-07-01\"\n"
                                  "c = \"b | 2025-07-01\"\n"
                                  "a-a = \"q | 2025-07-01\"\n"));
    expect_codes(fixture->diag, "m.ini:4:17: schema-bad-value\n"
                                "m.ini:7:1: schema-ambiguous\n"
                                "m.ini:12:5: schema-bad-value\n"
                                "m.ini:15:1: schema-unknown-name\n"
                                "m.ini:15:8: schema-unknown-name\n"
                                "m.ini:13:6: schema-bad-value\n"
                                "m.ini:14:6: schema-bad-value\n"
                                "m.ini:10:1: schema-unknown-name\n"
                                "m.ini:3:1: unknown-key\n");
}

static void a_map_has_places(void **state)
{
    struct fixture *fixture = *state;
    assert_null(read_map(fixture, "[merged]\na = \"b | 2025-07-01\"\n"));
    expect_codes(fixture->diag, "m.ini:1:1: schema-incomplete\n"
                                "m.ini:1:1: schema-incomplete\n"
                                "m.ini:2:1: schema-unknown-name\n"
                                "m.ini:2:6: schema-unknown-name\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(spellings_lead_to_places),
        TEST(a_place_is_what_it_went_into),
        TEST(numbers_count_from_their_day),
        TEST(names_have_their_units),
        TEST(faults_are_told),
        TEST(a_map_has_places),
    };
    return cmocka_run_group_tests_name("place_map", tests, NULL, NULL);
}
