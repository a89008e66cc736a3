#include "intake/control.h"

#include "base/unicode.h"
#include "intake/control_inside.h"
#include "schema/field_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_VALUES = 64 /* whose rows are added up by themselves */
};

/* ---- adding up ----------------------------------------------------------- */

/* ITEMS with room for one more than N. */
static void *grown(void *items, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return items;
    *room = *room * 2 + 16;
    return realloc(items, *room * size);
}

static bool is_figure(const struct schema_field *field)
{
    return field && field_type_is_figure(field->type);
}

/* Adds a column in which lines tell how many of their rows say yes. */
static void add_yes(struct controls *controls, const struct column *column)
{
    struct schema_field *count =
        ARENA_NEW(controls->arena, struct schema_field);
    struct column *counted = ARENA_NEW(controls->arena, struct column);
    *count = *column->field;
    count->type = FIELD_INTEGER;
    count->unit = 1;
    *counted = *column;
    counted->field = count;
    counted->unit = 1;
    controls->columns[controls->n_columns++] = (struct figures){
        counted, column->field, 1, schema_is_consistent(column->field)};
}

struct controls *controls_start(const struct typing *typing,
                                const struct binding *binding)
{
    struct arena *arena = arena_create();
    struct controls *controls = ARENA_NEW(arena, struct controls);
    controls->arena = arena;
    controls->typing = typing;
    controls->binding = binding;
    controls->columns =
        ARENA_ARRAY(arena, struct figures, binding->n_columns + 1);
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct column *column = &binding->columns[i];
        if (is_figure(column->field))
            controls->columns[controls->n_columns++] =
                (struct figures){column, column->field, column->unit,
                                 schema_is_consistent(column->field)};
        else if (column->field && column->field->type == FIELD_BOOLEAN)
            add_yes(controls, column);
    }
    control_start_count(controls);
    controls->all.now = ARENA_ARRAY(arena, uint64_t, controls->n_columns);
    controls->filled.now = ARENA_ARRAY(arena, uint64_t, controls->n_columns);
    return controls;
}

void controls_free(struct controls *controls)
{
    if (!controls)
        return;
    free(controls->lines);
    free(controls->items);
    free(controls->all.before);
    free(controls->filled.before);
    free(controls->repeats);
    free(controls->entities);
    arena_destroy(controls->arena);
}

static int64_t number_of(struct value value)
{
    switch (value.kind) {
    case VALUE_RATIO:
        return value.as.ratio.numerator;
    case VALUE_BOOLEAN:
        return value.as.integer != 0;
    default:
        return value.as.integer;
    }
}

static const struct value *value_of(const struct controls *controls,
                                    const struct value *values, size_t column)
{
    static const struct value one = {.kind = VALUE_INTEGER, .as.integer = 1};
    const struct schema_field *field = controls->columns[column].field;
    return field == &controls->count.field
               ? &one
               : &values[field - controls->binding->table->fields];
}

int64_t control_step(int64_t step, int64_t number)
{
    while (number % step != 0)
        step /= 10;
    return step;
}

static void add_to(const struct controls *controls, struct sums *sums,
                   const struct value *values)
{
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind != VALUE_NULL)
            sums->now[i] += (uint64_t)number_of(*value);
    }
}

/* ---- the closer look ----------------------------------------------------- */

/* Short spellings would be found inside of other words. */
static bool names(const char *title, const struct schema_spellings *spellings)
{
    for (size_t i = 0; i < spellings->n; i++)
        if (strlen(spellings->folded[i]) >= 4 &&
            strstr(title, spellings->folded[i]))
            return true;
    return false;
}

static bool is_named(const struct controls *controls,
                     const struct schema_value *value)
{
    for (size_t i = 0; i < controls->n_items; i++) {
        const struct control *control = &controls->items[i];
        if (control->match == NOT_MATCHED &&
            names(unicode_fold(controls->arena,
                               controls->lines[control->line].title),
                  &value->spellings))
            return true;
    }
    return false;
}

/* Finds the values of enums that are named by lines whose figures are not
   explained yet: "Trong đó: khuyến công quốc gia". */
static void find_values(struct controls *controls)
{
    const struct schema_table *table = controls->binding->table;
    controls->values =
        ARENA_ARRAY(controls->arena, struct value_rows, MOST_VALUES);
    for (size_t f = 0; f < table->n_fields; f++) {
        const struct schema_values *values = table->fields[f].values;
        for (size_t v = 0; values && v < values->n_values; v++) {
            if (controls->n_values == MOST_VALUES ||
                !is_named(controls, &values->values[v]))
                continue;
            controls->values[controls->n_values++] = (struct value_rows){
                f,
                values->values[v].code,
                {ARENA_ARRAY(controls->arena, uint64_t,
                             (controls->n_lines + 1) * controls->n_columns),
                 ARENA_ARRAY(controls->arena, uint64_t, controls->n_columns)}};
        }
    }
}

