#include "schema/place_map.h"

#include "base/unicode.h"
#include "config/ini.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct arena *arena;
    struct ini *ini;
    struct place_map *map;
    struct diag *diag;
};

/* ---- the file ------------------------------------------------------------ */

static void report_bad_value(struct reading *reading,
                             const struct ini_entry *entry,
                             const char *expected)
{
    diag_report(reading->diag, DIAG_SCHEMA_BAD_VALUE, entry->value_place,
                entry->value, expected);
}

/* The section, with its entries used; NULL when it is absent. */
static struct ini_section *free_section(struct reading *reading,
                                        const char *name)
{
    struct ini_section *section = ini_section(reading->ini, name);
    ini_section_use_all(section);
    return section;
}

/* The index of the place CODE; n_values after a report at PLACE. */
static size_t find_code(struct reading *reading, const char *code,
                        struct place place)
{
    const struct schema_values *values = &reading->map->values;
    const struct schema_value *value = schema_find_value(values, code);
    if (value)
        return (size_t)(value - values->values);
    diag_report(reading->diag, DIAG_SCHEMA_UNKNOWN_NAME, place, code);
    return values->n_values;
}

static void read_head(struct reading *reading)
{
    struct ini_section *head = ini_section(reading->ini, "places");
    struct place_map *map = reading->map;
    if (!head) {
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE,
                    (struct place){map->path, 1, 1, PLACE_TEXT}, "places",
                    "titles");
        return;
    }
    map->titles =
        ini_split(reading->arena, ini_section_text(head, "titles", ""), '|',
                  &map->n_titles);
    for (size_t i = 0; i < map->n_titles; i++)
        map->titles[i] = unicode_fold(reading->arena, map->titles[i]);
    const struct ini_entry *since = ini_section_entry(head, "numbers_since");
    if (since && *since->value != '\0' &&
        !date_parse(since->value, &map->numbers_since))
        report_bad_value(reading, since, "a date such as 2025-07-01");
}

static void add_spelling(struct reading *reading, struct schema_value *value,
                         const char *text)
{
    const struct schema_values *values = &reading->map->values;
    const char *folded = unicode_fold(reading->arena, text);
    if (schema_is_spelt(&value->spellings, folded))
        return;
    for (size_t i = 0; i < values->n_values; i++)
        if (schema_is_spelt(&values->values[i].spellings, folded))
            diag_report(reading->diag, DIAG_SCHEMA_AMBIGUOUS, value->place,
                        text, values->values[i].code);
    value->spellings.written[value->spellings.n] = text;
    value->spellings.folded[value->spellings.n++] = folded;
}

