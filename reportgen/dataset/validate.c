#include "dataset/validate.h"

#include "base/qualified.h"
#include "base/unicode.h"
#include "dataset/proven.h"
#include "dataset/stored_text.h"
#include "expression/write_sqlite.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A rule or a required field, ready to be checked. */
struct ready_rule {
    const struct schema_rule *rule;   /* or */
    const struct schema_field *field; /* that is required */
    const struct expression *conditions[MOST_RULE_CONDITIONS];
    size_t n_conditions;
    const struct expression *check; /* NULL for a required field */
    bool is_kept; /* it is known without a look at the rows that all keep it */
};

/* All rules of a table, which share its scope. */
struct table_rules {
    struct expression_scope scope;
    struct ready_rule *rules;
    size_t n_rules;
};

/* What the callbacks of one statement get. */
struct check {
    struct store *store;
    struct faults *faults; /* of all tables */
    const struct schema *schema;
    const struct schema_table *table;
    const struct schema_field *field; /* of references and validity */
    const struct schema_rule *rule;
    struct arena *arena;       /* of the expressions */
    struct table_rules *rules; /* by table index */
    const struct schema_value *value;
    struct strbuf text; /* of one message */
    struct strbuf other;
};

static struct faults *table_faults(const struct check *check)
{
    return &check->faults[check->table - check->schema->tables];
}

/* The place of a row; statements of a check select the row's source and line
   first. */
static struct place row_place(const struct check *check,
                              const struct store_cell *cells,
                              const struct schema_field *field)
{
    return store_place(check->store, (size_t)cells[0].integer,
                       (uint32_t)cells[1].integer, field);
}

static void run(struct check *check, const struct strbuf *sql,
                struct place place, store_row *row)
{
    store_query(check->store, sql->data, place, NULL, 0, NULL, row, check,
                table_faults(check)->diag);
}

static const char *format_cell(const struct check *check, struct strbuf *buf,
                               const struct schema_field *field,
                               const struct store_cell *cell)
{
    strbuf_clear(buf);
    stored_text_add(buf, check->schema, field, cell);
    return strbuf_text(buf);
}

/* "schemes.csv:14" */
static const char *format_place(struct strbuf *buf, struct place place)
{
    char text[512];
    place_format(place, text, sizeof text);
    strbuf_clear(buf);
    strbuf_add_text(buf, text);
    return strbuf_text(buf);
}

static void add_names(struct strbuf *sql, const char *prefix,
                      const struct schema_field *const *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(sql, "%s%s\"%s\"", i == 0 ? "" : ", ", prefix,
                          fields[i]->name);
}

/* ---- rows that stand twice ----------------------------------------------- */

/* Takes source, line, source and line of the first row, key fields. */
static bool report_duplicate(void *context, const struct store_cell *cells,
                             size_t n_cells)
{
    struct check *check = context;
    const struct schema_table *table = check->table;
    (void)n_cells;
    strbuf_clear(&check->text);
    for (size_t i = 0; i < table->n_key; i++) {
        strbuf_add_format(&check->text, "%s%s “", i == 0 ? "" : ", ",
                          table->key[i]->heading);
        stored_text_add(&check->text, check->schema, table->key[i],
                        &cells[4 + i]);
        strbuf_add_text(&check->text, "”");
    }
    struct place first = row_place(check, cells + 2, NULL);
    faults_report(table_faults(check), DIAG_DUPLICATE_ROW,
                  row_place(check, cells, table->key[0]),
                  strbuf_text(&check->text),
                  format_place(&check->other, first));
    return true;
}

/* The inner statement finds keys that occur twice, in one pass; only their rows
   are read again. */
