#include "schema/schema.h"

#include "base/limits.h"
#include "base/number.h"
#include "base/unicode.h"
#include "config/ini_extend.h"
#include "config/search_path.h"
#include "schema/money_unit.h"
#include "schema/place_map.h"
#include "schema/schema_cap.h"
#include "schema/schema_values.h"
#include "schema/sql_words.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct ini *ini;
    struct schema *schema;
    struct diag *diag;
    const struct root *folder; /* of the configuration, or NULL */
};

/* Sections that have PREFIX and a name. */
static size_t count_sections(const struct ini *ini, const char *prefix)
{
    size_t n = 0;
    for (size_t i = 0; i < ini->n_sections; i++)
        n += schema_after_prefix(ini->sections[i].name, prefix) != NULL;
    return n;
}

/* ---- names and keys ------------------------------------------------------ */

static bool check_name(struct reading *reading, const char *name,
                       struct place place)
{
    bool good = name[0] >= 'a' && name[0] <= 'z';
    for (const char *c = name; *c != '\0'; c++)
        good = good && ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
                        *c == '_');
    if (good && !sql_is_keyword(name))
        return true;
    diag_report(reading->diag, DIAG_SCHEMA_BAD_NAME, place, name);
    return false;
}

/* Marks a section as used, so that a faulty section is reported once, not key
   by key. */
static void pass_over(struct ini_section *section)
{
    for (size_t i = 0; i < section->n_entries; i++)
        section->entries[i].used = true;
}

static struct place value_place(struct ini_section *section, const char *key)
{
    struct ini_entry *entry = ini_section_entry(section, key);
    return entry ? entry->value_place : section->place;
}

static const char *needed_text(struct reading *reading,
                               struct ini_section *section, const char *key)
{
    const char *text = ini_section_text(section, key, NULL);
    if (!text)
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE, section->place,
                    section->name, key);
    return text;
}

static void report_bad_value(struct reading *reading,
                             struct ini_section *section, const char *key,
                             const char *expected)
{
    diag_report(reading->diag, DIAG_SCHEMA_BAD_VALUE, value_place(section, key),
                ini_section_text(section, key, ""), expected);
}

static void report_unknown(struct reading *reading, struct ini_section *section,
                           const char *key, const char *name)
{
    diag_report(reading->diag, DIAG_SCHEMA_UNKNOWN_NAME,
                key ? value_place(section, key) : section->place, name);
}

static enum diag_level read_level(struct reading *reading,
                                  struct ini_section *section, const char *key,
                                  const char *fallback)
{
    const char *text = ini_section_text(section, key, fallback);
    enum diag_level level = DIAG_NOTE;
    while (level < DIAG_ERROR && strcmp(text, diag_level_name(level)) != 0)
        level++;
    if (strcmp(text, diag_level_name(level)) != 0)
        report_bad_value(reading, section, key, "error, warning, note");
    return level;
}

static const struct schema_field *named_field(struct reading *reading,
                                              const struct schema_table *table,
                                              struct ini_section *section,
                                              const char *key, const char *name)
{
    const struct schema_field *field = schema_find_field(table, name);
    if (!field)
        report_unknown(reading, section, key, name);
    return field;
}

/* ---- allowed values ------------------------------------------------------ */

static void read_values(struct reading *reading, struct ini_section *section,
                        const char *name)
{
    struct schema *schema = reading->schema;
    struct schema_values *values = &schema->values[schema->n_values++];
    values->name = name;
    schema_read_values(reading->arena, section, reading->diag, values);
}

static const struct schema_values *find_values(const struct schema *schema,
                                               const char *name)
{
    for (size_t i = 0; i < schema->n_values; i++)
        if (strcmp(schema->values[i].name, name) == 0)
            return &schema->values[i];
    return NULL;
}

/* ---- fields -------------------------------------------------------------- */

