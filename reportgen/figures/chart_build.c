/*
 * From a definition and its tally to a chart.
 */
#include "figures/chart_definition.h"

#include "base/ratio.h"
#include "tally/tally_rows.h"

#include <stdlib.h>
#include <string.h>

/* Largest figure drawn, in printed units: far beyond any budget, and small
   enough for exact steps of an axis. */
static const int64_t MOST_UNITS = INT64_C(1000000000000000);

struct maker {
    const struct render *render;
    const struct chart_definition *definition;
    const struct table *table;
    struct chart *chart;
};

/* ---- figures ------------------------------------------------------------- */

/* VALUE in the unit that its column prints; false for none. */
static bool amount_of(const struct value *value, int64_t unit,
                      struct ratio *amount)
{
    if (value_adds_up(value))
        return ratio_make(value->as.integer, unit, amount);
    if (value_is_figure(value))
        *amount = value->as.ratio;
    return value_is_figure(value);
}

static bool check_size(const struct maker *maker, struct ratio amount)
{
    const struct ratio most = {MOST_UNITS, 1}, least = {-MOST_UNITS, 1};
    if (ratio_compare(amount, most) <= 0 && ratio_compare(amount, least) >= 0)
        return true;
    diag_report(maker->render->diag, DIAG_CHART_OVERFLOW,
                maker->definition->place, maker->definition->name);
    return false;
}

static bool set_point(const struct maker *maker, const struct table_cell *cell,
                      int64_t unit, struct chart_point *point)
{
    if (!amount_of(&cell->value, unit, &point->amount))
        return true;
    point->value = cell->value;
    point->text = text_to_plain(maker->render->arena, &cell->text);
    if (cell->figure)
        point->origin = cell->figure->origin;
    return check_size(maker, point->amount);
}

static bool set_series(const struct maker *maker, size_t column,
                       struct chart_series *series)
{
    const struct table *table = maker->table;
    const struct column_definition *from =
        &maker->definition->table.columns[column];
    const struct cell_format format =
        cell_format_of(&maker->definition->table, from);
    series->label =
        maker->definition->labelled ? from->heads[from->n_heads - 1] : "";
    series->points =
        ARENA_ARRAY(maker->render->arena, struct chart_point,
                    table->n_rows + 1); /* a pie may get one more */
    for (size_t i = 0; i < table->n_rows; i++)
        if (!set_point(maker, &table->rows[i].cells[column], format.unit,
                       &series->points[i]))
            return false;
    maker->chart->whole &= format.kind == VALUE_INTEGER && format.unit == 1;
    return true;
}

static bool set_figures(struct maker *maker)
{
    struct arena *arena = maker->render->arena;
    struct chart *chart = maker->chart;
    chart->n_categories = maker->table->n_rows;
    chart->n_series = maker->table->n_columns - 1;
    chart->categories =
        ARENA_ARRAY(arena, const char *, chart->n_categories + 1);
    chart->series = ARENA_ARRAY(arena, struct chart_series, chart->n_series);
    chart->whole = true;
    for (size_t i = 0; i < chart->n_categories; i++)
        chart->categories[i] =
            text_to_plain(arena, &maker->table->rows[i].cells[0].text);
    for (size_t i = 0; i < chart->n_series; i++)
        if (!set_series(maker, i + 1, &chart->series[i]))
            return false;
    return true;
}

/* True when a figure is above 0 (SIGN 1), below it (-1) or neither 0 (0). */
static bool has_figure(const struct chart *chart, int sign)
{
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->n_categories; j++) {
            const struct chart_point *point = &chart->series[i].points[j];
            int64_t numerator = point->text ? point->amount.numerator : 0;
            if (sign == 0 ? numerator != 0 : numerator * sign > 0)
                return true;
        }
    return false;
}

/* ---- stacks -------------------------------------------------------------- */

/* A table of the names and the tally's own totals over the second group; NULL
   when the series are not parts of one measure. */
static const struct table *totals_of(const struct maker *maker)
{
    const struct chart_definition *definition = maker->definition;
    struct table_definition totals = definition->table;
    struct column_definition columns[2];
    bool rounded;
    for (size_t i = 1; i < totals.n_columns; i++)
        if (totals.columns[i].source != SOURCE_PIVOT ||
            totals.columns[i].index != totals.columns[1].index)
            return NULL;
    columns[0] = totals.columns[0];
    columns[1] = totals.columns[1];
    columns[1].source = SOURCE_PIVOT_TOTAL;
    columns[1].key = "*";
    totals.columns = columns;
    totals.n_columns = 2;
    totals.hide_empty = false;
    return table_build(maker->render, &totals, &rounded);
}

