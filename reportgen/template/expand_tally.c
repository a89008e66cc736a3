/*
 * A tally as data: an object of measures, a list of groups, or a list of
 * records.
 */
#include "template/expand.h"

#include "base/key_map.h"
#include "schema/schema.h"

#include <string.h>

/* What a lazy list is made from. */
struct tally_source {
    const struct form *form;
    const struct tally *tally;
    const struct tally_row *first; /* two groups: the rows below this one */
    struct data *root;
    struct key_map *maps; /* of attachments: rows by key, made when asked for */
    struct key_map below; /* two groups: the first row of each first group */
    size_t *next;         /* the next row of the same, or KEY_MAP_NONE */
};

/* ---- figures ------------------------------------------------------------- */

/* A text value of an enum column is its label, with the code as .key. */
static struct data *enum_data(struct arena *arena,
                              const struct schema_field *field,
                              const char *code)
{
    const struct schema_value *value = schema_find_value(field->values, code);
    struct data *data = data_text(arena, value ? value->label : code);
    data_set(arena, data, "key", data_text(arena, code));
    data_set(arena, data, "short",
             data_text(arena, value ? value->short_label : code));
    data_set(arena, data, "full",
             data_text(arena, value ? value->full_label : code));
    return data;
}

static struct data *figure_data(struct arena *arena,
                                const struct tally_column *column,
                                const struct value *value,
                                const struct figure_row *row)
{
    struct data *data;
    bool is_enum = column->field && column->field->values;
    if (value->kind == VALUE_NULL)
        return data_null(arena);
    if (value->kind == VALUE_TEXT && is_enum)
        data = enum_data(arena, column->field, value->as.text);
    else
        data = data_value(arena, *value);
    data->origin = (struct origin){column->source, row, NULL};
    return data;
}

static void set_measures(struct arena *arena, struct data *object,
                         const struct tally *tally, const struct value *values,
                         const struct figure_row *row)
{
    for (size_t i = 0; i < tally->n_columns; i++)
        if (!tally->columns[i].is_group && values)
            data_set_at(
                arena, object, tally->columns[i].name,
                figure_data(arena, &tally->columns[i], &values[i], row));
}

/* How many rows TALLY has. */
static struct data *count_data(struct arena *arena, const struct tally *tally,
                               size_t n_rows)
{
    struct data *data = data_value(arena, value_integer((int64_t)n_rows));
    data->origin.source = tally->count;
    return data;
}

/* ---- rows ---------------------------------------------------------------- */

/* The position of a row in its list: number, first, last, and the separator
   after it, in a sentence and on a line of its own. */
static void set_position(struct arena *arena, struct data *row,
                         const struct form *form, size_t index, size_t n_rows)
{
    const char *separator =
        index + 1 == n_rows ? "" : form_separator(form, index + 2 == n_rows);
    data_set(arena, row, "number",
             data_value(arena, value_integer((int64_t)index + 1)));
    data_set(arena, row, "first", data_boolean(arena, index == 0));
    data_set(arena, row, "last", data_boolean(arena, index + 1 == n_rows));
    data_set(arena, row, "separator", data_text(arena, separator));
    data_set(arena, row, "stop",
             data_text(arena, form_stop(form, index + 1 == n_rows)));
}

/* The key that attaches a row of another tally: the text of its COLUMN. */
static const char *key_text(struct arena *arena, const struct value *value)
{
    if (value->kind == VALUE_TEXT)
        return value->as.text;
    if (value->kind == VALUE_NULL)
        return NULL;
    return arena_printf(arena, "%lld", (long long)value->as.integer);
}

/* The row of LIST whose key is KEY, or NULL. */
static struct data *row_of_key(struct arena *arena, struct data *list,
                               struct key_map *map, const char *key)
{
    data_fill(list);
    for (size_t i = map->n_entries; i < list->n_items; i++)
        key_map_add(arena, map,
                    data_get(list->items[i], "key", 3)->value.as.text, NULL, i);
    size_t found = key_map_find(map, key, NULL);
    return found == KEY_MAP_NONE ? NULL : list->items[found];
}

/* What is attached and has no row of that key is null. */
static void set_attached(struct arena *arena, struct data *object,
                         const struct tally_source *source,
                         const struct value *values)
{
    for (size_t i = 0; i < source->tally->n_attachments; i++) {
        const struct tally_attachment *attachment =
            &source->tally->attachments[i];
        struct data *list = data_get(source->root, attachment->tally,
                                     strlen(attachment->tally));
        const char *key = key_text(arena, &values[attachment->column]);
        struct data *row =
            key ? row_of_key(arena, list, &source->maps[i], key) : NULL;
        data_set(arena, object, attachment->name, row ? row : data_null(arena));
    }
}

/* The key that names a row with two keys: the second for rows inside a first
   group and for rows of the second group alone, otherwise the first. */
static size_t naming_group(const struct tally *tally,
                           const struct tally_row *row)
{
    return tally->n_groups > 1 && row->keys[1] ? 1 : 0;
}

static void fill_inner_rows(struct arena *arena, struct data *list);

/* The rows below ROW of the first group: a lazy list, and its members by
   key. */
static void set_inner_rows(struct arena *arena, struct data *data,
                           const struct tally_source *source,
                           const struct tally_row *row)
{
    struct tally_source *inner = ARENA_NEW(arena, struct tally_source);
    struct data *list = data_list(arena);
    *inner = *source;
    inner->first = row;
    list->fill = fill_inner_rows;
    list->fill_context = inner;
    list->fill_arena = arena;
    data_set(arena, data, "rows", list);
    data_fill(list);
    for (size_t i = 0; i < list->n_members; i++)
        data_set(arena, data, list->names[i], list->members[i]);
}

