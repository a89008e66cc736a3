#include "dataset/each.h"

#include "base/nearest.h"
#include "base/qualified.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "schema/place_map.h"

#include <stdlib.h>
#include <string.h>

/* ---- the field ----------------------------------------------------------- */

static void report_unknown(const struct schema *schema, const char *table_field,
                           struct diag *diag)
{
    struct arena *scratch = arena_create();
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < schema->n_tables; i++)
        for (size_t k = 0; k < schema->tables[i].n_fields; k++)
            nearest_offer(&nearest, table_field, strlen(table_field),
                          arena_printf(scratch, "%s.%s", schema->tables[i].name,
                                       schema->tables[i].fields[k].name));
    diag_report(diag, DIAG_EACH_UNKNOWN, PLACE_NONE, table_field,
                nearest_hint(&nearest));
    arena_destroy(scratch);
}

const struct schema_field *each_field(const struct schema *schema,
                                      const char *table_field,
                                      struct diag *diag)
{
    size_t size = strcspn(table_field, ".");
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        if (strlen(table->name) != size ||
            strncmp(table->name, table_field, size) != 0)
            continue;
        const struct schema_field *field =
            schema_find_field(table, table_field + size + 1);
        if (!field)
            break;
        if (field_traits[field->type].names_reports)
            return field;
        diag_report(diag, DIAG_EACH_TYPE, PLACE_NONE, table_field);
        return NULL;
    }
    report_unknown(schema, table_field, diag);
    return NULL;
}

/* ---- its values ---------------------------------------------------------- */

struct listing {
    struct arena *arena;
    const struct schema *schema;
    const struct schema_field *field;
    struct each_value *values;
    size_t n_values;
    size_t capacity;
    int64_t n_without;
};

static void add_value(struct listing *listing, struct each_value value)
{
    if (listing->n_values == listing->capacity) {
        size_t capacity = listing->capacity * 2 + 16;
        struct each_value *values =
            ARENA_ARRAY(listing->arena, struct each_value, capacity);
        if (listing->n_values > 0)
            memcpy(values, listing->values, listing->n_values * sizeof *values);
        listing->values = values;
        listing->capacity = capacity;
    }
    value.slug = unicode_slug(listing->arena, value.key);
    listing->values[listing->n_values++] = value;
}

/* Takes the value and its number of rows. */
static bool list_value(void *context, const struct store_cell *cells,
                       size_t n_cells)
{
    struct listing *listing = context;
    (void)n_cells;
    if (cells[0].kind == STORE_NULL) {
        listing->n_without = cells[1].integer;
        return true;
    }
    struct each_value value = {0};
    if (cells[0].kind == STORE_INTEGER)
        value.key =
            arena_printf(listing->arena, "%lld", (long long)cells[0].integer);
    else
        value.key = arena_strndup(listing->arena, cells[0].text, cells[0].size);
    value.label = qualified_shown(listing->arena, value.key);
    if (listing->field->values) {
        const struct schema_value *found =
            schema_find_value(listing->field->values, value.key);
        value.label = found->label;
        value.full_label = found->full_label;
    } else {
        value.full_label = place_full_name(listing->arena, listing->schema,
                                           listing->field, value.label);
    }
    add_value(listing, value);
    return true;
}

static void sort_as_schema(struct listing *listing)
{
    const struct schema_values *order = listing->field->values;
    size_t n = 0;
    for (size_t i = 0; order && i < order->n_values; i++)
        for (size_t k = n; k < listing->n_values; k++)
            if (strcmp(listing->values[k].key, order->values[i].code) == 0) {
                struct each_value value = listing->values[k];
                listing->values[k] = listing->values[n];
                listing->values[n++] = value;
                break;
            }
}

static const char *full_name(struct arena *arena,
                             const struct schema_field *field)
{
    return arena_printf(arena, "%s.%s", field->table->name, field->name);
}

