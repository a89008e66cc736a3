#include "typeset/box.h"

#include <stdlib.h>
#include <string.h>

void box_list_add(struct box_list *list, const struct box *boxes, size_t n)
{
    if (list->n_boxes + n > list->capacity) {
        list->capacity = (list->n_boxes + n) * 2;
        list->boxes = realloc(list->boxes, list->capacity * sizeof *boxes);
        if (!list->boxes)
            abort();
    }
    if (n > 0)
        memcpy(list->boxes + list->n_boxes, boxes, n * sizeof *boxes);
    list->n_boxes += n;
}

void box_list_free(struct box_list *list)
{
    free(list->boxes);
    *list = (struct box_list){0};
}

void box_add_notes(struct arena *arena, struct box *box,
                   const struct box *lines, size_t n)
{
    if (n == 0)
        return;
    struct box *all = ARENA_ARRAY(arena, struct box, box->n_notes + n);
    if (box->n_notes > 0)
        memcpy(all, box->notes, box->n_notes * sizeof *all);
    memcpy(all + box->n_notes, lines, n * sizeof *all);
    box->notes = all;
    box->n_notes += n;
}

mpt box_gap(const struct box *above, const struct box *below)
{
    return above->after > below->before ? above->after : below->before;
}

size_t box_best_break(const struct box *boxes, size_t n)
{
    size_t best = n;
    for (size_t i = n; i > 1; i--) {
        if (boxes[best].tie == TIE_FREE)
            break;
        if (boxes[i - 1].tie < boxes[best].tie)
            best = i - 1;
    }
    return best;
}

const struct box *box_repeated_head(const struct box *box)
{
    return box->run ? &box->run->repeat : NULL;
}

static bool carries(const struct box *box)
{
    return box->run && box->run->carry;
}

mpt box_carry_above(const struct box *box)
{
    return carries(box) && box->row_starts && box->row > 0
               ? box->run->carry_height
               : 0;
}

mpt box_carry_below(const struct box *box)
{
    return carries(box) && box->row_ends && !box->table_ends
               ? box->run->carry_height
               : 0;
}
