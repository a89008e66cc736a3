#include "dataset/id_scope.h"

#include "base/qualified.h"

#include <string.h>

/* ---- the scope of a file ------------------------------------------------- */

/* The folder in NAME; "./data" is "data". */
static const char *folder_of(struct arena *arena, const char *name)
{
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    const char *slash = strrchr(name, '/');
    return !slash ? "" : arena_strndup(arena, name, (size_t)(slash - name));
}

/* What the wildcards of PATTERN stand for in NAME: everything between the text
   before the first and the text after the last of them. */
static const char *matched_part(struct arena *arena, const char *pattern,
                                const char *name)
{
    static const char wildcards[] = "*?[]";
    size_t before = strcspn(pattern, wildcards);
    size_t behind = 0;
    size_t size = strlen(pattern);
    while (behind < size && !strchr(wildcards, pattern[size - behind - 1]))
        behind++;
    size_t length = strlen(name);
    if (before + behind > length)
        return "";
    return arena_strndup(arena, name + before, length - before - behind);
}

const char *id_scope_of(struct arena *arena, const struct config *config,
                        const struct config_source *source, const char *name)
{
    if (config->ids == IDS_OF_ALL)
        return "";
    if (config->ids == IDS_OF_FOLDER)
        return folder_of(arena, name);
    if (strcspn(source->where, "*?[") < strlen(source->where))
        return matched_part(arena, source->where, name);
    const char *dot = strchr(source->key, '.');
    return !dot ? "" : dot + 1;
}

/* ---- ids of several scopes ----------------------------------------------- */

struct parting {
    struct store *store;
    const struct schema *schema;
    struct diag *diag;
    const struct schema_field *field;
    struct strbuf sql;
};

static const char tables_sql[] =
    "CREATE TABLE _scopes (source INTEGER PRIMARY KEY, scope INTEGER,"
    " mark TEXT);"
    "CREATE TABLE _ids (value TEXT, scope INTEGER,"
    " PRIMARY KEY (value, scope)) WITHOUT ROWID;";

/* Runs the statements in parting->sql, and empties it. */
static bool change(struct parting *parting)
{
    bool done =
        store_change(parting->store, strbuf_text(&parting->sql), parting->diag);
    strbuf_clear(&parting->sql);
    return done;
}

/* The number of the first source of the same scope. */
static size_t scope_number(struct store *store, size_t source)
{
    size_t number = 0;
    while (strcmp(store_source(store, number)->id_scope,
                  store_source(store, source)->id_scope) != 0)
        number++;
    return number;
}

static bool list_scopes(struct parting *parting)
{
    struct strbuf *sql = &parting->sql;
    strbuf_add_text(sql, tables_sql);
    for (size_t i = 0; i < store_n_sources(parting->store); i++) {
        strbuf_add_format(sql, "INSERT INTO _scopes VALUES (%zu, %zu, ", i,
                          scope_number(parting->store, i));
        strbuf_add_text(sql, "'" QUALIFIED_MARK "' || ");
        strbuf_add_quoted(sql, store_source(parting->store, i)->id_scope, '\'');
        strbuf_add_text(sql, " || '" QUALIFIED_MARK "');");
    }
    return change(parting);
}

/* Finds the ids of FIELD, including those of dropped rows, that several scopes
   have. */
static bool find_shared(struct parting *parting)
{
    const struct schema_field *field = parting->field;
    const char *table = field->table->name;
    strbuf_add_format(
        &parting->sql,
        "DELETE FROM _ids;"
        "INSERT OR IGNORE INTO _ids SELECT r.\"%s\", o.scope FROM \"%s\" r "
        "JOIN _scopes o ON o.source = r._source WHERE r.\"%s\" IS NOT NULL;"
        "INSERT OR IGNORE INTO _ids SELECT d.value, o.scope FROM _dropped d "
        "JOIN _scopes o ON o.source = d.source WHERE d.field = '%s.%s';"
        "DELETE FROM _ids WHERE value IN "
        "(SELECT value FROM _ids GROUP BY value HAVING count(*) = 1);"
        "INSERT INTO _shared SELECT DISTINCT '%s.%s', value FROM _ids;",
        field->name, table, field->name, table, field->name, table,
        field->name);
    return change(parting);
}

