/*
 * From a definition and its tally to the rows of a table.
 */
#include "figures/table_definition.h"

#include "base/key_map.h"
#include "base/limits.h"
#include "figures/table_group.h"
#include "figures/table_notes.h"
#include "figures/table_rows.h"
#include "tree/table_rows.h"

#include <stdlib.h>
#include <string.h>

struct table_builder {
    const struct render *render;
    const struct table_definition *definition;
    const struct tally *tally;
    struct cell_format *formats;
    struct table *table;
    struct key_map pivots;  /* keys of both groups to the tally's rows */
    struct key_map seconds; /* key of the second group to its row */
    int64_t number;         /* of the last numbered row */
    bool failed;
};

/* ---- where figures stand ------------------------------------------------- */

static bool is_pivoted(const struct table_definition *definition)
{
    for (size_t i = 0; i < definition->n_columns; i++)
        if (definition->columns[i].source == SOURCE_PIVOT ||
            definition->columns[i].source == SOURCE_PIVOT_TOTAL)
            return true;
    return false;
}

static bool is_measure(const struct table_builder *builder, size_t column)
{
    const struct column_definition *definition =
        &builder->definition->columns[column];
    return definition->source != SOURCE_NUMBER &&
           definition->source != SOURCE_LABEL &&
           definition->source != SOURCE_SHORT &&
           !builder->tally->columns[definition->index].is_group;
}

static void index_pivots(struct table_builder *builder)
{
    const struct tally *tally = builder->tally;
    struct arena *arena = builder->render->arena;
    for (size_t i = 0; i < tally->n_rows; i++)
        key_map_add(arena, &builder->pivots, tally->rows[i].keys[0],
                    tally->rows[i].keys[1], i);
    for (size_t i = 0; i < tally->n_seconds; i++)
        key_map_add(arena, &builder->seconds, tally->seconds[i].keys[1], NULL,
                    i);
}

/* A count or sum over no rows is 0; any other figure is missing. */
static struct value nothing(const struct table_builder *builder, size_t index)
{
    enum value_kind kind = builder->tally->columns[index].kind;
    if (!builder->definition->absent_empty && value_traits[kind].adds_up)
        return (struct value){.kind = kind};
    return VALUE_NONE;
}

static struct value pivot_value(const struct table_builder *builder,
                                const struct tally_row *row,
                                const struct column_definition *column)
{
    size_t found = key_map_find(&builder->pivots, row->keys[0], column->key);
    return found == KEY_MAP_NONE
               ? nothing(builder, column->index)
               : builder->tally->rows[found].values[column->index];
}

/* The label of ROW in group column INDEX, or of its last group. */
static const char *label_of(const struct tally *tally,
                            const struct tally_row *row, size_t index)
{
    size_t group = 0;
    for (size_t i = 0; i < index && i < tally->n_columns; i++)
        group += tally->columns[i].is_group;
    if (index == tally->n_columns)
        group = tally->n_groups - 1;
    if (group > 0 && !row->keys[group])
        group--;
    return row->labels[group];
}

/* The short label of ROW, where its list of values has one. */
static const char *short_label_of(const struct tally *tally,
                                  const struct tally_row *row)
{
    size_t group = tally->n_groups - 1;
    if (group > 0 && !row->keys[group])
        group--;
    return row->short_labels && row->short_labels[group]
               ? row->short_labels[group]
               : row->labels[group];
}

/* The figure or text of ROW in COLUMN. */
static struct value row_value(const struct table_builder *builder,
                              const struct tally_row *row,
                              const struct column_definition *column)
{
    const struct tally *tally = builder->tally;
    switch (column->source) {
    case SOURCE_NUMBER:
        return value_integer(builder->number);
    case SOURCE_LABEL:
        return value_text(label_of(tally, row, tally->n_columns));
    case SOURCE_SHORT:
        return value_text(short_label_of(tally, row));
    case SOURCE_PIVOT:
        return pivot_value(builder, row, column);
    case SOURCE_VALUE:
    case SOURCE_PIVOT_TOTAL:
    case SOURCE_TEXT:
    case SOURCE_FIGURE:
        break;
    }
    if (tally->columns[column->index].is_group)
        return value_text(label_of(tally, row, column->index));
    return row->values[column->index];
}

