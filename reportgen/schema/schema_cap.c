#include "schema/schema_cap.h"

#include "base/number.h"

#include <string.h>

/* A section being read. */
struct capping {
    struct arena *arena;
    const struct schema *schema;
    struct ini_section *section;
    struct diag *diag;
    struct schema_rule *rule;
    bool failed;
};

static struct ini_entry *find_entry(struct capping *capping, const char *key)
{
    struct ini_entry *entry = ini_section_entry(capping->section, key);
    return !entry || entry->value[0] == '\0' ? NULL : entry;
}

static void refuse(struct capping *capping, struct place place,
                   const char *text, const char *expected)
{
    diag_report(capping->diag, DIAG_SCHEMA_BAD_VALUE, place, text, expected);
    capping->failed = true;
}

static void unknown(struct capping *capping, struct place place,
                    const char *name)
{
    diag_report(capping->diag, DIAG_SCHEMA_UNKNOWN_NAME, place, name);
    capping->failed = true;
}

/* ---- which rows ---------------------------------------------------------- */

/* TEXT behind the field at PATH must hold: of the row, or of some row that it
   refers to. */
static void add_condition(struct capping *capping, const char *path,
                          const char *text, struct place place)
{
    struct schema_rule *rule = capping->rule;
    const struct schema_field *through = NULL;
    const struct schema_field *field =
        path[0] == '\0'
            ? NULL
            : schema_resolve_path(capping->schema, rule->table, path, &through);
    if (through)
        text = arena_printf(
            capping->arena, "%s in (select t.%s from %s t where t.%s%s)",
            through->name,
            schema_find_reference(capping->schema, through)->name,
            field->table->name, field->name, text);
    else
        text = arena_printf(capping->arena, "%s%s", path, text);
    if (rule->n_conditions < MOST_RULE_CONDITIONS)
        rule->conditions[rule->n_conditions++] =
            (struct schema_text){text, place};
    else
        refuse(capping, place, text, "fewer conditions");
}

/* The field at PATH of the row, or of the row that it refers to. */
static const struct schema_field *
find_field(struct capping *capping, const char *path, struct place place)
{
    const struct schema_field *through;
    const struct schema_field *field = schema_resolve_path(
        capping->schema, capping->rule->table, path, &through);
    if (!field)
        unknown(capping, place, path);
    return field;
}

/* "content = c3a c3b": the codes that FIELD at PATH may have. */
static void add_codes(struct capping *capping, const char *path,
                      const struct schema_field *field, const char *codes,
                      struct place place)
{
    size_t n;
    const char **words = ini_split(capping->arena, codes, ' ', &n);
    if (n == 0 || !field->values) {
        refuse(capping, place, codes, "FIELD = CODE of a list of values");
        return;
    }
    struct strbuf text = STRBUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (!schema_find_value(field->values, words[i]))
            unknown(capping, place, words[i]);
        strbuf_add_format(&text, "%s'%s'", i == 0 ? " in (" : ", ", words[i]);
    }
    strbuf_add_char(&text, ')');
    add_condition(capping, path, strbuf_text(&text), place);
    strbuf_free(&text);
}

static void add_only(struct capping *capping)
{
    struct ini_entry *only = find_entry(capping, "only");
    size_t n = 0;
    const char **parts =
        only ? ini_split(capping->arena, only->value, ',', &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        size_t n_sides;
        const char **sides = ini_split(capping->arena, parts[i], '=', &n_sides);
        if (n_sides != 2) {
            refuse(capping, only->value_place, parts[i], "FIELD = CODE");
            continue;
        }
        const struct schema_field *field =
            find_field(capping, sides[0], only->value_place);
        if (field)
            add_codes(capping, sides[0], field, sides[1], only->value_place);
    }
}