static void read_type(struct reading *reading, struct ini_section *section,
                      struct schema_field *field)
{
    if (!field_type_named(ini_section_text(section, "type", "text"),
                          &field->type))
        report_bad_value(reading, section, "type",
                         "text, integer, decimal, money, date, year, enum, "
                         "boolean, place");
}

/* Largest number of decimals: a field then still holds nine digits before
   the comma. */
enum { MAX_SCALE = 9 };

static void read_unit(struct reading *reading, struct ini_section *section,
                      struct schema_field *field)
{
    field->unit = 1;
    if (field->type == FIELD_MONEY) {
        const char *unit = ini_section_text(section, "unit", "dong");
        field->unit = money_unit_named(unit);
        if (field->unit == 0) {
            report_bad_value(reading, section, "unit",
                             "dong, thousand, million, billion");
            field->unit = 1;
        }
    } else if (field->type == FIELD_DECIMAL) {
        field->scale = (uint8_t)ini_section_integer(
            section, "scale", 0, MAX_SCALE, 2, reading->diag);
        for (unsigned i = 0; i < field->scale; i++)
            field->unit *= 10;
    }
}

static bool read_limit(struct reading *reading, struct ini_section *section,
                       const struct schema_field *field, const char *key,
                       int64_t *limit)
{
    const char *text = ini_section_text(section, key, NULL);
    if (!text)
        return false;
    struct date date;
    if (field->type == FIELD_DATE) {
        if (!date_parse(text, &date)) {
            report_bad_value(reading, section, key,
                             "a date such as 2017-12-31");
            return false;
        }
        *limit = date_to_days(date);
        return true;
    }
    if (number_parse(text, field->unit, NOTATION_PLAIN, limit) == NUMBER_OK)
        return true;
    report_bad_value(reading, section, key, "a number such as 1234.5");
    return false;
}

/* The map NAME, read once; NULL after a report. */
static const struct place_map *find_places(struct reading *reading,
                                           struct ini_section *section,
                                           const char *name)
{
    struct schema *schema = reading->schema;
    for (size_t i = 0; i < schema->n_places; i++)
        if (strcmp(schema->places[i]->name, name) == 0)
            return schema->places[i];
    const struct search search = {.folder = reading->folder,
                                  .kind = "layouts",
                                  .file = place_map_file(reading->arena, name),
                                  .name = name,
                                  .place = value_place(section, "map"),
                                  .absent = DIAG_PLACES_NOT_FOUND};
    struct input found;
    if (!search_path_find(reading->arena, &search, reading->diag, &found))
        return NULL;
    const struct place_map *map =
        place_map_read(reading->arena, name, found, reading->diag);
    if (map)
        schema->places[schema->n_places++] = map;
    return map;
}

/* A field of type "place" has no column in files: it is looked up. */
static void read_place(struct reading *reading, struct ini_section *section,
                       struct schema_field *field)
{
    const char *name = needed_text(reading, section, "map");
    if (name)
        field->places = find_places(reading, section, name);
    if (field->places)
        field->values = &field->places->values;
    field->required = false;
}

static bool is_place(struct ini_section *section)
{
    return strcmp(ini_section_text(section, "type", ""), "place") == 0;
}

/* Which field the place FIELD looks up; it may stand behind. */
static void link_place(struct reading *reading, struct schema_field *field,
                       struct ini_section *section)
{
    const char *of = needed_text(reading, section, "of");
    if (of)
        field->of = named_field(reading, field->table, section, "of", of);
    if (field->of && field->of->type != FIELD_TEXT)
        report_bad_value(reading, section, "of", "a field of type text");
}

/* "scales = quantity": a text that says in what the count is. */
static void link_scaled(struct reading *reading, struct schema_field *field,
                        struct ini_section *section)
{
    const char *name = ini_section_text(section, "scales", NULL);
    if (!name)
        return;
    field->scales = named_field(reading, field->table, section, "scales", name);
    if (field->scales && field->scales->type != FIELD_INTEGER &&
        field->scales->type != FIELD_DECIMAL)
        report_bad_value(reading, section, "scales",
                         "a field of type integer or decimal");
}

