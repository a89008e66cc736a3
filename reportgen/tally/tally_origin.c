#include "tally/tally_origin.h"

#include "base/qualified.h"
#include "tally/tally_group.h"
#include "tally/tally_sql.h"

#include <stdlib.h>
#include <string.h>

/* A record: the number of its source, and its line or sheet row.  Line 0: there
   is none, because a reference leads nowhere. */
struct place_of_record {
    size_t source;
    uint32_t line;
};

/* A row of a query: where it stands, its groups, and the records that
   references lead to, in the order of the scope's sources. */
struct origin_row {
    struct place_of_record place;
    const char *keys[MOST_GROUPS];
    struct place_of_record *led;
};

/* The rows behind a figure. */
struct origin_rows {
    const struct origin_row **rows;
    size_t n;
};

/* The rows of one query, once it has run. */
struct origin_query {
    const struct tally_query *query;
    struct origin_row *rows;
    size_t n_rows, capacity;
    struct origin_query *next;
};

struct tally_origins {
    struct arena *arena;
    struct store *store;
    const struct tallies *tallies;
    struct diag *diag;
    struct origin_query *queries;
};

struct tally_origins *tally_origins_create(struct arena *arena,
                                           struct store *store,
                                           const struct tallies *tallies,
                                           struct diag *diag)
{
    struct tally_origins *origins = ARENA_NEW(arena, struct tally_origins);
    *origins = (struct tally_origins){arena, store, tallies, diag, NULL};
    return origins;
}

/* ---- the query of a column ----------------------------------------------- */

/* The query that COLUMN of TALLY belongs to, and its *ITEM; NULL for a
   share. */
static const struct tally_query *query_of(const struct tally *tally,
                                          size_t column,
                                          const struct tally_item **item)
{
    const struct tally_definition *definition = tally->definition;
    size_t at = definition->sql == NULL ? definition->n_groups : 0;
    for (size_t i = 0; i < definition->n_queries; i++) {
        const struct tally_query *query = &definition->queries[i];
        if (column >= at && column < at + query->n_items) {
            *item = &query->items[column - at];
            return query;
        }
        at += query->n_items;
    }
    return NULL;
}

const struct tally_query *tally_query_of(const struct tallies *tallies,
                                         const struct figure_source *source,
                                         const struct tally **tally,
                                         const struct tally_item **item)
{
    *item = NULL;
    *tally = tallies_find(tallies, source->tally);
    if (*tally == NULL || (*tally)->definition->sql != NULL)
        return NULL;
    if (source == (*tally)->count)
        return &(*tally)->definition->queries[0];
    int column = tally_find_column(*tally, source->measure);
    return column < 0 ? NULL : query_of(*tally, (size_t)column, item);
}

struct asking {
    struct tally_origins *origins;
    const struct tally_definition *definition;
    struct origin_query *asked;
};

/* Reads _source and _line, which stand side by side. */
static struct place_of_record place_in(const struct store_cell *cells)
{
    struct place_of_record place = {0};
    if (cells[0].kind == STORE_INTEGER && cells[1].kind == STORE_INTEGER)
        place = (struct place_of_record){(size_t)cells[0].integer,
                                         (uint32_t)cells[1].integer};
    return place;
}

static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    (void)n_cells;
    struct asking *asking = context;
    struct origin_query *asked = asking->asked;
    struct arena *arena = asking->origins->arena;
    if (asked->n_rows == asked->capacity) {
        asked->capacity = asked->capacity == 0 ? 64 : asked->capacity * 2;
        struct origin_row *larger =
            ARENA_ARRAY(arena, struct origin_row, asked->capacity);
        if (asked->n_rows > 0)
            memcpy(larger, asked->rows, asked->n_rows * sizeof *larger);
        asked->rows = larger;
    }
    struct origin_row *row = &asked->rows[asked->n_rows++];
    row->place = place_in(&cells[0]);
    const int64_t shift =
        group_shift(&asking->definition->queries[0], asked->query);
    for (size_t i = 0; i < asking->definition->n_groups; i++)
        row->keys[i] =
            group_key_of(arena, &asked->query->groups[i], &cells[2 + i], shift)
                .key;
    const size_t n_led = asked->query->scope.n_sources - 1;
    row->led = ARENA_ARRAY(arena, struct place_of_record, n_led + 1);
    cells += 2 + asking->definition->n_groups;
    for (size_t i = 0; i < n_led; i++)
        row->led[i] = place_in(&cells[2 * i]);
    return true;
}

