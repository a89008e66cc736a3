#include "tally/tally_push.h"

#include "base/key_map.h"
#include "base/unicode.h"
#include "dataset/pushdown.h"
#include "expression/write_postgres.h"
#include "tally/tally_sql.h"

#include <libintl.h>
#include <string.h>

#define N_(text) text

enum { ND09_LAST_DAY = 14 };

/* A query of a definition while it is asked. */
struct pushing {
    const struct builder *builder;
    const struct tally_definition *definition;
    const struct tally_query *query;
    size_t number;
    unsigned level;
    struct postgres_server server;
    const char *why;
    /* What the answers are turned into. */
    struct store_cell *cells;
    store_row *row;
    void *context;
    struct key_map forms[MOST_GROUPS]; /* of texts, folded */
    const char **written;
    size_t n_written, capacity;
};

bool tally_push_refuse(const struct builder *builder,
                       const struct tally_definition *definition,
                       const char *why)
{
    diag_report(builder->diag, DIAG_PUSHDOWN_NOT, definition->place,
                definition->name, why);
    return false;
}

static bool refuse(struct pushing *pushing, const char *why)
{
    pushing->why = gettext(why);
    return false;
}

static struct pushing start(const struct builder *builder,
                            const struct tally_definition *definition,
                            const struct tally_query *query)
{
    struct pushing pushing = {.builder = builder,
                              .definition = definition,
                              .query = query,
                              .server = pushdown_server(builder->pushdown)};
    pushing.number = (size_t)(query - definition->queries);
    pushing.server.first = query->period.window.first;
    pushing.server.last = query->period.window.last;
    period_year_range(&query->period, &pushing.server.first_year,
                      &pushing.server.last_year);
    return pushing;
}

static bool add_tree(struct pushing *pushing, struct strbuf *sql,
                     const struct expression *tree)
{
    return postgres_write(sql, &pushing->query->scope, tree, &pushing->server,
                          NULL, &pushing->why);
}

/* ---- clauses ------------------------------------------------------------- */

static bool add_window(struct pushing *pushing, struct strbuf *sql,
                       const struct period *period)
{
    const struct tally_query *query = pushing->query;
    int from, to;
    char first[11], last[11];
    period_year_range(period, &from, &to);
    date_format_iso(period->window.first, first);
    date_format_iso(period->window.last, last);
    if (!add_tree(pushing, sql, query->date))
        return false;
    if (query->date_field->type == FIELD_YEAR)
        strbuf_add_format(sql, " BETWEEN %d AND %d", from, to);
    else
        strbuf_add_format(sql, " BETWEEN date '%s' AND date '%s'", first, last);
    return true;
}

static bool add_where(struct pushing *pushing, struct strbuf *sql)
{
    const struct tally_query *query = pushing->query;
    strbuf_add_text(sql, " WHERE ");
    if (!query->where)
        strbuf_add_text(sql, "true");
    else if (!add_tree(pushing, sql, query->where))
        return false;
    if (!query->date || query->kind == TALLY_NONE)
        return true;
    strbuf_add_text(sql, " AND ");
    return add_window(pushing, sql, &query->period);
}

static bool add_from(struct pushing *pushing, struct strbuf *sql)
{
    return postgres_write_from(sql, &pushing->query->scope, &pushing->server,
                               &pushing->why);
}

/* Adds a group as tally_sql.c has it: months, quarters and years count from
   year 0. */
static bool add_group(struct pushing *pushing, struct strbuf *sql,
                      const struct tally_group *group)
{
    struct strbuf day = STRBUF_INIT;
    bool good = add_tree(pushing, &day, group->path);
    const char *date = strbuf_text(&day);
    if (good && group->part == PART_NONE) {
        strbuf_add_text(sql, date);
    } else if (good) {
        strbuf_add_format(sql,
                          "((extract(year FROM %s) * 12 + extract(month FROM "
                          "%s) - 1",
                          date, date);
        if (group->late)
            strbuf_add_format(sql, " + (extract(day FROM %s) > %d)::int", date,
                              ND09_LAST_DAY);
        strbuf_add_format(sql, ")::bigint / %d)",
                          group->part == PART_MONTH     ? 1
                          : group->part == PART_QUARTER ? 3
                                                        : 12);
    }
    strbuf_free(&day);
    return good;
}

/* Adds the groups of the level: each "AS _kN" or, with NAMES, only these
   names. */
static bool add_groups(struct pushing *pushing, struct strbuf *sql, bool names)
{
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((pushing->level & 1u << i) == 0)
            continue;
        if (!names && !add_group(pushing, sql, &pushing->query->groups[i]))
            return false;
        strbuf_add_format(sql, names ? "\"_k%zu\", " : " AS \"_k%zu\", ", i);
    }
    return true;
}

