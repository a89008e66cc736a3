/*
 * Tally arithmetic: whether SQL's whole numbers say what a figure means.
 *
 * A decimal field stands in the store as a whole number, times ten as often as
 * it has places, and so does what is computed from it.  Sums of such fields
 * are right, and so are multiples; a sum with other numbers, a product of two
 * of them and a comparison would silently be wrong.
 */
#ifndef TALLY_TALLY_ARITHMETIC_H
#define TALLY_TALLY_ARITHMETIC_H

#include "schema/schema.h"
#include "tally/tally_scan.h"

#include <stdbool.h>
#include <stddef.h>

/* What was met of an expression, but for what only chooses rows
   (tally_clause.h).  Start with zeroes. */
struct arithmetic {
    const struct schema_field *decimal; /* the first one met, or NULL */
    size_t n_decimals;
    bool scales_differ;
    bool multiplies;
    bool adds;
    bool compares;
    bool others; /* numbers other than 0, fields other than decimals */
};

/* Takes TOKEN, which names no field; AFTER_OPEN: behind a parenthesis, where a
   star is no product. */
void arithmetic_take(struct arithmetic *arithmetic, const struct token *token,
                     bool after_open);

void arithmetic_take_field(struct arithmetic *arithmetic,
                           const struct schema_field *field);

/* True when the figure has the scale of its decimals, or there are none. */
bool arithmetic_keeps_scale(const struct arithmetic *arithmetic);

#endif