/* The figure of the totals row in COLUMN: from the tally, which counts once
   what stands in two groups, never from the rows above. */
static struct value total_value(const struct table_builder *builder,
                                const struct column_definition *column)
{
    const struct tally *tally = builder->tally;
    if (column->source == SOURCE_PIVOT) {
        size_t found = key_map_find(&builder->seconds, column->key, NULL);
        return found == KEY_MAP_NONE
                   ? nothing(builder, column->index)
                   : tally->seconds[found].values[column->index];
    }
    return tally->total ? tally->total[column->index] : VALUE_NONE;
}

/* ---- cells --------------------------------------------------------------- */

/* Sets TEXT, with its line ends as breaks, using the run reserved for the
   cell. */
static struct text cell_runs(struct arena *arena, const char *text,
                             struct run *run)
{
    struct run_list list = {0};
    if (!text || *text == '\0')
        return (struct text){0};
    if (!strchr(text, '\n')) {
        *run = (struct run){.text = text, .size = (uint32_t)strlen(text)};
        return (struct text){run, 1};
    }
    for (const char *at = text; at;) {
        size_t size = strcspn(at, "\n");
        if (size > 0)
            runs_add(arena, &list, at, size);
        at = at[size] ? at + size + 1 : NULL;
        if (at && *at)
            runs_add(arena, &list, "", 0)->flags = RUN_LINE_BREAK;
    }
    return runs_text(&list);
}

/* What the figures of a table row are of. */
struct traced {
    const struct figure_row *row;   /* of the tally; NULL: the total */
    const struct tally_row *record; /* of a list, or NULL */
};

/* The row that a figure of COLUMN is of: of a pivot, that of its key. */
static const struct figure_row *
pivot_row(const struct table_builder *builder,
          const struct column_definition *column, const struct figure_row *row)
{
    struct figure_row *own =
        ARENA_NEW(builder->render->arena, struct figure_row);
    if (row)
        *own = *row;
    own->keys[1] =
        (struct figure_key){builder->tally->columns[1].name, column->key};
    return own;
}

/* Where a figure of COLUMN comes from. */
static struct origin origin_of(const struct table_builder *builder,
                               size_t column, const struct traced *traced)
{
    const struct column_definition *definition =
        &builder->definition->columns[column];
    if (!is_measure(builder, column))
        return (struct origin){0};
    const struct figure_row *row = traced->row;
    /* Only what a filter takes in needs to be told of a record. */
    if (traced->record && definition->filter)
        row = tally_figure_row(builder->render->arena, builder->tally,
                               traced->record);
    if (definition->source == SOURCE_PIVOT)
        row = pivot_row(builder, definition, row);
    return (struct origin){
        .source = builder->tally->columns[definition->index].source,
        .row = row};
}

/* A cell of a record has no figure, unless it is worked out of several: its
   table row names the record. */
static void set_figure(const struct table_builder *builder, size_t column,
                       const struct traced *traced,
                       const struct cell_text *printed, struct table_cell *cell)
{
    if (!is_measure(builder, column) || cell->value.kind == VALUE_NULL ||
        (traced->record && !printed->origin.parts))
        return;
    struct figure *figure = ARENA_NEW(builder->render->arena, struct figure);
    *figure =
        (struct figure){.value = cell->value,
                        .text = printed->text,
                        .origin = printed->origin,
                        .place = builder->definition->columns[column].place};
    cell->figure = figure;
    if (cell->text.n_runs > 0)
        cell->text.runs[0].figure = figure;
}

static void set_cell(struct table_builder *builder, size_t column,
                     const struct value *value, const struct traced *traced,
                     struct table_cell *cell, struct run *run)
{
    struct cell_text printed;
    cell->colspan = 1;
    cell->rowspan = 1;
    if (!cell_print(builder->render, &builder->formats[column], value,
                    origin_of(builder, column, traced), &printed)) {
        builder->failed = true;
        return;
    }
    cell->value = printed.value;
    cell->text = cell_runs(builder->render->arena, printed.text, run);
    enum column_source source = builder->definition->columns[column].source;
    cell->heading = source == SOURCE_LABEL || source == SOURCE_SHORT;
    if (cell->value.kind != VALUE_NULL && cell->value.kind != VALUE_TEXT) {
        uint8_t decimals = cell_decimals(printed.text);
        struct table_column *target = &builder->table->columns[column];
        if (decimals > target->decimals)
            target->decimals = decimals;
    }
    set_figure(builder, column, traced, &printed, cell);
}

