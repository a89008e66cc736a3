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
    struct outlock *lock;
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

/* The same, with one warning: CODE. */
static void take_with_warning(const struct scene *scene, enum diag_code code)
{
    size_t n;
    take_and_release(scene);
    const struct diag_message *messages = diag_messages(scene->diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, code);
    diag_clear(scene->diag);
}

/* A set in the folder, which is locked until close_set(). */
static struct outdir *open_set(struct scene *scene)
{
    scene->lock = outlock_take(scene->path, scene->diag);
    assert_non_null(scene->lock);
    return outdir_open(scene->lock);
}

static void close_set(struct scene *scene, struct outdir *dir)
{
    outdir_close(dir);
    outlock_release(scene->lock);
}

static void files_appear_together(void **state)
{
    struct scene *scene = *state;
    char sha[65];
    int64_t size;
    write_text(scene, "a.pdf", "old");
    struct outdir *dir = open_set(scene);
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
    close_set(scene, dir);
    expect_files(scene, 2);
}

/* What is needed on the way has no name that a killed run could leave. */
static void scratch_has_no_name(void **state)
{
    struct scene *scene = *state;
    struct outdir *dir = open_set(scene);
    struct outfile *file = outfile_create(dir, "b.xlsx", scene->diag);
    int fd = outfile_scratch(file);
    char text[3];
    expect_files(scene, 2); /* the lock and the staged file */
    assert_int_equal(pwrite(fd, "abc", 3, 0), 3);
    assert_int_equal(pread(fd, text, 3, 0), 3);
    assert_memory_equal(text, "abc", 3);
    close(fd);
    close_set(scene, dir);
    expect_files(scene, 0);
}

static void what_is_not_published_is_removed(void **state)
{
    struct scene *scene = *state;
    write_text(scene, "a", "old");
    struct outdir *dir = open_set(scene);
    struct outfile *a = outfile_create(dir, "a", scene->diag);
    outfile_write(a, "new", 3);
    assert_true(outfile_close(a, scene->diag));
    assert_non_null(outfile_create(dir, "b", scene->diag));
    close_set(scene, dir);
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
    struct outdir *dir = open_set(scene);
    struct outfile *a = outfile_create(dir, "a", scene->diag);
    struct outfile *b = outfile_create(dir, "b", scene->diag);
    assert_true(outfile_write(a, "new", 3) && outfile_write(b, "b", 1));
    assert_true(outfile_close(a, scene->diag) && outfile_close(b, scene->diag));
    outfile_withhold(a);
    assert_true(outfile_measure(a, scene->diag, &size, sha));
    assert_int_equal(size, 3);
    assert_true(outdir_publish(dir, scene->diag));
    close_set(scene, dir);
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
    struct outdir *dir = open_set(scene);
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
    close_set(scene, dir);
    free(big);
}

/* A library opens the staged path itself. */
static void a_file_may_be_written_by_name(void **state)
{
    struct scene *scene = *state;
    struct outdir *dir = open_set(scene);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    FILE *out = fopen(outfile_staged_path(file), "wb");
    fputs("by name", out);
    fclose(out);
    assert_true(outfile_close(file, scene->diag) &&
                outdir_publish(dir, scene->diag));
    expect_text(scene, "a", "by name");
    close_set(scene, dir);
}

static void a_locked_folder_is_busy(void **state)
{
    struct scene *scene = *state;
    struct outdir *dir = open_set(scene);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_BUSY);
    assert_int_equal(access(outfile_staged_path(file), F_OK), 0);
    close_set(scene, dir);
    take_and_release(scene);
    outlock_release(NULL);
    expect_files(scene, 0);
}

