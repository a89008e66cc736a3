#include "reader/xlsx_merges.h"

#include <stdlib.h>

void xlsx_merges_add(struct xlsx_merges *merges, struct xlsx_range range)
{
    if (range.first_row == range.last_row &&
        range.first_column == range.last_column)
        return;
    if (merges->n == merges->capacity) {
        merges->capacity = merges->capacity * 2 + 64;
        merges->items =
            realloc(merges->items, merges->capacity * sizeof *merges->items);
    }
    merges->items[merges->n++] = (struct xlsx_merge){.range = range};
}

static int compare(const void *a, const void *b)
{
    const struct xlsx_range *x = &((const struct xlsx_merge *)a)->range;
    const struct xlsx_range *y = &((const struct xlsx_merge *)b)->range;
    if (x->first_row != y->first_row)
        return x->first_row < y->first_row ? -1 : 1;
    return (x->first_column > y->first_column) -
           (x->first_column < y->first_column);
}

void xlsx_merges_start(struct xlsx_merges *merges)
{
    if (merges->n > 0)
        qsort(merges->items, merges->n, sizeof *merges->items, compare);
    free(merges->reach);
    merges->reach = calloc(merges->n + 1, sizeof *merges->reach);
    merges->n_reach = 0;
    merges->next = 0;
}

void xlsx_merges_go(struct xlsx_merges *merges, uint32_t row)
{
    size_t kept = 0;
    for (size_t i = 0; i < merges->n_reach; i++)
        if (merges->reach[i]->range.last_row >= row)
            merges->reach[kept++] = merges->reach[i];
    merges->n_reach = kept;
    while (merges->next < merges->n &&
           merges->items[merges->next].range.first_row <= row) {
        struct xlsx_merge *merge = &merges->items[merges->next++];
        if (merge->range.last_row >= row)
            merges->reach[merges->n_reach++] = merge;
    }
}

void xlsx_merges_free(struct xlsx_merges *merges)
{
    free(merges->items);
    free(merges->reach);
    *merges = (struct xlsx_merges){0};
}
