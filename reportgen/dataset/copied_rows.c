#include "dataset/copied_rows.h"

#include "schema/field_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_ROWS = 200000,
    LEAST_ALL = 2, /* a single row may be equal by chance */
    LEAST_HALF = 3
};

struct row {
    uint64_t hash;
    size_t source;
};

/* What a source, by its number, shares with an earlier one. */
struct share {
    size_t n_rows; /* that have a figure */
    size_t n_same;
    size_t other; /* the first source that has them */
};

struct search {
    struct store *store;
    struct row *rows;
    size_t n;
    struct share *shares;
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3;
    return hash;
}

/* Takes the number of the source, then the fields. */
static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    struct search *search = context;
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 1; i < n_cells; i++) {
        const struct store_cell *cell = &cells[i];
        unsigned char kind = (unsigned char)cell->kind;
        hash = mix(hash, &kind, 1);
        if (cell->kind == STORE_INTEGER)
            hash = mix(hash, &cell->integer, sizeof cell->integer);
        else if (cell->kind == STORE_TEXT)
            hash = mix(hash, cell->text, cell->size);
    }
    size_t source = (size_t)cells[0].integer;
    search->rows[search->n++] = (struct row){hash, source};
    search->shares[source].n_rows++;
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->source > y->source) - (x->source < y->source);
}

static bool is_of_table(const struct store_source *source,
                        const struct schema_table *table)
{
    return strcmp(source->table, table->name) == 0 && source->n_rows > 0;
}

/* True when the sources of TABLE have scopes of ids: copies of others show as
   duplicates then. */
static bool has_scopes(struct store *store, const struct schema_table *table)
{
    const struct store_source *first = NULL;
    for (size_t i = 0; i < store_n_sources(store); i++) {
        const struct store_source *source = store_source(store, i);
        if (!is_of_table(source, table))
            continue;
        if (first && strcmp(source->id_scope, first->id_scope) != 0)
            return true;
        first = source;
    }
    return false;
}

/* True when all sources of its table have a column for FIELD. */
static bool is_in_all(struct store *store, const struct schema_field *field)
{
    size_t index = (size_t)(field - field->table->fields);
    for (size_t i = 0; i < store_n_sources(store); i++) {
        const struct store_source *source = store_source(store, i);
        if (is_of_table(source, field->table) && source->columns[index] == 0)
            return false;
    }
    return true;
}

/* Writes the statement that selects what is compared; false when no figure is
   among it. */
static bool write_select(struct store *store, const struct schema_table *table,
                         struct strbuf *sql)
{
    struct strbuf figures = STRBUF_INIT;
    strbuf_add_text(sql, "SELECT _source");
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (field->of || !is_in_all(store, field))
            continue;
        strbuf_add_format(sql, ", \"%s\"", field->name);
        if (field_type_is_figure(field->type))
            strbuf_add_format(&figures, "%s\"%s\" <> 0",
                              *strbuf_text(&figures) ? " OR " : "",
                              field->name);
    }
    strbuf_add_format(sql, " FROM \"%s\" WHERE %s", table->name,
                      strbuf_text(&figures));
    bool found = *strbuf_text(&figures) != '\0';
    strbuf_free(&figures);
    return found;
}

/* Counts for each source the rows that an earlier one has too. */
static void compare(struct search *search)
{
    qsort(search->rows, search->n, sizeof *search->rows, compare_rows);
    size_t first = 0;
    for (size_t i = 1; i < search->n; i++) {
        const struct row *row = &search->rows[i];
        if (row->hash != search->rows[first].hash) {
            first = i;
            continue;
        }
        size_t other = search->rows[first].source;
        if (strcmp(store_source(search->store, row->source)->id_scope,
                   store_source(search->store, other)->id_scope) == 0)
            continue;
        struct share *share = &search->shares[row->source];
        if (share->n_same++ == 0)
            share->other = other;
    }
}

static void tell(const struct search *search, struct diag *diag)
{
    for (size_t i = 0; i < store_n_sources(search->store); i++) {
        const struct share *share = &search->shares[i];
        if (share->n_same == 0)
            continue;
        const struct store_source *source = store_source(search->store, i);
        const struct store_source *other =
            store_source(search->store, share->other);
        size_t fewer = search->shares[share->other].n_rows;
        if (fewer > share->n_rows)
            fewer = share->n_rows;
        bool is_copy =
            (share->n_same >= fewer && share->n_same >= LEAST_ALL) ||
            (share->n_same * 2 >= fewer && share->n_same >= LEAST_HALF);
        if (is_copy && strcmp(source->sha256, other->sha256) != 0)
            diag_report(
                diag, DIAG_SAME_ROWS,
                (struct place){.file = source->path, .kind = PLACE_TEXT},
                share->n_same, share->n_rows, other->path);
    }
}

static bool look_at(struct store *store, const struct schema_table *table,
                    struct diag *diag)
{
    struct arena *arena = arena_create();
    struct search search = {.store = store};
    struct strbuf sql = STRBUF_INIT;
    bool done = true;
    if (write_select(store, table, &sql)) {
        search.rows = ARENA_ARRAY(arena, struct row,
                                  (size_t)store_n_rows(store, table) + 1);
        search.shares =
            ARENA_ARRAY(arena, struct share, store_n_sources(store));
        done = store_query(store, strbuf_text(&sql), PLACE_NONE, NULL, 0, NULL,
                           take_row, &search, diag);
        compare(&search);
        tell(&search, diag);
    }
    strbuf_free(&sql);
    arena_destroy(arena);
    return done;
}

bool copied_rows_tell(struct store *store, struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        if (has_scopes(store, table) &&
            store_n_rows(store, table) <= MOST_ROWS &&
            !look_at(store, table, diag))
            return false;
    }
    return true;
}
