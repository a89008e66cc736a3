#include "tally/tally_missing.h"

#include "tally/tally_sql.h"

#include <string.h>

static struct missing_field *find(struct tally_missing *missing,
                                  struct arena *arena,
                                  const struct schema_table *table,
                                  const struct schema_field *field)
{
    for (size_t i = 0; i < missing->n_fields; i++)
        if (missing->fields[i].field == field &&
            missing->fields[i].table == table)
            return &missing->fields[i];
    if (missing->n_fields == missing->capacity) {
        size_t capacity = missing->capacity * 2 + 8;
        struct missing_field *fields =
            ARENA_ARRAY(arena, struct missing_field, capacity);
        if (missing->n_fields > 0)
            memcpy(fields, missing->fields, missing->n_fields * sizeof *fields);
        missing->fields = fields;
        missing->capacity = capacity;
    }
    struct missing_field *found = &missing->fields[missing->n_fields++];
    *found =
        (struct missing_field){.field = field, .table = table, .shown = true};
    return found;
}

/* The first row that is left out. */
struct first_row {
    size_t source;
    uint32_t line;
};

static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    struct first_row *row = context;
    (void)n_cells;
    row->source = (size_t)cells[0].integer;
    row->line = (uint32_t)cells[1].integer;
    return false;
}

/* The source of TABLE's rows. */
static size_t source_of(struct store *store, const struct schema_table *table)
{
    size_t i = 0;
    while (i + 1 < store_n_sources(store) &&
           strcmp(store_source(store, i)->table, table->name) != 0)
        i++;
    return i;
}

/* The cell of FIELD where it is one of the row's own, else the row; where rows
   lie at a server, their source. */
static bool place_of_first(const struct builder *builder,
                           const struct tally_definition *definition,
                           const struct tally_query *query,
                           const struct tally_item *item, struct place *place)
{
    struct first_row row = {0};
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    if (builder->pushdown)
        row.source = source_of(builder->store, query->scope.table);
    else if (!store_query(builder->store,
                          tally_sql_first_missing(builder->arena, query, item),
                          item->place, parameters, n, NULL, take_row, &row,
                          builder->diag))
        return false;
    *place = store_place(
        builder->store, row.source, row.line,
        item->may_miss->table == query->scope.table ? item->may_miss : NULL);
    return true;
}

static bool add_item(struct tally_missing *missing,
                     const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct tally_item *item, unsigned n)
{
    struct missing_field *field =
        find(missing, builder->arena, query->scope.table, item->may_miss);
    field->shown = field->shown && definition->shows_missing;
    if (n <= field->n)
        return true;
    field->n = n;
    return place_of_first(builder, definition, query, item, &field->place);
}

bool tally_missing_add(struct tally_missing *missing,
                       const struct builder *builder,
                       const struct tally_definition *definition,
                       const struct tally *tally)
{
    const struct value *value = tally->total;
    if (definition->sql || !value)
        return true;
    value += definition->is_list ? 0 : definition->n_groups;
    for (size_t q = 0; q < definition->n_queries; q++) {
        const struct tally_query *query = &definition->queries[q];
        for (size_t i = 0; i < query->n_items; i++, value++)
            if (query->items[i].may_miss && value->n_missing > 0 &&
                !add_item(missing, builder, definition, query, &query->items[i],
                          value->n_missing))
                return false;
    }
    return true;
}

void tally_missing_report(const struct tally_missing *missing,
                          const struct builder *builder)
{
    /* Where cells could not be read, an empty value may not have been empty in
       the source. */
    for (size_t i = 0; i < missing->n_fields && !diag_failed(builder->diag);
         i++) {
        const struct missing_field *field = &missing->fields[i];
        diag_report_chosen(builder->diag,
                           field->shown ? DIAG_MISSING_SHOWN
                                        : DIAG_MISSING_FIGURES,
                           field->place, (long long)field->n,
                           field->table->label, field->field->heading);
    }
}
