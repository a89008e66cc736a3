#include "base/wildcard.h"

#include "base/strbuf.h"
#include "folder.h"

#include <sys/stat.h>

struct world {
    struct folder folder;
    struct arena *arena;
    struct diag *diag;
};

static void make(const struct world *world, const char *name)
{
    char path[256];
    if (strchr(name, '/') != NULL) {
        snprintf(path, sizeof path, "%s/%.*s", world->folder.path,
                 (int)strcspn(name, "/"), name);
        mkdir(path, 0777);
    }
    if (name[strlen(name) - 1] != '/')
        folder_write(&world->folder, name, "x", 1);
}

static void set_up(struct world *world)
{
    folder_make(&world->folder);
    world->arena = arena_create();
    world->diag = diag_create(NULL, NULL, false);
    make(world, "b/schemes.csv");
    make(world, "a b/schemes.csv");
    make(world, "đ/schemes.csv");
    make(world, ".c/schemes.csv");
    make(world, "e/");
    make(world, ".l/c.csv");
    make(world, ".l/D.CSV");
    make(world, ".l/~$c.csv");
    make(world, "notes.txt");
    make(world, "x1.csv");
    make(world, "x2.csv");
    make(world, "x10.csv");
}

static void tear_down(struct world *world)
{
    static const char *const files[] = {"b/schemes.csv",
                                        "a b/schemes.csv",
                                        "đ/schemes.csv",
                                        ".c/schemes.csv",
                                        ".l/c.csv",
                                        ".l/D.CSV",
                                        ".l/~$c.csv",
                                        ".l",
                                        "b",
                                        "a b",
                                        "đ",
                                        ".c",
                                        "e"};
    char path[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        remove(folder_file(&world->folder, files[i], path));
    folder_remove(&world->folder);
    diag_destroy(world->diag);
    arena_destroy(world->arena);
}

/* Expands PATTERN; names parted by "|", then codes of messages. */
static void check(const char *pattern, const char *expected)
{
    struct world world;
    set_up(&world);
    struct strbuf text = STRBUF_INIT;
    struct wildcard_match *matches;
    size_t n;
    bool good = wildcard_expand(world.arena, world.folder.path, pattern,
                                PLACE_NONE, &matches, &n, world.diag);
    assert_int_equal(good, !diag_failed(world.diag));
    for (size_t i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", world.folder.path,
                 matches[i].name);
        assert_string_equal(matches[i].path, path);
        strbuf_add_format(&text, "%s%s", i == 0 ? "" : "|", matches[i].name);
    }
    size_t n_messages;
    const struct diag_message *messages =
        diag_messages(world.diag, &n_messages);
    for (size_t i = 0; i < n_messages; i++)
        strbuf_add_format(&text, " %s", diag_code_name(messages[i].code));
    assert_string_equal(strbuf_text(&text), expected);
    strbuf_free(&text);
    tear_down(&world);
}

static void test_files(void **state)
{
    (void)state;
    check("x*.csv", "x1.csv|x10.csv|x2.csv");
    check("x?.csv", "x1.csv|x2.csv");
    check("x[12].csv", "x1.csv|x2.csv");
    check("./x[2-9]*", "x2.csv");
}

/* A hidden folder is none of them; one without the file is noted, a file
   where a folder should be is not. */
static void test_folders(void **state)
{
    (void)state;
    check("*/schemes.csv",
          "a b/schemes.csv|b/schemes.csv|đ/schemes.csv file-not-in-folder");
    check("*/*.csv", "a b/schemes.csv|b/schemes.csv|đ/schemes.csv");
    check("[ab]*/schemes.csv", "a b/schemes.csv|b/schemes.csv");
    check("b/*", "b/schemes.csv");
}

/* A name in capitals is told; who has a file open is no table. */
static void test_case_and_owners(void **state)
{
    (void)state;
    check(".l/*.csv", ".l/c.csv near-file-name");
    check(".l/*", ".l/D.CSV|.l/c.csv");
}

static void test_nothing(void **state)
{
    (void)state;
    check("y*.csv", " no-matching-file");
    check("z/*.csv", " no-matching-file");
    check("*/plans.csv", " file-not-in-folder file-not-in-folder "
                         "file-not-in-folder file-not-in-folder "
                         "no-matching-file");
    check("[ae]", " no-matching-file"); /* a folder is no file */
}

static void test_unreadable(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip();
    struct world world;
    set_up(&world);
    char path[256];
    struct wildcard_match *matches;
    size_t n;
    assert_int_equal(chmod(folder_file(&world.folder, "b", path), 0), 0);
    assert_false(wildcard_expand(world.arena, world.folder.path, "*/*.csv",
                                 PLACE_NONE, &matches, &n, world.diag));
    size_t n_messages;
    assert_int_equal(diag_messages(world.diag, &n_messages)->code,
                     DIAG_WILDCARD_FOLDER);
    assert_int_equal(diag_status(world.diag), STATUS_PERMISSION);
    chmod(path, 0777);
    tear_down(&world);
}

/* Not "there is none", but "it cannot be known". */
static void test_unsearchable(void **state)
{
    char pattern[302] = "b*/";
    memset(pattern + 3, 'x', 298);
    (void)state;
    check(pattern, " unreadable-folder");
}

/* A link to nothing is a disk that is not there, not a file that nobody has. */
static void test_dangling(void **state)
{
    (void)state;
    struct world world;
    char path[256];
    struct wildcard_match *matches;
    size_t n, n_messages;
    set_up(&world);
    assert_int_equal(symlink("gone", folder_file(&world.folder, "f", path)), 0);
    assert_false(wildcard_expand(world.arena, world.folder.path,
                                 "*/schemes.csv", PLACE_NONE, &matches, &n,
                                 world.diag));
    const struct diag_message *messages =
        diag_messages(world.diag, &n_messages);
    assert_int_equal(messages[n_messages - 1].code, DIAG_DANGLING_LINK);
    unlink(path);
    /* Of the file itself the reader tells. */
    folder_file(&world.folder, "b/plans.csv", path);
    assert_int_equal(symlink("gone", path), 0);
    assert_true(wildcard_expand(world.arena, world.folder.path, "*/plans.csv",
                                PLACE_NONE, &matches, &n, world.diag));
    assert_int_equal(n, 1);
    unlink(path);
    tear_down(&world);
}

/* A folder in place of the file is not one without it: the reader tells. */
static void test_folder_for_file(void **state)
{
    (void)state;
    struct world world;
    char path[256];
    struct wildcard_match *matches;
    size_t n;
    set_up(&world);
    assert_int_equal(
        mkdir(folder_file(&world.folder, "b/plans.csv", path), 0777), 0);
    assert_true(wildcard_expand(world.arena, world.folder.path, "*/plans.csv",
                                PLACE_NONE, &matches, &n, world.diag));
    assert_int_equal(n, 1);
    assert_string_equal(matches[0].name, "b/plans.csv");
    rmdir(path);
    tear_down(&world);
}

static void test_is_pattern(void **state)
{
    (void)state;
    assert_true(wildcard_is_pattern("a/*.csv"));
    assert_true(wildcard_is_pattern("a?"));
    assert_true(wildcard_is_pattern("[ab]"));
    assert_false(wildcard_is_pattern("schemes.csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_case_and_owners),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_unsearchable),
        cmocka_unit_test(test_dangling),
        cmocka_unit_test(test_folder_for_file),
        cmocka_unit_test(test_is_pattern),
    };
    return cmocka_run_group_tests_name("wildcard", tests, NULL, NULL);
}