/* "from = 2018-05-11": the day of the row, or its year, is not before. */
static void add_bound(struct capping *capping, const char *key,
                      const char *sign, const char *by, struct place place)
{
    struct ini_entry *entry = find_entry(capping, key);
    struct date date;
    char text[11];
    if (!entry)
        return;
    if (!date_parse(entry->value, &date)) {
        refuse(capping, entry->value_place, entry->value,
               "a date such as 2025-10-15");
        return;
    }
    const struct schema_field *field = find_field(capping, by, place);
    if (!field)
        return;
    date_format_iso(date, text);
    add_condition(capping, by,
                  field->type == FIELD_YEAR
                      ? arena_printf(capping->arena, " %s %d", sign, date.year)
                      : arena_printf(capping->arena, " %s '%s'", sign, text),
                  entry->value_place);
}

static void add_days(struct capping *capping)
{
    struct ini_entry *by = find_entry(capping, "by");
    const char *path = by ? by->value : capping->rule->table->period_by;
    struct place place = by ? by->value_place : capping->section->place;
    if (!path) {
        if (find_entry(capping, "from") || find_entry(capping, "to"))
            diag_report(capping->diag, DIAG_SCHEMA_INCOMPLETE, place,
                        capping->section->name, "by");
        return;
    }
    add_bound(capping, "from", ">=", path, place);
    add_bound(capping, "to", "<=", path, place);
}

static void add_where(struct capping *capping)
{
    struct ini_entry *where = find_entry(capping, "where");
    if (where)
        add_condition(capping, "", where->value, where->value_place);
}

/* ---- how much ------------------------------------------------------------ */

/* "300" in the field's unit. */
static void add_most(struct capping *capping, struct strbuf *limits)
{
    struct ini_entry *most = find_entry(capping, "most");
    const struct schema_field *at = capping->rule->at;
    int64_t amount;
    if (!most)
        return;
    if (number_parse(most->value, at->unit, NOTATION_PLAIN, &amount) !=
            NUMBER_OK ||
        amount < 0) {
        refuse(capping, most->value_place, most->value,
               "a number in the field's unit");
        return;
    }
    strbuf_add_format(limits, "%s <= ", at->name);
    /* Money is written in đồng, a number with decimals as it stands. */
    if (at->type == FIELD_DECIMAL)
        strbuf_add_text(limits, most->value);
    else
        strbuf_add_integer(limits, amount);
}

/* "50 of total_cost": in percent, with at most one decimal. */
static void add_share(struct capping *capping, struct strbuf *limits)
{
    struct ini_entry *share = find_entry(capping, "share");
    const struct schema_table *table = capping->rule->table;
    int64_t permille;
    size_t n;
    if (!share)
        return;
    const char **words = ini_split(capping->arena, share->value, ' ', &n);
    if (n != 3 || strcmp(words[1], "of") != 0 ||
        number_parse(words[0], 10, NOTATION_PLAIN, &permille) != NUMBER_OK) {
        refuse(capping, share->value_place, share->value, "50 of FIELD");
        return;
    }
    const struct schema_field *whole = schema_find_field(table, words[2]);
    if (!whole) {
        unknown(capping, share->value_place, words[2]);
        return;
    }
    strbuf_add_format(limits,
                      "%s%s * 1000 <= ", limits->size > 0 ? " and " : "",
                      capping->rule->at->name);
    strbuf_add_integer(limits, permille);
    strbuf_add_format(limits, " * %s", whole->name);
}

bool schema_read_cap(struct arena *arena, const struct schema *schema,
                     struct ini_section *section, struct diag *diag,
                     struct schema_rule *rule)
{
    struct capping capping = {.arena = arena,
                              .schema = schema,
                              .section = section,
                              .diag = diag,
                              .rule = rule};
    struct strbuf limits = STRBUF_INIT;
    add_only(&capping);
    add_days(&capping);
    add_where(&capping);
    add_most(&capping, &limits);
    add_share(&capping, &limits);
    if (limits.size == 0 && !capping.failed) {
        diag_report(diag, DIAG_SCHEMA_INCOMPLETE, section->place, section->name,
                    "most");
        capping.failed = true;
    }
    rule->check.place = section->place;
    rule->check.text = arena_strdup(arena, strbuf_text(&limits));
    strbuf_free(&limits);
    return !capping.failed;
}