static void check_keys(struct check *check)
{
    const struct schema_table *table = check->table;
    if (!store_may_repeat_key(check->store, table))
        return;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT r._source, r._line, f._source, f._line, ");
    add_names(&sql, "r.", table->key, table->n_key);
    strbuf_add_text(&sql, " FROM (SELECT min(_row) AS _first, ");
    add_names(&sql, "", table->key, table->n_key);
    strbuf_add_format(&sql, " FROM \"%s\" WHERE \"%s\" IS NOT NULL GROUP BY ",
                      table->name, table->key[0]->name);
    add_names(&sql, "", table->key, table->n_key);
    strbuf_add_format(&sql,
                      " HAVING count(*) > 1) d JOIN \"%s\" f ON f._row = "
                      "d._first JOIN \"%s\" r ON r._row > d._first",
                      table->name, table->name);
    for (size_t i = 0; i < table->n_key; i++)
        strbuf_add_format(&sql, " AND r.\"%s\" %s d.\"%s\"",
                          table->key[i]->name, i == 0 ? "=" : "IS",
                          table->key[i]->name);
    strbuf_add_text(&sql, " ORDER BY r._row");
    run(check, &sql, table->place, report_duplicate);
    strbuf_free(&sql);
}

/* ---- facts of one entity ------------------------------------------------- */

/* Texts that look the same are the same. */
static bool same_cell(const struct store_cell *a, const struct store_cell *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == STORE_INTEGER)
        return a->integer == b->integer;
    if (a->kind == STORE_NULL ||
        (a->size == b->size && memcmp(a->text, b->text, a->size) == 0))
        return true;
    struct arena *arena = arena_create();
    bool same =
        strcmp(unicode_fold(arena, a->text), unicode_fold(arena, b->text)) == 0;
    arena_destroy(arena);
    return same;
}

/* Takes source, line, source and line of the first row, the entity, then each
   field in both rows. */
static bool report_inconsistent(void *context, const struct store_cell *cells,
                                size_t n_cells)
{
    struct check *check = context;
    const struct schema_table *table = check->table;
    (void)n_cells;
    for (size_t i = 0; i < table->n_consistent; i++) {
        const struct schema_field *field = table->consistent[i];
        const struct store_cell *pair = &cells[5 + 2 * i];
        struct strbuf place = STRBUF_INIT;
        struct strbuf entity = STRBUF_INIT;
        if (same_cell(&pair[0], &pair[1]))
            continue;
        if (cells[4].kind == STORE_TEXT)
            qualified_add_shown(&entity, cells[4].text);
        faults_report(table_faults(check), DIAG_INCONSISTENT_ENTITY,
                      row_place(check, cells, field), field->heading,
                      format_cell(check, &check->text, field, &pair[0]),
                      format_cell(check, &check->other, field, &pair[1]),
                      format_place(&place, row_place(check, cells + 2, field)),
                      strbuf_text(&entity));
        strbuf_free(&place);
        strbuf_free(&entity);
    }
    return true;
}

static void check_entities(struct check *check)
{
    const struct schema_table *table = check->table;
    if (table->n_consistent == 0 ||
        !store_may_repeat_entity(check->store, table))
        return;
    const char *entity = table->entity->name;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql,
                      "SELECT r._source, r._line, f._source, f._line, r.\"%s\"",
                      entity);
    for (size_t i = 0; i < table->n_consistent; i++)
        strbuf_add_format(&sql, ", r.\"%s\", f.\"%s\"",
                          table->consistent[i]->name,
                          table->consistent[i]->name);
    strbuf_add_format(&sql,
                      " FROM (SELECT min(_row) AS _first, \"%s\" AS _entity "
                      "FROM \"%s\" WHERE \"%s\" IS NOT NULL GROUP BY \"%s\" "
                      "HAVING count(*) > 1) d JOIN \"%s\" f ON f._row = "
                      "d._first JOIN \"%s\" r ON r.\"%s\" = d._entity AND "
                      "r._row > d._first WHERE ",
                      entity, table->name, entity, entity, table->name,
                      table->name, entity);
    for (size_t i = 0; i < table->n_consistent; i++)
        strbuf_add_format(&sql, "%sr.\"%s\" IS NOT f.\"%s\"",
                          i == 0 ? "" : " OR ", table->consistent[i]->name,
                          table->consistent[i]->name);
    strbuf_add_text(&sql, " ORDER BY r._row");
    run(check, &sql, table->place, report_inconsistent);
    strbuf_free(&sql);
}

