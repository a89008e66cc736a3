#include "base/root.h"

#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder "in", whose files may be read, and a file "secret" beside it. */
struct world {
    struct arena *arena;
    char folder[64];
};

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    world->arena = arena_create();
    strcpy(world->folder, "/tmp/reportgen-root-XXXXXX");
    if (mkdtemp(world->folder) == NULL || chdir(world->folder) != 0 ||
        mkdir("in", 0700) != 0 || mkdir("in/sub", 0700) != 0 ||
        mkdir("in/sub/deep", 0700) != 0 || mkdir("out", 0700) != 0)
        return 1;
    write_text("secret", "secret");
    write_text("out/secret", "secret");
    write_text("in/file", "inside");
    write_text("in/sub/file", "inside");
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", world->folder);
    int failed = chdir("/") != 0 || system(command) != 0;
    arena_destroy(world->arena);
    free(world);
    return failed;
}

static enum input_state look(const struct world *world, const struct root *root,
                             const char *name)
{
    const struct input input =
        input_below(world->arena, root, name, PLACE_NONE);
    char text[16] = "";
    int fd;
    enum input_state state = input_open(&input, &fd);
    if (state != INPUT_OPENED)
        return state;
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    if (!root->is_open)
        assert_string_equal(text, "inside");
    return state;
}

static void names_below_are_opened(void **state)
{
    const struct world *world = *state;
    const struct root *in = root_at(world->arena, "in");
    const struct root *sub = root_below(world->arena, in, "sub");
    assert_int_equal(look(world, in, "file"), INPUT_OPENED);
    assert_int_equal(look(world, in, "sub/file"), INPUT_OPENED);
    assert_int_equal(look(world, in, "./sub//file"), INPUT_OPENED);
    assert_int_equal(look(world, in, "sub/../file"), INPUT_OPENED);
    assert_int_equal(look(world, in, "sub/deep/../../file"), INPUT_OPENED);
    assert_int_equal(look(world, sub, "file"), INPUT_OPENED);
    assert_int_equal(look(world, in, "none"), INPUT_ABSENT);
    assert_int_equal(look(world, in, "none/file"), INPUT_ABSENT);
    assert_int_equal(look(world, in, "file/file"), INPUT_ABSENT);
    assert_int_equal(look(world, root_at(world->arena, "none"), "file"),
                     INPUT_ABSENT);
}

static void names_that_lead_out_are_not(void **state)
{
    const struct world *world = *state;
    const struct root *in = root_at(world->arena, "in");
    const struct root *sub = root_below(world->arena, in, "sub");
    static const char *const names[] = {"../secret",        "..",
                                        "sub/../../secret", "/etc/passwd",
                                        "./../in/file",     "sub/../../in/file",
                                        "../out/none"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(look(world, in, names[i]), INPUT_OUTSIDE);
    /* Each root is a limit of its own, also one that leads out itself. */
    assert_int_equal(look(world, sub, "../file"), INPUT_OUTSIDE);
    assert_int_equal(
        look(world, root_below(world->arena, in, "../out"), "secret"),
        INPUT_OUTSIDE);
    /* "in-2" stands not below "in". */
    char name[128];
    assert_int_equal(mkdir("in-2", 0700), 0);
    write_text("in-2/file", "secret");
    snprintf(name, sizeof name, "%s/in-2/file", world->folder);
    assert_int_equal(look(world, in, name), INPUT_OUTSIDE);
    snprintf(name, sizeof name, "%s/in/sub/file", world->folder);
    assert_int_equal(look(world, in, name), INPUT_OPENED);
}

static void links_are_followed_while_they_stay_below(void **state)
{
    const struct world *world = *state;
    const struct root *in = root_at(world->arena, "in");
    char target[128];
    assert_int_equal(symlink("file", "in/near"), 0);
    assert_int_equal(symlink("../file", "in/sub/up"), 0);
    assert_int_equal(symlink("sub/up", "in/chain"), 0);
    assert_int_equal(symlink("sub", "in/folder"), 0);
    snprintf(target, sizeof target, "%s/in/sub", world->folder);
    assert_int_equal(symlink(target, "in/full"), 0);
    static const char *const good[] = {"near",        "sub/up",    "chain",
                                       "folder/file", "folder/up", "full/file",
                                       "full/up"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(look(world, in, good[i]), INPUT_OPENED);

    assert_int_equal(symlink("../secret", "in/l1"), 0);
    assert_int_equal(symlink("../../out", "in/sub/l2"), 0);
    assert_int_equal(symlink("sub/l2/secret", "in/l3"), 0);
    assert_int_equal(symlink("/etc", "in/l4"), 0);
    assert_int_equal(symlink("/proc/self/cwd", "in/l5"), 0);
    snprintf(target, sizeof target, "%s/in/../secret", world->folder);
    assert_int_equal(symlink(target, "in/l6"), 0);
    static const char *const bad[] = {"l1",        "sub/l2/secret", "l3",
                                      "l4/passwd", "l5/secret",     "l6"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(look(world, in, bad[i]), INPUT_OUTSIDE);
    /* The folder that was found may be a link, for its finder gave it. */
    assert_int_equal(symlink("in", "given"), 0);
    assert_int_equal(look(world, root_at(world->arena, "given"), "sub/file"),
                     INPUT_OPENED);
}

/* The root itself, and the way back into it, may be reached by links. */
static void links_may_name_the_root_otherwise(void **state)
{
    const struct world *world = *state;
    char target[128];
    assert_int_equal(symlink("in", "given"), 0);
    assert_int_equal(symlink("in/sub", "given-sub"), 0);
    assert_int_equal(symlink("in/sub/file", "given-file"), 0);
    static const char *const full[] = {"given/sub/file", "in/sub/file",
                                       "given-sub/file", "given-file",
                                       "out/../given/file"};
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        snprintf(target, sizeof target, "%s/%s", world->folder, full[i]);
        assert_int_equal(symlink(target, "in/link"), 0);
        assert_int_equal(look(world, root_at(world->arena, "given"), "link"),
                         INPUT_OPENED);
        assert_int_equal(look(world, root_at(world->arena, "in"), "link"),
                         INPUT_OPENED);
        assert_int_equal(unlink("in/link"), 0);
    }
    static const char *const back[] = {"../in/file", "../given/sub/file",
                                       "../../in/sub/file"};
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        bool deep = strncmp(back[i], "../../", 6) == 0;
        const char *name = deep ? "in/sub/back" : "in/back";
        assert_int_equal(symlink(back[i], name), 0);
        assert_int_equal(look(world, root_at(world->arena, "given"), name + 3),
                         INPUT_OPENED);
        assert_int_equal(unlink(name), 0);
    }
    static const char *const out[] = {"../in/../secret", "../given-secret",
                                      "../none/file", "../in-2/file"};
    assert_int_equal(symlink("secret", "given-secret"), 0);
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        assert_int_equal(symlink(out[i], "in/l"), 0);
        assert_int_equal(look(world, root_at(world->arena, "given"), "l"),
                         INPUT_OUTSIDE);
        assert_int_equal(unlink("in/l"), 0);
    }
    /* Round and round. */
    snprintf(target, sizeof target, "%s/given/round", world->folder);
    assert_int_equal(symlink(target, "in/round"), 0);
    assert_int_equal(look(world, root_at(world->arena, "given"), "round"),
                     INPUT_UNREADABLE);
    assert_int_equal(errno, ELOOP);
}