static void read_field_values(struct reading *reading,
                              struct ini_section *section,
                              struct schema_field *field)
{
    if (is_place(section)) {
        read_place(reading, section, field);
        return;
    }
    if (field->type != FIELD_ENUM)
        return;
    const char *name = needed_text(reading, section, "values");
    if (!name)
        return;
    field->values = find_values(reading->schema, name);
    if (!field->values)
        report_unknown(reading, section, "values", name);
    else if (field->fallback &&
             !schema_find_value(field->values, field->fallback))
        report_unknown(reading, section, "default", field->fallback);
}

/* "yes", "no", or a condition on the record's fields. */
static void read_required(struct reading *reading, struct ini_section *section,
                          struct schema_field *field)
{
    const char *text = ini_section_text(section, "required", "no");
    if (!strpbrk(text, " =<>(")) {
        field->required =
            ini_section_boolean(section, "required", false, reading->diag);
        return;
    }
    field->required_when.text = text;
    field->required_when.place = value_place(section, "required");
}

/* What is plausible in a figure, or a day. */
static void read_plausible(struct reading *reading, struct ini_section *section,
                           struct schema_field *field)
{
    if (field_traits[field->type].is_moment) {
        field->plausible_from = (int)ini_section_integer(
            section, "plausible_from", 1900, 2199, 0, reading->diag);
        field->plausible_years = (int)ini_section_integer(
            section, "plausible_years", 1, 100, 0, reading->diag);
    } else if (field_type_is_figure(field->type)) {
        field->has_plausible_min = read_limit(
            reading, section, field, "plausible_min", &field->plausible_min);
        field->has_plausible_max = read_limit(
            reading, section, field, "plausible_max", &field->plausible_max);
    }
}

static void read_field(struct reading *reading, struct ini_section *section,
                       struct schema_field *field)
{
    field->place = section->place;
    field->heading = needed_text(reading, section, "heading");
    if (!field->heading)
        field->heading = field->name;
    field->variants =
        ini_split(reading->arena, ini_section_text(section, "also", ""), '|',
                  &field->n_variants);
    read_type(reading, section, field);
    read_unit(reading, section, field);
    read_required(reading, section, field);
    /* For other types the keys stay unused and are reported as unknown. */
    if (field_traits[field->type].is_number || field->type == FIELD_DATE) {
        field->has_min =
            read_limit(reading, section, field, "min", &field->min);
        field->has_max =
            read_limit(reading, section, field, "max", &field->max);
    }
    read_plausible(reading, section, field);
    if (field->type == FIELD_MONEY)
        field->confidential =
            ini_section_boolean(section, "confidential", false, reading->diag);
    field->references = ini_section_text(section, "references", NULL);
    field->fallback = ini_section_text(section, "default", NULL);
    field->example = ini_section_text(section, "example", NULL);
    read_field_values(reading, section, field);
}

/* All fields of TABLE: sections [field.TABLE.NAME] in their order. */
static void read_fields(struct reading *reading, struct schema_table *table)
{
    const char *prefix = arena_printf(reading->arena, "field.%s.", table->name);
    struct ini *ini = reading->ini;
    size_t n = count_sections(ini, prefix);
    if (!limit_allows(LIMIT_FIELDS, (int64_t)n, table->place, reading->diag))
        return;
    table->fields = ARENA_ARRAY(reading->arena, struct schema_field, n);
    struct ini_section **sections =
        ARENA_ARRAY(reading->arena, struct ini_section *, n);
    for (size_t i = 0; i < ini->n_sections; i++) {
        struct ini_section *section = &ini->sections[i];
        const char *name = schema_after_prefix(section->name, prefix);
        if (!name)
            continue;
        section->used = true;
        if (!check_name(reading, name, section->place)) {
            pass_over(section);
            continue;
        }
        sections[table->n_fields] = section;
        struct schema_field *field = &table->fields[table->n_fields++];
        field->name = name;
        field->table = table;
        read_field(reading, section, field);
    }
    for (size_t i = 0; i < table->n_fields; i++)
        if (is_place(sections[i]))
            link_place(reading, &table->fields[i], sections[i]);
        else if (table->fields[i].type == FIELD_TEXT)
            link_scaled(reading, &table->fields[i], sections[i]);
    if (n == 0)
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE, table->place,
                    arena_printf(reading->arena, "table.%s", table->name),
                    arena_printf(reading->arena, "[%sNAME]", prefix));
}

