#include "tally/tally_sql.h"

#include <string.h>

/* ---- clauses ----------------------------------------------------------- */

/* Joins what REFERENCE leads to under its own name; of a table with several
   rows an entity the first row stands for all. */
static void add_join(struct strbuf *sql, const struct tally_scope *scope,
                     const struct schema_field *reference)
{
    const struct schema_field *target =
        schema_find_reference(scope->schema, reference);
    const struct schema_table *table = target->table;
    strbuf_add_format(sql,
                      " LEFT JOIN \"%s\" AS \"%s\" ON \"%s\".\"%s\" = "
                      "\"%s\".\"%s\"",
                      table->name, reference->name, reference->name,
                      target->name, scope->table->name, reference->name);
    if (table->n_key == 1 && table->key[0] == target)
        return;
    strbuf_add_format(sql,
                      " AND \"%s\".\"_row\" IN (SELECT min(\"_row\") FROM "
                      "\"%s\" GROUP BY \"%s\")",
                      reference->name, table->name, target->name);
}

static void add_from(struct strbuf *sql, const struct tally_query *query)
{
    strbuf_add_format(sql, " FROM \"%s\"", query->scope.table->name);
    for (size_t i = 0; i < query->scope.n_joins; i++)
        add_join(sql, &query->scope, query->scope.joins[i]);
}

static void add_where(struct strbuf *sql, const struct tally_query *query)
{
    const char *suffix = query->scope.suffix;
    const char *joint = " WHERE ";
    if (query->where != NULL) {
        strbuf_add_format(sql, "%s(%s)", joint, query->where);
        joint = " AND ";
    }
    if (query->date_sql == NULL || query->kind == TALLY_NONE)
        return;
    const char *part = query->date_field->type == FIELD_YEAR ? "_year" : "";
    strbuf_add_format(sql, "%s%s BETWEEN :first%s%s AND :last%s%s", joint,
                      query->date_sql, part, suffix, part, suffix);
}

static void add_group_by(struct strbuf *sql, const struct tally_query *query,
                         unsigned level, const char *joint)
{
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((level & 1u << i) == 0)
            continue;
        strbuf_add_format(sql, "%s%s", joint, query->groups[i].sql);
        joint = ", ";
    }
}

/* True for one row of each value of the field BY (SIZE bytes) in each group; a
   row without one stands for itself. */
static void add_once(struct strbuf *sql, const struct tally_query *query,
                     unsigned level, const char *by, int size)
{
    const char *table = query->scope.table->name;
    strbuf_add_format(sql,
                      "(\"%s\".\"%.*s\" IS NULL OR \"%s\".\"_row\" IN "
                      "(SELECT min(\"%s\".\"_row\")",
                      table, size, by, table, table);
    add_from(sql, query);
    add_where(sql, query);
    strbuf_add_format(sql, " GROUP BY \"%s\".\"%.*s\"", table, size, by);
    add_group_by(sql, query, level, ", ");
    strbuf_add_text(sql, "))");
}

static void add_item(struct strbuf *sql, const struct tally_query *query,
                     const struct tally_item *item, unsigned level)
{
    if (item->sql == NULL) {
        strbuf_add_text(sql, "NULL");
        return;
    }
    if (item->zero)
        strbuf_add_text(sql, "coalesce(");
    const char *rest = item->sql;
    const char *mark;
    while (item->once && (mark = strchr(rest, ONCE_MARK)) != NULL) {
        const char *end = strchr(mark + 1, ONCE_MARK);
        strbuf_add(sql, rest, (size_t)(mark - rest));
        add_once(sql, query, level, mark + 1, (int)(end - mark - 1));
        rest = end + 1;
    }
    strbuf_add_text(sql, rest);
    if (item->zero)
        strbuf_add_text(sql, ", 0)");
}

static const char *keep(struct arena *arena, struct strbuf *sql)
{
    const char *text = arena_strndup(arena, strbuf_text(sql), sql->size);
    strbuf_free(sql);
    return text;
}

/* ---- groups ------------------------------------------------------------ */

static size_t most_items(const struct tally_definition *definition)
{
    size_t most = 0;
    for (size_t i = 0; i < definition->n_queries; i++)
        if (definition->queries[i].n_items > most)
            most = definition->queries[i].n_items;
    return most;
}

static void add_select(struct strbuf *sql,
                       const struct tally_definition *definition, size_t number,
                       unsigned level)
{
    const struct tally_query *query = &definition->queries[number];
    strbuf_add_format(sql, "SELECT %u, %d", level, (int)number);
    for (size_t i = 0; i < MOST_GROUPS; i++)
        strbuf_add_format(sql, ", %s",
                          level & 1u << i ? query->groups[i].sql : "NULL");
    for (size_t i = 0; i < most_items(definition); i++) {
        strbuf_add_text(sql, ", ");
        if (i < query->n_items)
            add_item(sql, query, &query->items[i], level);
        else
            strbuf_add_text(sql, "NULL");
    }
    add_from(sql, query);
    add_where(sql, query);
    add_group_by(sql, query, level, " GROUP BY ");
}

