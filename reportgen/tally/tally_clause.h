/*
 * Tally clause: which parts of an expression only choose rows.
 *
 * What stands between WHEN and THEN, in FILTER (WHERE ...), in the first
 * argument of iif() and in count() decides which rows are taken; it says
 * nothing of what kind of figure comes out.
 */
#ifndef TALLY_TALLY_CLAUSE_H
#define TALLY_TALLY_CLAUSE_H

#include "tally/tally_scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a reader of tokens stands.  Start with zeroes. */
struct clauses {
    unsigned n_cases; /* CASE without its END */
    uint64_t choices; /* a bit each, the innermost lowest: before its THEN */
    size_t filter;    /* parentheses around what chooses; 0: none */
    size_t iif;
    size_t count;
};

/* Takes the next TOKEN, inside of DEPTH parentheses.  False where CASE stands
   in more CASEs than there are bits. */
bool clauses_take(struct clauses *clauses, const struct token *token,
                  size_t depth);

/* True when the token taken last stands in such a part. */
bool clauses_only_choose(const struct clauses *clauses);

#endif