/* Adds an UPDATE that puts the scope to the ids in COLUMN of TABLE that exist
   in the row's own scope. */
static void add_marking(struct strbuf *sql, const char *table,
                        const char *column, const char *source)
{
    strbuf_add_format(
        sql,
        "UPDATE \"%s\" SET \"%s\" = \"%s\" || (SELECT mark FROM _scopes o "
        "WHERE o.source = \"%s\".%s) WHERE EXISTS (SELECT 1 FROM _ids i JOIN "
        "_scopes o ON o.scope = i.scope WHERE i.value = \"%s\".\"%s\" AND "
        "o.source = \"%s\".%s)",
        table, column, column, table, source, table, column, table, source);
}

static bool mark_ids(struct parting *parting)
{
    const struct schema *schema = parting->schema;
    const struct schema_field *field = parting->field;
    struct strbuf *sql = &parting->sql;
    for (size_t t = 0; t < schema->n_tables; t++)
        for (size_t i = 0; i < schema->tables[t].n_fields; i++) {
            const struct schema_field *other = &schema->tables[t].fields[i];
            if (other != field && schema_find_reference(schema, other) != field)
                continue;
            add_marking(sql, other->table->name, other->name, "_source");
            strbuf_add_text(sql, ";");
        }
    add_marking(sql, "_dropped", "value", "source");
    strbuf_add_format(sql, " AND field = '%s.%s';", field->table->name,
                      field->name);
    return change(parting);
}

/* Takes source, line and id of the first row, and the number of ids. */
static bool note_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    struct parting *parting = context;
    const struct schema_field *field = parting->field;
    (void)n_cells;
    diag_report(parting->diag, DIAG_SHARED_IDS,
                store_place(parting->store, (size_t)cells[0].integer,
                            (uint32_t)cells[1].integer, field),
                (long long)cells[3].integer, field->heading, field->table->name,
                cells[2].text);
    return true;
}

static bool note_shared(struct parting *parting)
{
    const struct schema_field *field = parting->field;
    strbuf_add_format(
        &parting->sql,
        "SELECT _source, _line, \"%s\", (SELECT count(DISTINCT value) FROM "
        "_ids) FROM \"%s\" WHERE \"%s\" IN (SELECT value FROM _ids) "
        "ORDER BY _row LIMIT 1",
        field->name, field->table->name, field->name);
    bool done =
        store_query(parting->store, strbuf_text(&parting->sql), field->place,
                    NULL, 0, NULL, note_row, parting, parting->diag);
    strbuf_clear(&parting->sql);
    return done;
}

static bool part_field(struct parting *parting)
{
    return find_shared(parting) && note_shared(parting) && mark_ids(parting);
}

static bool is_id(const struct schema *schema, const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    return field->type == FIELD_TEXT && !field->references &&
           (field == table->entity ||
            (table->n_key > 0 && field == table->key[0]) ||
            schema_is_referred_to(schema, field));
}

static bool has_several(struct store *store)
{
    for (size_t i = 0; i < store_n_sources(store); i++)
        if (scope_number(store, i) > 0)
            return true;
    return false;
}

bool id_scope_part_ids(struct store *store, struct diag *diag)
{
    if (!has_several(store))
        return true;
    struct parting parting = {
        .store = store, .schema = store_schema(store), .diag = diag};
    bool done = list_scopes(&parting);
    for (size_t t = 0; t < parting.schema->n_tables; t++)
        for (size_t i = 0; done && i < parting.schema->tables[t].n_fields;
             i++) {
            parting.field = &parting.schema->tables[t].fields[i];
            if (is_id(parting.schema, parting.field))
                done = part_field(&parting);
        }
    strbuf_free(&parting.sql);
    return done;
}
