#include "document/source_map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct line {
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
static bool next_line(const char **at, const char *end, struct line *line)
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
    *line = (struct line){start, (size_t)(stop - start)};
    return true;
}

/* The place of the first figure on LINE. */
static bool figure_place(const struct source_map *map, const struct line *line,
                         struct place *place)
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

/* The only line of all sources that reads as LINE. */
static bool unique_place(const struct source_map *map, const struct line *line,
                         struct place *place)
{
    int n_found = 0;
    for (size_t i = 0; i < map->n_sources; i++) {
        const struct source *source = &map->sources[i];
        const char *at = source->text;
        struct line other;
        for (uint32_t n = 1;
             next_line(&at, source->text + source->size, &other); n++)
            if (other.size == line->size &&
                memcmp(other.text, line->text, line->size) == 0) {
                n_found++;
                *place = (struct place){.file = source->path, .line = n};
            }
    }
    return n_found == 1;
}

struct place source_map_find(const struct source_map *map, uint32_t line)
{
    struct place found = {0};
    if (map->n_sources > 0)
        found.file = map->sources[0].path;
    const char *at = map->rendered, *end = map->rendered + map->rendered_size;
    struct line text;
    for (uint32_t n = 1; n <= line && next_line(&at, end, &text); n++) {
        struct place place;
        if (text.size > 0 && (figure_place(map, &text, &place) ||
                              unique_place(map, &text, &place)))
            found = place;
    }
    return found;
}
