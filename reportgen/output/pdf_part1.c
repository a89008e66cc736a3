#include "output/pdf_part1.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Rows of a group, well below the limit: some checkers count a reference as
   the three words it is written with. */
enum { MOST_ROWS = 2500 };

static bool is_group(const struct tag *tag)
{
    return tag->kind == TAG_THEAD || tag->kind == TAG_TBODY;
}

/* The table that a row belongs to, through its group. */
static tag_id table_of(const struct tag *tags, tag_id row)
{
    tag_id parent = tags[row].parent;
    return is_group(&tags[parent]) ? tags[parent].parent : parent;
}

struct tag *pdf_part1_tags(const struct tag *tags, size_t n_tags,
                           tag_id *numbers, size_t *n_new)
{
    struct tag *copy = calloc(n_tags + n_tags / MOST_ROWS + 1, sizeof *copy);
    uint32_t *rows = calloc(n_tags, sizeof *rows);   /* of each table */
    uint32_t *placed = calloc(n_tags, sizeof *rows); /* of each group */
    size_t n = 0;
    for (tag_id i = 1; i < n_tags; i++)
        if (tags[i].kind == TAG_TR)
            rows[table_of(tags, i)]++;
    for (tag_id i = 0; i < n_tags; i++) {
        tag_id parent = tags[i].parent;
        if (i > 0 && is_group(&tags[i]) && rows[parent] <= MOST_ROWS) {
            numbers[i] = numbers[parent];
            continue;
        }
        if (i > 0 && tags[i].kind == TAG_TR && is_group(&tags[parent]) &&
            rows[table_of(tags, i)] > MOST_ROWS &&
            placed[parent]++ == MOST_ROWS) {
            copy[n] = copy[numbers[parent]];
            numbers[parent] = (tag_id)n++;
            placed[parent] = 1;
        }
        copy[n] = tags[i];
        if (i > 0)
            copy[n].parent = numbers[parent];
        numbers[i] = (tag_id)n++;
    }
    free(placed);
    free(rows);
    *n_new = n;
    return copy;
}
