/*
 * Source map: from a line of rendered Markdown back to the template.
 *
 * A rendered line with a figure has the exact place of its tag.  A line that
 * stands just once in the templates, letter for letter, has its line; one that
 * stands there more often the next of these below.  For others the nearest
 * line above that can be told is given: exact for text outside of sections,
 * close inside of them.
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
    const struct figures *figures;
    const char *rendered;
    size_t rendered_size;
    struct place *places; /* by rendered line, see source_map_index() */
    size_t n_places;
};

void source_map_add(struct arena *arena, struct source_map *map,
                    const char *path, const char *text, size_t size);

/* Finds the places of all lines, once SOURCES, FIGURES and RENDERED are
   set. */
void source_map_index(struct arena *arena, struct source_map *map);

/* The place of LINE (from 1) of the rendered text. */
struct place source_map_find(const struct source_map *map, uint32_t line);

#endif