/* ---- references ---------------------------------------------------------- */

/* Takes source, line, value, and whether several scopes have it. */
static bool report_dangling(void *context, const struct store_cell *cells,
                            size_t n_cells)
{
    struct check *check = context;
    const struct schema_field *target =
        schema_find_reference(check->schema, check->field);
    faults_report_chosen(
        table_faults(check),
        n_cells > 3 && cells[3].integer != 0 ? DIAG_AMBIGUOUS_REFERENCE
                                             : DIAG_DANGLING_REFERENCE,
        row_place(check, cells, check->field),
        format_cell(check, &check->text, check->field, &cells[2]),
        check->field->heading, target->table->label);
    return true;
}

/* Takes source and line of the first row that refers to a table without a
   source. */
static bool report_no_table(void *context, const struct store_cell *cells,
                            size_t n_cells)
{
    struct check *check = context;
    (void)n_cells;
    const struct schema_field *target =
        schema_find_reference(check->schema, check->field);
    faults_report(table_faults(check), DIAG_MISSING_REFERENCED,
                  row_place(check, cells, check->field), check->field->heading,
                  target->table->name);
    return false;
}

static void check_reference(struct check *check,
                            const struct schema_field *field)
{
    const struct schema_field *target =
        schema_find_reference(check->schema, field);
    if (!target)
        return;
    const struct faults *targets =
        &check->faults[target->table - check->schema->tables];
    if (targets->is_incomplete)
        return;
    struct strbuf sql = STRBUF_INIT;
    check->field = field;
    strbuf_add_format(
        &sql,
        "SELECT _source, _line, \"%s\", \"%s\" IN (SELECT value FROM _shared "
        "WHERE field = '%s.%s') FROM \"%s\" WHERE \"%s\" IS NOT NULL",
        field->name, field->name, target->table->name, target->name,
        check->table->name, field->name);
    if (targets->is_configured)
        strbuf_add_format(
            &sql,
            " AND \"%s\" NOT IN (SELECT \"%s\" FROM \"%s\" WHERE "
            "\"%s\" IS NOT NULL) AND fold(\"%s\") NOT IN (SELECT fold(value) "
            "FROM _dropped WHERE field = '%s.%s')",
            field->name, target->name, target->table->name, target->name,
            field->name, target->table->name, target->name);
    strbuf_add_text(&sql, " ORDER BY _row");
    run(check, &sql, field->place,
        targets->is_configured ? report_dangling : report_no_table);
    strbuf_free(&sql);
}

/* ---- rules --------------------------------------------------------------- */

/* Replaces each "{field}" of the message by a cell; CELLS are in the order of
   the message. */
static void fill_message(struct check *check, const struct store_cell *cells)
{
    const char *text = check->rule->message;
    strbuf_clear(&check->text);
    for (;;) {
        const char *open = strchr(text, '{');
        const char *close = !open ? NULL : strchr(open, '}');
        if (!close)
            break;
        strbuf_add(&check->text, text, (size_t)(open - text));
        strbuf_clear(&check->other);
        strbuf_add(&check->other, open + 1, (size_t)(close - open - 1));
        const struct schema_field *field =
            schema_find_field(check->table, strbuf_text(&check->other));
        stored_text_add(&check->text, check->schema, field, cells++);
        text = close + 1;
    }
    strbuf_add_text(&check->text, text);
}

static bool report_rule(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    static const enum diag_code codes[] = {[DIAG_NOTE] = DIAG_RULE_NOTE,
                                           [DIAG_WARNING] = DIAG_RULE_WARNING,
                                           [DIAG_ERROR] = DIAG_RULE_BROKEN};
    struct check *check = context;
    (void)n_cells;
    enum diag_code code = codes[check->rule->level];
    if (!faults_admit(table_faults(check), code))
        return true;
    fill_message(check, cells + 2);
    diag_report_chosen(table_faults(check)->diag, code,
                       row_place(check, cells, check->rule->at),
                       check->rule->name, strbuf_text(&check->text));
    return true;
}

