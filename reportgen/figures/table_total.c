/*
 * Totals: which are live sums in a workbook, and whether what is printed adds
 * up.
 *
 * A total comes from the tally, where something in two groups counts once.
 * It is a formula only where the exact sum of its parts is the same number;
 * else the workbook has the number itself, as the page has.
 */
#include "figures/table_definition.h"

#include "tree/table_rows.h"

#include <string.h>

/* ---- sums over rows ------------------------------------------------------ */

/* The exact sum of COLUMN over rows FROM..TO, as SUBTOTAL adds them: totals
   that are formulas themselves are passed over.  False when it does not
   fit. */
static bool sum_rows(const struct table *table, size_t column, size_t from,
                     size_t to, int64_t *sum)
{
    *sum = 0;
    for (size_t i = from; i <= to; i++) {
        const struct table_cell *cell = &table->rows[i].cells[column];
        if (cell->formula != FORMULA_SUM_ROWS && value_adds_up(&cell->value) &&
            !number_add(*sum, cell->value.as.integer, sum))
            return false;
    }
    return true;
}

static void try_sum_rows(struct table *table, size_t row, size_t column,
                         size_t from, size_t to)
{
    struct table_cell *cell = &table->rows[row].cells[column];
    int64_t sum;
    if (!value_adds_up(&cell->value) || from > to ||
        !sum_rows(table, column, from, to, &sum) ||
        sum != cell->value.as.integer)
        return;
    cell->formula = FORMULA_SUM_ROWS;
    cell->from = (uint32_t)from;
    cell->to = (uint32_t)to;
}

/* The last body row of the group whose head is ROW. */
static size_t group_end(const struct table *table, size_t row)
{
    while (row + 1 < table->n_rows && table->rows[row + 1].kind == ROW_BODY)
        row++;
    return row;
}

static void set_row_sums(struct table *table, size_t column)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].kind == ROW_GROUP)
            try_sum_rows(table, i, column, i + 1, group_end(table, i));
    for (size_t i = 1; i < table->n_rows; i++)
        if (table->rows[i].kind == ROW_TOTAL)
            try_sum_rows(table, i, column, 0, i - 1);
}

/* ---- sums over columns --------------------------------------------------- */

/* Parts of a sum: columns FROM, FROM + STEP ... TO. */
struct parts {
    size_t from, to, step, n;
};

/* Whether NAME is one of LIST, "a,b". */
static bool is_listed(const char *list, const char *name)
{
    const size_t size = strlen(name);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, size) == 0 &&
            (at[size] == ',' || at[size] == '\0'))
            return true;
    }
    return false;
}

/* Whether COLUMN shows a part of what TOTAL shows: the same measure of a value
   of the second group, or one that the layout names. */
static bool is_part(const struct table_definition *definition,
                    const struct column_definition *column,
                    const struct column_definition *total)
{
    if (!total->parts)
        return column->source == SOURCE_PIVOT && column->index == total->index;
    return column->source == total->source &&
           (column->source != SOURCE_PIVOT ||
            strcmp(column->key, total->key) == 0) &&
           is_listed(total->parts,
                     definition->tally->columns[column->index].name);
}

/* Finds the parts of TOTAL when they are evenly spaced. */
static bool find_parts(const struct table_definition *definition,
                       const struct column_definition *total,
                       struct parts *parts)
{
    *parts = (struct parts){0};
    for (size_t i = 0; i < definition->n_columns; i++) {
        if (!is_part(definition, &definition->columns[i], total))
            continue;
        if (parts->n == 0)
            parts->from = i;
        else if (parts->n == 1)
            parts->step = i - parts->from;
        else if (i - parts->to != parts->step)
            return false;
        parts->to = i;
        parts->n++;
    }
    return parts->n >= 2;
}

static void try_sum_columns(struct table_row *row, size_t column,
                            const struct parts *parts)
{
    struct table_cell *cell = &row->cells[column];
    int64_t sum = 0;
    if (!value_adds_up(&cell->value) || cell->formula != FORMULA_NONE)
        return;
    for (size_t i = parts->from; i <= parts->to; i += parts->step)
        if (!value_adds_up(&row->cells[i].value) ||
            !number_add(sum, row->cells[i].value.as.integer, &sum))
            return;
    if (sum != cell->value.as.integer)
        return;
    cell->formula =
        parts->step == 1 ? FORMULA_SUM_COLUMNS : FORMULA_ADD_COLUMNS;
    cell->step = (uint16_t)parts->step;
    cell->from = (uint32_t)parts->from;
    cell->to = (uint32_t)parts->to;
}

