#include "base/oom.h"

#include "base/diag.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void (*at_end)(void);

void oom_at_end(void (*end)(void))
{
    at_end = end;
}

#if defined __GLIBC__ && !defined SANITIZE

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
        "reportgen: fatal: out-of-memory: the system grants no more memory\n";
    if (at_end) {
        at_end();
    } else {
        ssize_t n = write(STDERR_FILENO, message, sizeof message - 1);
        (void)n;
    }
    _exit(STATUS_NO_MEMORY);
}

/* Digits of the environment's number; getenv() itself allocates nothing. */
static long read_countdown(void)
{
    const char *text = getenv("REPORTGEN_FAIL_MALLOC");
    long number = 0;
    for (; text && *text >= '0' && *text <= '9'; text++)
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
    if (!block)
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

/* A size of 0 frees BLOCK; NULL is then not a failure. */
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

#endif
