#include "tally/tally_sql.h"

#include "expression/write_sqlite.h"

#include <string.h>

enum { ND09_LAST_DAY = 14 };

/* ---- clauses ------------------------------------------------------------- */

static void add_tree(struct strbuf *sql, const struct tally_query *query,
                     const struct expression *tree)
{
    sqlite_write(sql, &query->scope, tree, NULL);
}

static void add_from(struct strbuf *sql, const struct tally_query *query)
{
    sqlite_write_from(sql, &query->scope);
}

static void add_where(struct strbuf *sql, const struct tally_query *query)
{
    const char *suffix = query->scope.suffix;
    strbuf_add_text(sql, " WHERE ");
    if (query->where)
        add_tree(sql, query, query->where);
    else
        strbuf_add_text(sql, "1");
    if (!query->date || query->kind == TALLY_NONE)
        return;
    const char *part = query->date_field->type == FIELD_YEAR ? "_year" : "";
    strbuf_add_text(sql, " AND ");
    add_tree(sql, query, query->date);
    strbuf_add_format(sql, " BETWEEN :first%s%s AND :last%s%s", part, suffix,
                      part, suffix);
}

/* Adds the months since year 0 by the closing rule; quarters and years derive
   from them. */
static void add_months(struct strbuf *sql, const char *date, bool late)
{
    strbuf_add_format(sql, "(year(%s) * 12 + month(%s) - 1", date, date);
    if (late)
        strbuf_add_format(sql, " + (day(%s) > %d)", date, ND09_LAST_DAY);
    strbuf_add_char(sql, ')');
}

static void add_group(struct strbuf *sql, const struct tally_query *query,
                      const struct tally_group *group)
{
    if (group->part == PART_NONE) {
        add_tree(sql, query, group->path);
        return;
    }
    struct strbuf date = STRBUF_INIT;
    add_tree(&date, query, group->path);
    if (group->part != PART_MONTH)
        strbuf_add_char(sql, '(');
    add_months(sql, strbuf_text(&date), group->late);
    if (group->part != PART_MONTH)
        strbuf_add_text(sql, group->part == PART_QUARTER ? " / 3)" : " / 12)");
    strbuf_free(&date);
}

static void add_group_by(struct strbuf *sql, const struct tally_query *query,
                         unsigned level, const char *joint)
{
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((level & 1u << i) == 0)
            continue;
        strbuf_add_text(sql, joint);
        add_group(sql, query, &query->groups[i]);
        /* Groups are sorted later, when all of them are known. */
        if (query->groups[i].field->type == FIELD_TEXT)
            strbuf_add_text(sql, " COLLATE BINARY");
        joint = ", ";
    }
}

/* The query that sums which take each thing once ask again, and its level. */
struct level_query {
    const struct tally_query *query;
    unsigned level;
};

static void add_rows(const void *context, struct strbuf *sql)
{
    const struct level_query *asked = context;
    add_from(sql, asked->query);
    add_where(sql, asked->query);
}

static void add_groups(const void *context, struct strbuf *sql)
{
    const struct level_query *asked = context;
    add_group_by(sql, asked->query, asked->level, ", ");
}

static void add_item(struct strbuf *sql, const struct tally_query *query,
                     const struct tally_item *item, unsigned level)
{
    struct level_query asked = {query, level};
    struct sqlite_query again = {add_rows, add_groups, &asked};
    if (!item->tree)
        strbuf_add_text(sql, "NULL");
    else if (item->absent)
        /* Keeps the statement an aggregate. */
        strbuf_add_text(sql, "max(NULL)");
    else
        sqlite_write(sql, &query->scope, item->tree, &again);
}

static const char *keep(struct arena *arena, struct strbuf *sql)
{
    const char *text = arena_strndup(arena, strbuf_text(sql), sql->size);
    strbuf_free(sql);
    return text;
}

/* ---- groups -------------------------------------------------------------- */

static size_t most_items(const struct tally_definition *definition)
{
    size_t most = 0;
    for (size_t i = 0; i < definition->n_queries; i++)
        if (definition->queries[i].n_items > most)
            most = definition->queries[i].n_items;
    return most;
}