/* Of a place, its name with its unit; else the label. */
static const char *full_label(const struct tally *tally,
                              const struct tally_row *row, size_t group)
{
    const struct schema_field *field = tally->columns[group].field;
    const struct schema_value *value =
        field && field->values
            ? schema_find_value(field->values, row->keys[group])
            : NULL;
    return value ? value->full_label : row->labels[group];
}

static struct data *group_row(struct arena *arena,
                              const struct tally_source *source,
                              const struct tally_row *row, size_t index,
                              size_t n_rows)
{
    const struct tally *tally = source->tally;
    struct data *data = data_object(arena);
    size_t group = naming_group(tally, row);
    if (tally->n_groups > 1 && !row->keys[1])
        set_inner_rows(arena, data, source, row);
    data_set(arena, data, "key", data_text(arena, row->keys[group]));
    data_set(arena, data, "label", data_text(arena, row->labels[group]));
    if (row->short_labels)
        data_set(arena, data, "short_label",
                 data_text(arena, row->short_labels[group]));
    data_set(arena, data, "full_label",
             data_text(arena, full_label(tally, row, group)));
    set_position(arena, data, source->form, index, n_rows);
    set_measures(arena, data, tally, row->values,
                 tally_figure_row(arena, tally, row));
    if (row->keys[0] && (tally->n_groups < 2 || !row->keys[1]))
        set_attached(arena, data, source, row->values);
    return data;
}

/* ---- lists --------------------------------------------------------------- */

static void append_row(struct arena *arena, struct data *list,
                       const struct tally_source *source,
                       const struct tally_row *row, size_t index, size_t n_rows)
{
    struct data *data = group_row(arena, source, row, index, n_rows);
    data_append(arena, list, data);
    data_set(arena, list, row->keys[naming_group(source->tally, row)], data);
}

/* Chains the rows of each first group. */
static void index_rows(struct arena *arena, struct tally_source *source)
{
    const struct tally *tally = source->tally;
    /* Of each chain, by its first row. */
    size_t *last = ARENA_ARRAY(arena, size_t, tally->n_rows);
    source->next = ARENA_ARRAY(arena, size_t, tally->n_rows);
    for (size_t i = 0; i < tally->n_rows; i++) {
        const char *key = tally->rows[i].keys[0];
        size_t first = key_map_find(&source->below, key, NULL);
        source->next[i] = KEY_MAP_NONE;
        if (first == KEY_MAP_NONE) {
            key_map_add(arena, &source->below, key, NULL, i);
            last[i] = i;
        } else {
            source->next[last[first]] = i;
            last[first] = i;
        }
    }
}

static void fill_inner_rows(struct arena *arena, struct data *list)
{
    const struct tally_source *source = list->fill_context;
    const size_t from =
        key_map_find(&source->below, source->first->keys[0], NULL);
    size_t n_rows = 0, index = 0;
    for (size_t i = from; i != KEY_MAP_NONE; i = source->next[i])
        n_rows++;
    for (size_t i = from; i != KEY_MAP_NONE; i = source->next[i])
        append_row(arena, list, source, &source->tally->rows[i], index++,
                   n_rows);
}

static void set_total(struct arena *arena, struct data *list,
                      const struct tally *tally)
{
    if (!tally_has_totals(tally))
        return;
    struct data *total = data_object(arena);
    set_measures(arena, total, tally, tally->total, NULL);
    data_set(arena, list, "total", total);
}

static void fill_groups(struct arena *arena, struct data *list)
{
    struct tally_source *source = list->fill_context;
    const struct tally *tally = source->tally;
    bool two = tally->n_groups > 1;
    const struct tally_row *rows = two ? tally->firsts : tally->rows;
    size_t n_rows = two ? tally->n_firsts : tally->n_rows;
    if (two)
        index_rows(arena, source);
    for (size_t i = 0; i < n_rows; i++)
        append_row(arena, list, source, &rows[i], i, n_rows);
    set_total(arena, list, tally);
    data_set(arena, list, "count", count_data(arena, tally, n_rows));
    if (!two)
        return;
    struct data *seconds = data_list(arena);
    for (size_t i = 0; i < tally->n_seconds; i++)
        append_row(arena, seconds, source, &tally->seconds[i], i,
                   tally->n_seconds);
    data_set(arena, list, "columns", seconds);
}

static void fill_records(struct arena *arena, struct data *list)
{
    const struct tally_source *source = list->fill_context;
    const struct tally *tally = source->tally;
    const struct tally_row *rows = tally_rows(tally);
    for (size_t i = 0; i < tally->n_rows; i++) {
        struct data *row = data_object(arena);
        set_position(arena, row, source->form, i, tally->n_rows);
        set_measures(arena, row, tally, rows[i].values,
                     tally_figure_row(arena, tally, &rows[i]));
        set_attached(arena, row, source, rows[i].values);
        data_append(arena, list, row);
    }
    set_total(arena, list, tally);
    data_set(arena, list, "count", count_data(arena, tally, tally->n_rows));
}

struct data *expand_tally(struct arena *arena, const struct form *form,
                          const struct tally *tally, struct data *root)
{
    if (tally->n_groups == 0 && !tally->is_list) {
        struct data *object = data_object(arena);
        set_measures(arena, object, tally, tally->total, NULL);
        return object;
    }
    struct data *list = data_list(arena);
    struct tally_source *source = ARENA_NEW(arena, struct tally_source);
    *source = (struct tally_source){
        .form = form,
        .tally = tally,
        .root = root,
        .maps = ARENA_ARRAY(arena, struct key_map, tally->n_attachments)};
    list->fill = tally->is_list ? fill_records : fill_groups;
    list->fill_context = source;
    list->fill_arena = arena;
    return list;
}
