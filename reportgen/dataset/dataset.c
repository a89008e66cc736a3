#include "dataset/dataset.h"

#include "base/nearest.h"
#include "base/qualified.h"
#include "base/unicode.h"
#include "base/wildcard.h"
#include "dataset/copied_rows.h"
#include "dataset/id_scope.h"
#include "dataset/identity.h"
#include "dataset/near_ids.h"
#include "dataset/part_rows.h"
#include "dataset/pushdown.h"
#include "dataset/roll_up.h"
#include "dataset/table_load.h"
#include "dataset/validate.h"
#include "intake/faults.h"
#include "intake/fill.h"
#include "reader/reader.h"

#include <string.h>

/* ---- loading ------------------------------------------------------------- */

struct dataset {
    struct arena *arena;
    const struct config *config;
    const struct schema *schema;
    struct store *store;
    const struct field_words *words; /* of the layout, or NULL */
    struct faults *faults;           /* by table index */
    struct diag *diag;
    dataset_source *visit; /* visits instead of loading; NULL: load */
    void *visit_context;
    struct pushdown *pushdown; /* leaves the rows at the server, or NULL */
};

/* The notation of the source itself takes precedence over that of all
   sources. */
static enum number_notation notation_of(const struct config *config,
                                        const struct config_source *source)
{
    const char *notation =
        !source->notation ? config->notation : source->notation;
    if (!notation)
        return NOTATION_AUTO;
    if (strcmp(notation, "vietnamese") == 0)
        return NOTATION_VIETNAMESE;
    return strcmp(notation, "plain") == 0 ? NOTATION_PLAIN : NOTATION_AUTO;
}

static const char *encoding_of(const struct config *config,
                               const struct config_source *source)
{
    return !source->encoding ? config->encoding : source->encoding;
}

static void report_unknown_table(const struct dataset *dataset,
                                 const struct config_source *source)
{
    struct nearest nearest = NEAREST_INIT;
    size_t size = strlen(source->table);
    for (size_t i = 0; i < dataset->schema->n_tables; i++)
        nearest_offer(&nearest, source->table, size,
                      dataset->schema->tables[i].name);
    diag_report(dataset->diag, DIAG_UNKNOWN_TABLE, source->place, source->table,
                nearest_hint(&nearest));
}

/* The headings in ignore.TABLE, folded. */
static const char **ignored_of(const struct dataset *dataset,
                               const struct schema_table *table, size_t *n)
{
    const struct config *config = dataset->config;
    *n = 0;
    for (size_t i = 0; i < config->n_ignores; i++) {
        const struct config_ignore *ignore = &config->ignores[i];
        if (strcmp(ignore->table, table->name) != 0)
            continue;
        const char **folded =
            ARENA_ARRAY(dataset->arena, const char *, ignore->n_headings);
        for (size_t k = 0; k < ignore->n_headings; k++)
            folded[k] = unicode_fold(dataset->arena, ignore->headings[k]);
        *n = ignore->n_headings;
        return folded;
    }
    return NULL;
}

static void check_ignores(const struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->config->n_ignores; i++) {
        const struct config_ignore *ignore = &dataset->config->ignores[i];
        const struct config_source source = {.table = ignore->table,
                                             .place = ignore->place};
        if (!schema_find_table(dataset->schema, ignore->table))
            report_unknown_table(dataset, &source);
    }
}

/* The field of TABLE itself that decides the period of its rows, or NULL. */
static const struct schema_field *decides(const struct dataset *dataset,
                                          const struct schema_table *table)
{
    const char *wanted = dataset->config->decided_by.text;
    const struct schema_field *field =
        !wanted ? NULL : schema_find_field(table, wanted);
    if (field && field_traits[field->type].is_moment)
        return field;
    return !table->period_by ? NULL
                             : schema_find_field(table, table->period_by);
}

/* The place of an office that reports of one; that of a ministry is where it
   stands. */
static const char *home_of(const struct config *config)
{
    static const char *const above[] = {"bộ ", "chính phủ", "cục ", "ubtw"};
    const char *const offices[] = {config->superior, config->agency};
    struct arena *scratch = arena_create();
    bool is_above = false;
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        const char *lower =
            !offices[i] ? "" : unicode_lower(scratch, offices[i]);
        for (size_t k = 0; k < sizeof above / sizeof *above; k++)
            is_above |= strncmp(lower, above[k], strlen(above[k])) == 0;
    }
    arena_destroy(scratch);
    return is_above ? NULL : config->place;
}

