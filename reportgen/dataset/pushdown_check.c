#include "dataset/pushdown_inside.h"

#include "intake/heading.h"
#include "schema/money_unit.h"
#include "schema/sql_words.h"

#include <libintl.h>
#include <string.h>
#include <strings.h>

#define N_(text) text

/* Days and amounts that the intake takes without a schema's word
   (intake/plausible.c). */
enum { FIRST_YEAR = 1990, YEARS_AHEAD = 5 };
#define HUGE_AMOUNT "1000000000000"

/* Refuses the table for the reason WHY unless SQL counts 0. */
static bool must_be_none(struct pushdown *pushdown,
                         const struct remote_table *remote, const char *sql,
                         const char *why)
{
    int64_t n = 0;
    return pushdown_ask(pushdown, sql, pushdown_take_number, &n) &&
           (n == 0 || pushdown_refuse_table(pushdown, remote, why));
}

/* ---- cells --------------------------------------------------------------- */

/* Ids that look like no other but for small letters: the intake makes
   look-alike forms equal, which the server cannot do.  Letters of ASCII and Đ,
   digits, and signs between them. */
#define PLAIN_ID      "^[0-9A-Za-zĐđ]([0-9A-Za-zĐđ./_-]*[0-9A-Za-zĐđ])?$"
#define SMALL_LETTERS "abcdefghijklmnopqrstuvwxyzđ"
#define CAPITALS      "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"

static bool is_compared(const struct pushdown *pushdown,
                        const struct schema_field *field)
{
    return field->type == FIELD_TEXT &&
           schema_tells_rows_apart(pushdown->schema,
                                   schema_find_root(pushdown->schema, field));
}

/* Adds "count(*) FILTER (WHERE ...)", which counts the rows whose value of
   FIELD the intake would change or report.  "_cN" is the column as the source
   has it. */
static void add_faults(struct strbuf *sql, const struct pushdown *pushdown,
                       const struct remote_table *remote,
                       const struct schema_field *field)
{
    const size_t i = (size_t)(field - remote->table->fields);
    const uint32_t number = remote->numbers[i];
    const uint32_t type = number > 0 ? remote->column_types[number - 1] : 0;
    const char *f = arena_printf(pushdown->arena, "t.\"%s\"", field->name);
    const char *c = arena_printf(pushdown->arena, "t.\"_c%zu\"", i);
    strbuf_add_text(sql, "count(*) FILTER (WHERE false");
    if (field->required)
        strbuf_add_format(sql, " OR %s IS NULL", f);
    if (is_compared(pushdown, field))
        strbuf_add_format(sql, " OR %s !~ '%s'", f, PLAIN_ID);
    else if (postgres_type_is_text(type))
        strbuf_add_format(sql, " OR %s <> btrim(%s) OR %s = ''", c, c, c);
    if (type == POSTGRES_NUMERIC)
        strbuf_add_format(sql, " OR %s * %lld <> trunc(%s * %lld)", c,
                          (long long)remote->units[i], c,
                          (long long)remote->units[i]);
    if (field->has_min)
        strbuf_add_format(sql, " OR %s < %lld", f, (long long)field->min);
    if (field->has_max)
        strbuf_add_format(sql, " OR %s > %lld", f, (long long)field->max);
    if (field->has_plausible_min)
        strbuf_add_format(sql, " OR (%s < %lld AND %s <> 0)", f,
                          (long long)field->plausible_min, f);
    if (field->has_plausible_max)
        strbuf_add_format(sql, " OR %s > %lld", f,
                          (long long)field->plausible_max);
    if (field->type == FIELD_MONEY)
        strbuf_add_format(sql, " OR abs(%s) > %s", f, HUGE_AMOUNT);
    if (field->type == FIELD_DATE || field->type == FIELD_YEAR) {
        int from = field->plausible_from ? field->plausible_from : FIRST_YEAR;
        int to =
            pushdown->config->period.window.last.year +
            (field->plausible_years ? field->plausible_years : YEARS_AHEAD);
        if (field->type == FIELD_YEAR)
            strbuf_add_format(sql, " OR %s NOT BETWEEN %d AND %d", f, from, to);
        else
            strbuf_add_format(sql,
                              " OR %s NOT BETWEEN date '%d-01-01' AND date "
                              "'%d-12-31'",
                              f, from, to);
    }
    strbuf_add_char(sql, ')');
}

struct counting {
    struct pushdown *pushdown;
    struct remote_table *remote;
    bool failed;
};

