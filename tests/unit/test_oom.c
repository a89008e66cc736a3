/* Each allocation that fails ends the process with status 71 and a message,
   whichever function and library asked. */
#include "base/arena.h"
#include "base/oom.h"
#include "base/unicode.h"
#include "folder.h"

#include <sys/wait.h>

#ifndef SANITIZE

static void work(void)
{
    struct arena *arena = arena_create();
    arena_alloc(arena, 100000);
    free(strdup("duplicate"));
    void *block;
    if (posix_memalign(&block, 64, 100) == 0)
        free(block);
    free(realloc(calloc(3, 5), 100));
    struct collator *collator = collator_open();
    collator_close(collator);
    arena_destroy(arena);
}

/* Runs this program again with the Nth allocation failing; its exit status
   and the first bytes it wrote to standard error. */
static int run_with(const char *program, int n, char message[256])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", n);
        setenv("REPORTGEN_FAIL_MALLOC", number, 1);
        dup2(ends[1], STDERR_FILENO);
        execl(program, program, "work", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    ssize_t size = read(ends[0], message, 255);
    message[size < 0 ? 0 : size] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void every_allocation_may_fail(void **state)
{
    const char *program = *state;
    char message[256];
    int failed = 0;
    int status;
    for (int n = 1; (status = run_with(program, n, message)) != 0; n++) {
        assert_int_equal(status, 71);
        assert_non_null(strstr(message, "fatal: out-of-memory"));
        failed = n;
        assert_true(n < 5000);
    }
    assert_true(failed >= 8); /* work() asks for at least so many */
    assert_string_equal(message, "");
}

static void an_impossible_size_ends_too(void **state)
{
    char message[256];
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        close(STDERR_FILENO);
        volatile size_t size = SIZE_MAX / 4;
        _exit(malloc(size) == NULL ? 1 : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 71);
    (void)message;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        work();
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_allocation_may_fail, argv[0]),
        cmocka_unit_test(an_impossible_size_ends_too),
    };
    return cmocka_run_group_tests_name("oom", tests, NULL, NULL);
}

#else

int main(void)
{
    puts("oom: skipped, the sanitizers bring their own allocator");
    return 0;
}

#endif
