#include "tally/tally_rows.h"

#include "base/number.h"
#include "base/ratio.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding ------------------------------------------------------------- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return (hash ^ 0xFF) * 1099511628211u;
}

static uint64_t hash_row(const struct tally_row *row, size_t n_keys)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n_keys; i++)
        hash = hash_text(hash, !row->keys[i] ? "\002" : row->keys[i]);
    return hash;
}

static bool same_key(const char *a, const char *b)
{
    return !a || !b ? a == b : strcmp(a, b) == 0;
}

/* The slot where ROW is or belongs. */
static size_t find_slot(const struct rows *rows, const struct tally_row *row,
                        size_t n_keys)
{
    size_t slot = (size_t)hash_row(row, n_keys) & (rows->n_slots - 1);
    for (; rows->slots[slot] != 0; slot = (slot + 1) & (rows->n_slots - 1)) {
        const struct tally_row *other = &rows->rows[rows->slots[slot] - 1].row;
        bool same = true;
        for (size_t i = 0; i < n_keys; i++)
            same = same && same_key(row->keys[i], other->keys[i]);
        if (same)
            break;
    }
    return slot;
}

/* Fills the slots again, from where the rows stand now. */
static void index_rows(struct rows *rows, size_t n_keys)
{
    memset(rows->slots, 0, rows->n_slots * sizeof *rows->slots);
    for (size_t i = 0; i < rows->n_rows; i++)
        rows->slots[find_slot(rows, &rows->rows[i].row, n_keys)] = i + 1;
}

static void grow(struct rows *rows, size_t n_keys)
{
    size_t capacity = rows->capacity == 0 ? 16 : rows->capacity * 2;
    struct built_row *larger =
        ARENA_ARRAY(rows->arena, struct built_row, capacity);
    if (rows->n_rows > 0)
        memcpy(larger, rows->rows, rows->n_rows * sizeof *larger);
    rows->rows = larger;
    rows->capacity = capacity;
    rows->n_slots = capacity * 2;
    rows->slots = ARENA_ARRAY(rows->arena, size_t, rows->n_slots);
    index_rows(rows, n_keys);
}

struct tally_row *rows_find(struct rows *rows, struct group_key *const *keys,
                            size_t n_keys)
{
    const char *texts[MOST_GROUPS] = {0};
    for (size_t i = 0; i < n_keys; i++)
        texts[i] = !keys[i] ? NULL : keys[i]->key;
    if (rows->n_rows == rows->capacity)
        grow(rows, n_keys);
    struct tally_row wanted = {.keys = texts};
    size_t slot = find_slot(rows, &wanted, n_keys);
    if (rows->slots[slot] != 0)
        return &rows->rows[rows->slots[slot] - 1].row;

    struct built_row *built = &rows->rows[rows->n_rows++];
    rows->slots[slot] = rows->n_rows;
    struct tally_row *row = &built->row;
    row->keys = ARENA_ARRAY(rows->arena, const char *, n_keys);
    row->labels = ARENA_ARRAY(rows->arena, const char *, n_keys);
    row->short_labels = ARENA_ARRAY(rows->arena, const char *, n_keys);
    row->values = ARENA_ARRAY(rows->arena, struct value, rows->n_columns);
    for (size_t i = 0; i < n_keys; i++) {
        if (!keys[i])
            continue;
        row->keys[i] = keys[i]->key;
        row->labels[i] = keys[i]->label;
        row->short_labels[i] = keys[i]->short_label;
        row->values[i] = keys[i]->value;
        built->ranks[i] = keys[i]->rank;
    }
    return row;
}

size_t rows_place(const struct rows *rows, const char *const *keys,
                  size_t n_keys)
{
    const char *texts[MOST_GROUPS] = {0};
    for (size_t i = 0; i < n_keys; i++)
        texts[i] = keys[i];
    const struct tally_row wanted = {.keys = texts};
    size_t number = 0;
    if (rows->n_rows > 0)
        number = rows->slots[find_slot(rows, &wanted, n_keys)];
    return number == 0 ? rows->n_rows : number - 1;
}

struct group_key rows_key(const struct rows *rows, size_t i, size_t k)
{
    const struct tally_row *row = &rows->rows[i].row;
    return (struct group_key){row->keys[k], row->labels[k],
                              row->short_labels[k], row->values[k],
                              rows->rows[i].ranks[k]};
}

/* ---- sorting ------------------------------------------------------------- */

/* What comparisons need beside the rows. */
struct sorting {
    const struct tally *tally;
    const struct tally_order *orders;
    size_t n_orders;
    const struct collator *collator;
};

struct sorted_row {
    const struct sorting *sorting;
    struct built_row built;
    size_t number; /* before sorting: equal rows keep their order */
};

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_texts(const struct sorting *sorting, const char *a,
                         const char *b)
{
    return collator_compare(sorting->collator, a, strlen(a), b, strlen(b));
}

