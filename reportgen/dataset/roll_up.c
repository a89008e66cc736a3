#include "dataset/roll_up.h"

#include "base/unicode.h"
#include "config/ini.h"
#include "schema/place_map.h"

#include <libintl.h>
#include <string.h>

/* ---- copies -------------------------------------------------------------- */

static const struct store_source *find_copy(const struct store *store,
                                            size_t at)
{
    const struct store_source *source = store_source((struct store *)store, at);
    for (size_t i = 0; i < at; i++) {
        const struct store_source *other =
            store_source((struct store *)store, i);
        if (other->table == source->table &&
            strcmp(other->sha256, source->sha256) == 0)
            return other;
    }
    return NULL;
}

void roll_up_check_copies(const struct store *store, struct diag *diag)
{
    for (size_t i = 0; i < store_n_sources(store); i++) {
        const struct store_source *source =
            store_source((struct store *)store, i);
        if (source->n_rows == 0 || *source->sha256 == '\0')
            continue;
        const struct store_source *other = find_copy(store, i);
        if (other)
            diag_report(
                diag, DIAG_SAME_SOURCE,
                (struct place){.file = source->path, .kind = PLACE_TEXT},
                other->path);
    }
}

/* ---- who is expected ----------------------------------------------------- */

struct expected {
    struct arena *arena;
    struct store *store;
    const struct config *config;
    const struct schema_table *table;
    const struct config_source *source; /* that expects them */
    const struct schema_field *field;   /* that tells whose row it is */
    const char **found;                 /* folded, or codes */
    size_t n_found, room;
    const char **missing; /* labels */
    size_t n_missing;
};

static const struct config_source *
expecting_source(const struct config *config, const struct schema_table *table)
{
    for (size_t i = 0; i < config->n_sources; i++)
        if (config->sources[i].expect &&
            strcmp(config->sources[i].table, table->name) == 0)
            return &config->sources[i];
    return NULL;
}

static const struct schema_field *place_of(const struct schema_table *table,
                                           const struct schema_field *text)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].of && (!text || table->fields[i].of == text))
            return &table->fields[i];
    return NULL;
}

/* The text field that [fill] takes from folder or file. */
static const struct schema_field *filled_field(const struct expected *expected)
{
    const struct schema_table *table = expected->table;
    for (size_t i = 0; i < expected->config->n_fills; i++) {
        const struct config_fill *fill = &expected->config->fills[i];
        const char *dot = strrchr(fill->key, '.');
        const struct schema_field *field =
            schema_find_field(table, dot ? dot + 1 : fill->key);
        if (field && strchr(fill->text, '{') && field->type == FIELD_TEXT)
            return field;
    }
    return NULL;
}

/* The field of a place, unless the names of folders or files give something
   else, such as the commune: then that one. */
static const struct schema_field *owner_field(const struct expected *expected,
                                              bool wants_places)
{
    const struct schema_field *filled =
        wants_places ? NULL : filled_field(expected);
    const struct schema_field *place = place_of(expected->table, filled);
    return place ? place : filled;
}

static bool note_found(void *context, const struct store_cell *cells,
                       size_t n_cells)
{
    struct expected *expected = context;
    (void)n_cells;
    if (cells[0].kind != STORE_TEXT)
        return true;
    if (expected->n_found == expected->room) {
        size_t room = expected->room * 2 + 64;
        const char **items = ARENA_ARRAY(expected->arena, const char *, room);
        if (expected->n_found > 0)
            memcpy(items, expected->found, expected->n_found * sizeof *items);
        expected->found = items;
        expected->room = room;
    }
    expected->found[expected->n_found++] =
        expected->field->of ? arena_strdup(expected->arena, cells[0].text)
                            : unicode_fold(expected->arena, cells[0].text);
    return true;
}

static bool find_owners(struct expected *expected, struct diag *diag)
{
    const char *sql =
        arena_printf(expected->arena, "SELECT DISTINCT \"%s\" FROM \"%s\"",
                     expected->field->name, expected->table->name);
    return store_query(expected->store, sql, expected->source->place, NULL, 0,
                       NULL, note_found, expected, diag);
}

