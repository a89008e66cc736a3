#include "tally/tally_define.h"

#include "base/infile.h"
#include "base/nearest.h"
#include "expression/scan.h"
#include "tally/tally_items.h"

#include <string.h>

enum { LARGEST_SQL_FILE = 1 << 20 };

/* A section while it is read. */
struct defining {
    struct arena *arena;
    const struct config *config;
    const struct ini *layout;
    struct ini_section *section;
    const struct store *store;
    const struct schema *schema;
    struct diag *diag;
    struct tally_definition *definition;
};

/* The words for periods, in the order of enum tally_period. */
static const char *const period_words[] = {
    "this", "none", "year_to_date", "whole_years", "previous_year", "previous"};

enum { N_PERIOD_WORDS = sizeof period_words / sizeof *period_words };

/* The names that every template has; see template/expand.c. */
static const char *const reserved_names[] = {
    "period",     "agency", "document", "signer", "addressee",
    "addressees", "text",   "annex",    "each",   "missing"};

/* The entry of KEY, or of "PREFIX.KEY" when PREFIX is given; NULL when it is
   absent or empty. */
static struct ini_entry *find_entry(const struct defining *defining,
                                    const char *prefix, const char *key)
{
    if (prefix)
        key = arena_printf(defining->arena, "%s.%s", prefix, key);
    struct ini_entry *entry = ini_section_entry(defining->section, key);
    return !entry || entry->value[0] == '\0' ? NULL : entry;
}

/* The place of part I of a value that ini_split() takes apart at commas. */
static struct place place_of_part(const struct ini_entry *entry, size_t i)
{
    const char *part = entry->value;
    for (;;) {
        part += strspn(part, " ,");
        if (i-- == 0)
            break;
        part += strcspn(part, ",");
    }
    return place_within(entry->value_place, entry->value,
                        (size_t)(part - entry->value));
}

/* ---- table and dates ----------------------------------------------------- */

static bool supplies(const void *context, const struct schema_table *table,
                     const struct schema_field *field)
{
    return store_supplies(context, table, field);
}

static bool may_be_empty(const void *context, const struct schema_table *table,
                         const struct schema_field *field)
{
    (void)table;
    return store_may_be_empty(context, field);
}

static bool may_repeat(const void *context, const struct schema_table *table)
{
    return store_may_repeat_entity(context, table);
}

static bool set_table(const struct defining *defining,
                      struct tally_query *query, const struct ini_entry *from)
{
    const struct schema *schema = defining->schema;
    const struct schema_table *table = schema_find_table(schema, from->value);
    if (!table) {
        struct nearest nearest = NEAREST_INIT;
        for (size_t i = 0; i < schema->n_tables; i++)
            nearest_offer(&nearest, from->value, strlen(from->value),
                          schema->tables[i].name);
        diag_report(defining->diag, DIAG_TALLY_TABLE, from->value_place,
                    from->value, nearest_hint(&nearest));
        return false;
    }
    struct expression_scope *scope = &query->scope;
    expression_scope_init(defining->arena, scope, schema, table);
    scope->context = defining->store;
    scope->may_be_empty = may_be_empty;
    scope->may_repeat = may_repeat;
    if (defining->definition->absent_empty && !defining->definition->is_list)
        scope->supplies = supplies;
    if (query->prefix)
        scope->suffix =
            arena_printf(defining->arena, "_%d",
                         (int)(query - defining->definition->queries));
    return true;
}

static bool decides_period(const struct schema_field *field)
{
    return field && field_traits[field->type].is_moment;
}

/* The path that the schema has for dates, or the field of [period] decided_by
   if it belongs to the table that this path leads to. */