static void leftovers_are_swept(void **state)
{
    struct scene *scene = *state;
    write_text(scene, ".reportgen-77-00a1-1~a.tmp", "half");
    write_text(scene, ".reportgen-77-00a1.tmp", "half");
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
    struct outdir *dir = open_set(scene);
    assert_null(outfile_create(dir, "a.pdf", scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    assert_null(outfile_create(dir, "../a", scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    close_set(scene, dir);
}

/* A limit on file size stands for the full disk: the write fails midway. */
static void a_failed_write_is_reported_at_close(void **state)
{
    struct scene *scene = *state;
    static char block[100000];
    write_text(scene, "a", "old");
    struct outdir *dir = open_set(scene);
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
    close_set(scene, dir);
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
        struct outdir *dir = open_set(scene);
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

/* ---- sets that a killed run has left ------------------------------------- */

/* SHA-256 of "new", by sha256sum. */
#define NEW_SUM                                                                \
    "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"

/* A run that was killed after its first rename of three. */
static void an_interrupted_set_is_finished(void **state)
{
    struct scene *scene = *state;
    write_text(scene, "a.pdf", "new");
    write_text(scene, "a.xlsx", "old");
    write_text(scene, "a.docx", "old");
    write_text(scene, ".reportgen-7-00a1-2~a.xlsx.tmp", "new");
    write_text(scene, ".reportgen-7-00a1-3~a.manifest.json.tmp", "new");
    write_text(scene, ".reportgen-7-00a1.set",
               "reportgen set 1\n"
               "publish 1 3 " NEW_SUM " a.pdf\n"
               "publish 2 3 " NEW_SUM " a.xlsx\n"
               "publish 3 3 " NEW_SUM " a.manifest.json\n"
               "remove a.docx\n"
               "end\n");
    write_text(scene, ".reportgen-7-00a2-1~a.pdf.tmp", "half");
    write_text(scene, ".reportgen-77-00a1-1~a.pdf.tmp", "half");
    take_and_release(scene);
    expect_text(scene, "a.pdf", "new");
    expect_text(scene, "a.xlsx", "new");
    expect_text(scene, "a.manifest.json", "new");
    expect_files(scene, 3);
}

/* A journal that promises nothing: what it would publish is swept, and it
   stays, for nobody knows what it is. */
static void expect_no_promise(struct scene *scene, const char *journal)
{
    write_text(scene, "a.pdf", "old");
    write_text(scene, ".reportgen-7-00a1-1~a.pdf.tmp", "new");
    write_text(scene, ".reportgen-7-00a1.set", journal);
    take_with_warning(scene, DIAG_OUTPUT_JOURNAL);
    expect_text(scene, "a.pdf", "old");
    expect_text(scene, ".reportgen-7-00a1.set", journal);
    expect_files(scene, 2);
}

static void a_doubtful_journal_promises_nothing(void **state)
{
    static const char *const journals[] = {
        "",
        "new",
        "reportgen set 1\nend",
        "reportgen set 1\npublish 1 3 " NEW_SUM " a.pdf\n",
        "reportgen set 1\npublish 1 3 " NEW_SUM " a.pdf\nend\nmore\n",
        "reportgen set 2\npublish 1 3 " NEW_SUM " a.pdf\nend\n",
        "reportgen set 1\npublish 1 3 " NEW_SUM " ../a.pdf\nend\n",
        "reportgen set 1\nremove ..\nend\n",
        "reportgen set 1\nremove ../a.pdf\nend\n",
        "reportgen set 1\ndelete a.pdf\nend\n",
    };
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof journals / sizeof *journals; i++)
        expect_no_promise(scene, journals[i]);
}

/* A set of which a file was changed is given up for good: once that file is
   swept, a later run would take it for published, and remove the rest. */
static void a_set_that_was_changed_is_given_up(void **state)
{
    static const char *const lines[] = {"publish 1 4 " NEW_SUM " a.pdf",
                                        "publish 1 3 00 a.pdf"};
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[256];
        snprintf(text, sizeof text, "reportgen set 1\n%s\nremove a.xlsx\nend\n",
                 lines[i]);
        write_text(scene, "a.pdf", "old");
        write_text(scene, "a.xlsx", "old");
        write_text(scene, ".reportgen-7-00a1-1~a.pdf.tmp", "new");
        write_text(scene, ".reportgen-7-00a1.set", text);
        take_with_warning(scene, DIAG_OUTPUT_SET_GIVEN_UP);
        take_and_release(scene);
        expect_text(scene, "a.pdf", "old");
        expect_text(scene, "a.xlsx", "old");
        expect_files(scene, 2);
    }
}

/* Names that are not exactly those of staged files are somebody else's. */
static void names_of_others_are_left_alone(void **state)
{
    static const char *const others[] = {
        ".reportgen-~.tmp",          ".reportgen-a.pdf.tmp",
        ".reportgen-7-00a1-1a.tmp",  ".reportgen-7-00a1-~a.tmp",
        ".reportgen-7-00a1-1~.tmp",  ".reportgen-7-00a1-1~a.pdf.ready",
        ".reportgen-7-00A1-1~a.tmp", ".reportgen-scratch",
        "reportgen-7-00a1-1~a.tmp",  ".reportgen-7-00a1",
    };
    const int n = sizeof others / sizeof *others;
    struct scene *scene = *state;
    for (int i = 0; i < n; i++)
        write_text(scene, others[i], "theirs");
    take_and_release(scene);
    expect_files(scene, n);
}

/* ---- what others have prepared ------------------------------------------- */

static void link_to(const struct scene *scene, const char *target,
                    const char *name)
{
    char path[256];
    assert_int_equal(symlink(target, folder_file(&scene->folder, name, path)),
                     0);
}

/* Neither the sweep nor recovery goes through a link, and neither takes a
   folder or a file with a second name for its own. */
static void links_lead_nowhere(void **state)
{
    struct scene *scene = *state;
    char path[256], other[256];
    struct folder outside;
    folder_make(&outside);
    folder_write(&outside, "kept", "new", 3);
    folder_write(&outside, "journal", "reportgen set 1\nremove a.pdf\nend\n",
                 strlen("reportgen set 1\nremove a.pdf\nend\n"));
    write_text(scene, "a.pdf", "old");
    link_to(scene, outside.path, ".reportgen-scratch");
    link_to(scene, folder_file(&outside, "kept", path),
            ".reportgen-7-00a1-1~b.tmp");
    link_to(scene, folder_file(&outside, "journal", path),
            ".reportgen-7-00a2.set");
    assert_int_equal(
        link(folder_file(&outside, "kept", path),
             folder_file(&scene->folder, ".reportgen-7-00a3-1~c.tmp", other)),
        0);
    assert_int_equal(
        mkdir(folder_file(&scene->folder, ".reportgen-7-00a4-1~d.tmp", path),
              0700),
        0);
    take_and_release(scene);
    expect_text(scene, "a.pdf", "old");
    expect_files(scene, 6);
    assert_int_equal(folder_count(&outside), 2);
    folder_remove(&outside);
}

/* A file that a lock's link leads to is neither made nor locked. */
static void a_link_is_no_lock(void **state)
{
    struct scene *scene = *state;
    char path[256];
    link_to(scene, "elsewhere", ".reportgen.lock");
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_LOCK);
    expect_files(scene, 1);
    unlink(folder_file(&scene->folder, ".reportgen.lock", path));
    assert_int_equal(mkdir(path, 0700), 0);
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_LOCK);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_LOCK);
}