/* A heading must lead to one field only. */
static void check_headings(struct reading *reading,
                           const struct schema_table *table, size_t at)
{
    const struct schema_field *field = &table->fields[at];
    for (size_t k = 0; k < field->spellings.n; k++)
        for (size_t i = 0; i < at; i++)
            if (schema_is_spelt(&table->fields[i].spellings,
                                field->spellings.folded[k]))
                diag_report(reading->diag, DIAG_SCHEMA_AMBIGUOUS, field->place,
                            field->spellings.written[k], table->fields[i].name);
}

static void fold_headings(struct reading *reading, struct schema_table *table)
{
    for (size_t i = 0; i < table->n_fields; i++) {
        struct schema_field *field = &table->fields[i];
        const char *const first[] = {field->name, field->heading};
        field->spellings = schema_fold_spellings(
            reading->arena, first, 2, field->variants, field->n_variants);
        check_headings(reading, table, i);
    }
}

/* ---- tables -------------------------------------------------------------- */

/* "id, source": the fields, without those that do not exist. */
static const struct schema_field **
read_field_list(struct reading *reading, const struct schema_table *table,
                struct ini_section *section, const char *key, size_t *n_fields)
{
    size_t n;
    const char **names =
        ini_split(reading->arena, ini_section_text(section, key, ""), ',', &n);
    const struct schema_field **fields =
        ARENA_ARRAY(reading->arena, const struct schema_field *, n);
    *n_fields = 0;
    for (size_t i = 0; i < n; i++) {
        const struct schema_field *field =
            named_field(reading, table, section, key, names[i]);
        if (field)
            fields[(*n_fields)++] = field;
    }
    return fields;
}

static void read_table(struct reading *reading, struct ini_section *section,
                       const char *name)
{
    struct schema *schema = reading->schema;
    if (!check_name(reading, name, section->place)) {
        pass_over(section);
        return;
    }
    struct schema_table *table = &schema->tables[schema->n_tables++];
    table->name = name;
    table->place = section->place;
    table->label = ini_section_text(section, "label", name);
    table->sheet = ini_section_text(section, "sheet", table->label);
    table->required =
        ini_section_boolean(section, "required", false, reading->diag);
    table->controls = read_level(reading, section, "controls", "error");
    read_fields(reading, table);
    fold_headings(reading, table);
    table->key = read_field_list(reading, table, section, "key", &table->n_key);
    table->consistent = read_field_list(reading, table, section, "consistent",
                                        &table->n_consistent);
    const char *entity = ini_section_text(section, "entity", NULL);
    if (entity)
        table->entity = named_field(reading, table, section, "entity", entity);
    else if (table->n_consistent > 0)
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE, section->place,
                    section->name, "entity");
    table->period_by = ini_section_text(section, "period_by", NULL);
}

/* What may point at a table that comes later in the file. */
static void check_period_by(struct reading *reading,
                            const struct schema_table *table,
                            struct ini_section *section)
{
    const struct schema_field *through;
    if (!table->period_by)
        return;
    const struct schema_field *field =
        schema_resolve_path(reading->schema, table, table->period_by, &through);
    if (!field)
        report_unknown(reading, section, "period_by", table->period_by);
    else if (!field_traits[field->type].is_moment)
        report_bad_value(reading, section, "period_by",
                         "a field of type date or year");
}

