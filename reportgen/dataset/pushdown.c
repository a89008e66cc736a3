#include "dataset/pushdown.h"

#include "base/query_words.h"
#include "base/sha256.h"
#include "dataset/pushdown_inside.h"

#include <errno.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define N_(text) text

bool pushdown_refuse(struct pushdown *pushdown, const char *why)
{
    if (!pushdown->why)
        pushdown->why = why;
    return false;
}

bool pushdown_refuse_table(struct pushdown *pushdown,
                           const struct remote_table *remote, const char *why)
{
    return pushdown_refuse(pushdown,
                           arena_printf(pushdown->arena, "%s: %s",
                                        remote->table->name, gettext(why)));
}

bool pushdown_refuse_field(struct pushdown *pushdown,
                           const struct schema_field *field, const char *why)
{
    return pushdown_refuse(pushdown, arena_printf(pushdown->arena, "%s.%s: %s",
                                                  field->table->name,
                                                  field->name, gettext(why)));
}

/* ---- sources ------------------------------------------------------------- */

bool pushdown_is_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->n_sources; i++)
        if (config->sources[i].pushdown)
            return true;
    return false;
}

const char *pushdown_wanted(struct arena *arena,
                            const struct config_source *source)
{
    const size_t prefix = strlen(PUSHDOWN_PREFIX);
    if (strncasecmp(source->where, PUSHDOWN_PREFIX, prefix) != 0)
        return NULL;
    const char *text = source->where + prefix;
    text += strspn(text, " \t\n");
    size_t size = strlen(text);
    while (size > 0 && strchr("; \t\n", text[size - 1]))
        size--;
    return arena_strndup(arena, text, size);
}

/* WANTED as something to select from. */
static const char *rows_of(struct arena *arena, const char *wanted)
{
    return query_is_written(wanted)
               ? arena_printf(arena, "(%s\n)", wanted)
               : arena_printf(arena, "(SELECT * FROM %s)", wanted);
}

struct pushdown *pushdown_create(struct arena *arena,
                                 const struct config *config,
                                 const struct schema *schema)
{
    struct pushdown *pushdown = ARENA_NEW(arena, struct pushdown);
    *pushdown = (struct pushdown){.arena = arena,
                                  .config = config,
                                  .schema = schema,
                                  .unheard = diag_create(NULL, NULL, false)};
    pushdown->tables =
        ARENA_ARRAY(arena, struct remote_table, schema->n_tables + 1);
    for (size_t i = 0; i < schema->n_tables; i++)
        pushdown->tables[i].table = &schema->tables[i];
    return pushdown;
}

struct remote_table *pushdown_table(const struct pushdown *pushdown,
                                    const struct schema_table *table)
{
    return &pushdown->tables[table - pushdown->schema->tables];
}

/* Keeps how the columns of a source are bound: intake_source.bound. */
static void bind(void *context, const struct schema_table *table,
                 const struct binding *binding, const struct value *fallbacks)
{
    struct pushdown *pushdown = context;
    struct remote_table *remote = pushdown_table(pushdown, table);
    remote->numbers = binding->numbers;
    remote->fallbacks = fallbacks;
    remote->units = ARENA_ARRAY(pushdown->arena, int64_t, table->n_fields + 1);
    for (size_t i = 0; i < table->n_fields; i++)
        remote->units[i] = bind_unit_of(binding, &table->fields[i]);
}

bool pushdown_look(struct pushdown *pushdown, const struct schema_table *table,
                   const struct config_source *source,
                   struct intake_source *from)
{
    struct arena *arena = pushdown->arena;
    const struct remote_table *remote = pushdown_table(pushdown, table);
    const char *wanted = pushdown_wanted(arena, source);
    const bool stays = pushdown->is_checked ? remote->state == REMOTE_STAYS
                                            : source->pushdown && wanted;
    if (!stays && !pushdown->is_checked)
        return false;
    if (wanted && pushdown->is_open && !pushdown->failed)
        from->options.link = &pushdown->link;
    if (!stays || (pushdown->is_checked && remote->needs_all))
        return true;
    if (pushdown->is_checked && remote->needs) {
        from->options.where =
            arena_printf(arena, PUSHDOWN_PREFIX "%s", remote->query);
        return true;
    }
    from->options.where =
        arena_printf(arena, PUSHDOWN_PREFIX "SELECT * FROM %s AS q LIMIT 0",
                     rows_of(arena, wanted));
    from->bound = bind;
    from->bound_context = pushdown;
    return true;
}

