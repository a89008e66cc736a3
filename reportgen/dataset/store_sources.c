#include "dataset/store_sources.h"

#include <string.h>

static struct store_source *make_room(struct arena *arena,
                                      struct store_sources *sources)
{
    if (sources->n == sources->capacity) {
        size_t capacity = sources->capacity * 2 + 8;
        struct store_source *items =
            ARENA_ARRAY(arena, struct store_source, capacity);
        if (sources->n > 0)
            memcpy(items, sources->items, sources->n * sizeof *items);
        sources->items = items;
        sources->capacity = capacity;
    }
    return &sources->items[sources->n++];
}

size_t store_sources_add(struct arena *arena, struct store_sources *sources,
                         const struct schema_table *table,
                         const struct store_source *source)
{
    struct store_source *added = make_room(arena, sources);
    *added = *source;
    added->name = arena_strdup(arena, source->name);
    added->path = arena_strdup(arena, source->path);
    added->table = table->name;
    added->id_scope =
        arena_strdup(arena, source->id_scope ? source->id_scope : "");
    added->n_rows = 0;
    added->columns = ARENA_ARRAY(arena, uint32_t, table->n_fields);
    if (source->columns)
        memcpy(added->columns, source->columns,
               table->n_fields * sizeof *added->columns);
    added->filled = ARENA_ARRAY(arena, bool, table->n_fields);
    if (source->filled)
        memcpy(added->filled, source->filled,
               table->n_fields * sizeof *added->filled);
    return sources->n - 1;
}

bool store_sources_supply(const struct store_sources *sources,
                          const struct schema_table *table,
                          const struct schema_field *field)
{
    if (field && field->of)
        field = field->of;
    size_t index = !field ? 0 : (size_t)(field - table->fields);
    for (size_t i = 0; i < sources->n; i++) {
        const struct store_source *source = &sources->items[i];
        if (source->table == table->name &&
            (!field || source->columns[index] != 0 || source->filled[index]))
            return true;
    }
    return false;
}

struct place store_sources_place(const struct store_sources *sources,
                                 size_t source, uint32_t line,
                                 const struct schema_field *field)
{
    if (source >= sources->n)
        return PLACE_NONE;
    const struct store_source *from = &sources->items[source];
    uint32_t column = 0;
    if (field)
        column = from->columns[field - field->table->fields];
    if (column > 0 && from->first_column > 1)
        column += from->first_column - 1;
    return (struct place){from->path, line, column, from->kind};
}
