#include "base/limits.h"
#include "base/nearest.h"
#include "base/ratio.h"
#include "tally/tally_build.h"
#include "tally/tally_push.h"
#include "tally/tally_sql.h"

#include <string.h>

/* The levels of grouping, as in the statement. */
enum { LEVEL_TOTAL, LEVEL_FIRST, LEVEL_SECOND, LEVEL_BOTH, N_LEVELS };

/* A tally with groups or totals while it is built. */
struct grouping {
    const struct builder *builder;
    const struct tally_definition *definition;
    struct tally *tally;
    struct rows levels[N_LEVELS];
    size_t first_columns[MOST_QUERIES]; /* of each query's items */
    bool has_empty_group[MOST_GROUPS];
    bool failed;
};

static size_t n_levels(const struct grouping *grouping)
{
    return (size_t)1 << grouping->tally->n_groups;
}

/* ---- rows of the statement ----------------------------------------------- */

enum { MOST_MISSING = (1 << 26) - 1 };

/* Takes the items of query NUMBER; CELLS are the whole row of the statement. */
static bool take_items(struct grouping *grouping, size_t number,
                       const struct store_cell *cells, struct value *values)
{
    const struct tally_query *query = &grouping->definition->queries[number];
    const struct store_cell *missing =
        cells + tally_sql_missing_column(grouping->definition);
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        struct value *value = &values[grouping->first_columns[number] + i];
        if (item->is_quotient)
            continue;
        if (!build_value(grouping->builder, item, &cells[SQL_ITEMS + i], value))
            return false;
        if (!item->may_miss)
            continue;
        value->n_missing = missing->integer > MOST_MISSING
                               ? MOST_MISSING
                               : (unsigned)missing->integer;
        missing++;
    }
    return true;
}

static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    (void)n_cells;
    struct grouping *grouping = context;
    const struct tally_query *queries = grouping->definition->queries;
    size_t level = (size_t)cells[SQL_LEVEL].integer;
    size_t number = (size_t)cells[SQL_QUERY].integer;
    const struct tally_query *query = &queries[number];
    struct group_key found[MOST_GROUPS];
    struct group_key *keys[MOST_GROUPS] = {0};
    for (size_t i = 0; i < grouping->tally->n_groups; i++) {
        if ((level & (size_t)1 << i) == 0)
            continue;
        found[i] =
            group_key_of(grouping->builder->arena, &query->groups[i],
                         &cells[SQL_KEYS + i], group_shift(&queries[0], query));
        keys[i] = &found[i];
        if (found[i].key[0] == '\0')
            grouping->has_empty_group[i] = true;
    }
    struct tally_row *row =
        rows_find(&grouping->levels[level], keys, grouping->tally->n_groups);
    grouping->failed = !take_items(grouping, number, cells, row->values);
    return !grouping->failed;
}

/* ---- totals of what adds up ---------------------------------------------- */

/* Adds the figure FROM of ITEM to *TO, or keeps the greater or the lesser of
   them. */
static bool add_value(const struct tally_item *item, const struct value *from,
                      struct value *to)
{
    unsigned n_missing = to->n_missing + from->n_missing;
    bool fits = true;
    if (from->kind == VALUE_NULL) {
        to->n_missing = n_missing;
        return true;
    }
    if (to->kind == VALUE_NULL) {
        *to = *from;
    } else if (item->is_extreme) {
        int order = ratio_compare(value_as_ratio(from), value_as_ratio(to));
        if (item->is_greatest ? order > 0 : order < 0)
            *to = *from;
    } else if (to->kind == VALUE_RATIO) {
        fits = ratio_add(to->as.ratio, from->as.ratio, &to->as.ratio);
    } else {
        fits = number_add(to->as.integer, from->as.integer, &to->as.integer);
    }
    to->n_missing = n_missing > MOST_MISSING ? MOST_MISSING : n_missing;
    return fits;
}

