#include "template/source_map.h"

#include "base/key_map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct text_line {
    const char *text;
    size_t size; /* without the newline and blanks at both ends */
};

void source_map_add(struct arena *arena, struct source_map *map,
                    const char *path, const char *text, size_t size)
{
    for (size_t i = 0; i < map->n_sources; i++)
        if (strcmp(map->sources[i].path, path) == 0)
            return;
    if (map->n_sources == map->capacity) {
        size_t capacity = map->capacity ? 2 * map->capacity : 4;
        struct source *sources = ARENA_ARRAY(arena, struct source, capacity);
        if (map->n_sources > 0)
            memcpy(sources, map->sources, map->n_sources * sizeof *sources);
        map->sources = sources;
        map->capacity = capacity;
    }
    map->sources[map->n_sources++] = (struct source){path, text, size};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line at *AT; false at END. */
static bool next_line(const char **at, const char *end, struct text_line *line)
{
    if (*at >= end)
        return false;
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    const char *stop = newline ? newline : end;
    const char *start = *at;
    *at = newline ? newline + 1 : end;
    while (start < stop && is_blank(*start))
        start++;
    while (stop > start && is_blank(stop[-1]))
        stop--;
    *line = (struct text_line){start, (size_t)(stop - start)};
    return true;
}

/* The place of the first figure on LINE. */
static bool figure_place(const struct source_map *map,
                         const struct text_line *line, struct place *place)
{
    const char *end = line->text + line->size;
    for (const char *at = line->text; at + 3 < end; at++) {
        if (memcmp(at, FIGURE_START, 3) != 0)
            continue;
        size_t index = (size_t)strtoul(at + 3, NULL, 10);
        if (!map->figures || index >= map->figures->n_figures)
            return false;
        *place = map->figures->figures[index]->place;
        return true;
    }
    return false;
}

/* Lines of the sources, found by what they say; equal ones are chained in
   their order. */
struct source_line {
    struct place place;
    size_t next; /* the next equal line, or KEY_MAP_NONE */
    size_t last; /* in the first of a chain: the last one */
};

struct line_index {
    struct key_map firsts;
    struct source_line *lines;
    size_t n_lines, capacity;
};

static size_t count_lines(const char *text, size_t size)
{
    size_t n = 1;
    for (size_t i = 0; i < size; i++)
        n += text[i] == '\n';
    return n;
}

static void index_line(struct arena *arena, struct line_index *index,
                       const struct text_line *line, struct place place)
{
    size_t here = index->n_lines++;
    const char *key = arena_strndup(arena, line->text, line->size);
    size_t first = key_map_find(&index->firsts, key, NULL);
    index->lines[here] = (struct source_line){place, KEY_MAP_NONE, here};
    if (first == KEY_MAP_NONE) {
        key_map_add(arena, &index->firsts, key, NULL, here);
        return;
    }
    index->lines[index->lines[first].last].next = here;
    index->lines[first].last = here;
}

static void index_sources(struct arena *arena, const struct source_map *map,
                          struct line_index *index)
{
    for (size_t i = 0; i < map->n_sources; i++)
        index->capacity +=
            count_lines(map->sources[i].text, map->sources[i].size);
    index->lines = ARENA_ARRAY(arena, struct source_line, index->capacity + 1);
    for (size_t i = 0; i < map->n_sources; i++) {
        const struct source *source = &map->sources[i];
        const char *at = source->text;
        struct text_line line;
        for (uint32_t n = 1; next_line(&at, source->text + source->size, &line);
             n++)
            if (line.size > 0)
                index_line(arena, index, &line,
                           (struct place){.file = source->path, .line = n});
    }
}

/* The only line that reads as LINE; where there are several, the first one
   below BEFORE in its file. */
static bool equal_place(struct arena *arena, const struct line_index *index,
                        const struct text_line *line, struct place before,
                        struct place *place)
{
    const char *key = arena_strndup(arena, line->text, line->size);
    size_t at = key_map_find(&index->firsts, key, NULL);
    if (at == KEY_MAP_NONE)
        return false;
    *place = index->lines[at].place;
    if (index->lines[at].next == KEY_MAP_NONE)
        return true;
    for (; at != KEY_MAP_NONE; at = index->lines[at].next) {
        *place = index->lines[at].place;
        if (before.file && strcmp(place->file, before.file) == 0 &&
            place->line > before.line)
            return true;
    }
    return false;
}

void source_map_index(struct arena *arena, struct source_map *map)
{
    struct line_index index = {0};
    struct place found = {0};
    struct text_line line;
    const char *at = map->rendered, *end = map->rendered + map->rendered_size;
    index_sources(arena, map, &index);
    map->places = ARENA_ARRAY(arena, struct place,
                              count_lines(map->rendered, map->rendered_size));
    if (map->n_sources > 0)
        found.file = map->sources[0].path;
    for (map->n_places = 0; next_line(&at, end, &line); map->n_places++) {
        struct place place;
        if (line.size > 0 && (figure_place(map, &line, &place) ||
                              equal_place(arena, &index, &line, found, &place)))
            found = place;
        map->places[map->n_places] = found;
    }
}

struct place source_map_find(const struct source_map *map, uint32_t line)
{
    if (line > 0 && line <= map->n_places)
        return map->places[line - 1];
    return (struct place){.file =
                              map->n_sources > 0 ? map->sources[0].path : NULL};
}
