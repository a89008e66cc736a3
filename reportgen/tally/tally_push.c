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
    const char **extremes; /* by item: the least or greatest text so far */
};

/* Items of a query that are asked for together, for ONCE (NULL: each record) as
   what their sums are taken once of. */
enum { MOST_SETS = 4 };

struct item_sets {
    const struct expression_source *onces[MOST_SETS];
    size_t n;
    size_t *numbers; /* by item: its set */
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

/* Adds the groups of the level; with NAMES those of the inner query, each of
   which has its name. */
static bool add_groups(struct pushing *pushing, struct strbuf *sql, bool names)
{
    for (size_t i = 0; i < MOST_GROUPS; i++) {
        if ((pushing->level & 1u << i) == 0)
            continue;
        if (names)
            strbuf_add_format(sql, "\"_k%zu\"", i);
        else if (!add_group(pushing, sql, &pushing->query->groups[i]))
            return false;
        strbuf_add_format(sql, " AS \"_k%zu\", ", i);
    }
    return true;
}

/* A text whose least or greatest is asked for. */
static bool is_text_extreme(const struct tally_item *item)
{
    return item->is_extreme && item->kind == VALUE_TEXT;
}

/* Whether the total of ITEM is made of its groups here: the order of texts is
   not the server's. */
static bool is_made_here(const struct pushing *pushing,
                         const struct tally_item *item)
{
    return pushing->level == 0 && pushing->definition->n_groups == 1 &&
           is_text_extreme(item);
}

static bool add_item(struct pushing *pushing, struct strbuf *sql,
                     const struct tally_item *item,
                     struct postgres_stages *stages)
{
    if (item->absent || is_made_here(pushing, item)) {
        strbuf_add_text(sql, item->kind == VALUE_TEXT ? "NULL::text"
                                                      : "NULL::bigint");
        return true;
    }
    return postgres_write(sql, &pushing->query->scope, item->tree,
                          &pushing->server, stages, &pushing->why);
}

/* The items of set NUMBER, each NULL that no source supplies; what each passes
   over is asked for with those that take each record. */
static bool add_items(struct pushing *pushing, struct strbuf *sql,
                      const struct item_sets *sets, size_t number,
                      struct postgres_stages *stages)
{
    const struct tally_query *query = pushing->query;
    for (size_t i = 0; i < query->n_items; i++) {
        if (query->items[i].is_quotient || sets->numbers[i] != number)
            continue;
        if (!add_item(pushing, sql, &query->items[i], stages))
            return false;
        strbuf_add_format(sql, " AS \"_i%zu\", ", i);
    }
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        if (!item->may_miss || number != 0)
            continue;
        if (!postgres_write_missing(sql, &query->scope, item->tree,
                                    item->missing, &pushing->server, stages,
                                    &pushing->why))
            return false;
        strbuf_add_format(sql, " AS \"_m%zu\", ", i);
    }
    return true;
}

/* Adds "GROUP BY FIRST, _k0, _k1"; of all rows one total, though nothing is
 * summed.
 */
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
    if (*joint == ' ')
        strbuf_add_text(sql, " HAVING true");
}

static void cut_comma(struct strbuf *sql)
{
    strbuf_set_size(sql, sql->size - strlen(", "));
}

/* Writes a query that takes all rows at once. */
static bool write_whole(struct pushing *pushing, struct strbuf *sql,
                        const struct item_sets *sets, size_t number)
{
    strbuf_add_text(sql, "SELECT ");
    if (!add_groups(pushing, sql, false) ||
        !add_items(pushing, sql, sets, number, NULL))
        return false;
    cut_comma(sql);
    if (!add_from(pushing, sql) || !add_where(pushing, sql))
        return false;
    add_group_by(pushing, sql, NULL);
    return true;
}

/* Writes a query that sums each part of the records by itself, then all of
   them; PARTS are columns that tell the parts apart. */
