/*
 * From rows that a layout writes one by one to the rows of a table.
 */
#include "figures/table_rows.h"

#include "base/ratio.h"
#include "figures/table_notes.h"

#include <string.h>

/* ---- sums ---------------------------------------------------------------- */

/* Rows in their order: those of the layout, or those that were not hidden. */
struct row_list {
    const struct row_definition **rows;
    size_t n_rows;
};

/* The rows that an "@sum" in row I of LIST adds up lie in *FROM..*TO - 1:
   behind it, or before it when it is a total.  Returns the level of those it
   adds; what is deeper is in them already. */
static enum row_level find_parts(const struct row_list *list, size_t i,
                                 size_t *from, size_t *to)
{
    enum row_level own = list->rows[i]->level;
    if (own == LEVEL_TOTAL) {
        for (*from = i;
             *from > 0 && list->rows[*from - 1]->level != LEVEL_TOTAL;)
            --*from;
        *to = i;
        return LEVEL_ROW;
    }
    *from = *to = i + 1;
    while (*to < list->n_rows && list->rows[*to]->level > own &&
           list->rows[*to]->level != LEVEL_TOTAL)
        ++*to;
    return own + 1;
}

/* The figure of row I in COLUMN, sums worked out; null when it is empty.
   False after a report. */
static bool row_figure(const struct render *render, const struct row_list *list,
                       size_t i, size_t column, struct value *figure)
{
    const struct row_cell *cell = &list->rows[i]->cells[column];
    *figure = cell->value;
    if (!cell->is_sum)
        return true;
    size_t from, to;
    enum row_level level = find_parts(list, i, &from, &to);
    for (size_t k = from; k < to; k++) {
        struct value part;
        if (list->rows[k]->level != level)
            continue;
        if (!row_figure(render, list, k, column, &part))
            return false;
        if (part.kind == VALUE_NULL)
            continue;
        if (figure->kind == VALUE_NULL && value_adds_up(&part)) {
            *figure = part;
        } else if (figure->kind != part.kind || !value_adds_up(&part)) {
            diag_report(render->diag, DIAG_TABLE_SUM, cell->place,
                        list->rows[i]->name, list->rows[k]->name);
            return false;
        } else if (!number_add(figure->as.integer, part.as.integer,
                               &figure->as.integer)) {
            diag_report(render->diag, DIAG_TABLE_OVERFLOW, cell->place);
            return false;
        }
    }
    return true;
}

/* Where the figure of row I in COLUMN comes from: a sum from its parts. */
static struct origin row_origin(struct arena *arena,
                                const struct row_list *list, size_t i,
                                size_t column)
{
    const struct row_cell *cell = &list->rows[i]->cells[column];
    struct origin origin = cell->origin;
    if (!cell->is_sum)
        return origin;
    size_t from, to;
    enum row_level level = find_parts(list, i, &from, &to);
    const struct figure_part **next = &origin.parts;
    for (size_t k = from; k < to; k++) {
        if (list->rows[k]->level != level)
            continue;
        struct origin own = row_origin(arena, list, k, column);
        if (!own.source && !own.parts)
            continue;
        struct figure_part *part = ARENA_NEW(arena, struct figure_part);
        part->origin = own;
        *next = part;
        next = &part->next;
    }
    return origin;
}

/* ---- cells --------------------------------------------------------------- */

struct row_builder {
    const struct render *render;
    const struct table_definition *definition;
    struct row_list all;  /* of the layout */
    struct row_list made; /* those of the table */
    struct table *table;
    int64_t group, row, part; /* numbers of the last ones */
    bool failed;
};

static const char *row_number(struct row_builder *builder,
                              const struct row_definition *row)
{
    struct arena *arena = builder->render->arena;
    struct strbuf roman = STRBUF_INIT;
    const char *text = NULL;
    switch (row->level) {
    case LEVEL_GROUP:
        number_format_roman(&roman, ++builder->group);
        text = arena_strdup(arena, strbuf_text(&roman));
        strbuf_free(&roman);
        if (!builder->definition->numbers_continue)
            builder->row = 0;
        break;
    case LEVEL_ROW:
        builder->part = 0;
        text = arena_printf(arena, "%lld", (long long)++builder->row);
        break;
    case LEVEL_PART:
        text = arena_printf(arena, "%lld.%lld", (long long)builder->row,
                            (long long)++builder->part);
        break;
    case LEVEL_TOTAL:
    case LEVELS:
        break;
    }
    return text;
}