/* True when no other line of [dataset] is one of the table. */
static bool is_only_line(const struct config *config,
                         const struct config_source *source)
{
    for (size_t i = 0; i < config->n_sources; i++)
        if (&config->sources[i] != source &&
            strcmp(config->sources[i].table, source->table) == 0)
            return false;
    return true;
}

/* One source among those that a line of [dataset] stands for; IS_ONLY: no other
   has rows of its table and of whom it is. */
static void load_one(struct dataset *dataset,
                     const struct config_source *source,
                     const struct schema_table *table,
                     const struct reader_class *class, const char *name,
                     const char *path, bool is_only)
{
    struct faults *faults = &dataset->faults[table - dataset->schema->tables];
    struct intake_source from = {
        .table = table,
        .name = name,
        .id_scope = id_scope_of(dataset->arena, dataset->config, source, name),
        .options = {.where = path,
                    .name = path,
                    .encoding = encoding_of(dataset->config, source),
                    .place = source->place,
                    .connection = dataset->config->connection},
        .notation = notation_of(dataset->config, source),
        .fills =
            fill_fields(dataset->arena, dataset->config, table, source, name),
        .titles = {.period = dataset->config->period.window,
                   .home = home_of(dataset->config),
                   .places_on = dataset->config->places_on,
                   .decides = decides(dataset, table),
                   .is_only = is_only}};
    if (dataset->pushdown &&
        !pushdown_look(dataset->pushdown, table, source, &from))
        return;
    from.words = dataset->words;
    from.ignored = ignored_of(dataset, table, &from.n_ignored);
    faults->place = (struct place){.file = path, .kind = PLACE_TEXT};
    if (dataset->visit) {
        dataset->visit(dataset->visit_context, class, &from.options);
        return;
    }
    table_load(dataset->arena, dataset->store, class, &from, faults);
}

/* Reports what FOUND holds; an optional file that a folder lacks is not
   mentioned. */
static void pass_on(const struct dataset *dataset,
                    const struct config_source *source,
                    const struct diag *found)
{
    size_t n;
    const struct diag_message *messages = diag_messages(found, &n);
    for (size_t i = 0; i < n; i++)
        if (!source->optional || messages[i].code != DIAG_WILDCARD_ABSENT)
            diag_pass_on(dataset->diag, &messages[i], messages[i].place);
}

static bool in_same_folder(const char *a, const char *b)
{
    const char *slash = strrchr(a, '/');
    size_t size = !slash ? 0 : (size_t)(slash - a) + 1;
    return strncmp(a, b, size) == 0 && !strchr(b + size, '/');
}

/* Loads all files that match; what follows their path is the same for each.
   False when they cannot all be found. */
static bool load_matches(struct dataset *dataset,
                         const struct config_source *source,
                         const struct schema_table *table,
                         const struct reader_class *class, size_t path_size)
{
    struct arena *arena = dataset->arena;
    const char *behind = source->where + path_size;
    struct wildcard_match *matches;
    size_t n_matches;
    struct diag *found = diag_create(NULL, NULL, false);
    bool good = wildcard_expand(arena, dataset->config->folder,
                                arena_strndup(arena, source->where, path_size),
                                source->place, &matches, &n_matches, found);
    pass_on(dataset, source, found);
    diag_destroy(found);
    if (!good)
        return false;
    for (size_t i = 0; i < n_matches; i++)
        load_one(dataset, source, table, class,
                 arena_printf(arena, "%s%s", matches[i].name, behind),
                 arena_printf(arena, "%s%s", matches[i].path, behind),
                 is_only_line(dataset->config, source) &&
                     (i == 0 ||
                      !in_same_folder(matches[i - 1].path, matches[i].path)) &&
                     (i + 1 == n_matches ||
                      !in_same_folder(matches[i].path, matches[i + 1].path)));
    return true;
}

/* A file whose name contains a wildcard character is that file, even when it
   cannot be read. */
static bool has_wildcards(const struct dataset *dataset, const char *where,
                          size_t path_size)
{
    const char *path = arena_strndup(dataset->arena, where, path_size);
    const struct input input =
        input_at(config_path(dataset->arena, dataset->config, path));
    return wildcard_is_pattern(path) && input_look(&input) == INPUT_ABSENT;
}

