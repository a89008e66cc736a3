#include "schema/schema_cap.h"

#include "base/number.h"

#include <string.h>

/* A section being read; SQL is its check so far. */
struct capping {
    struct arena *arena;
    const struct schema *schema;
    struct ini_section *section;
    struct diag *diag;
    const struct schema_rule *rule;
    struct strbuf sql;
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

/* ---- which rows ------------------------------------------------------- */

/* Opens a condition on the field at PATH of the row, or of the row that it
   refers to; the caller adds what must hold for it, then closes. */
static const struct schema_field *
open_condition(struct capping *capping, const char *path, struct place place)
{
    const struct schema_table *table = capping->rule->table;
    const struct schema_field *through;
    const struct schema_field *field =
        schema_resolve_path(capping->schema, table, path, &through);
    if (!field) {
        unknown(capping, place, path);
        return NULL;
    }
    strbuf_add_text(&capping->sql, capping->sql.size > 0 ? " AND " : "");
    if (!through)
        strbuf_add_format(&capping->sql, "(\"%s\".\"%s\"", table->name,
                          field->name);
    else
        strbuf_add_format(
            &capping->sql,
            "(\"%s\".\"%s\" IN (SELECT t.\"%s\" FROM \"%s\" t WHERE t.\"%s\"",
            table->name, through->name,
            schema_find_reference(capping->schema, through)->name,
            field->table->name, field->name);
    return field;
}

static void close_condition(struct capping *capping, const char *path)
{
    strbuf_add_text(&capping->sql, !strchr(path, '.') ? ")" : "))");
}

/* "content = c3a c3b": the codes that FIELD may have. */
static void add_codes(struct capping *capping, const struct schema_field *field,
                      const char *codes, struct place place)
{
    size_t n;
    const char **words = ini_split(capping->arena, codes, ' ', &n);
    if (n == 0 || !field->values) {
        refuse(capping, place, codes, "FIELD = CODE of a list of values");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!schema_find_value(field->values, words[i]))
            unknown(capping, place, words[i]);
        strbuf_add_format(&capping->sql, "%s'%s'", i == 0 ? " IN (" : ", ",
                          words[i]);
    }
    strbuf_add_char(&capping->sql, ')');
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
            open_condition(capping, sides[0], only->value_place);
        if (!field)
            continue;
        add_codes(capping, field, sides[1], only->value_place);
        close_condition(capping, sides[0]);
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
    const struct schema_field *field = open_condition(capping, by, place);
    if (!field)
        return;
    date_format_iso(date, text);
    if (field->type == FIELD_YEAR)
        strbuf_add_format(&capping->sql, " %s %d", sign, date.year);
    else
        strbuf_add_format(&capping->sql, " %s '%s'", sign, text);
    close_condition(capping, by);
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
        strbuf_add_format(&capping->sql, "%s(%s\n)",
                          capping->sql.size > 0 ? " AND " : "", where->value);
}

/* ---- how much --------------------------------------------------------- */

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
    strbuf_add_format(limits, "\"%s\".\"%s\" <= ", capping->rule->table->name,
                      at->name);
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
    strbuf_add_format(
        limits, "%s\"%s\".\"%s\" * 1000 <= ", limits->size > 0 ? " AND " : "",
        table->name, capping->rule->at->name);
    strbuf_add_integer(limits, permille);
    strbuf_add_format(limits, " * \"%s\".\"%s\"", table->name, whole->name);
}

bool schema_read_cap(struct arena *arena, const struct schema *schema,
                     struct ini_section *section, struct diag *diag,
                     struct schema_rule *rule)
{
    struct capping capping = {.arena = arena,
                              .schema = schema,
                              .section = section,
                              .diag = diag,
                              .rule = rule,
                              .sql = STRBUF_INIT};
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
    rule->check_place = section->place;
    rule->check =
        capping.sql.size == 0
            ? arena_strdup(arena, strbuf_text(&limits))
            : arena_printf(arena, "NOT (%s) OR (%s)", strbuf_text(&capping.sql),
                           strbuf_text(&limits));
    strbuf_free(&limits);
    strbuf_free(&capping.sql);
    return !capping.failed;
}