/* The cells: the number of rows, then for each field of the relation how many
   values are empty and how many are faulty. */
static bool take_counts(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    struct counting *counting = context;
    struct remote_table *remote = counting->remote;
    (void)n_cells;
    remote->n_rows = (uint64_t)cells[0].integer;
    size_t at = 1;
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->of)
            continue;
        remote->has_empty[i] = cells[at].integer > 0;
        if (cells[at + 1].integer > 0)
            counting->failed = !pushdown_refuse_field(
                counting->pushdown, field,
                N_("some of its cells need a closer look"));
        at += 2;
    }
    for (size_t i = 0; i < remote->table->n_fields; i++)
        if (remote->table->fields[i].of)
            remote->has_empty[i] =
                remote->has_empty[remote->table->fields[i].of -
                                  remote->table->fields];
    return false;
}

/* Counts empty and faulty values of all fields in one pass over the rows. */
bool pushdown_check_cells(struct pushdown *pushdown,
                          struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    struct counting counting = {pushdown, remote, false};
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT count(*)");
    for (size_t i = 0; i < table->n_fields; i++) {
        if (table->fields[i].of)
            continue;
        strbuf_add_format(&sql, ", count(*) FILTER (WHERE t.\"%s\" IS NULL), ",
                          table->fields[i].name);
        add_faults(&sql, pushdown, remote, &table->fields[i]);
    }
    strbuf_add_text(&sql, " FROM (SELECT ");
    for (size_t i = 0; i < table->n_fields; i++) {
        if (table->fields[i].of || remote->numbers[i] == 0)
            continue;
        strbuf_add_text(&sql, "q.");
        strbuf_add_quoted(&sql, remote->column_names[remote->numbers[i] - 1],
                          '"');
        strbuf_add_format(&sql, " AS \"_c%zu\", ", i);
    }
    strbuf_add_format(&sql, "%s FROM %s AS q) AS t", remote->columns,
                      remote->rows);
    bool good =
        pushdown_ask(pushdown, strbuf_text(&sql), take_counts, &counting) &&
        !counting.failed;
    strbuf_free(&sql);
    return good;
}

static const char *names_of(struct arena *arena,
                            const struct schema_field *const *fields, size_t n)
{
    struct strbuf names = STRBUF_INIT;
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(&names, "%s\"%s\"", i > 0 ? ", " : "",
                          fields[i]->name);
    const char *text = arena_strdup(arena, strbuf_text(&names));
    strbuf_free(&names);
    return text;
}

/* No two ids differ by small letters alone; what refers to one is written as it
   is (pushdown_check_references()). */
static bool check_forms(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (remote->numbers[i] > 0 && is_compared(pushdown, field) &&
            schema_find_root(pushdown->schema, field) == field &&
            !must_be_none(
                pushdown, remote,
                arena_printf(
                    pushdown->arena,
                    "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP "
                    "BY translate(t.\"%s\", '%s', '%s') HAVING "
                    "min(t.\"%s\" COLLATE \"C\") <> max(t.\"%s\" "
                    "COLLATE \"C\") LIMIT 1) AS d",
                    remote->relation, field->name, SMALL_LETTERS, CAPITALS,
                    field->name, field->name),
                N_("an id is written in several ways")))
            return false;
    }
    return true;
}

/* The words of a column that tells in what its row counts. */
struct unit_words {
    struct arena *scratch;
    size_t n;
    bool scale; /* one of them is more than the name of a thing */
};

static bool take_unit(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct unit_words *words = context;
    (void)n_cells;
    words->n++;
    arena_reset(words->scratch);
    words->scale =
        cells[0].kind == STORE_TEXT &&
        (heading_count_scale(words->scratch, cells[0].text, NULL) > 1 ||
         money_unit_read(words->scratch, cells[0].text).has_currency);
    return !words->scale;
}

/* Refuses the table when words of FIELD multiply the counts beside them ("nghìn
   tờ"), or are so many that they are no units. */
static bool check_units(struct pushdown *pushdown, struct remote_table *remote,
                        const struct schema_field *field)
{
    enum { MOST_UNITS = 1000 };
    struct unit_words words = {.scratch = arena_create()};
    const char *sql = arena_printf(
        pushdown->arena,
        "SELECT DISTINCT t.\"%s\" FROM %s AS t WHERE t.\"%s\" IS "
        "NOT NULL LIMIT %d",
        field->name, remote->relation, field->name, MOST_UNITS + 1);
    const bool good = pushdown_ask(pushdown, sql, take_unit, &words);
    arena_destroy(words.scratch);
    return good && ((!words.scale && words.n <= MOST_UNITS) ||
                    pushdown_refuse_field(
                        pushdown, field, N_("its words are units of figures")));
}

