#include "intake/typing.h"

#include "base/unicode.h"
#include "intake/damage.h"
#include "intake/heading.h"
#include "intake/hint.h"
#include "intake/plausible.h"
#include "schema/field_text.h"
#include "schema/money_unit.h"

#include <libintl.h>
#include <string.h>

/* A cell of a workbook holds no more, and no name is longer. */
enum { LONGEST_TEXT = 32767 };

/* A column has few different words, which occur again and again: each slot
   keeps the last spelling that fell on it. */
enum { N_SLOTS = 64, LONGEST_SPELLING = 119 };

struct spellings {
    struct {
        char text[LONGEST_SPELLING + 1];
        size_t size;
        size_t meaning; /* index of an enum's value; 0 or 1 of a boolean */
    } slots[N_SLOTS];
};

enum { NO_MEANING = -1 };

/* Shorter words without diacritics may be many words. */
enum { LEAST_WITHOUT_MARKS = 4 };

/* ---- columns ------------------------------------------------------------- */

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
    if (field->type == FIELD_DATE)
        column->is_month_first = ARENA_NEW(arena, bool);
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

/* ---- cells that say nothing ---------------------------------------------- */

enum { LONGEST_NOTHING = 12 }; /* bytes */

bool typing_says_nothing(const struct schema_field *field, const char *text)
{
    static const char *const signs[] = {"-", "–", "—",   "--",  "---",
                                        "_", "…", "...", "./.", "/"};
    static const char *const words[] = {
        "x",        "X",    "không", "Không",   "không có",
        "Không có", "chưa", "Chưa",  "chưa có", "Chưa có"};
    bool is_figure = field_type_is_figure(field->type) ||
                     field->type == FIELD_DATE || field->type == FIELD_YEAR;
    static const char first[] = "-_./xXkKcC\xe2";
    bool found = false;
    if (!strchr(first, *text) || strlen(text) > LONGEST_NOTHING ||
        field->type == FIELD_BOOLEAN ||
        (field->type == FIELD_TEXT && !field->references))
        return false;
    for (size_t i = 0; !found && i < sizeof signs / sizeof *signs; i++)
        found = strcmp(text, signs[i]) == 0;
    for (size_t i = 0; !found && is_figure && i < sizeof words / sizeof *words;
         i++)
        found = strcmp(text, words[i]) == 0;
    for (size_t i = 0;
         found && field->type == FIELD_ENUM && i < field->values->n_values; i++)
        found = !schema_is_spelt(&field->values->values[i].spellings, text);
    return found;
}

/* ---- damage -------------------------------------------------------------- */

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

/* ---- words --------------------------------------------------------------- */

static size_t slot_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return (hash ^ hash >> 15) % N_SLOTS;
}

typedef int find_meaning(const struct schema *schema,
                         const struct schema_field *field, const char *folded);

/* The meaning that FIND gives to the cell's word, or NO_MEANING. */
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
    const int truth = schema_find_truth(schema, folded);
    return truth < 0 ? NO_MEANING : truth;
}

/* What was probably meant: the nearest label, or the first few. */
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

/* The only value with the letters of the cell's word when diacritics are
   ignored ("Da nghiem thu"), or NO_MEANING. */
static int find_without_marks(const struct schema *schema,
                              const struct schema_field *field,
                              const char *folded)
{
    const struct schema_values *values = field->values;
    struct arena *scratch = arena_create();
    const char *wanted = unicode_slug(scratch, folded);
    int found = NO_MEANING;
    bool is_unique = true;
    (void)schema;
    for (size_t i = 0; *wanted != '\0' && i < values->n_values; i++)
        for (size_t k = 0; k < values->values[i].spellings.n; k++) {
            if (strcmp(values->values[i].spellings.slugs[k], wanted) != 0)
                continue;
            is_unique &= found == NO_MEANING || found == (int)i;
            found = (int)i;
        }
    arena_destroy(scratch);
    return is_unique ? found : NO_MEANING;
}

