#include "typeset/drawing.h"

#include "typeset/line_items.h"

#include <string.h>

static struct item *add_items(struct drawing *drawing,
                              struct drawing_items *list, size_t n)
{
    if (list->n_items + n > list->capacity) {
        list->capacity = (list->n_items + n) * 2 + 16;
        struct item *items =
            ARENA_ARRAY(flow_arena(drawing->flow), struct item, list->capacity);
        if (list->n_items > 0)
            memcpy(items, list->items, list->n_items * sizeof *items);
        list->items = items;
    }
    list->n_items += n;
    return list->items + list->n_items - n;
}

/* ---- shapes -------------------------------------------------------------- */

/* The item of PATH, whose points count from the page still. */
static void add_shape(struct drawing *drawing, struct path *path,
                      struct path_point *points, size_t n)
{
    struct spot low = {points[0].x, points[0].y}, high = low;
    for (size_t i = 1; i < n; i++) {
        low.x = points[i].x < low.x ? points[i].x : low.x;
        low.y = points[i].y < low.y ? points[i].y : low.y;
        high.x = points[i].x > high.x ? points[i].x : high.x;
        high.y = points[i].y > high.y ? points[i].y : high.y;
    }
    for (size_t i = 0; i < n; i++) {
        points[i].x -= low.x;
        points[i].y -= low.y;
    }
    path->points = points;
    path->n_points = n;
    *add_items(drawing, &drawing->shapes, 1) =
        (struct item){.kind = ITEM_PATH,
                      .tag = drawing->tag,
                      .x = low.x,
                      .y = low.y,
                      .width = high.x - low.x,
                      .height = high.y - low.y,
                      .path = path};
}

/* Parts of PART spots each. */
static void add_parts(struct drawing *drawing, const struct path *look,
                      const struct spot *spots, size_t n, size_t part)
{
    struct arena *arena = flow_arena(drawing->flow);
    if (n == 0)
        return;
    struct path *path = ARENA_NEW(arena, struct path);
    struct path_point *points = ARENA_ARRAY(arena, struct path_point, n);
    *path = *look;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct path_point){spots[i].x, spots[i].y, i % part == 0};
    add_shape(drawing, path, points, n);
}

void drawing_add_path(struct drawing *drawing, const struct path *look,
                      const struct spot *spots, size_t n)
{
    add_parts(drawing, look, spots, n, n);
}

void drawing_add_lines(struct drawing *drawing, const struct path *look,
                       const struct spot *spots, size_t n_parts)
{
    add_parts(drawing, look, spots, n_parts * 2, 2);
}

void drawing_add_line(struct drawing *drawing, mpt thickness, int16_t grey,
                      struct spot from, struct spot to)
{
    const struct path look = {
        .fill = GREY_NONE, .stroke = grey, .thickness = thickness};
    const struct spot spots[] = {from, to};
    drawing_add_path(drawing, &look, spots, 2);
}

void drawing_add_ground(struct drawing *drawing, mpt x, mpt y, mpt width,
                        mpt height)
{
    const struct path look = {
        .closed = true, .fill = GREY_WHITE, .stroke = GREY_NONE};
    const struct spot spots[] = {
        {x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
    drawing_add_path(drawing, &look, spots, 4);
}

/* ---- words --------------------------------------------------------------- */

mpt drawing_diagonal(mpt length)
{
    return (mpt)((int64_t)length * 70711 / 100000);
}

static struct text text_of(struct drawing *drawing, const char *text)
{
    struct run *run = ARENA_NEW(flow_arena(drawing->flow), struct run);
    run->text = text;
    run->size = (uint32_t)strlen(text);
    return (struct text){run, *text == '\0' ? 0 : 1};
}

bool label_set(struct drawing *drawing, const char *text, mpt width,
               enum align align, struct label *label)
{
    struct flow *flow = drawing->flow;
    struct style style = *drawing->style;
    const struct text words = text_of(drawing, text);
    style.align = align;
    *label = (struct label){0};
    if (!paragraph_set(flow_arena(flow), flow->setter, &words, &style, width,
                       drawing->place, &label->lines))
        return false;
    for (size_t i = 0; i < label->lines.n_lines; i++)
        if (label->lines.lines[i].width > label->width)
            label->width = label->lines.lines[i].width;
    /* Lines count from the longest one, not from the room they had. */
    for (size_t i = 0; i < label->lines.n_lines; i++) {
        struct line *line = &label->lines.lines[i];
        mpt free_room = label->width - line->width;
        line->x = align == ALIGN_CENTER  ? free_room / 2
                  : align == ALIGN_RIGHT ? free_room
                                         : 0;
    }
    label->height = (mpt)label->lines.n_lines * label->lines.leading;
    return true;
}

bool label_measure(struct drawing *drawing, const char *text, mpt *natural,
                   mpt *least)
{
    struct flow *flow = drawing->flow;
    const struct text words = text_of(drawing, text);
    *natural = *least = 0;
    return paragraph_widths(flow_arena(flow), flow->setter, &words,
                            drawing->style, drawing->place, natural, least);
}

/* Turns what stands DX right of and DY above the corner (X, Y). */
static struct spot turned(mpt x, mpt y, mpt dx, mpt dy, int turn)
{
    if (turn == 90)
        return (struct spot){x - dy, y + dx};
    if (turn == 45)
        return (struct spot){x + drawing_diagonal(dx - dy),
                             y + drawing_diagonal(dx + dy)};
    return (struct spot){x + dx, y + dy};
}

void label_put(struct drawing *drawing, const struct label *label, mpt x, mpt y,
               int turn)
{
    struct line_hanger hanger = {.tags = drawing->flow->tags,
                                 .tag = drawing->tag};
    mpt baseline = -label->lines.ascent;
    for (size_t i = 0; i < label->lines.n_lines; i++) {
        const struct line *line = &label->lines.lines[i];
        size_t most = line_count_items(line);
        struct item *items = add_items(drawing, &drawing->words, most);
        size_t n = line_make_items(&hanger, line, 0, baseline, items);
        drawing->words.n_items -= most - n;
        for (size_t k = 0; k < n; k++) {
            struct spot at = turned(x, y, items[k].x, items[k].y, turn);
            items[k].x = at.x;
            items[k].y = at.y;
            items[k].turn = (uint16_t)turn;
        }
        if (n > 0) /* or readers would join it to the next words */
            items[n - 1].word_ends = true;
        baseline -= label->lines.leading;
    }
}

/* ---- the whole ----------------------------------------------------------- */

struct box drawing_take(struct drawing *drawing, mpt x, mpt width, mpt height,
                        const char *alt)
{
    const size_t n = 1 + drawing->shapes.n_items + drawing->words.n_items;
    struct item *items = ARENA_ARRAY(flow_arena(drawing->flow), struct item, n);
    items[0] = (struct item){.kind = ITEM_FIGURE,
                             .tag = drawing->tag,
                             .x = x,
                             .y = -height,
                             .width = width,
                             .height = height,
                             .text = alt,
                             .n_bytes = alt ? (uint32_t)strlen(alt) : 0};
    struct item *to = items + 1;
    if (drawing->shapes.n_items > 0)
        memcpy(to, drawing->shapes.items,
               drawing->shapes.n_items * sizeof *items);
    to += drawing->shapes.n_items;
    if (drawing->words.n_items > 0)
        memcpy(to, drawing->words.items,
               drawing->words.n_items * sizeof *items);
    return (struct box){.height = height, .items = items, .n_items = n};
}
