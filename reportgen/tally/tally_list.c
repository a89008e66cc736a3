#include "base/nearest.h"
#include "base/number.h"
#include "tally/tally_build.h"
#include "tally/tally_sql.h"

#include <stdlib.h>
#include <string.h>

/* A list with more rows than these is read from the store again whenever its
   rows are asked for: a row of twelve columns takes half a kilobyte. */
enum { MOST_KEPT = 2000 };

struct tally_list {
    struct builder builder;
    struct tally *tally;
};

/* A list while it is built. */
struct listing {
    const struct builder *builder;
    const struct tally_definition *definition;
    struct tally *tally;
    size_t capacity;
    size_t n_taken; /* rows so far, including those beyond the limit */
    bool by_entity; /* some figures belong to an entity rather than to a row */
    struct rows entities; /* entities whose figures are already in the total */
    size_t *numbers;      /* the number of each row's entity */
    struct tally_row beyond; /* reused for the rows beyond the limit, and for
                                those of a long list */
    bool may_be_long;
    struct arena *passing; /* holds one row of a long list */
    bool failed;
};

/* Adds a row; one beyond the limit counts only for the total. */
static struct tally_row *add_row(struct listing *listing)
{
    struct tally *tally = listing->tally;
    struct arena *arena = listing->builder->arena;
    /* A statement that is still to be sorted is cut afterwards. */
    const bool sorts = tally->is_statement && listing->definition->n_orders > 0;
    const size_t limit = sorts ? 0 : listing->definition->limit;
    if (limit > 0 && tally->n_rows == limit) {
        if (!listing->beyond.values)
            listing->beyond.values =
                ARENA_ARRAY(arena, struct value, tally->n_columns);
        return &listing->beyond;
    }
    if (tally->n_rows == listing->capacity) {
        size_t capacity = listing->capacity == 0 ? 64 : listing->capacity * 2;
        struct tally_row *larger =
            ARENA_ARRAY(arena, struct tally_row, capacity);
        size_t *entities = ARENA_ARRAY(arena, size_t, capacity);
        if (tally->n_rows > 0) {
            memcpy(larger, tally->rows, tally->n_rows * sizeof *larger);
            memcpy(entities, listing->numbers,
                   tally->n_rows * sizeof *entities);
        }
        tally->rows = larger;
        listing->numbers = entities;
        listing->capacity = capacity;
    }
    struct tally_row *row = &tally->rows[tally->n_rows++];
    row->values = ARENA_ARRAY(arena, struct value, tally->n_columns);
    return row;
}

/* ---- totals of lists ----------------------------------------------------- */

static bool is_figure(enum value_kind kind)
{
    return kind == VALUE_INTEGER || kind == VALUE_MONEY;
}

/* True when rows of one entity repeat a figure, so that entities have to be
   told apart. */
static bool repeats_figures(const struct tally_definition *definition,
                            const struct tally *tally)
{
    if (table_has_single_entities(definition->queries[0].scope.table))
        return false;
    for (size_t i = 0; i < tally->n_columns; i++)
        if (is_figure(tally->columns[i].kind) && !tally->columns[i].additive)
            return true;
    return false;
}

/* The entity of the last row: what CELL names, or the row itself, under a text
   that no document can contain. */
static struct group_key entity_key(const struct listing *listing,
                                   const struct store_cell *cell)
{
    struct arena *arena = listing->builder->arena;
    const struct tally_query *query = &listing->definition->queries[0];
    const struct tally_group group = {.field = query->scope.table->entity};
    struct group_key key = group_key_of(arena, &group, cell, 0);
    if (cell->kind == STORE_NULL)
        key.key = arena_printf(arena, "\001%zu", listing->n_taken);
    return key;
}

/* True when the entity of the last row is new. */
static bool is_new_entity(struct listing *listing,
                          const struct store_cell *cell)
{
    if (!listing->by_entity)
        return true;
    struct group_key key = entity_key(listing, cell);
    struct group_key *keys[] = {&key};
    struct rows *entities = &listing->entities;
    size_t before = entities->n_rows;
    const struct tally_row *row = rows_find(entities, keys, 1);
    if (listing->n_taken == listing->tally->n_rows)
        /* A built row begins with the row. */
        listing->numbers[listing->n_taken - 1] =
            (size_t)((const struct built_row *)row - entities->rows);
    return entities->n_rows > before;
}