/* Runs QUERY for the places of its rows; NULL after a report. */
static const struct origin_query *ask(struct tally_origins *origins,
                                      const struct tally *tally,
                                      const struct tally_query *query)
{
    for (struct origin_query *asked = origins->queries; asked;
         asked = asked->next)
        if (asked->query == query)
            return asked;
    const struct tally_definition *definition = tally->definition;
    struct origin_query *asked = ARENA_NEW(origins->arena, struct origin_query);
    struct asking asking = {origins, definition, asked};
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(origins->arena, definition, parameters);
    asked->query = query;
    if (!store_query(origins->store,
                     tally_sql_rows(origins->arena, definition, query),
                     query->place, parameters, n, NULL, take_row, &asking,
                     origins->diag))
        return NULL;
    asked->next = origins->queries;
    origins->queries = asked;
    return asked;
}

/* ---- the rows of a figure ------------------------------------------------ */

static bool has_keys(const struct origin_row *row, const struct tally *tally,
                     const struct figure_row *wanted)
{
    for (size_t i = 0; wanted && i < tally->n_groups; i++)
        if (wanted->keys[i].field &&
            strcmp(row->keys[i], wanted->keys[i].code) != 0)
            return false;
    return true;
}

bool tally_below_head(const struct tally *tally, const struct tally_row *row,
                      const struct figure_key *key)
{
    int column = key->field ? tally_find_column(tally, key->field) : -1;
    if (column < 0)
        return true;
    const struct value *value = &row->values[column];
    return strcmp(value->kind == VALUE_TEXT ? value->as.text : "", key->code) ==
           0;
}

static int compare_places(struct place_of_record a, struct place_of_record b)
{
    if (a.source != b.source)
        return a.source < b.source ? -1 : 1;
    return a.line < b.line ? -1 : a.line > b.line;
}

/* The row of ASKED that stands at PLACE, or NULL.  Rows are in the order of the
   dataset. */
