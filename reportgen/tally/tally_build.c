#include "tally/tally_build.h"

#include "base/ratio.h"
#include "tally/tally_sql.h"

/* ---- statements ---------------------------------------------------------- */

static bool no_row(void *context, const struct store_cell *cells,
                   size_t n_cells)
{
    (void)context;
    (void)cells;
    (void)n_cells;
    return true;
}

/* Reports the first fragment that SQLite does not take; true when all pass. */
static bool probe(const struct builder *builder,
                  const struct tally_definition *definition,
                  const struct store_parameter *parameters, size_t n_parameters)
{
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        if (query->where &&
            !store_query(builder->store,
                         tally_sql_probe_where(builder->arena, query),
                         query->where_place, parameters, n_parameters, NULL,
                         no_row, NULL, builder->diag))
            return false;
        for (size_t k = 0; k < query->n_items; k++) {
            const struct tally_item *item = &query->items[k];
            if (item->tree &&
                !store_query(builder->store,
                             tally_sql_probe_item(builder->arena, query, item),
                             item->place, parameters, n_parameters, NULL,
                             no_row, NULL, builder->diag))
                return false;
        }
    }
    return true;
}

bool build_query(const struct builder *builder,
                 const struct tally_definition *definition,
                 const struct tally *tally, store_row *row, void *context)
{
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    if (definition->sql)
        return store_query(builder->store, tally->sql,
                           definition->queries[0].place, parameters, n, NULL,
                           row, context, builder->diag);
    struct diag *trial = diag_create(NULL, NULL, false);
    bool done = store_query(builder->store, tally->sql, definition->place,
                            parameters, n, NULL, row, context, trial);
    diag_destroy(trial);
    if (done)
        return true;
    /* Each part is good by itself; report what SQLite says of the whole. */
    if (probe(builder, definition, parameters, n))
        store_query(builder->store, tally->sql, definition->place, parameters,
                    n, NULL, no_row, NULL, builder->diag);
    return false;
}

/* ---- values -------------------------------------------------------------- */

static const char *kind_name(enum value_kind kind)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",       [VALUE_TEXT] = "text",
        [VALUE_INTEGER] = "integer", [VALUE_YEAR] = "year",
        [VALUE_MONEY] = "money",     [VALUE_RATIO] = "decimal",
        [VALUE_DATE] = "date",       [VALUE_BOOLEAN] = "boolean"};
    return names[kind];
}

static bool read_value(const struct builder *builder,
                       const struct tally_item *item,
                       const struct store_cell *cell, struct value *value)
{
    *value = (struct value){.kind = item->kind,
                            .scale = item->scale & 15u,
                            .unpadded = item->unpadded};
    bool is_text = item->kind == VALUE_TEXT || item->kind == VALUE_DATE;
    if (is_text != (cell->kind == STORE_TEXT))
        return false;
    if (item->kind == VALUE_TEXT) {
        value->as.text = arena_strndup(builder->arena, cell->text, cell->size);
        return true;
    }
    if (item->kind == VALUE_DATE)
        return date_parse(cell->text, &value->as.date);
    if (item->kind != VALUE_RATIO) {
        value->as.integer = cell->integer;
        return true;
    }
    int64_t unit = 1;
    for (int i = 0; i < item->scale; i++)
        unit *= 10;
    return ratio_make(cell->integer, unit, &value->as.ratio);
}

bool build_value(const struct builder *builder, const struct tally_item *item,
                 const struct store_cell *cell, struct value *value)
{
    *value = VALUE_NONE;
    if (cell->kind == STORE_NULL || read_value(builder, item, cell, value))
        return true;
    diag_report(builder->diag, DIAG_TALLY_VALUE, item->place, item->name,
                kind_name(item->kind));
    return false;
}

static struct ratio as_ratio(const struct value *value)
{
    return value->kind == VALUE_RATIO ? value->as.ratio
                                      : (struct ratio){value->as.integer, 1};
}

bool build_quotients(const struct builder *builder,
                     const struct tally_query *query, struct value *values)
{
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        if (!item->is_quotient)
            continue;
        const struct value *a = &values[item->numerator];
        const struct value *b = &values[item->denominator];
        values[i] = VALUE_NONE;
        if (a->kind == VALUE_NULL || b->kind == VALUE_NULL ||
            as_ratio(b).numerator == 0)
            continue;
        struct ratio quotient;
        if (!ratio_divide(as_ratio(a), as_ratio(b), &quotient)) {
            diag_report(builder->diag, DIAG_SUM_OVERFLOW, item->place);
            return false;
        }
        values[i] = value_ratio(quotient.numerator, quotient.denominator);
        values[i].of_money = item->of_money;
        values[i].n_missing =
            a->n_missing > b->n_missing ? a->n_missing : b->n_missing;
    }
    return true;
}