/* Adds "item, item, ..."; an item that no source supplies is NULL. */
static bool add_items(struct pushing *pushing, struct strbuf *sql,
                      struct postgres_stages *stages)
{
    const struct tally_query *query = pushing->query;
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        if (item->is_quotient)
            continue;
        if (item->may_miss && !item->absent)
            return refuse(pushing,
                          N_("a sum may pass over empty cells, which are told "
                             "here"));
        if (item->absent)
            strbuf_add_text(sql, "NULL::bigint");
        else if (!postgres_write(sql, &query->scope, item->tree,
                                 &pushing->server, stages, &pushing->why))
            return false;
        strbuf_add_text(sql, ", ");
    }
    return true;
}

/* Adds "GROUP BY _k0, _k1". */
static void add_group_by(const struct pushing *pushing, struct strbuf *sql,
                         const char *first)
{
    const char *joint = " GROUP BY ";
    if (first) {
        strbuf_add_format(sql, "%s%s", joint, first);
        joint = ", ";
    }
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((pushing->level & 1u << i) == 0)
            continue;
        strbuf_add_format(sql, "%s\"_k%zu\"", joint, i);
        joint = ", ";
    }
}

static void cut_comma(struct strbuf *sql)
{
    strbuf_set_size(sql, sql->size - strlen(", "));
}

/* Writes a query that takes all rows at once. */
static bool write_whole(struct pushing *pushing, struct strbuf *sql)
{
    strbuf_clear(sql);
    strbuf_add_text(sql, "SELECT ");
    if (!add_groups(pushing, sql, false) || !add_items(pushing, sql, NULL))
        return false;
    cut_comma(sql);
    if (!add_from(pushing, sql) || !add_where(pushing, sql))
        return false;
    add_group_by(pushing, sql, NULL);
    return true;
}

/* Writes a query that sums each partition by itself, then all of them. */
static bool write_staged(struct pushing *pushing, struct strbuf *sql,
                         const char *partition,
                         const struct schema_field *entity)
{
    struct postgres_stages stages = {STRBUF_INIT, 0, entity};
    const char *part =
        arena_printf(pushing->builder->arena, "\"%s\".\"%s\"",
                     pushing->query->scope.table->name, partition);
    strbuf_clear(sql);
    strbuf_add_text(sql, "SELECT ");
    bool good = add_groups(pushing, sql, true) &&
                add_items(pushing, sql, &stages) && stages.n > 0;
    if (good) {
        cut_comma(sql);
        strbuf_add_text(sql, " FROM (SELECT ");
        good = add_groups(pushing, sql, false);
        strbuf_add_format(sql, "%s%s", part, strbuf_text(&stages.inner));
    }
    good = good && add_from(pushing, sql) && add_where(pushing, sql);
    if (good) {
        add_group_by(pushing, sql, part);
        strbuf_add_text(sql, ") AS s");
        add_group_by(pushing, sql, NULL);
    }
    strbuf_free(&stages.inner);
    return good;
}

static bool write_query(struct pushing *pushing, struct strbuf *sql)
{
    const struct schema_field *entity;
    const char *partition = pushdown_partition(
        pushing->builder->pushdown, pushing->query->scope.table, &entity);
    return (partition && write_staged(pushing, sql, partition, entity)) ||
           write_whole(pushing, sql);
}

/* ---- answers ------------------------------------------------------------- */

/* Refuses a text that occurs in two spellings: loading would make them one. */
static bool check_text(struct pushing *pushing, size_t group,
                       const struct store_cell *cell)
{
    struct arena *arena = pushing->builder->arena;
    const char *text = arena_strndup(arena, cell->text, cell->size);
    const char *folded = unicode_fold(arena, text);
    size_t bad;
    if (unicode_nfc(arena, text, cell->size) != text ||
        unicode_find_forbidden(text, cell->size, &bad) >= 0)
        return refuse(pushing, N_("a text wants to be looked at"));
    size_t found = key_map_find(&pushing->forms[group], folded, NULL);
    if (found != KEY_MAP_NONE)
        return strcmp(pushing->written[found], text) == 0 ||
               refuse(pushing, N_("a text is written in several ways"));
    if (pushing->n_written == pushing->capacity) {
        size_t capacity = pushing->capacity * 2 + 64;
        const char **written = ARENA_ARRAY(arena, const char *, capacity);
        if (pushing->n_written > 0)
            memcpy(written, pushing->written,
                   pushing->n_written * sizeof *written);
        pushing->written = written;
        pushing->capacity = capacity;
    }
    key_map_add(arena, &pushing->forms[group], folded, NULL,
                pushing->n_written);
    pushing->written[pushing->n_written++] = text;
    return true;
}

/* A value of a list comes as its position there. */
static struct store_cell as_code(const struct schema_field *field,
                                 const struct store_cell *cell)
{
    if (field->type != FIELD_ENUM || cell->kind != STORE_INTEGER)
        return *cell;
    const char *code = field->values->values[cell->integer].code;
    return (struct store_cell){
        .kind = STORE_TEXT, .text = code, .size = strlen(code)};
}

