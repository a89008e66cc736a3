#include "typeset/line_items.h"

#include <string.h>

size_t line_count_items(const struct line *line)
{
    size_t n = line->n_pieces;
    for (size_t i = 0; i < line->n_pieces; i++)
        if (line->pieces[i].run->link)
            n++;
    return n;
}

/* The element for a piece of RUN; a Link goes on over pieces of one target. */
static tag_id tag_of(struct line_hanger *hanger, const struct run *run)
{
    const char *before = hanger->target;
    hanger->target = NULL;
    if (hanger->tag == TAG_ARTIFACT)
        return hanger->tag;
    if ((run->flags & RUN_LABEL) != 0)
        return tags_add(hanger->tags, hanger->tag, TAG_LBL);
    if (!run->link)
        return hanger->tag;
    if (!before || strcmp(before, run->link) != 0) {
        tag_id parent = hanger->tag;
        if ((run->flags & RUN_NOTE) != 0)
            parent = tags_add(hanger->tags, parent, TAG_REFERENCE);
        hanger->link = tags_add(hanger->tags, parent, TAG_LINK);
    }
    hanger->target = run->link;
    return hanger->link;
}

/* The clickable box goes from below the baseline to above capitals. */
static struct item link_box(const struct piece *piece, const struct item *text)
{
    return (struct item){.kind = ITEM_LINK,
                         .tag = text->tag,
                         .x = text->x,
                         .y = text->y - piece->size / 4,
                         .width = text->width,
                         .height = piece->size,
                         .target = piece->run->link};
}

size_t line_make_items(struct line_hanger *hanger, const struct line *line,
                       mpt x, mpt y, struct item *items)
{
    size_t n = 0;
    for (size_t i = 0; i < line->n_pieces; i++) {
        const struct piece *piece = &line->pieces[i];
        struct item *text = &items[n++];
        *text = (struct item){.kind = ITEM_TEXT,
                              .x = x + line->x + piece->x,
                              .y = y + piece->rise,
                              .width = piece->width,
                              .font = piece->font,
                              .size = piece->size,
                              .word_space = line->word_space,
                              .text = piece->text,
                              .n_bytes = piece->n_bytes,
                              .kerns = piece->kerns,
                              .runs = piece->runs,
                              .n_runs = piece->n_runs,
                              .from = piece->from};
        text->tag = tag_of(hanger, piece->run);
        if (piece->run->link)
            items[n++] = link_box(piece, text);
        text->word_ends = line->word_ends && i + 1 == line->n_pieces;
    }
    return n;
}
