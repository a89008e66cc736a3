/*
 * XLSX merges: which cells of a sheet are shown as one.
 *
 * The merges of a sheet are walked row by row, in the order of its rows: only
 * those that reach the row at hand are looked at.
 */
#ifndef READER_XLSX_MERGES_H
#define READER_XLSX_MERGES_H

#include "reader/xlsx_range.h"

#include <stdbool.h>
#include <stddef.h>

/* A merge, and what its first cell says: kept by the caller's rules. */
struct xlsx_merge {
    struct xlsx_range range;
    void *content; /* of the caller; NULL at first */
};

struct xlsx_merges {
    struct xlsx_merge *items; /* sorted by their first row */
    size_t n;
    size_t capacity;
    size_t next;               /* first that starts below the row at hand */
    struct xlsx_merge **reach; /* those that reach the row at hand */
    size_t n_reach;
};

/* Adds a merge; what names one cell only is none. */
void xlsx_merges_add(struct xlsx_merges *merges, struct xlsx_range range);

/* Sorts, once all were added, and goes back before the first row. */
void xlsx_merges_start(struct xlsx_merges *merges);

/* Goes to ROW, which is below the row before. */
void xlsx_merges_go(struct xlsx_merges *merges, uint32_t row);

/* Frees the lists, not the contents. */
void xlsx_merges_free(struct xlsx_merges *merges);

#endif
