#include "base/outfile.h"
#include "folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct diag *new_diag(void)
{
    return diag_create(NULL, NULL, false);
}

static void expect_only_code(struct diag *diag, enum diag_code code)
{
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
    diag_destroy(diag);
}

static void files_appear_together(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    char sha[65];
    int64_t size;
    folder_make(&folder);
    folder_write(&folder, "a.pdf", "old", 3);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *a = outfile_create(dir, "a.pdf", diag);
    struct outfile *b = outfile_create(dir, "b.xlsx", diag);
    assert_true(outfile_write(a, "ab", 2) && outfile_write(a, "c", 1));
    assert_true(outfile_close(a, diag) && outfile_close(b, diag));
    assert_true(outfile_measure(a, diag, &size, sha));
    assert_int_equal(size, 3);
    assert_string_equal(
        sha,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(folder_read(&folder, "a.pdf", text), "old");
    assert_true(outdir_publish(dir, diag));
    assert_string_equal(folder_read(&folder, "a.pdf", text), "abc");
    outdir_close(dir);
    assert_int_equal(folder_count(&folder), 2);
    assert_false(diag_failed(diag));
    diag_destroy(diag);
    folder_remove(&folder);
}

/* Much goes beside the file, and the folder for it goes with the lock. */
static void scratch_is_a_folder_of_its_own(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    folder_make(&folder);
    struct outlock *lock = outlock_take(folder.path, diag);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *file = outfile_create(dir, "b.xlsx", diag);
    const char *little = outfile_scratch(file, 1000);
    const char *much = outfile_scratch(file, UINT64_C(1) << 30);
    assert_int_equal(access(little, W_OK | X_OK), 0);
    assert_string_not_equal(little, folder.path);
    assert_int_equal(access(much, W_OK | X_OK), 0);
    assert_int_equal(strncmp(much, folder.path, strlen(folder.path)), 0);
    outdir_close(dir);
    outlock_release(lock);
    assert_int_equal(folder_count(&folder), 0);
    diag_destroy(diag);
    folder_remove(&folder);
}

static void what_is_not_published_is_removed(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    folder_make(&folder);
    folder_write(&folder, "a", "old", 3);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *a = outfile_create(dir, "a", diag);
    outfile_write(a, "new", 3);
    assert_true(outfile_close(a, diag));
    assert_non_null(outfile_create(dir, "b", diag));
    outdir_close(dir);
    assert_string_equal(folder_read(&folder, "a", text), "old");
    assert_int_equal(folder_count(&folder), 1);
    diag_destroy(diag);
    folder_remove(&folder);
    outdir_close(NULL);
}

/* A file that others are made from is measured, read, and gone. */
static void a_withheld_file_is_not_published(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    char sha[65];
    int64_t size;
    folder_make(&folder);
    folder_write(&folder, "a", "old", 3);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *a = outfile_create(dir, "a", diag);
    struct outfile *b = outfile_create(dir, "b", diag);
    assert_true(outfile_write(a, "new", 3) && outfile_write(b, "b", 1));
    assert_true(outfile_close(a, diag) && outfile_close(b, diag));
    outfile_withhold(a);
    assert_true(outfile_measure(a, diag, &size, sha));
    assert_int_equal(size, 3);
    assert_true(outdir_publish(dir, diag));
    outdir_close(dir);
    assert_string_equal(folder_read(&folder, "a", text), "old");
    assert_string_equal(folder_read(&folder, "b", text), "b");
    assert_int_equal(folder_count(&folder), 2);
    assert_false(diag_failed(diag));
    diag_destroy(diag);
    folder_remove(&folder);
}

static void large_writes_keep_their_order(void **state)
{
    (void)state;
    enum { COUNT = 40000 };
    struct folder folder;
    struct diag *diag = new_diag();
    char path[256];
    char *big = calloc(1, 200000);
    memset(big, 'x', 200000);
    folder_make(&folder);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *file = outfile_create(dir, "a", diag);
    for (int i = 0; i < COUNT; i++)
        outfile_write(file, &(char[]){(char)('a' + i % 26)}, 1);
    outfile_write(file, big, 200000);
    outfile_write(file, "end", 3);
    assert_true(outfile_close(file, diag) && outdir_publish(dir, diag));
    FILE *in = fopen(folder_file(&folder, "a", path), "rb");
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(fgetc(in), 'a' + i % 26);
    for (int i = 0; i < 200000; i++)
        assert_int_equal(fgetc(in), 'x');
    assert_int_equal(fgetc(in), 'e');
    fclose(in);
    outdir_close(dir);
    free(big);
    diag_destroy(diag);
    folder_remove(&folder);
}

/* A library opens the staged path itself. */
static void a_file_may_be_written_by_name(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    folder_make(&folder);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *file = outfile_create(dir, "a", diag);
    remove(outfile_staged_path(file));
    FILE *out = fopen(outfile_staged_path(file), "wb");
    fputs("by name", out);
    fclose(out);
    assert_true(outfile_close(file, diag) && outdir_publish(dir, diag));
    assert_string_equal(folder_read(&folder, "a", text), "by name");
    outdir_close(dir);
    diag_destroy(diag);
    folder_remove(&folder);
}

static void a_locked_folder_is_busy(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    struct diag *other = new_diag();
    folder_make(&folder);
    struct outlock *lock = outlock_take(folder.path, diag);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *file = outfile_create(dir, "a", diag);
    assert_null(outlock_take(folder.path, other));
    assert_int_equal(diag_status(other), STATUS_BUSY);
    expect_only_code(other, DIAG_OUTPUT_BUSY);
    assert_int_equal(access(outfile_staged_path(file), F_OK), 0);
    outdir_close(dir);
    outlock_release(lock);
    lock = outlock_take(folder.path, diag);
    assert_non_null(lock);
    outlock_release(lock);
    outlock_release(NULL);
    assert_int_equal(folder_count(&folder), 0);
    diag_destroy(diag);
    folder_remove(&folder);
}

static void leftovers_are_swept(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    folder_make(&folder);
    folder_write(&folder, ".reportgen-77-1.tmp", "half", 4);
    folder_write(&folder, ".reportgen.lock", "", 0);
    folder_write(&folder, "mine.tmp", "kept", 4);
    struct outlock *lock = outlock_take(folder.path, diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_int_equal(folder_count(&folder), 1);
    diag_destroy(diag);
    folder_remove(&folder);
}

static void expect_no_lock(const char *path)
{
    struct diag *diag = new_diag();
    assert_null(outlock_take(path, diag));
    expect_only_code(diag, DIAG_OUTPUT_CREATE);
}

static void missing_folders_are_made(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char path[256];
    folder_make(&folder);
    struct outlock *lock =
        outlock_take(folder_file(&folder, "x/y/z/", path), diag);
    assert_non_null(lock);
    outlock_release(lock);
    diag_destroy(diag);
    assert_int_equal(rmdir(folder_file(&folder, "x/y/z", path)), 0);
    assert_int_equal(rmdir(folder_file(&folder, "x/y", path)), 0);
    folder_write(&folder, "file", "", 0);
    expect_no_lock(folder_file(&folder, "file", path));
    expect_no_lock(folder_file(&folder, "file/sub", path));
    expect_no_lock("/proc/nowhere");
    folder_remove(&folder);
}

static void an_impossible_name_is_refused(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char path[256];
    folder_make(&folder);
    assert_int_equal(mkdir(folder_file(&folder, "a.pdf", path), 0700), 0);
    struct outdir *dir = outdir_open(folder.path, diag);
    assert_null(outfile_create(dir, "a.pdf", diag));
    expect_only_code(diag, DIAG_OUTPUT_CREATE);
    diag = new_diag();
    assert_null(outfile_create(dir, "../a", diag));
    expect_only_code(diag, DIAG_OUTPUT_CREATE);
    outdir_close(dir);
    folder_remove(&folder);
}

/* A limit on file size stands for the full disk: the write fails midway. */
static void a_failed_write_is_reported_at_close(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    static char block[100000];
    folder_make(&folder);
    folder_write(&folder, "a", "old", 3);
    struct outdir *dir = outdir_open(folder.path, diag);
    struct outfile *file = outfile_create(dir, "a", diag);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit limit = {.rlim_cur = 70000, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_false(outfile_write(file, block, sizeof block));
    assert_false(outfile_write(file, "more", 4));
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(outfile_close(file, diag));
    assert_int_equal(diag_status(diag), STATUS_IO);
    assert_true(outdir_publish(dir, diag)); /* nothing is ready */
    outdir_close(dir);
    assert_string_equal(folder_read(&folder, "a", text), "old");
    assert_int_equal(folder_count(&folder), 1);
    expect_only_code(diag, DIAG_OUTPUT_WRITE);
    folder_remove(&folder);
}

static void remove_and_exit(int signal_number)
{
    (void)signal_number;
    outfile_remove_staged();
    _exit(3);
}

static void a_signal_removes_what_is_staged(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    folder_make(&folder);
    folder_write(&folder, "a", "old", 3);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, remove_and_exit);
        outlock_take(folder.path, diag);
        struct outdir *dir = outdir_open(folder.path, diag);
        outfile_create(dir, "a", diag);
        outfile_create(dir, "b", diag);
        raise(SIGTERM);
        _exit(9);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_string_equal(folder_read(&folder, "a", text), "old");
    assert_int_equal(folder_count(&folder), 2); /* "a" and the lock file */
    struct outlock *lock = outlock_take(folder.path, diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_int_equal(folder_count(&folder), 1);
    diag_destroy(diag);
    folder_remove(&folder);
}

/* A run that was killed after its first rename of three. */
static void an_interrupted_set_is_finished(void **state)
{
    (void)state;
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    folder_make(&folder);
    folder_write(&folder, "a.pdf", "new", 3);
    folder_write(&folder, "a.xlsx", "old", 3);
    folder_write(&folder, ".reportgen-7-00a1-2~a.xlsx.tmp", "new", 3);
    folder_write(&folder, ".reportgen-7-00a1-3~a.manifest.json.ready", "new",
                 3);
    folder_write(&folder, ".reportgen-7-00a2-1~a.pdf.tmp", "half", 4);
    folder_write(&folder, ".reportgen-77-00a1-1~a.pdf.tmp", "half", 4);
    struct outlock *lock = outlock_take(folder.path, diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_string_equal(folder_read(&folder, "a.pdf", text), "new");
    assert_string_equal(folder_read(&folder, "a.xlsx", text), "new");
    assert_string_equal(folder_read(&folder, "a.manifest.json", text), "new");
    assert_int_equal(folder_count(&folder), 3);
    diag_destroy(diag);
    folder_remove(&folder);
}

/* A set without a marker has begun nothing, and a marker of a stranger
   publishes nothing. */
static void a_doubtful_set_is_swept(void **state)
{
    (void)state;
    static const char *const strange[] = {
        ".reportgen-7-00a1-1~a.pdf.tmp",  ".reportgen-7-00a1-2~a.xlsx.tmp",
        ".reportgen-7-00a2-1a.pdf.ready", ".reportgen-~.ready",
        ".reportgen-a.pdf.ready",
    };
    struct folder folder;
    struct diag *diag = new_diag();
    char text[256];
    folder_make(&folder);
    folder_write(&folder, "a.pdf", "old", 3);
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        folder_write(&folder, strange[i], "new", 3);
    struct outlock *lock = outlock_take(folder.path, diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_string_equal(folder_read(&folder, "a.pdf", text), "old");
    assert_int_equal(folder_count(&folder), 1);
    diag_destroy(diag);
    folder_remove(&folder);
}

/* Names are kept whole or refused. */
static void long_names_are_refused(void **state)
{
    (void)state;
    char name[256];
    struct folder folder;
    struct diag *diag = new_diag();
    folder_make(&folder);
    struct outlock *lock = outlock_take(folder.path, diag);
    struct outdir *dir = outdir_open(folder.path, diag);
    memset(name, 'a', sizeof name);
    name[214] = '\0'; /* 200 of an output's name and ".manifest.json" */
    assert_non_null(outfile_create(dir, name, diag));
    name[214] = 'a';
    name[240] = '\0';
    assert_null(outfile_create(dir, name, diag));
    outdir_close(dir);
    outlock_release(lock);
    assert_int_equal(folder_count(&folder), 0);
    diag_destroy(diag);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_appear_together),
        cmocka_unit_test(scratch_is_a_folder_of_its_own),
        cmocka_unit_test(what_is_not_published_is_removed),
        cmocka_unit_test(a_withheld_file_is_not_published),
        cmocka_unit_test(large_writes_keep_their_order),
        cmocka_unit_test(a_file_may_be_written_by_name),
        cmocka_unit_test(a_locked_folder_is_busy),
        cmocka_unit_test(leftovers_are_swept),
        cmocka_unit_test(missing_folders_are_made),
        cmocka_unit_test(an_impossible_name_is_refused),
        cmocka_unit_test(a_failed_write_is_reported_at_close),
        cmocka_unit_test(a_signal_removes_what_is_staged),
        cmocka_unit_test(an_interrupted_set_is_finished),
        cmocka_unit_test(a_doubtful_set_is_swept),
        cmocka_unit_test(long_names_are_refused),
    };
    return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
