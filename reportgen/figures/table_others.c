#include "figures/table_others.h"

#include <string.h>

static bool is_nothing(const struct value *value)
{
    return value->n_missing == 0 &&
           (value->kind == VALUE_TEXT ? *value->as.text == '\0'
                                      : value_is_zero(value));
}

static bool shows(const struct table_definition *definition, size_t index,
                  const char *key)
{
    for (size_t i = 0; i < definition->n_columns; i++)
        if (definition->columns[i].source == SOURCE_PIVOT &&
            definition->columns[i].index == index &&
            strcmp(definition->columns[i].key, key) == 0)
            return true;
    return false;
}

/* A measure that stands in columns by key, and not in one for ROW, where it is
   something; NULL: there is none. */
static const struct column_definition *
leaves_out(const struct table_definition *definition,
           const struct tally_row *row)
{
    for (size_t i = 0; i < definition->n_columns; i++) {
        const struct column_definition *column = &definition->columns[i];
        if (column->source == SOURCE_PIVOT &&
            !is_nothing(&row->values[column->index]) &&
            !shows(definition, column->index, row->keys[1]))
            return column;
    }
    return NULL;
}

/* "none", or keys of the second group. */
static bool read_names(const struct render *render,
                       const struct ini_entry *entry, const struct tally *tally,
                       const char ***names, size_t *n_names, bool *any)
{
    *names = ini_split(render->arena, entry->value, ',', n_names);
    *any = strcmp(entry->value, "none") == 0;
    if (*any)
        *n_names = 0;
    if (!tally || tally->n_groups != 2) {
        diag_report(render->diag, DIAG_TABLE_PIVOT, entry->place, "others",
                    tally ? tally->name : "", tally ? (int)tally->n_groups : 0);
        return false;
    }
    for (size_t i = 0; i < *n_names; i++) {
        const char *key = table_find_key(render->arena, tally, (*names)[i]);
        if (!key) {
            diag_report(render->diag, DIAG_TABLE_KEY, entry->value_place,
                        tally->name, (*names)[i]);
            return false;
        }
        (*names)[i] = key;
    }
    return true;
}

bool table_others_read(const struct render *render, struct ini_section *section,
                       const struct table_definition *definition)
{
    struct ini_entry *entry = ini_section_entry(section, "others");
    const struct tally *tally = definition->tally;
    const struct column_definition *first = NULL;
    const char **names = NULL;
    size_t n_names = 0;
    bool any = false;
    if (entry && !read_names(render, entry, tally, &names, &n_names, &any))
        return false;
    if (any || !tally || tally->n_groups != 2)
        return true;
    struct strbuf keys = STRBUF_INIT;
    for (size_t i = 0; i < tally->n_seconds; i++) {
        const struct tally_row *row = &tally->seconds[i];
        const struct column_definition *column = leaves_out(definition, row);
        for (size_t k = 0; k < n_names && column; k++)
            if (strcmp(names[k], row->keys[1]) == 0)
                column = NULL;
        if (!column)
            continue;
        first = first ? first : column;
        strbuf_add_format(&keys, "%s%s", keys.size > 0 ? ", " : "",
                          *row->keys[1] ? row->keys[1] : "“”");
    }
    if (first)
        diag_report(render->diag, DIAG_TABLE_OTHERS, first->place,
                    definition->name, tally->name, strbuf_text(&keys));
    strbuf_free(&keys);
    return !first;
}
