#include "typeset/typeset.h"

#include "typeset/tags.h"

#include <string.h>

/* Positions are in points with three decimals, which is exact. */
static void add_length(struct strbuf *buf, mpt length)
{
    int64_t value = length;
    strbuf_add_char(buf, ' ');
    if (value < 0) {
        strbuf_add_char(buf, '-');
        value = -value;
    }
    strbuf_add_integer(buf, value / 1000);
    strbuf_add_char(buf, '.');
    strbuf_add_char(buf, (char)('0' + value / 100 % 10));
    strbuf_add_char(buf, (char)('0' + value / 10 % 10));
    strbuf_add_char(buf, (char)('0' + value % 10));
}

static void add_start(struct strbuf *buf, int page, const char *kind)
{
    strbuf_add_integer(buf, page);
    strbuf_add_char(buf, ' ');
    strbuf_add_text(buf, kind);
}

/* "H1:12", or "-" for artifacts. */
static void add_tag(struct strbuf *buf, const struct tag *tags, tag_id tag)
{
    strbuf_add_char(buf, ' ');
    if (tag == TAG_ARTIFACT) {
        strbuf_add_char(buf, '-');
        return;
    }
    strbuf_add_text(buf, tag_kind_name((enum tag_kind)tags[tag].kind));
    strbuf_add_char(buf, ':');
    strbuf_add_integer(buf, tag);
}

/* Newlines cannot stand in items; the text goes on to the end of the line. */
static void add_text(struct strbuf *buf, const char *text, size_t size)
{
    strbuf_add_char(buf, ' ');
    strbuf_add(buf, text, size);
}

static void dump_text(struct strbuf *buf, const struct item *item)
{
    add_length(buf, item->size);
    if (item->turn != 0) {
        strbuf_add_char(buf, ' ');
        strbuf_add_integer(buf, item->turn);
    } else {
        add_length(buf, item->word_space);
    }
    strbuf_add_char(buf, ' ');
    strbuf_add_text(buf, font_postscript_name(item->font));
    add_text(buf, item->text, item->n_bytes);
}

/* Greys in thousandths, "-" for none. */
static void add_grey(struct strbuf *buf, int16_t grey)
{
    if (grey == GREY_NONE)
        strbuf_add_text(buf, " -");
    else
        strbuf_add_format(buf, " %d", grey);
}

/* Corners stand where they are on the paper, a bar before each part. */
static void dump_path(struct strbuf *buf, const struct item *item)
{
    const struct path *path = item->path;
    add_grey(buf, path->fill);
    add_grey(buf, path->stroke);
    add_length(buf, path->thickness);
    add_length(buf, path->dash);
    add_length(buf, path->gap);
    for (size_t i = 0; i < path->n_points; i++) {
        const struct path_point *point = &path->points[i];
        if (point->starts)
            strbuf_add_text(buf, path->closed ? " o" : " |");
        add_length(buf, item->x + point->x);
        add_length(buf, item->y + point->y);
    }
}

static void dump_image(struct strbuf *buf, const struct image *image)
{
    const char *slash = strrchr(image->path, '/');
    strbuf_add_format(buf, " %u %u %u %s", image->width, image->height,
                      image->components, slash ? slash + 1 : image->path);
}

static void dump_item(struct strbuf *buf, const struct page *page,
                      const struct item *item)
{
    static const char *const kinds[] = {
        [ITEM_TEXT] = "text",     [ITEM_RULE] = "rule", [ITEM_LINK] = "link",
        [ITEM_FIGURE] = "figure", [ITEM_PATH] = "path", [ITEM_IMAGE] = "image",
        [ITEM_FIELD] = "field"};
    add_start(buf, page->index + 1,
              item->turn != 0 ? "turned" : kinds[item->kind]);
    add_tag(buf, page->tags, item->tag);
    add_length(buf, item->x);
    add_length(buf, item->y);
    add_length(buf, item->width);
    if (item->kind == ITEM_TEXT)
        dump_text(buf, item);
    else
        add_length(buf, item->height);
    if (item->kind == ITEM_FIGURE && item->text)
        add_text(buf, item->text, item->n_bytes);
    else if (item->kind == ITEM_LINK || item->kind == ITEM_FIELD)
        add_text(buf, item->target, strlen(item->target));
    else if (item->kind == ITEM_PATH)
        dump_path(buf, item);
    else if (item->kind == ITEM_IMAGE)
        dump_image(buf, item->image);
    strbuf_add_char(buf, '\n');
}

static void dump_target(struct strbuf *buf, int page,
                        const struct page_target *target)
{
    add_start(buf, page, "target");
    add_length(buf, target->y);
    strbuf_add_char(buf, ' ');
    strbuf_add_integer(buf, target->level);
    strbuf_add_char(buf, ' ');
    strbuf_add_text(buf, target->id ? target->id : "-");
    if (target->bookmark) {
        strbuf_add_char(buf, ' ');
        strbuf_add_text(buf, target->bookmark);
    }
    strbuf_add_char(buf, '\n');
}

static bool dump_page(void *context, const struct page *page)
{
    struct strbuf *buf = context;
    const int number = page->index + 1;
    add_start(buf, number, "page ");
    strbuf_add_integer(buf, page->number);
    strbuf_add_char(buf, ' ');
    strbuf_add_integer(buf, page->section + 1);
    const mpt lengths[] = {page->width,  page->height, page->top,
                           page->bottom, page->left,   page->right};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        add_length(buf, lengths[i]);
    strbuf_add_char(buf, '\n');
    for (size_t i = 0; i < page->n_targets; i++)
        dump_target(buf, number, &page->targets[i]);
    for (size_t i = 0; i < page->n_items; i++)
        dump_item(buf, page, &page->items[i]);
    return true;
}

struct page_sink page_dump_sink(struct strbuf *buf)
{
    return (struct page_sink){.page = dump_page, .context = buf};
}

void typeset_dump_tags(struct strbuf *buf, const struct typeset_result *result)
{
    for (size_t i = 0; i < result->n_tags; i++) {
        const struct tag *tag = &result->tags[i];
        strbuf_add_text(buf, "tag");
        add_tag(buf, result->tags, (tag_id)i);
        add_tag(buf, result->tags, tag->parent);
        if (tag->scope != 0)
            strbuf_add_text(buf, tag->scope == 1 ? " column" : " row");
        if (tag->colspan != 1 || tag->rowspan != 1)
            strbuf_add_format(buf, " %ux%u", tag->colspan, tag->rowspan);
        strbuf_add_char(buf, '\n');
    }
}