static void set_column_sums(const struct table_definition *definition,
                            struct table *table, size_t column)
{
    struct parts parts;
    const struct column_definition *total = &definition->columns[column];
    if ((total->source != SOURCE_PIVOT_TOTAL && !total->parts) ||
        !find_parts(definition, total, &parts))
        return;
    /* Parts in different units would not add up on the sheet. */
    for (size_t i = parts.from; i <= parts.to; i += parts.step)
        if (table->columns[i].unit != table->columns[column].unit)
            return;
    for (size_t i = 0; i < table->n_rows; i++)
        try_sum_columns(&table->rows[i], column, &parts);
}

/* ---- quotients ----------------------------------------------------------- */

/* The column of the table, beside that of QUOTIENT, which shows the figure NAME
   of the tally; N_COLUMNS when none does. */
static size_t find_shown(const struct table_definition *definition,
                         const struct column_definition *quotient,
                         const char *name)
{
    size_t i = 0;
    for (; i < definition->n_columns; i++) {
        const struct column_definition *column = &definition->columns[i];
        if (column->source == quotient->source &&
            (column->source != SOURCE_PIVOT ||
             strcmp(column->key, quotient->key) == 0) &&
            strcmp(definition->tally->columns[column->index].name, name) == 0)
            break;
    }
    return i;
}

/* The number that a workbook stores for CELL; false when it has none. */
static bool stored_number(const struct table *table,
                          const struct table_cell *cell, size_t column,
                          long double *number)
{
    const int64_t unit = table->columns[column].unit;
    const struct value *value = &cell->value;
    if (value->kind == VALUE_INTEGER || value->kind == VALUE_MONEY)
        *number = (long double)value->as.integer;
    else if (value->kind == VALUE_RATIO)
        *number = (long double)value->as.ratio.numerator /
                  (long double)value->as.ratio.denominator;
    else
        return false;
    if (value->kind != VALUE_INTEGER && unit > 0)
        *number /= (long double)unit; /* a count has no unit */
    return cell->colspan == 1;
}

/* The columns of a quotient. */
struct quotient {
    size_t column, numerator, denominator;
    bool of_total; /* the denominator stands in the last row */
};

/* Whether the cell of ROW is the quotient of the others as they stand in the
   workbook, times SCALE: in per cent, or in another unit. */
static bool is_quotient(const struct table *table, const struct table_row *row,
                        const struct quotient *quotient, uint16_t scale)
{
    const struct table_row *base =
        quotient->of_total ? &table->rows[table->n_rows - 1] : row;
    const struct table_cell *cell = &row->cells[quotient->column];
    long double a, b, found;
    if (cell->formula != FORMULA_NONE || cell->value.kind != VALUE_RATIO ||
        !stored_number(table, cell, quotient->column, &found) ||
        !stored_number(table, &row->cells[quotient->numerator],
                       quotient->numerator, &a) ||
        !stored_number(table, &base->cells[quotient->denominator],
                       quotient->denominator, &b) ||
        b == 0)
        return false;
    const long double off = a / b * scale - found;
    const long double most = (found < 0 ? -found : found) * 1e-16L;
    return off >= -most && off <= most;
}

/* The scale of the first row whose figure tells it: 0 is 0 at any scale. */
static uint16_t find_scale(const struct table *table,
                           const struct quotient *quotient, bool percent)
{
    static const uint16_t scales[] = {1, 100, 1000};
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct table_row *row = &table->rows[i];
        if (value_is_zero(&row->cells[quotient->column].value))
            continue;
        for (size_t k = 0; k < sizeof scales / sizeof *scales; k++)
            if (is_quotient(table, row, quotient, scales[k]))
                return scales[k];
    }
    return percent ? 100 : 1;
}

static void set_quotient(struct table_cell *cell,
                         const struct quotient *quotient, uint16_t scale)
{
    cell->formula = quotient->of_total ? FORMULA_SHARE : FORMULA_QUOTIENT;
    cell->from = (uint32_t)quotient->numerator;
    cell->to = (uint32_t)quotient->denominator;
    cell->step = scale;
}