static void make_cells(const struct table_builder *builder, enum row_kind kind,
                       struct table_row *row)
{
    row->kind = kind;
    row->cells = ARENA_ARRAY(builder->render->arena, struct table_cell,
                             builder->table->n_columns);
}

static struct table_row *add_row(struct table_builder *builder,
                                 enum row_kind kind)
{
    struct table_row *row = &builder->table->rows[builder->table->n_rows++];
    make_cells(builder, kind, row);
    return row;
}

/* ---- body rows ----------------------------------------------------------- */

/* The texts and dates of a list are not figures; a column without figures is
   never empty. */
static bool is_counted(const struct table_builder *builder, size_t column)
{
    const struct tally *tally = builder->tally;
    if (!is_measure(builder, column) || !tally->is_list)
        return is_measure(builder, column);
    switch (tally->columns[builder->definition->columns[column].index].kind) {
    case VALUE_INTEGER:
    case VALUE_MONEY:
    case VALUE_RATIO:
        return true;
    default:
        return false;
    }
}

static bool has_counted(const struct table_builder *builder)
{
    for (size_t i = 0; i < builder->definition->n_columns; i++)
        if (is_counted(builder, i))
            return true;
    return false;
}

static bool is_empty(const struct table_builder *builder,
                     const struct tally_row *row)
{
    const struct table_definition *definition = builder->definition;
    for (size_t i = 0; i < definition->n_columns; i++) {
        struct value value = VALUE_NONE;
        if (is_counted(builder, i))
            value = row_value(builder, row, &definition->columns[i]);
        if (!value_is_zero(&value))
            return false;
    }
    return true;
}

/* The group by which figures of ROW are traced; NULL for records. */
static const char *group_of(const struct table_builder *builder,
                            const struct tally_row *row)
{
    const struct tally *tally = builder->tally;
    if (tally->n_groups == 0)
        return "";
    if (tally->n_groups == 1 || !row->keys[1])
        return row->keys[0];
    return arena_printf(builder->render->arena, "%s/%s", row->keys[0],
                        row->keys[1]);
}

/* The name by which notes refer to ROW: the key of its group or, in a list, its
   first text. */
static const char *key_of(const struct table_builder *builder,
                          const struct tally_row *row)
{
    const struct tally *tally = builder->tally;
    if (!tally->is_list)
        return group_of(builder, row);
    for (size_t i = 0; i < tally->n_columns; i++)
        if (row->values[i].kind == VALUE_TEXT)
            return row->values[i].as.text;
    return "";
}

static bool is_hidden(const struct table_builder *builder,
                      const struct tally_row *row)
{
    return builder->definition->hide_empty && has_counted(builder) &&
           is_empty(builder, row);
}

/* Fills TARGET with what ROW says. */
static void fill_body_row(struct table_builder *builder,
                          const struct tally_row *row, struct table_row *target)
{
    const struct table_definition *definition = builder->definition;
    struct run *runs =
        ARENA_ARRAY(builder->render->arena, struct run, definition->n_columns);
    struct traced traced = {0};
    const bool is_list = builder->tally->is_list;
    if (is_list) {
        target->source = (uint32_t)row->source;
        target->line = row->line;
        traced.record = row;
    } else {
        traced.row =
            tally_figure_row(builder->render->arena, builder->tally, row);
    }
    builder->number++;
    for (size_t i = 0; i < definition->n_columns; i++) {
        struct value value = row_value(builder, row, &definition->columns[i]);
        set_cell(builder, i, &value, &traced, &target->cells[i], &runs[i]);
    }
    if (definition->n_notes > 0 && !builder->table->source)
        table_notes_hang(builder->render, definition, key_of(builder, row),
                         target->cells);
}

/* False when the report is over a limit. */
static bool add_body_row(struct table_builder *builder,
                         const struct tally_row *row)
{
    if (is_hidden(builder, row))
        return true;
    if (!budget_allows(builder->render->arena, builder->definition->place,
                       builder->render->diag)) {
        builder->failed = true;
        return false;
    }
    fill_body_row(builder, row, add_row(builder, ROW_BODY));
    return true;
}