/* How a figure is printed: money, and quotients of money, in the table's
   unit, others as they are. The rows of one column may hold figures of
   several kinds. */
static struct cell_format format_of(const struct table_definition *definition,
                                    const struct column_definition *column,
                                    const struct value *value)
{
    const bool is_money = value->kind == VALUE_MONEY || value->of_money;
    struct cell_format format = {.column = column,
                                 .kind = value->kind,
                                 .unit = 1,
                                 .decimals = NUMBER_ALL_DECIMALS};
    if (is_money)
        format.unit = column->unit ? column->unit : definition->unit;
    if (value->kind == VALUE_RATIO && value->scale == 0)
        format.decimals = 2;
    if (is_money && definition->decimals != DECIMALS_UNSET)
        format.decimals = definition->decimals;
    if (column->decimals != DECIMALS_UNSET)
        format.decimals = column->decimals;
    return format;
}

static void set_figure(struct row_builder *builder, size_t i, size_t column,
                       struct table_cell *cell)
{
    const struct render *render = builder->render;
    const struct row_cell *source = &builder->all.rows[i]->cells[column];
    struct value value;
    struct cell_text printed;
    if (!row_figure(render, &builder->all, i, column, &value)) {
        builder->failed = true;
        return;
    }
    struct cell_format format = format_of(
        builder->definition, &builder->definition->columns[column], &value);
    struct origin origin = row_origin(render->arena, &builder->all, i, column);
    if (!cell_print(render, &format, &value, origin, &printed)) {
        builder->failed = true;
        return;
    }
    cell->value = printed.value;
    cell->text = text_plain(render->arena, printed.text);
    struct table_column *target = &builder->table->columns[column];
    /* In a column of money the workbook stores a quotient as đồng. */
    struct ratio unit = {target->unit, 1};
    if (value.kind == VALUE_RATIO &&
        !ratio_multiply(cell->value.as.ratio, unit, &cell->value.as.ratio)) {
        diag_report(render->diag, DIAG_TABLE_OVERFLOW, source->place);
        builder->failed = true;
    }
    if (value.kind == VALUE_NULL)
        return;
    uint8_t decimals = cell_decimals(printed.text);
    if (decimals > target->decimals)
        target->decimals = decimals;
    cell->number_format = cell_number_format(render->arena, &format, decimals);
    struct figure *figure = ARENA_NEW(render->arena, struct figure);
    *figure = (struct figure){cell->value, printed.text, printed.origin,
                              source->place};
    cell->figure = figure;
    if (cell->text.n_runs > 0)
        cell->text.runs[0].figure = figure;
}

static void set_cell(struct row_builder *builder, size_t i, size_t column,
                     struct table_cell *cell)
{
    struct arena *arena = builder->render->arena;
    const struct row_definition *row = builder->all.rows[i];
    cell->colspan = cell->rowspan = 1;
    switch (builder->definition->columns[column].source) {
    case SOURCE_NUMBER:
        cell->text = text_plain(arena, row_number(builder, row));
        break;
    case SOURCE_FIGURE:
        set_figure(builder, i, column, cell);
        break;
    case SOURCE_LABEL:
        cell->heading = true;
        /* fall through */
    default:
        cell->text = table_notes_text(arena, builder->definition,
                                      row->cells[column].text);
        break;
    }
}

/* The label of a head or a total spans the empty cells around it: those
   behind it, and of a total the number before it. */