static const char *default_date(const struct defining *defining,
                                const struct schema_table *table)
{
    const char *path = table->period_by;
    const char *wanted = defining->config->decided_by.text;
    if (!path || !wanted)
        return path;
    const char *dot = strchr(path, '.');
    if (!dot)
        return decides_period(schema_find_field(table, wanted)) ? wanted : path;
    const char *name =
        arena_strndup(defining->arena, path, (size_t)(dot - path));
    const struct schema_field *reference = schema_find_field(table, name);
    const struct schema_field *target =
        !reference ? NULL : schema_find_reference(defining->schema, reference);
    if (!target || !decides_period(schema_find_field(target->table, wanted)))
        return path;
    return arena_printf(defining->arena, "%s.%s", name, wanted);
}

static bool set_date(const struct defining *defining, struct tally_query *query,
                     const struct ini_entry *period_by)
{
    const char *path = period_by ? period_by->value
                                 : default_date(defining, query->scope.table);
    struct place place = period_by ? period_by->value_place : query->place;
    if (!path) {
        diag_report(defining->diag, DIAG_TALLY_NO_DATE, place,
                    query->scope.table->name);
        return false;
    }
    query->date = expression_field(defining->arena, &query->scope, path, place,
                                   defining->diag);
    if (!query->date)
        return false;
    if (!decides_period(query->date->field)) {
        diag_report(defining->diag, DIAG_TALLY_NOT_DATE, place, path);
        return false;
    }
    query->date_field = query->date->field;
    const struct expression_source *source = query->date->source;
    for (; source->from; source = source->from)
        query->date_reference = source->reference;
    return true;
}

static struct period shifted(const struct period *period,
                             enum tally_period kind)
{
    switch (kind) {
    case TALLY_YEAR_TO_DATE:
        return period_year_to_date(period);
    case TALLY_WHOLE_YEARS:
        return period_whole_years(period);
    case TALLY_PREVIOUS_YEAR:
        return period_same_last_year(period);
    case TALLY_PREVIOUS:
        return period_previous(period);
    case TALLY_THIS:
    case TALLY_NONE:
        break;
    }
    return *period;
}

static bool find_period_word(const char *word, enum tally_period *kind)
{
    for (size_t i = 0; i < N_PERIOD_WORDS; i++) {
        if (strcmp(period_words[i], word) == 0) {
            *kind = (enum tally_period)i;
            return true;
        }
    }
    return false;
}

/* The period that QUERY takes: what its key says, else FALLBACK. */
static bool read_period(const struct defining *defining,
                        struct tally_query *query, enum tally_period fallback)
{
    const struct ini_entry *period =
        find_entry(defining, query->prefix, "period");
    query->kind = fallback;
    if (period && !find_period_word(period->value, &query->kind)) {
        diag_report(defining->diag, DIAG_BAD_VALUE, period->value_place,
                    period->value, period->key,
                    "this, none, year_to_date, whole_years, previous_year, "
                    "previous");
        return false;
    }
    query->period = shifted(&defining->config->period, query->kind);
    return true;
}

/* True when the node uses :first or :last: such a query selects by itself, and
   needs no field that decides. */
static bool uses_window(const struct expression *node)
{
    if (!node)
        return false;
    if (node->kind == EXPRESSION_PARAMETER &&
        strncmp(node->text, "first", strlen("first")) == 0)
        return true;
    for (size_t i = 0; i < node->n_parts; i++)
        if (uses_window(node->parts[i]))
            return true;
    return node->select && uses_window(node->select->where);
}

static bool set_period(const struct defining *defining,
                       struct tally_query *query, enum tally_period fallback)
{
    const char *prefix = query->prefix;
    if (!read_period(defining, query, fallback))
        return false;
    struct ini_entry *period_by = find_entry(defining, prefix, "period_by");
    if (!period_by && prefix &&
        query->scope.table == defining->definition->queries[0].scope.table)
        period_by = find_entry(defining, NULL, "period_by");
    if (query->kind == TALLY_NONE && !period_by)
        return true;
    if (!period_by && uses_window(query->where))
        return true;
    return set_date(defining, query, period_by);
}

