#include "typeset/table_row.h"

#include "typeset/line_items.h"

#include <string.h>

void table_make_grid(struct table_setter *ts, struct arena *arena,
                     size_t n_rows)
{
    const size_t n = ts->table->n_columns;
    ts->owners = ARENA_ARRAY(arena, size_t, n);
    ts->below = ARENA_ARRAY(arena, uint32_t, n);
    ts->cells = ARENA_ARRAY(arena, struct set_cell, n * n_rows);
    ts->heights = ARENA_ARRAY(arena, mpt, n_rows);
}

/* ---- cells --------------------------------------------------------------- */

static mpt inner_width(const struct table_setter *ts, size_t column,
                       size_t columns)
{
    return ts->edges[column + columns] - ts->edges[column] - TABLE_EXTRA_X;
}

static const struct style *style_of(const struct table_setter *ts,
                                    const struct table_row *row, size_t column)
{
    return ts->head ? &ts->look.head
                    : table_look_of(&ts->look, row->kind, column);
}

/* Of the marks of footnotes at the end of LINE. */
static mpt marks_width(const struct line *line)
{
    mpt width = 0;
    for (size_t i = line->n_pieces; i > 0; i--) {
        if ((line->pieces[i - 1].run->flags & RUN_NOTE) == 0)
            break;
        width += line->pieces[i - 1].width;
    }
    return width;
}

/* Marks behind a figure hang into the padding and the room that is kept for
   them, so that digits stand below digits. */
static void hang_marks(const struct table_setter *ts, struct set_cell *set,
                       enum align align, size_t column)
{
    const mpt hanging = ts->look.hanging[column];
    if (ts->head || align != ALIGN_RIGHT || set->columns != 1)
        return;
    for (size_t i = 0; i < set->lines.n_lines; i++) {
        struct line *line = &set->lines.lines[i];
        mpt width = marks_width(line);
        if (width > TABLE_HANG + hanging)
            width = TABLE_HANG + hanging;
        if (line->x + width >= hanging)
            line->x += width - hanging;
    }
}

/* The commas of a column stand below one another: lines move left to make
   room for the decimals that a number lacks; those of a centred column end
   where the widest number does. */
static void align_decimals(struct table_setter *ts, struct set_cell *set,
                           size_t column)
{
    const struct table_column *data = &ts->table->columns[column];
    if (ts->head || set->columns != 1 || !table_has_commas(data, set->cell))
        return;
    const mpt pad = table_decimal_pad(&ts->look, data, set->cell);
    const mpt width = inner_width(ts, column, 1);
    const mpt right = data->align == ALIGN_CENTER
                          ? (width + ts->look.widest[column]) / 2
                          : width;
    for (size_t i = 0; i < set->lines.n_lines; i++) {
        struct line *line = &set->lines.lines[i];
        const mpt x = (right < width ? right : width) - pad - line->width;
        line->x = x > 0 ? x : 0;
    }
}

static bool set_cell_text(struct table_setter *ts, const struct table_row *row,
                          size_t column, size_t rows_left, struct set_cell *set)
{
    const struct table_cell *cell = &row->cells[column];
    const size_t columns_left = ts->table->n_columns - column;
    *set = (struct set_cell){0};
    if (cell->colspan == 0)
        return true;
    set->cell = cell;
    set->columns = cell->colspan < columns_left ? cell->colspan : columns_left;
    set->rows = cell->rowspan < 1           ? 1
                : cell->rowspan > rows_left ? rows_left
                                            : cell->rowspan;
    if (cell->text.n_runs == 0)
        return true;
    struct style style = *style_of(ts, row, column);
    if (row->kind == ROW_GROUP && set->columns > 1)
        style.align = ALIGN_LEFT;
    if (!paragraph_set(flow_arena(ts->flow), ts->flow->setter, &cell->text,
                       &style, inner_width(ts, column, set->columns),
                       ts->table->place, &set->lines))
        return false;
    set->height = (mpt)set->lines.n_lines * set->lines.leading;
    align_decimals(ts, set, column);
    hang_marks(ts, set, style.align, column);
    return true;
}

bool table_set_cells(struct table_setter *ts, const struct table_row *rows,
                     size_t n)
{
    struct set_cell *set = ts->cells;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < ts->table->n_columns; j++)
            if (!set_cell_text(ts, &rows[i], j, n - i, set++))
                return false;
    return true;
}

/* ---- heights ------------------------------------------------------------- */

static mpt least_height(const struct table_setter *ts)
{
    const struct style *style = ts->head ? &ts->look.head : &ts->look.plain[0];
    return style->leading + TABLE_EXTRA_Y;
}

static void raise(mpt *most, mpt height)
{
    if (height > *most)
        *most = height;
}

/* Heights from the cells of one row, then what taller joined cells need is
   added to the last row under them. */
