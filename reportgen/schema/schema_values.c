#include "schema/schema_values.h"

#include "base/unicode.h"

#include <string.h>

/* What reading a section needs. */
struct reading {
    struct arena *arena;
    struct diag *diag;
};

const char *schema_after_prefix(const char *text, const char *prefix)
{
    size_t size = strlen(prefix);
    return strncmp(text, prefix, size) == 0 ? text + size : NULL;
}

struct schema_spellings schema_fold_spellings(struct arena *arena,
                                              const char *const *first,
                                              size_t n_first,
                                              const char *const *variants,
                                              size_t n_variants)
{
    const size_t n = n_first + n_variants;
    struct schema_spellings spellings = {ARENA_ARRAY(arena, const char *, n),
                                         ARENA_ARRAY(arena, const char *, n),
                                         ARENA_ARRAY(arena, const char *, n),
                                         0};
    for (size_t i = 0; i < n; i++) {
        const char *text = i < n_first ? first[i] : variants[i - n_first];
        const char *folded = unicode_fold(arena, text);
        if (schema_is_spelt(&spellings, folded))
            continue;
        spellings.written[spellings.n] = text;
        spellings.slugs[spellings.n] = unicode_slug(arena, text);
        spellings.folded[spellings.n++] = folded;
    }
    return spellings;
}

static void read_value_date(const struct reading *reading,
                            struct schema_values *values,
                            const struct ini_entry *entry, const char *code,
                            bool is_first)
{
    struct schema_value *value =
        (struct schema_value *)schema_find_value(values, code);
    struct date date = {0};
    if (!value) {
        diag_report(reading->diag, DIAG_SCHEMA_UNKNOWN_NAME, entry->place,
                    code);
        return;
    }
    if (!date_parse(entry->value, &date))
        diag_report(reading->diag, DIAG_SCHEMA_BAD_VALUE, entry->value_place,
                    entry->value, "a date such as 2025-10-15");
    *(is_first ? &value->valid_from : &value->valid_to) = date;
}

static void read_value_extra(const struct reading *reading,
                             struct schema_values *values,
                             const struct ini_entry *entry)
{
    const char *code;
    if ((code = schema_after_prefix(entry->key, "from."))) {
        read_value_date(reading, values, entry, code, true);
    } else if ((code = schema_after_prefix(entry->key, "to."))) {
        read_value_date(reading, values, entry, code, false);
    } else if ((code = schema_after_prefix(entry->key, "short."))) {
        struct schema_value *value =
            (struct schema_value *)schema_find_value(values, code);
        if (!value)
            diag_report(reading->diag, DIAG_SCHEMA_UNKNOWN_NAME, entry->place,
                        code);
        else
            value->short_label = entry->value;
    }
}

/* "Label | variant | variant" */
static void read_value(const struct reading *reading,
                       struct schema_values *values,
                       const struct ini_entry *entry)
{
    size_t n;
    const char **words = ini_split(reading->arena, entry->value, '|', &n);
    struct schema_value *value = &values->values[values->n_values++];
    value->code = entry->key;
    value->place = entry->place;
    value->label = n > 0 ? words[0] : entry->key;
    value->short_label = value->label;
    value->full_label = value->label;
    value->variants = n > 0 ? words + 1 : NULL;
    value->n_variants = n > 0 ? n - 1 : 0;
    if (n == 0)
        diag_report(reading->diag, DIAG_SCHEMA_BAD_VALUE, entry->value_place,
                    entry->value, "Label | variant");
}

/* A spelling must lead to one value only. */
static void check_spellings(const struct reading *reading,
                            const struct schema_values *values, size_t at)
{
    const struct schema_value *value = &values->values[at];
    for (size_t k = 0; k < value->spellings.n; k++)
        for (size_t i = 0; i < at; i++)
            if (schema_is_spelt(&values->values[i].spellings,
                                value->spellings.folded[k]))
                diag_report(reading->diag, DIAG_SCHEMA_AMBIGUOUS, value->place,
                            value->spellings.written[k],
                            values->values[i].code);
}

static void fold_values(const struct reading *reading,
                        struct schema_values *values)
{
    for (size_t i = 0; i < values->n_values; i++) {
        struct schema_value *value = &values->values[i];
        const char *const first[] = {value->code, value->label,
                                     value->short_label};
        size_t n_first = value->short_label == value->label ? 2 : 3;
        value->spellings = schema_fold_spellings(
            reading->arena, first, n_first, value->variants, value->n_variants);
        check_spellings(reading, values, i);
    }
}

void schema_read_values(struct arena *arena, struct ini_section *section,
                        struct diag *diag, struct schema_values *values)
{
    const struct reading reading = {arena, diag};
    values->values =
        ARENA_ARRAY(arena, struct schema_value, section->n_entries);
    for (size_t i = 0; i < section->n_entries; i++) {
        section->entries[i].used = !strchr(section->entries[i].key, '.');
        if (section->entries[i].used)
            read_value(&reading, values, &section->entries[i]);
    }
    for (size_t i = 0; i < section->n_entries; i++) {
        struct ini_entry *entry = &section->entries[i];
        if (entry->used)
            continue;
        entry->used = schema_after_prefix(entry->key, "from.") ||
                      schema_after_prefix(entry->key, "to.") ||
                      schema_after_prefix(entry->key, "short.");
        read_value_extra(&reading, values, entry);
    }
    if (values->n_values == 0)
        diag_report(diag, DIAG_SCHEMA_INCOMPLETE, section->place, section->name,
                    "CODE");
    fold_values(&reading, values);
}