/* CODE = "Name | other spelling" */
static void read_place(struct reading *reading, const struct ini_entry *entry)
{
    struct schema_values *values = &reading->map->values;
    struct schema_value *value = &values->values[values->n_values];
    size_t n;
    const char **words = ini_split(reading->arena, entry->value, '|', &n);
    if (n == 0) {
        report_bad_value(reading, entry, "Name | other spelling");
        return;
    }
    *value = (struct schema_value){.code = entry->key,
                                   .label = words[0],
                                   .short_label = words[0],
                                   .variants = words + 1,
                                   .n_variants = n - 1,
                                   .place = entry->place};
    value->spellings.written = ARENA_ARRAY(reading->arena, const char *, n);
    value->spellings.folded = ARENA_ARRAY(reading->arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        add_spelling(reading, value, words[i]);
    values->n_values++;
}

static void read_places(struct reading *reading)
{
    struct place_map *map = reading->map;
    struct ini_section *section = free_section(reading, "place");
    size_t n = section ? section->n_entries : 0;
    map->values.name = map->name;
    map->values.values = ARENA_ARRAY(reading->arena, struct schema_value, n);
    map->units = ARENA_ARRAY(reading->arena, struct place_unit, n);
    for (size_t i = 0; i < n; i++)
        read_place(reading, &section->entries[i]);
    if (n == 0)
        diag_report(reading->diag, DIAG_SCHEMA_INCOMPLETE,
                    (struct place){map->path, 1, 1, PLACE_TEXT}, "place",
                    "CODE");
}

/* CODE = "CODE | DATE": into which place, and from which day on. */
static void read_merger(struct reading *reading, const struct ini_entry *entry)
{
    struct place_map *map = reading->map;
    size_t n;
    const char **words = ini_split(reading->arena, entry->value, '|', &n);
    struct date since;
    if (n != 2 || !date_parse(words[1], &since)) {
        report_bad_value(reading, entry, "CODE | 2025-07-01");
        return;
    }
    size_t old = find_code(reading, entry->key, entry->place);
    size_t into = find_code(reading, words[0], entry->value_place);
    if (old == map->values.n_values || into == map->values.n_values)
        return;
    map->units[old].into = &map->values.values[into];
    map->units[old].since = since;
    map->values.values[old].valid_to = date_add_days(since, -1);
}

static const struct place_unit *unit_of(const struct place_map *map,
                                        const struct schema_value *value)
{
    return &map->units[value - map->values.values];
}

/* Following mergers must end. */
static void check_circle(struct reading *reading, const struct ini_entry *entry)
{
    const struct place_map *map = reading->map;
    const struct schema_value *start =
        schema_find_value(&map->values, entry->key);
    const struct schema_value *value = start;
    for (size_t i = 0; value && i < map->values.n_values; i++) {
        value = unit_of(map, value)->into;
        if (value == start) {
            report_bad_value(reading, entry,
                             "a place that goes into no other "
                             "that comes back to it");
            return;
        }
    }
}

static void read_mergers(struct reading *reading)
{
    struct ini_section *section = free_section(reading, "merged");
    for (size_t i = 0; section && i < section->n_entries; i++)
        read_merger(reading, &section->entries[i]);
    for (size_t i = 0; section && i < section->n_entries; i++)
        check_circle(reading, &section->entries[i]);
}

static void read_numbers(struct reading *reading)
{
    struct place_map *map = reading->map;
    struct ini_section *section = free_section(reading, "number");
    for (size_t i = 0; section && i < section->n_entries; i++) {
        const struct ini_entry *entry = &section->entries[i];
        size_t at = find_code(reading, entry->key, entry->place);
        if (at < map->values.n_values)
            map->units[at].number = entry->value;
    }
}

/* FOLDED without the title that it starts with. */
static const char *without_title(const struct place_map *map,
                                 const char *folded)
{
    for (size_t i = 0; i < map->n_titles; i++) {
        size_t size = strlen(map->titles[i]);
        if (strncmp(folded, map->titles[i], size) == 0 && folded[size] == ' ')
            return folded + size + 1;
    }
    return folded;
}

/* What stands before a name: CODE = "thành phố", or [places] unit.  A name that
   begins with a title has its unit already. */
static void read_units(struct reading *reading)
{
    struct place_map *map = reading->map;
    struct ini_section *head = ini_section(reading->ini, "places");
    struct ini_section *section = free_section(reading, "unit");
    const char *usual = head ? ini_section_text(head, "unit", "") : "";
    for (size_t i = 0; section && i < section->n_entries; i++)
        find_code(reading, section->entries[i].key, section->entries[i].place);
    for (size_t i = 0; i < map->values.n_values; i++) {
        struct schema_value *value = &map->values.values[i];
        const char *folded = unicode_fold(reading->arena, value->label);
        const char *unit =
            section ? ini_section_text(section, value->code, usual) : usual;
        map->units[i].word = unit;
        value->full_label = value->label;
        if (*unit != '\0' && without_title(map, folded) == folded)
            value->full_label =
                arena_printf(reading->arena, "%s %s", unit, value->label);
    }
}

const char *place_map_file(struct arena *arena, const char *name)
{
    return arena_printf(arena, "places/%s.ini", name);
}

const struct place_map *place_map_read(struct arena *arena, const char *name,
                                       struct input input, struct diag *diag)
{
    size_t errors = diag_n_errors(diag);
    struct place_map *map = ARENA_NEW(arena, struct place_map);
    struct reading reading = {arena, ini_read(arena, input, diag), map, diag};
    if (!reading.ini)
        return NULL;
    map->name = name;
    map->path = reading.ini->path;
    strcpy(map->sha256, reading.ini->sha256);
    read_head(&reading);
    read_places(&reading);
    read_mergers(&reading);
    read_numbers(&reading);
    read_units(&reading);
    ini_report_unused(reading.ini, diag);
    return diag_n_errors(diag) == errors ? map : NULL;
}

/* ---- finding ------------------------------------------------------------- */

static const struct schema_value *find_spelling(const struct place_map *map,
                                                const char *folded)
{
    for (size_t i = 0; i < map->values.n_values; i++)
        if (schema_is_spelt(&map->values.values[i].spellings, folded))
            return &map->values.values[i];
    return NULL;
}

/* "91", "01" or "1". */
static const struct schema_value *find_number(const struct place_map *map,
                                              const char *text)
{
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return NULL;
    text += strspn(text, "0");
    for (size_t i = 0; i < map->values.n_values; i++) {
        const char *number = map->units[i].number;
        if (number && strcmp(number + strspn(number, "0"), text) == 0)
            return &map->values.values[i];
    }
    return NULL;
}

/* What is written without marks, as names of folders are: its code. */
static const struct schema_value *
find_bare(const struct place_map *map, struct arena *scratch, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            return NULL;
    return schema_find_value(&map->values, unicode_slug(scratch, text));
}

const struct schema_value *place_map_named(const struct place_map *map,
                                           struct arena *scratch,
                                           const char *text)
{
    const char *folded = unicode_fold(scratch, text);
    const struct schema_value *value = find_spelling(map, folded);
    if (!value)
        value = find_spelling(map, without_title(map, folded));
    return value ? value : find_bare(map, scratch, text);
}

const struct schema_value *place_map_find(const struct place_map *map,
                                          struct arena *scratch,
                                          const char *text, struct date on)
{
    const char *folded = unicode_fold(scratch, text);
    const struct schema_value *value = place_map_named(map, scratch, text);
    if (!value && map->numbers_since.year != 0 &&
        date_compare(on, map->numbers_since) >= 0)
        value = find_number(map, folded);
    while (value && unit_of(map, value)->into &&
           date_compare(unit_of(map, value)->since, on) <= 0)
        value = unit_of(map, value)->into;
    return value;
}

const char *place_full_name(struct arena *arena, const struct schema *schema,
                            const struct schema_field *field, const char *text)
{
    const struct place_map *map =
        schema->n_places > 0 && !field ? schema->places[0] : NULL;
    for (size_t i = 0; field && i < field->table->n_fields; i++)
        if (field->table->fields[i].of == field)
            map = field->table->fields[i].places;
    const struct schema_value *value =
        map ? place_map_named(map, arena, text) : NULL;
    return value ? value->full_label : text;
}

const char *place_unit_word(struct arena *arena, const struct schema *schema,
                            const char *text)
{
    const struct place_map *map =
        schema->n_places > 0 ? schema->places[0] : NULL;
    const struct schema_value *value =
        map ? place_map_named(map, arena, text) : NULL;
    return value ? unit_of(map, value)->word : NULL;
}