mpt table_set_heights(struct table_setter *ts, size_t n)
{
    const size_t n_columns = ts->table->n_columns;
    mpt sum = 0;
    for (size_t i = 0; i < n; i++) {
        ts->heights[i] = least_height(ts);
        for (size_t j = 0; j < n_columns; j++) {
            const struct set_cell *set = &ts->cells[i * n_columns + j];
            if (set->rows == 1)
                raise(&ts->heights[i], set->height + TABLE_EXTRA_Y);
        }
    }
    for (size_t i = 0; n > 1 && i < n * n_columns; i++) {
        const struct set_cell *set = &ts->cells[i];
        mpt have = 0;
        for (size_t r = 0; r < set->rows; r++)
            have += ts->heights[i / n_columns + r];
        mpt need = set->height + TABLE_EXTRA_Y;
        if (set->rows > 1 && need > have)
            ts->heights[i / n_columns + set->rows - 1] += need - have;
    }
    for (size_t i = 0; i < n; i++)
        sum += ts->heights[i];
    return sum;
}

/* ---- the grid ------------------------------------------------------------ */

/* Rows that CELL of the row being made stands in. */
static uint32_t rows_under(const struct table_setter *ts,
                           const struct table_cell *cell)
{
    if (cell->rowspan <= 1)
        return 1;
    return cell->rowspan < ts->rows_left ? cell->rowspan
                                         : (uint32_t)ts->rows_left;
}

/* Moves the grid to the next row, whose cells are CELLS. */
static void enter_row(struct table_setter *ts, const struct table_cell *cells)
{
    const size_t n = ts->table->n_columns;
    for (size_t j = 0; j < n; j++) {
        if (ts->below[j] > 0)
            ts->below[j]--;
        else
            ts->owners[j] = j;
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t k = j;
             cells[j].colspan > 0 && k < n && k < j + cells[j].colspan; k++) {
            ts->owners[k] = j;
            ts->below[k] = rows_under(ts, &cells[j]) - 1;
        }
    }
}

/* The upright rules of the row, NULL when all are drawn. */
static const bool *row_edges(struct table_setter *ts)
{
    const size_t n = ts->table->n_columns;
    bool *edges = NULL;
    for (size_t j = 1; j < n; j++) {
        if (ts->owners[j] != ts->owners[j - 1])
            continue;
        if (!edges) {
            edges = ARENA_ARRAY(flow_arena(ts->flow), bool, n + 1);
            memset(edges, true, (n + 1) * sizeof *edges);
        }
        edges[j] = false;
    }
    return edges;
}

/* The rule under the row, left out under cells that reach further down. */
static void add_foot_rules(struct table_setter *ts, struct box *box)
{
    const size_t n = ts->table->n_columns;
    struct box_rule *rules = NULL;
    bool drawing = false;
    for (size_t j = 0; j < n; j++) {
        if (ts->below[j] > 0) {
            drawing = false;
            box->open_foot = true;
            continue;
        }
        if (!drawing) {
            if (!rules)
                rules =
                    ARENA_ARRAY(flow_arena(ts->flow), struct box_rule, n - j);
            rules[box->n_rules++] = (struct box_rule){
                .x = ts->edges[j], .y = -box->height, .height = TABLE_RULE};
            drawing = true;
        }
        struct box_rule *rule = &rules[box->n_rules - 1];
        rule->width = ts->edges[j + 1] + TABLE_RULE - rule->x;
    }
    box->rules = rules;
}

/* ---- items of a row ------------------------------------------------------ */

static tag_id cell_tag(struct table_setter *ts, tag_id row,
                       const struct set_cell *set)
{
    const bool heading = ts->head || set->cell->heading;
    struct tags *tags = ts->flow->tags;
    tag_id id = tags_add(tags, row, heading ? TAG_TH : TAG_TD);
    struct tag *tag = &tags->tags[id];
    tag->colspan = (uint8_t)(set->columns > 255 ? 255 : set->columns);
    uint32_t rows = rows_under(ts, set->cell);
    tag->rowspan = (uint8_t)(rows > 255 ? 255 : rows);
    if (heading)
        tag->scope = ts->head ? SCOPE_COLUMN : SCOPE_ROW;
    return id;
}

static size_t count_items(const struct lines *lines)
{
    size_t n = 0;
    for (size_t i = 0; i < lines->n_lines; i++)
        n += line_count_items(&lines->lines[i]);
    return n;
}

/* From the upper edge of the cell to its first line: heads are centred. */
static mpt text_top(const struct table_setter *ts, const struct set_cell *set,
                    size_t row)
{
    mpt area = -TABLE_RULE;
    if (!ts->head)
        return TABLE_PAD_Y;
    for (size_t i = 0; i < set->rows; i++)
        area += ts->heights[row + i];
    return (area - set->height) / 2;
}

/* Line K of a cell as items, from (X, Y); its footnotes go with BOX.  Returns
   how many items. */
