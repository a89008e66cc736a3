#include "typeset/canvas.h"

#include <stdlib.h>
#include <string.h>

/* Makes room for MORE elements of SIZE in ARRAY, which holds N. */
static void *reserve(void *array, size_t *capacity, size_t n, size_t more,
                     size_t size)
{
    if (n + more <= *capacity)
        return array;
    size_t wanted = *capacity == 0 ? 64 : *capacity;
    while (wanted < n + more)
        wanted *= 2;
    array = realloc(array, wanted * size);
    if (!array)
        abort();
    *capacity = wanted;
    return array;
}

void canvas_clear(struct canvas *canvas)
{
    canvas->n_items = 0;
    canvas->n_rules = 0;
    canvas->n_targets = 0;
    canvas->run = NULL;
}

void canvas_free(struct canvas *canvas)
{
    free(canvas->items);
    free(canvas->rules);
    free(canvas->targets);
    free(canvas->tops);
    *canvas = (struct canvas){0};
}

void canvas_add_item(struct canvas *canvas, const struct item *item)
{
    canvas->items = reserve(canvas->items, &canvas->capacity_items,
                            canvas->n_items, 1, sizeof *item);
    canvas->items[canvas->n_items++] = *item;
}

void canvas_add_rule(struct canvas *canvas, struct box_rule rule)
{
    canvas->rules = reserve(canvas->rules, &canvas->capacity_rules,
                            canvas->n_rules, 1, sizeof rule);
    canvas->rules[canvas->n_rules++] = rule;
}

static void end_edge(struct canvas *canvas, size_t i, mpt y)
{
    const struct table_run *run = canvas->run;
    if (canvas->tops[i] != CANVAS_NONE && canvas->tops[i] > y)
        canvas_add_rule(canvas,
                        (struct box_rule){run->edges[i], y, run->thickness,
                                          canvas->tops[i] - y});
    canvas->tops[i] = CANVAS_NONE;
}

void canvas_end_run(struct canvas *canvas)
{
    const struct table_run *run = canvas->run;
    if (!run)
        return;
    for (size_t i = 0; i < run->n_edges; i++)
        end_edge(canvas, i, canvas->foot);
    if (canvas->open_foot)
        canvas_add_rule(canvas, (struct box_rule){run->x, canvas->foot,
                                                  run->width, run->thickness});
    canvas->run = NULL;
}

static void begin_run(struct canvas *canvas, const struct table_run *run)
{
    canvas->tops = reserve(canvas->tops, &canvas->capacity_tops, 0,
                           run->n_edges, sizeof *canvas->tops);
    for (size_t i = 0; i < run->n_edges; i++)
        canvas->tops[i] = CANVAS_NONE;
    canvas->run = run;
    canvas->interrupted = true;
}

/* Begins and ends vertical rules as the row at TOP requires. */
static void place_edges(struct canvas *canvas, const struct box *row, mpt top)
{
    if (!row->edges && !canvas->interrupted)
        return;
    canvas->interrupted = false;
    for (size_t i = 0; i < canvas->run->n_edges; i++) {
        bool drawn = !row->edges || row->edges[i];
        if (!drawn) {
            end_edge(canvas, i, top);
            canvas->interrupted = true;
        } else if (canvas->tops[i] == CANVAS_NONE) {
            canvas->tops[i] = top;
        }
    }
}

static void place_items(struct canvas *canvas, const struct box *box, mpt top)
{
    if (box->n_items == 0)
        return;
    canvas->items = reserve(canvas->items, &canvas->capacity_items,
                            canvas->n_items, box->n_items, sizeof *box->items);
    struct item *to = canvas->items + canvas->n_items;
    memcpy(to, box->items, box->n_items * sizeof *to);
    for (size_t i = 0; i < box->n_items; i++)
        to[i].y += top;
    canvas->n_items += box->n_items;
}

void canvas_place(struct canvas *canvas, const struct box *box, mpt top)
{
    if (box->run != canvas->run) {
        canvas_end_run(canvas);
        if (box->run)
            begin_run(canvas, box->run);
    }
    if (box->run) {
        place_edges(canvas, box, top);
        canvas->foot = top - box->height;
        canvas->open_foot = box->open_foot;
    }
    place_items(canvas, box, top);
    for (size_t i = 0; i < box->n_rules; i++) {
        struct box_rule rule = box->rules[i];
        rule.y += top;
        canvas_add_rule(canvas, rule);
    }
    canvas->targets =
        reserve(canvas->targets, &canvas->capacity_targets, canvas->n_targets,
                box->n_targets, sizeof *canvas->targets);
    for (size_t i = 0; i < box->n_targets; i++) {
        struct page_target *to = &canvas->targets[canvas->n_targets++];
        *to = box->targets[i];
        to->y += top;
    }
}

static void *copy(struct arena *arena, const void *from, size_t n, size_t size)
{
    if (n == 0)
        return NULL;
    return memcpy(arena_alloc_array(arena, n, size), from, n * size);
}

struct box canvas_take(struct canvas *canvas, struct arena *arena, mpt height)
{
    canvas_end_run(canvas);
    struct box box = {
        .height = height,
        .items =
            copy(arena, canvas->items, canvas->n_items, sizeof *canvas->items),
        .n_items = canvas->n_items,
        .rules =
            copy(arena, canvas->rules, canvas->n_rules, sizeof *canvas->rules),
        .n_rules = canvas->n_rules,
        .targets = copy(arena, canvas->targets, canvas->n_targets,
                        sizeof *canvas->targets),
        .n_targets = canvas->n_targets,
    };
    canvas_clear(canvas);
    return box;
}

struct box canvas_stack(struct canvas *canvas, struct arena *arena,
                        const struct box *boxes, size_t n_boxes)
{
    mpt top = 0;
    canvas_clear(canvas);
    for (size_t i = 0; i < n_boxes; i++) {
        if (i > 0)
            top -= box_gap(&boxes[i - 1], &boxes[i]);
        canvas_place(canvas, &boxes[i], top);
        top -= boxes[i].height;
    }
    struct box box = canvas_take(canvas, arena, -top);
    for (size_t i = 0; i < n_boxes; i++)
        box_add_notes(arena, &box, boxes[i].notes, boxes[i].n_notes);
    if (n_boxes > 0) {
        box.before = boxes[0].before;
        box.after = boxes[n_boxes - 1].after;
        box.tie = boxes[0].tie;
    }
    return box;
}