static bool write_staged(struct pushing *pushing, struct strbuf *sql,
                         const struct item_sets *sets, size_t number,
                         const char *parts, struct postgres_stages *stages)
{
    strbuf_add_text(sql, "SELECT ");
    bool good = add_groups(pushing, sql, true) &&
                add_items(pushing, sql, sets, number, stages) && stages->n > 0;
    if (good) {
        cut_comma(sql);
        strbuf_add_text(sql, " FROM (SELECT ");
        good = add_groups(pushing, sql, false);
        /* The stages begin with a comma. */
        strbuf_add_text(sql, "true AS \"_t\"");
        strbuf_add_text(sql, strbuf_text(&stages->inner));
    }
    good = good && add_from(pushing, sql) && add_where(pushing, sql);
    if (good) {
        add_group_by(pushing, sql, parts);
        strbuf_add_text(sql, ") AS s");
        add_group_by(pushing, sql, NULL);
    }
    return good;
}

/* One statement for set NUMBER.  Sums that are taken once of something are
   staged by that; others by partitions, where all of them can be. */
static bool write_set(struct pushing *pushing, struct strbuf *sql,
                      const struct item_sets *sets, size_t number)
{
    const struct schema_table *table = pushing->query->scope.table;
    const struct schema_field *entity;
    const char *partition =
        pushdown_partition(pushing->builder->pushdown, table, &entity);
    const struct expression_source *once = sets->onces[number];
    struct postgres_stages stages = {STRBUF_INIT, 0, entity, once};
    struct strbuf parts = STRBUF_INIT;
    const size_t from = sql->size;
    bool good = false;
    if (once) {
        postgres_write_key(&parts, once);
        if (!once->from)
            stages.entity = table->entity;
        /* One thing is in one partition: each server sums its own. */
        if (partition && entity && !once->from)
            strbuf_add_format(&parts, ", \"%s\".\"%s\"", table->name,
                              partition);
    } else if (partition) {
        strbuf_add_format(&parts, "\"%s\".\"%s\"", table->name, partition);
    }
    if (parts.size > 0)
        good = write_staged(pushing, sql, sets, number, strbuf_text(&parts),
                            &stages);
    if (!good && !once) {
        strbuf_set_size(sql, from);
        good = write_whole(pushing, sql, sets, number);
    }
    strbuf_free(&parts);
    strbuf_free(&stages.inner);
    return good;
}

/* Says which items are asked for together.  False when they need too many
   statements. */
static bool part_items(struct pushing *pushing, struct item_sets *sets)
{
    const struct tally_query *query = pushing->query;
    *sets = (struct item_sets){.n = 1};
    sets->numbers =
        ARENA_ARRAY(pushing->builder->arena, size_t, query->n_items + 1);
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        const struct expression_source *once =
            item->tree && !item->absent
                ? postgres_once(&query->scope, item->tree)
                : NULL;
        size_t k = 0;
        while (k < sets->n && sets->onces[k] != once)
            k++;
        if (k == MOST_SETS)
            return refuse(pushing, N_("a sum takes what several records tell "
                                      "once"));
        if (k == sets->n)
            sets->onces[sets->n++] = once;
        sets->numbers[i] = k;
    }
    return true;
}

/* What names the groups of a row of statement NUMBER, empty ones too. */
static void add_names(const struct pushing *pushing, struct strbuf *sql,
                      size_t number)
{
    strbuf_add_text(sql, "ROW(");
    for (size_t i = 0; i < MOST_GROUPS; i++)
        if (pushing->level & 1u << i)
            strbuf_add_format(sql, "q%zu.\"_k%zu\", ", number, i);
    cut_comma(sql);
    strbuf_add_text(sql, ")::text");
}