static struct ratio as_ratio(const struct value *value)
{
    return value->kind == VALUE_RATIO ? value->as.ratio
                                      : (struct ratio){value->as.integer, 1};
}

static bool is_empty(const struct value *value)
{
    return value->kind == VALUE_NULL ||
           (value->kind == VALUE_TEXT && *value->as.text == '\0');
}

static int compare_values(const struct sorting *sorting, const struct value *a,
                          const struct value *b, bool descending)
{
    if (is_empty(a) || is_empty(b))
        return is_empty(a) - is_empty(b);
    int order = 0;
    if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
        order = compare_texts(sorting, a->as.text, b->as.text);
    else if (a->kind == VALUE_DATE && b->kind == VALUE_DATE)
        order = date_compare(a->as.date, b->as.date);
    else
        order = ratio_compare(as_ratio(a), as_ratio(b));
    return descending ? -order : order;
}

static int compare_groups(const struct sorting *sorting,
                          const struct built_row *a, const struct built_row *b)
{
    for (size_t i = 0; i < sorting->tally->n_groups; i++) {
        int order = compare_numbers(a->ranks[i], b->ranks[i]);
        if (order == 0 && a->row.labels[i] && b->row.labels[i])
            order = compare_texts(sorting, a->row.labels[i], b->row.labels[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static bool is_empty_key(const struct built_row *row, size_t group)
{
    return row->row.keys[group] && *row->row.keys[group] == '\0';
}

/* "label" and "key" sort by the first group.  Empty values come last in either
   direction. */
static int compare_by(const struct sorting *sorting,
                      const struct tally_order *order,
                      const struct built_row *a, const struct built_row *b)
{
    int column = tally_find_column(sorting->tally, order->name);
    if (column >= (int)sorting->tally->n_groups)
        return compare_values(sorting, &a->row.values[column],
                              &b->row.values[column], order->descending);
    size_t group = column < 0 ? 0 : (size_t)column;
    int result = 0;
    if (is_empty_key(a, group) != is_empty_key(b, group))
        return is_empty_key(a, group) - is_empty_key(b, group);
    if (strcmp(order->name, "key") == 0)
        result = strcmp(a->row.keys[group], b->row.keys[group]);
    else if (strcmp(order->name, "label") == 0)
        result =
            compare_texts(sorting, a->row.labels[group], b->row.labels[group]);
    else
        result = compare_groups(sorting, a, b);
    return order->descending ? -result : result;
}

static int compare_rows(const void *left, const void *right)
{
    const struct sorted_row *a = left;
    const struct sorted_row *b = right;
    const struct sorting *sorting = a->sorting;
    for (size_t i = 0; i < sorting->n_orders; i++) {
        int order =
            compare_by(sorting, &sorting->orders[i], &a->built, &b->built);
        if (order != 0)
            return order;
    }
    /* A statement keeps its own order where no other is asked for. */
    int order = sorting->tally->is_statement
                    ? 0
                    : compare_groups(sorting, &a->built, &b->built);
    return order != 0 ? order
                      : (a->number > b->number) - (a->number < b->number);
}

void rows_sort_unkeyed(struct rows *rows, const struct tally *tally,
                       const struct tally_order *orders, size_t n_orders,
                       const struct collator *collator)
{
    struct sorting sorting = {tally, orders, n_orders, collator};
    struct sorted_row *sorted = calloc(rows->n_rows + 1, sizeof *sorted);
    for (size_t i = 0; i < rows->n_rows; i++)
        sorted[i] = (struct sorted_row){&sorting, rows->rows[i], i};
    qsort(sorted, rows->n_rows, sizeof *sorted, compare_rows);
    for (size_t i = 0; i < rows->n_rows; i++)
        rows->rows[i] = sorted[i].built;
    free(sorted);
}

void rows_sort(struct rows *rows, const struct tally *tally,
               const struct tally_order *orders, size_t n_orders,
               const struct collator *collator)
{
    rows_sort_unkeyed(rows, tally, orders, n_orders, collator);
    if (rows->n_rows > 0)
        index_rows(rows, tally->n_groups);
}

struct tally_row *rows_finish(const struct rows *rows)
{
    struct tally_row *finished =
        ARENA_ARRAY(rows->arena, struct tally_row, rows->n_rows);
    for (size_t i = 0; i < rows->n_rows; i++)
        finished[i] = rows->rows[i].row;
    return finished;
}

/* ---- sums ---------------------------------------------------------------- */

static bool add_value(struct value *sum, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INTEGER:
    case VALUE_MONEY:
        sum->kind = value->kind;
        return number_add(sum->as.integer, value->as.integer, &sum->as.integer);
    case VALUE_RATIO:
        if (sum->kind == VALUE_NULL)
            sum->as.ratio = (struct ratio){0, 1};
        sum->kind = value->kind;
        return ratio_add(sum->as.ratio, value->as.ratio, &sum->as.ratio);
    default:
        return true;
    }
}

bool values_add(struct value *sums, const struct value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!add_value(&sums[i], &values[i]))
            return false;
    return true;
}
