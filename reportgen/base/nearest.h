/*
 * Nearest: which known name a mistyped one was meant to be.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* Room for a hint, NUL included; a longer name is not hinted at. */
enum { NEAREST_HINT = 160 };

/* A search under way; start with NEAREST_INIT. */
struct nearest {
    const char *name; /* the best so far, or NULL */
    size_t distance;
    size_t size; /* of what was wanted */
    char hint[NEAREST_HINT];
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

/* "; did you mean “NAME”?" in the user's language, for the end of a message;
   "" when no name is near: less than two thirds of it may differ.  The text
   stands in NEAREST. */
const char *nearest_hint(struct nearest *nearest);

#endif
