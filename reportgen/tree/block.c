#include "tree/block.h"

#include <string.h>

struct run *runs_add(struct arena *arena, struct run_list *list,
                     const char *text, size_t size)
{
    if (list->n_runs == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 4;
        struct run *runs = ARENA_ARRAY(arena, struct run, capacity);
        if (list->n_runs > 0)
            memcpy(runs, list->runs, list->n_runs * sizeof *runs);
        list->runs = runs;
        list->capacity = capacity;
    }
    struct run *run = &list->runs[list->n_runs++];
    *run = (struct run){.text = text, .size = (uint32_t)size};
    return run;
}

struct text runs_text(const struct run_list *list)
{
    return (struct text){.runs = list->runs, .n_runs = list->n_runs};
}

struct text text_plain(struct arena *arena, const char *text)
{
    struct run_list list = {0};
    if (text && *text)
        runs_add(arena, &list, text, strlen(text));
    return runs_text(&list);
}

/* Adds SIZE bytes, with blanks in place of no-break spaces. */
static void add_blanks(struct strbuf *buf, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *found = memchr(text, 0xC2, (size_t)(end - text));
        while (found && (found + 1 == end || found[1] != '\xA0'))
            found = memchr(found + 1, 0xC2, (size_t)(end - found - 1));
        if (!found) {
            strbuf_add(buf, text, (size_t)(end - text));
            return;
        }
        strbuf_add(buf, text, (size_t)(found - text));
        strbuf_add_char(buf, ' ');
        text = found + 2;
    }
}

void text_add_plain(struct strbuf *buf, const struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct run *run = &text->runs[i];
        if (run->flags & RUN_LINE_BREAK)
            strbuf_add_char(buf, ' ');
        else
            add_blanks(buf, run->text, run->size);
    }
}

const char *text_to_plain(struct arena *arena, const struct text *text)
{
    struct strbuf buf = STRBUF_INIT;
    text_add_plain(&buf, text);
    const char *plain = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return plain;
}

const char *text_without_notes(struct arena *arena, const struct text *text)
{
    struct run_list list = {0};
    for (size_t i = 0; i < text->n_runs; i++)
        if (!(text->runs[i].flags & RUN_NOTE))
            *runs_add(arena, &list, "", 0) = text->runs[i];
    struct text plain = runs_text(&list);
    return text_to_plain(arena, &plain);
}

void blocks_append(struct arena *arena, struct block_list *list,
                   struct block *block)
{
    if (list->n_blocks == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        struct block **blocks = ARENA_ARRAY(arena, struct block *, capacity);
        if (list->n_blocks > 0)
            memcpy(blocks, list->blocks, list->n_blocks * sizeof *blocks);
        list->blocks = blocks;
        list->capacity = capacity;
    }
    list->blocks[list->n_blocks++] = block;
}

struct block *block_new(struct arena *arena, enum block_kind kind,
                        enum role role, const struct style *style)
{
    struct block *block = ARENA_NEW(arena, struct block);
    block->kind = kind;
    block->role = role;
    block->style = style;
    return block;
}

struct block *block_paragraph(struct arena *arena, enum role role,
                              const struct style *style, struct text text)
{
    struct block *block = block_new(arena, BLOCK_PARAGRAPH, role, style);
    block->text = text;
    return block;
}

struct block *block_space(struct arena *arena, mpt height)
{
    struct block *block = block_new(arena, BLOCK_SPACE, ROLE_NONE, NULL);
    block->height = height;
    return block;
}

struct block *block_rule(struct arena *arena, int32_t permille,
                         enum align align, mpt thickness, mpt gap)
{
    struct block *block = block_new(arena, BLOCK_RULE, ROLE_NONE, NULL);
    block->rule = (struct rule){.permille = permille,
                                .align = align,
                                .thickness = thickness,
                                .gap = gap};
    return block;
}

struct block *block_for_sheet(struct arena *arena, const struct block *block)
{
    struct block *copy = ARENA_NEW(arena, struct block);
    struct run_list runs = {0};
    *copy = *block;
    copy->bookmark = NULL;
    for (size_t i = 0; i < block->text.n_runs; i++) {
        const struct run *run = &block->text.runs[i];
        struct text one = {&block->text.runs[i], 1};
        const char *text =
            run->flags & RUN_LINE_BREAK ? "" : text_to_plain(arena, &one);
        struct run *plain = runs_add(arena, &runs, text, strlen(text));
        plain->flags = run->flags;
        plain->figure = run->figure;
    }
    copy->text = runs_text(&runs);
    return copy;
}

struct block *block_item(struct arena *arena, const struct style *style,
                         const char *label, struct text text)
{
    struct block *item = block_new(arena, BLOCK_ITEM, ROLE_LI, style);
    struct block_list children = {0};
    item->label = text_plain(arena, label);
    blocks_append(arena, &children,
                  block_paragraph(arena, ROLE_NONE, style, text));
    block_adopt(item, &children);
    return item;
}

void block_adopt(struct block *parent, const struct block_list *list)
{
    parent->children = list->blocks;
    parent->n_children = list->n_blocks;
}

struct block *block_last_paragraph(struct block *const *blocks, size_t n_blocks)
{
    while (n_blocks > 0) {
        struct block *last = blocks[n_blocks - 1];
        if (last->kind == BLOCK_PARAGRAPH)
            return last;
        if (last->kind != BLOCK_LIST && last->kind != BLOCK_ITEM &&
            last->kind != BLOCK_GROUP)
            return NULL;
        blocks = last->children;
        n_blocks = last->n_children;
    }
    return NULL;
}