/* ---- where and groups ---------------------------------------------------- */

static bool set_where(const struct defining *defining,
                      struct tally_query *query, const struct ini_entry *where)
{
    if (!where)
        return true;
    query->where_place = where->value_place;
    query->where_text = where->value;
    query->where = expression_read(defining->arena, &query->scope, where->value,
                                   strlen(where->value), where->value_place,
                                   EXPRESSION_CONDITION, defining->diag);
    return query->where != NULL;
}

static bool set_part(const struct defining *defining, struct tally_group *group,
                     const char *word, struct place place)
{
    static const char *const words[] = {"", "year", "quarter", "month"};
    if (group->field->type == FIELD_YEAR && strcmp(word, "year") == 0)
        return true;
    for (enum group_part part = PART_YEAR; part <= PART_MONTH; part++) {
        if (strcmp(words[part], word) == 0 &&
            group->field->type == FIELD_DATE) {
            group->part = part;
            group->late = defining->config->period.closing == CLOSING_ND09;
            return true;
        }
    }
    diag_report(defining->diag, DIAG_TALLY_DATE_PART, place, word,
                group->field->name);
    return false;
}

static bool set_group(const struct defining *defining,
                      struct tally_query *query, struct tally_group *group,
                      const char *text, struct place place)
{
    const char *colon = strchr(text, ':');
    const char *path =
        !colon ? text
               : arena_strndup(defining->arena, text, (size_t)(colon - text));
    group->name = text;
    group->schema = defining->schema;
    if (strcmp(path, "@date") == 0 && query->date)
        group->path = query->date;
    else
        group->path = expression_field(defining->arena, &query->scope, path,
                                       place, defining->diag);
    if (!group->path)
        return false;
    group->field = group->path->field;
    group->decides = query->kind != TALLY_NONE &&
                     group->field->type == FIELD_YEAR &&
                     group->field == query->date_field;
    group->absent =
        query->scope.supplies &&
        !store_supplies(defining->store, group->field->table, group->field);
    return !colon || set_part(defining, group, colon + 1, place);
}

static bool have_common_code(const struct schema_values *a,
                             const struct schema_values *b)
{
    for (size_t i = 0; i < a->n_values; i++)
        if (schema_find_value(b, a->values[i].code))
            return true;
    return false;
}

/* What the keys of GROUP are. */
static enum type_kind kind_of_keys(const struct tally_group *group)
{
    return group->part == PART_YEAR ? TYPE_YEAR
                                    : type_of_field(group->field).kind;
}

/* True when the keys of two groups may be the same. */
static bool have_like_keys(const struct tally_group *a,
                           const struct tally_group *b)
{
    const enum type_kind kind = kind_of_keys(a);
    if (kind != kind_of_keys(b))
        return false;
    if (kind == TYPE_CODE)
        return have_common_code(a->field->values, b->field->values);
    return kind == TYPE_YEAR || a->part == b->part;
}

/* Group I of QUERY stands beside that of the tally itself, or is no group that
   it has already. */
static bool check_group(const struct defining *defining,
                        const struct tally_query *query, size_t i,
                        struct place place)
{
    const struct tally_group *group = &query->groups[i];
    const struct tally_group *own = &defining->definition->queries[0].groups[i];
    if (query->prefix && !have_like_keys(own, group)) {
        diag_report(defining->diag, DIAG_TALLY_COMPARE_GROUPS, place,
                    group->name, own->name);
        return false;
    }
    for (size_t k = 0; k < i; k++) {
        if (strcmp(query->groups[k].name, group->name) == 0) {
            diag_report(defining->diag, DIAG_TALLY_DUPLICATE, place,
                        group->name);
            return false;
        }
    }
    return true;
}

