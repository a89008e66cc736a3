#include "dataset/part_rows.h"

#include "schema/field_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_OPTIONAL = 6,  /* fields of a key that a row may leave empty */
    MOST_ROWS = 200000, /* of a table that keeps a line for each plan */
    CERTAIN_PARTS = 2   /* one may have the same figure by chance */
};

/* A row that says the total of N_PARTS others. */
struct total_row {
    int64_t row;
    size_t source, part_source;
    uint32_t line, part_line;
    int64_t n_parts;
    const struct schema_field *field; /* the figure that shows it */
    int64_t figure;
    const struct schema_field *empty; /* the first field that it leaves so */
    bool is_certain;
};

struct search {
    struct arena *arena;
    struct store *store;
    const struct schema_table *table;
    const struct schema_field *optional[MOST_OPTIONAL];
    size_t n_optional;
    const struct schema_field **figures;
    size_t n_figures;
    const struct schema_field *empty; /* of the statement that runs */
    struct total_row *found;
    size_t n_found, room;
};

static bool is_key(const struct schema_table *table,
                   const struct schema_field *field)
{
    for (size_t i = 0; i < table->n_key; i++)
        if (table->key[i] == field)
            return true;
    return false;
}

/* False when no row of the table can be a total of others. */
static bool find_fields(struct search *search)
{
    const struct schema_table *table = search->table;
    const struct store *store = search->store;
    for (size_t i = 0; i < table->n_key; i++)
        if (!table->key[i]->required && search->n_optional < MOST_OPTIONAL &&
            store_is_filled(store, table->key[i]) &&
            store_has_empty(store, table->key[i]))
            search->optional[search->n_optional++] = table->key[i];
    search->figures = ARENA_ARRAY(search->arena, const struct schema_field *,
                                  table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (field_type_is_figure(field->type) && !is_key(table, field) &&
            store_is_filled(store, field))
            search->figures[search->n_figures++] = field;
    }
    return search->n_optional > 0 && search->n_figures > 0;
}

/* Whether FIELD, of the key, is filled in rows of PATTERN, a set of optional
   ones. */
static bool is_filled(const struct search *search,
                      const struct schema_field *field, unsigned pattern)
{
    for (size_t i = 0; i < search->n_optional; i++)
        if (search->optional[i] == field)
            return (pattern >> i & 1) != 0;
    return store_is_filled(search->store, field);
}

/* " WHERE ..." that rows of PATTERN meet. */
static void add_pattern(struct strbuf *sql, const struct search *search,
                        const char *prefix, unsigned pattern)
{
    for (size_t i = 0; i < search->n_optional; i++)
        strbuf_add_format(
            sql, " %s %s\"%s\" IS %sNULL", i == 0 ? "WHERE" : "AND", prefix,
            search->optional[i]->name, (pattern >> i & 1) != 0 ? "NOT " : "");
}

/* row, source, line, parts, source and line of the first, then each figure and
   its sum */
static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    struct search *search = context;
    const struct store_cell *figures = cells + 6;
    struct total_row total = {.row = cells[0].integer,
                              .source = (size_t)cells[1].integer,
                              .line = (uint32_t)cells[2].integer,
                              .n_parts = cells[3].integer,
                              .part_source = (size_t)cells[4].integer,
                              .part_line = (uint32_t)cells[5].integer,
                              .empty = search->empty};
    (void)n_cells;
    for (size_t i = 0; i < search->n_figures; i++) {
        const struct store_cell *own = &figures[2 * i];
        const struct store_cell *sum = &figures[2 * i + 1];
        if (own->kind != STORE_INTEGER || sum->kind != STORE_INTEGER ||
            own->integer == 0 || sum->integer == 0)
            continue;
        if (own->integer < sum->integer)
            return true; /* what remains, beside what was parted */
        if (!total.field || (own->integer == sum->integer && !total.is_certain))
            total.field = search->figures[i], total.figure = own->integer;
        total.is_certain |=
            own->integer == sum->integer && total.n_parts >= CERTAIN_PARTS;
    }
    if (!total.field)
        return true;
    if (search->n_found == search->room) {
        size_t room = search->room * 2 + 16;
        struct total_row *grown =
            ARENA_ARRAY(search->arena, struct total_row, room);
        if (search->n_found > 0)
            memcpy(grown, search->found, search->n_found * sizeof *grown);
        search->found = grown;
        search->room = room;
    }
    search->found[search->n_found++] = total;
    return true;
}

/* Finds rows of TOTALS whose figures are sums of rows of PARTS, which have more
   fields filled. */
