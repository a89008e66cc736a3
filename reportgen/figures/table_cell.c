/*
 * Cells: a value as a column prints it, and as a workbook formats it.
 */
#include "figures/table_definition.h"

#include "base/qualified.h"
#include "base/ratio.h"
#include "schema/schema.h"

#include <string.h>

/* ---- formats ------------------------------------------------------------- */

/* The unit that a chain such as "million 1" prints in; 0 for others. */
static int64_t unit_of_filter(const char *filter)
{
    static const struct {
        const char *name;
        int64_t unit;
    } units[] = {
        {"thousand", 1000}, {"million", 1000000}, {"billion", 1000000000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncmp(filter, units[i].name, strlen(units[i].name)) == 0)
            return units[i].unit;
    return 0;
}

struct cell_format cell_format_of(const struct table_definition *definition,
                                  const struct column_definition *column)
{
    struct cell_format format = {.column = column,
                                 .kind = VALUE_TEXT,
                                 .unit = 1,
                                 .decimals = NUMBER_ALL_DECIMALS};
    if (column->source == SOURCE_NUMBER)
        format.kind = VALUE_INTEGER;
    if (column->source == SOURCE_FIGURE) {
        format.kind = VALUE_MONEY;
        format.unit = column->unit != 0 ? column->unit : definition->unit;
    }
    if (column->source != SOURCE_VALUE && column->source != SOURCE_PIVOT &&
        column->source != SOURCE_PIVOT_TOTAL)
        return format;
    const struct tally_column *source =
        &definition->tally->columns[column->index];
    const bool is_money =
        !source->is_group && (source->kind == VALUE_MONEY || source->of_money);
    int decimals = column->decimals;
    format.field = source->field;
    format.kind = source->is_group ? VALUE_TEXT : source->kind;
    if (column->filter)
        format.unit = unit_of_filter(column->filter);
    else if (column->unit != 0)
        format.unit = column->unit;
    else if (is_money && !column->percent)
        format.unit = definition->unit;
    if (format.unit == 0)
        format.unit = 1;
    /* The unit and decimals of a table apply to its money: a number with
       decimals prints its own, and a quotient has no fixed number of them. */
    if (decimals == DECIMALS_UNSET && is_money)
        decimals = definition->decimals;
    if (decimals == DECIMALS_UNSET && format.kind == VALUE_RATIO &&
        source->scale == 0)
        decimals = 2;
    if (decimals != DECIMALS_UNSET)
        format.decimals = decimals;
    return format;
}

/* How cells of a kind look when their column does not say; the number format
   of figures depends on their decimals. */
static const struct {
    enum align align;
    const char *number_format;
} kind_looks[VALUE_KINDS] = {
    [VALUE_NULL] = {ALIGN_LEFT, NULL},
    [VALUE_TEXT] = {ALIGN_LEFT, NULL},
    [VALUE_INTEGER] = {ALIGN_RIGHT, NULL},
    [VALUE_YEAR] = {ALIGN_CENTER, "0"},
    [VALUE_MONEY] = {ALIGN_RIGHT, NULL},
    [VALUE_RATIO] = {ALIGN_RIGHT, NULL},
    [VALUE_DATE] = {ALIGN_CENTER, "dd/m/yyyy"},
    [VALUE_BOOLEAN] = {ALIGN_CENTER, NULL},
};

enum align cell_align(const struct cell_format *format)
{
    if (format->column->has_align)
        return format->column->align;
    if (format->column->source == SOURCE_NUMBER)
        return ALIGN_CENTER;
    return kind_looks[format->kind].align;
}

const char *cell_number_format(struct arena *arena,
                               const struct cell_format *format,
                               uint8_t decimals)
{
    static const char zeros[] = "000000000000";
    const char *filter = format->column->filter;
    if (format->column->format)
        return format->column->format;
    if (format->column->source == SOURCE_NUMBER)
        return "0";
    if (!value_traits[format->kind].is_figure)
        return kind_looks[format->kind].number_format;
    bool percent = filter && strstr(filter, "percent");
    if (decimals > sizeof zeros - 1)
        decimals = sizeof zeros - 1;
    const char *whole = percent ? "0" : "#,##0";
    const char *sign = percent ? "%" : "";
    if (decimals == 0)
        return arena_printf(arena, "%s%s", whole, sign);
    /* A zero has no decimals on the page, and none in its cell. */
    return arena_printf(arena, "%s.%.*s%s;-%s.%.*s%s;0%s", whole, (int)decimals,
                        zeros, sign, whole, (int)decimals, zeros, sign, sign);
}

uint8_t cell_decimals(const char *text)
{
    const char *comma = strrchr(text, ',');
    return comma ? (uint8_t)strspn(comma + 1, "0123456789") : 0;
}

/* ---- values -------------------------------------------------------------- */

static const char *print_ratio(struct arena *arena, int64_t numerator,
                               int64_t denominator,
                               const struct cell_format *format)
{
    struct number_style style = {.min_decimals = format->min_decimals,
                                 .max_decimals = (uint8_t)format->decimals};
    if (numerator == 0)
        style.min_decimals = 0;
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, numerator, denominator, &style);
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

static const char *print_date(struct arena *arena, struct date date)
{
    char text[11];
    date_format_vi(date, text);
    return arena_strdup(arena, text);
}

/* The label of an enum's code, else the text itself. */
static const char *print_text(const struct schema_field *field,
                              const char *text)
{
    const struct schema_value *value =
        field && field->values ? schema_find_value(field->values, text) : NULL;
    return value ? value->label : text;
}

/* A column with "unit=percent" holds and prints 100 times the ratio, one with a
   unit of money a ratio of đồng in that unit, so that the workbook has the same
   figure as the page. */
static bool scale_ratio(const struct cell_format *format, struct ratio *ratio)
{
    struct ratio factor = {format->column->percent ? 100 : 1, format->unit};
    return ratio_multiply(*ratio, factor, ratio);
}

static bool print_filtered(const struct render *render,
                           const struct cell_format *format,
                           const struct value *value, struct cell_text *cell)
{
    struct filter_context context =
        render_filters(render, format->column->place);
    struct filtered state = {.value = *value, .origin = cell->origin};
    if (!filter_apply_chain(&context, format->column->filter, &state,
                            format->column->place, render->diag))
        return false;
    cell->value = state.value;
    cell->origin = state.origin;
    cell->text =
        state.text ? state.text : filter_default_text(&context, &state.value);
    if (cell->value.kind != VALUE_RATIO ||
        scale_ratio(format, &cell->value.as.ratio))
        return true;
    diag_report(render->diag, DIAG_TABLE_OVERFLOW, format->column->place);
    return false;
}

static bool print_number(const struct render *render,
                         const struct cell_format *format,
                         const struct value *value, struct cell_text *cell)
{
    struct ratio ratio = value->as.ratio;
    if (value->kind == VALUE_MONEY || value->kind == VALUE_INTEGER) {
        cell->text =
            print_ratio(render->arena, value->as.integer, format->unit, format);
        return true;
    }
    if (!scale_ratio(format, &ratio)) {
        diag_report(render->diag, DIAG_TABLE_OVERFLOW, format->column->place);
        return false;
    }
    cell->value.as.ratio = ratio;
    cell->text =
        print_ratio(render->arena, ratio.numerator, ratio.denominator, format);
    return true;
}

bool cell_print(const struct render *render, const struct cell_format *format,
                const struct value *value, struct origin origin,
                struct cell_text *cell)
{
    *cell = (struct cell_text){NULL, *value, origin};
    if (value->kind == VALUE_NULL)
        return true;
    if (format->column->filter)
        return print_filtered(render, format, value, cell);
    switch (value->kind) {
    case VALUE_TEXT:
        cell->text = qualified_shown(render->arena,
                                     print_text(format->field, value->as.text));
        cell->value = VALUE_NONE;
        break;
    case VALUE_YEAR:
        cell->text =
            arena_printf(render->arena, "%lld", (long long)value->as.integer);
        break;
    case VALUE_DATE:
        cell->text = print_date(render->arena, value->as.date);
        break;
    case VALUE_BOOLEAN:
        cell->text = form_mark(render->form, value->as.integer != 0);
        cell->value = VALUE_NONE;
        break;
    case VALUE_INTEGER:
    case VALUE_MONEY:
    case VALUE_RATIO:
        return print_number(render, format, value, cell);
    case VALUE_NULL:
        break;
    }
    return true;
}

/* ---- decimals of a column ------------------------------------------------ */

/* Money and numbers with decimals; counts have none. */
static bool has_fraction(const struct table_cell *cell)
{
    return (cell->value.kind == VALUE_MONEY ||
            cell->value.kind == VALUE_RATIO) &&
           cell->text.n_runs > 0 && !value_is_zero(&cell->value);
}

/* CELL of COLUMN with DECIMALS decimals: its text, and the number format of
   its own that it may have. */
static void lengthen(struct arena *arena,
                     const struct column_definition *column,
                     struct table_cell *cell, uint8_t decimals)
{
    static const char zeros[] = "000000000000";
    struct run *run = &cell->text.runs[0];
    const char *text = arena_strndup(arena, run->text, run->size);
    const uint8_t own = cell_decimals(text);
    const size_t digits = strspn(text, "-−.,0123456789");
    if (own >= decimals || digits < strlen(text) || decimals > sizeof zeros - 1)
        return;
    run->text = arena_printf(arena, "%s%s%.*s", text, own == 0 ? "," : "",
                             decimals - own, zeros);
    run->size = (uint32_t)strlen(run->text);
    if (cell->number_format) {
        struct cell_format format = {.column = column,
                                     .kind = cell->value.kind};
        cell->number_format = cell_number_format(arena, &format, decimals);
    }
    if (!cell->figure)
        return;
    struct figure *figure = ARENA_NEW(arena, struct figure);
    *figure = *cell->figure;
    figure->text = run->text;
    cell->figure = run->figure = figure;
}

/* A unit of its own, or decimals of its own, set a column apart. */
static bool stands_apart(const struct column_definition *column)
{
    return column->unit || column->decimals != DECIMALS_UNSET;
}

struct table_decimals {
    const struct table_definition *definition;
    uint8_t *money, *ratio;      /* of each column */
    bool *has_money, *has_ratio; /* figures of which they are */
};

struct table_decimals *
table_decimals_create(struct arena *arena,
                      const struct table_definition *definition)
{
    struct table_decimals *decimals = ARENA_NEW(arena, struct table_decimals);
    decimals->definition = definition;
    decimals->money = ARENA_ARRAY(arena, uint8_t, definition->n_columns);
    decimals->ratio = ARENA_ARRAY(arena, uint8_t, definition->n_columns);
    decimals->has_money = ARENA_ARRAY(arena, bool, definition->n_columns);
    decimals->has_ratio = ARENA_ARRAY(arena, bool, definition->n_columns);
    return decimals;
}

/* Those of the figures in column I that are like CELL; NULL when it keeps its
   own. */
static uint8_t *decimals_of(const struct table_decimals *decimals, size_t i,
                            const struct table_cell *cell)
{
    if (decimals->definition->columns[i].filter || !has_fraction(cell))
        return NULL;
    return cell->value.kind == VALUE_MONEY ? &decimals->money[i]
                                           : &decimals->ratio[i];
}

/* Decimals of a text that need not end in NUL. */
static uint8_t run_decimals(const struct run *run)
{
    uint32_t comma = run->size;
    while (comma > 0 && run->text[comma - 1] != ',')
        comma--;
    uint8_t n = 0;
    if (comma > 0)
        while (comma < run->size && run->text[comma] >= '0' &&
               run->text[comma] <= '9') {
            comma++;
            n++;
        }
    return n;
}

void table_decimals_note(struct table_decimals *decimals,
                         const struct table_row *row)
{
    for (size_t i = 0; i < decimals->definition->n_columns; i++) {
        uint8_t *most = decimals_of(decimals, i, &row->cells[i]);
        if (!most)
            continue;
        *(row->cells[i].value.kind == VALUE_MONEY ? &decimals->has_money[i]
                                                  : &decimals->has_ratio[i]) =
            true;
        uint8_t own = run_decimals(&row->cells[i].text.runs[0]);
        if (own > *most)
            *most = own;
    }
}

/* The money of a table shares what the longest of it has, but for columns that
   stand apart. */
static void share_decimals(struct table_decimals *decimals)
{
    const struct table_definition *definition = decimals->definition;
    uint8_t most = 0;
    for (size_t i = 0; i < definition->n_columns; i++)
        if (!stands_apart(&definition->columns[i]) && decimals->money[i] > most)
            most = decimals->money[i];
    for (size_t i = 0; i < definition->n_columns; i++)
        if (!stands_apart(&definition->columns[i]))
            decimals->money[i] = most;
}

static void raise_column(struct table *table, size_t column, bool has,
                         uint8_t decimals)
{
    if (has && table->columns[column].decimals < decimals)
        table->columns[column].decimals = decimals;
}

void table_decimals_settle(struct table_decimals *decimals, struct table *table)
{
    share_decimals(decimals);
    for (size_t i = 0; i < decimals->definition->n_columns; i++) {
        raise_column(table, i, decimals->has_money[i], decimals->money[i]);
        raise_column(table, i, decimals->has_ratio[i], decimals->ratio[i]);
    }
}

void table_decimals_apply(struct arena *arena,
                          const struct table_decimals *decimals,
                          struct table_row *row)
{
    for (size_t i = 0; i < decimals->definition->n_columns; i++) {
        const uint8_t *most = decimals_of(decimals, i, &row->cells[i]);
        if (most && *most > 0)
            lengthen(arena, &decimals->definition->columns[i], &row->cells[i],
                     *most);
    }
}

void table_fix_decimals(struct arena *arena,
                        const struct table_definition *definition,
                        struct table *table)
{
    struct table_decimals *decimals = table_decimals_create(arena, definition);
    for (size_t i = 0; i < table->n_rows; i++)
        table_decimals_note(decimals, &table->rows[i]);
    table_decimals_settle(decimals, table);
    for (size_t i = 0; i < table->n_rows; i++)
        table_decimals_apply(arena, decimals, &table->rows[i]);
}