/* ---- group and totals rows ----------------------------------------------- */

/* Puts LABEL into the cells of ROW from FIRST to the next with a figure; into
   the first empty cell when FIRST itself has one. */
static void set_label(struct table_builder *builder, struct table_row *row,
                      size_t first, const char *label)
{
    size_t n = builder->table->n_columns, end = first;
    while (first < n && row->cells[first].text.n_runs > 0)
        first++;
    if (first == n)
        return;
    for (end = first + 1; end < n && row->cells[end].text.n_runs == 0 &&
                          row->cells[end].value.kind == VALUE_NULL;)
        end++;
    struct table_cell *cell = &row->cells[first];
    cell->text =
        table_notes_text(builder->render->arena, builder->definition, label);
    cell->heading = true;
    cell->rowspan = 1;
    cell->colspan = (uint16_t)(end - first);
    for (size_t i = first + 1; i < end; i++)
        row->cells[i].colspan = row->cells[i].rowspan = 0;
}

static bool has_total(const struct table_builder *builder, size_t column)
{
    return is_measure(builder, column) &&
           !builder->definition->columns[column].no_total;
}

/* The exact sum of COLUMN over the rows of a group of records; null when the
   column is not one to add up.  What is equal in all rows of an entity is added
   up where no entity has two. */
static struct value sum_of(struct table_builder *builder,
                           const struct column_definition *column,
                           const struct row_group *group, const size_t *order)
{
    const size_t n_rows = group->to - group->from;
    const struct tally *tally = builder->tally;
    const struct tally_column *source = &tally->columns[column->index];
    struct value sum = nothing(builder, column->index);
    if ((!source->additive && group->repeats) || source->no_total ||
        sum.kind == VALUE_NULL)
        return VALUE_NONE;
    for (size_t i = 0; i < n_rows; i++) {
        const struct value *value =
            &tally->rows[order[group->from + i]].values[column->index];
        if (value->kind == sum.kind &&
            !number_add(sum.as.integer, value->as.integer, &sum.as.integer)) {
            diag_report(builder->render->diag, DIAG_TABLE_OVERFLOW,
                        column->place);
            builder->failed = true;
            return VALUE_NONE;
        }
    }
    return sum;
}

static struct value subtotal_value(struct table_builder *builder,
                                   const struct column_definition *column,
                                   const struct row_group *group,
                                   const size_t *order)
{
    if (builder->tally->is_list)
        return sum_of(builder, column, group, order);
    return group->subtotal ? group->subtotal->values[column->index]
                           : VALUE_NONE;
}

static void add_group_row(struct table_builder *builder,
                          const struct row_group *group, const size_t *order,
                          size_t number)
{
    const struct table_definition *definition = builder->definition;
    struct arena *arena = builder->render->arena;
    struct table_row *row = add_row(builder, ROW_GROUP);
    struct run *runs = ARENA_ARRAY(arena, struct run, definition->n_columns);
    bool numbered = definition->columns[0].source == SOURCE_NUMBER;
    struct figure_row *head = ARENA_NEW(arena, struct figure_row);
    const struct traced traced = {.row = head};
    head->keys[0] = (struct figure_key){
        builder->tally->columns[definition->group_index].name, group->key};
    for (size_t i = 0; i < definition->n_columns; i++) {
        struct value value = VALUE_NONE;
        if (has_total(builder, i))
            value =
                subtotal_value(builder, &definition->columns[i], group, order);
        set_cell(builder, i, &value, &traced, &row->cells[i], &runs[i]);
        row->cells[i].heading = false;
    }
    if (numbered) {
        struct strbuf roman = STRBUF_INIT;
        number_format_roman(&roman, (int64_t)number);
        row->cells[0].text =
            text_plain(arena, arena_strdup(arena, strbuf_text(&roman)));
        strbuf_free(&roman);
    }
    set_label(builder, row, numbered, group->label);
    table_notes_hang(builder->render, definition,
                     group->key ? group->key : group->label, row->cells);
}

/* True when no column of a list can have a total, whatever the data. */
static bool has_no_sums(const struct table_builder *builder)
{
    const struct table_definition *definition = builder->definition;
    for (size_t i = 0; i < definition->n_columns; i++) {
        const struct tally_column *column =
            &builder->tally->columns[definition->columns[i].index];
        const bool is_quotient =
            column->kind == VALUE_RATIO && column->scale == 0;
        if (has_total(builder, i) && !column->no_total &&
            (value_traits[column->kind].adds_up || is_quotient))
            return false;
    }
    return builder->tally->is_list;
}

