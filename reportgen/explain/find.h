/*
 * Find: the numbers that a user means.
 *
 *     42,48                        a number as printed
 *     by_source.national.support   a figure's name
 *     3:12                         page 3, line 12
 *     1.14.2                       the id of its place, as lists of candidates
 *                                  have it; Sheet!C7: a cell
 *     all                          every number
 */
#ifndef EXPLAIN_FIND_H
#define EXPLAIN_FIND_H

#include "explain/numbers.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether WHAT is a page and line. */
bool find_is_line(const char *what, struct figure_at *at);

/* The numbers that WHAT means, in the order of the document; their number goes
   to *N_FOUND. */
const struct number **find_numbers(struct arena *arena,
                                   const struct numbers *numbers,
                                   const char *what, size_t *n_found);

/* Whether A and B are one figure that was printed twice: of the same records by
   the same measure, perhaps in other units. */
bool find_is_same(const struct number *a, const struct number *b);

/* "; did you mean “...”?" for WHAT that is nowhere, or ""; in ARENA. */
const char *find_hint(struct arena *arena, const struct numbers *numbers,
                      const char *what);

#endif