void controls_look_closer(struct controls *controls)
{
    controls->is_closer = true;
    controls->line = 0;
    if (controls->n_lines <= ALL_LINES)
        find_values(controls);
}

/* Takes a line of the closer look, or the end. */
static void pass_line(struct controls *controls)
{
    size_t n = controls->n_columns;
    for (size_t v = 0; v < controls->n_values; v++) {
        struct sums *sums = &controls->values[v].sums;
        memcpy(sums->before + controls->line * n, sums->now,
               n * sizeof *sums->now);
    }
    controls->line++;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash == 0 ? 1 : hash;
}

static struct entity *slot_of(const struct controls *controls, uint64_t hash)
{
    size_t mask = controls->entities_room - 1;
    size_t i = (size_t)(hash ^ hash >> 29) & mask;
    while (controls->entities[i].hash != 0 &&
           controls->entities[i].hash != hash)
        i = (i + 1) & mask;
    return &controls->entities[i];
}

static void make_room_for_entity(struct controls *controls)
{
    struct entity *old = controls->entities;
    size_t n_old = controls->entities_room;
    if (controls->n_entities * 2 < n_old)
        return;
    controls->entities_room = n_old == 0 ? 1024 : n_old * 2;
    controls->entities =
        calloc(controls->entities_room, sizeof *controls->entities);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].hash != 0)
            *slot_of(controls, old[i].hash) = old[i];
    free(old);
}

static void add_repeat(struct controls *controls, size_t earlier,
                       const struct value *values)
{
    controls->repeats =
        grown(controls->repeats, controls->n_repeats, &controls->repeats_room,
              sizeof *controls->repeats);
    struct repeat *repeat = &controls->repeats[controls->n_repeats++];
    *repeat = (struct repeat){
        controls->line, earlier,
        ARENA_ARRAY(controls->arena, int64_t, controls->n_columns)};
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind != VALUE_NULL)
            repeat->figures[i] = number_of(*value);
    }
}

/* Takes a record of the closer look. */
static void look_at_record(struct controls *controls,
                           const struct value *values)
{
    const struct schema_table *table = controls->binding->table;
    for (size_t v = 0; v < controls->n_values; v++) {
        struct value_rows *rows = &controls->values[v];
        if (values[rows->field].kind == VALUE_TEXT &&
            strcmp(values[rows->field].as.text, rows->code) == 0)
            add_to(controls, &rows->sums, values);
    }
    if (!table->entity)
        return;
    const struct value *id = &values[table->entity - table->fields];
    if (id->kind != VALUE_TEXT)
        return;
    make_room_for_entity(controls);
    struct entity *entity = slot_of(controls, hash_text(id->as.text));
    if (entity->hash != 0)
        add_repeat(controls, entity->line, values);
    else
        controls->n_entities++;
    *entity = (struct entity){hash_text(id->as.text), controls->line};
}

/* ---- records and lines --------------------------------------------------- */

void controls_add_record(struct controls *controls, const struct value *values)
{
    if (controls->is_closer) {
        look_at_record(controls, values);
        return;
    }
    controls->n_records++;
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind == VALUE_NULL)
            continue;
        int64_t number = number_of(*value);
        struct figures *column = &controls->columns[i];
        controls->all.now[i] += (uint64_t)number;
        controls->filled.now[i]++;
        if (column->step > 1 && number % column->step != 0)
            column->step = control_step(column->step, number);
    }
}

static void remember_sums(struct controls *controls)
{
    const size_t size = controls->n_columns * sizeof(uint64_t);
    const size_t at = controls->n_lines * controls->n_columns;
    size_t room = controls->sums_room;
    controls->filled.before =
        grown(controls->filled.before, controls->n_lines, &room, size);
    controls->all.before = grown(controls->all.before, controls->n_lines,
                                 &controls->sums_room, size);
    memcpy(controls->all.before + at, controls->all.now, size);
    memcpy(controls->filled.before + at, controls->filled.now, size);
}

static struct control *add_control(struct controls *controls, size_t column,
                                   const struct cell *cell, int64_t figure)
{
    const struct typing *typing = controls->typing;
    controls->items = grown(controls->items, controls->n_items,
                            &controls->items_room, sizeof *controls->items);
    struct control *control = &controls->items[controls->n_items++];
    *control =
        (struct control){.line = controls->n_lines,
                         .column = column,
                         .figure = figure,
                         .place = typing->class->place(typing->reader, cell)};
    return control;
}

/* "Cà Mau, ngày 05 tháng 01 năm 2018" above a signature may stand in any
   column; its digits are no figure of that column. */
static bool is_line_of_words(const struct row *row, const struct cell *cell)
{
    static const char signs[] = "0123456789.,-+([ ";
    return cell->text == row_title(row) && !strchr(signs, cell->text[0]);
}