static bool take_answer(void *context, const struct store_cell *answer,
                        size_t n_cells)
{
    struct pushing *pushing = context;
    const struct tally_query *query = pushing->query;
    struct store_cell *cells = pushing->cells;
    (void)n_cells;
    cells[SQL_LEVEL].integer = pushing->level;
    cells[SQL_QUERY].integer = (int64_t)pushing->number;
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((pushing->level & 1u << i) == 0)
            continue;
        if (answer->kind == STORE_TEXT &&
            query->groups[i].field->type == FIELD_TEXT &&
            !check_text(pushing, i, answer))
            return false;
        cells[SQL_KEYS + i] = as_code(query->groups[i].field, answer++);
    }
    for (size_t i = 0; i < query->n_items; i++)
        if (!query->items[i].is_quotient)
            cells[SQL_ITEMS + i] = *answer++;
    return pushing->row(pushing->context, cells, 0);
}

static bool ask(struct pushing *pushing, const char *sql, store_row *row,
                void *context)
{
    const char *why;
    return (pushdown_query(pushing->builder->pushdown, sql, row, context,
                           &why) &&
            !pushing->why) ||
           tally_push_refuse(pushing->builder, pushing->definition,
                             pushing->why ? pushing->why : why);
}

static bool push_level(const struct builder *builder,
                       const struct tally_definition *definition,
                       const struct tally_query *query, unsigned level,
                       store_row *row, void *context)
{
    struct pushing pushing = start(builder, definition, query);
    struct strbuf sql = STRBUF_INIT;
    pushing.level = level;
    pushing.cells =
        ARENA_ARRAY(builder->arena, struct store_cell,
                    tally_sql_missing_column(definition) + query->n_items + 1);
    pushing.row = row;
    pushing.context = context;
    bool good = write_query(&pushing, &sql)
                    ? ask(&pushing, strbuf_text(&sql), take_answer, &pushing)
                    : tally_push_refuse(builder, definition, pushing.why);
    strbuf_free(&sql);
    return good;
}

bool tally_push_groups(const struct builder *builder,
                       const struct tally_definition *definition,
                       store_row *row, void *context)
{
    unsigned n_levels = 1u << definition->n_groups;
    unsigned first = tally_sql_adds_up(definition) ? n_levels - 1 : 0;
    for (unsigned level = first; level < n_levels; level++)
        for (size_t i = 0; i < definition->n_queries; i++)
            if (!push_level(builder, definition, &definition->queries[i], level,
                            row, context))
                return false;
    return true;
}

/* ---- what the period leaves out ------------------------------------------ */

/* Completes SQL, which GOOD says was written, with the rows of CONDITION (in
   parentheses, with a blank before it) or all rows, and runs it. */
static bool finish(struct pushing *pushing, struct strbuf *sql, bool good,
                   store_row *row, void *context)
{
    good = good ? ask(pushing, strbuf_text(sql), row, context)
                : tally_push_refuse(pushing->builder, pushing->definition,
                                    pushing->why);
    strbuf_free(sql);
    return good;
}

bool tally_push_undated(const struct builder *builder,
                        const struct tally_definition *definition,
                        const struct tally_query *query, store_row *row,
                        void *context)
{
    struct pushing pushing = start(builder, definition, query);
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT count(*), 0::bigint, 0::bigint");
    bool good = add_from(&pushing, &sql);
    strbuf_add_text(&sql, " WHERE ");
    if (good && query->where) {
        good = add_tree(&pushing, &sql, query->where);
        strbuf_add_text(&sql, " AND ");
    }
    good = good && add_tree(&pushing, &sql, query->date);
    strbuf_add_text(&sql, " IS NULL");
    return finish(&pushing, &sql, good, row, context);
}

bool tally_push_ends(const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct period *period, store_row *row, void *context)
{
    struct pushing pushing = start(builder, definition, query);
    struct strbuf sql = STRBUF_INIT;
    struct strbuf date = STRBUF_INIT;
    bool good = add_tree(&pushing, &date, query->date);
    strbuf_add_format(&sql, "SELECT min(%s), max(%s), count(*) FILTER (WHERE ",
                      strbuf_text(&date), strbuf_text(&date));
    good = good && add_window(&pushing, &sql, period);
    strbuf_add_format(&sql, "), count(%s)", strbuf_text(&date));
    good = good && add_from(&pushing, &sql);
    strbuf_free(&date);
    return finish(&pushing, &sql, good, row, context);
}

bool tally_push_outside(const struct builder *builder,
                        const struct tally_definition *definition,
                        const struct tally_query *query,
                        const struct period *period, store_row *row,
                        void *context)
{
    const struct schema_table *table = query->scope.table;
    struct pushing pushing = start(builder, definition, query);
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT 0::bigint");
    for (size_t i = 0; i < table->n_fields; i++)
        if (schema_field_is_told_sum(&table->fields[i]))
            strbuf_add_format(&sql, ", sum(\"%s\".\"%s\")", table->name,
                              table->fields[i].name);
    bool good = add_from(&pushing, &sql);
    strbuf_add_text(&sql, " WHERE NOT (");
    good = good && add_window(&pushing, &sql, period);
    strbuf_add_char(&sql, ')');
    return finish(&pushing, &sql, good, row, context);
}