static bool set_groups(const struct defining *defining,
                       struct tally_query *query,
                       const struct ini_entry *group_by)
{
    if (!group_by)
        return true;
    size_t n;
    const char **names = ini_split(defining->arena, group_by->value, ',', &n);
    if (n == 0 || n > MOST_GROUPS ||
        (query->prefix && n != defining->definition->n_groups)) {
        diag_report(defining->diag, DIAG_TALLY_GROUPS, group_by->value_place);
        return false;
    }
    if (!query->prefix)
        defining->definition->n_groups = n;
    bool set = true;
    for (size_t i = 0; i < n; i++) {
        struct place place = place_of_part(group_by, i);
        if (!set_group(defining, query, &query->groups[i], names[i], place) ||
            (set && !check_group(defining, query, i, place)))
            set = false;
    }
    return set;
}

static bool check_join(const struct defining *defining,
                       struct tally_query *query)
{
    struct ini_entry *join = find_entry(defining, query->prefix, "join");
    if (!join)
        return true;
    const struct schema_field *field =
        schema_find_field(query->scope.table, join->value);
    if (field && schema_find_reference(defining->schema, field))
        return true;
    diag_report(defining->diag, DIAG_NO_REFERENCE, join->value_place,
                query->scope.table->name, join->value);
    return false;
}

/* ---- queries ------------------------------------------------------------- */

/* The key of a further query, or the tally's own when both ask the same
   table. */
static struct ini_entry *own_or_inherited(const struct defining *defining,
                                          const struct tally_query *query,
                                          const char *key)
{
    struct ini_entry *entry = find_entry(defining, query->prefix, key);
    if (entry || !query->prefix)
        return entry;
    const struct tally_query *own = &defining->definition->queries[0];
    bool inherits =
        query->scope.table == own->scope.table || strcmp(key, "where") != 0;
    return inherits ? find_entry(defining, NULL, key) : NULL;
}

/* Finds KEY and the keys "measure.NAME" of the section, *N of them, in their
   order. */
static struct item_source *find_items(const struct defining *defining,
                                      const struct tally_query *query,
                                      const char *key, size_t *n)
{
    static const char measure[] = "measure.";
    struct ini_section *section = defining->section;
    struct ini_entry *own = own_or_inherited(defining, query, key);
    struct item_source *sources = ARENA_ARRAY(
        defining->arena, struct item_source, section->n_entries + 1);
    *n = 0;
    if (own)
        sources[(*n)++] = (struct item_source){own, NULL};
    if (defining->definition->is_list ||
        (query->prefix && find_entry(defining, query->prefix, key)))
        return sources;
    for (size_t i = 0; i < section->n_entries; i++) {
        struct ini_entry *entry = &section->entries[i];
        if (strncmp(entry->key, measure, strlen(measure)) != 0 ||
            *entry->value == '\0')
            continue;
        entry->used = true;
        sources[(*n)++] =
            (struct item_source){entry, entry->key + strlen(measure)};
    }
    return sources;
}

/* True when SECTION has a key "measure.NAME". */
static bool names_measures(const struct ini_section *section)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (strncmp(section->entries[i].key, "measure.", 8) == 0 &&
            *section->entries[i].value != '\0')
            return true;
    return false;
}

static bool set_query(const struct defining *defining,
                      struct tally_query *query, struct ini_entry *from,
                      enum tally_period kind)
{
    struct tally_definition *definition = defining->definition;
    const char *key = definition->is_list ? "columns" : "measures";
    if (!set_table(defining, query, from) || !check_join(defining, query))
        return false;
    bool set =
        set_where(defining, query, own_or_inherited(defining, query, "where"));
    /* Set the period first: groups may be those of its date. */
    set = set_period(defining, query, kind) && set;
    set = set_groups(defining, query,
                     own_or_inherited(defining, query, "group_by")) &&
          set;
    size_t n_sources;
    struct item_source *sources = find_items(defining, query, key, &n_sources);
    struct item_reader reader = {.arena = defining->arena,
                                 .scope = &query->scope,
                                 .is_list = definition->is_list,
                                 .diag = defining->diag};
    return items_read(&reader, sources, n_sources, &query->items,
                      &query->n_items) &&
           set;
}

