#include "base/infile.h"
#include "base/sha256.h"
#include "folder.h"

#include <errno.h>
#include <sys/stat.h>

static void expect_hash(const char *text, size_t times, const char *expected)
{
    char hex[65];
    struct sha256 *sha = sha256_create();
    for (size_t i = 0; i < times; i++)
        sha256_add(sha, text, strlen(text));
    sha256_finish(sha, hex);
    assert_string_equal(hex, expected);
}

/* The vectors of FIPS 180-4. */
static void hashes_are_those_of_the_standard(void **state)
{
    (void)state;
    expect_hash(
        "", 1,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_hash(
        "abc", 1,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_hash(
        "aaaaaaaaaa", 100000,
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void a_file_is_read_whole(void **state)
{
    (void)state;
    struct folder folder;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct infile file;
    char path[256];
    folder_make(&folder);
    folder_write(&folder, "a", "abc\0d", 5);
    assert_true(
        infile_read(arena, folder_file(&folder, "a", path), 5, diag, &file));
    assert_int_equal(file.size, 5);
    assert_memory_equal(file.data, "abc\0d", 6);
    assert_string_equal(file.path, path);
    folder_write(&folder, "b", "", 0);
    assert_true(
        infile_read(arena, folder_file(&folder, "b", path), 5, diag, &file));
    assert_int_equal(file.size, 0);
    assert_string_equal(file.data, "");
    assert_string_equal(
        file.sha256,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_false(diag_failed(diag));
    folder_remove(&folder);
    diag_destroy(diag);
    arena_destroy(arena);
}

static void expect_fault(const char *path, size_t limit, enum diag_code code)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct infile file;
    size_t n;
    assert_false(infile_read(arena, path, limit, diag, &file));
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
    assert_string_equal(messages[0].place.file, path);
    diag_destroy(diag);
    arena_destroy(arena);
}

static void faults_are_reported_at_the_path(void **state)
{
    (void)state;
    struct folder folder;
    char path[256];
    folder_make(&folder);
    expect_fault(folder_file(&folder, "none", path), 9, DIAG_FILE_MISSING);
    expect_fault(folder.path, 9, DIAG_FILE_NOT_REGULAR);
    expect_fault("/dev/zero", 9, DIAG_FILE_NOT_REGULAR);
    folder_write(&folder, "b\xE1o", "", 0);
    expect_fault(folder_file(&folder, "b\xE1o", path), 9, DIAG_FILE_NAME);
    folder_write(&folder, "a", "0123456789", 10);
    expect_fault(folder_file(&folder, "a", path), 9, DIAG_FILE_TOO_LARGE);
    assert_int_equal(mkfifo(folder_file(&folder, "pipe", path), 0600), 0);
    expect_fault(path, 9, DIAG_FILE_NOT_REGULAR);
    /* A file that says it is empty and is not changed under our eyes. */
    expect_fault("/proc/self/status", 9999, DIAG_FILE_CHANGED);
    expect_fault("/proc/self/mem", 9, DIAG_FILE_READ);
    if (geteuid() != 0) {
        assert_int_equal(chmod(folder_file(&folder, "a", path), 0), 0);
        expect_fault(path, 99, DIAG_FILE_PERMISSION);
    }
    folder_remove(&folder);
}

/* Only what is not there is missing. */
static void a_file_that_cannot_be_opened_is_not_missing(void **state)
{
    static const struct {
        int error;
        enum diag_code code;
    } cases[] = {
        {ENOENT, DIAG_FILE_MISSING},    {ENOTDIR, DIAG_FILE_MISSING},
        {ELOOP, DIAG_LINK_LOOP},        {EACCES, DIAG_FILE_PERMISSION},
        {EPERM, DIAG_FILE_PERMISSION},  {EIO, DIAG_FILE_READ},
        {EMFILE, DIAG_FILE_READ},       {ENFILE, DIAG_FILE_READ},
        {ESTALE, DIAG_FILE_READ},       {ENOMEM, DIAG_OUT_OF_MEMORY},
        {ENXIO, DIAG_FILE_NOT_REGULAR},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        struct diag *diag = diag_create(NULL, NULL, false);
        infile_report(diag, PLACE_NONE, cases[i].error,
                      strerror(cases[i].error));
        const struct diag_message *messages = diag_messages(diag, &n);
        assert_int_equal(n, 1);
        assert_int_equal(messages[0].code, cases[i].code);
        diag_destroy(diag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_are_those_of_the_standard),
        cmocka_unit_test(a_file_is_read_whole),
        cmocka_unit_test(faults_are_reported_at_the_path),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_not_missing),
    };
    return cmocka_run_group_tests_name("infile_sha256", tests, NULL, NULL);
}
