#include "intake/typing.h"

#include "base/unicode.h"
#include "intake/damage.h"
#include "intake/hint.h"
#include "schema/field_text.h"

#include <libintl.h>
#include <string.h>

/* A cell of a workbook holds no more, and no name of anything is longer. */
enum { LONGEST_TEXT = 32767 };

/* A column has few different words, met again and again: each slot keeps the
   last spelling that fell on it. */
enum { N_SLOTS = 64, LONGEST_SPELLING = 119 };

struct spellings {
    struct {
        char text[LONGEST_SPELLING + 1];
        size_t size;
        size_t meaning; /* index of a value; 0 or 1 of a boolean */
    } slots[N_SLOTS];
};

enum { NO_MEANING = -1 };

/* ---- columns --------------------------------------------------------- */

void typing_start(struct arena *arena, struct column *column,
                  const struct schema_field *field, uint32_t number,
                  enum number_notation notation)
{
    *column = (struct column){.field = field, .number = number};
    if (!field)
        return;
    column->unit = field->unit;
    if (field->type == FIELD_ENUM || field->type == FIELD_BOOLEAN)
        column->spellings = ARENA_NEW(arena, struct spellings);
    if (field_type_is_figure(field->type)) {
        column->notation = ARENA_NEW(arena, struct notation);
        notation_start(column->notation, arena, notation, NOTATION_AUTO);
    }
}

static struct place cell_place(const struct typing *typing,
                               const struct cell *cell)
{
    return typing->class->place(typing->reader, cell);
}

/* ---- damage ----------------------------------------------------------------
 */

bool typing_report_damage(const struct typing *typing, const char *heading,
                          const struct cell *cell)
{
    struct damage damage = damage_find(typing->scratch, cell->text, cell->size);
    struct faults *faults = typing->faults;
    struct place place = cell_place(typing, cell);
    switch (damage.kind) {
    case DAMAGE_NONE:
        return false;
    case DAMAGE_ERROR_VALUE:
        faults_report(faults, DIAG_ERROR_VALUE, place, cell->text, heading);
        break;
    case DAMAGE_ROUNDED:
        faults_report(faults, DIAG_ROUNDED_ID, place, cell->text, heading);
        break;
    case DAMAGE_DATE:
        faults_report(faults, DIAG_TAKEN_FOR_DATE, place, cell->text, heading);
        return false;
    case DAMAGE_TCVN3:
    case DAMAGE_VNI:
        faults_report(faults, DIAG_LEGACY_LETTERS, place, cell->text,
                      damage.meant,
                      damage.kind == DAMAGE_VNI ? "vni" : "tcvn3");
        break;
    case DAMAGE_TWICE_ENCODED:
        faults_report(faults, DIAG_TWICE_ENCODED, place, cell->text,
                      damage.meant);
        break;
    case DAMAGE_LOST_LETTERS:
        faults_report(faults, DIAG_LOST_LETTERS, place, cell->text);
        break;
    case DAMAGE_LOST_LETTERS_PERHAPS:
        faults_report(faults, DIAG_LOST_LETTERS_PERHAPS, place, cell->text);
        return false;
    }
    return true;
}

/* ---- words ------------------------------------------------------------- */

static size_t slot_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return (hash ^ hash >> 15) % N_SLOTS;
}

typedef int find_meaning(const struct schema *schema,
                         const struct schema_field *field, const char *folded);

/* The meaning that FIND gives the cell's word, or NO_MEANING. */
static int look_up(const struct typing *typing, const struct column *column,
                   const struct cell *cell, find_meaning *find)
{
    size_t slot = slot_of(cell->text, cell->size);
    struct spellings *known = column->spellings;
    if (known->slots[slot].size == cell->size &&
        memcmp(known->slots[slot].text, cell->text, cell->size) == 0)
        return (int)known->slots[slot].meaning;
    int meaning = find(typing->schema, column->field,
                       unicode_fold(typing->scratch, cell->text));
    if (meaning != NO_MEANING && cell->size <= LONGEST_SPELLING) {
        memcpy(known->slots[slot].text, cell->text, cell->size);
        known->slots[slot].size = cell->size;
        known->slots[slot].meaning = (size_t)meaning;
    }
    return meaning;
}

static int find_enum(const struct schema *schema,
                     const struct schema_field *field, const char *folded)
{
    (void)schema;
    for (size_t i = 0; i < field->values->n_values; i++)
        if (schema_is_spelt(&field->values->values[i].spellings, folded))
            return (int)i;
    return NO_MEANING;
}

static bool is_among(const char *const *words, size_t n, const char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], folded) == 0)
            return true;
    return false;
}