static bool equals_sum(const struct chart *chart, size_t category,
                       struct ratio total)
{
    struct ratio sum = {0, 1};
    for (size_t i = 0; i < chart->n_series; i++)
        if (chart->series[i].points[category].text &&
            !ratio_add(sum, chart->series[i].points[category].amount, &sum))
            return false;
    return ratio_compare(sum, total) == 0;
}

/* Print totals only when they are the sums of what is drawn: an item in two
   groups counts once in a total but appears twice in the stack. */
static void set_totals(const struct maker *maker)
{
    struct arena *arena = maker->render->arena;
    struct chart *chart = maker->chart;
    const struct table *totals = totals_of(maker);
    if (!totals)
        return;
    const struct cell_format format = cell_format_of(
        &maker->definition->table, &maker->definition->table.columns[1]);
    chart->totals = ARENA_ARRAY(arena, const char *, chart->n_categories);
    size_t row = 0;
    for (size_t j = 0; j < chart->n_categories; j++) {
        struct ratio amount;
        const char *name = "";
        while (row < totals->n_rows &&
               strcmp(name = text_to_plain(arena,
                                           &totals->rows[row].cells[0].text),
                      chart->categories[j]) != 0)
            row++;
        if (row == totals->n_rows)
            return;
        const struct table_cell *cell = &totals->rows[row++].cells[1];
        if (amount_of(&cell->value, format.unit, &amount) &&
            equals_sum(chart, j, amount))
            chart->totals[j] = text_to_plain(arena, &cell->text);
    }
}

/* ---- pies ---------------------------------------------------------------- */

