#include "config/search_path.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    char folder[64];
};

/* Folders a, b/layouts and c/layouts, each with a file x.ini. */
static const char *const folders[] = {"a", "b", "b/layouts", "c", "c/layouts"};
static const char *const files[] = {"a/x.ini", "b/layouts/x.ini",
                                    "c/layouts/x.ini", "c/layouts/only.ini"};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    strcpy(fixture->folder, "/tmp/reportgen-search-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL || chdir(fixture->folder) != 0)
        return 1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (mkdir(folders[i], 0700) != 0)
            return 1;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        fclose(fopen(files[i], "w"));
    setenv("REPORTGEN_PATH", "/nonexistent::b:c", 1);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    for (size_t i = sizeof folders / sizeof *folders; i > 0; i--)
        rmdir(folders[i - 1]);
    if (chdir("/") != 0 || rmdir(fixture->folder) != 0)
        return 1;
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static void the_configuration_goes_first(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        search_path_find(fixture->arena, "a", "layouts", "x.ini", NULL),
        "a/x.ini");
    assert_string_equal(
        search_path_find(fixture->arena, "c/", "layouts", "x.ini", NULL),
        "c/layouts/x.ini");
}

static void the_environment_is_searched_in_order(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(
        search_path_find(fixture->arena, NULL, "layouts", "x.ini", NULL),
        "b/layouts/x.ini");
    assert_string_equal(
        search_path_find(fixture->arena, NULL, "layouts", "only.ini", NULL),
        "c/layouts/only.ini");
}

static void the_working_folder_goes_before_the_environment(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(chdir("a"), 0);
    const char *found =
        search_path_find(fixture->arena, NULL, "layouts", "x.ini", NULL);
    assert_int_equal(chdir(".."), 0);
    assert_string_equal(found, "x.ini");
}

/* A folder that may not be entered, or, told alike, a name that is too long
   (which root is refused too). */
static void places_that_cannot_be_seen_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    const char *tried;
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(search_path_find(fixture->arena, "a", "fonts", name, &tried));
    assert_non_null(strstr(tried, "n (File name too long), "));
}

static void what_is_not_there_lists_the_places(void **state)
{
    struct fixture *fixture = *state;
    const char *tried;
    assert_null(
        search_path_find(fixture->arena, "a", "layouts", "y.ini", &tried));
    assert_non_null(strstr(tried, "a/layouts/y.ini, a/y.ini, "));
    assert_non_null(strstr(tried, "b/layouts/y.ini"));
    assert_non_null(strstr(tried, "/etc/reportgen/layouts/y.ini"));
    assert_non_null(strstr(tried, DATA_FOLDER "/layouts/y.ini"));
}

static void a_full_path_is_not_searched(void **state)
{
    struct fixture *fixture = *state;
    const char *tried;
    assert_null(
        search_path_find(fixture->arena, "a", "layouts", "/x.ini", &tried));
    assert_string_equal(tried, "/x.ini");
    assert_null(search_path_find(fixture->arena, "a", "layouts", "", &tried));
}

static void the_program_knows_its_folder(void **state)
{
    struct fixture *fixture = *state;
    const char *folder = search_path_program_folder(fixture->arena);
    assert_non_null(folder);
    char path[4096];
    snprintf(path, sizeof path, "%s/test_search_path", folder);
    assert_int_equal(access(path, X_OK), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_configuration_goes_first),
        TEST(the_environment_is_searched_in_order),
        TEST(the_working_folder_goes_before_the_environment),
        TEST(places_that_cannot_be_seen_are_told_apart),
        TEST(what_is_not_there_lists_the_places),
        TEST(a_full_path_is_not_searched),
        TEST(the_program_knows_its_folder),
    };
    return cmocka_run_group_tests_name("search_path", tests, NULL, NULL);
}