static bool compare_patterns(struct search *search, unsigned totals,
                             unsigned parts, struct diag *diag)
{
    const struct schema_table *table = search->table;
    struct strbuf sql = STRBUF_INIT;
    search->empty = NULL;
    for (size_t i = 0; i < search->n_optional && !search->empty; i++)
        if (((parts & ~totals) >> i & 1) != 0)
            search->empty = search->optional[i];
    strbuf_add_text(&sql, "SELECT t._row, t._source, t._line, p._n, f._source, "
                          "f._line");
    for (size_t i = 0; i < search->n_figures; i++)
        strbuf_add_format(&sql, ", t.\"%s\", p._sum%zu",
                          search->figures[i]->name, i);
    strbuf_add_format(&sql,
                      " FROM \"%s\" t JOIN (SELECT count(*) AS _n, min(_row) "
                      "AS _first",
                      table->name);
    for (size_t i = 0; i < search->n_figures; i++)
        strbuf_add_format(&sql, ", sum(\"%s\") AS _sum%zu",
                          search->figures[i]->name, i);
    for (size_t i = 0; i < table->n_key; i++)
        if (is_filled(search, table->key[i], totals))
            strbuf_add_format(&sql, ", \"%s\" AS _key%zu", table->key[i]->name,
                              i);
    strbuf_add_format(&sql, " FROM \"%s\"", table->name);
    add_pattern(&sql, search, "", parts);
    const char *joint = " GROUP BY ";
    for (size_t i = 0; i < table->n_key; i++)
        if (is_filled(search, table->key[i], totals)) {
            strbuf_add_format(&sql, "%s\"%s\"", joint, table->key[i]->name);
            joint = ", ";
        }
    strbuf_add_text(&sql, ") p ON ");
    joint = "";
    for (size_t i = 0; i < table->n_key; i++)
        if (is_filled(search, table->key[i], totals)) {
            strbuf_add_format(&sql, "%st.\"%s\" = p._key%zu", joint,
                              table->key[i]->name, i);
            joint = " AND ";
        }
    if (*joint == '\0')
        strbuf_add_text(&sql, "p._n > 0");
    strbuf_add_format(&sql, " JOIN \"%s\" f ON f._row = p._first", table->name);
    add_pattern(&sql, search, "t.", totals);
    bool done = store_query(search->store, strbuf_text(&sql), table->place,
                            NULL, 0, NULL, take_row, search, diag);
    strbuf_free(&sql);
    return done;
}

static int compare_found(const void *a, const void *b)
{
    const struct total_row *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (y->is_certain > x->is_certain) - (y->is_certain < x->is_certain);
}

static void report(const struct search *search, const struct total_row *total,
                   struct faults *faults)
{
    struct strbuf figure = STRBUF_INIT;
    char place[512];
    field_text_add_number(&figure, store_schema(search->store), total->field,
                          total->figure);
    place_format(
        store_place(search->store, total->part_source, total->part_line, NULL),
        place, sizeof place);
    faults_report_chosen(
        faults,
        total->is_certain ? DIAG_TOTAL_AMONG_ROWS
                          : DIAG_TOTAL_AMONG_ROWS_PERHAPS,
        store_place(search->store, total->source, total->line, total->field),
        total->empty->heading, strbuf_text(&figure), total->field->heading,
        (long long)total->n_parts, place);
    strbuf_free(&figure);
}

static void look_at(struct store *store, const struct schema_table *table,
                    struct faults *faults)
{
    struct search search = {
        .arena = arena_create(), .store = store, .table = table};
    bool done = find_fields(&search);
    const unsigned all = (1u << search.n_optional) - 1;
    for (unsigned totals = 0; done && totals < all; totals++)
        for (unsigned parts = totals + 1; done && parts <= all; parts++)
            if ((parts & totals) == totals)
                done = compare_patterns(&search, totals, parts, faults->diag);
    if (search.n_found > 0)
        qsort(search.found, search.n_found, sizeof *search.found,
              compare_found);
    for (size_t i = 0; i < search.n_found; i++)
        if (i == 0 || search.found[i].row != search.found[i - 1].row)
            report(&search, &search.found[i], faults);
    arena_destroy(search.arena);
}

void part_rows_tell(struct store *store, struct faults *faults)
{
    const struct schema *schema = store_schema(store);
    for (size_t i = 0; i < schema->n_tables; i++) {
        int64_t n_rows = store_n_rows(store, &schema->tables[i]);
        if (n_rows > 1 && n_rows <= MOST_ROWS && !faults[i].has_refused)
            look_at(store, &schema->tables[i], &faults[i]);
    }
}