/* True when a folder "da-lat" is "Đà Lạt": a name without diacritics stands for
   every name with its letters. */
static bool is_named(const struct expected *expected, const char *found,
                     const char *key)
{
    return strcmp(found, key) == 0 ||
           (!expected->field->of &&
            strcmp(found, unicode_slug(expected->arena, key)) == 0);
}

static void miss(struct expected *expected, const char *key, const char *label)
{
    for (size_t i = 0; i < expected->n_found; i++)
        if (is_named(expected, expected->found[i], key))
            return;
    expected->missing[expected->n_missing++] = label;
}

/* Adds the places that are missing, of those that exist on the day that
   counts. */
static void miss_places(struct expected *expected)
{
    const struct schema_values *places = &expected->field->places->values;
    const int64_t on = date_to_days(expected->config->places_on);
    expected->missing =
        ARENA_ARRAY(expected->arena, const char *, places->n_values);
    for (size_t i = 0; i < places->n_values; i++) {
        const struct schema_value *place = &places->values[i];
        if ((place->valid_from.year == 0 ||
             date_to_days(place->valid_from) <= on) &&
            (place->valid_to.year == 0 || date_to_days(place->valid_to) >= on))
            miss(expected, place->code, place->label);
    }
}

static void miss_listed(struct expected *expected, struct diag *diag)
{
    struct arena *arena = expected->arena;
    size_t n;
    const char **names = ini_split(arena, expected->source->expect, '|', &n);
    expected->missing = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        const struct schema_field *field = expected->field;
        if (!field->of) {
            miss(expected, unicode_fold(arena, names[i]), names[i]);
            continue;
        }
        const struct schema_value *place = place_map_find(
            field->places, arena, names[i], expected->config->places_on);
        if (place)
            miss(expected, place->code, place->label);
        else
            diag_report(diag, DIAG_UNKNOWN_EXPECTED, expected->source->place,
                        names[i], expected->table->name,
                        gettext("the map of places has no such place"));
    }
}

/* Finds who is missing; false when nobody is expected, or after a report. */
static bool find_missing(struct expected *expected, struct diag *diag)
{
    expected->source = expecting_source(expected->config, expected->table);
    if (!expected->source)
        return false;
    bool wants_places = strcmp(expected->source->expect, "places") == 0;
    expected->field = owner_field(expected, wants_places);
    if (!expected->field) {
        diag_report(diag, DIAG_UNKNOWN_EXPECTED, expected->source->place,
                    expected->source->expect, expected->table->name,
                    gettext("no field tells whose a row is"));
        return false;
    }
    if (!find_owners(expected, diag))
        return false;
    if (wants_places)
        miss_places(expected);
    else
        miss_listed(expected, diag);
    return true;
}

const char **roll_up_missing(struct arena *arena, struct store *store,
                             const struct config *config,
                             const struct schema_table *table, size_t *n)
{
    struct expected expected = {
        .arena = arena, .store = store, .config = config, .table = table};
    struct diag *unheard = diag_create(NULL, NULL, false);
    bool found = find_missing(&expected, unheard);
    diag_destroy(unheard);
    *n = expected.n_missing;
    return found ? expected.missing : NULL;
}

void roll_up_check_expected(struct store *store, const struct config *config,
                            struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    struct arena *arena = arena_create();
    for (size_t t = 0; t < schema->n_tables; t++) {
        struct expected expected = {.arena = arena,
                                    .store = store,
                                    .config = config,
                                    .table = &schema->tables[t]};
        if (!find_missing(&expected, diag) || expected.n_missing == 0)
            continue;
        struct strbuf list = STRBUF_INIT;
        for (size_t i = 0; i < expected.n_missing; i++)
            strbuf_add_format(&list, "%s%s", i == 0 ? "" : ", ",
                              expected.missing[i]);
        diag_report(diag, DIAG_MISSING_EXPECTED, expected.source->place,
                    expected.table->name, strbuf_text(&list));
        strbuf_free(&list);
    }
    arena_destroy(arena);
}