bool pushdown_check_meanings(struct pushdown *pushdown,
                             struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (field->scales && remote->numbers[i] != 0 &&
            !check_units(pushdown, remote, field))
            return false;
    }
    for (size_t i = 0; i < table->n_key; i++) {
        size_t at = (size_t)(table->key[i] - table->fields);
        if (!table->key[i]->required && remote->numbers[at] != 0 &&
            remote->has_empty[at])
            return pushdown_refuse_field(
                pushdown, table->key[i],
                N_("rows that leave it empty may be totals of others"));
    }
    return true;
}

bool pushdown_check_key(struct pushdown *pushdown, struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    if (!check_forms(pushdown, remote))
        return false;
    return table->n_key == 0 ||
           must_be_none(
               pushdown, remote,
               arena_printf(
                   pushdown->arena,
                   "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP "
                   "BY %s HAVING count(*) > 1 LIMIT 1) AS d",
                   remote->relation,
                   names_of(pushdown->arena, table->key, table->n_key)),
               N_("two rows have the same key"));
}

bool pushdown_check_entity(struct pushdown *pushdown,
                           struct remote_table *remote)
{
    const struct schema_table *table = remote->table;
    struct strbuf sql = STRBUF_INIT;
    int64_t n = 0;
    if (!table->entity)
        return true;
    bool good = pushdown_ask(
        pushdown,
        arena_printf(pushdown->arena,
                     "SELECT count(*) FROM (SELECT 1 FROM %s AS t "
                     "GROUP BY \"%s\" HAVING count(*) > 1 LIMIT 1) "
                     "AS d",
                     remote->relation, table->entity->name),
        pushdown_take_number, &n);
    remote->repeats = n > 0;
    strbuf_add_format(&sql,
                      "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP BY "
                      "\"%s\" HAVING false",
                      remote->relation, table->entity->name);
    for (size_t i = 0; i < table->n_consistent; i++) {
        const char *name = table->consistent[i]->name;
        if (!table->consistent[i]->of)
            strbuf_add_format(
                &sql,
                " OR count(DISTINCT \"%s\") > 1 OR (count(\"%s\") "
                "> 0 AND count(\"%s\") < count(*))",
                name, name, name);
    }
    strbuf_add_text(&sql, " LIMIT 1) AS d");
    good = good && (!remote->repeats ||
                    must_be_none(pushdown, remote, strbuf_text(&sql),
                                 N_("rows of one entity contradict each "
                                    "other")));
    strbuf_free(&sql);
    if (!good || !remote->partition)
        return good;
    good = pushdown_ask(
        pushdown,
        arena_printf(pushdown->arena,
                     "SELECT count(*) FROM (SELECT 1 FROM %s AS t GROUP "
                     "BY \"%s\" HAVING count(DISTINCT \"_part\") > 1 "
                     "LIMIT 1) AS d",
                     remote->relation, table->entity->name),
        pushdown_take_number, &n);
    remote->entity_in_one = n == 0;
    return good;
}

bool pushdown_check_references(struct pushdown *pushdown,
                               struct remote_table *remote)
{
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        const struct schema_field *target =
            schema_find_reference(pushdown->schema, field);
        if (!target || !remote->has_field[i])
            continue;
        const struct remote_table *to = pushdown_table(pushdown, target->table);
        if (remote->numbers[i] == 0 && remote->fallbacks[i].kind == VALUE_NULL)
            continue;
        if (!to->relation)
            return pushdown_refuse_field(
                pushdown, field, N_("what it refers to is not at the server"));
        if (!must_be_none(
                pushdown, remote,
                arena_printf(
                    pushdown->arena,
                    "SELECT count(*) FROM (SELECT 1 FROM %s AS t WHERE "
                    "t.\"%s\" IS NOT NULL AND NOT EXISTS (SELECT 1 "
                    "FROM %s AS u WHERE u.\"%s\" = t.\"%s\") LIMIT 1) "
                    "AS d",
                    remote->relation, field->name, to->relation, target->name,
                    field->name),
                N_("a reference leads nowhere")))
            return false;
    }
    return true;
}

/* ---- rules --------------------------------------------------------------- */