static void span_label(const struct row_builder *builder, bool total,
                       struct table_row *row)
{
    size_t n = builder->table->n_columns, label = 0;
    while (label < n &&
           builder->definition->columns[label].source != SOURCE_LABEL)
        label++;
    if (label == n)
        return;
    size_t from = label, to = label + 1;
    while (total && from > 0 && row->cells[from - 1].text.n_runs == 0)
        from--;
    while (to < n && row->cells[to].text.n_runs == 0 &&
           row->cells[to].value.kind == VALUE_NULL)
        to++;
    struct table_cell spanning = row->cells[label];
    spanning.colspan = (uint16_t)(to - from);
    for (size_t i = from; i < to; i++)
        row->cells[i].colspan = row->cells[i].rowspan = 0;
    row->cells[label].text = (struct text){0};
    row->cells[from] = spanning;
}

/* ---- rows ---------------------------------------------------------------- */

static bool has_figure(struct row_builder *builder, size_t i)
{
    const struct table_definition *definition = builder->definition;
    for (size_t j = 0; j < definition->n_columns; j++) {
        struct value value;
        if (definition->columns[j].source != SOURCE_FIGURE)
            continue;
        if (!row_figure(builder->render, &builder->all, i, j, &value))
            builder->failed = true;
        else if (!value_is_zero(&value))
            return true;
    }
    return false;
}

/* Rows whose figures are all 0 or empty, and heads over such rows alone. */
static bool is_hidden(struct row_builder *builder, size_t i)
{
    size_t from, to;
    enum row_level level = builder->all.rows[i]->level;
    if (!builder->definition->hide_empty || level == LEVEL_TOTAL ||
        has_figure(builder, i))
        return false;
    find_parts(&builder->all, i, &from, &to);
    for (size_t k = from; k < to; k++)
        if (has_figure(builder, k))
            return false;
    return true;
}

static void add_row(struct row_builder *builder, size_t i)
{
    static const enum row_kind kinds[LEVELS] = {ROW_GROUP, ROW_BODY, ROW_BODY,
                                                ROW_TOTAL};
    struct table *table = builder->table;
    const struct row_definition *source = builder->all.rows[i];
    struct table_row *row = &table->rows[table->n_rows++];
    builder->made.rows[builder->made.n_rows++] = source;
    row->kind = kinds[source->level];
    row->cells = ARENA_ARRAY(builder->render->arena, struct table_cell,
                             table->n_columns);
    for (size_t k = 0; k < table->n_columns; k++)
        set_cell(builder, i, k, &row->cells[k]);
    if (row->kind != ROW_BODY)
        span_label(builder, row->kind == ROW_TOTAL, row);
    table_notes_hang(builder->render, builder->definition, source->name,
                     row->cells);
}

/* Makes the "@sum" cells of LEVEL live where the workbook's own sum over the
   same rows is the same number.  True when printed parts do not add up. */
static bool set_formulas(const struct row_builder *builder,
                         enum row_level level)
{
    struct table *table = builder->table;
    bool rounded = false;
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t from, to;
        if (builder->made.rows[i]->level != level)
            continue;
        find_parts(&builder->made, i, &from, &to);
        for (size_t j = 0; j < table->n_columns && from < to; j++)
            if (builder->made.rows[i]->cells[j].is_sum)
                rounded |=
                    table_set_sum(builder->render, table, i, j, from, to - 1);
    }
    return rounded;
}

bool table_rows_build(const struct render *render,
                      const struct table_definition *definition,
                      struct table *table, bool *rounded)
{
    struct arena *arena = render->arena;
    size_t n = definition->n_rows;
    struct row_builder builder = {
        .render = render, .definition = definition, .table = table};
    builder.all = (struct row_list){
        ARENA_ARRAY(arena, const struct row_definition *, n), n};
    builder.made.rows = ARENA_ARRAY(arena, const struct row_definition *, n);
    table->rows = ARENA_ARRAY(arena, struct table_row, n);
    for (size_t i = 0; i < n; i++)
        builder.all.rows[i] = &definition->rows[i];
    for (size_t i = 0; i < n; i++)
        if (!is_hidden(&builder, i))
            add_row(&builder, i);
    if (builder.failed)
        return false;
    /* A sum of sums ignores the sums inside its range; they come first. */
    *rounded = set_formulas(&builder, LEVEL_ROW);
    *rounded |= set_formulas(&builder, LEVEL_GROUP);
    *rounded |= set_formulas(&builder, LEVEL_TOTAL);
    return true;
}