static void load_source(struct dataset *dataset,
                        const struct config_source *source)
{
    const struct schema_table *table =
        schema_find_table(dataset->schema, source->table);
    if (!table) {
        report_unknown_table(dataset, source);
        return;
    }
    struct faults *faults = &dataset->faults[table - dataset->schema->tables];
    faults->is_configured = true;
    const struct reader_class *class = reader_class_for(source->where);
    if (!class) {
        faults->is_incomplete = true;
        diag_report(dataset->diag, DIAG_NO_READER, source->place,
                    source->where);
        return;
    }
    size_t path_size = !class->path_size ? strlen(source->where)
                                         : class->path_size(source->where);
    if (!has_wildcards(dataset, source->where, path_size))
        load_one(dataset, source, table, class, source->where,
                 path_size == 0 ? source->where /* no file */
                                : config_path(dataset->arena, dataset->config,
                                              source->where),
                 is_only_line(dataset->config, source));
    else if (!load_matches(dataset, source, table, class, path_size))
        faults->is_incomplete = true;
}

static void check_required(const struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->schema->n_tables; i++) {
        const struct schema_table *table = &dataset->schema->tables[i];
        if (table->required && !dataset->faults[i].is_configured)
            diag_report(dataset->diag, DIAG_MISSING_TABLE,
                        dataset->config->schema.place, table->name,
                        table->name);
    }
}

static bool start_dataset(struct dataset *dataset)
{
    const struct schema *schema = dataset->schema;
    if (!dataset->store)
        return false;
    dataset->faults =
        ARENA_ARRAY(dataset->arena, struct faults, schema->n_tables);
    for (size_t i = 0; i < schema->n_tables; i++) {
        dataset->faults[i].diag = dataset->diag;
        dataset->faults[i].table = &schema->tables[i];
        dataset->faults[i].most_listed = dataset->config->most_faults;
    }
    fill_check(dataset->config, schema, dataset->diag);
    check_ignores(dataset);
    return true;
}

static void load_sources(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->config->n_sources; i++)
        load_source(dataset, &dataset->config->sources[i]);
    check_required(dataset);
}

/* What the rows tell only all together.  False after a report. */
static bool finish_rows(struct dataset *dataset)
{
    struct store *store = dataset->store;
    struct diag *diag = dataset->diag;
    roll_up_check_copies(store, diag);
    return identity_unify(store, dataset->faults, diag) &&
           copied_rows_tell(store, diag) && id_scope_part_ids(store, diag) &&
           store_seal(store, diag) &&
           near_ids_tell(store, dataset->faults, diag);
}

static void close_faults(struct dataset *dataset)
{
    for (size_t i = 0; i < dataset->schema->n_tables; i++)
        faults_close(&dataset->faults[i]);
}

struct store *dataset_load(struct arena *arena, const struct config *config,
                           const struct schema *schema,
                           const struct field_words *words, struct diag *diag)
{
    struct dataset dataset = {.arena = arena,
                              .config = config,
                              .schema = schema,
                              .store = store_create(arena, schema, words, diag),
                              .words = words,
                              .diag = diag};
    if (!start_dataset(&dataset))
        return NULL;
    load_sources(&dataset);
    if (!finish_rows(&dataset)) {
        store_destroy(dataset.store);
        return NULL;
    }
    validate(dataset.store, dataset.faults);
    part_rows_tell(dataset.store, dataset.faults);
    roll_up_check_expected(dataset.store, config, diag);
    close_faults(&dataset);
    return dataset.store;
}

void dataset_visit_sources(struct arena *arena, const struct config *config,
                           const struct schema *schema, dataset_source *visit,
                           void *context)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct dataset dataset = {.arena = arena,
                              .config = config,
                              .schema = schema,
                              .diag = unheard,
                              .visit = visit,
                              .visit_context = context};
    dataset.faults = ARENA_ARRAY(arena, struct faults, schema->n_tables);
    for (size_t i = 0; i < schema->n_tables; i++)
        dataset.faults[i] =
            (struct faults){.diag = unheard, .table = &schema->tables[i]};
    for (size_t i = 0; i < config->n_sources; i++)
        load_source(&dataset, &config->sources[i]);
    diag_destroy(unheard);
}