static bool add_to_total(struct listing *listing, const struct value *values,
                         bool new_entity)
{
    struct tally *tally = listing->tally;
    for (size_t i = 0; i < tally->n_columns; i++) {
        enum value_kind kind = tally->columns[i].kind;
        if (!is_figure(kind) || tally->columns[i].no_total ||
            (!tally->columns[i].additive && !new_entity))
            continue;
        struct value *total = &tally->total[i];
        if (values[i].kind == VALUE_NULL) {
            total->n_missing +=
                listing->definition->queries[0].items[i].may_miss != NULL;
            continue;
        }
        total->kind = kind;
        if (!number_add(total->as.integer, values[i].as.integer,
                        &total->as.integer)) {
            diag_report(listing->builder->diag, DIAG_SUM_OVERFLOW,
                        listing->definition->queries[0].items[i].place);
            return false;
        }
    }
    return true;
}

/* ---- lists --------------------------------------------------------------- */

/* Adds a row beyond the limit to the sum of the rest. */
static bool add_to_rest(struct listing *listing)
{
    struct tally *tally = listing->tally;
    if (!tally->rest)
        tally->rest = ARENA_ARRAY(listing->builder->arena, struct value,
                                  tally->n_columns);
    if (values_add(tally->rest, listing->beyond.values, tally->n_columns))
        return true;
    diag_report(listing->builder->diag, DIAG_SUM_OVERFLOW, tally->place);
    return false;
}

/* Reads the values of a record and where it stands.  False after a report. */
static bool read_record(const struct builder *builder,
                        const struct tally_query *query,
                        const struct store_cell *cells, struct tally_row *row)
{
    const struct store_cell *tail = cells + query->n_items;
    for (size_t i = 0; i < query->n_items; i++)
        if (!query->items[i].is_quotient &&
            !build_value(builder, &query->items[i], &cells[i], &row->values[i]))
            return false;
    row->source = (size_t)tail[0].integer;
    row->line = (uint32_t)tail[1].integer;
    return build_quotients(builder, query, row->values);
}

/* Counts a row for the total only: the list has become too long to be kept. */
static bool pass_cells(struct listing *listing, const struct store_cell *cells)
{
    struct builder passing = *listing->builder;
    struct tally_row row = {.values = listing->beyond.values};
    passing.arena = listing->passing;
    arena_reset(passing.arena);
    listing->tally->n_rows++;
    return read_record(&passing, &listing->definition->queries[0], cells,
                       &row) &&
           add_to_total(listing, row.values, true);
}

static void stop_keeping(struct listing *listing)
{
    struct tally *tally = listing->tally;
    listing->passing = arena_create();
    listing->beyond.values =
        ARENA_ARRAY(listing->builder->arena, struct value, tally->n_columns);
    tally->list = ARENA_NEW(listing->builder->arena, struct tally_list);
    *tally->list = (struct tally_list){*listing->builder, tally};
    tally->rows = NULL;
}

static bool take_cells(struct listing *listing, const struct store_cell *cells)
{
    if (listing->tally->list)
        return pass_cells(listing, cells);
    if (listing->may_be_long && listing->tally->n_rows == MOST_KEPT) {
        stop_keeping(listing);
        return pass_cells(listing, cells);
    }
    const struct tally_query *query = &listing->definition->queries[0];
    struct tally_row *row = add_row(listing);
    listing->n_taken++;
    return read_record(listing->builder, query, cells, row) &&
           (row != &listing->beyond || add_to_rest(listing)) &&
           add_to_total(listing, row->values,
                        is_new_entity(listing, &cells[query->n_items + 2]));
}

static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    (void)n_cells;
    struct listing *listing = context;
    listing->failed = !take_cells(listing, cells);
    return !listing->failed;
}

/* The figures of a column are added up; over no rows their sum is 0. */
static void start_total(struct tally *tally, struct arena *arena)
{
    tally->total = ARENA_ARRAY(arena, struct value, tally->n_columns);
    for (size_t i = 0; i < tally->n_columns; i++) {
        enum value_kind kind = tally->columns[i].kind;
        if (is_figure(kind) && !tally->columns[i].no_total)
            tally->total[i].kind = kind;
    }
}

