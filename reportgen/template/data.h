/*
 * Data: what a template can name, as a tree.
 *
 * Lists and objects may be lazy: children are made when a template first asks
 * for them.  A leaf is a figure without its printed text: value and origin.
 */
#ifndef TEMPLATE_DATA_H
#define TEMPLATE_DATA_H

#include "base/arena.h"
#include "base/key_map.h"
#include "base/value.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>

enum data_kind { DATA_NULL, DATA_BOOLEAN, DATA_VALUE, DATA_LIST, DATA_OBJECT };

/* Any kind may have named members: {{by_source.national.n}} names a member
   of a list by its row key, {{source.key}} one of a value.  Only ITEMS are
   iterated by a section. */
struct data {
    enum data_kind kind;
    bool boolean;
    struct value value; /* DATA_VALUE */
    struct origin origin;
    struct data **items; /* DATA_LIST */
    size_t n_items;
    struct data **members;
    const char **names;
    size_t n_members;
    size_t capacity_items, capacity_members;
    struct key_map *index; /* of NAMES, once there are many */
    /* When set, called once before items or members are first read: fills
       in what is costly (the rows of a large list). */
    void (*fill)(struct arena *arena, struct data *data);
    void *fill_context;
    struct arena *fill_arena;
};

struct data *data_null(struct arena *arena);
struct data *data_boolean(struct arena *arena, bool boolean);
struct data *data_value(struct arena *arena, struct value value);
struct data *data_text(struct arena *arena, const char *text);
struct data *data_list(struct arena *arena);
struct data *data_object(struct arena *arena);

void data_append(struct arena *arena, struct data *list, struct data *item);
/* A name set again replaces the earlier member. */
void data_set(struct arena *arena, struct data *object, const char *name,
              struct data *member);

/* Fills in the items and members of lazy DATA; data_get() and
   data_is_true() do so themselves. */
void data_fill(struct data *data);

/* The member called NAME (SIZE bytes); NULL when absent.  Fills lazy
   data. */
struct data *data_get(struct data *data, const char *name, size_t size);

/* The member at PATH, "all.plan.support"; NULL when there is none. */
struct data *data_find(struct data *root, const char *path);

/* Sets the member at the dotted NAME, with objects between. */
void data_set_at(struct arena *arena, struct data *object, const char *name,
                 struct data *member);

/* False, null, an empty list and an empty text are false in sections (as the
   Mustache specification says); so is the number 0 when ZERO_IS_FALSE. */
bool data_is_true(struct data *data, bool zero_is_false);

#endif
