#include "tally/tally_origin.h"

#include "base/qualified.h"
#include "tally/tally_group.h"
#include "tally/tally_sql.h"

#include <string.h>

/* A row of a query: where it stands and what its groups are. */
struct origin_row {
    struct tally_place place;
    const char *keys[MOST_GROUPS];
};

/* The rows of one query, once they are asked for. */
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

/* ---- the query of a column --------------------------------------------- */

/* The query that COLUMN of TALLY is an item of: *ITEM; NULL of a share. */
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

/* The query of SOURCE and what it takes from it; *ITEM is NULL of the count of
   a tally's rows. */
static const struct tally_query *find_query(const struct tally_origins *origins,
                                            const struct figure_source *source,
                                            const struct tally **tally,
                                            const struct tally_item **item)
{
    *item = NULL;
    *tally = tallies_find(origins->tallies, source->tally);
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
    row->place.source = (size_t)cells[0].integer;
    row->place.line = (uint32_t)cells[1].integer;
    const int64_t shift =
        group_shift(&asking->definition->queries[0], asked->query);
    for (size_t i = 0; i < asking->definition->n_groups; i++)
        row->keys[i] =
            group_key_of(arena, &asked->query->groups[i], &cells[2 + i], shift)
                .key;
    return true;
}

/* The rows of QUERY; NULL after a report. */
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

/* ---- the rows of a figure ---------------------------------------------- */

static bool has_keys(const struct origin_row *row, const struct tally *tally,
                     const struct figure_row *wanted)
{
    for (size_t i = 0; wanted && i < tally->n_groups; i++)
        if (wanted->keys[i].field &&
            strcmp(row->keys[i], wanted->keys[i].code) != 0)
            return false;
    return true;
}

/* The records of a list whose text in a column is that of the first key: those
   below a head. */
static bool below_head(const struct tally *tally, const struct tally_row *row,
                       const struct figure_key *key)
{
    int column = key->field ? tally_find_column(tally, key->field) : -1;
    if (column < 0)
        return true;
    const struct value *value = &row->values[column];
    return strcmp(value->kind == VALUE_TEXT ? value->as.text : "", key->code) ==
           0;
}

/* What a list shows: the row itself, those below a head, or all. */
static void find_shown(const struct tally *tally, const struct figure_row *row,
                       struct tally_place *places, size_t *n_places)
{
    for (size_t i = 0; i < tally->n_rows; i++)
        if (below_head(tally, &tally->rows[i], &row->keys[0]))
            places[(*n_places)++] = (struct tally_place){tally->rows[i].source,
                                                         tally->rows[i].line};
}

bool tally_origins_find(struct tally_origins *origins,
                        const struct figure_source *source,
                        const struct figure_row *row,
                        struct tally_place **places, size_t *n_places)
{
    const struct tally *tally;
    const struct tally_item *item;
    const struct tally_query *query =
        find_query(origins, source, &tally, &item);
    *n_places = 0;
    if (query == NULL)
        return false;
    if (row && row->line > 0) {
        *places = ARENA_NEW(origins->arena, struct tally_place);
        **places = (struct tally_place){row->source, row->line};
        *n_places = 1;
        return true;
    }
    if (tally->is_list && row) {
        *places =
            ARENA_ARRAY(origins->arena, struct tally_place, tally->n_rows + 1);
        find_shown(tally, row, *places, n_places);
        return true;
    }
    const struct origin_query *asked = ask(origins, tally, query);
    if (asked == NULL)
        return false;
    *places =
        ARENA_ARRAY(origins->arena, struct tally_place, asked->n_rows + 1);
    for (size_t i = 0; i < asked->n_rows; i++)
        if (has_keys(&asked->rows[i], tally, row))
            (*places)[(*n_places)++] = asked->rows[i].place;
    return true;
}

/* ---- telling ----------------------------------------------------------- */

/* The columns of SOURCE that fields of TREE stand in, by field. */
static void mark_columns(const struct expression *tree,
                         const struct tally_query *query, bool *marked)
{
    if (tree->kind == EXPRESSION_FIELD &&
        tree->source == query->scope.sources[0])
        marked[tree->field - query->scope.table->fields] = true;
    for (size_t i = 0; i < tree->n_parts; i++)
        mark_columns(tree->parts[i], query, marked);
    if (tree->filter)
        mark_columns(tree->filter, query, marked);
}

static void tell_columns(const struct tally_origins *origins,
                         struct strbuf *buf, size_t number,
                         const struct schema_table *table, const bool *marked)
{
    const struct store_source *source = store_source(origins->store, number);
    const char *joint = " column ";
    for (size_t i = 0; i < table->n_fields; i++) {
        if (!marked[i] || source->columns[i] == 0)
            continue;
        strbuf_add_format(buf, "%s%u (%s)", joint, (unsigned)source->columns[i],
                          table->fields[i].name);
        joint = ", ";
    }
}

/* "schemes.csv:2-4,9 column 12 (support)", a line a source. */
static void tell_places(const struct tally_origins *origins, struct strbuf *buf,
                        int depth, const struct tally_place *places,
                        size_t n_places, const struct schema_table *table,
                        const bool *marked)
{
    for (size_t i = 0; i < n_places;) {
        const size_t source = places[i].source;
        const char *mark = ":";
        strbuf_add_format(buf, "%*srows: %s", depth, "",
                          store_source(origins->store, source)->name);
        while (i < n_places && places[i].source == source) {
            size_t last = i;
            while (last + 1 < n_places && places[last + 1].source == source &&
                   places[last + 1].line == places[last].line + 1)
                last++;
            strbuf_add_format(buf, "%s%u", mark, (unsigned)places[i].line);
            if (last > i)
                strbuf_add_format(buf, "-%u", (unsigned)places[last].line);
            mark = ",";
            i = last + 1;
        }
        tell_columns(origins, buf, source, table, marked);
        strbuf_add_char(buf, '\n');
    }
    if (n_places == 0)
        strbuf_add_format(buf, "%*srows: none\n", depth, "");
}

static void tell_records(struct tally_origins *origins, struct strbuf *buf,
                         int depth, const struct figure_source *source,
                         const struct figure_row *row)
{
    const struct tally *tally;
    const struct tally_item *item;
    const struct tally_query *query =
        find_query(origins, source, &tally, &item);
    struct tally_place *places;
    size_t n_places;
    if (query == NULL ||
        !tally_origins_find(origins, source, row, &places, &n_places)) {
        strbuf_add_format(buf, "%*sstatement\n", depth, "");
        return;
    }
    const struct schema_table *table = query->scope.table;
    bool *marked = ARENA_ARRAY(origins->arena, bool, table->n_fields + 1);
    if (item && item->tree)
        mark_columns(item->tree, query, marked);
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
    tell_places(origins, buf, depth, places, n_places, table, marked);
}

static void tell(struct tally_origins *origins, struct strbuf *buf, int depth,
                 const struct origin *origin);

/* "total.support" is of all rows, another column of the quotient's own. */
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