/* Whether the table has a row of totals; one without figures has nothing to
   add up. */
static bool needs_total_row(const struct table_builder *builder)
{
    const struct table_definition *definition = builder->definition;
    if (!definition->total)
        return false;
    for (size_t i = 0; i < definition->n_columns; i++)
        if (has_total(builder, i) &&
            total_value(builder, &definition->columns[i]).kind != VALUE_NULL)
            return true;
    if (has_no_sums(builder))
        diag_report(
            builder->render->diag, DIAG_TABLE_NO_TOTAL, definition->place,
            table_notes_plain(builder->render->arena, definition->total),
            definition->name);
    return false;
}

static void fill_total_row(struct table_builder *builder, struct table_row *row)
{
    const struct table_definition *definition = builder->definition;
    struct arena *arena = builder->render->arena;
    struct run *runs = ARENA_ARRAY(arena, struct run, definition->n_columns);
    const struct traced traced = {0};
    for (size_t i = 0; i < definition->n_columns; i++) {
        struct value value = VALUE_NONE;
        if (has_total(builder, i))
            value = total_value(builder, &definition->columns[i]);
        set_cell(builder, i, &value, &traced, &row->cells[i], &runs[i]);
        row->cells[i].heading = false;
    }
    set_label(builder, row, 0, definition->total);
    table_notes_hang(builder->render, definition, "total", row->cells);
}

/* ---- the table ----------------------------------------------------------- */

static void add_grouped_rows(struct table_builder *builder)
{
    const struct tally *tally = builder->tally;
    struct row_order rows =
        table_group_rows(builder->render, builder->definition);
    size_t number = 0;
    builder->table->rows = ARENA_ARRAY(builder->render->arena, struct table_row,
                                       tally->n_rows + rows.n_groups + 1);
    for (size_t i = 0; i < rows.n_groups; i++) {
        const struct row_group *group = &rows.groups[i];
        size_t head = builder->table->n_rows;
        if (!builder->definition->numbers_continue)
            builder->number = 0;
        add_group_row(builder, group, rows.order, number + 1);
        for (size_t k = group->from; k < group->to; k++)
            if (!add_body_row(builder, &tally->rows[rows.order[k]]))
                return;
        if (builder->table->n_rows == head + 1)
            builder->table->n_rows = head; /* all rows were hidden */
        else
            number++;
    }
}

static void add_plain_rows(struct table_builder *builder)
{
    const struct tally *tally = builder->tally;
    bool pivoted = is_pivoted(builder->definition);
    const struct tally_row *rows = pivoted ? tally->firsts : tally_rows(tally);
    size_t n_rows = pivoted ? tally->n_firsts : tally->n_rows;
    struct tally_row all = {.values = tally->total};
    if (!tally->is_list && tally->n_groups == 0) {
        rows = &all;
        n_rows = 1;
    }
    builder->table->rows =
        ARENA_ARRAY(builder->render->arena, struct table_row, n_rows + 1);
    for (size_t i = 0; i < n_rows; i++)
        if (!add_body_row(builder, &rows[i]))
            return;
}

static void set_columns(struct table_builder *builder)
{
    const struct table_definition *definition = builder->definition;
    struct table *table = builder->table;
    struct arena *arena = builder->render->arena;
    table->n_columns = definition->n_columns;
    table->columns = ARENA_ARRAY(arena, struct table_column, table->n_columns);
    builder->formats = ARENA_ARRAY(arena, struct cell_format, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column_definition *column = &definition->columns[i];
        struct table_column *target = &table->columns[i];
        builder->formats[i] = cell_format_of(definition, column);
        target->name =
            table_notes_plain(arena, column->heads[column->n_heads - 1]);
        target->align = cell_align(&builder->formats[i]);
        target->unit =
            builder->formats[i].kind == VALUE_MONEY && !column->percent
                ? builder->formats[i].unit
                : 1;
        target->min_width = column->min_width;
        target->max_width = column->max_width;
        target->weight = column->weight;
        if (builder->tally && builder->tally->is_list && is_measure(builder, i))
            target->source = builder->tally->columns[column->index].source;
    }
}