/* The folder itself may be a link, and everything stays in the folder that was
   locked when the link is turned to another. */
static void the_folder_may_be_a_link(void **state)
{
    struct scene *scene = *state;
    struct folder other;
    char path[256];
    folder_make(&other);
    snprintf(path, sizeof path, "%s/link", other.path);
    assert_int_equal(symlink(scene->path, path), 0);
    struct outlock *lock = outlock_take(path, scene->diag);
    assert_non_null(lock);
    struct outdir *dir = outdir_open(lock);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/nowhere", path), 0);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    assert_true(outfile_write(file, "a", 1) &&
                outfile_close(file, scene->diag) &&
                outdir_publish(dir, scene->diag));
    outdir_close(dir);
    outlock_release(lock);
    expect_text(scene, "a", "a");
    expect_files(scene, 1);
    folder_remove(&other);
}

/* Something else under the staged file's name is not published. */
static void a_staged_file_that_was_replaced_is_refused(void **state)
{
    struct scene *scene = *state;
    char path[512] = "";
    write_text(scene, "a", "old");
    struct outdir *dir = open_set(scene);
    struct outfile *file = outfile_create(dir, "a", scene->diag);
    assert_true(outfile_write(file, "new", 3) &&
                outfile_close(file, scene->diag));
    DIR *entries = opendir(scene->path);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (strstr(entry->d_name, "~a.tmp") != NULL)
            snprintf(path, sizeof path, "%s/%s", scene->path, entry->d_name);
    closedir(entries);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_false(outdir_publish(dir, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_REPLACED);
    close_set(scene, dir);
    expect_text(scene, "a", "old");
}

static mode_t mode_of(const struct scene *scene, const char *name)
{
    char path[256];
    struct stat status;
    assert_int_equal(stat(folder_file(&scene->folder, name, path), &status), 0);
    return status.st_mode & 07777;
}

/* Others never get the right to write; the group gets it as umask says, and a
   new folder its setgid bit from the one above. */
static void rights_follow_the_umask_but_never_for_all(void **state)
{
    static const struct {
        mode_t mask, file, folder;
    } cases[] = {
        {0, 0664, 02775},
        {02, 0664, 02775},
        {022, 0644, 02755},
        {077, 0600, 02700},
    };
    struct scene *scene = *state;
    char path[256];
    assert_int_equal(chmod(scene->path, 02775), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mode_t before = umask(cases[i].mask);
        struct outlock *lock =
            outlock_take(folder_file(&scene->folder, "sub", path), scene->diag);
        struct outdir *dir = outdir_open(lock);
        struct outfile *file = outfile_create(dir, "a", scene->diag);
        assert_int_equal(mode_of(scene, "sub/.reportgen.lock"), cases[i].file);
        assert_true(outfile_close(file, scene->diag) &&
                    outdir_publish(dir, scene->diag));
        outdir_close(dir);
        outlock_release(lock);
        umask(before);
        assert_int_equal(mode_of(scene, "sub/a"), cases[i].file);
        assert_int_equal(mode_of(scene, "sub"), cases[i].folder);
        unlink(folder_file(&scene->folder, "sub/a", path));
        rmdir(folder_file(&scene->folder, "sub", path));
    }
}

/* Where everybody may write, a warning says so; --strict refuses. */
static void a_folder_open_to_all_is_warned_of(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(chmod(scene->path, 01777), 0);
    struct outlock *lock = outlock_take(scene->path, scene->diag);
    assert_non_null(lock);
    outlock_release(lock);
    assert_int_equal(diag_count(scene->diag, DIAG_WARNING), 1);
    diag_destroy(scene->diag);
    scene->diag = diag_create(NULL, NULL, true);
    assert_null(outlock_take(scene->path, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_OPEN_TO_ALL);
    expect_files(scene, 0);
}

/* There a set counts only if it is the running user's. */
static void others_promise_nothing_where_all_may_write(void **state)
{
    struct scene *scene = *state;
    char path[256];
    if (geteuid() != 0)
        skip(); /* nobody else can give files away */
    for (int open = 0; open < 2; open++) {
        assert_int_equal(chmod(scene->path, open ? 01777 : 0755), 0);
        write_text(scene, "a.pdf", "old");
        write_text(scene, ".reportgen-7-00a1-1~a.pdf.tmp", "new");
        write_text(scene, ".reportgen-7-00a1.set",
                   "reportgen set 1\n"
                   "publish 1 3 " NEW_SUM " a.pdf\nend\n");
        assert_int_equal(
            chown(folder_file(&scene->folder, ".reportgen-7-00a1-1~a.pdf.tmp",
                              path),
                  65534, 65534),
            0);
        assert_int_equal(
            chown(folder_file(&scene->folder, ".reportgen-7-00a1.set", path),
                  65534, 65534),
            0);
        outlock_release(outlock_take(scene->path, scene->diag));
        expect_text(scene, "a.pdf", open ? "old" : "new");
        expect_files(scene, open ? 3 : 1);
    }
    diag_destroy(scene->diag);
    scene->diag = diag_create(NULL, NULL, false);
}

/* What belonged to the set before goes with its publication, a link or a folder
   of that name stays. */
static void what_is_no_longer_made_is_removed(void **state)
{
    struct scene *scene = *state;
    char path[256];
    size_t size;
    struct arena *arena = arena_create();
    write_text(scene, "a.xlsx", "old");
    write_text(scene, "kept", "kept");
    link_to(scene, "kept", "a.docx");
    assert_int_equal(mkdir(folder_file(&scene->folder, "a.html", path), 0700),
                     0);
    struct outdir *dir = open_set(scene);
    struct outfile *file = outfile_create(dir, "a.pdf", scene->diag);
    assert_true(outdir_has(dir, "a.xlsx") && outdir_has(dir, "a.docx"));
    assert_false(outdir_has(dir, "a.pdf"));
    assert_string_equal(outdir_read(dir, "a.xlsx", 3, arena, &size), "old");
    assert_int_equal(size, 3);
    assert_null(outdir_read(dir, "a.xlsx", 2, arena, &size));
    assert_null(outdir_read(dir, "a.docx", 100, arena, &size));
    assert_null(outdir_read(dir, "a.html", 100, arena, &size));
    outdir_remove(dir, "a.xlsx");
    outdir_remove(dir, "a.docx");
    outdir_remove(dir, "a.html");
    outdir_remove(dir, "never-made");
    expect_text(scene, "a.xlsx", "old");
    assert_true(outfile_close(file, scene->diag) &&
                outdir_publish(dir, scene->diag));
    close_set(scene, dir);
    expect_files(scene, 4);
    expect_text(scene, "kept", "kept");
    assert_int_equal(rmdir(path), 0);
    arena_destroy(arena);
}

/* Names are kept whole or refused. */
static void long_names_are_refused(void **state)
{
    char name[256];
    struct scene *scene = *state;
    struct outdir *dir = open_set(scene);
    memset(name, 'a', sizeof name);
    name[214] = '\0'; /* 200 of an output's name and ".manifest.json" */
    assert_non_null(outfile_create(dir, name, scene->diag));
    name[214] = 'a';
    name[240] = '\0';
    assert_null(outfile_create(dir, name, scene->diag));
    expect_only_code(scene, DIAG_OUTPUT_CREATE);
    close_set(scene, dir);
    expect_files(scene, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_appear_together),
        TEST(scratch_has_no_name),
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
        TEST(a_doubtful_journal_promises_nothing),
        TEST(a_set_that_was_changed_is_given_up),
        TEST(names_of_others_are_left_alone),
        TEST(links_lead_nowhere),
        TEST(a_link_is_no_lock),
        TEST(the_folder_may_be_a_link),
        TEST(a_staged_file_that_was_replaced_is_refused),
        TEST(rights_follow_the_umask_but_never_for_all),
        TEST(a_folder_open_to_all_is_warned_of),
        TEST(others_promise_nothing_where_all_may_write),
        TEST(what_is_no_longer_made_is_removed),
        TEST(long_names_are_refused),
    };
    return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
