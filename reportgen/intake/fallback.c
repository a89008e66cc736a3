#include "intake/fallback.h"

#include <string.h>

/* The schema or the configuration as a source of one cell. */
struct reader {
    struct place place;
};

static struct place cell_place(const struct reader *reader,
                               const struct cell *cell)
{
    (void)cell;
    return reader->place;
}

/* Reports a figure that can be read in two ways: there is no other cell to
   decide it.  True after a report. */
static bool is_doubtful(const struct typing *typing,
                        const struct column *column)
{
    struct notation *notation = column->notation;
    if (!notation || notation_judge(notation) != NOTATION_AMBIGUOUS)
        return false;
    faults_report(typing->faults, DIAG_AMBIGUOUS_NUMBER, notation->either.place,
                  notation->either.text, column->field->heading);
    return true;
}

struct value *fallback_read(struct arena *arena, const struct typing *typing,
                            const struct schema_table *table,
                            const struct fill *fills,
                            enum number_notation fill_notation,
                            const struct binding *binding)
{
    static const struct reader_class ini_class = {.place = cell_place};
    struct value *values = ARENA_ARRAY(arena, struct value, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        struct fill fill = {field->fallback, field->place};
        enum number_notation notation = NOTATION_PLAIN;
        int64_t unit = field->unit;
        if (fills && fills[i].text) {
            fill = fills[i];
            notation = fill_notation;
            if (binding)
                unit = bind_unit_of(binding, field);
        }
        if (!fill.text)
            continue;
        struct reader reader = {fill.place};
        struct typing of_ini = *typing;
        struct column column;
        of_ini.class = &ini_class;
        of_ini.reader = &reader;
        struct cell cell = {.text = fill.text, .size = strlen(fill.text)};
        typing_start(arena, &column, field, 0, notation);
        column.unit = unit;
        if (column.notation)
            column.notation->habit = typing->schema->notation;
        if (!typing_read(&of_ini, &column, &cell, &values[i]) ||
            is_doubtful(&of_ini, &column))
            values[i] = VALUE_NONE;
    }
    return values;
}

bool *fallback_find(struct arena *arena, const struct schema_table *table,
                    const struct fill *fills)
{
    bool *found = ARENA_ARRAY(arena, bool, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++)
        found[i] = table->fields[i].fallback || (fills && fills[i].text);
    return found;
}
