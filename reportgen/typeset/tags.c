#include "typeset/tags.h"

#include <stdlib.h>
#include <string.h>

static void *grow(void *array, size_t *capacity, size_t first, size_t size)
{
    *capacity = *capacity == 0 ? first : *capacity * 2;
    array = realloc(array, *capacity * size);
    if (!array)
        abort();
    return array;
}

tag_id tags_add(struct tags *tags, tag_id parent, enum tag_kind kind)
{
    if (tags->n_tags == tags->capacity)
        tags->tags = grow(tags->tags, &tags->capacity, 256, sizeof *tags->tags);
    tags->tags[tags->n_tags] = (struct tag){
        .parent = parent, .kind = (uint8_t)kind, .colspan = 1, .rowspan = 1};
    return (tag_id)tags->n_tags++;
}

void tags_add_text(struct tags *tags, tag_id tag, const char *alt,
                   const char *id)
{
    if (tags->n_texts == tags->capacity_texts)
        tags->texts =
            grow(tags->texts, &tags->capacity_texts, 16, sizeof *tags->texts);
    tags->texts[tags->n_texts++] =
        (struct tag_text){.tag = tag, .alt = alt, .id = id};
}

tag_id tags_append(struct tags *tags, tag_id parent, const struct tags *part)
{
    const tag_id shift = (tag_id)tags->n_tags - 1;
    for (size_t i = 1; i < part->n_tags; i++) {
        const struct tag *from = &part->tags[i];
        tag_id above = from->parent == 0 ? parent : from->parent + shift;
        tag_id to = tags_add(tags, above, (enum tag_kind)from->kind);
        tags->tags[to].scope = from->scope;
        tags->tags[to].colspan = from->colspan;
        tags->tags[to].rowspan = from->rowspan;
    }
    for (size_t i = 0; i < part->n_texts; i++)
        tags_add_text(tags, part->texts[i].tag + shift, part->texts[i].alt,
                      part->texts[i].id);
    return shift;
}

void tags_forget(struct tags *tags, tag_id first)
{
    tags->n_tags = first;
    while (tags->n_texts > 0 && tags->texts[tags->n_texts - 1].tag >= first)
        tags->n_texts--;
}

static const struct {
    const char *name;
    bool grouping;
} kinds[TAG_KIND_COUNT] = {
    [TAG_DOCUMENT] = {"Document", true},
    [TAG_SECT] = {"Sect", true},
    [TAG_DIV] = {"Div", true},
    [TAG_P] = {"P", false},
    [TAG_H1] = {"H1", false},
    [TAG_H2] = {"H2", false},
    [TAG_H3] = {"H3", false},
    [TAG_H4] = {"H4", false},
    [TAG_H5] = {"H5", false},
    [TAG_H6] = {"H6", false},
    [TAG_L] = {"L", true},
    [TAG_LI] = {"LI", true},
    [TAG_LBL] = {"Lbl", false},
    [TAG_LBODY] = {"LBody", true},
    [TAG_TABLE] = {"Table", true},
    [TAG_THEAD] = {"THead", true},
    [TAG_TBODY] = {"TBody", true},
    [TAG_TR] = {"TR", true},
    [TAG_TH] = {"TH", false},
    [TAG_TD] = {"TD", false},
    [TAG_CAPTION] = {"Caption", false},
    [TAG_FIGURE] = {"Figure", false},
    [TAG_NOTE] = {"Note", false},
    [TAG_LINK] = {"Link", false},
    [TAG_BLOCK_QUOTE] = {"BlockQuote", true},
    [TAG_TOC] = {"TOC", true},
    [TAG_TOCI] = {"TOCI", true},
    [TAG_REFERENCE] = {"Reference", false},
    [TAG_SPAN] = {"Span", false},
    [TAG_FORM] = {"Form", false},
};

bool tag_is_grouping(enum tag_kind kind)
{
    return kinds[kind].grouping;
}

const char *tag_kind_name(enum tag_kind kind)
{
    return kinds[kind].name;
}

bool tag_kind_of_role(enum role role, enum tag_kind *kind)
{
    static const enum tag_kind kinds_of_roles[] = {
        [ROLE_P] = TAG_P,         [ROLE_H1] = TAG_H1,
        [ROLE_H2] = TAG_H2,       [ROLE_H3] = TAG_H3,
        [ROLE_H4] = TAG_H4,       [ROLE_H5] = TAG_H5,
        [ROLE_H6] = TAG_H6,       [ROLE_L] = TAG_L,
        [ROLE_LI] = TAG_LI,       [ROLE_CAPTION] = TAG_CAPTION,
        [ROLE_TABLE] = TAG_TABLE, [ROLE_FIGURE] = TAG_FIGURE,
        [ROLE_NOTE] = TAG_NOTE,   [ROLE_SECT] = TAG_SECT,
        [ROLE_DIV] = TAG_DIV,     [ROLE_BLOCK_QUOTE] = TAG_BLOCK_QUOTE,
    };
    if (role == ROLE_NONE)
        return false;
    *kind = kinds_of_roles[role];
    return true;
}

void tags_finish(const struct tags *tags, struct arena *arena,
                 struct typeset_result *result)
{
    result->n_tags = tags->n_tags;
    result->tags = ARENA_ARRAY(arena, struct tag, tags->n_tags);
    if (tags->n_tags > 0)
        memcpy(result->tags, tags->tags, tags->n_tags * sizeof *tags->tags);
    result->n_texts = tags->n_texts;
    result->texts = ARENA_ARRAY(arena, struct tag_text, tags->n_texts);
    if (tags->n_texts > 0)
        memcpy(result->texts, tags->texts, tags->n_texts * sizeof *tags->texts);
}

void tags_free(struct tags *tags)
{
    free(tags->tags);
    free(tags->texts);
    *tags = (struct tags){0};
}