size_t tally_sql_n_missing(const struct tally_query *query)
{
    size_t n = 0;
    for (size_t i = 0; i < query->n_items; i++)
        n += query->items[i].may_miss != NULL;
    return n;
}

static size_t most_missing(const struct tally_definition *definition)
{
    size_t most = 0;
    for (size_t i = 0; i < definition->n_queries; i++)
        if (tally_sql_n_missing(&definition->queries[i]) > most)
            most = tally_sql_n_missing(&definition->queries[i]);
    return most;
}

size_t tally_sql_missing_column(const struct tally_definition *definition)
{
    return SQL_ITEMS + most_items(definition);
}

/* Adds how many things each sum leaves out, for the items that may leave out
   any. */
static void add_missing(struct strbuf *sql,
                        const struct tally_definition *definition,
                        const struct tally_query *query)
{
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        if (!item->may_miss)
            continue;
        strbuf_add_text(sql, ", ");
        sqlite_write_missing(sql, &query->scope, item->tree, item->missing);
    }
    for (size_t i = tally_sql_n_missing(query); i < most_missing(definition);
         i++)
        strbuf_add_text(sql, ", NULL");
}

static void add_select(struct strbuf *sql,
                       const struct tally_definition *definition, size_t number,
                       unsigned level)
{
    const struct tally_query *query = &definition->queries[number];
    strbuf_add_format(sql, "SELECT %u, %d", level, (int)number);
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        strbuf_add_text(sql, ", ");
        if (level & 1u << i)
            add_group(sql, query, &query->groups[i]);
        else
            strbuf_add_text(sql, "NULL");
    }
    for (size_t i = 0; i < most_items(definition); i++) {
        strbuf_add_text(sql, ", ");
        if (i < query->n_items)
            add_item(sql, query, &query->items[i], level);
        else
            strbuf_add_text(sql, "NULL");
    }
    add_missing(sql, definition, query);
    add_from(sql, query);
    add_where(sql, query);
    add_group_by(sql, query, level, " GROUP BY ");
}

/* True when the figures of ITEM over several groups follow from those of each:
   their sum, the least, the greatest.  What is left out is counted by things,
   which may be in several groups. */
static bool item_adds_up(const struct tally_query *query,
                         const struct tally_item *item)
{
    if (item->is_quotient || item->absent)
        return true;
    if (item->may_miss && !table_has_single_entities(query->scope.table))
        return false;
    return item->additive ||
           (item->is_extreme && value_traits[item->kind].is_figure);
}

bool tally_sql_adds_up(const struct tally_definition *definition)
{
    for (size_t i = 0; i < definition->n_queries; i++)
        for (size_t k = 0; k < definition->queries[i].n_items; k++)
            if (!item_adds_up(&definition->queries[i],
                              &definition->queries[i].items[k]))
                return false;
    return true;
}

const char *tally_sql_groups(struct arena *arena,
                             const struct tally_definition *definition)
{
    struct strbuf sql = STRBUF_INIT;
    unsigned n_levels = 1u << definition->n_groups;
    unsigned first = tally_sql_adds_up(definition) ? n_levels - 1 : 0;
    for (unsigned level = first; level < n_levels; level++) {
        for (size_t i = 0; i < definition->n_queries; i++) {
            if (sql.size > 0)
                strbuf_add_text(&sql, "\nUNION ALL ");
            add_select(&sql, definition, i, level);
        }
    }
    return keep(arena, &sql);
}

/* ---- lists --------------------------------------------------------------- */

/* An enum is sorted by its position in the schema, not by its code. */
static void add_enum_order(struct strbuf *sql, const struct tally_query *query,
                           const struct tally_order *order)
{
    const struct schema_values *values = order->field->values;
    strbuf_add_text(sql, "CASE ");
    add_tree(sql, query, order->tree);
    for (size_t i = 0; i < values->n_values; i++)
        strbuf_add_format(sql, " WHEN '%s' THEN %d", values->values[i].code,
                          (int)i);
    strbuf_add_text(sql, " END");
}