static bool add_comparison(const struct defining *defining, const char *name,
                           struct place place)
{
    struct tally_definition *definition = defining->definition;
    struct tally_query *query = &definition->queries[definition->n_queries++];
    query->prefix = name;
    query->place = place;
    enum tally_period kind;
    struct ini_entry *from = find_entry(defining, name, "from");
    if (!find_period_word(name, &kind)) {
        kind = TALLY_WHOLE_YEARS;
        if (!from) {
            diag_report(defining->diag, DIAG_TALLY_COMPARE, place, name, name);
            return false;
        }
    }
    if (!from)
        from = find_entry(defining, NULL, "from");
    return set_query(defining, query, from, kind);
}

static bool is_compared(const struct tally_definition *definition,
                        const char *name)
{
    for (size_t i = 1; i < definition->n_queries; i++)
        if (strcmp(definition->queries[i].prefix, name) == 0)
            return true;
    return false;
}

static bool add_comparisons(const struct defining *defining)
{
    struct ini_entry *compare = find_entry(defining, NULL, "compare");
    if (!compare)
        return true;
    size_t n;
    const char **names = ini_split(defining->arena, compare->value, ',', &n);
    bool added = true;
    for (size_t i = 0; i < n; i++) {
        struct place place = place_of_part(compare, i);
        if (defining->definition->n_queries == MOST_QUERIES) {
            diag_report(defining->diag, DIAG_TOO_MANY_JOINS, place,
                        MOST_QUERIES - 1);
            return false;
        }
        if (is_compared(defining->definition, names[i])) {
            diag_report(defining->diag, DIAG_TALLY_DUPLICATE, place, names[i]);
            return false;
        }
        if (!add_comparison(defining, names[i], place))
            added = false;
    }
    return added;
}

/* ---- order and limit ----------------------------------------------------- */

/* SQLite sorts lists, by a column or by any field of the rows. */
static bool set_list_order(const struct defining *defining,
                           struct tally_order *order)
{
    struct tally_query *query = &defining->definition->queries[0];
    for (size_t i = 0; i < query->n_items; i++) {
        const struct tally_item *item = &query->items[i];
        if (strcmp(item->name, order->name) != 0)
            continue;
        order->tree = item->tree;
        order->field = item->field;
        if (item->tree)
            return true;
        diag_report(defining->diag, DIAG_TALLY_ORDER,
                    defining->definition->order_place, order->name, "-");
        return false;
    }
    order->tree =
        expression_field(defining->arena, &query->scope, order->name,
                         defining->definition->order_place, defining->diag);
    if (order->tree)
        order->field = order->tree->field;
    return order->tree != NULL;
}

static bool set_orders(const struct defining *defining)
{
    struct tally_definition *definition = defining->definition;
    struct ini_entry *entry = find_entry(defining, NULL, "order_by");
    if (!entry)
        return true;
    size_t n;
    const char **parts = ini_split(defining->arena, entry->value, ',', &n);
    definition->order_place = entry->value_place;
    if (n > MOST_ORDERS) {
        diag_report(defining->diag, DIAG_TOO_MANY_ORDERS, entry->value_place,
                    MOST_ORDERS);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t n_words;
        const char **words =
            ini_split(defining->arena, parts[i], ' ', &n_words);
        struct tally_order *order = &definition->orders[definition->n_orders++];
        order->name = words[0];
        order->descending = n_words > 1 && strcmp(words[1], "desc") == 0;
        if (n_words > 2 || (n_words == 2 && !order->descending &&
                            strcmp(words[1], "asc") != 0)) {
            diag_report(defining->diag, DIAG_BAD_VALUE, entry->value_place,
                        parts[i], "order_by",
                        "COLUMN, COLUMN asc, COLUMN desc");
            return false;
        }
        if (definition->is_list && !definition->sql &&
            definition->queries[0].scope.table &&
            !set_list_order(defining, order))
            return false;
    }
    return true;
}

