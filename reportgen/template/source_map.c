#include "template/source_map.h"

#include <string.h>

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

struct place source_map_find(const struct source_map *map, uint32_t line)
{
    const struct figures *figures = map->figures;
    if (figures && line > 0 && line <= figures->n_lines)
        return figures->lines[line - 1];
    return (struct place){.file =
                              map->n_sources > 0 ? map->sources[0].path : NULL};
}