static bool add_row(const struct grouping *grouping,
                    const struct tally_row *from, struct tally_row *to)
{
    for (size_t q = 0; q < grouping->definition->n_queries; q++) {
        const struct tally_query *query = &grouping->definition->queries[q];
        for (size_t i = 0; i < query->n_items; i++) {
            const struct tally_item *item = &query->items[i];
            size_t column = grouping->first_columns[q] + i;
            if (item->is_quotient ||
                add_value(item, &from->values[column], &to->values[column]))
                continue;
            diag_report(grouping->builder->diag, DIAG_SUM_OVERFLOW,
                        item->place);
            return false;
        }
    }
    return true;
}

/* Computes the rows of the lower levels from those of the last one. */
static bool add_levels(struct grouping *grouping)
{
    const size_t last = n_levels(grouping) - 1;
    const size_t n_groups = grouping->tally->n_groups;
    struct rows *rows = &grouping->levels[last];
    for (size_t level = 0; level < last; level++) {
        struct group_key *none[MOST_GROUPS] = {0};
        if (level == LEVEL_TOTAL)
            rows_find(&grouping->levels[level], none, n_groups);
        for (size_t i = 0; i < rows->n_rows; i++) {
            struct group_key found[MOST_GROUPS];
            struct group_key *keys[MOST_GROUPS] = {0};
            for (size_t k = 0; k < n_groups; k++) {
                if ((level & (size_t)1 << k) == 0)
                    continue;
                found[k] = rows_key(rows, i, k);
                keys[k] = &found[k];
            }
            if (!add_row(grouping, &rows->rows[i].row,
                         rows_find(&grouping->levels[level], keys, n_groups)))
                return false;
        }
    }
    return true;
}

/* ---- rows that no record has --------------------------------------------- */

/* The keys that occur in rows of group I alone. */
static struct group_key *keys_met(struct grouping *grouping, size_t i,
                                  size_t *n_keys)
{
    const struct rows *rows = &grouping->levels[(size_t)1 << i];
    struct group_key *keys =
        ARENA_ARRAY(grouping->builder->arena, struct group_key, rows->n_rows);
    *n_keys = rows->n_rows;
    for (size_t k = 0; k < rows->n_rows; k++)
        keys[k] = rows_key(rows, k, i);
    return keys;
}

/* Adds the rows that are missing at LEVEL: all keys that a group has by itself;
   with two groups also all pairs, so that no cell of their table is without a
   figure. */
static bool add_empty(struct grouping *grouping, size_t level)
{
    const struct tally_query *own = &grouping->definition->queries[0];
    size_t n_groups = grouping->tally->n_groups;
    struct group_key *all[MOST_GROUPS] = {0};
    size_t counts[MOST_GROUPS] = {1, 1};
    for (size_t i = 0; i < n_groups; i++) {
        if ((level & (size_t)1 << i) == 0)
            continue;
        if (level == LEVEL_BOTH)
            all[i] = keys_met(grouping, i, &counts[i]);
        else
            all[i] = group_all_keys(grouping->builder->arena, &own->groups[i],
                                    own, &counts[i]);
    }
    for (size_t a = 0; a < counts[0]; a++) {
        for (size_t b = 0; b < counts[1]; b++) {
            struct group_key *keys[MOST_GROUPS] = {!all[0] ? NULL : &all[0][a],
                                                   !all[1] ? NULL : &all[1][b]};
            rows_find(&grouping->levels[level], keys, n_groups);
            if (!budget_allows(grouping->builder->arena, grouping->tally->place,
                               grouping->builder->diag))
                return false;
        }
    }
    return true;
}

/* True when no source says which records belong to the groups of ROW. */
static bool is_unknown(const struct grouping *grouping,
                       const struct tally_query *query,
                       const struct tally_row *row)
{
    for (size_t i = 0; i < grouping->tally->n_groups; i++)
        if (query->groups[i].absent && row->keys[i] && row->keys[i][0] != '\0')
            return true;
    return false;
}

/* Completes a row: counts and sums over no rows become 0, then come the
   quotients. */