static const char *share_text(struct arena *arena, struct ratio part,
                              struct ratio whole)
{
    static const struct number_style style = {.max_decimals = 1};
    struct ratio share, percent;
    if (!ratio_divide(part, whole, &share) ||
        !ratio_multiply(share, (struct ratio){100, 1}, &percent))
        return NULL;
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, percent.numerator, percent.denominator, &style);
    const char *text = arena_printf(arena, "%s%%", strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

/* A slice of a pie being built: POINT is the figure of category NUMBER. */
struct slice {
    struct chart_point point;
    const char *category;
    size_t number;
};

/* Orders slices: the greatest first, those without a figure last. Of equal ones
   the later comes first, so that the earlier is folded first. */
static int compare_slices(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    if (!a->point.text != !b->point.text)
        return a->point.text ? -1 : 1;
    int order =
        a->point.text ? ratio_compare(b->point.amount, a->point.amount) : 0;
    return order != 0 ? order
                      : (a->number < b->number) - (a->number > b->number);
}

static int compare_numbers(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

/* Keeps the N greatest slices, in their order; OTHERS takes the sum of the
   rest.  False after a report. */
static bool keep_greatest(const struct maker *maker, size_t n,
                          struct value *others)
{
    struct chart *chart = maker->chart;
    struct chart_point *points = chart->series[0].points;
    struct slice *slices =
        ARENA_ARRAY(maker->render->arena, struct slice, chart->n_categories);
    bool good = true;
    for (size_t i = 0; i < chart->n_categories; i++)
        slices[i] = (struct slice){points[i], chart->categories[i], i};
    qsort(slices, chart->n_categories, sizeof *slices, compare_slices);
    for (size_t i = n; i < chart->n_categories; i++)
        good &= values_add(others, &slices[i].point.value, 1);
    qsort(slices, n, sizeof *slices, compare_numbers);
    for (size_t i = 0; i < n; i++) {
        points[i] = slices[i].point;
        chart->categories[i] = slices[i].category;
    }
    chart->n_categories = n;
    return good || check_size(maker, (struct ratio){INT64_MAX, 1});
}

/* What the tally's limit cut off, of the column that is drawn; null when
   nothing was.  False after a report. */
static bool rest_of(const struct maker *maker, struct value *rest)
{
    const struct table_definition *table = &maker->definition->table;
    const struct tally *tally = table->tally;
    *rest = VALUE_NONE;
    if (!tally || !tally->rest)
        return true;
    if (tally->n_groups == 2 || table->columns[1].source != SOURCE_VALUE) {
        diag_report(maker->render->diag, DIAG_CHART_LIMITED,
                    maker->definition->place, maker->definition->name,
                    tally->name);
        return false;
    }
    *rest = tally->rest[table->columns[1].index];
    return true;
}

/* The last slice: what the limit of the tally cut off, and of more slices
   than a reader can tell apart the least ones. */
static bool fold_slices(struct maker *maker)
{
    struct chart *chart = maker->chart;
    const struct column_definition *column =
        &maker->definition->table.columns[1];
    const struct cell_format format =
        cell_format_of(&maker->definition->table, column);
    struct chart_point others = {.amount = {0, 1}};
    struct cell_text cell;
    if (!rest_of(maker, &others.value))
        return false;
    const bool cut_off = others.value.kind != VALUE_NULL;
    if (chart->n_categories + cut_off > CHART_MOST_SERIES &&
        !keep_greatest(maker, CHART_MOST_SERIES - 1, &others.value))
        return false;
    if (!amount_of(&others.value, format.unit, &others.amount) ||
        (cut_off && others.amount.numerator == 0))
        return true; /* nothing but names was dropped */
    if (!check_size(maker, others.amount) ||
        !cell_print(maker->render, &format, &others.value, (struct origin){0},
                    &cell))
        return false;
    others.text = cell.text;
    chart->rest = cut_off;
    chart->series[0].points[chart->n_categories] = others;
    chart->categories[chart->n_categories++] =
        form_chart_words(maker->render->form)->others;
    return true;
}

static const char *amount_text(struct arena *arena, struct ratio amount)
{
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, amount.numerator, amount.denominator,
                  &(struct number_style){.max_decimals = 3});
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

/* Tells when the slices, which add up to SUM, make more than the tally's own
   total. */
static void check_whole(const struct maker *maker, struct ratio sum)
{
    const struct table_definition *table = &maker->definition->table;
    const struct column_definition *column = &table->columns[1];
    const struct cell_format format = cell_format_of(table, column);
    struct arena *arena = maker->render->arena;
    struct ratio whole;
    if (column->source == SOURCE_VALUE && table->tally->total &&
        tally_has_totals(table->tally) &&
        amount_of(&table->tally->total[column->index], format.unit, &whole) &&
        ratio_compare(sum, whole) != 0)
        diag_report(maker->render->diag, DIAG_CHART_WHOLE,
                    maker->definition->place, maker->definition->name,
                    amount_text(arena, sum), amount_text(arena, whole));
}

static bool set_slices(struct maker *maker)
{
    struct arena *arena = maker->render->arena;
    struct chart *chart = maker->chart;
    struct ratio whole = {0, 1};
    if (!fold_slices(maker))
        return false;
    struct chart_point *points = chart->series[0].points;
    for (size_t i = 0; i < chart->n_categories; i++)
        if (points[i].text && !ratio_add(whole, points[i].amount, &whole))
            return check_size(maker, (struct ratio){INT64_MAX, 1});
    check_whole(maker, whole);
    chart->legend_texts = ARENA_ARRAY(arena, const char *, chart->n_categories);
    for (size_t i = 0; i < chart->n_categories; i++) {
        if (points[i].text)
            points[i].share = share_text(arena, points[i].amount, whole);
        chart->legend_texts[i] =
            chart->shows_values
                ? form_chart_slice(arena, maker->render->form,
                                   chart->categories[i], &points[i])
                : chart->categories[i];
    }
    return true;
}

/* ---- the chart ----------------------------------------------------------- */

static struct chart *new_chart(const struct render *render,
                               const struct chart_definition *definition)
{
    struct chart *chart = ARENA_NEW(render->arena, struct chart);
    chart->name = definition->name;
    chart->kind = definition->kind;
    chart->value_title = definition->value_title;
    chart->category_title = definition->category_title;
    chart->legend = definition->legend;
    chart->shows_values = definition->shows_values;
    chart->width = definition->width;
    chart->height = definition->height;
    chart->label_style = form_figure_style(render->form, "figure_label");
    return chart;
}

bool chart_build(const struct render *render,
                 const struct chart_definition *definition,
                 struct built_chart *built)
{
    bool rounded;
    built->chart = NULL;
    built->table = table_build(render, &definition->table, &rounded);
    if (!built->table)
        return false;
    struct maker maker = {render, definition, built->table,
                          new_chart(render, definition)};
    if (!set_figures(&maker))
        return false;
    if (!has_figure(maker.chart, 0)) {
        diag_report(render->diag, DIAG_CHART_EMPTY, definition->place,
                    definition->name);
        return true;
    }
    if (definition->kind == CHART_PIE) {
        if (has_figure(maker.chart, -1)) {
            diag_report(render->diag, DIAG_CHART_NEGATIVE, definition->place,
                        definition->name);
            return true;
        }
        if (!set_slices(&maker))
            return false;
    }
    if (definition->kind == CHART_STACKED)
        set_totals(&maker);
    built->chart = maker.chart;
    return true;
}

/* ---- on a sheet ---------------------------------------------------------- */

static bool same_key(const struct figure_key *a, const struct figure_key *b)
{
    if (!a->field || !b->field)
        return a->field == b->field;
    return strcmp(a->code, b->code) == 0;
}

static bool same_row(const struct figure_row *a, const struct figure_row *b)
{
    static const struct figure_row total;
    a = a ? a : &total;
    b = b ? b : &total;
    return a->line == b->line && a->source == b->source && a->all == b->all &&
           same_key(&a->keys[0], &b->keys[0]) &&
           same_key(&a->keys[1], &b->keys[1]);
}

/* Two figures of one tally are the same when they have the same origin; other
   figures when their text is the same. */
static bool same_figures(const struct figure *a, const struct figure *b)
{
    const struct figure_source *from_a = a ? a->origin.source : NULL;
    const struct figure_source *from_b = b ? b->origin.source : NULL;
    if (!from_a || !from_b || strcmp(from_a->tally, from_b->tally) != 0)
        return true;
    return from_a == from_b && same_row(a->origin.row, b->origin.row);
}

static bool same_cells(struct arena *arena, const struct table_cell *a,
                       const struct table_cell *b)
{
    return same_figures(a->figure, b->figure) &&
           strcmp(text_to_plain(arena, &a->text),
                  text_to_plain(arena, &b->text)) == 0;
}

/* True when COLUMN of TABLE, from row FIRST on, reads as column OWN of the
   chart's table. */
static bool column_reads(struct arena *arena, const struct table *own,
                         size_t own_column, const struct table *table,
                         size_t column, size_t first)
{
    if (first + own->n_rows > table->n_rows)
        return false;
    for (size_t i = 0; i < own->n_rows; i++)
        if (table->rows[first + i].kind != ROW_BODY ||
            !same_cells(arena, &own->rows[i].cells[own_column],
                        &table->rows[first + i].cells[column]))
            return false;
    return true;
}

/* The first column from *COLUMN on that reads so; false when there is none. */
static bool find_column(struct arena *arena, const struct table *own,
                        size_t own_column, const struct table *table,
                        size_t first, size_t *column)
{
    for (; *column < table->n_columns; ++*column)
        if (column_reads(arena, own, own_column, table, *column, first))
            return true;
    return false;
}

/* Columns of series stand in the order of the chart. */
static bool find_series(struct arena *arena, const struct table *own,
                        const struct table *table, struct sheet_chart *chart)
{
    size_t column = chart->label_column;
    for (size_t i = 1; i < own->n_columns; i++) {
        column++;
        if (!find_column(arena, own, i, table, chart->first_row, &column))
            return false;
        chart->columns[i - 1] = (uint16_t)column;
    }
    return true;
}

struct sheet_chart *chart_on_sheet(const struct render *render,
                                   const struct built_chart *built,
                                   const struct table *table)
{
    struct arena *arena = render->arena;
    const struct table *own = built->table;
    if (built->chart->rest)
        return NULL; /* no cell has it */
    struct sheet_chart *chart = ARENA_NEW(arena, struct sheet_chart);
    chart->chart = built->chart;
    chart->n_categories = own->n_rows;
    chart->columns = ARENA_ARRAY(arena, uint16_t, own->n_columns);
    /* The rows of a long list are no categories. */
    if (table->source)
        return NULL;
    for (size_t first = 0; first + own->n_rows <= table->n_rows; first++) {
        size_t column = 0;
        if (!find_column(arena, own, 0, table, first, &column))
            continue;
        chart->first_row = (uint32_t)first;
        chart->label_column = (uint16_t)column;
        if (find_series(arena, own, table, chart))
            return chart;
    }
    return NULL;
}
