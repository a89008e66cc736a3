/*
 * Source map: from a line of rendered Markdown back to the template.
 *
 * The renderer notes where each line comes from: the place of the tag of its
 * first figure, else the file and line of what it begins with.
 */
#ifndef TEMPLATE_SOURCE_MAP_H
#define TEMPLATE_SOURCE_MAP_H

#include "base/arena.h"
#include "base/place.h"
#include "template/template.h"

#include <stddef.h>
#include <stdint.h>

/* A template file: the body or a partial. */
struct source {
    const char *path;
    const char *text;
    size_t size;
};

struct source_map {
    struct source *sources; /* the first is the body */
    size_t n_sources;
    size_t capacity;
    const struct figures *figures; /* with the places of the lines */
    const char *rendered;
    size_t rendered_size;
};

void source_map_add(struct arena *arena, struct source_map *map,
                    const char *path, const char *text, size_t size);

/* The place of LINE (from 1) of the rendered text. */
struct place source_map_find(const struct source_map *map, uint32_t line);

#endif