/* Makes the cells of a column of quotients live. */
static void set_quotients(const struct table_definition *definition,
                          struct table *table, size_t column)
{
    const struct column_definition *quotient = &definition->columns[column];
    if (quotient->source != SOURCE_VALUE && quotient->source != SOURCE_PIVOT &&
        quotient->source != SOURCE_PIVOT_TOTAL)
        return;
    const struct figure_source *source =
        definition->tally->columns[quotient->index].source;
    if (!source || !source->numerator || !source->denominator)
        return;
    static const char total[] = "total.";
    const bool of_total =
        strncmp(source->denominator, total, sizeof total - 1) == 0;
    const struct quotient of = {
        column, find_shown(definition, quotient, source->numerator),
        find_shown(definition, quotient,
                   source->denominator + (of_total ? sizeof total - 1 : 0)),
        of_total};
    if (of.numerator == definition->n_columns ||
        of.denominator == definition->n_columns || table->n_rows == 0 ||
        (of_total && table->rows[table->n_rows - 1].kind != ROW_TOTAL))
        return;
    const uint16_t scale = find_scale(table, &of, quotient->percent);
    for (size_t i = 0; i < table->n_rows; i++) {
        if (is_quotient(table, &table->rows[i], &of, scale))
            set_quotient(&table->rows[i].cells[column], &of, scale);
    }
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether A and B, rows of the same tally or NULL, are the same. */
static bool same_row(const struct figure_row *a, const struct figure_row *b)
{
    static const struct figure_row total = {.all = true};
    a = a ? a : &total;
    b = b ? b : &total;
    for (size_t i = 0; i < FIGURE_KEYS; i++)
        if (!same_text(a->keys[i].code, b->keys[i].code) ||
            !same_text(a->keys[i].field, b->keys[i].field))
            return false;
    return a->source == b->source && a->line == b->line;
}

/* The column of ROW, beside COLUMN, that shows MEASURE of the same row of the
   same tally as the cell in COLUMN; N when none does. */
static size_t find_beside(const struct table_row *row, size_t column, size_t n,
                          const char *measure)
{
    const struct origin *origin = &row->cells[column].figure->origin;
    size_t i = 0;
    for (; i < n; i++) {
        const struct figure *figure = row->cells[i].figure;
        if (i != column && figure && figure->origin.source &&
            same_text(figure->origin.source->tally, origin->source->tally) &&
            same_text(figure->origin.source->measure, measure) &&
            same_row(figure->origin.row, origin->row))
            break;
    }
    return i;
}

void table_set_rates(struct table *table)
{
    static const uint16_t scales[] = {100, 1};
    const size_t n = table->n_columns;
    for (size_t i = 0; i < table->n_rows; i++)
        for (size_t j = 0; j < n; j++) {
            const struct table_row *row = &table->rows[i];
            const struct figure *figure = row->cells[j].figure;
            const struct figure_source *source =
                figure ? figure->origin.source : NULL;
            if (!source || !source->numerator || !source->denominator)
                continue;
            const struct quotient of = {
                j, find_beside(row, j, n, source->numerator),
                find_beside(row, j, n, source->denominator), false};
            if (of.numerator == n || of.denominator == n)
                continue;
            for (size_t k = 0; k < sizeof scales / sizeof *scales; k++)
                if (is_quotient(table, row, &of, scales[k]))
                    set_quotient(&row->cells[j], &of, scales[k]);
        }
}

/* ---- what is printed ----------------------------------------------------- */

static int64_t power_of_ten(uint8_t exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* The number that CELL shows, in the smallest decimals of its column. */
static bool printed_number(const struct table_cell *cell, int64_t scale,
                           int64_t *number)
{
    *number = 0;
    if (cell->text.n_runs != 1 || !value_adds_up(&cell->value))
        return cell->text.n_runs == 0;
    return number_parse(cell->text.runs[0].text, scale, NOTATION_VIETNAMESE,
                        number) == NUMBER_OK;
}

static bool print_sums(const struct table *table, size_t column, size_t total,
                       size_t from, size_t to, int64_t *sum, int64_t *shown)
{
    int64_t scale = power_of_ten(table->columns[column].decimals);
    *sum = 0;
    if (!printed_number(&table->rows[total].cells[column], scale, shown))
        return false;
    for (size_t i = from; i <= to; i++) {
        int64_t part;
        if (table->rows[i].kind != ROW_BODY ||
            table->rows[i].cells[column].formula == FORMULA_SUM_ROWS)
            continue;
        if (!printed_number(&table->rows[i].cells[column], scale, &part) ||
            !number_add(*sum, part, sum))
            return false;
    }
    return true;
}

static const char *decimal_text(struct arena *arena, int64_t number,
                                uint8_t decimals)
{
    struct number_style style = {.max_decimals = decimals};
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, number, power_of_ten(decimals), &style);
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

/* The printed parts of COLUMN add up to SUM, beside the total SHOWN. */
static bool report_rounded(const struct render *render,
                           const struct table *table, size_t column,
                           int64_t sum, int64_t shown)
{
    const uint8_t decimals = table->columns[column].decimals;
    diag_report(render->diag, DIAG_ROUNDED_TOTAL, table->place, (int)column + 1,
                table->id, decimal_text(render->arena, sum, decimals),
                decimal_text(render->arena, shown, decimals));
    return true;
}

/* True for a total whose exact parts add up but whose printed parts do not. */
static bool check_printed(const struct render *render,
                          const struct table *table, size_t column,
                          size_t total, size_t from, size_t to)
{
    const struct table_cell *cell = &table->rows[total].cells[column];
    int64_t sum, shown;
    if (cell->formula != FORMULA_SUM_ROWS || from > to ||
        !print_sums(table, column, total, from, to, &sum, &shown) ||
        sum == shown)
        return false;
    return report_rounded(render, table, column, sum, shown);
}

bool table_set_sum(const struct render *render, struct table *table, size_t row,
                   size_t column, size_t from, size_t to)
{
    try_sum_rows(table, row, column, from, to);
    return check_printed(render, table, column, row, from, to);
}

static bool check_column(const struct render *render, const struct table *table,
                         size_t column)
{
    bool rounded = false;
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].kind == ROW_GROUP)
            rounded |= check_printed(render, table, column, i, i + 1,
                                     group_end(table, i));
        else if (table->rows[i].kind == ROW_TOTAL && i > 0)
            rounded |= check_printed(render, table, column, i, 0, i - 1);
    return rounded;
}