bool build_list(const struct builder *builder,
                const struct tally_definition *definition, struct tally *tally)
{
    struct listing listing = {
        .builder = builder,
        .definition = definition,
        .tally = tally,
        .by_entity = repeats_figures(definition, tally),
        .may_be_long = !tally->keeps_rows && definition->limit == 0 &&
                       !repeats_figures(definition, tally),
        .entities = {.arena = builder->arena, .n_columns = 1}};
    start_total(tally, builder->arena);
    tally->sql = tally_sql_list(builder->arena, definition);
    bool done = build_query(builder, definition, tally, take_row, &listing) &&
                !listing.failed &&
                build_quotients(builder, &definition->queries[0], tally->total);
    if (listing.by_entity)
        tally->entities = listing.numbers;
    if (listing.passing)
        arena_destroy(listing.passing);
    return done;
}

/* ---- long lists ---------------------------------------------------------- */

struct tally_cursor {
    struct builder builder; /* its arena is that of the row being read */
    const struct tally *tally;
    struct store_cursor *rows;
};

struct tally_cursor *tally_open(const struct tally *tally)
{
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    const struct builder *builder = &tally->list->builder;
    size_t n =
        tally_sql_parameters(builder->arena, tally->definition, parameters);
    struct store_cursor *rows = store_open(
        builder->store, tally->sql, tally->place, parameters, n, builder->diag);
    if (!rows)
        return NULL;
    struct tally_cursor *cursor = malloc(sizeof *cursor);
    if (!cursor)
        abort();
    *cursor = (struct tally_cursor){*builder, tally, rows};
    return cursor;
}

void tally_close(struct tally_cursor *cursor)
{
    if (cursor)
        store_close(cursor->rows);
    free(cursor);
}

enum store_step tally_next(struct tally_cursor *cursor, struct arena *arena,
                           struct tally_row *row)
{
    const struct store_cell *cells;
    enum store_step step = store_next(cursor->rows, &cells);
    if (step != STORE_ROW)
        return step;
    cursor->builder.arena = arena;
    *row = (struct tally_row){
        .values = ARENA_ARRAY(arena, struct value, cursor->tally->n_columns)};
    return read_record(&cursor->builder, &cursor->tally->definition->queries[0],
                       cells, row)
               ? STORE_ROW
               : STORE_FAILED;
}

/* Reads the rows of a long list.  After a failure, which is reported, the
   missing rows are empty; the report is not written then. */
static void keep_rows(struct tally *tally)
{
    struct arena *arena = tally->list->builder.arena;
    struct tally_cursor *cursor = tally_open(tally);
    size_t n = 0;
    tally->rows = ARENA_ARRAY(arena, struct tally_row, tally->n_rows);
    while (cursor && n < tally->n_rows &&
           tally_next(cursor, arena, &tally->rows[n]) == STORE_ROW)
        n++;
    for (; n < tally->n_rows; n++)
        tally->rows[n] = (struct tally_row){
            .values = ARENA_ARRAY(arena, struct value, tally->n_columns)};
    tally_close(cursor);
}

const struct tally_row *tally_rows(const struct tally *tally)
{
    if (!tally->rows && tally->list)
        keep_rows(tally->list->tally);
    return tally->rows;
}

/* ---- statements of the layout's own -------------------------------------- */

static const char *key_text(struct arena *arena, const struct store_cell *cell)
{
    if (cell->kind == STORE_NULL)
        return "";
    if (cell->kind == STORE_TEXT)
        return arena_strndup(arena, cell->text, cell->size);
    return arena_printf(arena, "%lld", (long long)cell->integer);
}

/* The first columns name the row; a column of an enum gives its label. */
static void set_keys(struct listing *listing, struct tally_row *row,
                     const struct store_cell *cells)
{
    struct arena *arena = listing->builder->arena;
    size_t n = listing->tally->n_groups;
    row->keys = ARENA_ARRAY(arena, const char *, n + 1);
    row->labels = ARENA_ARRAY(arena, const char *, n + 1);
    row->short_labels = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct schema_field *field = listing->tally->columns[i].field;
        const char *key = key_text(arena, &cells[i]);
        const struct schema_value *value =
            !field || !field->values ? NULL
                                     : schema_find_value(field->values, key);
        row->keys[i] = key;
        row->labels[i] = !value ? key : value->label;
        row->short_labels[i] = !value ? key : value->short_label;
    }
}