static size_t make_line(struct table_setter *ts, struct line_hanger *hanger,
                        const struct line *line, mpt x, mpt y,
                        struct item *items, struct box *box)
{
    size_t n = line_make_items(hanger, line, x, y, items);
    ts->failed |= !flow_hang_notes(ts->flow, line, hanger->tag, box);
    return n;
}

/* The cells of row I, whole, as the items of BOX. */
static void make_whole_row(struct table_setter *ts, size_t i, tag_id row_tag,
                           struct box *box)
{
    const size_t n = ts->table->n_columns;
    const struct set_cell *cells = &ts->cells[i * n];
    for (size_t j = 0; j < n; j++)
        box->n_items += count_items(&cells[j].lines);
    box->items = ARENA_ARRAY(flow_arena(ts->flow), struct item, box->n_items);
    box->height = ts->heights[i];
    struct item *item = box->items;
    for (size_t j = 0; j < n; j++) {
        const struct lines *lines = &cells[j].lines;
        if (!cells[j].cell)
            continue;
        struct line_hanger hanger = {.tags = ts->flow->tags,
                                     .tag = cell_tag(ts, row_tag, &cells[j])};
        mpt x = ts->edges[j] + TABLE_RULE + TABLE_PAD_X;
        mpt y = -text_top(ts, &cells[j], i) - lines->ascent;
        for (size_t k = 0; k < lines->n_lines; k++) {
            item += make_line(ts, &hanger, &lines->lines[k], x, y, item, box);
            y -= lines->leading;
        }
    }
}

/* Line K of every cell of the row CELLS as the items of BOX. */
static void make_row_line(struct table_setter *ts, const struct set_cell *cells,
                          struct line_hanger *hangers, size_t k, mpt top,
                          struct box *box)
{
    const size_t n = ts->table->n_columns;
    for (size_t j = 0; j < n; j++)
        if (k < cells[j].lines.n_lines)
            box->n_items += line_count_items(&cells[j].lines.lines[k]);
    box->items = ARENA_ARRAY(flow_arena(ts->flow), struct item, box->n_items);
    struct item *item = box->items;
    for (size_t j = 0; j < n; j++) {
        const struct lines *lines = &cells[j].lines;
        if (k >= lines->n_lines)
            continue;
        item += make_line(ts, &hangers[j], &lines->lines[k],
                          ts->edges[j] + TABLE_RULE + TABLE_PAD_X,
                          -top - lines->ascent, item, box);
    }
}

/* A row taller than a page: a box for each line, so that pages may end
   between any two of them. */
static struct box *make_split_row(struct table_setter *ts, size_t i,
                                  tag_id row_tag, size_t *n_boxes)
{
    const size_t n = ts->table->n_columns;
    const struct set_cell *cells = &ts->cells[i * n];
    struct arena *arena = flow_arena(ts->flow);
    struct line_hanger *hangers = ARENA_ARRAY(arena, struct line_hanger, n);
    size_t n_lines = 1;
    for (size_t j = 0; j < n; j++) {
        if (!cells[j].cell)
            continue;
        hangers[j].tags = ts->flow->tags;
        hangers[j].tag = cell_tag(ts, row_tag, &cells[j]);
        if (cells[j].lines.n_lines > n_lines)
            n_lines = cells[j].lines.n_lines;
    }
    const mpt leading =
        ts->head ? ts->look.head.leading : ts->look.plain[0].leading;
    struct box *boxes = ARENA_ARRAY(arena, struct box, n_lines);
    for (size_t k = 0; k < n_lines; k++) {
        mpt top = k == 0 ? TABLE_PAD_Y : 0;
        make_row_line(ts, cells, hangers, k, top, &boxes[k]);
        boxes[k].height = top + leading;
        boxes[k].open_foot = true;
        if (k == 1 || k + 1 == n_lines)
            boxes[k].tie = TIE_LOOSE;
    }
    struct box *last = &boxes[n_lines - 1];
    last->height += TABLE_PAD_Y + TABLE_RULE;
    last->open_foot = false;
    *n_boxes = n_lines;
    return boxes;
}

struct box *table_make_row(struct table_setter *ts, const struct table_row *row,
                           size_t i, size_t *n)
{
    tag_id tag = tags_add(ts->flow->tags, ts->part, TAG_TR);
    struct box *boxes;
    enter_row(ts, row->cells);
    if (ts->heights[i] > ts->limit) {
        boxes = make_split_row(ts, i, tag, n);
    } else {
        boxes = ARENA_NEW(flow_arena(ts->flow), struct box);
        *n = 1;
        make_whole_row(ts, i, tag, boxes);
    }
    const bool *edges = row_edges(ts);
    for (size_t k = 0; k < *n; k++) {
        boxes[k].run = ts->run;
        boxes[k].edges = edges;
    }
    add_foot_rules(ts, &boxes[*n - 1]);
    return boxes;
}
