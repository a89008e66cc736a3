#include "base/nearest.h"
#include "base/unicode.h"
#include "dataset/pushdown.h"
#include "dataset/roll_up.h"
#include "tally/tally.h"
#include "tally/tally_attach.h"
#include "tally/tally_build.h"
#include "tally/tally_missing.h"
#include "tally/tally_push.h"
#include "tally/tally_reach.h"
#include "tally/tally_share.h"
#include "tally/tally_sql.h"

#include <libintl.h>
#include <string.h>

/* The tallies of a layout while they are computed. */
struct computing {
    struct builder builder;
    struct tally_missing missing;
    const struct config *config;
    const struct ini *layout;
    struct tallies *tallies;
    const char **undated; /* the notes of rows without a date that were given */
    size_t n_undated;
    struct tally_reach reach;
};

/* ---- columns ------------------------------------------------------------- */

static void set_group_column(const struct tally_group *group,
                             struct tally_column *column)
{
    enum field_type type = group->field->type;
    column->name = group->name;
    if (group->part == PART_YEAR)
        column->kind = VALUE_YEAR;
    else if (group->part != PART_NONE && type == FIELD_DATE)
        column->kind = VALUE_TEXT; /* a month, a quarter */
    else
        column->kind = field_traits[type].kind;
    column->field = group->part == PART_NONE ? group->field : NULL;
    column->scale = column->kind == VALUE_RATIO ? group->field->scale : 0;
    column->is_group = true;
}

static bool is_list(const struct tally_definition *definition)
{
    return definition->is_list && !definition->sql;
}

/* A figure of a list that all rows of an entity share is not the sum of its
   rows. */
static bool adds_up(const struct tally_definition *definition,
                    const struct tally_item *item)
{
    if (!is_list(definition))
        return item->additive;
    return (item->kind == VALUE_INTEGER || item->kind == VALUE_MONEY) &&
           item->list_total == ADDS_ROWS;
}

/* The name of a column: that of its item, behind the prefix of the query. */
static const char *column_name(struct arena *arena,
                               const struct tally_query *query,
                               const struct tally_item *item)
{
    return !query->prefix
               ? item->name
               : arena_printf(arena, "%s.%s", query->prefix, item->name);
}

/* What figures of NAME are made of; ITEM is NULL for the number of rows. */
static const struct figure_source *
source_of(struct arena *arena, const struct tally_definition *definition,
          const struct tally_query *query, const struct tally_item *item,
          const char *name)
{
    struct figure_source *source = ARENA_NEW(arena, struct figure_source);
    source->tally = definition->name;
    source->measure = name;
    if (definition->sql)
        return source;
    source->table = query->scope.table->name;
    if (item)
        source->expression = item->text;
    if (item && item->is_quotient) {
        source->numerator =
            column_name(arena, query, &query->items[item->numerator]);
        source->denominator =
            column_name(arena, query, &query->items[item->denominator]);
    }
    source->condition = query->where_text;
    source->has_window = query->date && query->kind != TALLY_NONE;
    if (source->has_window && query->date_reference)
        source->decided_by =
            arena_printf(arena, "%s.%s", query->date_reference->name,
                         query->date_field->name);
    else if (source->has_window)
        source->decided_by = query->date_field->name;
    source->first = query->period.window.first;
    source->last = query->period.window.last;
    return source;
}

static void set_columns(struct arena *arena,
                        const struct tally_definition *definition,
                        struct tally *tally)
{
    size_t n_keys = !definition->sql ? definition->n_groups : 0;
    tally->n_columns = n_keys;
    for (size_t i = 0; i < definition->n_queries; i++)
        tally->n_columns += definition->queries[i].n_items;
    tally->columns = ARENA_ARRAY(arena, struct tally_column, tally->n_columns);
    struct tally_column *column = tally->columns;
    for (size_t i = 0; i < n_keys; i++)
        set_group_column(&definition->queries[0].groups[i], column++);
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        for (size_t k = 0; k < query->n_items; k++, column++) {
            const struct tally_item *item = &query->items[k];
            column->name = column_name(arena, query, item);
            column->kind = item->kind;
            column->field = item->field;
            column->absent = item->absent;
            column->source =
                source_of(arena, definition, query, item, column->name);
            column->of_money = item->of_money;
            column->scale = item->scale;
            column->additive = adds_up(definition, item);
            column->no_total = (is_list(definition) || definition->sql) &&
                               item->list_total == ADDS_NOTHING;
            column->is_group = definition->sql && k < definition->n_groups;
        }
    }
}

/* ---- rows without a date ------------------------------------------------- */

struct undated {
    int64_t count;
    size_t source;
    uint32_t line;
};