static bool complete(struct grouping *grouping, const struct tally_row *row)
{
    for (size_t q = 0; q < grouping->definition->n_queries; q++) {
        const struct tally_query *query = &grouping->definition->queries[q];
        struct value *own = row->values + grouping->first_columns[q];
        bool unknown = is_unknown(grouping, query, row);
        for (size_t i = 0; i < query->n_items; i++) {
            const struct tally_item *item = &query->items[i];
            if (unknown || item->is_quotient || own[i].kind != VALUE_NULL)
                continue;
            own[i] = item->of_nothing;
        }
        if (!build_quotients(grouping->builder, query, own))
            return false;
    }
    return true;
}

static bool take_nothing(void *context, const struct store_cell *cells,
                         size_t n_cells)
{
    (void)n_cells;
    *(struct store_cell *)context = cells[0];
    return true;
}

/* Sets what ITEM is over no rows: 0, nothing, or what SQL computes. */
static bool set_nothing(const struct grouping *grouping,
                        const struct tally_query *query,
                        struct tally_item *item)
{
    const struct builder *builder = grouping->builder;
    struct store_cell cell = {.kind = STORE_INTEGER};
    if (!item->tree || item->nothing == NOTHING_IS_EMPTY)
        return true;
    if (item->nothing == NOTHING_IS_COMPUTED) {
        struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
        size_t n = tally_sql_parameters(builder->arena, grouping->definition,
                                        parameters);
        if (!store_query(builder->store,
                         tally_sql_of_nothing(builder->arena, query, item),
                         item->place, parameters, n, NULL, take_nothing, &cell,
                         builder->diag))
            return false;
    }
    /* The text of a cell is gone by now; figures have none. */
    return cell.kind == STORE_TEXT ||
           build_value(builder, item, &cell, &item->of_nothing);
}

static bool set_nothings(const struct grouping *grouping)
{
    for (size_t q = 0; q < grouping->definition->n_queries; q++) {
        const struct tally_query *query = &grouping->definition->queries[q];
        for (size_t i = 0; i < query->n_items; i++)
            if (!set_nothing(grouping, query, &query->items[i]))
                return false;
    }
    return true;
}

static bool complete_rows(struct grouping *grouping)
{
    const struct tally_definition *definition = grouping->definition;
    for (size_t level = LEVEL_FIRST; level < n_levels(grouping); level++)
        if ((level == LEVEL_BOTH ? definition->pairs : definition->empty) &&
            !add_empty(grouping, level))
            return false;
    for (size_t level = 0; level < n_levels(grouping); level++) {
        struct rows *rows = &grouping->levels[level];
        for (size_t i = 0; i < rows->n_rows; i++)
            if (!complete(grouping, &rows->rows[i].row))
                return false;
    }
    return true;
}

/* ---- order --------------------------------------------------------------- */

static bool check_orders(const struct grouping *grouping)
{
    const struct tally_definition *definition = grouping->definition;
    for (size_t i = 0; i < definition->n_orders; i++) {
        const char *name = definition->orders[i].name;
        if (strcmp(name, "label") == 0 || strcmp(name, "key") == 0 ||
            tally_find_column(grouping->tally, name) >= 0)
            continue;
        struct nearest nearest = NEAREST_INIT;
        nearest_offer(&nearest, name, strlen(name), "label");
        for (size_t k = 0; k < grouping->tally->n_columns; k++)
            nearest_offer(&nearest, name, strlen(name),
                          grouping->tally->columns[k].name);
        diag_report(grouping->builder->diag, DIAG_TALLY_ORDER,
                    definition->order_place, name, nearest_hint(&nearest));
        return false;
    }
    return true;
}

/* Orders rows of two groups by the order of the first group's own rows. */
static void rank_by_firsts(struct rows *both, const struct rows *firsts)
{
    for (size_t i = 0; i < both->n_rows; i++) {
        const char *const keys[MOST_GROUPS] = {both->rows[i].row.keys[0]};
        both->rows[i].ranks[0] = (int64_t)rows_place(firsts, keys, MOST_GROUPS);
    }
}