/* Keys that say something of groups stand where there are as many. */
static bool check_groups_of_keys(const struct defining *defining)
{
    static const struct {
        const char *key;
        size_t n_groups;
        bool of_lists; /* too */
    } keys[] = {{"order_by", 1, true},
                {"limit", 1, true},
                {"empty", 1, true},
                {"pairs", 2, false}};
    const struct tally_definition *definition = defining->definition;
    bool good = true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct ini_entry *entry = find_entry(defining, NULL, keys[i].key);
        if (!entry || definition->n_groups >= keys[i].n_groups ||
            (definition->is_list && keys[i].of_lists))
            continue;
        diag_report(defining->diag, DIAG_TALLY_NEEDS_GROUPS, entry->place,
                    entry->key, definition->name, (int)definition->n_groups);
        good = false;
    }
    return good;
}

static bool set_options(const struct defining *defining)
{
    struct tally_definition *definition = defining->definition;
    definition->limit = (size_t)ini_section_integer(
        defining->section, "limit", 0, 1000000, 0, defining->diag);
    definition->empty =
        ini_section_boolean(defining->section, "empty", true, defining->diag);
    definition->pairs =
        ini_section_boolean(defining->section, "pairs", true, defining->diag);
    static const char *const words[] = {"told", "shown"};
    definition->shows_missing =
        ini_section_choice(defining->section, "missing", words, 2, 0,
                           defining->diag) == 1;
    return set_orders(defining) && check_groups_of_keys(defining);
}

/* ---- a statement of the layout's own ------------------------------------- */

/* The first columns of a statement become the keys of its groups. */
static void set_keys(const struct defining *defining)
{
    struct tally_definition *definition = defining->definition;
    size_t n_columns = definition->queries[0].n_items;
    long most = n_columns < MOST_GROUPS ? (long)n_columns : MOST_GROUPS;
    definition->n_groups = (size_t)ini_section_integer(
        defining->section, "groups", 0, most, 0, defining->diag);
    definition->is_list = definition->n_groups == 0;
}

/* Reads totals = yes | no | COLUMN, ...: the columns whose rows may be added
   up.  None is by default: a statement may return averages, or the same thing
   several times. */
static bool set_totals(const struct defining *defining)
{
    struct tally_query *query = &defining->definition->queries[0];
    struct ini_entry *entry = find_entry(defining, NULL, "totals");
    bool all = entry && strcmp(entry->value, "yes") == 0;
    for (size_t i = 0; i < query->n_items; i++)
        query->items[i].list_total =
            all && value_traits[query->items[i].kind].adds_up ? ADDS_ROWS
                                                              : ADDS_NOTHING;
    if (!entry || all || strcmp(entry->value, "no") == 0)
        return true;
    size_t n;
    const char **names = ini_split(defining->arena, entry->value, ',', &n);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < query->n_items &&
               (strcmp(query->items[k].name, names[i]) != 0 ||
                !value_traits[query->items[k].kind].adds_up))
            k++;
        if (k == query->n_items) {
            diag_report(defining->diag, DIAG_BAD_VALUE, entry->value_place,
                        names[i], "totals",
                        "yes, no, columns of integer or money");
            return false;
        }
        query->items[k].list_total = ADDS_ROWS;
    }
    return true;
}