static int find_boolean(const struct schema *schema,
                        const struct schema_field *field, const char *folded)
{
    (void)field;
    if (is_among(schema->true_words, schema->n_true_words, folded))
        return 1;
    if (is_among(schema->false_words, schema->n_false_words, folded))
        return 0;
    return NO_MEANING;
}

/* What could have been meant: the nearest label, or the first few. */
static const char *value_hint(const struct typing *typing,
                              const struct schema_values *values,
                              const struct cell *cell)
{
    struct hint search;
    hint_start(&search, typing->scratch, cell->text);
    for (size_t i = 0; i < values->n_values; i++)
        hint_offer(&search, &values->values[i].spellings);
    const char *meant = hint_text(&search, typing->scratch);
    if (meant)
        return meant;
    struct strbuf list = STRBUF_INIT;
    for (size_t i = 0; i < values->n_values && i < 4; i++)
        strbuf_add_format(&list, "%s“%s”", i == 0 ? "" : ", ",
                          values->values[i].short_label);
    if (values->n_values > 4)
        strbuf_add_text(&list, ", …");
    const char *hint =
        arena_printf(typing->scratch, gettext("; possible values are %s"),
                     strbuf_text(&list));
    strbuf_free(&list);
    return hint;
}

static bool read_enum(const struct typing *typing, const struct column *column,
                      const struct cell *cell, struct value *value)
{
    const struct schema_values *values = column->field->values;
    int meaning = look_up(typing, column, cell, find_enum);
    if (meaning == NO_MEANING) {
        if (typing_report_damage(typing, column->field->heading, cell))
            return false;
        faults_report(typing->faults, DIAG_UNKNOWN_VALUE,
                      cell_place(typing, cell), cell->text,
                      column->field->heading, value_hint(typing, values, cell));
        return false;
    }
    *value = value_text(values->values[meaning].code);
    return true;
}

static bool read_boolean(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         struct value *value)
{
    int meaning = look_up(typing, column, cell, find_boolean);
    if (meaning == NO_MEANING) {
        faults_report(typing->faults, DIAG_BAD_BOOLEAN,
                      cell_place(typing, cell), cell->text,
                      column->field->heading, typing->schema->true_label,
                      typing->schema->false_label);
        return false;
    }
    *value = (struct value){.kind = VALUE_BOOLEAN, .as.integer = meaning};
    return true;
}

/* ---- figures ------------------------------------------------------------- */

static void report_number(const struct typing *typing,
                          const struct column *column, const struct cell *cell,
                          enum number_fault fault)
{
    enum diag_code code = DIAG_BAD_NUMBER;
    if (fault == NUMBER_AMBIGUOUS)
        code = DIAG_AMBIGUOUS_NUMBER;
    else if (fault == NUMBER_TOO_PRECISE)
        code = DIAG_TOO_PRECISE;
    else if (fault == NUMBER_TOO_LARGE)
        code = DIAG_NUMBER_TOO_LARGE;
    faults_report(typing->faults, code, cell_place(typing, cell), cell->text,
                  column->field->heading);
}

static bool check_limits(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         int64_t number)
{
    const struct schema_field *field = column->field;
    bool below = field->has_min && number < field->min;
    bool above = field->has_max && number > field->max;
    if (!below && !above)
        return true;
    struct strbuf limit = STRBUF_INIT;
    field_text_add_number(&limit, typing->schema, field,
                          below ? field->min : field->max);
    faults_report(typing->faults,
                  below ? DIAG_BELOW_MINIMUM : DIAG_ABOVE_MAXIMUM,
                  cell_place(typing, cell), cell->text, strbuf_text(&limit),
                  field->heading);
    strbuf_free(&limit);
    return false;
}

static struct value figure_value(const struct schema_field *field,
                                 int64_t number)
{
    if (field->type == FIELD_DECIMAL)
        return value_ratio(number, field->unit);
    if (field->type == FIELD_MONEY)
        return value_money(number);
    return value_integer(number);
}

/* A column that is written both ways is told once, with both cells. */
static void report_mixed(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         const struct notation_cell *against)
{
    char place[512];
    if (column->notation->is_told)
        return;
    column->notation->is_told = true;
    place_format(against->place, place, sizeof place);
    faults_report(typing->faults, DIAG_MIXED_NOTATION, cell_place(typing, cell),
                  cell->text, against->text, place, column->field->heading);
}