static bool read_enum(const struct typing *typing, const struct column *column,
                      const struct cell *cell, struct value *value)
{
    const struct schema_values *values = column->field->values;
    int meaning = look_up(typing, column, cell, find_enum);
    if (meaning == NO_MEANING && cell->size >= LEAST_WITHOUT_MARKS) {
        meaning = look_up(typing, column, cell, find_without_marks);
        if (meaning != NO_MEANING)
            faults_report(typing->faults, DIAG_NEAR_VALUE,
                          cell_place(typing, cell), cell->text,
                          values->values[meaning].label,
                          column->field->heading);
    }
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
    faults_report_chosen(typing->faults, code, cell_place(typing, cell),
                         cell->text, column->field->heading);
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
    faults_report_chosen(typing->faults,
                         below ? DIAG_BELOW_MINIMUM : DIAG_ABOVE_MAXIMUM,
                         cell_place(typing, cell), cell->text,
                         strbuf_text(&limit), field->heading);
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

/* Reports once, with both cells, a column that is written in two ways. */
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

/* A figure as a cell has it. */
struct written {
    const char *figure; /* its digits, with separators and a sign */
    int64_t unit;       /* of the digits */
    bool is_negative;   /* "(500)", as in accounting */
};

/* The size of what belongs to a figure: "500" of "500 triệu đồng". */
static size_t figure_size(const char *text)
{
    static const char *const parts[] = {"\u00a0", "\u202f", "\u2007", "\u2009",
                                        "\u2212"};
    size_t size = 0;
    for (;;) {
        size_t n = strspn(text + size, "0123456789.,+- \t");
        for (size_t i = 0; n == 0 && i < sizeof parts / sizeof *parts; i++)
            if (strncmp(text + size, parts[i], strlen(parts[i])) == 0)
                n = strlen(parts[i]);
        if (n == 0)
            return size;
        size += n;
    }
}

/* True for "học viên" after a count, and other words that may follow any
   heading. */
static bool is_counted_thing(const struct typing *typing, const char *words)
{
    const char *folded = unicode_fold(typing->scratch, words);
    return is_among(typing->schema->harmless, typing->schema->n_harmless,
                    folded) ||
           strcmp(folded, unicode_fold(typing->scratch, "người")) == 0;
}

/* Separates the figure from words after it: a unit of money, which must be the
   column's if that is known, or what is counted.  False after a report. */
static bool part_written(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         struct written *written)
{
    struct arena *scratch = typing->scratch;
    const struct schema_field *field = column->field;
    const char *text = cell->text;
    size_t size = cell->size;
    *written = (struct written){text, column->unit, false};
    if (text[size - 1] >= '0' && text[size - 1] <= '9')
        return true;
    if (size > 2 && text[0] == '(' && text[size - 1] == ')' &&
        figure_size(text + 1) == size - 2 && text[1] != '-') {
        written->figure = arena_strndup(scratch, text + 1, size - 2);
        written->is_negative = true;
        return true;
    }
    size_t n = figure_size(text);
    if (n == 0 || n == size || !strpbrk(text, "0123456789"))
        return true;
    const char *words = text + n;
    int64_t dong =
        field->type == FIELD_MONEY ? money_unit_written(scratch, words) : 0;
    if (dong != 0 && column->unit_text && dong != column->unit) {
        faults_report(typing->faults, DIAG_UNITS_DISAGREE,
                      cell_place(typing, cell), words, column->unit_text);
        return false;
    }
    int64_t scale = field->type == FIELD_MONEY
                        ? 0
                        : heading_count_scale(scratch, words, NULL);
    if (scale != 0 && !money_unit_read(scratch, words).has_currency) {
        if (!number_multiply(column->unit, scale, &written->unit))
            return true;
    } else if (dong != 0)
        written->unit = dong;
    else if (field->type == FIELD_MONEY || !is_counted_thing(typing, words))
        return true;
    written->figure = arena_strndup(scratch, text, n);
    return true;
}

static bool read_written(const struct typing *typing,
                         const struct column *column, const struct cell *cell,
                         int64_t *number)
{
    struct written written;
    if (!part_written(typing, column, cell, &written))
        return false;
    struct notation_reading reading =
        notation_read(column->notation, written.figure,
                      cell_place(typing, cell), written.unit, number);
    if (reading.against)
        report_mixed(typing, column, cell, reading.against);
    if (column->notation->is_told && strpbrk(written.figure, ".,"))
        return false; /* nobody knows its meaning */
    if (reading.fault != NUMBER_OK) {
        report_number(typing, column, cell, reading.fault);
        return false;
    }
    if (written.is_negative) {
        *number = -*number;
        faults_report(typing->faults, DIAG_READ_AS_NEGATIVE,
                      cell_place(typing, cell), cell->text, written.figure,
                      column->field->heading);
    }
    return true;
}

/* Reads a number of a workbook or database, which is exact and needs no
   notation. */
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

bool typing_parse_date(const struct typing *typing,
                       const struct schema_field *field, const char *text,
                       struct date *date)
{
    if (date_parse_written(text, date))
        return true;
    return date_parse_short(text, date) &&
           date->year - 100 < plausible_first_year(field) &&
           date->year <= plausible_last_year(field, typing->last_year) &&
           typing->last_year != 0;
}

/* Tells once a column that its days have the month first; false when TEXT does
   not show that. */
static bool report_month_first(const struct typing *typing,
                               const struct column *column,
                               const struct cell *cell)
{
    if (!date_is_month_first(cell->text))
        return false;
    if (!*column->is_month_first)
        faults_report(typing->faults, DIAG_MONTH_FIRST,
                      cell_place(typing, cell), cell->text,
                      column->field->heading);
    *column->is_month_first = true;
    return true;
}

static bool read_date(const struct typing *typing, const struct column *column,
                      const struct cell *cell, struct value *value)
{
    struct date date = cell->typed.as.date;
    if (cell->typed.kind != VALUE_DATE &&
        !typing_parse_date(typing, column->field, cell->text, &date)) {
        if (report_month_first(typing, column, cell))
            return false;
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
    const char *text = cell->text;
    if (strncmp(text, "năm ", 5) == 0 || strncmp(text, "Năm ", 5) == 0)
        text += 5;
    bool good = strlen(text) == 4;
    for (size_t i = 0; good && i < 4; i++) {
        good = text[i] >= '0' && text[i] <= '9';
        year = year * 10 + (text[i] - '0');
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

/* Checks a text of any type for what a document cannot hold. */
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