/* Statements of several sets side by side: they have the same groups. */
static bool write_joined(struct pushing *pushing, struct strbuf *sql,
                         const struct item_sets *sets)
{
    const struct tally_query *query = pushing->query;
    strbuf_add_text(sql, "SELECT ");
    for (size_t i = 0; i < MOST_GROUPS; i++)
        if (pushing->level & 1u << i)
            strbuf_add_format(sql, "q0.\"_k%zu\", ", i);
    for (size_t i = 0; i < query->n_items; i++)
        if (!query->items[i].is_quotient)
            strbuf_add_format(sql, "\"_i%zu\", ", i);
    for (size_t i = 0; i < query->n_items; i++)
        if (query->items[i].may_miss)
            strbuf_add_format(sql, "\"_m%zu\", ", i);
    cut_comma(sql);
    for (size_t k = 0; k < sets->n; k++) {
        strbuf_add_text(sql, k == 0 ? " FROM (" : " JOIN (");
        if (!write_set(pushing, sql, sets, k))
            return false;
        strbuf_add_format(sql, ") AS q%zu", k);
        if (k > 0 && pushing->level != 0) {
            strbuf_add_text(sql, " ON ");
            add_names(pushing, sql, 0);
            strbuf_add_text(sql, " = ");
            add_names(pushing, sql, k);
        } else if (k > 0) {
            strbuf_add_text(sql, " ON true");
        }
    }
    return true;
}

/* Moves the one set there is to the front, when no item takes each record and
   nothing is passed over. */
static void drop_empty_set(const struct tally_query *query,
                           struct item_sets *sets)
{
    bool needed = sets->n != 2;
    for (size_t i = 0; i < query->n_items; i++)
        needed |= query->items[i].may_miss ||
                  (!query->items[i].is_quotient && sets->numbers[i] == 0);
    if (needed)
        return;
    sets->onces[0] = sets->onces[1];
    sets->n = 1;
    for (size_t i = 0; i < query->n_items; i++)
        sets->numbers[i] = 0;
}

static bool write_query(struct pushing *pushing, struct strbuf *sql)
{
    const struct tally_query *query = pushing->query;
    struct item_sets sets;
    pushing->server.one_of = NULL;
    for (size_t i = 0; i < pushing->definition->n_groups; i++) {
        const struct tally_group *group = &query->groups[i];
        if (pushing->level & 1u << i && group->part == PART_NONE &&
            group->path->kind == EXPRESSION_FIELD &&
            !group->path->source->from &&
            group->field == query->scope.table->entity)
            pushing->server.one_of = group->field;
    }
    if (!part_items(pushing, &sets))
        return false;
    drop_empty_set(query, &sets);
    return sets.n == 1 ? write_set(pushing, sql, &sets, 0)
                       : write_joined(pushing, sql, &sets);
}

/* ---- answers ------------------------------------------------------------- */