static int compare_slugs(const void *a, const void *b)
{
    const struct each_value *x = a;
    const struct each_value *y = b;
    return strcmp(x->slug, y->slug);
}

static bool check_slugs(const struct listing *listing, struct diag *diag)
{
    size_t n = listing->n_values;
    bool good = true;
    struct each_value *sorted =
        ARENA_ARRAY(listing->arena, struct each_value, n);
    memcpy(sorted, listing->values, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_slugs);
    for (size_t i = 0; i < n; i++) {
        const struct each_value *value = &sorted[i];
        bool empty = *value->slug == '\0';
        bool same = !empty && i > 0 && compare_slugs(value - 1, value) == 0;
        if (empty)
            diag_report(diag, DIAG_EACH_NO_NAME, PLACE_NONE, value->label);
        if (same)
            diag_report(diag, DIAG_EACH_SAME_NAME, PLACE_NONE, value[-1].label,
                        value->label, value->slug);
        good = good && !empty && !same;
    }
    return good;
}

bool each_list(struct arena *arena, struct store *store,
               const struct schema_field *field, struct each_value **values,
               size_t *n_values, struct diag *diag)
{
    struct listing listing = {
        .arena = arena, .schema = store_schema(store), .field = field};
    const char *sql = arena_printf(
        arena, "SELECT \"%s\", count(*) FROM \"%s\" GROUP BY 1 ORDER BY 1",
        field->name, field->table->name);
    if (!store_query(store, sql, PLACE_NONE, NULL, 0, NULL, list_value,
                     &listing, diag))
        return false;
    sort_as_schema(&listing);
    *values = listing.values;
    *n_values = listing.n_values;
    if (listing.n_without > 0)
        diag_report(diag, DIAG_EACH_WITHOUT, PLACE_NONE,
                    (long long)listing.n_without, full_name(arena, field));
    if (listing.n_values == 0) {
        diag_report(diag, DIAG_EACH_NOTHING, PLACE_NONE,
                    full_name(arena, field));
        return false;
    }
    return check_slugs(&listing, diag);
}

/* ---- which rows have a value --------------------------------------------- */

/* References in a circle lead nowhere. */
enum { MOST_STEPS = 4 };

/* The field of TABLE that has the name and meaning of FIELD, or NULL.  What
   others refer to is the id of its own table; another table's "id" is something
   else. */
static const struct schema_field *own_field(const struct schema *schema,
                                            const struct schema_table *table,
                                            const struct schema_field *field)
{
    if (table == field->table)
        return field;
    return schema_is_referred_to(schema, field)
               ? NULL
               : schema_find_field(table, field->name);
}

static bool reaches(const struct schema *schema,
                    const struct schema_table *table,
                    const struct schema_field *field, int steps);

/* The first field of TABLE that refers to rows which reach FIELD, or NULL. */
static const struct schema_field *way_to(const struct schema *schema,
                                         const struct schema_table *table,
                                         const struct schema_field *field,
                                         int steps)
{
    for (size_t i = 0; steps > 0 && i < table->n_fields; i++) {
        const struct schema_field *target =
            schema_find_reference(schema, &table->fields[i]);
        if (target && target->table != table &&
            reaches(schema, target->table, field, steps - 1))
            return &table->fields[i];
    }
    return NULL;
}

static bool reaches(const struct schema *schema,
                    const struct schema_table *table,
                    const struct schema_field *field, int steps)
{
    return own_field(schema, table, field) ||
           way_to(schema, table, field, steps);
}

/* ---- the values of all rows ---------------------------------------------- */

/* Makes a table _each_TABLE (value, row) for each table: the values of its
   rows, by their own field or, where that is empty, by the rows that they refer
   to. */
struct indexing {
    struct store *store;
    const struct schema *schema;
    const struct schema_field *field;
    bool *made; /* by table index */
    struct diag *diag;
};

static bool index_table(struct indexing *indexing,
                        const struct schema_table *table, int steps);