/* Takes source and line. */
static bool report_required(void *context, const struct store_cell *cells,
                            size_t n_cells)
{
    struct check *check = context;
    const struct schema_field *field = check->field;
    (void)n_cells;
    faults_report(table_faults(check), DIAG_REQUIRED_WHEN,
                  row_place(check, cells, field), field->heading,
                  field->required_when.text);
    /* A column that no source has is reported once. */
    return store_supplies(check->store, check->table, field);
}

static const struct expression *read_condition(const struct check *check,
                                               struct table_rules *rules,
                                               const struct schema_text *text)
{
    return expression_read(check->arena, &rules->scope, text->text,
                           strlen(text->text), text->place,
                           EXPRESSION_CONDITION, check->faults[0].diag);
}

/* Reads a rule; false after a report. */
static bool ready_rule(const struct check *check, struct table_rules *rules,
                       const struct schema_rule *rule, struct ready_rule *ready)
{
    *ready = (struct ready_rule){.rule = rule};
    for (size_t i = 0; i < rule->n_conditions; i++) {
        ready->conditions[i] =
            read_condition(check, rules, &rule->conditions[i]);
        if (!ready->conditions[i])
            return false;
        ready->n_conditions++;
    }
    ready->check = read_condition(check, rules, &rule->check);
    return ready->check != NULL;
}

static bool ready_field(const struct check *check, struct table_rules *rules,
                        const struct schema_field *field,
                        struct ready_rule *ready)
{
    *ready = (struct ready_rule){.field = field, .n_conditions = 1};
    ready->conditions[0] = read_condition(check, rules, &field->required_when);
    return ready->conditions[0] != NULL;
}

/* Reads all rules of TABLE, so that faults of a schema are reported whatever
   the data are. */
static void ready_table(const struct check *check,
                        const struct schema_table *table)
{
    const struct schema *schema = check->schema;
    struct table_rules *rules = &check->rules[table - schema->tables];
    expression_scope_init(check->arena, &rules->scope, schema, table);
    rules->scope.without_parameters = true;
    rules->rules = ARENA_ARRAY(check->arena, struct ready_rule,
                               schema->n_rules + table->n_fields);
    for (size_t i = 0; i < schema->n_rules; i++)
        if (schema->rules[i].table == table &&
            ready_rule(check, rules, &schema->rules[i],
                       &rules->rules[rules->n_rules]))
            rules->n_rules++;
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].required_when.text &&
            ready_field(check, rules, &table->fields[i],
                        &rules->rules[rules->n_rules]))
            rules->n_rules++;
}

/* Adds the condition that a row breaks the rule. */
static void add_broken(struct strbuf *sql, const struct table_rules *rules,
                       const struct ready_rule *rule)
{
    const char *joint = "(";
    for (size_t i = 0; i < rule->n_conditions; i++) {
        strbuf_add_text(sql, joint);
        sqlite_write(sql, &rules->scope, rule->conditions[i], NULL);
        joint = " AND ";
    }
    strbuf_add_text(sql, joint);
    if (rule->check) {
        strbuf_add_text(sql, "NOT ");
        sqlite_write(sql, &rules->scope, rule->check, NULL);
    } else {
        strbuf_add_format(sql, "\"%s\".\"%s\" IS NULL",
                          rules->scope.table->name, rule->field->name);
    }
    strbuf_add_char(sql, ')');
}

static void check_rule(struct check *check, const struct table_rules *rules,
                       const struct ready_rule *ready)
{
    const char *table = check->table->name;
    struct strbuf sql = STRBUF_INIT;
    check->rule = ready->rule;
    check->field = ready->field;
    strbuf_add_format(&sql, "SELECT \"%s\"._source, \"%s\"._line", table,
                      table);
    const char *open = !ready->rule ? NULL : strchr(ready->rule->message, '{');
    for (; open; open = strchr(open + 1, '{'))
        strbuf_add_format(&sql, ", \"%s\".\"%.*s\"", table,
                          (int)(strchr(open, '}') - open - 1), open + 1);
    sqlite_write_from(&sql, &rules->scope);
    strbuf_add_text(&sql, " WHERE ");
    add_broken(&sql, rules, ready);
    strbuf_add_format(&sql, " ORDER BY \"%s\"._row", table);
    run(check, &sql,
        ready->rule ? ready->rule->check.place
                    : ready->field->required_when.place,
        ready->rule ? report_rule : report_required);
    strbuf_free(&sql);
}