/* Refuses a text that occurs in two spellings: loading would make them one. */
static bool check_text(struct pushing *pushing, size_t group,
                       const struct store_cell *cell)
{
    struct arena *arena = pushing->builder->arena;
    if (!pushdown_takes_text(arena, cell->text, cell->size))
        return refuse(pushing, N_("a text wants to be looked at"));
    const char *text = arena_strndup(arena, cell->text, cell->size);
    const char *folded = unicode_fold(arena, text);
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

/* A text of a group as it is; of the total, what its groups come to. */
static bool take_extreme(struct pushing *pushing, size_t i,
                         const struct store_cell *answer,
                         struct store_cell *cell)
{
    const struct tally_item *item = &pushing->query->items[i];
    struct arena *arena = pushing->builder->arena;
    const char **best = &pushing->extremes[i];
    *cell = *answer;
    if (is_made_here(pushing, item)) {
        if (*best)
            *cell = (struct store_cell){
                .kind = STORE_TEXT, .text = *best, .size = strlen(*best)};
        return true;
    }
    if (answer->kind != STORE_TEXT)
        return true;
    if (!pushdown_takes_text(arena, answer->text, answer->size))
        return refuse(pushing, N_("a text wants to be looked at"));
    const int order =
        !*best ? 0
               : collator_compare(pushing->builder->collator, answer->text,
                                  answer->size, *best, strlen(*best));
    if (!*best || (item->is_greatest ? order > 0 : order < 0))
        *best = arena_strndup(arena, answer->text, answer->size);
    return true;
}

static bool take_answer(void *context, const struct store_cell *answer,
                        size_t n_cells)
{
    struct pushing *pushing = context;
    const struct tally_query *query = pushing->query;
    struct store_cell *cells = pushing->cells;
    struct store_cell *missing =
        cells + tally_sql_missing_column(pushing->definition);
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
    for (size_t i = 0; i < query->n_items; i++) {
        if (query->items[i].is_quotient)
            continue;
        if (!is_text_extreme(&query->items[i]))
            cells[SQL_ITEMS + i] = *answer;
        else if (!take_extreme(pushing, i, answer, &cells[SQL_ITEMS + i]))
            return false;
        answer++;
    }
    for (size_t i = 0; i < query->n_items; i++)
        if (query->items[i].may_miss)
            *missing++ = *answer++;
    return pushing->row(pushing->context, cells, 0);
}

/* What the server could not be asked for after all is made here, once its rows
   have been read. */
static bool ask(struct pushing *pushing, const char *sql, store_row *row,
                void *context)
{
    struct pushdown *pushdown = pushing->builder->pushdown;
    const char *why;
    if (pushdown_query(pushdown, sql, row, context, &why) && !pushing->why)
        return true;
    pushdown_give_up(pushdown, pushing->definition->name,
                     pushing->why ? pushing->why : why);
    return false;
}

/* The levels that are asked for; that of the total comes last, since some of
   it is made of the others. */
static bool push_query(struct pushing *pushing)
{
    const struct tally_definition *definition = pushing->definition;
    const unsigned n_levels = 1u << definition->n_groups;
    const unsigned first = tally_sql_adds_up(definition) ? n_levels - 1 : 0;
    struct strbuf sql = STRBUF_INIT;
    bool good = true;
    for (unsigned level = n_levels; good && level-- > first;) {
        pushing->level = level;
        strbuf_clear(&sql);
        good = write_query(pushing, &sql);
        if (!good)
            tally_push_refuse(pushing->builder, definition, pushing->why);
        else if (pushing->row)
            good = ask(pushing, strbuf_text(&sql), take_answer, pushing);
    }
    strbuf_free(&sql);
    return good;
}

bool tally_push_groups(const struct builder *builder,
                       const struct tally_definition *definition,
                       store_row *row, void *context)
{
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        struct pushing pushing = start(builder, definition, query);
        pushing.cells = ARENA_ARRAY(builder->arena, struct store_cell,
                                    tally_sql_missing_column(definition) +
                                        2 * query->n_items + 1);
        pushing.extremes =
            ARENA_ARRAY(builder->arena, const char *, query->n_items + 1);
        pushing.row = row;
        pushing.context = context;
        if (!push_query(&pushing))
            return false;
    }
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

/* ---- rows that are read here --------------------------------------------- */

bool tally_push_has_days(const struct builder *builder,
                         const struct tally_definition *definition,
                         const struct tally_query *query)
{
    struct pushing pushing = start(builder, definition, query);
    struct strbuf sql = STRBUF_INIT;
    bool has = add_from(&pushing, &sql) &&
               (!query->where || add_tree(&pushing, &sql, query->where)) &&
               (!query->date || add_tree(&pushing, &sql, query->date));
    strbuf_free(&sql);
    return has;
}

/* Adds what of NODE can be asked for: parts that all must be true. */
static void add_conjuncts(struct pushing *pushing, struct strbuf *sql,
                          const struct expression *node)
{
    const size_t from = sql->size;
    if (node->kind == EXPRESSION_OPERATOR && node->op == OPERATOR_AND) {
        for (size_t i = 0; i < node->n_parts; i++)
            add_conjuncts(pushing, sql, node->parts[i]);
        return;
    }
    strbuf_add_text(sql, sql->size > 0 ? " AND " : "");
    if (!add_tree(pushing, sql, node))
        strbuf_set_size(sql, from);
}

/* Adds that a row is of the period, or has no day. */
static void add_days(struct pushing *pushing, struct strbuf *sql)
{
    const struct tally_query *query = pushing->query;
    const size_t from = sql->size;
    if (!query->date || query->kind == TALLY_NONE)
        return;
    strbuf_add_text(sql, sql->size > 0 ? " AND (" : "(");
    bool good = add_window(pushing, sql, &query->period);
    strbuf_add_text(sql, " OR ");
    good = good && add_tree(pushing, sql, query->date);
    strbuf_add_text(sql, " IS NULL)");
    if (!good)
        strbuf_set_size(sql, from);
}

/* All rows of the tables that sub-selects of NODE are from. */
static void fetch_selects(const struct builder *builder,
                          const struct expression *node)
{
    const struct expression_select *select = node ? node->select : NULL;
    for (size_t i = 0; node && i < node->n_parts; i++)
        fetch_selects(builder, node->parts[i]);
    if (node && node->filter)
        fetch_selects(builder, node->filter);
    if (!select)
        return;
    fetch_selects(builder, select->item);
    fetch_selects(builder, select->where);
    fetch_selects(builder, select->having);
    fetch_selects(builder, select->limit);
    for (size_t i = 0; i < select->n_groups; i++)
        fetch_selects(builder, select->groups[i]);
    for (size_t i = 0; i < select->n_orders; i++)
        fetch_selects(builder, select->orders[i]);
    for (size_t i = 0; i < select->n_froms; i++) {
        pushdown_fetch(builder->pushdown, select->froms[i].source.table, NULL);
        fetch_selects(builder, select->froms[i].on);
    }
}

/* "column, column" of the key of the query's own table; false: rows have none
   by which they could be found again. */
static bool add_key(const struct pushing *pushing, struct strbuf *sql)
{
    const struct schema_table *table = pushing->query->scope.table;
    for (size_t i = 0; i < table->n_key; i++) {
        if (store_has_empty(pushing->builder->store, table->key[i]))
            return false;
        strbuf_add_format(sql, "%s\"%s\".\"%s\"", i > 0 ? ", " : "",
                          table->name, table->key[i]->name);
    }
    return table->n_key > 0;
}

/* The rows of QUERY, and those that its references lead to. */
static void fetch_query(const struct builder *builder,
                        const struct tally_definition *definition,
                        const struct tally_query *query)
{
    const struct expression_scope *scope = &query->scope;
    struct pushing pushing = start(builder, definition, query);
    struct strbuf rows = STRBUF_INIT, where = STRBUF_INIT, key = STRBUF_INIT;
    struct strbuf sql = STRBUF_INIT;
    if (query->where)
        add_conjuncts(&pushing, &where, query->where);
    add_days(&pushing, &where);
    bool few = where.size > 0 && add_from(&pushing, &rows);
    strbuf_add_format(&rows, " WHERE %s", strbuf_text(&where));
    const bool has_key = add_key(&pushing, &key);
    if (scope->n_sources == 1)
        strbuf_add_text(&sql, strbuf_text(&where));
    else
        strbuf_add_format(&sql, "(%s) IN (SELECT %s%s)", strbuf_text(&key),
                          strbuf_text(&key), strbuf_text(&rows));
    pushdown_fetch(builder->pushdown, scope->table,
                   few && (scope->n_sources == 1 || has_key) ? strbuf_text(&sql)
                                                             : NULL);
    for (size_t i = 1; i < scope->n_sources; i++) {
        const struct expression_source *source = scope->sources[i];
        const struct schema_field *target =
            schema_find_reference(scope->schema, source->reference);
        strbuf_clear(&sql);
        strbuf_add_format(&sql, "\"%s\".\"%s\" IN (SELECT \"%s\".\"%s\"%s)",
                          target->table->name, target->name,
                          source->from->alias, source->reference->name,
                          strbuf_text(&rows));
        pushdown_fetch(builder->pushdown, target->table,
                       few ? strbuf_text(&sql) : NULL);
    }
    strbuf_free(&rows);
    strbuf_free(&where);
    strbuf_free(&key);
    strbuf_free(&sql);
}

void tally_push_fetch(const struct builder *builder,
                      const struct tally_definition *definition)
{
    if (definition->sql) {
        pushdown_fetch_all(builder->pushdown);
        return;
    }
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        fetch_query(builder, definition, query);
        fetch_selects(builder, query->where);
        fetch_selects(builder, query->date);
        for (size_t k = 0; k < definition->n_groups; k++)
            fetch_selects(builder, query->groups[k].path);
        for (size_t k = 0; k < query->n_items; k++)
            fetch_selects(builder, query->items[k].tree);
    }
    for (size_t i = 0; i < definition->n_orders; i++)
        fetch_selects(builder, definition->orders[i].tree);
}
