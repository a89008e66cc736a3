/*
 * Finds the marks of footnotes and their texts in the Markdown itself, because
 * the parser treats a mark without a text as words and drops a text without a
 * mark.
 */
#include "markup/footnotes.h"

#include "base/key_map.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* A "[^name]" of a text. */
struct mention {
    const char *name;
    const char *folded; /* names differ in more than their case */
    uint32_t line;      /* from 1 */
    bool defines;       /* it begins a note: "[^name]: ..." */
};

struct mentions {
    struct arena *arena;
    struct mention *all;
    size_t n, capacity;
    struct key_map marks, texts; /* the first of each name */
};

static void add_mention(struct mentions *mentions, const char *name,
                        size_t size, uint32_t line, bool defines)
{
    if (mentions->n == mentions->capacity) {
        mentions->capacity = mentions->capacity * 2 + 16;
        mentions->all =
            realloc(mentions->all, mentions->capacity * sizeof *mentions->all);
        if (!mentions->all)
            abort();
    }
    struct mention *mention = &mentions->all[mentions->n++];
    struct key_map *map = defines ? &mentions->texts : &mentions->marks;
    mention->name = arena_strndup(mentions->arena, name, size);
    mention->folded = unicode_fold(mentions->arena, mention->name);
    mention->line = line;
    mention->defines = defines;
    if (key_map_find(map, mention->folded, NULL) == KEY_MAP_NONE)
        key_map_add(mentions->arena, map, mention->folded, NULL,
                    mentions->n - 1);
}

/* The bytes of the name at TEXT, behind "[^"; 0 when there is none. */
static size_t name_size(const char *text, const char *end)
{
    size_t size = 0;
    while (text + size < end && !strchr("[]\n", text[size]))
        size++;
    bool named = size > 0 && text[0] != ' ' && text + size < end;
    return named && text[size] == ']' ? size : 0;
}

/* Nothing but blanks, three at most, stands before AT on its line. */
static bool starts_line(const char *text, const char *at)
{
    size_t n = 0;
    while (at > text && at[-1] == ' ') {
        at--;
        n++;
    }
    return n <= 3 && (at == text || at[-1] == '\n');
}

/* All mentions in TEXT; escaped brackets and comments are none. */
static void find_mentions(struct mentions *mentions, const char *text,
                          size_t size)
{
    const char *end = text + size;
    uint32_t line = 1;
    bool in_comment = false;
    for (const char *at = text; at < end; at++) {
        const size_t left = (size_t)(end - at);
        if (*at == '\n')
            line++;
        else if (in_comment)
            in_comment = !(left >= 3 && memcmp(at, "-->", 3) == 0);
        else if (left >= 4 && memcmp(at, "<!--", 4) == 0)
            in_comment = true;
        else if (*at == '\\' && left > 1 && at[1] != '\n')
            at++;
        else if (left > 2 && at[0] == '[' && at[1] == '^') {
            size_t n = name_size(at + 2, end);
            bool defines = n > 0 && at + n + 3 < end && at[n + 3] == ':' &&
                           starts_line(text, at);
            if (n > 0)
                add_mention(mentions, at + 2, n, line, defines);
        }
    }
}

/* A footnote referred to in a section that is left out is not reported as
   unused. */
static bool any_template_refers(const struct source_map *map,
                                struct arena *arena, const char *folded)
{
    struct mentions mentions = {.arena = arena};
    for (size_t i = 0; i < map->n_sources; i++)
        find_mentions(&mentions, map->sources[i].text, map->sources[i].size);
    free(mentions.all);
    return key_map_find(&mentions.marks, folded, NULL) != KEY_MAP_NONE;
}

/* Whether text I is the first of its name and has a mark. */
static void check_text(const struct source_map *map,
                       const struct mentions *mentions, size_t i,
                       struct diag *diag)
{
    const struct mention *text = &mentions->all[i];
    const struct place place = source_map_find(map, text->line);
    if (key_map_find(&mentions->texts, text->folded, NULL) != i)
        diag_report(diag, DIAG_FOOTNOTE_TWICE, place, text->name);
    else if (key_map_find(&mentions->marks, text->folded, NULL) ==
                 KEY_MAP_NONE &&
             !any_template_refers(map, mentions->arena, text->folded))
        diag_report(diag, DIAG_FOOTNOTE_UNUSED, place, text->name, text->name);
}

bool footnotes_check(const struct source_map *map, struct diag *diag)
{
    struct arena *arena = arena_create();
    struct mentions mentions = {.arena = arena};
    bool good = true;
    find_mentions(&mentions, map->rendered, map->rendered_size);
    for (size_t i = 0; i < mentions.n; i++) {
        const struct mention *mention = &mentions.all[i];
        if (mention->defines) {
            check_text(map, &mentions, i, diag);
            continue;
        }
        if (key_map_find(&mentions.texts, mention->folded, NULL) !=
            KEY_MAP_NONE)
            continue;
        diag_report(diag, DIAG_FOOTNOTE_MISSING,
                    source_map_find(map, mention->line), mention->name,
                    mention->name);
        good = false;
    }
    free(mentions.all);
    arena_destroy(arena);
    return good;
}
