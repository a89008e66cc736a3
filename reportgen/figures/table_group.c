#include "figures/table_group.h"

#include "base/key_map.h"
#include "base/qualified.h"
#include "schema/schema.h"

#include <stdlib.h>
#include <string.h>

static const char *key_of(const struct table_definition *definition,
                          const struct tally_row *row)
{
    if (!definition->tally->is_list)
        return row->keys[0];
    const struct value *value = &row->values[definition->group_index];
    return value->kind == VALUE_TEXT ? value->as.text : "";
}

/* Label and rank of the values of an enum. */
static void name_enum(const struct schema_field *field, struct row_group *group)
{
    const struct schema_values *values = field ? field->values : NULL;
    for (size_t i = 0; values && i < values->n_values; i++)
        if (strcmp(values->values[i].code, group->key) == 0) {
            group->label = values->values[i].label;
            group->rank = i;
        }
}

static void name_group(const struct render *render,
                       const struct table_definition *definition,
                       const struct key_map *firsts, struct row_group *group)
{
    const struct tally *tally = definition->tally;
    const struct schema_field *field =
        tally->columns[definition->group_index].field;
    size_t first = key_map_find(firsts, group->key, NULL);
    bool known = field && field->values;
    group->label = qualified_shown(render->arena, group->key);
    if (!tally->is_list && first != KEY_MAP_NONE) {
        group->subtotal = &tally->firsts[first];
        group->label = group->subtotal->labels[0];
        group->rank = first;
    } else {
        group->rank += known ? field->values->n_values : 0;
        name_enum(field, group);
    }
    if (*group->key == '\0')
        group->label = form_no_group(render->form);
}

static int compare_rank(const void *a, const void *b)
{
    const struct row_group *left = a, *right = b;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

/* Finds the groups; IDS[i] is that of row i, TO counts its rows. */
static size_t find_groups(const struct render *render,
                          const struct table_definition *definition,
                          struct row_group *groups, size_t *ids)
{
    const struct tally *tally = definition->tally;
    struct key_map map = {0}, firsts = {0};
    size_t n_groups = 0;
    for (size_t i = 0; i < tally->n_firsts; i++)
        key_map_add(render->arena, &firsts, tally->firsts[i].keys[0], NULL, i);
    const struct tally_row *rows = tally_rows(tally);
    for (size_t i = 0; i < tally->n_rows; i++) {
        const char *key = key_of(definition, &rows[i]);
        size_t id = key_map_find(&map, key, NULL);
        if (id == KEY_MAP_NONE) {
            id = n_groups++;
            groups[id] = (struct row_group){.key = key, .rank = id};
            name_group(render, definition, &firsts, &groups[id]);
            key_map_add(render->arena, &map, key, NULL, id);
        }
        ids[i] = id;
        groups[id].to++;
    }
    return n_groups;
}

/* A figure of an entity that stands in two rows of a group must not be added
   twice. */
static void find_repeats(const struct render *render, const struct tally *tally,
                         struct row_order *order)
{
    if (!tally->entities)
        return;
    /* The group, from 1, in which each entity was met last. */
    size_t *met = ARENA_ARRAY(render->arena, size_t, tally->n_rows + 1);
    for (size_t i = 0; i < order->n_groups; i++) {
        struct row_group *group = &order->groups[i];
        for (size_t k = group->from; k < group->to; k++) {
            size_t *last = &met[tally->entities[order->order[k]]];
            group->repeats |= *last == i + 1;
            *last = i + 1;
        }
    }
}

struct row_order table_group_rows(const struct render *render,
                                  const struct table_definition *definition)
{
    size_t n_rows = definition->tally->n_rows;
    size_t *ids = ARENA_ARRAY(render->arena, size_t, n_rows + 1);
    size_t *next = ARENA_ARRAY(render->arena, size_t, n_rows + 1);
    struct row_order order = {
        .order = ARENA_ARRAY(render->arena, size_t, n_rows + 1),
        .groups = ARENA_ARRAY(render->arena, struct row_group, n_rows + 1)};
    order.n_groups = find_groups(render, definition, order.groups, ids);
    /* FROM keeps a group's number while the groups are sorted. */
    for (size_t i = 0; i < order.n_groups; i++)
        order.groups[i].from = i;
    qsort(order.groups, order.n_groups, sizeof *order.groups, compare_rank);
    for (size_t i = 0, at = 0; i < order.n_groups; i++) {
        struct row_group *group = &order.groups[i];
        next[group->from] = at;
        group->from = at;
        group->to += at;
        at = group->to;
    }
    for (size_t i = 0; i < n_rows; i++)
        order.order[next[ids[i]]++] = i;
    find_repeats(render, definition->tally, &order);
    return order;
}