static void set_number_formats(struct table_builder *builder)
{
    struct table *table = builder->table;
    for (size_t i = 0; i < table->n_columns; i++)
        table->columns[i].number_format =
            cell_number_format(builder->render->arena, &builder->formats[i],
                               table->columns[i].decimals);
}

/* Figures that look the same in the format of their column need none of their
   own. */
static void share_number_formats(struct table *table)
{
    for (size_t i = 0; i < table->n_rows; i++)
        for (size_t j = 0; j < table->n_columns; j++) {
            struct table_cell *cell = &table->rows[i].cells[j];
            const char *shared = table->columns[j].number_format;
            if (cell->number_format && shared &&
                (strcmp(cell->number_format, shared) == 0 ||
                 (value_is_zero(&cell->value) &&
                  strcmp(cell->number_format, "#,##0") == 0)))
                cell->number_format = NULL;
        }
}

/* Builds a table whose rows the layout writes. */
static struct table *build_own_rows(struct table_builder *builder,
                                    bool *rounded)
{
    if (!table_rows_build(builder->render, builder->definition, builder->table,
                          rounded))
        return NULL;
    table_fix_decimals(builder->render->arena, builder->definition,
                       builder->table);
    set_number_formats(builder);
    share_number_formats(builder->table);
    table_set_rates(builder->table);
    table_notes_check(builder->render, builder->definition);
    return builder->table;
}

/* ---- long lists ---------------------------------------------------------- */

/* A list whose rows are made anew whenever a writer comes to them. */
struct list_source {
    struct table_source source;
    struct render render; /* lives as long as the document */
    struct table_builder builder;
    const struct table_decimals *decimals; /* NULL: not known yet */
};

struct list_pass {
    struct render render; /* in the arena of the row being made */
    struct table_builder builder;
    const struct table_decimals *decimals;
    struct tally_cursor *rows;
};

/* Marks at rows of their own, sums carried from page to page and heads over
   groups want all rows at hand. */
static bool is_streamed(const struct table_builder *builder)
{
    const struct table_definition *definition = builder->definition;
    if (!definition->streams || !builder->tally->list || definition->grouped ||
        definition->carry)
        return false;
    for (size_t i = 0; i < definition->n_notes; i++)
        if (definition->notes[i].row &&
            strcmp(definition->notes[i].row, "total") != 0)
            return false;
    return true;
}

static void *begin_pass(const struct table_source *source)
{
    const struct list_source *list = (const struct list_source *)source;
    struct tally_cursor *rows = tally_open(list->builder.tally);
    if (!rows)
        return NULL;
    struct list_pass *pass = malloc(sizeof *pass);
    if (!pass)
        abort();
    *pass =
        (struct list_pass){list->render, list->builder, list->decimals, rows};
    pass->builder.render = &pass->render;
    return pass;
}

static const struct table_row *next_row(void *context, struct arena *arena)
{
    struct list_pass *pass = context;
    struct table_builder *builder = &pass->builder;
    struct tally_row row;
    pass->render.arena = arena;
    do {
        if (tally_next(pass->rows, arena, &row) != STORE_ROW)
            return NULL;
    } while (is_hidden(builder, &row));
    struct table_row *made = ARENA_NEW(arena, struct table_row);
    make_cells(builder, ROW_BODY, made);
    fill_body_row(builder, &row, made);
    if (pass->decimals)
        table_decimals_apply(arena, pass->decimals, made);
    return builder->failed ? NULL : made;
}

static void end_pass(void *context)
{
    struct list_pass *pass = context;
    if (pass)
        tally_close(pass->rows);
    free(pass);
}

/* Letters before the decimals of CELL's text. */
static size_t whole_size(const struct table_cell *cell)
{
    const struct run *run = cell->text.runs;
    const char *comma = memchr(run->text, ',', run->size);
    return comma ? (size_t)(comma - run->text) : run->size;
}