static bool take_undated(void *context, const struct store_cell *cells,
                         size_t n_cells)
{
    (void)n_cells;
    struct undated *undated = context;
    undated->count = cells[0].integer;
    undated->source = (size_t)cells[1].integer;
    undated->line = (uint32_t)cells[2].integer;
    return true;
}

static bool is_noted(struct computing *computing, const char *sql)
{
    for (size_t i = 0; i < computing->n_undated; i++)
        if (strcmp(computing->undated[i], sql) == 0)
            return true;
    computing->undated[computing->n_undated++] = sql;
    return false;
}

/* Notes rows without a date once for each table and date, however many tallies
   ask for them. */
static bool note_undated(struct computing *computing,
                         const struct tally_definition *definition,
                         const struct tally_query *query)
{
    if (!query->date || query->kind == TALLY_NONE)
        return true;
    /* Only some rows of a table that stays at the server may be here. */
    struct builder own = computing->builder;
    const struct builder *builder = &own;
    if (own.pushdown && !tally_push_has_days(builder, definition, query))
        own.pushdown = NULL;
    const char *sql = tally_sql_undated(builder->arena, query);
    if (is_noted(computing, sql))
        return true;
    const struct period *period = &computing->config->period;
    const char *ends = tally_sql_ends(builder->arena, query, period);
    if (!is_noted(computing, ends) &&
        !tally_reach_add(&computing->reach, builder, definition, query,
                         computing->config))
        return false;
    const struct schema_field *field =
        query->date_reference ? query->date_reference : query->date_field;
    if (!query->date_reference && !store_has_empty(builder->store, field))
        return true;
    struct undated undated = {0};
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    if (!(builder->pushdown
              ? tally_push_undated(builder, definition, query, take_undated,
                                   &undated)
              : store_query(builder->store, sql, query->place, parameters, n,
                            NULL, take_undated, &undated, builder->diag)))
        return false;
    if (undated.count > 0)
        diag_report(
            builder->diag, DIAG_UNDATED_ROWS,
            store_place(builder->store, undated.source, undated.line, field),
            (long long)undated.count, query->scope.table->label,
            query->date_field->heading);
    return true;
}

/* ---- all tallies --------------------------------------------------------- */

/* Whether the server of BUILDER makes DEFINITION; notes why not. */
static bool is_pushed(const struct builder *builder,
                      const struct tally_definition *definition)
{
    const char *why = pushdown_given_up(builder->pushdown, definition->name);
    if (definition->sql)
        why = gettext("it is a statement of the layout's own");
    else if (definition->is_list)
        why = gettext("it lists records");
    return why ? tally_push_refuse(builder, definition, why)
               : tally_push_groups(builder, definition, NULL, NULL);
}

static bool build(const struct builder *builder,
                  const struct tally_definition *definition,
                  struct tally *tally)
{
    if (definition->sql)
        return build_statement(builder, definition, tally);
    return definition->is_list ? build_list(builder, definition, tally)
                               : build_groups(builder, definition, tally);
}

static bool compute(struct computing *computing, struct ini_section *section,
                    struct tally *tally)
{
    struct builder own = computing->builder;
    const struct builder *builder = &own;
    struct tally_definition *definition =
        ARENA_NEW(builder->arena, struct tally_definition);
    if (!tally_define(builder->arena, computing->config, computing->layout,
                      section, builder->store, builder->diag, definition))
        return false;
    tally->name = definition->name;
    tally->place = definition->place;
    tally->is_list = definition->is_list;
    tally->n_groups = definition->n_groups;
    tally->definition = definition;
    tally->count = source_of(builder->arena, definition,
                             &definition->queries[0], NULL, "count");
    set_columns(builder->arena, definition, tally);
    if (!tally_attach(builder->arena, section, computing->tallies, tally,
                      builder->diag))
        return false;
    tally->keeps_rows = ini_section_entry(section, "shares") != NULL;
    if (own.pushdown && !is_pushed(builder, definition))
        own.pushdown = NULL;
    if (!build(builder, definition, tally))
        return false;
    for (size_t i = 0; i < definition->n_queries; i++)
        if (!note_undated(computing, definition, &definition->queries[i]))
            return false;
    if (!tally_missing_add(&computing->missing, builder, definition, tally))
        return false;
    return tally_share(builder->arena, section, tally, builder->diag);
}

static bool is_tally(const struct ini_section *section)
{
    return strncmp(section->name, "tally.", strlen("tally.")) == 0;
}

static size_t count_tallies(const struct ini *layout)
{
    size_t n = 0;
    for (size_t i = 0; i < layout->n_sections; i++)
        n += is_tally(&layout->sections[i]);
    return n;
}