/* The rows of REMOTE are loaded here; the first reason counts. */
static void read_here(struct remote_table *remote, const char *why)
{
    remote->state = REMOTE_READ;
    remote->relation = NULL;
    remote->has_field = NULL;
    if (!remote->why)
        remote->why = why;
}

static void take_source(struct pushdown *pushdown,
                        const struct config_source *source,
                        struct remote_table *remote)
{
    struct arena *arena = pushdown->arena;
    const char *wanted = pushdown_wanted(arena, source);
    const bool comes_again = remote->state != REMOTE_NONE;
    remote->state = REMOTE_STAYS;
    remote->is_wanted |= source->pushdown;
    remote->has_field = ARENA_ARRAY(arena, bool, remote->table->n_fields + 1);
    remote->has_empty = ARENA_ARRAY(arena, bool, remote->table->n_fields + 1);
    if (!source->pushdown || !wanted || !remote->numbers) {
        read_here(remote, arena_printf(arena,
                                       gettext("source “%s” is not left at the "
                                               "server"),
                                       source->key));
    } else if (comes_again || source->expect) {
        read_here(remote,
                  arena_printf(arena,
                               gettext("table “%s” has several sources, "
                                       "or says who is expected"),
                               source->table));
    } else {
        remote->name = query_is_written(wanted) ? NULL : wanted;
        remote->rows = rows_of(arena, wanted);
    }
}

static void take_sources(struct pushdown *pushdown)
{
    const struct config *config = pushdown->config;
    for (size_t i = 0; i < config->n_sources; i++) {
        const struct config_source *source = &config->sources[i];
        const struct schema_table *table =
            schema_find_table(pushdown->schema, source->table);
        if (table)
            take_source(pushdown, source, pushdown_table(pushdown, table));
    }
    for (size_t i = 0; i < pushdown->schema->n_tables; i++)
        if (pushdown->tables[i].state == REMOTE_NONE)
            pushdown_make_empty(pushdown, &pushdown->tables[i]);
}

/* ---- queries ------------------------------------------------------------- */

static void keep_query(struct pushdown *pushdown, const char *sql,
                       uint64_t n_rows, struct sha256 *hash)
{
    if (pushdown->n_queries == pushdown->capacity) {
        size_t capacity = pushdown->capacity * 2 + 16;
        struct pushdown_query *queries =
            ARENA_ARRAY(pushdown->arena, struct pushdown_query, capacity);
        if (pushdown->n_queries > 0)
            memcpy(queries, pushdown->queries,
                   pushdown->n_queries * sizeof *queries);
        pushdown->queries = queries;
        pushdown->capacity = capacity;
    }
    struct pushdown_query *query = &pushdown->queries[pushdown->n_queries++];
    query->sql = arena_strdup(pushdown->arena, sql);
    query->n_rows = n_rows;
    sha256_finish(hash, query->sha256);
}

/* False when the whole number in TEXT exceeds 64 bits. */
static bool read_whole(const char *text, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno == 0 && end > text && (*end == '\0' || *end == '.') &&
           strspn(end, ".0") == strlen(end);
}

/* Reads the row at *ROW into CELLS, whose texts are kept in TEXTS, and moves
 *ROW behind it; false when a number exceeds 64 bits. */
static bool read_cells(const struct pushdown *pushdown, const char **row,
                       struct strbuf *texts, struct store_cell *cells)
{
    const struct postgres_link *link = &pushdown->link;
    const char *text = *row;
    struct strbuf value = STRBUF_INIT;
    bool fits = true;
    strbuf_clear(texts);
    for (int i = 0; i < link->n_columns && fits; i++) {
        bool given = postgres_link_value(&text, &value);
        cells[i] = (struct store_cell){.kind = STORE_NULL};
        if (given && postgres_type_is_whole(link->types[i])) {
            cells[i].kind = STORE_INTEGER;
            fits = read_whole(strbuf_text(&value), &cells[i].integer);
        } else if (given && link->types[i] == POSTGRES_BOOL) {
            cells[i].kind = STORE_INTEGER;
            cells[i].integer = strbuf_text(&value)[0] == 't';
        } else if (given) {
            cells[i].kind = STORE_TEXT;
            cells[i].integer = (int64_t)texts->size; /* TEXTS may move */
            cells[i].size = value.size;
            strbuf_add(texts, strbuf_text(&value), value.size + 1);
        }
    }
    for (int i = 0; i < link->n_columns; i++)
        if (cells[i].kind == STORE_TEXT)
            cells[i].text = strbuf_text(texts) + cells[i].integer;
    strbuf_free(&value);
    text += strcspn(text, "\n");
    *row = *text == '\n' ? text + 1 : text;
    return fits;
}

