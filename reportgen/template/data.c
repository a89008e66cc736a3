#include "template/data.h"

#include <string.h>

static struct data *new_data(struct arena *arena, enum data_kind kind)
{
    struct data *data = ARENA_NEW(arena, struct data);
    data->kind = kind;
    return data;
}

struct data *data_null(struct arena *arena)
{
    return new_data(arena, DATA_NULL);
}

struct data *data_boolean(struct arena *arena, bool boolean)
{
    struct data *data = new_data(arena, DATA_BOOLEAN);
    data->boolean = boolean;
    return data;
}

struct data *data_value(struct arena *arena, struct value value)
{
    struct data *data = new_data(arena, DATA_VALUE);
    data->value = value;
    return data;
}

struct data *data_text(struct arena *arena, const char *text)
{
    return data_value(arena, value_text(text ? text : ""));
}

struct data *data_list(struct arena *arena)
{
    return new_data(arena, DATA_LIST);
}

struct data *data_object(struct arena *arena)
{
    return new_data(arena, DATA_OBJECT);
}

/* A copy of ARRAY (N elements used) with room for twice as many. */
static void *grow(struct arena *arena, const void *array, size_t n,
                  size_t *capacity, size_t element_size)
{
    *capacity = *capacity == 0 ? 8 : *capacity * 2;
    void *larger = arena_alloc_array(arena, *capacity, element_size);
    if (n > 0)
        memcpy(larger, array, n * element_size);
    return larger;
}

void data_append(struct arena *arena, struct data *list, struct data *item)
{
    if (list->n_items == list->capacity_items)
        list->items = grow(arena, list->items, list->n_items,
                           &list->capacity_items, sizeof *list->items);
    list->items[list->n_items++] = item;
}

/* Members beyond which names are found by an index. */
enum { FEW_MEMBERS = 32 };

static struct data **find_member(struct data *data, const char *name,
                                 size_t size)
{
    if (data->index) {
        size_t found = key_map_find_sized(data->index, name, size);
        return found == KEY_MAP_NONE ? NULL : &data->members[found];
    }
    for (size_t i = 0; i < data->n_members; i++)
        if (strlen(data->names[i]) == size &&
            memcmp(data->names[i], name, size) == 0)
            return &data->members[i];
    return NULL;
}

static void index_last(struct arena *arena, struct data *object)
{
    size_t from = object->n_members - 1;
    if (object->n_members < FEW_MEMBERS)
        return;
    if (!object->index) {
        object->index = ARENA_NEW(arena, struct key_map);
        from = 0;
    }
    for (size_t i = from; i < object->n_members; i++)
        key_map_add(arena, object->index, object->names[i], NULL, i);
}

void data_set(struct arena *arena, struct data *object, const char *name,
              struct data *member)
{
    struct data **place = find_member(object, name, strlen(name));
    if (place) {
        *place = member;
        return;
    }
    if (object->n_members == object->capacity_members) {
        size_t capacity = object->capacity_members;
        object->names = grow(arena, object->names, object->n_members, &capacity,
                             sizeof *object->names);
        object->members =
            grow(arena, object->members, object->n_members,
                 &object->capacity_members, sizeof *object->members);
    }
    object->names[object->n_members] = name;
    object->members[object->n_members++] = member;
    index_last(arena, object);
}

void data_fill(struct data *data)
{
    if (!data->fill)
        return;
    /* Clear the pointer first, because the function itself reads and sets
       members. */
    void (*fill)(struct arena * arena, struct data * data) = data->fill;
    data->fill = NULL;
    fill(data->fill_arena, data);
}

struct data *data_get(struct data *data, const char *name, size_t size)
{
    data_fill(data);
    struct data **place = find_member(data, name, size);
    return place ? *place : NULL;
}

static bool value_is_true(const struct value *value, bool zero_is_false)
{
    switch (value->kind) {
    case VALUE_NULL:
        return false;
    case VALUE_TEXT:
        return value->as.text[0] != '\0';
    case VALUE_BOOLEAN:
        return value->as.integer != 0;
    case VALUE_YEAR:
        return !zero_is_false || value->as.integer != 0;
    case VALUE_INTEGER:
    case VALUE_MONEY:
    case VALUE_RATIO:
        return !zero_is_false || !value_is_zero(value);
    case VALUE_DATE:
        return value->as.date.year != 0;
    }
    return false;
}

bool data_is_true(struct data *data, bool zero_is_false)
{
    switch (data->kind) {
    case DATA_NULL:
        return false;
    case DATA_BOOLEAN:
        return data->boolean;
    case DATA_VALUE:
        return value_is_true(&data->value, zero_is_false);
    case DATA_LIST:
        data_fill(data);
        return data->n_items > 0;
    case DATA_OBJECT:
        return true;
    }
    return false;
}

/* ---- dotted names -------------------------------------------------------- */

struct data *data_find(struct data *root, const char *path)
{
    struct data *found = root;
    while (found && *path) {
        size_t size = strcspn(path, ".");
        found = data_get(found, path, size);
        path += size + (path[size] == '.');
    }
    return found;
}

void data_set_at(struct arena *arena, struct data *object, const char *name,
                 struct data *member)
{
    const char *dot = strchr(name, '.');
    if (!dot) {
        data_set(arena, object, name, member);
        return;
    }
    size_t size = (size_t)(dot - name);
    struct data *inner = data_get(object, name, size);
    if (!inner) {
        inner = data_object(arena);
        data_set(arena, object, arena_strndup(arena, name, size), inner);
    }
    data_set_at(arena, inner, dot + 1, member);
}