static void a_link_to_nothing_is_not_absent(void **state)
{
    const struct world *world = *state;
    const struct root *in = root_at(world->arena, "in");
    char target[128];
    assert_int_equal(symlink("none", "in/l1"), 0);
    assert_int_equal(symlink("l1", "in/l2"), 0);
    snprintf(target, sizeof target, "%s/in/none", world->folder);
    assert_int_equal(symlink(target, "in/l3"), 0);
    static const char *const names[] = {"l1", "l1/file", "l2", "l3/file"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(look(world, in, names[i]), INPUT_DANGLING);
    assert_int_equal(symlink("none", "gone"), 0);
    assert_int_equal(look(world, root_at(world->arena, "gone"), "file"),
                     INPUT_DANGLING);
    assert_int_equal(symlink("round", "in/round"), 0);
    assert_int_equal(look(world, in, "round"), INPUT_UNREADABLE);
    assert_int_equal(errno, ELOOP);
    const struct input gone = input_at("in/l1");
    assert_int_equal(input_look(&gone), INPUT_DANGLING);
}

static void an_open_root_leads_anywhere(void **state)
{
    const struct world *world = *state;
    struct root *in = root_at(world->arena, "in");
    in->is_open = true;
    const struct root *sub = root_below(world->arena, in, "sub");
    assert_int_equal(look(world, in, "../secret"), INPUT_OPENED);
    assert_int_equal(look(world, sub, "../../secret"), INPUT_OPENED);
    assert_int_equal(look(world, in, "/etc/passwd"), INPUT_OPENED);
    assert_int_equal(look(world, in, "../none"), INPUT_ABSENT);
}

static void paths_are_named_as_given(void **state)
{
    const struct world *world = *state;
    struct arena *arena = world->arena;
    const struct root *here = root_at(arena, ".");
    const struct root *in = root_at(arena, "in/");
    assert_string_equal(root_path(arena, here, "a/b"), "a/b");
    assert_string_equal(root_path(arena, in, "a/b"), "in/a/b");
    assert_string_equal(root_path(arena, in, "/a"), "/a");
    const struct input input = input_below(arena, in, "sub/file", PLACE_NONE);
    const struct root *folder = input_folder(arena, &input);
    assert_string_equal(folder->path, "in/sub");
    assert_int_equal(look(world, folder, "file"), INPUT_OPENED);
    assert_int_equal(look(world, folder, "../file"), INPUT_OUTSIDE);
    const struct input bare = input_at("file");
    assert_string_equal(input_folder(arena, &bare)->path, ".");
    const struct input full = input_at("/file");
    assert_string_equal(input_folder(arena, &full)->path, "/");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(names_below_are_opened),
        TEST(names_that_lead_out_are_not),
        TEST(links_are_followed_while_they_stay_below),
        TEST(links_may_name_the_root_otherwise),
        TEST(a_link_to_nothing_is_not_absent),
        TEST(an_open_root_leads_anywhere),
        TEST(paths_are_named_as_given),
    };
    return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
