#include "typeset/page_notes.h"

/* Room above the rule and below it, its thickness, its share of the width;
   lines of a note that stand together on either page. */
enum {
    ROOM_ABOVE = 8000,
    ROOM_BELOW = 3000,
    RULE = 500,
    RULE_SHARE = 3,
    TOGETHER = 2
};

void page_notes_grow(struct page_notes_height *height, const struct box *lines,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (height->height == 0)
            height->height = ROOM_ABOVE + RULE + ROOM_BELOW;
        else
            height->height += height->after > lines[i].before ? height->after
                                                              : lines[i].before;
        height->height += lines[i].height;
        height->after = lines[i].after;
    }
}

static mpt height_of(const struct box *lines, size_t n)
{
    struct page_notes_height height = {0};
    page_notes_grow(&height, lines, n);
    return height.height;
}

size_t page_notes_least(const struct box *lines, size_t n, mpt most)
{
    size_t first = n;
    while (first > 0 && lines[--first].tie != TIE_FREE)
        ;
    size_t least = n - first >= 2 * TOGETHER ? first + TOGETHER : n;
    if (least > TOGETHER && height_of(lines, least) > most)
        return TOGETHER;
    return least;
}

size_t page_notes_fitting(const struct box *lines, size_t n, mpt room)
{
    struct page_notes_height height = {0};
    size_t fitting = 0;
    for (; fitting < n; fitting++) {
        page_notes_grow(&height, &lines[fitting], 1);
        if (height.height > room)
            break;
    }
    if (fitting > 1 && fitting < n && lines[fitting].tie == TIE_LOOSE)
        fitting--;
    return fitting;
}

void page_notes_place(struct canvas *canvas, const struct box *lines, size_t n,
                      mpt foot, mpt x, mpt width)
{
    struct page_notes_height height = {0};
    if (n == 0)
        return;
    page_notes_grow(&height, lines, n);
    const mpt top = foot + height.height;
    canvas_add_rule(canvas, (struct box_rule){.x = x,
                                              .y = top - ROOM_ABOVE - RULE,
                                              .width = width / RULE_SHARE,
                                              .height = RULE});
    height = (struct page_notes_height){0};
    for (size_t i = 0; i < n; i++) {
        page_notes_grow(&height, &lines[i], 1);
        canvas_place(canvas, &lines[i], top - height.height + lines[i].height);
    }
    canvas_end_run(canvas);
}
