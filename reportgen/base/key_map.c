#include "base/key_map.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* FNV-1a over both parts; FIRST has SIZE bytes. */
static size_t hash(const char *first, size_t size, const char *second)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *end = first + size; first < end; first++)
        hash = (hash ^ (unsigned char)*first) * 1099511628211u;
    hash = (hash ^ 0xff) * 1099511628211u;
    for (; second && *second; second++)
        hash = (hash ^ (unsigned char)*second) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 32));
}

static bool is_key(const struct key_map_entry *entry, const char *first,
                   size_t size, const char *second)
{
    if (strncmp(entry->first, first, size) != 0 || entry->first[size] ||
        !entry->second != !second)
        return false;
    return !second || strcmp(entry->second, second) == 0;
}

/* The entry of the key, or the free one where it belongs. */
static struct key_map_entry *probe(const struct key_map *map, const char *first,
                                   size_t size, const char *second)
{
    size_t i = hash(first, size, second) & (map->capacity - 1);
    while (map->entries[i].first &&
           !is_key(&map->entries[i], first, size, second))
        i = (i + 1) & (map->capacity - 1);
    return &map->entries[i];
}

static size_t find(const struct key_map *map, const char *first, size_t size,
                   const char *second)
{
    if (map->capacity == 0)
        return KEY_MAP_NONE;
    const struct key_map_entry *entry = probe(map, first, size, second);
    return entry->first ? entry->value : KEY_MAP_NONE;
}

size_t key_map_find(const struct key_map *map, const char *first,
                    const char *second)
{
    return find(map, first, strlen(first), second);
}

size_t key_map_find_sized(const struct key_map *map, const char *first,
                          size_t size)
{
    return find(map, first, size, NULL);
}

static void grow(struct arena *arena, struct key_map *map)
{
    struct key_map larger = {.capacity =
                                 map->capacity ? 2 * map->capacity : 32};
    larger.entries = ARENA_ARRAY(arena, struct key_map_entry, larger.capacity);
    larger.n_entries = map->n_entries;
    for (size_t i = 0; i < map->capacity; i++) {
        const struct key_map_entry *old = &map->entries[i];
        if (old->first)
            *probe(&larger, old->first, strlen(old->first), old->second) = *old;
    }
    *map = larger;
}

void key_map_add(struct arena *arena, struct key_map *map, const char *first,
                 const char *second, size_t value)
{
    if (2 * (map->n_entries + 1) > map->capacity)
        grow(arena, map);
    *probe(map, first, strlen(first), second) =
        (struct key_map_entry){first, second, value};
    map->n_entries++;
}
