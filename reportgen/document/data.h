/*
 * Data: what a template can name, as a tree.
 *
 * Lists and objects may be lazy: children are made when a template first asks
 * for them.  A leaf is a figure without its printed text: value and origin.
 */
#ifndef DOCUMENT_DATA_H
#define DOCUMENT_DATA_H

#include "base/arena.h"
#include "base/value.h"
#include "document/tree.h"

#include <stdbool.h>
#include <stddef.h>

enum data_kind {
    DATA_NULL,
    DATA_BOOLEAN,
    DATA_VALUE,
    DATA_LIST,
    DATA_OBJECT,
    DATA_LAMBDA_UNUSED
};

struct data {
    enum data_kind kind;
    bool boolean;
    struct value value;
    struct origin origin;
    /* list items, or an object's members with their names */
    struct data **children;
    const char **names;
    size_t n_children;
    /* an object may also stand for a value ({{all.n}} and {{#all}}) */
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

/* The member of an object; NULL when absent. */
const struct data *data_get(const struct data *object, const char *name);

/* False, null, an empty list and an empty text are false in sections (as the
   Mustache specification says); so is the number 0 when ZERO_IS_FALSE. */
bool data_is_true(const struct data *data, bool zero_is_false);

#endif
