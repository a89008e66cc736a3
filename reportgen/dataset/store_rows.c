#include "dataset/store_inside.h"
#include "dataset/store_sql.h"

#include <stdlib.h>
#include <string.h>

/* From this number of rows on, it pays to prepare a statement of many rows. */
enum { MANY_MIN_ROWS = 1000 };

/* ---- cells --------------------------------------------------------------- */

/* The ratio of a decimal field is stored times 10^scale; typing.c makes only
   denominators that divide it. */
static int64_t scaled(const struct schema_field *field, struct ratio ratio)
{
    return ratio.numerator * (field->unit / ratio.denominator);
}

struct store_cell store_cell_of(struct value value,
                                const struct schema_field *field, char date[11])
{
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_TEXT:
        return (struct store_cell){.kind = STORE_TEXT,
                                   .text = value.as.text,
                                   .size = strlen(value.as.text)};
    case VALUE_INTEGER:
    case VALUE_YEAR:
    case VALUE_MONEY:
    case VALUE_BOOLEAN:
        return (struct store_cell){.kind = STORE_INTEGER,
                                   .integer = value.as.integer};
    case VALUE_RATIO:
        if (!field)
            break;
        return (struct store_cell){.kind = STORE_INTEGER,
                                   .integer = scaled(field, value.as.ratio)};
    case VALUE_DATE:
        date_format_iso(value.as.date, date);
        return (struct store_cell){
            .kind = STORE_TEXT, .text = date, .size = 10};
    }
    return (struct store_cell){.kind = STORE_NULL};
}

void store_bind(sqlite3_stmt *statement, int number,
                const struct store_cell *cell)
{
    if (cell->kind == STORE_TEXT)
        sqlite3_bind_text(statement, number, cell->text, (int)cell->size,
                          SQLITE_STATIC);
    else if (cell->kind == STORE_INTEGER)
        sqlite3_bind_int64(statement, number, cell->integer);
    else
        sqlite3_bind_null(statement, number);
}

/* ---- rows that wait ------------------------------------------------------ */

static const struct schema_table *schema_table_of(const struct store *store,
                                                  const struct store_table *of)
{
    return &store->schema->tables[of - store->tables];
}

/* Prepares the statement that adds N_ROWS rows. */
static bool prepare_insert(struct store *store,
                           const struct store_table *stored, size_t n_rows,
                           sqlite3_stmt **insert, struct diag *diag)
{
    const struct schema_table *table = schema_table_of(store, stored);
    struct strbuf sql = STRBUF_INIT;
    store_sql_insert(&sql, table, stored->fields, n_rows);
    int status = sqlite3_prepare_v3(store->db, sql.data, -1,
                                    SQLITE_PREPARE_PERSISTENT, insert, NULL);
    strbuf_free(&sql);
    return status == SQLITE_OK || store_failed(store, diag);
}

/* Binds row NUMBER of those that wait, from PARAMETER on; returns the next
   parameter. */
static int bind_row(const struct store_table *stored, size_t n_fields,
                    size_t number, sqlite3_stmt *insert, int parameter)
{
    const struct store_waiting *waiting = &stored->waiting;
    struct store_cell *cells = &waiting->cells[number * n_fields];
    sqlite3_bind_int64(insert, parameter++,
                       (sqlite3_int64)waiting->sources[number]);
    sqlite3_bind_int64(insert, parameter++, waiting->lines[number]);
    for (size_t i = 0; i < n_fields; i++) {
        if (!stored->fields[i].is_stored)
            continue;
        if (cells[i].kind == STORE_TEXT)
            cells[i].text = waiting->texts.data + cells[i].integer;
        store_bind(insert, parameter++, &cells[i]);
    }
    return parameter;
}

bool store_flush(struct store *store, struct store_table *stored,
                 struct diag *diag)
{
    struct store_waiting *waiting = &stored->waiting;
    const size_t n_fields = schema_table_of(store, stored)->n_fields;
    if (waiting->n == 0)
        return true;
    bool is_many =
        waiting->n == WAITING_ROWS && stored->n_rows >= MANY_MIN_ROWS;
    sqlite3_stmt **insert = is_many ? &stored->insert_many : &stored->insert;
    if (!*insert && !prepare_insert(store, stored, is_many ? WAITING_ROWS : 1,
                                    insert, diag))
        return false;
    int parameter = 1;
    int status = SQLITE_DONE;
    for (size_t i = 0; i < waiting->n && status == SQLITE_DONE; i++) {
        parameter = bind_row(stored, n_fields, i, *insert, parameter);
        if (is_many && i + 1 < waiting->n)
            continue;
        status = sqlite3_step(*insert);
        sqlite3_reset(*insert);
        parameter = 1;
    }
    waiting->n = 0;
    strbuf_clear(&waiting->texts);
    return status == SQLITE_DONE || store_failed(store, diag);
}