/* Checks that the field of [period] decided_by decides in some tally. */
static bool check_decided_by(const struct computing *computing)
{
    const struct config_text *wanted = &computing->config->decided_by;
    const struct schema *schema = store_schema(computing->builder.store);
    if (!wanted->text)
        return true;
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < schema->n_tables; i++) {
        for (size_t k = 0; k < schema->tables[i].n_fields; k++) {
            const struct schema_field *field = &schema->tables[i].fields[k];
            if (!field_traits[field->type].is_moment)
                continue;
            if (strcmp(field->name, wanted->text) == 0)
                return true;
            nearest_offer(&nearest, wanted->text, strlen(wanted->text),
                          field->name);
        }
    }
    diag_report(computing->builder.diag, DIAG_DECIDED_BY, wanted->place,
                wanted->text, nearest_hint(&nearest));
    return false;
}

static bool compute_all(struct computing *computing, struct ini *layout)
{
    bool computed = check_decided_by(computing);
    for (size_t i = 0; i < layout->n_sections; i++) {
        struct ini_section *section = &layout->sections[i];
        if (!is_tally(section))
            continue;
        struct tallies *tallies = computing->tallies;
        if (compute(computing, section, &tallies->tallies[tallies->n_tallies]))
            tallies->n_tallies++;
        else
            computed = false;
    }
    tally_reach_report(&computing->reach, computing->config,
                       computing->builder.diag);
    tally_missing_report(&computing->missing, &computing->builder);
    return computed;
}

/* A report for one value does not have the rows of the others, so nobody is
   absent from it. */
static void find_absentees(const struct computing *computing)
{
    const struct builder *builder = &computing->builder;
    const struct schema *schema = store_schema(builder->store);
    struct tallies *tallies = computing->tallies;
    tallies->n_absentees = schema->n_tables;
    tallies->absentees =
        ARENA_ARRAY(builder->arena, struct tally_absentees, schema->n_tables);
    for (size_t i = 0; i < schema->n_tables; i++) {
        struct tally_absentees *absentees = &tallies->absentees[i];
        *absentees = (struct tally_absentees){.table = schema->tables[i].name};
        if (!computing->config->each_key)
            absentees->labels = roll_up_missing(
                builder->arena, builder->store, computing->config,
                &schema->tables[i], &absentees->n);
    }
}

struct tallies *tallies_compute(struct arena *arena,
                                const struct config *config, struct ini *layout,
                                struct store *store, struct pushdown *pushdown,
                                struct diag *diag)
{
    size_t n = count_tallies(layout);
    struct collator *collator = collator_open();
    struct computing computing = {
        .builder = {arena, store, diag, collator, pushdown},
        .config = config,
        .layout = layout,
        .tallies = ARENA_NEW(arena, struct tallies),
        .undated = ARENA_ARRAY(arena, const char *, 2 * n * MOST_QUERIES)};
    computing.tallies->tallies = ARENA_ARRAY(arena, struct tally, n);
    bool computed = compute_all(&computing, layout);
    find_absentees(&computing);
    collator_close(collator);
    return computed ? computing.tallies : NULL;
}

void tallies_plan(struct arena *arena, const struct config *config,
                  struct ini *layout, struct store *store,
                  struct pushdown *pushdown)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    const struct builder builder = {arena, store, unheard, NULL, pushdown};
    for (size_t i = 0; i < layout->n_sections; i++) {
        struct ini_section *section = &layout->sections[i];
        struct tally_definition *definition;
        if (!is_tally(section))
            continue;
        definition = ARENA_NEW(arena, struct tally_definition);
        if (tally_define(arena, config, layout, section, store, unheard,
                         definition) &&
            !is_pushed(&builder, definition))
            tally_push_fetch(&builder, definition);
    }
    diag_destroy(unheard);
}

/* ---- finding ------------------------------------------------------------- */

const struct tally *tallies_find(const struct tallies *tallies,
                                 const char *name)
{
    for (size_t i = 0; i < tallies->n_tallies; i++)
        if (strcmp(tallies->tallies[i].name, name) == 0)
            return &tallies->tallies[i];
    return NULL;
}

bool tally_has_totals(const struct tally *tally)
{
    bool has = !tally->is_statement;
    for (size_t i = 0; i < tally->n_columns && !has; i++)
        has = !tally->columns[i].no_total;
    return has;
}

int tally_find_column(const struct tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->n_columns; i++)
        if (strcmp(tally->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

const struct figure_row *tally_figure_row(struct arena *arena,
                                          const struct tally *tally,
                                          const struct tally_row *row)
{
    if (!tally->is_list && tally->n_groups == 0)
        return NULL;
    struct figure_row *named = ARENA_NEW(arena, struct figure_row);
    named->source = (uint32_t)row->source;
    named->line = row->line;
    for (size_t i = 0; row->keys && i < tally->n_groups && i < FIGURE_KEYS; i++)
        if (row->keys[i])
            named->keys[i] =
                (struct figure_key){tally->columns[i].name, row->keys[i]};
    return named;
}
