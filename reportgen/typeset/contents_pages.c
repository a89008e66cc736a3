#include "typeset/contents_pages.h"

#include "typeset/flow.h"
#include "typeset/line_items.h"

#include <stdlib.h>
#include <string.h>

/* Room kept for a number, in digits; leaders keep EM permille from the text
   and the number. */
enum { NUMBER_DIGITS = 3, LEADER_GAP = 400 };

bool contents_pages_wanted(const struct document *document)
{
    for (size_t i = 0; i < document->n_sections; i++)
        for (size_t k = 0; k < document->sections[i].n_blocks; k++)
            if (document->sections[i].blocks[k]->kind == BLOCK_CONTENTS)
                return true;
    return false;
}

/* ---- places -------------------------------------------------------------- */

static bool take_page(void *context, const struct page *page)
{
    struct contents_pages *contents = context;
    contents->n_pages++;
    for (size_t i = 0; i < page->n_targets; i++) {
        if (!page->targets[i].id)
            continue;
        if (contents->n_places == contents->capacity) {
            contents->capacity = contents->capacity * 2 + 32;
            contents->places =
                realloc(contents->places,
                        contents->capacity * sizeof *contents->places);
            if (!contents->places)
                abort();
        }
        contents->places[contents->n_places++] =
            (struct contents_place){page->targets[i].id, page->number};
    }
    return true;
}

struct page_sink contents_pages_sink(struct contents_pages *contents)
{
    return (struct page_sink){.page = take_page, .context = contents};
}

static int compare_places(const void *a, const void *b)
{
    const struct contents_place *x = a, *y = b;
    return strcmp(x->id, y->id);
}

void contents_pages_close(struct contents_pages *contents)
{
    if (contents->n_places > 0)
        qsort(contents->places, contents->n_places, sizeof *contents->places,
              compare_places);
    contents->known = true;
}

void contents_pages_free(struct contents_pages *contents)
{
    free(contents->places);
}

/* The number of the page with target LINK, "#id"; 0: not known. */
static int number_of(const struct contents_pages *contents, const char *link)
{
    struct contents_place key = {.id = link + 1};
    if (!contents || contents->n_places == 0)
        return 0;
    const struct contents_place *place =
        bsearch(&key, contents->places, contents->n_places,
                sizeof *contents->places, compare_places);
    return place ? place->number : 0;
}

/* ---- entries ------------------------------------------------------------- */

/* An entry being set: its last line gets leaders and a number. */
struct entry {
    struct flow *flow;
    const struct style *style;
    const struct font *font;
    tag_id tag; /* the Reference */
    const char *link;
    int number;
    mpt right; /* edge of the text */
};

static mpt text_width(const struct entry *entry, const char *text)
{
    int64_t width = 0;
    for (; *text != '\0'; text++)
        width += font_advance(entry->font, (unsigned char)*text);
    return (mpt)(width * entry->style->size / 1000);
}

static struct item text_item(const struct entry *entry, tag_id tag, mpt x,
                             mpt y, const char *text)
{
    return (struct item){.kind = ITEM_TEXT,
                         .tag = tag,
                         .x = x,
                         .y = y,
                         .width = text_width(entry, text),
                         .font = entry->font,
                         .size = entry->style->size,
                         .text = text,
                         .n_bytes = (uint32_t)strlen(text)};
}

/* ". . . ." from LEFT to RIGHT; the dots of all entries stand below one
   another, counted from the edge of the text.  No leader where there is no
   room for two dots. */
static bool make_leader(const struct entry *entry, mpt left, mpt right, mpt y,
                        struct item *item)
{
    const mpt unit = text_width(entry, ". ");
    if (unit <= 0)
        return false;
    const mpt last = (entry->right - right + unit - 1) / unit;
    const mpt first = (entry->right - left) / unit;
    if (first - last < 1)
        return false;
    const size_t n = (size_t)(first - last);
    char *dots = arena_alloc(flow_arena(entry->flow), 2 * n);
    for (size_t i = 0; i < n; i++)
        memcpy(dots + 2 * i, ". ", 2);
    dots[2 * n - 1] = '\0';
    *item =
        text_item(entry, TAG_ARTIFACT, entry->right - first * unit, y, dots);
    return true;
}

/* The number hangs on a Span of the entry's Link, and can be clicked too. */
static void add_number(const struct entry *entry, struct box *box)
{
    struct flow *flow = entry->flow;
    struct arena *arena = flow_arena(flow);
    const struct item *last = &box->items[box->n_items - 1];
    if (last->kind == ITEM_LINK)
        last--;
    const char *digits = arena_printf(arena, "%d", entry->number);
    const mpt gap = entry->style->size * LEADER_GAP / 1000;
    const mpt x = entry->right - text_width(entry, digits);
    struct item *items = ARENA_ARRAY(arena, struct item, box->n_items + 3);
    memcpy(items, box->items, box->n_items * sizeof *items);
    struct item *next = items + box->n_items;
    if (make_leader(entry, last->x + last->width + gap, x - gap, last->y, next))
        next++;
    *next++ = text_item(entry, tags_add(flow->tags, last->tag, TAG_SPAN), x,
                        last->y, digits);
    *next++ = (struct item){.kind = ITEM_LINK,
                            .tag = last->tag,
                            .x = x,
                            .y = last->y - entry->style->size / 4,
                            .width = entry->right - x,
                            .height = entry->style->size,
                            .target = entry->link};
    box->items = items;
    box->n_items = (size_t)(next - items);
}

static bool flow_entry(struct flow *flow, const struct block *block, tag_id toc)
{
    struct style style = *block->style;
    struct entry entry = {.flow = flow, .style = block->style};
    struct box *boxes;
    size_t n;
    entry.font = fontset_find(
        flow->setter->fonts, style.font, (style.flags & STYLE_BOLD) != 0,
        (style.flags & STYLE_ITALIC) != 0, flow->setter->diag);
    if (!entry.font)
        return false;
    entry.tag = tags_add(flow->tags, tags_add(flow->tags, toc, TAG_TOCI),
                         TAG_REFERENCE);
    entry.link = block->text.runs[0].link;
    entry.number = number_of(flow->contents, entry.link);
    entry.right = flow->x + flow->width - style.right;
    style.right += text_width(&entry, "0") * NUMBER_DIGITS;
    if (!flow_lines(flow, &block->text, &style, entry.tag, block->place, &boxes,
                    &n))
        return false;
    if (n > 0 && entry.number > 0 && boxes[n - 1].n_items > 0)
        add_number(&entry, &boxes[n - 1]);
    return flow_add(flow, boxes, n);
}

bool flow_contents(struct flow *flow, const struct block *block, tag_id parent)
{
    const struct contents_pages *contents = flow->contents;
    if (contents && contents->known && contents->n_pages < block->least_pages) {
        flow->new_page = false;
        return true;
    }
    tag_id toc = tags_add(flow->tags, parent, TAG_TOC);
    for (size_t i = 0; i < block->n_children; i++) {
        const struct block *child = block->children[i];
        if (child->role == ROLE_NONE) {
            if (!flow_entry(flow, child, toc))
                return false;
        } else if (!flow_text(flow, &child->text, child->style,
                              tags_add(flow->tags, toc, TAG_CAPTION),
                              child->place)) {
            return false;
        }
    }
    flow->line.known = false;
    return true;
}