static const struct origin_row *row_at(const struct origin_query *asked,
                                       struct place_of_record place)
{
    size_t first = 0, end = asked->n_rows;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        int order = compare_places(asked->rows[middle].place, place);
        if (order == 0)
            return &asked->rows[middle];
        if (order < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
}

static void add_row(struct origin_rows *found, const struct origin_row *row)
{
    if (row)
        found->rows[found->n++] = row;
}

/* Finds the rows behind a figure of QUERY in ROW (NULL: the total): one record,
   the records below a head of a list, or those with its keys.  False after a
   report. */
static bool find_rows(struct tally_origins *origins, const struct tally *tally,
                      const struct tally_query *query,
                      const struct figure_row *row, struct origin_rows *found)
{
    const struct origin_query *asked = ask(origins, tally, query);
    if (!asked)
        return false;
    *found = (struct origin_rows){.rows = ARENA_ARRAY(origins->arena,
                                                      const struct origin_row *,
                                                      asked->n_rows + 1)};
    if (row && row->line > 0) {
        add_row(found, row_at(asked, (struct place_of_record){row->source,
                                                              row->line}));
    } else if (tally->is_list && row) {
        const struct tally_row *rows = tally_rows(tally);
        for (size_t i = 0; i < tally->n_rows; i++) {
            const struct tally_row *shown = &rows[i];
            if (tally_below_head(tally, shown, &row->keys[0]))
                add_row(found, row_at(asked, (struct place_of_record){
                                                 shown->source, shown->line}));
        }
    } else {
        for (size_t i = 0; i < asked->n_rows; i++)
            if (has_keys(&asked->rows[i], tally, row))
                add_row(found, &asked->rows[i]);
    }
    return true;
}

/* ---- telling ------------------------------------------------------------- */

static void mark_field(struct arena *arena,
                       const struct expression_scope *scope,
                       const struct expression_source *source,
                       const struct schema_field *field,
                       struct tally_used_fields *used)
{
    for (size_t i = 0; i < scope->n_sources; i++) {
        if (scope->sources[i] != source)
            continue;
        const struct schema_table *table = source->table;
        if (!used->marked[i])
            used->marked[i] = ARENA_ARRAY(arena, bool, table->n_fields + 1);
        used->marked[i][field - table->fields] = true;
        if (source->from)
            mark_field(arena, scope, source->from, source->reference, used);
    }
}

void tally_mark_fields(struct arena *arena, const struct expression *tree,
                       const struct expression_scope *scope,
                       struct tally_used_fields *used)
{
    if (tree->kind == EXPRESSION_FIELD)
        mark_field(arena, scope, tree->source, tree->field, used);
    for (size_t i = 0; i < tree->n_parts; i++)
        tally_mark_fields(arena, tree->parts[i], scope, used);
    if (tree->filter)
        tally_mark_fields(arena, tree->filter, scope, used);
}

static void tell_columns(const struct tally_origins *origins,
                         struct strbuf *buf, size_t number,
                         const struct schema_table *table, const bool *marked)
{
    const struct store_source *source = store_source(origins->store, number);
    const char *joint = " column ";
    for (size_t i = 0; marked && i < table->n_fields; i++) {
        if (!marked[i] || source->columns[i] == 0)
            continue;
        strbuf_add_format(buf, "%s%u (%s)", joint, (unsigned)source->columns[i],
                          table->fields[i].name);
        joint = ", ";
    }
}

/* Where records stand, in order. */
struct places {
    struct place_of_record *places;
    size_t n;
};

/* Adds "rows: schemes.csv:2-4,9 column 12 (support)", a line for each source.
   TITLE is "rows" or says by which reference they are reached. */
static void tell_places(const struct tally_origins *origins, struct strbuf *buf,
                        int depth, const char *title,
                        const struct places *places,
                        const struct schema_table *table, const bool *marked)
{
    const struct place_of_record *place = places->places;
    for (size_t i = 0; i < places->n;) {
        const size_t source = place[i].source;
        const char *mark = ":";
        strbuf_add_format(buf, "%*s%s: %s", depth, "", title,
                          store_source(origins->store, source)->name);
        while (i < places->n && place[i].source == source) {
            size_t last = i;
            while (last + 1 < places->n && place[last + 1].source == source &&
                   place[last + 1].line == place[last].line + 1)
                last++;
            strbuf_add_format(buf, "%s%u", mark, (unsigned)place[i].line);
            if (last > i)
                strbuf_add_format(buf, "-%u", (unsigned)place[last].line);
            mark = ",";
            i = last + 1;
        }
        tell_columns(origins, buf, source, table, marked);
        strbuf_add_char(buf, '\n');
    }
    if (places->n == 0)
        strbuf_add_format(buf, "%*s%s: none\n", depth, "", title);
}

static int order_of_places(const void *a, const void *b)
{
    return compare_places(*(const struct place_of_record *)a,
                          *(const struct place_of_record *)b);
}

/* The records that the rows of FOUND lead to by source I of their scope, each
   once; for source 0 the rows themselves. */
static struct places places_of(struct arena *arena,
                               const struct origin_rows *found, size_t i)
{
    struct places places = {
        ARENA_ARRAY(arena, struct place_of_record, found->n + 1), 0};
    for (size_t k = 0; k < found->n; k++) {
        const struct place_of_record *place =
            i == 0 ? &found->rows[k]->place : &found->rows[k]->led[i - 1];
        if (place->line > 0)
            places.places[places.n++] = *place;
    }
    if (i == 0 || places.n == 0)
        return places;
    qsort(places.places, places.n, sizeof *places.places, order_of_places);
    size_t n = 1;
    for (size_t k = 1; k < places.n; k++)
        if (compare_places(places.places[n - 1], places.places[k]) != 0)
            places.places[n++] = places.places[k];
    places.n = n;
    return places;
}

/* "rows" for the query's own table, "reference selection (selections)" for
   another. */
static const char *title_of(struct arena *arena,
                            const struct expression_source *source)
{
    return !source->from
               ? "rows"
               : arena_printf(arena, "reference %s (%s)",
                              source->alias + (source->alias[0] == '@'),
                              source->table->name);
}

static void tell_records(struct tally_origins *origins, struct strbuf *buf,
                         int depth, const struct figure_source *source,
                         const struct figure_row *row)
{
    const struct tally *tally;
    const struct tally_item *item;
    const struct tally_query *query =
        tally_query_of(origins->tallies, source, &tally, &item);
    struct origin_rows found;
    if (query == NULL || !find_rows(origins, tally, query, row, &found)) {
        strbuf_add_format(buf, "%*sstatement\n", depth, "");
        return;
    }
    const struct expression_scope *scope = &query->scope;
    struct tally_used_fields used = {{NULL}};
    if (item && item->tree)
        tally_mark_fields(origins->arena, item->tree, scope, &used);
    strbuf_add_format(buf, "%*sfrom: %s\n", depth, "", source->table);
    strbuf_add_format(buf, "%*smeasure: %s\n", depth, "",
                      source->expression ? source->expression
                                         : "rows of the tally");
    if (source->condition)
        strbuf_add_format(buf, "%*swhere: %s\n", depth, "", source->condition);
    if (source->has_window) {
        char first[11], last[11];
        date_format_iso(source->first, first);
        date_format_iso(source->last, last);
        strbuf_add_format(buf, "%*sdays: %s %s..%s\n", depth, "",
                          source->decided_by, first, last);
    }
    for (size_t i = 0; i < scope->n_sources; i++) {
        if (i > 0 && !used.marked[i])
            continue;
        struct places places = places_of(origins->arena, &found, i);
        tell_places(origins, buf, depth,
                    title_of(origins->arena, scope->sources[i]), &places,
                    scope->sources[i]->table, used.marked[i]);
    }
}

static void tell(struct tally_origins *origins, struct strbuf *buf, int depth,
                 const struct origin *origin);

/* "total.support" is taken from the total, any other column from the quotient's
   own row. */
static void tell_side(struct tally_origins *origins, struct strbuf *buf,
                      int depth, const char *title, const char *name,
                      const struct figure_source *quotient,
                      const struct figure_row *row)
{
    static const char total[] = "total.";
    const struct tally *tally = tallies_find(origins->tallies, quotient->tally);
    bool of_total = strncmp(name, total, sizeof total - 1) == 0;
    int column =
        tally_find_column(tally, of_total ? name + sizeof total - 1 : name);
    strbuf_add_format(buf, "%*s%s: %s\n", depth, "", title, name);
    if (column >= 0)
        tell(origins, buf, depth + 4,
             &(struct origin){tally->columns[column].source,
                              of_total ? NULL : row, NULL});
}

static void tell(struct tally_origins *origins, struct strbuf *buf, int depth,
                 const struct origin *origin)
{
    const struct figure_source *source = origin->source;
    for (const struct figure_part *part = origin->parts; part;
         part = part->next) {
        static const char *const signs[] = {[FIGURE_PLUS] = "plus",
                                            [FIGURE_MINUS] = "minus",
                                            [FIGURE_BY] = "by"};
        strbuf_add_format(buf, "%*s%s: ", depth, "", signs[part->sign]);
        if (part->value.kind != VALUE_NULL)
            value_dump(buf, &part->value);
        if (part->origin.source)
            origin_name(buf, &part->origin);
        strbuf_add_char(buf, '\n');
        tell(origins, buf, depth + 4, &part->origin);
    }
    if (source && source->numerator) {
        tell_side(origins, buf, depth, "numerator", source->numerator, source,
                  origin->row);
        tell_side(origins, buf, depth, "denominator", source->denominator,
                  source, origin->row);
    } else if (source) {
        tell_records(origins, buf, depth, source, origin->row);
    }
}

void tally_origins_tell(struct tally_origins *origins, struct strbuf *buf,
                        const struct origin *origin)
{
    enum { DEPTH = 8 };
    tell(origins, buf, DEPTH, origin);
}
