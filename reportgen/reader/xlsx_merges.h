/*
 * XLSX merges: which cells of a sheet are shown as one.
 *
 * The merges are walked along with the rows of the sheet; only those that reach
 * the current row are looked at.
 */
#ifndef READER_XLSX_MERGES_H
#define READER_XLSX_MERGES_H

#include "reader/xlsx_range.h"

#include <stdbool.h>
#include <stddef.h>

/* A merge, and what its first cell contains. */
struct xlsx_merge {
    struct xlsx_range range;
    void *content; /* the caller's; NULL at first */
};

struct xlsx_merges {
    struct xlsx_merge *items; /* sorted by their first row */
    size_t n;
    size_t capacity;
    size_t next;               /* the first that starts below the current row */
    struct xlsx_merge **reach; /* those that reach the current row */
    size_t n_reach;
};

/* Adds a merge; a range of one cell is none. */
void xlsx_merges_add(struct xlsx_merges *merges, struct xlsx_range range);

/* Sorts the merges once all are added, and goes back before the first row. */
void xlsx_merges_start(struct xlsx_merges *merges);

/* Goes to ROW, which is below the previous one. */
void xlsx_merges_go(struct xlsx_merges *merges, uint32_t row);

/* Frees the lists, but not the contents. */
void xlsx_merges_free(struct xlsx_merges *merges);

#endif
