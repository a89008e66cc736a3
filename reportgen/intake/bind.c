#include "intake/bind.h"

#include "base/unicode.h"
#include "intake/hint.h"
#include "schema/money_unit.h"

#include <string.h>

/* One heading on its way to a field. */
struct heading {
    const struct cell *cell;
    const struct schema_field *field; /* NULL: not known */
    int64_t unit;                     /* 0: not told */
    const char *bad_unit;             /* in parentheses, but no unit */
};

struct matching {
    const struct typing *typing;
    struct binding *binding;
    enum number_notation notation;
};

static struct place heading_place(const struct matching *matching,
                                  const struct cell *cell)
{
    return matching->typing->class->place(matching->typing->reader, cell);
}

/* ---- one heading ------------------------------------------------------- */

static const struct schema_field *find_field(struct arena *scratch,
                                             const struct schema_table *table,
                                             const char *heading)
{
    const char *folded = unicode_fold(scratch, heading);
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].of == NULL &&
            schema_is_spelt(&table->fields[i].spellings, folded))
            return &table->fields[i];
    return NULL;
}

static struct heading match_heading(const struct matching *matching,
                                    const struct cell *cell)
{
    struct arena *scratch = matching->typing->scratch;
    const struct schema_table *table = matching->binding->table;
    struct heading heading = {.cell = cell};
    const char *name, *suffix;
    money_unit_split(scratch, cell->text, &name, &suffix);
    heading.field = find_field(scratch, table, cell->text);
    bool whole = heading.field != NULL;
    if (!whole && suffix != NULL)
        heading.field = find_field(scratch, table, name);
    if (heading.field == NULL || heading.field->type != FIELD_MONEY ||
        suffix == NULL)
        return heading;
    heading.unit = money_unit_written(scratch, suffix);
    if (heading.unit == 0 && !whole)
        heading.bad_unit = suffix;
    return heading;
}

static bool is_ignored(const struct matching *matching, const char *heading)
{
    const struct schema *schema = matching->typing->schema;
    const char *folded = unicode_fold(matching->typing->scratch, heading);
    for (size_t i = 0; i < schema->n_ignored_columns; i++)
        if (strcmp(schema->ignored_columns[i], folded) == 0)
            return true;
    return false;
}

static bool has_column(const struct matching *matching,
                       const struct cell *cells,
                       const struct schema_field *field)
{
    for (size_t i = 0; i < matching->binding->n_columns; i++)
        if (cells[i].text != NULL &&
            match_heading(matching, &cells[i]).field == field)
            return true;
    return false;
}

static bool is_figure(const struct schema_field *field)
{
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL ||
           field->type == FIELD_MONEY || field->type == FIELD_DATE;
}

/* A column that nobody knows may stay, but not one that seems to hold the
   figures or dates of a field that has no other: sums would be wrong. */
static void report_unknown(const struct matching *matching,
                           const struct cell *cells, const struct cell *cell)
{
    struct arena *scratch = matching->typing->scratch;
    const struct schema_table *table = matching->binding->table;
    const struct schema_field *field = NULL;
    const char *name, *suffix;
    struct hint search;
    money_unit_split(scratch, cell->text, &name, &suffix);
    hint_start(&search, scratch, name);
    for (size_t i = 0; i < table->n_fields; i++) {
        const char *best = search.written;
        hint_offer(&search, &table->fields[i].spellings);
        if (search.written != best)
            field = &table->fields[i];
    }
    if (hint_near(&search) != NULL && is_figure(field) &&
        !has_column(matching, cells, field)) {
        faults_report(matching->typing->faults, DIAG_MISSPELT_COLUMN,
                      heading_place(matching, cell), cell->text,
                      hint_near(&search));
        return;
    }
    const char *meant = hint_text(&search, scratch);
    faults_report(matching->typing->faults, DIAG_UNKNOWN_COLUMN,
                  heading_place(matching, cell), cell->text,
                  meant == NULL ? "" : meant);
}

/* ---- all headings ------------------------------------------------------ */

static void bind_column(struct arena *arena, const struct matching *matching,
                        const struct heading *heading, struct column *column)
{
    const struct schema_field *field = heading->field;
    struct binding *binding = matching->binding;
    uint32_t *number = &binding->numbers[field - binding->table->fields];
    if (*number != 0) {
        faults_report(matching->typing->faults, DIAG_DUPLICATE_COLUMN,
                      heading_place(matching, heading->cell), *number,
                      heading->cell->column, field->heading);
        return;
    }
    *number = heading->cell->column;
    typing_start(arena, column, field, *number, matching->notation);
    if (heading->unit != 0)
        column->unit = heading->unit;
    if (heading->bad_unit != NULL)
        faults_report(matching->typing->faults, DIAG_UNKNOWN_UNIT,
                      heading_place(matching, heading->cell), heading->bad_unit,
                      heading->cell->text);
}

static void bind_cells(struct arena *arena, const struct matching *matching,
                       const struct cell *cells)
{
    struct binding *binding = matching->binding;
    for (size_t i = 0; i < binding->n_columns; i++) {
        typing_start(arena, &binding->columns[i], NULL, (uint32_t)i + 1,
                     matching->notation);
        binding->unnamed[i] = cells[i].text == NULL;
        if (binding->unnamed[i])
            continue;
        struct heading heading = match_heading(matching, &cells[i]);
        if (heading.field != NULL)
            bind_column(arena, matching, &heading, &binding->columns[i]);
        else if (!is_ignored(matching, cells[i].text))
            report_unknown(matching, cells, &cells[i]);
    }
}

static void report_missing(const struct matching *matching,
                           const struct value *fallbacks,
                           const struct cell *first)
{
    struct place place = heading_place(matching, first);
    struct binding *binding = matching->binding;
    place.column = 0;
    for (size_t i = 0; i < binding->table->n_fields; i++) {
        const struct schema_field *field = &binding->table->fields[i];
        if (!field->required || field->fallback != NULL ||
            fallbacks[i].kind != VALUE_NULL || binding->numbers[i] != 0)
            continue;
        binding->complete = false;
        faults_report(matching->typing->faults, DIAG_MISSING_COLUMN, place,
                      field->heading);
    }
}

bool bind_headings(struct arena *arena, const struct typing *typing,
                   const struct schema_table *table,
                   const struct value *fallbacks, const struct cell *cells,
                   size_t n_cells, enum number_notation notation,
                   struct binding *binding)
{
    struct matching matching = {typing, binding, notation};
    while (n_cells > 0 && cells[n_cells - 1].text == NULL)
        n_cells--;
    *binding = (struct binding){.table = table, .n_columns = n_cells};
    binding->columns = ARENA_ARRAY(arena, struct column, n_cells);
    binding->numbers = ARENA_ARRAY(arena, uint32_t, table->n_fields);
    binding->unnamed = ARENA_ARRAY(arena, bool, n_cells);
    binding->complete = true;
    size_t known = 0;
    for (size_t i = 0; i < n_cells && known == 0; i++)
        known += cells[i].text != NULL &&
                 match_heading(&matching, &cells[i]).field != NULL;
    if (known == 0) {
        struct place place = heading_place(&matching, &cells[0]);
        place.column = 0;
        faults_report(typing->faults, DIAG_NO_KNOWN_COLUMN, place, table->label,
                      table->fields[0].heading);
        return false;
    }
    bind_cells(arena, &matching, cells);
    report_missing(&matching, fallbacks, &cells[0]);
    return true;
}