struct store *dataset_leave(struct arena *arena, const struct config *config,
                            const struct schema *schema,
                            const struct field_words *words,
                            struct pushdown **pushdown, const char **why)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct dataset dataset = {.arena = arena,
                              .config = config,
                              .schema = schema,
                              .store =
                                  store_create(arena, schema, words, unheard),
                              .words = words,
                              .diag = unheard};
    *pushdown = dataset.pushdown = pushdown_create(arena, config, schema);
    *why = NULL;
    bool stays = start_dataset(&dataset);
    if (stays) {
        load_sources(&dataset);
        close_faults(&dataset);
        stays = pushdown_check(*pushdown, why) &&
                store_seal(dataset.store, unheard);
    }
    if (stays)
        pushdown_tell_store(*pushdown, dataset.store);
    else
        store_destroy(dataset.store);
    diag_destroy(unheard);
    return stays ? dataset.store : NULL;
}

struct store *dataset_fetch(struct arena *arena, const struct config *config,
                            const struct schema *schema,
                            const struct field_words *words,
                            struct pushdown *pushdown, struct diag *diag)
{
    struct dataset dataset = {.arena = arena,
                              .config = config,
                              .schema = schema,
                              .store = store_create(arena, schema, words, diag),
                              .words = words,
                              .diag = diag,
                              .pushdown = pushdown};
    if (!start_dataset(&dataset))
        return NULL;
    pushdown_prepare(pushdown, store_forms(dataset.store));
    for (size_t i = 0; i < schema->n_tables; i++)
        dataset.faults[i].is_checked =
            pushdown_has(pushdown, &schema->tables[i]);
    load_sources(&dataset);
    if (!finish_rows(&dataset)) {
        store_destroy(dataset.store);
        return NULL;
    }
    validate(dataset.store, dataset.faults);
    pushdown_tell_store(pushdown, dataset.store);
    roll_up_check_expected(dataset.store, config, diag);
    close_faults(&dataset);
    return dataset.store;
}

/* ---- the dataset as text ------------------------------------------------- */

struct dump {
    struct strbuf *buf;
    struct store *store;
    const struct schema_table *table;
};

static bool dump_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    struct dump *dump = context;
    char place[512];
    place_format(store_place(dump->store, (size_t)cells[0].integer,
                             (uint32_t)cells[1].integer, NULL),
                 place, sizeof place);
    strbuf_add_format(dump->buf, "%s:", place);
    for (size_t i = 2; i < n_cells; i++) {
        const struct schema_field *field = &dump->table->fields[i - 2];
        if (cells[i].kind == STORE_NULL)
            continue;
        strbuf_add_format(dump->buf, " %s=", field->name);
        if (cells[i].kind == STORE_INTEGER)
            strbuf_add_integer(dump->buf, cells[i].integer);
        else if (field->type == FIELD_TEXT)
            qualified_dump(dump->buf, cells[i].text);
        else
            strbuf_add(dump->buf, cells[i].text, cells[i].size);
    }
    strbuf_add_char(dump->buf, '\n');
    return true;
}

static void dump_table(struct dump *dump, struct diag *diag)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT _source, _line");
    for (size_t i = 0; i < dump->table->n_fields; i++)
        strbuf_add_format(&sql, ", \"%s\"", dump->table->fields[i].name);
    strbuf_add_format(&sql, " FROM \"%s\" ORDER BY _row", dump->table->name);
    store_query(dump->store, sql.data, dump->table->place, NULL, 0, NULL,
                dump_row, dump, diag);
    strbuf_free(&sql);
}

static void dump_sources(struct dump *dump)
{
    for (size_t i = 0; i < store_n_sources(dump->store); i++) {
        const struct store_source *source = store_source(dump->store, i);
        if (strcmp(source->table, dump->table->name) == 0)
            strbuf_add_format(dump->buf, "table %s: %s, %llu rows\n",
                              source->table, source->name,
                              (unsigned long long)source->n_rows);
    }
}

void dataset_dump(struct strbuf *buf, struct store *store, struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    for (size_t i = 0; i < schema->n_tables; i++) {
        struct dump dump = {buf, store, &schema->tables[i]};
        dump_sources(&dump);
        dump_table(&dump, diag);
    }
}