/* Keeps a copy of the figures of ROW that are longer than those above. */
static void note_longest(const struct list_source *list,
                         const struct table_row *row)
{
    struct arena *arena = list->render.arena;
    const struct table *table = list->builder.table;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct table_column *column = &table->columns[i];
        const struct table_cell *cell = &row->cells[i];
        if (cell->value.kind == VALUE_NULL || cell->value.kind == VALUE_TEXT ||
            cell->text.n_runs != 1 ||
            (column->longest &&
             whole_size(cell) <= whole_size(column->longest)))
            continue;
        struct table_cell *copy = ARENA_NEW(arena, struct table_cell);
        *copy = *cell;
        copy->text =
            text_plain(arena, arena_strndup(arena, cell->text.runs[0].text,
                                            cell->text.runs[0].size));
        column->longest = copy;
    }
}

/* The rows are counted, and the decimals of their columns found, in one pass;
   TOTAL is compared with what they add up to.  False after a report. */
static bool measure_list(const struct list_source *list,
                         struct table_totals *totals,
                         struct table_decimals *decimals)
{
    struct table *table = list->builder.table;
    struct arena *arena = arena_create();
    struct list_pass *pass = begin_pass(&list->source);
    const struct table_row *row;
    bool ok = pass != NULL;
    while (ok && (row = next_row(pass, arena))) {
        table->n_rows++;
        table_totals_add(totals, table, row);
        table_decimals_note(decimals, row);
        note_longest(list, row);
        arena_reset(arena);
        ok = budget_allows(list->render.arena, table->place, list->render.diag);
    }
    ok = ok && !pass->builder.failed && !diag_failed(list->render.diag);
    end_pass(pass);
    arena_destroy(arena);
    return ok;
}

static struct table *build_stream(struct table_builder *builder, bool *rounded)
{
    struct arena *arena = builder->render->arena;
    struct table *table = builder->table;
    const struct table_definition *definition = builder->definition;
    struct list_source *list = ARENA_NEW(arena, struct list_source);
    list->source = (struct table_source){begin_pass, next_row, end_pass};
    list->render = *builder->render;
    list->builder = *builder;
    list->builder.render = &list->render;
    struct table_totals *totals =
        table_totals_create(arena, definition, builder->formats);
    table->source = &list->source;
    struct table_decimals *decimals = table_decimals_create(arena, definition);
    if (!measure_list(list, totals, decimals))
        return NULL;
    if (needs_total_row(builder)) {
        table->foot = ARENA_NEW(arena, struct table_row);
        table->n_foot = 1;
        make_cells(builder, ROW_TOTAL, table->foot);
        fill_total_row(builder, table->foot);
        table_decimals_note(decimals, table->foot);
    }
    table_decimals_settle(decimals, table);
    list->decimals = decimals;
    if (table->n_foot > 0)
        table_decimals_apply(arena, decimals, table->foot);
    set_number_formats(builder);
    table_notes_check(builder->render, definition);
    table->n_rows += table->n_foot;
    *rounded =
        table->n_foot > 0 && table_totals_check(builder->render, totals, table);
    return builder->failed ? NULL : table;
}

struct table *table_build(const struct render *render,
                          const struct table_definition *definition,
                          bool *rounded)
{
    struct table *table = ARENA_NEW(render->arena, struct table);
    struct table_builder builder = {.render = render,
                                    .definition = definition,
                                    .tally = definition->tally,
                                    .table = table};
    table->id = definition->name;
    table->place = definition->place;
    table->unit_line =
        table_notes_text(render->arena, definition, definition->unit_line);
    form_dress_table(render->form, table);
    set_columns(&builder);
    table_build_head(render->arena, definition, table);
    if (!definition->tally)
        return build_own_rows(&builder, rounded);
    if (definition->tally->n_groups == 2)
        index_pivots(&builder);
    if (is_streamed(&builder))
        return build_stream(&builder, rounded);
    if (definition->grouped)
        add_grouped_rows(&builder);
    else
        add_plain_rows(&builder);
    if (needs_total_row(&builder))
        fill_total_row(&builder, add_row(&builder, ROW_TOTAL));
    table_fix_decimals(render->arena, definition, table);
    set_number_formats(&builder);
    for (size_t i = 0; i < table->n_columns; i++)
        if (!definition->columns[i].filter)
            builder.formats[i].min_decimals = table->columns[i].decimals;
    table_notes_check(render, definition);
    *rounded = table_check_totals(render, definition, builder.formats, table);
    builder.failed |=
        !table_build_carry(render, definition, builder.formats, table);
    return builder.failed ? NULL : table;
}