const char *tally_sql_groups(struct arena *arena,
                             const struct tally_definition *definition)
{
    struct strbuf sql = STRBUF_INIT;
    unsigned n_levels = 1u << definition->n_groups;
    for (unsigned level = 0; level < n_levels; level++) {
        for (size_t i = 0; i < definition->n_queries; i++) {
            if (sql.size > 0)
                strbuf_add_text(&sql, "\nUNION ALL ");
            add_select(&sql, definition, i, level);
        }
    }
    return keep(arena, &sql);
}

/* ---- lists ------------------------------------------------------------- */

/* An enum sorts by its place in the schema, not by its code. */
static void add_enum_order(struct strbuf *sql, const struct tally_order *order)
{
    const struct schema_values *values = order->field->values;
    strbuf_add_format(sql, "CASE %s", order->sql);
    for (size_t i = 0; i < values->n_values; i++)
        strbuf_add_format(sql, " WHEN '%s' THEN %d", values->values[i].code,
                          (int)i);
    strbuf_add_text(sql, " END");
}

static void add_list_order(struct strbuf *sql,
                           const struct tally_definition *definition)
{
    strbuf_add_text(sql, " ORDER BY ");
    for (size_t i = 0; i < definition->n_orders; i++) {
        const struct tally_order *order = &definition->orders[i];
        if (order->field != NULL && order->field->values != NULL)
            add_enum_order(sql, order);
        else
            strbuf_add_text(sql, order->sql);
        strbuf_add_text(sql, order->descending ? " DESC NULLS LAST, "
                                               : " NULLS LAST, ");
    }
    strbuf_add_format(sql, "\"%s\".\"_row\"",
                      definition->queries[0].scope.table->name);
}

const char *tally_sql_list(struct arena *arena,
                           const struct tally_definition *definition)
{
    const struct tally_query *query = &definition->queries[0];
    const struct schema_table *table = query->scope.table;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT ");
    for (size_t i = 0; i < query->n_items; i++) {
        add_item(&sql, query, &query->items[i], 0);
        strbuf_add_text(&sql, ", ");
    }
    strbuf_add_format(&sql, "\"%s\".\"_source\", \"%s\".\"_line\", ",
                      table->name, table->name);
    if (table_has_single_entities(table))
        strbuf_add_format(&sql, "\"%s\".\"_row\"", table->name);
    else
        strbuf_add_format(&sql, "\"%s\".\"%s\"", table->name,
                          table->entity->name);
    add_from(&sql, query);
    add_where(&sql, query);
    add_list_order(&sql, definition);
    return keep(arena, &sql);
}

/* ---- other statements -------------------------------------------------- */

const char *tally_sql_undated(struct arena *arena,
                              const struct tally_query *query)
{
    const char *table = query->scope.table->name;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql,
                      "SELECT count(*), \"%s\".\"_source\", \"%s\".\"_line\", "
                      "min(\"%s\".\"_row\")",
                      table, table, table);
    add_from(&sql, query);
    strbuf_add_text(&sql, " WHERE ");
    if (query->where != NULL)
        strbuf_add_format(&sql, "(%s) AND ", query->where);
    strbuf_add_format(&sql, "%s IS NULL", query->date_sql);
    return keep(arena, &sql);
}

const char *tally_sql_ends(struct arena *arena, const struct tally_query *query)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql, "SELECT min(%s), max(%s)", query->date_sql,
                      query->date_sql);
    add_from(&sql, query);
    return keep(arena, &sql);
}

const char *tally_sql_probe(struct arena *arena,
                            const struct tally_query *query,
                            const char *fragment, bool aggregate)
{
    struct strbuf sql = STRBUF_INIT;
    if (aggregate) {
        strbuf_add_text(&sql, "SELECT ");
        for (; *fragment != '\0'; fragment++) {
            if (*fragment != ONCE_MARK) {
                strbuf_add_char(&sql, *fragment);
                continue;
            }
            strbuf_add_text(&sql, "1");
            fragment = strchr(fragment + 1, ONCE_MARK);
        }
        add_from(&sql, query);
    } else {
        strbuf_add_text(&sql, "SELECT 1");
        add_from(&sql, query);
        strbuf_add_format(&sql, " WHERE (%s)", fragment);
    }
    return keep(arena, &sql);
}

size_t tally_sql_parameters(struct arena *arena,
                            const struct tally_definition *definition,
                            struct store_parameter *parameters)
{
    size_t n = 0;
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        const char *suffix =
            query->scope.suffix == NULL ? "" : query->scope.suffix;
        int first;
        int last;
        period_year_range(&query->period, &first, &last);
        parameters[n++] =
            (struct store_parameter){arena_printf(arena, "first%s", suffix),
                                     value_date(query->period.window.first)};
        parameters[n++] =
            (struct store_parameter){arena_printf(arena, "last%s", suffix),
                                     value_date(query->period.window.last)};
        parameters[n++] = (struct store_parameter){
            arena_printf(arena, "first_year%s", suffix), value_integer(first)};
        parameters[n++] = (struct store_parameter){
            arena_printf(arena, "last_year%s", suffix), value_integer(last)};
        parameters[n++] = (struct store_parameter){
            arena_printf(arena, "place%s", suffix),
            definition->agency_place == NULL
                ? VALUE_NONE
                : value_text(definition->agency_place)};
    }
    return n;
}
