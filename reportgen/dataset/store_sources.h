/*
 * Store sources: where the rows of a store came from.
 *
 * A row keeps the number of its source and its line there; this list turns them
 * into a place.  Private to the store.
 */
#ifndef DATASET_STORE_SOURCES_H
#define DATASET_STORE_SOURCES_H

#include "dataset/store.h"

/* To be zeroed at first; it lives in the arena that its sources are added
   with. */
struct store_sources {
    struct store_source *items;
    size_t n;
    size_t capacity;
};

/* Adds a copy of SOURCE, of TABLE, without rows, and returns its number. */
size_t store_sources_add(struct arena *arena, struct store_sources *sources,
                         const struct schema_table *table,
                         const struct store_source *source);

/* See store_supplies() and store_place(). */
bool store_sources_supply(const struct store_sources *sources,
                          const struct schema_table *table,
                          const struct schema_field *field);
struct place store_sources_place(const struct store_sources *sources,
                                 size_t source, uint32_t line,
                                 const struct schema_field *field);

#endif