static void add_list_order(struct strbuf *sql,
                           const struct tally_definition *definition)
{
    const struct tally_query *query = &definition->queries[0];
    strbuf_add_text(sql, " ORDER BY ");
    for (size_t i = 0; i < definition->n_orders; i++) {
        const struct tally_order *order = &definition->orders[i];
        if (order->field && order->field->values)
            add_enum_order(sql, query, order);
        else
            add_tree(sql, query, order->tree);
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

/* ---- other statements ---------------------------------------------------- */

static void add_rows_select(struct strbuf *sql,
                            const struct tally_definition *definition,
                            const struct tally_query *query)
{
    const char *table = query->scope.table->name;
    strbuf_add_format(sql, "SELECT \"%s\".\"_source\", \"%s\".\"_line\"", table,
                      table);
    for (size_t i = 0; i < definition->n_groups; i++) {
        strbuf_add_text(sql, ", ");
        add_group(sql, query, &query->groups[i]);
    }
    for (size_t i = 1; i < query->scope.n_sources; i++) {
        const char *alias = query->scope.sources[i]->alias;
        strbuf_add_format(sql, ", \"%s\".\"_source\", \"%s\".\"_line\"", alias,
                          alias);
    }
}

const char *tally_sql_rows(struct arena *arena,
                           const struct tally_definition *definition,
                           const struct tally_query *query)
{
    struct strbuf sql = STRBUF_INIT;
    add_rows_select(&sql, definition, query);
    add_from(&sql, query);
    add_where(&sql, query);
    strbuf_add_format(&sql, " ORDER BY \"%s\".\"_row\"",
                      query->scope.table->name);
    return keep(arena, &sql);
}

static void add_taken(struct strbuf *sql, const struct tally_query *query,
                      const struct tally_sql_taken *taken, unsigned level)
{
    struct level_query asked = {query, level};
    struct sqlite_query again = {add_rows, add_groups, &asked};
    if (taken->is_aggregate)
        sqlite_write_taken(sql, &query->scope, taken->tree, taken->term,
                           &again);
    else
        sqlite_write(sql, &query->scope, taken->tree, &again);
}

const char *tally_sql_shown_rows(struct arena *arena,
                                 const struct tally_definition *definition,
                                 const struct tally_query *query,
                                 const struct tally_sql_shown *shown)
{
    const struct schema_table *table = query->scope.table;
    struct strbuf sql = STRBUF_INIT;
    add_rows_select(&sql, definition, query);
    if (table->entity)
        strbuf_add_format(&sql, ", \"%s\".\"%s\"", table->name,
                          table->entity->name);
    else
        strbuf_add_text(&sql, ", NULL");
    for (size_t i = 0; i < shown->n_taken; i++) {
        strbuf_add_text(&sql, ", ");
        add_taken(&sql, query, &shown->taken[i], shown->level);
    }
    for (size_t i = 0; i < shown->n_fields; i++)
        strbuf_add_format(&sql, ", \"%s\".\"%s\"",
                          shown->fields[i].source->alias,
                          shown->fields[i].field->name);
    add_from(&sql, query);
    add_where(&sql, query);
    if (shown->line > 0)
        strbuf_add_format(
            &sql, " AND \"%s\".\"_source\" = %u AND \"%s\".\"_line\" = %u",
            table->name, (unsigned)shown->source, table->name,
            (unsigned)shown->line);
    strbuf_add_format(&sql, " ORDER BY \"%s\".\"_row\"", table->name);
    return keep(arena, &sql);
}

const char *tally_sql_by_key(struct arena *arena,
                             const struct tally_definition *definition,
                             const struct tally_query *query,
                             const struct tally_item *item,
                             const struct schema_field *key, unsigned level)
{
    const char *table = query->scope.table->name;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql, "SELECT \"%s\".\"%s\", ", table, key->name);
    add_item(&sql, query, item, level);
    strbuf_add_format(&sql,
                      ", \"%s\".\"_source\", \"%s\".\"_line\", "
                      "min(\"%s\".\"_row\")",
                      table, table, table);
    for (size_t i = 0; i < definition->n_groups; i++) {
        strbuf_add_text(&sql, ", ");
        if (level & 1u << i)
            add_group(&sql, query, &query->groups[i]);
        else
            strbuf_add_text(&sql, "NULL");
    }
    add_from(&sql, query);
    add_where(&sql, query);
    strbuf_add_format(&sql, " GROUP BY \"%s\".\"%s\" COLLATE BINARY", table,
                      key->name);
    add_group_by(&sql, query, level, ", ");
    return keep(arena, &sql);
}

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
    if (query->where) {
        add_tree(&sql, query, query->where);
        strbuf_add_text(&sql, " AND ");
    }
    add_tree(&sql, query, query->date);
    strbuf_add_text(&sql, " IS NULL");
    return keep(arena, &sql);
}