static bool set_statement(const struct defining *defining,
                          const struct ini_entry *sql)
{
    struct tally_definition *definition = defining->definition;
    struct tally_query *query = &definition->queries[0];
    struct infile file;
    /* The file stands beside the layout.ini that names it. */
    const struct ini *layout = defining->layout;
    while (layout->base && strcmp(layout->path, sql->place.file) != 0)
        layout = layout->base;
    const struct input input = input_below(defining->arena, layout->folder,
                                           sql->value, sql->value_place);
    if (!infile_read_input(defining->arena, &input, LARGEST_SQL_FILE,
                           defining->diag, &file))
        return false;
    infile_make_plain(defining->arena, &file);
    if (strlen(file.data) != file.size) {
        diag_report(defining->diag, DIAG_CONFIG_CHARACTER,
                    (struct place){.file = file.path}, 0u);
        return false;
    }
    definition->sql = file.data;
    query->scope.schema = defining->schema;
    query->place = (struct place){.file = file.path};
    if (!read_period(defining, query, TALLY_THIS))
        return false;
    struct item_reader reader = {.arena = defining->arena,
                                 .scope = &query->scope,
                                 .is_list = true,
                                 .diag = defining->diag};
    if (!statement_columns_read(&reader, find_entry(defining, NULL, "columns"),
                                &query->items, &query->n_items))
        return false;
    set_keys(defining);
    return set_totals(defining) && set_options(defining);
}

/* ---- the section --------------------------------------------------------- */

static bool check_name(const struct defining *defining)
{
    const char *name = defining->definition->name;
    bool good = scan_is_name(name, strlen(name));
    for (size_t i = 0; i < sizeof reserved_names / sizeof *reserved_names; i++)
        good = good && strcmp(reserved_names[i], name) != 0;
    if (!good)
        diag_report(defining->diag, DIAG_TALLY_NAME, defining->section->place,
                    name);
    return good;
}

/* Reads absent = zero | empty. */
static bool set_absent(const struct defining *defining)
{
    struct ini_entry *entry = find_entry(defining, NULL, "absent");
    if (!entry || strcmp(entry->value, "zero") == 0)
        return true;
    defining->definition->absent_empty = strcmp(entry->value, "empty") == 0;
    if (!defining->definition->absent_empty)
        diag_report(defining->diag, DIAG_BAD_VALUE, entry->value_place,
                    entry->value, entry->key, "zero, empty");
    return defining->definition->absent_empty;
}

static bool missing(const struct defining *defining, const char *key)
{
    diag_report(defining->diag, DIAG_MISSING_KEY, defining->section->place, key,
                defining->section->name);
    return false;
}

bool tally_define(struct arena *arena, const struct config *config,
                  const struct ini *layout, struct ini_section *section,
                  const struct store *store, struct diag *diag,
                  struct tally_definition *definition)
{
    *definition =
        (struct tally_definition){.name = section->name + strlen("tally."),
                                  .place = section->place,
                                  .agency_place = config->place};
    struct defining defining = {.arena = arena,
                                .config = config,
                                .layout = layout,
                                .section = section,
                                .store = store,
                                .schema = store_schema(store),
                                .diag = diag,
                                .definition = definition};
    section->used = true;
    struct ini_entry *from = find_entry(&defining, NULL, "from");
    const bool measures =
        find_entry(&defining, NULL, "measures") || names_measures(section);
    struct ini_entry *columns = find_entry(&defining, NULL, "columns");
    struct ini_entry *sql = find_entry(&defining, NULL, "sql");
    if (!check_name(&defining) || !set_absent(&defining))
        return false;
    definition->n_queries = 1;
    definition->queries[0].place = section->place;
    if (sql && !from && !measures)
        return !columns ? missing(&defining, "columns")
                        : set_statement(&defining, sql);
    if ((!measures) == (!columns) || sql) {
        diag_report(diag, DIAG_TALLY_KEYS, section->place);
        return false;
    }
    if (!from)
        return missing(&defining, "from");
    definition->is_list = columns != NULL;
    bool defined =
        set_query(&defining, &definition->queries[0], from, TALLY_THIS);
    if (definition->queries[0].scope.table && !definition->is_list)
        defined = add_comparisons(&defining) && defined;
    return set_options(&defining) && defined;
}