void controls_add_row(struct controls *controls, enum intake_kind kind,
                      const struct row *row)
{
    if (controls->is_closer) {
        pass_line(controls);
        return;
    }
    remember_sums(controls);
    for (size_t i = 0; i + 1 < controls->n_columns; i++) {
        const struct column *column = controls->columns[i].column;
        const struct cell *cell = column->number > row->n_cells
                                      ? NULL
                                      : &row->cells[column->number - 1];
        bool counts_yes = column->field != controls->columns[i].field;
        int64_t figure;
        if (cell && cell->text && strpbrk(cell->text, "0123456789") &&
            !is_line_of_words(row, cell) &&
            (counts_yes ? control_read_bare_count(cell, &figure)
                        : typing_read_figure(controls->typing, column, cell,
                                             &figure))) {
            add_control(controls, i, cell, figure)->is_doubtful = counts_yes;
        }
    }
    bool is_average = row_is_average(controls->typing, row);
    bool is_doubtful;
    int64_t n_rows;
    const struct cell *count =
        is_average
            ? NULL
            : control_find_count(controls, kind, row, &n_rows, &is_doubtful);
    if (count)
        add_control(controls, controls->n_columns - 1, count, n_rows)
            ->is_doubtful = is_doubtful;
    controls->lines = grown(controls->lines, controls->n_lines,
                            &controls->lines_room, sizeof *controls->lines);
    controls->lines[controls->n_lines++] =
        (struct line){.kind = kind,
                      .level = row_level(row),
                      .is_average = is_average,
                      .title = arena_strdup(controls->arena, row_title(row)),
                      .n_records = controls->n_records};
}

bool controls_end(struct controls *controls)
{
    if (controls->n_items == 0)
        return false;
    if (!controls->is_closer) {
        remember_sums(controls);
        return !control_match_all(controls);
    }
    pass_line(controls); /* the end */
    control_match_closer(controls);
    return false;
}

/* ---- reports ------------------------------------------------------------- */

/* The sum of the rows that a reader would compare the figure with first. */
static int64_t expected(const struct controls *controls,
                        const struct control *control)
{
    const struct line *line = &controls->lines[control->line];
    size_t at = control->line;
    if (line->kind == INTAKE_SECTION ||
        (line->kind == INTAKE_TOTAL &&
         control_records_before(controls, at) == 0))
        return control_range(controls, &controls->all, control->column, at,
                             line->end);
    for (size_t i = at; i-- > 0;)
        if (controls->lines[i].kind == INTAKE_TOTAL &&
            control_records_before(controls, i) <
                control_records_before(controls, at))
            return control_range(controls, &controls->all, control->column, i,
                                 at);
    return control_range(controls, &controls->all, control->column, CONTROL_TOP,
                         at);
}

static void report(const struct controls *controls,
                   const struct control *control)
{
    const struct schema *schema = controls->typing->schema;
    const struct schema_field *field =
        controls->columns[control->column].column->field;
    const struct line *line = &controls->lines[control->line];
    enum diag_level level = field->table->controls;
    enum diag_code code = DIAG_SUM_DIFFERS;
    int64_t sum = expected(controls, control);
    if (field == &controls->count.field) {
        faults_report_chosen(controls->typing->faults,
                             control->is_doubtful || level < DIAG_ERROR
                                 ? DIAG_COUNT_DIFFERS_WARNED
                                 : DIAG_COUNT_DIFFERS,
                             control->place, line->title,
                             (long long)control->figure, (long long)sum,
                             field->heading);
        return;
    }
    if (line->is_average) {
        struct strbuf figure = STRBUF_INIT;
        field_text_add_number(&figure, schema, field, control->figure);
        faults_report(controls->typing->faults, DIAG_AVERAGE_DIFFERS,
                      control->place, strbuf_text(&figure), field->heading,
                      line->title);
        strbuf_free(&figure);
        return;
    }
    if (control->match == MATCHED_ROUNDED)
        code = DIAG_SUM_ROUNDED;
    else if (level < DIAG_ERROR || field->type == FIELD_DECIMAL ||
             control->is_doubtful)
        code = level == DIAG_NOTE ? DIAG_SUM_DIFFERS_NOTED
                                  : DIAG_SUM_DIFFERS_WARNED;
    else if (line->kind == INTAKE_PART && control->figure <= sum)
        code = DIAG_PART_UNCHECKED;
    struct strbuf text = STRBUF_INIT;
    struct strbuf other = STRBUF_INIT;
    field_text_add_number(&text, schema, field, control->figure);
    field_text_add_number(&other, schema, field, sum);
    faults_report_chosen(controls->typing->faults, code, control->place,
                         strbuf_text(&text), field->heading, line->title,
                         strbuf_text(&other));
    strbuf_free(&text);
    strbuf_free(&other);
}

void controls_report(struct controls *controls)
{
    for (size_t i = 0; i < controls->n_items; i++)
        if (controls->items[i].match != MATCHED)
            report(controls, &controls->items[i]);
}
