#include "base/outfile.h"
#include "folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* A folder, and what is reported of it. */
struct scene {
    struct folder folder;
    struct diag *diag;
    const char *path;
};

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    folder_make(&scene->folder);
    scene->path = scene->folder.path;
    scene->diag = diag_create(NULL, NULL, false);
    *state = scene;
    return 0;
}

/* A test has named all that it expects to be reported. */
static int tear_down(void **state)
{
    struct scene *scene = *state;
    size_t n;
    diag_messages(scene->diag, &n);
    assert_int_equal(n, 0);
    diag_destroy(scene->diag);
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

/* What was reported since the last call is CODE alone. */
static void expect_only_code(struct scene *scene, enum diag_code code)
{
    size_t n;
    const struct diag_message *messages = diag_messages(scene->diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
    assert_int_equal(diag_status(scene->diag), diag_code_status(code));
    diag_destroy(scene->diag);
    scene->diag = diag_create(NULL, NULL, false);
}

static void expect_text(const struct scene *scene, const char *name,
                        const char *expected)
{
    char text[256];
    assert_string_equal(folder_read(&scene->folder, name, text), expected);
}

static void expect_files(const struct scene *scene, int n)
{
    assert_int_equal(folder_count(&scene->folder), n);
}

static void write_text(const struct scene *scene, const char *name,
                       const char *text)
{
    folder_write(&scene->folder, name, text, strlen(text));
}

/* Takes the lock, which recovers and sweeps, and releases it. */
static void take_and_release(const struct scene *scene)
{
    struct outlock *lock = outlock_take(scene->path, scene->diag);
    assert_non_null(lock);
    outlock_release(lock);
}

static void files_appear_together(void **state)
{
    struct scene *scene = *state;
    char sha[65];
    int64_t size;
    write_text(scene, "a.pdf", "old");
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *a = outfile_create(dir, "a.pdf", scene->diag);
    struct outfile *b = outfile_create(dir, "b.xlsx", scene->diag);
    assert_true(outfile_write(a, "ab", 2) && outfile_write(a, "c", 1));
    assert_true(outfile_close(a, scene->diag) && outfile_close(b, scene->diag));
    assert_true(outfile_measure(a, scene->diag, &size, sha));
    assert_int_equal(size, 3);
    assert_string_equal(
        sha,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_text(scene, "a.pdf", "old");
    assert_true(outdir_publish(dir, scene->diag));
    expect_text(scene, "a.pdf", "abc");
    outdir_close(dir);
    expect_files(scene, 2);
}

/* Much goes beside the file, and the folder for it goes with the lock. */
static void scratch_is_a_folder_of_its_own(void **state)
{
    struct scene *scene = *state;
    struct outlock *lock = outlock_take(scene->path, scene->diag);
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *file = outfile_create(dir, "b.xlsx", scene->diag);
    const char *little = outfile_scratch(file, 1000);
    const char *much = outfile_scratch(file, UINT64_C(1) << 30);
    assert_int_equal(access(little, W_OK | X_OK), 0);
    assert_string_not_equal(little, scene->path);
    assert_int_equal(access(much, W_OK | X_OK), 0);
    assert_int_equal(strncmp(much, scene->path, strlen(scene->path)), 0);
    outdir_close(dir);
    outlock_release(lock);
    expect_files(scene, 0);
}

static void what_is_not_published_is_removed(void **state)
{
    struct scene *scene = *state;
    write_text(scene, "a", "old");
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *a = outfile_create(dir, "a", scene->diag);
    outfile_write(a, "new", 3);
    assert_true(outfile_close(a, scene->diag));
    assert_non_null(outfile_create(dir, "b", scene->diag));
    outdir_close(dir);
    expect_text(scene, "a", "old");
    expect_files(scene, 1);
    outdir_close(NULL);
}

/* A file that others are made from is measured, read, and gone. */
static void a_withheld_file_is_not_published(void **state)
{
    struct scene *scene = *state;
    char sha[65];
    int64_t size;
    write_text(scene, "a", "old");
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *a = outfile_create(dir, "a", scene->diag);
    struct outfile *b = outfile_create(dir, "b", scene->diag);
    assert_true(outfile_write(a, "new", 3) && outfile_write(b, "b", 1));
    assert_true(outfile_close(a, scene->diag) && outfile_close(b, scene->diag));
    outfile_withhold(a);
    assert_true(outfile_measure(a, scene->diag, &size, sha));
    assert_int_equal(size, 3);
    assert_true(outdir_publish(dir, scene->diag));
    outdir_close(dir);
    expect_text(scene, "a", "old");
    expect_text(scene, "b", "b");
    expect_files(scene, 2);
}

static void large_writes_keep_their_order(void **state)
{
    enum { COUNT = 40000 };
    struct scene *scene = *state;
    char path[256];
    char *big = calloc(1, 200000);
    memset(big, 'x', 200000);
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    for (int i = 0; i < COUNT; i++)
        outfile_write(file, &(char[]){(char)('a' + i % 26)}, 1);
    outfile_write(file, big, 200000);
    outfile_write(file, "end", 3);
    assert_true(outfile_close(file, scene->diag) &&
                outdir_publish(dir, scene->diag));
    FILE *in = fopen(folder_file(&scene->folder, "a", path), "rb");
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(fgetc(in), 'a' + i % 26);
    for (int i = 0; i < 200000; i++)
        assert_int_equal(fgetc(in), 'x');
    assert_int_equal(fgetc(in), 'e');
    fclose(in);
    outdir_close(dir);
    free(big);
}

/* A library opens the staged path itself. */
static void a_file_may_be_written_by_name(void **state)
{
    struct scene *scene = *state;
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    remove(outfile_staged_path(file));
    FILE *out = fopen(outfile_staged_path(file), "wb");
    fputs("by name", out);
    fclose(out);
    assert_true(outfile_close(file, scene->diag) &&
                outdir_publish(dir, scene->diag));
    expect_text(scene, "a", "by name");
    outdir_close(dir);
}

static void a_locked_folder_is_busy(void **state)
{
    struct scene *scene = *state;
    struct outlock *lock = outlock_take(scene->path, scene->diag);
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_BUSY);
    assert_int_equal(access(outfile_staged_path(file), F_OK), 0);
    outdir_close(dir);
    outlock_release(lock);
    take_and_release(scene);
    outlock_release(NULL);
    expect_files(scene, 0);
}

static void leftovers_are_swept(void **state)
{
    struct scene *scene = *state;
    write_text(scene, ".reportgen-77-1.tmp", "half");
    write_text(scene, ".reportgen.lock", "");
    write_text(scene, "mine.tmp", "kept");
    take_and_release(scene);
    expect_files(scene, 1);
}

static void expect_no_lock(struct scene *scene, const char *path)
{
    assert_null(outlock_take(path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
}

static void missing_folders_are_made(void **state)
{
    struct scene *scene = *state;
    char path[256];
    struct outlock *lock =
        outlock_take(folder_file(&scene->folder, "x/y/z/", path), scene->diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_int_equal(rmdir(folder_file(&scene->folder, "x/y/z", path)), 0);
    assert_int_equal(rmdir(folder_file(&scene->folder, "x/y", path)), 0);
    write_text(scene, "file", "");
    expect_no_lock(scene, folder_file(&scene->folder, "file", path));
    expect_no_lock(scene, folder_file(&scene->folder, "file/sub", path));
    expect_no_lock(scene, "/proc/nowhere");
}

static void an_impossible_name_is_refused(void **state)
{
    struct scene *scene = *state;
    char path[256];
    assert_int_equal(mkdir(folder_file(&scene->folder, "a.pdf", path), 0700),
                     0);
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    assert_null(outfile_create(dir, "a.pdf", scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    assert_null(outfile_create(dir, "../a", scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    outdir_close(dir);
}

/* A limit on file size stands for the full disk: the write fails midway. */
static void a_failed_write_is_reported_at_close(void **state)
{
    struct scene *scene = *state;
    static char block[100000];
    write_text(scene, "a", "old");
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {.rlim_cur = 70000, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_false(outfile_write(file, block, sizeof block));
    assert_false(outfile_write(file, "more", 4));
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(outfile_close(file, scene->diag));
    assert_true(outdir_publish(dir, scene->diag)); /* nothing is ready */
    outdir_close(dir);
    expect_text(scene, "a", "old");
    expect_files(scene, 1);
    expect_only_code(scene, DIAG_OUTPUT_WRITE);
}

static void remove_and_exit(int signal_number)
{
    (void)signal_number;
    outfile_remove_staged();
    _exit(3);
}

static void a_signal_removes_what_is_staged(void **state)
{
    struct scene *scene = *state;
    write_text(scene, "a", "old");
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, remove_and_exit);
        outlock_take(scene->path, scene->diag);
        struct outdir *dir = outdir_open(scene->path, scene->diag);
        outfile_create(dir, "a", scene->diag);
        outfile_create(dir, "b", scene->diag);
        raise(SIGTERM);
        _exit(9);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 3);
    expect_text(scene, "a", "old");
    expect_files(scene, 2); /* "a" and the lock file */
    take_and_release(scene);
    expect_files(scene, 1);
}

/* A run that was killed after its first rename of three. */
static void an_interrupted_set_is_finished(void **state)
{
    struct scene *scene = *state;
    write_text(scene, "a.pdf", "new");
    write_text(scene, "a.xlsx", "old");
    write_text(scene, ".reportgen-7-00a1-2~a.xlsx.tmp", "new");
    write_text(scene, ".reportgen-7-00a1-3~a.manifest.json.ready", "new");
    write_text(scene, ".reportgen-7-00a2-1~a.pdf.tmp", "half");
    write_text(scene, ".reportgen-77-00a1-1~a.pdf.tmp", "half");
    take_and_release(scene);
    expect_text(scene, "a.pdf", "new");
    expect_text(scene, "a.xlsx", "new");
    expect_text(scene, "a.manifest.json", "new");
    expect_files(scene, 3);
}

/* A set without a marker has begun nothing, and a marker of a stranger
   publishes nothing. */
static void a_doubtful_set_is_swept(void **state)
{
    static const char *const strange[] = {
        ".reportgen-7-00a1-1~a.pdf.tmp",  ".reportgen-7-00a1-2~a.xlsx.tmp",
        ".reportgen-7-00a2-1a.pdf.ready", ".reportgen-~.ready",
        ".reportgen-a.pdf.ready",
    };
    struct scene *scene = *state;
    write_text(scene, "a.pdf", "old");
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        write_text(scene, strange[i], "new");
    take_and_release(scene);
    expect_text(scene, "a.pdf", "old");
    expect_files(scene, 1);
}

/* Names are kept whole or refused. */
static void long_names_are_refused(void **state)
{
    char name[256];
    struct scene *scene = *state;
    struct outlock *lock = outlock_take(scene->path, scene->diag);
    struct outdir *dir = outdir_open(scene->path, scene->diag);
    memset(name, 'a', sizeof name);
    name[214] = '\0'; /* 200 of an output's name and ".manifest.json" */
    assert_non_null(outfile_create(dir, name, scene->diag));
    name[214] = 'a';
    name[240] = '\0';
    assert_null(outfile_create(dir, name, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    outdir_close(dir);
    outlock_release(lock);
    expect_files(scene, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_appear_together),
        TEST(scratch_is_a_folder_of_its_own),
        TEST(what_is_not_published_is_removed),
        TEST(a_withheld_file_is_not_published),
        TEST(large_writes_keep_their_order),
        TEST(a_file_may_be_written_by_name),
        TEST(a_locked_folder_is_busy),
        TEST(leftovers_are_swept),
        TEST(missing_folders_are_made),
        TEST(an_impossible_name_is_refused),
        TEST(a_failed_write_is_reported_at_close),
        TEST(a_signal_removes_what_is_staged),
        TEST(an_interrupted_set_is_finished),
        TEST(a_doubtful_set_is_swept),
        TEST(long_names_are_refused),
    };
    return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