static bool note_failure(void *context, const struct store_cell *cells,
                         size_t n_cells)
{
    (void)cells;
    (void)n_cells;
    *(bool *)context = true;
    return false;
}

static bool is_kept(const struct store *store, const struct ready_rule *rule)
{
    for (size_t i = 0; i < rule->n_conditions; i++) {
        const enum proven known = proven(store, rule->conditions[i]);
        if (known == PROVEN_FALSE || known == PROVEN_EMPTY)
            return true;
    }
    if (!rule->check)
        return !store_has_empty(store, rule->field);
    const enum proven known = proven(store, rule->check);
    return known == PROVEN_TRUE || known == PROVEN_EMPTY;
}

/* True when all rows of the table keep all its rules: one pass, up to the first
   row that does not.  False too when SQL fails, which the rule's own statement
   then reports. */
static bool keeps_rules(const struct check *check,
                        const struct table_rules *rules)
{
    struct strbuf sql = STRBUF_INIT;
    bool failed = false;
    strbuf_add_text(&sql, "SELECT 1");
    sqlite_write_from(&sql, &rules->scope);
    const char *joint = " WHERE ";
    for (size_t i = 0; i < rules->n_rules; i++) {
        if (rules->rules[i].is_kept)
            continue;
        strbuf_add_text(&sql, joint);
        add_broken(&sql, rules, &rules->rules[i]);
        joint = " OR ";
    }
    struct diag *silent = diag_create(NULL, NULL, false);
    bool done =
        store_query(check->store, strbuf_text(&sql), check->table->place, NULL,
                    0, NULL, note_failure, &failed, silent);
    diag_destroy(silent);
    strbuf_free(&sql);
    return done && !failed;
}

/* True when TEXT looks at other rows of a table of which some were refused:
   what it says of their sums is no fault of the row. */
static bool looks_at_refused(const struct check *check, const char *text)
{
    const char *inner = text;
    while (*inner != '\0' && strncasecmp(inner, "select", 6) != 0)
        inner++;
    for (size_t i = 0; i < check->schema->n_tables; i++) {
        const struct faults *faults = &check->faults[i];
        if ((faults->has_refused || faults->is_incomplete) &&
            strstr(inner, check->schema->tables[i].name))
            return true;
    }
    return false;
}

static void check_rules(struct check *check)
{
    const struct table_rules *rules =
        &check->rules[check->table - check->schema->tables];
    size_t n_open = 0;
    for (size_t i = 0; i < rules->n_rules; i++) {
        const struct schema_rule *rule = rules->rules[i].rule;
        rules->rules[i].is_kept =
            is_kept(check->store, &rules->rules[i]) ||
            (rule && looks_at_refused(check, rule->check.text));
        n_open += !rules->rules[i].is_kept;
    }
    if (n_open == 0 || keeps_rules(check, rules))
        return;
    for (size_t i = 0; i < rules->n_rules; i++)
        /* Where cells could not be read, an empty value may not have been empty
           in the source. */
        if (!rules->rules[i].is_kept &&
            (!rules->rules[i].field || !diag_failed(table_faults(check)->diag)))
            check_rule(check, rules, &rules->rules[i]);
}

/* ---- values in force ----------------------------------------------------- */

static const char *format_bound(struct date date, char text[11])
{
    if (date.year == 0)
        return "…";
    date_format_vi(date, text);
    return text;
}