/* Whether the cells of a column print less than their figures are. */
static bool is_rounded(const struct cell_format *format)
{
    bool exact =
        format->decimals == NUMBER_ALL_DECIMALS && !format->column->filter;
    return !exact && value_traits[format->kind].adds_up;
}

bool table_check_totals(const struct render *render,
                        const struct table_definition *definition,
                        const struct cell_format *formats, struct table *table)
{
    bool rounded = false;
    for (size_t i = 0; i < table->n_columns; i++)
        if (definition->columns[i].source != SOURCE_NUMBER)
            set_row_sums(table, i);
    for (size_t i = 0; i < table->n_columns; i++)
        set_column_sums(definition, table, i);
    for (size_t i = 0; i < table->n_columns; i++)
        set_quotients(definition, table, i);
    for (size_t i = 0; i < table->n_columns; i++)
        if (is_rounded(&formats[i]))
            rounded |= check_column(render, table, i);
    return rounded;
}

/* ---- long lists ---------------------------------------------------------- */

struct table_totals {
    const struct table_definition *definition;
    const struct cell_format *formats;
    int64_t *sums; /* of the columns */
    bool *large;   /* the sum does not fit */
};

struct table_totals *
table_totals_create(struct arena *arena,
                    const struct table_definition *definition,
                    const struct cell_format *formats)
{
    struct table_totals *totals = ARENA_NEW(arena, struct table_totals);
    totals->definition = definition;
    totals->formats = formats;
    totals->sums = ARENA_ARRAY(arena, int64_t, definition->n_columns);
    totals->large = ARENA_ARRAY(arena, bool, definition->n_columns);
    return totals;
}

void table_totals_add(struct table_totals *totals, const struct table *table,
                      const struct table_row *row)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct value *value = &row->cells[i].value;
        if (value_adds_up(value) &&
            !number_add(totals->sums[i], value->as.integer, &totals->sums[i]))
            totals->large[i] = true;
    }
}

/* Adds up what COLUMN prints, row by row. */
static bool print_list_sums(const struct table *table, size_t column,
                            int64_t *sum, int64_t *shown)
{
    const int64_t scale = power_of_ten(table->columns[column].decimals);
    struct arena *arena = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    bool ok = printed_number(&table->foot->cells[column], scale, shown);
    *sum = 0;
    table_pass_begin(&pass, table);
    while (ok && (row = table_pass_next(&pass, arena))) {
        int64_t part;
        if (row->kind == ROW_BODY)
            ok = printed_number(&row->cells[column], scale, &part) &&
                 number_add(*sum, part, sum);
        arena_reset(arena);
    }
    ok &= table_pass_end(&pass);
    arena_destroy(arena);
    return ok;
}

bool table_totals_check(const struct render *render,
                        const struct table_totals *totals, struct table *table)
{
    bool rounded = false;
    const size_t n_streamed = table->n_rows - table->n_foot;
    for (size_t i = 0; i < table->n_columns && n_streamed > 0; i++) {
        struct table_cell *cell = &table->foot->cells[i];
        int64_t sum, shown;
        if (totals->definition->columns[i].source == SOURCE_NUMBER ||
            !value_adds_up(&cell->value) || totals->large[i] ||
            totals->sums[i] != cell->value.as.integer)
            continue;
        cell->formula = FORMULA_SUM_ROWS;
        cell->from = 0;
        cell->to = (uint32_t)(n_streamed - 1);
        if (is_rounded(&totals->formats[i]) &&
            print_list_sums(table, i, &sum, &shown) && sum != shown)
            rounded |= report_rounded(render, table, i, sum, shown);
    }
    return rounded;
}