static bool read_written(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         int64_t *number)
{
    struct notation_reading reading =
        notation_read(column->notation, cell->text, cell_place(typing, cell),
                      column->unit, number);
    if (reading.against)
        report_mixed(typing, column, cell, reading.against);
    if (column->notation->is_told && strpbrk(cell->text, ".,"))
        return false; /* nobody knows what it means */
    if (reading.fault == NUMBER_OK)
        return true;
    report_number(typing, column, cell, reading.fault);
    return false;
}

/* A number of a workbook or database: exact there, so no notation. */
static bool read_typed(const struct typing *typing, const struct column *column,
                       const struct cell *cell, int64_t *number)
{
    struct ratio ratio = {cell->typed.as.integer, 1};
    if (cell->typed.kind == VALUE_RATIO)
        ratio = cell->typed.as.ratio;
    enum number_fault fault = NUMBER_OK;
    if (!number_multiply(ratio.numerator, column->unit, number))
        fault = NUMBER_TOO_LARGE;
    else if (*number % ratio.denominator != 0)
        fault = NUMBER_TOO_PRECISE;
    if (fault != NUMBER_OK) {
        report_number(typing, column, cell, fault);
        return false;
    }
    *number /= ratio.denominator;
    return true;
}

bool typing_read_figure(const struct typing *typing,
                        const struct column *column, const struct cell *cell,
                        int64_t *figure)
{
    if (cell->typed.kind == VALUE_INTEGER || cell->typed.kind == VALUE_RATIO)
        return read_typed(typing, column, cell, figure);
    return read_written(typing, column, cell, figure);
}

static bool read_number(const struct typing *typing,
                        const struct column *column, const struct cell *cell,
                        struct value *value)
{
    int64_t number;
    if (!typing_read_figure(typing, column, cell, &number))
        return false;
    *value = figure_value(column->field, number);
    return check_limits(typing, column, cell, number);
}

/* ---- days ---------------------------------------------------------------- */

static bool read_date(const struct typing *typing, const struct column *column,
                      const struct cell *cell, struct value *value)
{
    struct date date = cell->typed.as.date;
    if (cell->typed.kind != VALUE_DATE &&
        !date_parse_written(cell->text, &date)) {
        faults_report(typing->faults, DIAG_BAD_DATE, cell_place(typing, cell),
                      cell->text, column->field->heading);
        return false;
    }
    *value = value_date(date);
    return check_limits(typing, column, cell, date_to_days(date));
}

static bool read_year(const struct typing *typing, const struct column *column,
                      const struct cell *cell, struct value *value)
{
    int64_t year = 0;
    bool good = cell->size == 4;
    for (size_t i = 0; good && i < cell->size; i++) {
        good = cell->text[i] >= '0' && cell->text[i] <= '9';
        year = year * 10 + (cell->text[i] - '0');
    }
    if (!good || year == 0) {
        faults_report(typing->faults, DIAG_BAD_YEAR, cell_place(typing, cell),
                      cell->text, column->field->heading);
        return false;
    }
    *value = (struct value){.kind = VALUE_YEAR, .as.integer = year};
    return check_limits(typing, column, cell, year);
}

/* ---- text ---------------------------------------------------------------- */

/* Of any type: what a document cannot hold is found here. */
static bool check_text(const struct typing *typing, const struct column *column,
                       const struct cell *cell)
{
    if (cell->is_common && cell->size <= LONGEST_TEXT)
        return true;
    int32_t bad = unicode_find_forbidden(cell->text, cell->size, NULL);
    if (bad >= 0) {
        if (typing_report_damage(typing, column->field->heading, cell))
            return false;
        faults_report(typing->faults, DIAG_BAD_CHARACTER,
                      cell_place(typing, cell), (unsigned)bad);
        return false;
    }
    if (cell->size <= LONGEST_TEXT)
        return true;
    size_t length = unicode_length(cell->text, cell->size);
    if (length <= LONGEST_TEXT)
        return true;
    faults_report(typing->faults, DIAG_TEXT_TOO_LONG, cell_place(typing, cell),
                  length, LONGEST_TEXT, column->field->heading);
    return false;
}

bool typing_read(const struct typing *typing, const struct column *column,
                 const struct cell *cell, struct value *value)
{
    if (!check_text(typing, column, cell))
        return false;
    switch (column->field->type) {
    case FIELD_TEXT:
        if (typing_report_damage(typing, column->field->heading, cell))
            return false;
        break;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return read_number(typing, column, cell, value);
    case FIELD_DATE:
        return read_date(typing, column, cell, value);
    case FIELD_YEAR:
        return read_year(typing, column, cell, value);
    case FIELD_ENUM:
        return read_enum(typing, column, cell, value);
    case FIELD_BOOLEAN:
        return read_boolean(typing, column, cell, value);
    }
    *value = value_text(cell->text);
    return true;
}
