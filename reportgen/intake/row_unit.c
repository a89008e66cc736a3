#include "intake/row_unit.h"

#include "intake/heading.h"
#include "schema/money_unit.h"

#include <string.h>

/* A text and the count that it scales. */
struct row_unit {
    const struct schema_field *field;
    struct column *column; /* of the text; NULL: only FALLBACK tells */
    struct column *counted;
    const char *fallback; /* of an empty cell, or NULL */
    int64_t unit;         /* of COUNTED, as its heading says */
    int64_t scale;        /* of the row */
    const char *thing;    /* that remains of the text when SCALE is not 1 */
    int64_t common;       /* scale of all records; 0: there was none, or they
                             differ */
    bool has_records;
};

struct row_units {
    struct row_unit *units;
    size_t n;
    bool is_told; /* that a count was multiplied */
};

static struct column *column_of(struct binding *binding,
                                const struct schema_field *field)
{
    uint32_t number = binding->numbers[field - binding->table->fields];
    return number == 0 ? NULL : &binding->columns[number - 1];
}

struct row_units *row_units_find(struct arena *arena, struct binding *binding,
                                 const struct value *fallbacks)
{
    const struct schema_table *table = binding->table;
    struct row_units *units = ARENA_NEW(arena, struct row_units);
    units->units = ARENA_ARRAY(arena, struct row_unit, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        struct row_unit unit = {.field = field, .scale = 1};
        if (!field->scales)
            continue;
        unit.column = column_of(binding, field);
        unit.counted = column_of(binding, field->scales);
        unit.fallback =
            fallbacks[i].kind == VALUE_TEXT ? fallbacks[i].as.text : NULL;
        if (!unit.counted || (!unit.column && !unit.fallback))
            continue;
        unit.unit = unit.counted->unit;
        units->units[units->n++] = unit;
    }
    return units->n > 0 ? units : NULL;
}

static const struct cell *cell_of(const struct column *column,
                                  const struct row *row)
{
    if (!column || column->number > row->n_cells)
        return NULL;
    const struct cell *cell = &row->cells[column->number - 1];
    return cell->text ? cell : NULL;
}

/* The scale in TEXT, which may be NULL: 1 when it tells none. */
static void read_scale(struct row_unit *unit, struct arena *scratch,
                       const char *text)
{
    int64_t scale =
        !text ? 0 : heading_count_scale(scratch, text, &unit->thing);
    unit->scale = scale == 0 ? 1 : scale;
    if (!number_multiply(unit->unit, unit->scale, &unit->counted->unit))
        unit->counted->unit = INT64_MAX; /* no figure fits */
}

static void tell_once(struct row_units *units, const struct typing *typing,
                      const struct row_unit *unit, const char *text,
                      const struct cell *counted)
{
    if (units->is_told || !counted || unit->scale == 1)
        return;
    units->is_told = true;
    struct strbuf scale = STRBUF_INIT;
    strbuf_add_integer(&scale, unit->scale);
    faults_report(typing->faults, DIAG_COUNT_SCALED,
                  typing->class->place(typing->reader, counted), text,
                  counted->text, unit->field->scales->heading,
                  strbuf_text(&scale));
    strbuf_free(&scale);
}

bool row_units_set(struct row_units *units, const struct typing *typing,
                   const struct row *row)
{
    bool good = true;
    for (size_t i = 0; units && i < units->n; i++) {
        struct row_unit *unit = &units->units[i];
        const struct cell *cell = cell_of(unit->column, row);
        const struct cell *counted = cell_of(unit->counted, row);
        const char *text = cell ? cell->text : unit->fallback;
        if (text && counted &&
            money_unit_read(typing->scratch, text).has_currency) {
            faults_report(
                typing->faults, DIAG_UNIT_OF_COUNT,
                typing->class->place(typing->reader, cell ? cell : counted),
                text, unit->field->scales->heading);
            good = false;
            continue;
        }
        read_scale(unit, typing->scratch, text);
        tell_once(units, typing, unit, text, counted);
        unit->common =
            !unit->has_records || unit->common == unit->scale ? unit->scale : 0;
        unit->has_records = true;
    }
    return good;
}

void row_units_set_total(struct row_units *units, const struct typing *typing,
                         const struct row *row)
{
    for (size_t i = 0; units && i < units->n; i++) {
        struct row_unit *unit = &units->units[i];
        const struct cell *cell = cell_of(unit->column, row);
        read_scale(unit, typing->scratch, cell ? cell->text : NULL);
        if (!cell && unit->common > 0 &&
            !number_multiply(unit->unit, unit->common, &unit->counted->unit))
            unit->counted->unit = INT64_MAX;
    }
}

void row_units_take_off(struct row_units *units, struct value *values)
{
    for (size_t i = 0; units && i < units->n; i++) {
        const struct row_unit *unit = &units->units[i];
        if (unit->scale == 1)
            continue;
        struct value *value = &values[unit->field - unit->field->table->fields];
        *value = *unit->thing == '\0' ? VALUE_NONE : value_text(unit->thing);
    }
}
