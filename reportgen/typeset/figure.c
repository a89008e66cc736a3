#include "typeset/figure.h"

#include "typeset/chart_set.h"

enum { ROOM_ABOVE = 8000, ROOM_BELOW = 6000, ROOM_OF_CAPTION = 3000 };

/* What the caption leaves of a page. */
static mpt room_of(const struct flow *flow, const struct box *caption,
                   size_t n_lines)
{
    mpt room = flow->room - ROOM_ABOVE;
    for (size_t i = 0; i < n_lines; i++)
        room -= caption[i].height;
    return n_lines > 0 ? room - ROOM_OF_CAPTION - caption[0].before : room;
}

/* As wide as asked for, or as its pixels are; within the text and the
   page. */
static struct box image_box(struct flow *flow,
                            const struct figure_block *figure, tag_id tag,
                            mpt room)
{
    const struct image *image = figure->image;
    mpt width =
        figure->image_width > 0 ? figure->image_width : image->natural_width;
    if (width > flow->width)
        width = flow->width;
    int64_t height = (int64_t)width * image->height / image->width;
    if (height > room) {
        width = (mpt)((int64_t)room * image->width / image->height);
        height = room;
    }
    struct item *items = ARENA_ARRAY(flow_arena(flow), struct item, 2);
    items[0] = (struct item){.kind = ITEM_FIGURE,
                             .tag = tag,
                             .x = flow->x + (flow->width - width) / 2,
                             .y = (mpt)-height,
                             .width = width,
                             .height = (mpt)height};
    items[1] = items[0];
    items[1].kind = ITEM_IMAGE;
    items[1].image = image;
    return (struct box){.height = (mpt)height, .items = items, .n_items = 2};
}

static bool make_box(struct flow *flow, const struct block *block, tag_id tag,
                     mpt room, struct box *box)
{
    if (block->kind == BLOCK_CHART)
        return chart_set(flow, block->figure->chart, block->alt, tag,
                         block->place, room, box);
    *box = image_box(flow, block->figure, tag, room);
    return true;
}

bool flow_figure(struct flow *flow, const struct block *block, tag_id parent)
{
    const struct figure_block *figure = block->figure;
    const bool captioned = figure->caption.n_runs > 0;
    struct box *caption = NULL, box;
    size_t n_lines = 0;
    if (captioned)
        parent = tags_add(flow->tags, parent, TAG_DIV);
    const tag_id tag = tags_add(flow->tags, parent, TAG_FIGURE);
    tags_add_text(flow->tags, tag, block->alt, block->id);
    if (captioned && !flow_lines(flow, &figure->caption, figure->caption_style,
                                 tags_add(flow->tags, parent, TAG_CAPTION),
                                 block->place, &caption, &n_lines))
        return false;
    if (!make_box(flow, block, tag, room_of(flow, caption, n_lines), &box))
        return false;
    box.before = ROOM_ABOVE;
    box.after = captioned ? ROOM_OF_CAPTION : ROOM_BELOW;
    struct box *boxes = ARENA_ARRAY(flow_arena(flow), struct box, n_lines + 1);
    boxes[0] = box;
    for (size_t i = 0; i < n_lines; i++) {
        boxes[i + 1] = caption[i];
        boxes[i + 1].tie = TIE_FAST;
    }
    flow->line.known = false;
    return flow_add(flow, boxes, n_lines + 1);
}
