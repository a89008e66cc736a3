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
    enum diag_code code; /* of the last message */
    const char *told;
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

/* Looks FILE up for a configuration in FOLDER (NULL: none): where it is, or ""
   with the last message in fixture->told. */
static const char *look_up(struct fixture *fixture, const char *folder,
                           const char *file)
{
    const struct search search = {
        .folder = folder == NULL ? NULL : root_at(fixture->arena, folder),
        .kind = "layouts",
        .file = file,
        .name = "x",
        .absent = DIAG_LAYOUT_NOT_FOUND};
    struct diag *diag = diag_create(NULL, NULL, false);
    struct input found;
    bool good = search_path_find(fixture->arena, &search, diag, &found);
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, good ? 0 : 1);
    fixture->code = good ? DIAG_CODE_COUNT : messages[0].code;
    fixture->told = good ? "" : arena_strdup(fixture->arena, messages[0].text);
    diag_destroy(diag);
    return good ? found.path : "";
}

static void the_configuration_goes_first(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(look_up(fixture, "a", "x.ini"), "a/x.ini");
    assert_string_equal(look_up(fixture, "c/", "x.ini"), "c/layouts/x.ini");
}

static void the_environment_is_searched_in_order(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(look_up(fixture, NULL, "x.ini"), "b/layouts/x.ini");
    assert_string_equal(look_up(fixture, NULL, "only.ini"),
                        "c/layouts/only.ini");
}

static void the_working_folder_is_not_searched(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(chdir("a"), 0);
    const char *found = look_up(fixture, NULL, "x.ini");
    assert_string_equal(found, "");
    assert_int_equal(fixture->code, DIAG_LAYOUT_NOT_FOUND);
    assert_string_equal(look_up(fixture, ".", "x.ini"), "x.ini");
    assert_int_equal(chdir(".."), 0);
}

/* What is there and cannot be read is not passed over: "b" has the file too.
   A name that is too long stands for what cannot be read, which root can. */
static void what_cannot_be_read_ends_the_search(void **state)
{
    struct fixture *fixture = *state;
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_string_equal(look_up(fixture, "a", name), "");
    assert_int_equal(fixture->code, DIAG_FILE_MISSING);
    assert_string_equal(fixture->told, "cannot be opened: File name too long");
    assert_int_equal(symlink("nothing.ini", "a/l.ini"), 0);
    assert_int_equal(symlink("layouts/x.ini", "b/l.ini"), 0);
    assert_string_equal(look_up(fixture, "b", "l.ini"), "b/l.ini");
    assert_string_equal(look_up(fixture, "a", "l.ini"), "");
    assert_int_equal(fixture->code, DIAG_DANGLING_LINK);
    unlink("a/l.ini");
    unlink("b/l.ini");
    setenv("REPORTGEN_PATH", "gone:b", 1);
    assert_string_equal(look_up(fixture, "a/", "only.ini"), "");
    assert_int_equal(fixture->code, DIAG_LAYOUT_NOT_FOUND);
    assert_int_equal(symlink("nothing", "gone"), 0);
    assert_string_equal(look_up(fixture, "c/", "y.ini"), "");
    assert_int_equal(fixture->code, DIAG_DANGLING_LINK);
    unlink("gone");
}

static void what_is_not_there_lists_the_places(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(look_up(fixture, "a", "y.ini"), "");
    const char *told = fixture->told;
    assert_non_null(strstr(told, "“x” not found in: a/layouts/y.ini, "
                                 "a/y.ini, /nonexistent/layouts/y.ini, "));
    assert_non_null(strstr(told, "b/layouts/y.ini"));
    assert_non_null(strstr(told, "/etc/reportgen/layouts/y.ini"));
    assert_non_null(strstr(told, DATA_FOLDER "/layouts/y.ini"));
}

/* Names lead out of no folder, wherever they lead to; a full path is taken
   when it stands below one. */
static void names_do_not_lead_out(void **state)
{
    struct fixture *fixture = *state;
    char path[128];
    assert_string_equal(look_up(fixture, "a", "../x.ini"), "");
    assert_int_equal(fixture->code, DIAG_OUTSIDE_ROOT);
    assert_string_equal(look_up(fixture, "a", "/etc/passwd"), "");
    assert_int_equal(fixture->code, DIAG_OUTSIDE_ROOT);
    snprintf(path, sizeof path, "%s/c/layouts/only.ini", fixture->folder);
    assert_string_equal(look_up(fixture, "a", path), path);
    snprintf(path, sizeof path, "%s/c/layouts/none.ini", fixture->folder);
    assert_string_equal(look_up(fixture, "a", path), "");
    snprintf(path, sizeof path, "%s/cc/only.ini", fixture->folder);
    assert_string_equal(look_up(fixture, "a", path), "");
    assert_int_equal(fixture->code, DIAG_OUTSIDE_ROOT);
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
        TEST(the_working_folder_is_not_searched),
        TEST(what_cannot_be_read_ends_the_search),
        TEST(what_is_not_there_lists_the_places),
        TEST(names_do_not_lead_out),
        TEST(the_program_knows_its_folder),
    };
    return cmocka_run_group_tests_name("search_path", tests, NULL, NULL);
}
