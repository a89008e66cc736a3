/*
 * Tally rows: the rows of a tally while it is built, found by their keys.
 */
#ifndef TALLY_TALLY_ROWS_H
#define TALLY_TALLY_ROWS_H

#include "base/unicode.h"
#include "tally/tally.h"
#include "tally/tally_group.h"

/* A row that is being built, with the ranks of its keys. */
struct built_row {
    struct tally_row row;
    int64_t ranks[MOST_GROUPS];
};

struct rows {
    struct arena *arena;
    size_t n_columns;
    struct built_row *rows;
    size_t n_rows;
    size_t capacity;
    size_t *slots; /* hash table of row numbers + 1; 0: free */
    size_t n_slots;
};

/* The row with the N_KEYS KEYS (NULL for a group that it spans); a new row has
   null values. */
struct tally_row *rows_find(struct rows *rows, struct group_key *const *keys,
                            size_t n_keys);

/* The index of the row with KEYS; n_rows when there is none. */
size_t rows_place(const struct rows *rows, const char *const *keys,
                  size_t n_keys);

/* The key of group K in row I. */
struct group_key rows_key(const struct rows *rows, size_t i, size_t k);

/* Sorts by ORDERS (columns of TALLY, "label" or "key"), then by rank and label;
   empty values come last. */
void rows_sort(struct rows *rows, const struct tally *tally,
               const struct tally_order *orders, size_t n_orders,
               const struct collator *collator);

/* The same, for rows that nobody will look for by their keys. */
void rows_sort_unkeyed(struct rows *rows, const struct tally *tally,
                       const struct tally_order *orders, size_t n_orders,
                       const struct collator *collator);

/* The finished rows, in the arena of ROWS. */
struct tally_row *rows_finish(const struct rows *rows);

/* Adds the figures among N VALUES to SUMS; what is not a figure stays null.
   False when a sum is too large. */
bool values_add(struct value *sums, const struct value *values, size_t n);

#endif
