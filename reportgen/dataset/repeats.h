/*
 * Repeats: whether something may have come twice.
 *
 * A set of 64-bit hashes that answers one question: was any hash added twice?
 * "No" is certain and saves sorting the whole table; "yes" is for SQL to prove.
 */
#ifndef DATASET_REPEATS_H
#define DATASET_REPEATS_H

#include "dataset/store.h"

/* To be zeroed at first; free it with repeats_free(). */
struct repeats {
    uint64_t *slots; /* 0: free */
    size_t n_slots;  /* a power of two */
    size_t n;
    bool found;
};

/* The hash of several cells: start with REPEATS_HASH, then add each cell. */
#define REPEATS_HASH UINT64_C(14695981039346656037)
uint64_t repeats_hash(uint64_t hash, const struct store_cell *cell);

/* Adds the thing that has HASH. */
void repeats_add(struct repeats *repeats, uint64_t hash);

/* Frees the memory; what was found stays. */
void repeats_free(struct repeats *repeats);

#endif