static const char *last_message(const struct pushdown *pushdown)
{
    size_t n;
    const struct diag_message *messages = diag_messages(pushdown->unheard, &n);
    return n > 0 ? arena_strdup(pushdown->arena, messages[n - 1].text)
                 : gettext(N_("the server does not answer"));
}

static bool ask(struct pushdown *pushdown, const char *sql)
{
    if (pushdown->is_open)
        return postgres_link_next(&pushdown->link, sql);
    pushdown->is_open = true;
    return postgres_link_open(&pushdown->link, pushdown->arena,
                              arena_strdup(pushdown->arena, PUSHDOWN_PREFIX),
                              pushdown->config->connection, sql,
                              pushdown->unheard);
}

bool pushdown_query(struct pushdown *pushdown, const char *sql, store_row *row,
                    void *context, const char **why)
{
    struct sha256 *hash = sha256_create();
    struct strbuf texts = STRBUF_INIT;
    uint64_t n_rows = 0;
    bool wanted = true;
    *why = NULL;
    if (pushdown->failed || !ask(pushdown, sql)) {
        char ignored[65];
        sha256_finish(hash, ignored);
        pushdown->failed = true;
        *why = last_message(pushdown);
        return false;
    }
    struct store_cell *cells = ARENA_ARRAY(pushdown->arena, struct store_cell,
                                           pushdown->link.n_columns + 1);
    while (pushdown->link.frame.kind == FRAME_ROWS) {
        const struct strbuf *bytes = &pushdown->link.bytes;
        const char *at = bytes->data;
        sha256_add(hash, bytes->data, bytes->size);
        while (at < bytes->data + bytes->size) {
            n_rows++;
            if (!read_cells(pushdown, &at, &texts, cells))
                *why = gettext(N_("a sum is too large"));
            else if (wanted && !*why)
                wanted = row(context, cells, (size_t)pushdown->link.n_columns);
        }
        if (!postgres_link_receive(&pushdown->link)) {
            pushdown->failed = true;
            *why = last_message(pushdown);
            break;
        }
    }
    strbuf_free(&texts);
    keep_query(pushdown, sql, n_rows, hash);
    return !*why;
}

bool pushdown_ask(struct pushdown *pushdown, const char *sql, store_row *row,
                  void *context)
{
    const char *why;
    return pushdown_query(pushdown, sql, row, context, &why) ||
           pushdown_refuse(pushdown, why);
}

bool pushdown_take_number(void *context, const struct store_cell *cells,
                          size_t n_cells)
{
    (void)n_cells;
    *(int64_t *)context = cells[0].integer;
    return false;
}

/* ---- the check ----------------------------------------------------------- */

typedef bool check_function(struct pushdown *pushdown,
                            struct remote_table *remote);

/* Runs one step for all tables that stay so far. */
static void check_all(struct pushdown *pushdown, check_function *check)
{
    for (size_t i = 0; i < pushdown->schema->n_tables; i++) {
        struct remote_table *remote = &pushdown->tables[i];
        if (remote->state != REMOTE_STAYS)
            continue;
        pushdown->why = NULL;
        if (!check(pushdown, remote))
            read_here(remote, pushdown->why);
    }
}

/* What is loaded is looked at together with what it depends on, and with what
   depends on it: a faulty row is dropped here, and its id is known. */
static void spread_reading(struct pushdown *pushdown)
{
    const struct schema *schema = pushdown->schema;
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < schema->n_tables; i++) {
            struct remote_table *remote = &pushdown->tables[i];
            for (size_t k = 0;
                 k < schema->n_tables && remote->state == REMOTE_STAYS; k++) {
                if (pushdown->tables[k].state != REMOTE_READ ||
                    !(pushdown_depends(pushdown, &schema->tables[i],
                                       &schema->tables[k]) ||
                      pushdown_depends(pushdown, &schema->tables[k],
                                       &schema->tables[i])))
                    continue;
                pushdown->why = NULL;
                pushdown_refuse_table(
                    pushdown, remote,
                    N_("its rows are checked together with those of a table "
                       "that is read"));
                read_here(remote, pushdown->why);
                remote->depends = changed = true;
            }
        }
    }
}

