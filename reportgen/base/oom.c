/*
 * Oom: memory that runs out ends the process, here and nowhere else.
 *
 * The program's own malloc family stands in front of the C library's, for
 * itself and for every library it loads (of which several crash on NULL).
 * When the system grants no more, the staged outputs are removed, a message
 * goes to standard error and the process ends with STATUS_NO_MEMORY.  What
 * the C library allocates inside strdup, getline and the like comes through
 * these functions too.
 *
 * For tests, REPORTGEN_FAIL_MALLOC=N in the environment makes the Nth
 * allocation fail.  The sanitizers bring their own allocator, so that a build
 * with -DSANITIZE leaves this file empty.
 */
#ifndef SANITIZE

#include "base/diag.h"
#include "base/outfile.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* The C library's functions under the names it keeps for such use. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/* Not declared by POSIX headers. */
extern void *reallocarray(void *block, size_t count, size_t size);
extern void *memalign(size_t alignment, size_t size);

enum { NOT_READ = -1, NEVER = 0 };

/* Allocations until one fails; NEVER when no test asks for it. */
static atomic_long countdown = NOT_READ;

static _Noreturn void out_of_memory(void)
{
    static const char message[] =
        "reportgen: fatal: out-of-memory: the memory that the system grants "
        "is used up; nothing was published\n";
    outfile_remove_staged();
    ssize_t n = write(STDERR_FILENO, message, sizeof message - 1);
    (void)n;
    _exit(STATUS_NO_MEMORY);
}

/* Digits of the environment's number; getenv() itself allocates nothing. */
static long read_countdown(void)
{
    const char *text = getenv("REPORTGEN_FAIL_MALLOC");
    long number = 0;
    for (; text != NULL && *text >= '0' && *text <= '9'; text++)
        if (number < 1000000000)
            number = number * 10 + (*text - '0');
    return number;
}

/* Every allocation passes here, before (for the tests) and after. */
static void count(void)
{
    long left = atomic_load_explicit(&countdown, memory_order_relaxed);
    if (left == NEVER)
        return;
    if (left == NOT_READ) {
        left = read_countdown();
        atomic_store(&countdown, left);
        if (left == NEVER)
            return;
    }
    if (atomic_fetch_sub(&countdown, 1) == 1)
        out_of_memory();
}

static void *check(void *block)
{
    if (block == NULL)
        out_of_memory();
    return block;
}

void *malloc(size_t size)
{
    count();
    return check(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    count();
    return check(__libc_calloc(n, size));
}

/* A size of 0 frees BLOCK, and NULL is then no failure. */
void *realloc(void *block, size_t size)
{
    count();
    void *result = __libc_realloc(block, size);
    return size == 0 ? result : check(result);
}

void *reallocarray(void *block, size_t n, size_t size)
{
    size_t product;
    if (__builtin_mul_overflow(n, size, &product))
        out_of_memory();
    return realloc(block, product);
}

void *memalign(size_t alignment, size_t size)
{
    count();
    return check(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    *block = memalign(alignment, size);
    return 0;
}

#else

/* A translation unit is never empty. */
extern int oom_is_left_to_the_sanitizer;

#endif
