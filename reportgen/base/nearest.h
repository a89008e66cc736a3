/*
 * Nearest: which known name a mistyped one was meant to be.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* A search under way; start with NEAREST_INIT. */
struct nearest {
    const char *name; /* the best so far, or NULL */
    size_t distance;
};

#define NEAREST_INIT                                                           \
    {                                                                          \
        0                                                                      \
    }

/* Offers NAME (which must outlive NEAREST) as what WANTED (SIZE bytes) may
   have meant: the fewest insertions, deletions, exchanges and swaps of
   neighbours win, the first among equals. */
void nearest_offer(struct nearest *nearest, const char *wanted, size_t size,
                   const char *name);

/* The best name, or "-" when none was offered: for messages. */
const char *nearest_text(const struct nearest *nearest);

#endif