const char *tally_sql_first_missing(struct arena *arena,
                                    const struct tally_query *query,
                                    const struct tally_item *item)
{
    const char *table = query->scope.table->name;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql, "SELECT \"%s\".\"_source\", \"%s\".\"_line\"",
                      table, table);
    add_from(&sql, query);
    add_where(&sql, query);
    strbuf_add_text(&sql, " AND ");
    add_tree(&sql, query, item->missing);
    strbuf_add_format(&sql, " ORDER BY \"%s\".\"_row\" LIMIT 1", table);
    return keep(arena, &sql);
}

/* Adds two days, or the years that they are in. */
static void add_window(struct strbuf *sql, const struct tally_query *query,
                       const struct period *period)
{
    int from, to;
    char first[11], last[11];
    period_year_range(period, &from, &to);
    date_format_iso(period->window.first, first);
    date_format_iso(period->window.last, last);
    if (query->date_field->type == FIELD_YEAR)
        strbuf_add_format(sql, "%d AND %d", from, to);
    else
        strbuf_add_format(sql, "'%s' AND '%s'", first, last);
}

const char *tally_sql_ends(struct arena *arena, const struct tally_query *query,
                           const struct period *period)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT min(");
    add_tree(&sql, query, query->date);
    strbuf_add_text(&sql, "), max(");
    add_tree(&sql, query, query->date);
    strbuf_add_text(&sql, "), sum(");
    add_tree(&sql, query, query->date);
    strbuf_add_text(&sql, " BETWEEN ");
    add_window(&sql, query, period);
    strbuf_add_text(&sql, "), count(");
    add_tree(&sql, query, query->date);
    strbuf_add_char(&sql, ')');
    add_from(&sql, query);
    return keep(arena, &sql);
}

const char *tally_sql_outside(struct arena *arena,
                              const struct tally_query *query,
                              const struct period *period)
{
    const struct schema_table *table = query->scope.table;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT 0");
    for (size_t i = 0; i < table->n_fields; i++)
        if (schema_field_is_told_sum(&table->fields[i]))
            strbuf_add_format(&sql, ", sum(\"%s\".\"%s\")", table->name,
                              table->fields[i].name);
    add_from(&sql, query);
    strbuf_add_text(&sql, " WHERE ");
    add_tree(&sql, query, query->date);
    strbuf_add_text(&sql, " NOT BETWEEN ");
    add_window(&sql, query, period);
    return keep(arena, &sql);
}

const char *tally_sql_probe_where(struct arena *arena,
                                  const struct tally_query *query)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT 1");
    add_from(&sql, query);
    strbuf_add_text(&sql, " WHERE ");
    add_tree(&sql, query, query->where);
    return keep(arena, &sql);
}

const char *tally_sql_probe_item(struct arena *arena,
                                 const struct tally_query *query,
                                 const struct tally_item *item)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT ");
    add_item(&sql, query, item, 0);
    add_from(&sql, query);
    return keep(arena, &sql);
}

const char *tally_sql_of_nothing(struct arena *arena,
                                 const struct tally_query *query,
                                 const struct tally_item *item)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT ");
    add_item(&sql, query, item, 0);
    add_from(&sql, query);
    strbuf_add_text(&sql, " WHERE 0");
    return keep(arena, &sql);
}

size_t tally_sql_parameters(struct arena *arena,
                            const struct tally_definition *definition,
                            struct store_parameter *parameters)
{
    size_t n = 0;
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        const char *suffix = !query->scope.suffix ? "" : query->scope.suffix;
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
            !definition->agency_place ? VALUE_NONE
                                      : value_text(definition->agency_place)};
    }
    return n;
}