static bool take_statement_row(void *context, const struct store_cell *cells,
                               size_t n_cells)
{
    struct listing *listing = context;
    const struct tally_query *query = &listing->definition->queries[0];
    listing->failed = n_cells != query->n_items;
    if (listing->failed) {
        diag_report(listing->builder->diag, DIAG_TALLY_SQL_COLUMNS,
                    query->place, (int)n_cells, (int)query->n_items);
        return false;
    }
    struct tally_row *row = add_row(listing);
    set_keys(listing, row, cells);
    for (size_t i = 0; i < n_cells && !listing->failed; i++)
        listing->failed = !build_value(listing->builder, &query->items[i],
                                       &cells[i], &row->values[i]);
    if (!listing->failed)
        listing->failed = (row == &listing->beyond && !add_to_rest(listing)) ||
                          !add_to_total(listing, row->values, true);
    return !listing->failed;
}

static bool has_column(const struct tally *tally, const char *name)
{
    int column = tally_find_column(tally, name);
    bool of_key = strcmp(name, "label") == 0 || strcmp(name, "key") == 0;
    return column >= 0 || (of_key && tally->n_groups > 0);
}

static bool check_orders(const struct listing *listing)
{
    const struct tally_definition *definition = listing->definition;
    for (size_t i = 0; i < definition->n_orders; i++) {
        const char *name = definition->orders[i].name;
        if (has_column(listing->tally, name))
            continue;
        struct nearest nearest = NEAREST_INIT;
        for (size_t k = 0; k < listing->tally->n_columns; k++)
            nearest_offer(&nearest, name, strlen(name),
                          listing->tally->columns[k].name);
        diag_report(listing->builder->diag, DIAG_TALLY_ORDER,
                    definition->order_place, name, nearest_hint(&nearest));
        return false;
    }
    return true;
}

/* The rank of a value of a list is its position in the schema; others have
   0. */
static int64_t rank_of(const struct schema_field *field, const char *key)
{
    const struct schema_value *value =
        !field || !field->values ? NULL : schema_find_value(field->values, key);
    return !value ? 0 : (int64_t)(value - field->values->values) + 1;
}

/* Sorts the rows of a statement and cuts them at the limit. */
static bool sort_statement(struct listing *listing)
{
    const struct tally_definition *definition = listing->definition;
    struct tally *tally = listing->tally;
    const size_t n_rows = tally->n_rows;
    struct arena *arena = listing->builder->arena;
    struct rows rows = {.arena = arena,
                        .rows = ARENA_ARRAY(arena, struct built_row, n_rows),
                        .n_rows = n_rows};
    for (size_t i = 0; i < n_rows; i++) {
        rows.rows[i].row = tally->rows[i];
        for (size_t k = 0; k < tally->n_groups; k++)
            rows.rows[i].ranks[k] =
                rank_of(tally->columns[k].field, tally->rows[i].keys[k]);
    }
    rows_sort_unkeyed(&rows, tally, definition->orders, definition->n_orders,
                      listing->builder->collator);
    for (size_t i = 0; i < n_rows; i++)
        tally->rows[i] = rows.rows[i].row;
    if (definition->limit == 0 || n_rows <= definition->limit)
        return true;
    tally->n_rows = definition->limit;
    for (size_t i = tally->n_rows; i < n_rows; i++) {
        listing->beyond = tally->rows[i];
        if (!add_to_rest(listing))
            return false;
    }
    return true;
}

bool build_statement(const struct builder *builder,
                     const struct tally_definition *definition,
                     struct tally *tally)
{
    struct listing listing = {
        .builder = builder, .definition = definition, .tally = tally};
    start_total(tally, builder->arena);
    tally->is_statement = true;
    tally->sql = definition->sql;
    if (!check_orders(&listing) ||
        !build_query(builder, definition, tally, take_statement_row,
                     &listing) ||
        listing.failed)
        return false;
    return definition->n_orders == 0 || sort_statement(&listing);
}
