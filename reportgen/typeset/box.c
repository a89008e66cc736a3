#include "typeset/box.h"

#include <stdlib.h>
#include <string.h>

void box_list_add(struct box_list *list, const struct box *boxes, size_t n)
{
    if (list->n_boxes + n > list->capacity) {
        list->capacity = (list->n_boxes + n) * 2;
        list->boxes = realloc(list->boxes, list->capacity * sizeof *boxes);
        if (list->boxes == NULL)
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

mpt box_gap(const struct box *above, const struct box *below)
{
    return above->after > below->before ? above->after : below->before;
}