static void check_references(struct reading *reading,
                             const struct schema_table *table)
{
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (field->references && !schema_find_reference(reading->schema, field))
            diag_report(reading->diag, DIAG_SCHEMA_UNKNOWN_NAME, field->place,
                        field->references);
    }
}

/* ---- rules --------------------------------------------------------------- */

/* Every {field} of the message must be a field of the table. */
static void check_message(struct reading *reading, struct ini_section *section,
                          const struct schema_rule *rule)
{
    const char *open = strchr(rule->message, '{');
    for (; open; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        if (!close) {
            report_bad_value(reading, section, "message", "{field}");
            return;
        }
        named_field(reading, rule->table, section, "message",
                    arena_strndup(reading->arena, open + 1,
                                  (size_t)(close - open - 1)));
    }
}

/* Reads the keys that rules and caps share; false after a report. */
static bool read_rule_head(struct reading *reading, struct ini_section *section,
                           const char *level, struct schema_rule *rule)
{
    const char *table = needed_text(reading, section, "table");
    const char *at = needed_text(reading, section, "at");
    rule->place = section->place;
    rule->message = needed_text(reading, section, "message");
    rule->level = read_level(reading, section, "level", level);
    if (!table || !at || !rule->message)
        return false;
    rule->table = schema_find_table(reading->schema, table);
    if (!rule->table) {
        report_unknown(reading, section, "table", table);
        pass_over(section);
        return false;
    }
    rule->at = named_field(reading, rule->table, section, "at", at);
    check_message(reading, section, rule);
    return rule->at != NULL;
}

static void read_rule(struct reading *reading, struct ini_section *section,
                      const char *name)
{
    struct schema_rule rule = {.name = name};
    rule.check.text = needed_text(reading, section, "check");
    rule.check.place = value_place(section, "check");
    if (read_rule_head(reading, section, "error", &rule) && rule.check.text)
        reading->schema->rules[reading->schema->n_rules++] = rule;
}

static void read_cap(struct reading *reading, struct ini_section *section,
                     const char *name)
{
    struct schema_rule rule = {.name = name};
    if (read_rule_head(reading, section, "warning", &rule) &&
        schema_read_cap(reading->arena, reading->schema, section, reading->diag,
                        &rule))
        reading->schema->rules[reading->schema->n_rules++] = rule;
    else
        pass_over(section);
}

/* ---- the file ------------------------------------------------------------ */

typedef void read_section(struct reading *reading, struct ini_section *section,
                          const char *name);

static void read_sections(struct reading *reading, const char *prefix,
                          read_section *read)
{
    for (size_t i = 0; i < reading->ini->n_sections; i++) {
        struct ini_section *section = &reading->ini->sections[i];
        const char *name = schema_after_prefix(section->name, prefix);
        if (!name)
            continue;
        section->used = true;
        read(reading, section, name);
    }
}

static const char default_true[] = "yes | x | 1 | true";
static const char default_false[] = "no | 0 | false";

/* "Word | word", folded. */
static const char **read_words(struct reading *reading,
                               struct ini_section *head, const char *key,
                               const char *fallback, size_t *n)
{
    const char **words = ini_split(
        reading->arena, ini_section_text(head, key, fallback), '|', n);
    for (size_t i = 0; i < *n; i++)
        words[i] = unicode_fold(reading->arena, words[i]);
    return words;
}

static const char *first_word(struct reading *reading, struct ini_section *head,
                              const char *key, const char *fallback)
{
    size_t n;
    const char **words = ini_split(
        reading->arena, ini_section_text(head, key, fallback), '|', &n);
    return n > 0 ? words[0] : fallback;
}