/* Cuts at the limit; the figures of the rows beyond it are kept as one sum. */
static bool cut(struct grouping *grouping, struct rows *rows)
{
    const struct builder *builder = grouping->builder;
    struct tally *tally = grouping->tally;
    const size_t limit = grouping->definition->limit;
    if (limit == 0 || rows->n_rows <= limit)
        return true;
    tally->rest = ARENA_ARRAY(builder->arena, struct value, tally->n_columns);
    for (size_t i = limit; i < rows->n_rows; i++)
        if (!values_add(tally->rest + tally->n_groups,
                        rows->rows[i].row.values + tally->n_groups,
                        tally->n_columns - tally->n_groups)) {
            diag_report(builder->diag, DIAG_SUM_OVERFLOW, tally->place);
            return false;
        }
    rows->n_rows = limit;
    return true;
}

/* Drops the rows of first groups that the limit cuts off. */
static void cut_both(struct rows *both, size_t limit)
{
    size_t n = 0;
    for (size_t i = 0; i < both->n_rows; i++)
        if (limit == 0 || both->rows[i].ranks[0] < (int64_t)limit)
            both->rows[n++] = both->rows[i];
    both->n_rows = n;
}

static bool sort_rows(struct grouping *grouping)
{
    const struct tally_definition *definition = grouping->definition;
    const struct collator *collator = grouping->builder->collator;
    struct tally *tally = grouping->tally;
    struct rows *firsts = &grouping->levels[LEVEL_FIRST];
    rows_sort(firsts, tally, definition->orders, definition->n_orders,
              collator);
    if (tally->n_groups == 2) {
        struct rows *both = &grouping->levels[LEVEL_BOTH];
        struct rows *seconds = &grouping->levels[LEVEL_SECOND];
        rows_sort(seconds, tally, NULL, 0, collator);
        rank_by_firsts(both, firsts);
        rows_sort(both, tally, NULL, 0, collator);
        cut_both(both, definition->limit);
        tally->seconds = rows_finish(seconds);
        tally->n_seconds = seconds->n_rows;
        if (!cut(grouping, firsts))
            return false;
        tally->firsts = rows_finish(firsts);
        tally->n_firsts = firsts->n_rows;
        tally->rows = rows_finish(both);
        tally->n_rows = both->n_rows;
    } else {
        if (!cut(grouping, firsts))
            return false;
        tally->rows = rows_finish(firsts);
        tally->n_rows = firsts->n_rows;
    }
    return true;
}

static void report_empty_groups(const struct grouping *grouping)
{
    for (size_t i = 0; i < grouping->tally->n_groups; i++)
        if (grouping->has_empty_group[i])
            diag_report(grouping->builder->diag, DIAG_EMPTY_GROUP,
                        grouping->definition->place, grouping->tally->name,
                        grouping->definition->queries[0].groups[i].name);
}

bool build_groups(const struct builder *builder,
                  const struct tally_definition *definition,
                  struct tally *tally)
{
    struct grouping grouping = {
        .builder = builder, .definition = definition, .tally = tally};
    size_t column = definition->n_groups;
    for (size_t i = 0; i < definition->n_queries; i++) {
        grouping.first_columns[i] = column;
        column += definition->queries[i].n_items;
    }
    for (size_t level = 0; level < N_LEVELS; level++) {
        grouping.levels[level].arena = builder->arena;
        grouping.levels[level].n_columns = tally->n_columns;
    }
    tally->sql = tally_sql_groups(builder->arena, definition);
    if (!check_orders(&grouping) ||
        (definition->n_groups > 0 && !set_nothings(&grouping)) ||
        !(builder->pushdown
              ? tally_push_groups(builder, definition, take_row, &grouping)
              : build_query(builder, definition, tally, take_row, &grouping)) ||
        grouping.failed ||
        (definition->n_groups > 0 && tally_sql_adds_up(definition) &&
         !add_levels(&grouping)) ||
        !complete_rows(&grouping))
        return false;
    tally->total = grouping.levels[LEVEL_TOTAL].rows[0].row.values;
    if (tally->n_groups > 0 && !sort_rows(&grouping))
        return false;
    report_empty_groups(&grouping);
    return true;
}