static void drop_statements(struct store_table *stored)
{
    sqlite3_finalize(stored->insert);
    sqlite3_finalize(stored->insert_many);
    stored->insert = stored->insert_many = NULL;
}

void store_rows_end(struct store *store)
{
    for (size_t i = 0; i < store->schema->n_tables; i++) {
        struct store_table *stored = &store->tables[i];
        drop_statements(stored);
        strbuf_free(&stored->waiting.texts);
        repeats_free(&stored->key.repeats);
        repeats_free(&stored->entity.repeats);
    }
}

/* ---- what tells rows apart ----------------------------------------------- */

static void start_identity(const struct store *store,
                           struct store_identity *identity,
                           const struct schema_field *const *fields,
                           size_t n_fields)
{
    identity->fields = fields;
    identity->n_fields = n_fields;
    for (size_t i = 0; i < n_fields && !identity->watched; i++)
        if (forms_watches_repeats(store->forms, fields[i]))
            identity->watched = fields[i];
}

/* Counts all rows of TABLE by IDENTITY. */
static bool count_rows(struct store *store, const struct schema_table *table,
                       struct store_identity *identity, struct diag *diag)
{
    sqlite3_stmt *statement = NULL;
    struct strbuf sql = STRBUF_INIT;
    if (!store_flush(store, store_table_of(store, table), diag))
        return false;
    store_sql_identity(&sql, table, identity->fields, identity->n_fields);
    int status = sqlite3_prepare_v2(store->db, sql.data, -1, &statement, NULL);
    strbuf_free(&sql);
    while (status == SQLITE_OK &&
           (status = sqlite3_step(statement)) == SQLITE_ROW) {
        uint64_t hash = REPEATS_HASH;
        for (size_t i = 0; i < identity->n_fields; i++) {
            struct store_cell cell;
            store_read_cell(statement, (int)i, &cell);
            hash = repeats_hash(hash, &cell);
        }
        repeats_add(&identity->repeats, hash);
        status = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    identity->is_counted = true;
    return status == SQLITE_DONE || store_failed(store, diag);
}

/* Notes the row of VALUES, which was added last and may repeat another.  Rows
   are counted from the first one on whose watched text came before; one without
   the first of the fields does not count. */
static bool note_identity(struct store *store, const struct schema_table *table,
                          struct store_identity *identity,
                          const struct value *values, struct diag *diag)
{
    if (identity->n_fields == 0 || identity->repeats.found)
        return true;
    if (identity->watched && !identity->is_counted) {
        if (!forms_may_repeat(store->forms, identity->watched))
            return true;
        if (identity->n_fields > 1)
            return count_rows(store, table, identity, diag);
        identity->repeats.found = true;
        return true;
    }
    uint64_t hash = REPEATS_HASH;
    for (size_t i = 0; i < identity->n_fields; i++) {
        char date[11];
        const struct schema_field *field = identity->fields[i];
        struct store_cell cell =
            store_cell_of(values[field - table->fields], field, date);
        if (i == 0 && cell.kind == STORE_NULL)
            return true;
        hash = repeats_hash(hash, &cell);
    }
    repeats_add(&identity->repeats, hash);
    return true;
}

bool store_may_repeat_key(const struct store *store,
                          const struct schema_table *table)
{
    return store_table_of(store, table)->key.repeats.found;
}

bool store_may_repeat_entity(const struct store *store,
                             const struct schema_table *table)
{
    return store_table_of(store, table)->entity.repeats.found;
}

void store_expect_repeats(struct store *store, const struct schema_table *table)
{
    struct store_table *stored = store_table_of(store, table);
    stored->key.repeats.found = true;
    stored->entity.repeats.found = true;
}

/* ---- rows ---------------------------------------------------------------- */

/* Prepares TABLE for its first row. */
static bool start_table(struct store *store, const struct schema_table *table,
                        struct diag *diag)
{
    struct store_table *stored = store_table_of(store, table);
    if (!store_make_named(store, table->name, diag))
        return false;
    stored->fields =
        ARENA_ARRAY(store->arena, struct store_field, table->n_fields);
    stored->before =
        ARENA_ARRAY(store->arena, struct store_field, table->n_fields);
    stored->last_source = SIZE_MAX;
    stored->waiting.cells = ARENA_ARRAY(store->arena, struct store_cell,
                                        WAITING_ROWS * table->n_fields);
    start_identity(store, &stored->key, table->key, table->n_key);
    if (table->entity)
        start_identity(store, &stored->entity, &table->entity, 1);
    return true;
}

static void note_value(struct store_field *known, const struct value *value)
{
    if (value->kind == VALUE_NULL) {
        known->has_empty = true;
        return;
    }
    known->is_filled = true;
    if (value->kind != VALUE_DATE)
        return;
    if (known->first.year == 0 ||
        date_compare(value->as.date, known->first) < 0)
        known->first = value->as.date;
    if (date_compare(value->as.date, known->last) > 0)
        known->last = value->as.date;
}

/* Notes which fields the row fills.  Statements have parameters for the fields
   that sources have columns for and that some row has filled; a statement
   without one that is filled now is replaced. */
static bool note_values(struct store *store, const struct schema_table *table,
                        const struct value *values, struct diag *diag)
{
    struct store_table *stored = store_table_of(store, table);
    bool is_new = false;
    for (size_t i = 0; i < table->n_fields; i++) {
        note_value(&stored->fields[i], &values[i]);
        is_new |= stored->fields[i].is_filled && !stored->fields[i].is_stored;
    }
    if (!is_new)
        return true;
    if (!store_flush(store, stored, diag))
        return false;
    drop_statements(stored);
    for (size_t i = 0; i < table->n_fields; i++)
        stored->fields[i].is_stored |=
            stored->fields[i].is_filled ||
            store_supplies(store, table, &table->fields[i]);
    return true;
}

/* Keeps a copy of VALUES until it is added. */
static void let_wait(struct store_waiting *waiting,
                     const struct schema_table *table,
                     const struct value *values, size_t source, uint32_t line)
{
    struct store_cell *cells = &waiting->cells[waiting->n * table->n_fields];
    char date[11];
    waiting->sources[waiting->n] = source;
    waiting->lines[waiting->n++] = line;
    for (size_t i = 0; i < table->n_fields; i++) {
        cells[i] = store_cell_of(values[i], &table->fields[i], date);
        if (cells[i].kind != STORE_TEXT)
            continue;
        cells[i].integer = (int64_t)waiting->texts.size;
        strbuf_add(&waiting->texts, cells[i].text, cells[i].size);
    }
}

bool store_add_row(struct store *store, const struct schema_table *table,
                   const struct value *values, size_t source, uint32_t line,
                   struct diag *diag)
{
    struct store_table *stored = store_table_of(store, table);
    if (!stored->fields && !start_table(store, table, diag))
        return false;
    if (stored->last_source != source)
        memcpy(stored->before, stored->fields,
               table->n_fields * sizeof *stored->fields);
    stored->last_source = source;
    if (!note_values(store, table, values, diag))
        return false;
    let_wait(&stored->waiting, table, values, source, line);
    stored->n_rows++;
    store->sources.items[source].n_rows++;
    forms_add_row(store->forms, table, values);
    return (stored->waiting.n < WAITING_ROWS ||
            store_flush(store, stored, diag)) &&
           note_identity(store, table, &stored->key, values, diag) &&
           note_identity(store, table, &stored->entity, values, diag);
}

/* ---- rows that are taken back -------------------------------------------- */

/* Writes the statement that reads what the forms compare in TABLE; false when
   they compare nothing of it. */
static bool write_compared(struct strbuf *sql, const struct store *store,
                           const struct schema_table *table)
{
    bool any = false;
    strbuf_clear(sql);
    for (size_t i = 0; i < table->n_fields; i++) {
        if (!forms_compares(store->forms, &table->fields[i]))
            continue;
        strbuf_add_format(sql, any ? ", \"%s\"" : "SELECT \"%s\"",
                          table->fields[i].name);
        any = true;
    }
    strbuf_add_format(sql, " FROM \"%s\"", table->name);
    return any;
}

/* Gives the rows of TABLE to the forms again. */
static bool compare_rows(struct store *store, const struct schema_table *table,
                         const char *sql, struct diag *diag)
{
    sqlite3_stmt *statement = NULL;
    struct value *values = calloc(table->n_fields, sizeof *values);
    int status = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    while (status == SQLITE_OK &&
           (status = sqlite3_step(statement)) == SQLITE_ROW) {
        int column = 0;
        for (size_t i = 0; i < table->n_fields; i++) {
            if (!forms_compares(store->forms, &table->fields[i]))
                continue;
            const char *text =
                (const char *)sqlite3_column_text(statement, column++);
            values[i] = text ? value_text(text) : (struct value){0};
        }
        forms_add_row(store->forms, table, values);
        status = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    free(values);
    return status == SQLITE_DONE || store_failed(store, diag);
}

/* Makes the forms know the rows that are left, and no others. */
static bool compare_again(struct store *store, struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    bool done = true;
    forms_restart(store->forms);
    for (size_t i = 0; done && i < store->schema->n_tables; i++) {
        const struct schema_table *table = &store->schema->tables[i];
        if (store->tables[i].n_rows > 0 && write_compared(&sql, store, table))
            done = compare_rows(store, table, sql.data, diag);
    }
    strbuf_free(&sql);
    return done;
}

/* Makes IDENTITY know the rows that are left, after the forms. */
static bool identify_again(struct store *store,
                           const struct schema_table *table,
                           struct store_identity *identity, struct diag *diag)
{
    repeats_free(&identity->repeats);
    identity->repeats = (struct repeats){0};
    identity->is_counted = false;
    if (identity->n_fields == 0 || store_table_of(store, table)->n_rows == 0 ||
        (identity->watched &&
         !forms_may_repeat(store->forms, identity->watched)))
        return true;
    return count_rows(store, table, identity, diag);
}

/* What is known of the fields is what was before the rows of SOURCE; the
   statements stay as they are. */
static void forget_values(struct store_table *stored,
                          const struct schema_table *table, size_t source)
{
    for (size_t i = 0;
         stored->fields && stored->last_source == source && i < table->n_fields;
         i++) {
        bool is_stored = stored->fields[i].is_stored;
        stored->fields[i] = stored->before[i];
        stored->fields[i].is_stored = is_stored;
    }
}

bool store_take_back(struct store *store, const struct schema_table *table,
                     size_t source, struct diag *diag)
{
    struct store_table *stored = store_table_of(store, table);
    struct strbuf sql = STRBUF_INIT;
    int64_t n_before =
        stored->n_rows - (int64_t)store->sources.items[source].n_rows;
    strbuf_add_format(&sql,
                      "DELETE FROM \"%s\" WHERE _row > %lld;"
                      "DELETE FROM _dropped WHERE source = %zu;",
                      table->name, (long long)n_before, source);
    bool done = store_change(store, strbuf_text(&sql), diag);
    strbuf_free(&sql);
    stored->n_rows = n_before;
    forget_values(stored, table, source);
    store->sources.items[source].n_rows = 0;
    return done && compare_again(store, diag) &&
           identify_again(store, table, &stored->key, diag) &&
           identify_again(store, table, &stored->entity, diag);
}

bool store_add_dropped(struct store *store, const struct schema_field *field,
                       const char *value, size_t source, struct diag *diag)
{
    sqlite3_stmt *insert = NULL;
    if (!store_make_named(store, "_dropped", diag))
        return false;
    const char *name =
        arena_printf(store->scratch, "%s.%s", field->table->name, field->name);
    int status = sqlite3_prepare_v2(
        store->db, "INSERT INTO _dropped VALUES (?, ?, ?)", -1, &insert, NULL);
    if (status == SQLITE_OK) {
        sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, value, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, (sqlite3_int64)source);
        status = sqlite3_step(insert);
    }
    sqlite3_finalize(insert);
    arena_reset(store->scratch);
    return status == SQLITE_DONE || store_failed(store, diag);
}

/* ---- what is known of all rows ------------------------------------------- */

void store_know_remote(struct store *store, const struct schema_table *table,
                       uint64_t n_rows, const bool *has_empty, bool repeats)
{
    struct store_table *stored = store_table_of(store, table);
    stored->fields =
        ARENA_ARRAY(store->arena, struct store_field, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++)
        stored->fields[i] =
            (struct store_field){.has_empty = has_empty[i], .is_filled = true};
    stored->entity.repeats.found = repeats;
    for (size_t i = 0; i < store->sources.n; i++)
        if (store->sources.items[i].table == table->name)
            store->sources.items[i].n_rows = n_rows;
}

int64_t store_n_rows(const struct store *store,
                     const struct schema_table *table)
{
    return store_table_of(store, table)->n_rows;
}

static const struct store_field *known_of(const struct store *store,
                                          const struct schema_field *field)
{
    static const struct store_field nothing;
    const struct store_field *fields =
        store_table_of(store, field->table)->fields;
    return fields ? &fields[field - field->table->fields] : &nothing;
}

bool store_is_filled(const struct store *store,
                     const struct schema_field *field)
{
    return known_of(store, field)->is_filled;
}

bool store_has_empty(const struct store *store,
                     const struct schema_field *field)
{
    return known_of(store, field)->has_empty;
}

bool store_may_be_empty(const struct store *store,
                        const struct schema_field *field)
{
    return store_has_empty(store, field) &&
           store_supplies(store, field->table, field);
}

bool store_days(const struct store *store, const struct schema_field *field,
                struct date *first, struct date *last)
{
    const struct store_field *known = known_of(store, field);
    *first = known->first;
    *last = known->last;
    return known->first.year != 0;
}