/* The office's habit, where the cells of a column do not tell. */
static void read_notation(struct reading *reading, struct ini_section *head)
{
    const char *text = ini_section_text(head, "notation", "auto");
    if (strcmp(text, "vietnamese") == 0)
        reading->schema->notation = NOTATION_VIETNAMESE;
    else if (strcmp(text, "plain") == 0)
        reading->schema->notation = NOTATION_PLAIN;
    else if (strcmp(text, "auto") != 0)
        report_bad_value(reading, head, "notation", "auto, vietnamese, plain");
}

static void read_head(struct reading *reading)
{
    struct schema *schema = reading->schema;
    struct ini_section *head = ini_section(reading->ini, "schema");
    if (!head) {
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE,
                    (struct place){schema->path, 1, 1, PLACE_TEXT}, "schema",
                    "name");
        return;
    }
    schema->name = needed_text(reading, head, "name");
    schema->title = ini_section_text(head, "title", schema->name);
    schema->ignored_columns = read_words(reading, head, "ignored_columns", "",
                                         &schema->n_ignored_columns);
    schema->harmless =
        read_words(reading, head, "harmless", "", &schema->n_harmless);
    schema->total_words =
        read_words(reading, head, "total_words", "", &schema->n_total_words);
    schema->average_words = read_words(reading, head, "average_words", "",
                                       &schema->n_average_words);
    schema->part_words =
        read_words(reading, head, "part_words", "", &schema->n_part_words);
    schema->example_words = read_words(reading, head, "example_words", "",
                                       &schema->n_example_words);
    if (schema->n_example_words > 0)
        schema->example_word = first_word(reading, head, "example_words", "");
    read_notation(reading, head);
    schema->true_words = read_words(reading, head, "true_words", default_true,
                                    &schema->n_true_words);
    schema->false_words = read_words(reading, head, "false_words",
                                     default_false, &schema->n_false_words);
    schema->true_label = first_word(reading, head, "true_words", default_true);
    schema->false_label =
        first_word(reading, head, "false_words", default_false);
}

static void check_links(struct reading *reading)
{
    const struct schema *schema = reading->schema;
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        const char *name =
            arena_printf(reading->arena, "table.%s", table->name);
        check_references(reading, table);
        check_period_by(reading, table, ini_section(reading->ini, name));
    }
}

static struct schema *read_schema(struct arena *arena, struct ini *ini,
                                  const struct root *folder, struct diag *diag)
{
    size_t errors = diag_n_errors(diag);
    struct schema *schema = ARENA_NEW(arena, struct schema);
    struct reading reading = {arena, ini, schema, diag, folder};
    schema->path = ini->path;
    schema->ini = ini;
    schema->values = ARENA_ARRAY(arena, struct schema_values,
                                 count_sections(ini, "values."));
    schema->tables =
        ARENA_ARRAY(arena, struct schema_table, count_sections(ini, "table."));
    schema->rules =
        ARENA_ARRAY(arena, struct schema_rule,
                    count_sections(ini, "rule.") + count_sections(ini, "cap."));
    schema->places =
        ARENA_ARRAY(arena, const struct place_map *, ini->n_sections);
    read_head(&reading);
    read_sections(&reading, "values.", read_values);
    read_sections(&reading, "table.", read_table);
    read_sections(&reading, "rule.", read_rule);
    read_sections(&reading, "cap.", read_cap);
    check_links(&reading);
    ini_report_unused(ini, diag);
    size_t now = diag_n_errors(diag);
    return now == errors ? schema : NULL;
}

struct schema *schema_from_ini(struct arena *arena, struct ini *ini,
                               struct diag *diag)
{
    return read_schema(arena, ini, NULL, diag);
}

struct schema *schema_read(struct arena *arena, struct input input,
                           const struct root *folder, struct diag *diag)
{
    const struct ini_family family = {"schema", "schema/", ".ini", folder,
                                      DIAG_SCHEMA_NOT_FOUND};
    struct ini *ini = ini_read_extended(arena, input, &family, diag);
    return !ini ? NULL : read_schema(arena, ini, folder, diag);
}
