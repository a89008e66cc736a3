/*
 * Key map: from text to a number, for groups and pivots of large tables.
 */
#ifndef BASE_KEY_MAP_H
#define BASE_KEY_MAP_H

#include "base/arena.h"

#include <stddef.h>

#define KEY_MAP_NONE ((size_t)-1)

/* The key is FIRST and SECOND together (SECOND may be NULL). */
struct key_map_entry {
    const char *first, *second; /* FIRST NULL: free */
    size_t value;
};

struct key_map {
    struct key_map_entry *entries;
    size_t capacity; /* a power of two */
    size_t n_entries;
};

/* The value of the key, or KEY_MAP_NONE. */
size_t key_map_find(const struct key_map *map, const char *first,
                    const char *second);

/* The same for a key of one part, SIZE bytes at FIRST. */
size_t key_map_find_sized(const struct key_map *map, const char *first,
                          size_t size);

/* Sets the value of a key that is not in MAP.  Keys are not copied. */
void key_map_add(struct arena *arena, struct key_map *map, const char *first,
                 const char *second, size_t value);

#endif