static void add_index_table(struct strbuf *sql,
                            const struct schema_table *table)
{
    strbuf_add_format(sql,
                      "CREATE TABLE \"_each_%s\" (value TEXT COLLATE vi, row "
                      "INTEGER, PRIMARY KEY (value, row)) WITHOUT ROWID;",
                      table->name);
}

/* Adds the values of TABLE's own field. */
static void add_own_values(struct strbuf *sql, const struct schema_table *table,
                           const struct schema_field *own)
{
    strbuf_add_format(sql,
                      "INSERT INTO \"_each_%s\" SELECT CAST(\"%s\" AS TEXT), "
                      "_row FROM \"%s\" WHERE \"%s\" IS NOT NULL;",
                      table->name, own->name, table->name, own->name);
}

/* Adds the values of the rows that WAY refers to. */
static void add_far_values(struct strbuf *sql, const struct schema *schema,
                           const struct schema_table *table,
                           const struct schema_field *own,
                           const struct schema_field *way)
{
    const struct schema_field *target = schema_find_reference(schema, way);
    strbuf_add_format(sql,
                      "INSERT OR IGNORE INTO \"_each_%s\" SELECT e.value, "
                      "r._row FROM \"%s\" r JOIN \"%s\" t ON t.\"%s\" = "
                      "r.\"%s\" JOIN \"_each_%s\" e ON e.row = t._row",
                      table->name, table->name, target->table->name,
                      target->name, way->name, target->table->name);
    if (own)
        strbuf_add_format(sql, " WHERE r.\"%s\" IS NULL", own->name);
    strbuf_add_char(sql, ';');
}

static bool index_far(struct indexing *indexing, struct strbuf *sql,
                      const struct schema_table *table,
                      const struct schema_field *own, int steps)
{
    const struct schema_field *way =
        way_to(indexing->schema, table, indexing->field, steps);
    if (!way)
        return true;
    const struct schema_table *target =
        schema_find_reference(indexing->schema, way)->table;
    if (!index_table(indexing, target, steps - 1))
        return false;
    strbuf_add_format(sql,
                      "CREATE INDEX IF NOT EXISTS \"_each_%s_row\" ON "
                      "\"_each_%s\" (row);",
                      target->name, target->name);
    add_far_values(sql, indexing->schema, table, own, way);
    return true;
}

static bool index_table(struct indexing *indexing,
                        const struct schema_table *table, int steps)
{
    bool *made = &indexing->made[table - indexing->schema->tables];
    if (*made)
        return true;
    *made = true;
    const struct schema_field *own =
        own_field(indexing->schema, table, indexing->field);
    struct strbuf sql = STRBUF_INIT;
    add_index_table(&sql, table);
    if (own)
        add_own_values(&sql, table, own);
    bool done = index_far(indexing, &sql, table, own, steps) &&
                store_prepare(indexing->store, sql.data, indexing->diag);
    strbuf_free(&sql);
    return done;
}

bool each_index(struct arena *arena, struct store *store,
                const struct schema_field *field, struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    struct indexing indexing = {
        store, schema, field, ARENA_ARRAY(arena, bool, schema->n_tables), diag};
    bool done = true;
    for (size_t i = 0; done && i < schema->n_tables; i++)
        if (reaches(schema, &schema->tables[i], field, MOST_STEPS))
            done = index_table(&indexing, &schema->tables[i], MOST_STEPS);
    return done;
}

/* ---- the rows of one value ----------------------------------------------- */

bool each_cut(struct store *store, const struct schema_field *field,
              const char *key, struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    bool cut = true;
    for (size_t i = 0; cut && i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        if (!reaches(schema, table, field, MOST_STEPS))
            continue;
        struct strbuf rows = STRBUF_INIT;
        strbuf_add_format(&rows,
                          "SELECT row FROM main.\"_each_%s\" WHERE value = "
                          ":value",
                          table->name);
        cut = store_cut(store, table, strbuf_text(&rows), key, diag);
        strbuf_free(&rows);
    }
    return cut;
}