/* Takes source, line, and the day or year. */
static bool report_validity(void *context, const struct store_cell *cells,
                            size_t n_cells)
{
    struct check *check = context;
    char from[11], to[11];
    const struct schema_field *through;
    (void)n_cells;
    const struct schema_field *by = schema_resolve_path(
        check->schema, check->table, check->table->period_by, &through);
    faults_report(table_faults(check), DIAG_VALUE_NOT_IN_FORCE,
                  row_place(check, cells, check->field), check->value->label,
                  check->field->heading,
                  format_bound(check->value->valid_from, from),
                  format_bound(check->value->valid_to, to),
                  format_cell(check, &check->text, by, &cells[2]));
    return true;
}

static void add_bound(struct strbuf *sql, const char *join, const char *sign,
                      const struct schema_field *by, struct date bound)
{
    char text[11];
    if (bound.year == 0)
        return;
    date_format_iso(bound, text);
    if (by->type == FIELD_YEAR)
        strbuf_add_format(sql, "%s_day %s %d", join, sign, bound.year);
    else
        strbuf_add_format(sql, "%s_day %s '%s'", join, sign, text);
}

/* Checks values against the days when they are valid: the day that decides the
   period of a row also decides under which law it was done. */
static void check_validity(struct check *check,
                           const struct schema_field *field,
                           const struct schema_value *value)
{
    const struct schema_table *table = check->table;
    const struct schema_field *through;
    const struct schema_field *by =
        schema_resolve_path(check->schema, table, table->period_by, &through);
    struct strbuf sql = STRBUF_INIT;
    check->field = field;
    check->value = value;
    strbuf_add_text(&sql, "SELECT _s, _l, _day FROM (SELECT r._row AS _r, "
                          "r._source AS _s, r._line AS _l, ");
    if (!through)
        strbuf_add_format(&sql, "r.\"%s\"", by->name);
    else
        strbuf_add_format(&sql,
                          "(SELECT min(t.\"%s\") FROM \"%s\" t WHERE t.\"%s\" "
                          "= r.\"%s\")",
                          by->name, by->table->name,
                          schema_find_reference(check->schema, through)->name,
                          through->name);
    strbuf_add_format(&sql,
                      " AS _day FROM \"%s\" r WHERE r.\"%s\" = '%s') "
                      "WHERE ",
                      table->name, field->name, value->code);
    add_bound(&sql, "", "<", by, value->valid_from);
    add_bound(&sql, value->valid_from.year == 0 ? "" : " OR ", ">", by,
              value->valid_to);
    strbuf_add_text(&sql, " ORDER BY _r");
    run(check, &sql, field->place, report_validity);
    strbuf_free(&sql);
}

/* Checks the values of an enum.  Places that were looked up belong to one day,
   whatever the row's is. */
static void check_values(struct check *check, const struct schema_field *field)
{
    if (!field->values || field->of || !check->table->period_by)
        return;
    for (size_t i = 0; i < field->values->n_values; i++) {
        const struct schema_value *value = &field->values->values[i];
        if (value->valid_from.year != 0 || value->valid_to.year != 0)
            check_validity(check, field, value);
    }
}

/* ---- all checks ---------------------------------------------------------- */

static void check_table(struct check *check)
{
    const struct schema_table *table = check->table;
    check_keys(check);
    check_entities(check);
    for (size_t i = 0; i < table->n_fields; i++) {
        check_reference(check, &table->fields[i]);
        check_values(check, &table->fields[i]);
    }
    check_rules(check);
}

void validate(struct store *store, struct faults *faults)
{
    struct check check = {.store = store,
                          .faults = faults,
                          .schema = store_schema(store),
                          .arena = arena_create()};
    check.rules =
        ARENA_ARRAY(check.arena, struct table_rules, check.schema->n_tables);
    for (size_t i = 0; i < check.schema->n_tables; i++)
        ready_table(&check, &check.schema->tables[i]);
    for (size_t i = 0; i < check.schema->n_tables; i++) {
        check.table = &check.schema->tables[i];
        if (store_n_rows(store, check.table) > 0 && !faults[i].is_checked)
            check_table(&check);
    }
    strbuf_free(&check.text);
    strbuf_free(&check.other);
    arena_destroy(check.arena);
}
