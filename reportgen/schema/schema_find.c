#include "schema/schema.h"

#include <string.h>

/* Most names differ in their first letter. */
static bool is_same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

const struct schema_table *schema_find_table(const struct schema *schema,
                                             const char *name)
{
    for (size_t i = 0; i < schema->n_tables; i++)
        if (is_same(schema->tables[i].name, name))
            return &schema->tables[i];
    return NULL;
}

const struct schema_field *schema_find_field(const struct schema_table *table,
                                             const char *name)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (is_same(table->fields[i].name, name))
            return &table->fields[i];
    return NULL;
}

const struct schema_field *
schema_find_reference(const struct schema *schema,
                      const struct schema_field *field)
{
    if (!field->references)
        return NULL;
    const char *dot = strchr(field->references, '.');
    if (!dot)
        return NULL;
    size_t size = (size_t)(dot - field->references);
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        if (strncmp(table->name, field->references, size) == 0 &&
            table->name[size] == '\0')
            return schema_find_field(table, dot + 1);
    }
    return NULL;
}

const struct schema_field *
schema_resolve_path(const struct schema *schema,
                    const struct schema_table *table, const char *path,
                    const struct schema_field **through)
{
    *through = NULL;
    const char *dot = strchr(path, '.');
    if (!dot)
        return schema_find_field(table, path);
    size_t size = (size_t)(dot - path);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (strncmp(field->name, path, size) != 0 || field->name[size] != '\0')
            continue;
        const struct schema_field *target =
            schema_find_reference(schema, field);
        if (!target)
            return NULL;
        *through = field;
        return schema_find_field(target->table, dot + 1);
    }
    return NULL;
}

bool schema_is_consistent(const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    for (size_t i = 0; i < table->n_consistent; i++)
        if (table->consistent[i] == field)
            return true;
    return false;
}

const struct schema_field *schema_find_root(const struct schema *schema,
                                            const struct schema_field *field)
{
    const struct schema_field *target = schema_find_reference(schema, field);
    for (size_t i = 0; target && i < schema->n_tables; i++) {
        field = target;
        target = schema_find_reference(schema, field);
    }
    return field;
}

bool schema_tells_rows_apart(const struct schema *schema,
                             const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    return (table->n_key > 0 && table->key[0] == field) ||
           table->entity == field || schema_is_referred_to(schema, field);
}

bool schema_is_referred_to(const struct schema *schema,
                           const struct schema_field *field)
{
    for (size_t t = 0; t < schema->n_tables; t++)
        for (size_t i = 0; i < schema->tables[t].n_fields; i++)
            if (schema_find_reference(schema, &schema->tables[t].fields[i]) ==
                field)
                return true;
    return false;
}

bool schema_is_spelt(const struct schema_spellings *spellings,
                     const char *folded)
{
    for (size_t i = 0; i < spellings->n; i++)
        if (is_same(spellings->folded[i], folded))
            return true;
    return false;
}

static bool is_among(const char *const *words, size_t n, const char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], folded) == 0)
            return true;
    return false;
}

int schema_find_truth(const struct schema *schema, const char *folded)
{
    if (is_among(schema->true_words, schema->n_true_words, folded))
        return 1;
    return is_among(schema->false_words, schema->n_false_words, folded) ? 0
                                                                        : -1;
}

const struct schema_value *schema_find_value(const struct schema_values *values,
                                             const char *code)
{
    for (size_t i = 0; i < values->n_values; i++)
        if (is_same(values->values[i].code, code))
            return &values->values[i];
    return NULL;
}

bool schema_field_is_told_sum(const struct schema_field *field)
{
    return field->type == FIELD_MONEY && !field->confidential;
}