/* Adds JOINT and the condition of a rule; refuses one that the server cannot
   be asked. */
static bool add_condition(struct pushdown *pushdown,
                          struct expression_scope *scope,
                          const struct schema_text *text, const char *joint,
                          struct strbuf *sql)
{
    const struct postgres_server server = pushdown_server(pushdown);
    const char *why = NULL;
    const struct expression *tree =
        expression_read(pushdown->arena, scope, text->text, strlen(text->text),
                        text->place, EXPRESSION_CONDITION, pushdown->unheard);
    strbuf_add_text(sql, joint);
    strbuf_add_char(sql, '(');
    bool good = tree && postgres_write(sql, scope, tree, &server, NULL, &why);
    strbuf_add_char(sql, ')');
    return good || pushdown_refuse(pushdown, why ? why : text->text);
}

/* Refuses the table when a row that meets all CONDITIONS fails CHECK or,
   without CHECK, has nothing in FIELD. */
static bool check_rule(struct pushdown *pushdown, struct remote_table *remote,
                       const char *name, const struct schema_text *conditions,
                       size_t n_conditions, const struct schema_text *check,
                       const struct schema_field *field)
{
    const struct postgres_server server = pushdown_server(pushdown);
    struct expression_scope scope;
    struct strbuf where = STRBUF_INIT, sql = STRBUF_INIT;
    const char *why = NULL;
    bool good = true;
    expression_scope_init(pushdown->arena, &scope, pushdown->schema,
                          remote->table);
    scope.without_parameters = true;
    strbuf_add_text(&where, " WHERE true");
    for (size_t i = 0; good && i < n_conditions; i++)
        good = add_condition(pushdown, &scope, &conditions[i], " AND ", &where);
    if (good && check)
        good = add_condition(pushdown, &scope, check, " AND NOT ", &where);
    else
        strbuf_add_format(&where, " AND \"%s\".\"%s\" IS NULL",
                          remote->table->name, field ? field->name : "");
    strbuf_add_text(&sql, "SELECT count(*) FROM (SELECT 1");
    good = good && (postgres_write_from(&sql, &scope, &server, &why) ||
                    pushdown_refuse(pushdown, why));
    strbuf_add_format(&sql, "%s LIMIT 1) AS d", strbuf_text(&where));
    if (!good && pushdown->why)
        pushdown->why = arena_printf(pushdown->arena,
                                     gettext("rule “%s” cannot be asked of "
                                             "the server: %s"),
                                     name, pushdown->why);
    good = good && must_be_none(pushdown, remote, strbuf_text(&sql),
                                N_("a row breaks a rule"));
    strbuf_free(&where);
    strbuf_free(&sql);
    return good;
}

bool pushdown_check_rules(struct pushdown *pushdown,
                          struct remote_table *remote)
{
    const struct schema *schema = pushdown->schema;
    for (size_t i = 0; i < schema->n_rules; i++) {
        const struct schema_rule *rule = &schema->rules[i];
        if (rule->table == remote->table &&
            !check_rule(pushdown, remote, rule->name, rule->conditions,
                        rule->n_conditions, &rule->check, NULL))
            return false;
    }
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->required_when.text && !field->of &&
            !check_rule(pushdown, remote, field->name, &field->required_when, 1,
                        NULL, field))
            return false;
    }
    return true;
}

/* Whether a condition of RULE names TABLE. */
static bool rule_names(const struct schema_rule *rule,
                       const struct schema_table *table)
{
    for (size_t i = 0; i <= rule->n_conditions; i++) {
        const struct schema_text *text =
            i < rule->n_conditions ? &rule->conditions[i] : &rule->check;
        const char *next = text->text, *word;
        size_t size;
        while (next && (word = sql_next_word(&next, &size)))
            if (strncasecmp(word, table->name, size) == 0 &&
                table->name[size] == '\0')
                return true;
    }
    return false;
}

bool pushdown_depends(const struct pushdown *pushdown,
                      const struct schema_table *a,
                      const struct schema_table *b)
{
    const struct schema *schema = pushdown->schema;
    for (size_t i = 0; i < a->n_fields; i++) {
        const struct schema_field *target =
            schema_find_reference(schema, &a->fields[i]);
        if (target && target->table == b)
            return true;
    }
    for (size_t i = 0; i < schema->n_rules; i++)
        if (schema->rules[i].table == a && rule_names(&schema->rules[i], b))
            return true;
    return false;
}