bool pushdown_check(struct pushdown *pushdown, const char **why)
{
    static check_function *const checks[] = {
        pushdown_find_partition, pushdown_read_columns,
        pushdown_make_relation,  pushdown_check_cells,
        pushdown_check_meanings, pushdown_check_key,
        pushdown_check_entity,   pushdown_check_references,
        pushdown_check_rules};
    bool any = false;
    take_sources(pushdown);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        check_all(pushdown, checks[i]);
    spread_reading(pushdown);
    pushdown->is_checked = true;
    *why = NULL;
    for (size_t i = 0; i < pushdown->schema->n_tables; i++) {
        const struct remote_table *remote = &pushdown->tables[i];
        any |= remote->state == REMOTE_STAYS;
        if (!*why && remote->state == REMOTE_READ && !remote->depends)
            *why = remote->why;
    }
    return any && !pushdown->failed;
}

bool pushdown_has(const struct pushdown *pushdown,
                  const struct schema_table *table)
{
    return pushdown_table(pushdown, table)->state == REMOTE_STAYS;
}

void pushdown_tell_store(struct pushdown *pushdown, struct store *store)
{
    pushdown->n_read = 0;
    for (size_t i = 0; i < pushdown->schema->n_tables; i++) {
        const struct remote_table *remote = &pushdown->tables[i];
        if (remote->state != REMOTE_STAYS)
            continue;
        pushdown->n_read += (uint64_t)store_n_rows(store, remote->table);
        store_know_remote(store, remote->table, remote->n_rows,
                          remote->has_empty, remote->repeats);
    }
}

/* ---- for tallies --------------------------------------------------------- */

static bool add_relation(const void *context, struct strbuf *sql,
                         const struct schema_table *table)
{
    const struct remote_table *remote = pushdown_table(context, table);
    if (!remote->relation)
        return false;
    strbuf_add_text(sql, remote->relation);
    return true;
}

static bool has_field(const void *context, const struct schema_field *field)
{
    const struct remote_table *remote = pushdown_table(context, field->table);
    return remote->has_field && remote->has_field[field - field->table->fields];
}

struct postgres_server pushdown_server(const struct pushdown *pushdown)
{
    return (struct postgres_server){.add_relation = add_relation,
                                    .has_field = has_field,
                                    .context = pushdown};
}

const char *pushdown_partition(const struct pushdown *pushdown,
                               const struct schema_table *table,
                               const struct schema_field **entity)
{
    const struct remote_table *remote = pushdown_table(pushdown, table);
    *entity = remote->entity_in_one ? table->entity : NULL;
    return remote->partition ? "_part" : NULL;
}

const struct pushdown_query *pushdown_queries(const struct pushdown *pushdown,
                                              size_t *n)
{
    *n = pushdown->n_queries;
    return pushdown->queries;
}

void pushdown_give_up(struct pushdown *pushdown, const char *tally,
                      const char *why)
{
    struct given_up *given_up = ARENA_NEW(pushdown->arena, struct given_up);
    *given_up = (struct given_up){arena_strdup(pushdown->arena, tally),
                                  arena_strdup(pushdown->arena, why),
                                  pushdown->given_up};
    pushdown->given_up = given_up;
    pushdown->n_given_up++;
}

const char *pushdown_given_up(const struct pushdown *pushdown,
                              const char *tally)
{
    const struct given_up *given_up = pushdown->given_up;
    while (given_up && strcmp(given_up->tally, tally) != 0)
        given_up = given_up->next;
    return given_up ? given_up->why : NULL;
}

size_t pushdown_n_given_up(const struct pushdown *pushdown)
{
    return pushdown->n_given_up;
}

bool pushdown_has_failed(const struct pushdown *pushdown)
{
    return pushdown->failed;
}

void pushdown_report(const struct pushdown *pushdown, struct place place,
                     struct diag *diag)
{
    for (size_t i = 0; i < pushdown->schema->n_tables; i++) {
        const struct remote_table *remote = &pushdown->tables[i];
        if (remote->state == REMOTE_READ && remote->is_wanted)
            diag_report(diag, DIAG_PUSHDOWN_REFUSED, place, remote->why);
    }
    diag_report(diag, DIAG_PUSHDOWN_DONE, place, (long long)pushdown->n_queries,
                (long long)pushdown->n_read);
}

void pushdown_close(struct pushdown *pushdown)
{
    if (!pushdown)
        return;
    if (pushdown->is_open)
        postgres_link_close(&pushdown->link);
    diag_destroy(pushdown->unheard);
}
