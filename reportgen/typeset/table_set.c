#include "typeset/table_set.h"

#include "base/limits.h"
#include "tree/table_rows.h"
#include "typeset/table_row.h"

#include <string.h>

/* Rows joined by cells that reach over them are set together, so many at
   most; the text of a taller cell stands in its first row. */
enum { MOST_JOINED_ROWS = 32 };

/* Between a table, with its caption, and what stands above it. */
enum { LEAST_ROOM_ABOVE = 6000 };

/* How small the letters of a wide table may get, in thousandths, by what steps,
   and in all. */
enum { LEAST_SCALE = 650, SCALE_STEP = 50, LEAST_SIZE = 8000 };

/* ---- the head ------------------------------------------------------------ */

/* The rule above the first row. */
static struct box top_rule(struct table_setter *ts, struct arena *arena)
{
    struct box_rule *rule = ARENA_NEW(arena, struct box_rule);
    *rule = (struct box_rule){.x = ts->run->x,
                              .y = -TABLE_RULE,
                              .width = ts->run->width,
                              .height = TABLE_RULE};
    return (struct box){.height = TABLE_RULE, .rules = rule, .n_rules = 1};
}

/* The head as it stands on further pages: an artifact, without links and
   footnotes. */
static struct box artifact_of(struct arena *arena, const struct box *head)
{
    struct box box = *head;
    box.items = ARENA_ARRAY(arena, struct item, head->n_items);
    box.n_items = 0;
    box.targets = NULL;
    box.n_targets = 0;
    box.notes = NULL;
    box.n_notes = 0;
    box.before = box.after = 0;
    for (size_t i = 0; i < head->n_items; i++) {
        if (head->items[i].kind == ITEM_LINK)
            continue;
        struct item *item = &box.items[box.n_items++];
        *item = head->items[i];
        item->tag = TAG_ARTIFACT;
    }
    return box;
}

/* The element of the head's rows.  A THead wants a TBody beside it, which a
   table of a head alone has not (ISO 14289-1, 7.2): its rows hang on it. */
static tag_id head_tag(const struct table_setter *ts, tag_id table_tag)
{
    if (ts->table->n_rows == 0)
        return table_tag;
    return tags_add(ts->flow->tags, table_tag, TAG_THEAD);
}

/* The whole head as one box, and its likeness for further pages; both live
   as long as the document.  A head of more than half a page is not
   repeated, only its upper rule is. */
static bool make_head(struct table_setter *ts, tag_id table_tag,
                      struct box *head)
{
    struct flow *flow = ts->flow;
    struct arena *fixed = flow->fixed;
    struct box_list rows = {0};
    struct box top = top_rule(ts, flow->arena);
    bool ok = true;
    ts->head = true;
    ts->limit = INT32_MAX;
    flow->fixed = flow->arena;
    box_list_add(&rows, &top, 1);
    if (ts->table->n_head > 0) {
        ts->part = head_tag(ts, table_tag);
        ok = table_set_cells(ts, ts->table->head, ts->table->n_head);
        if (ok)
            table_set_heights(ts, ts->table->n_head);
        for (size_t i = 0; ok && i < ts->table->n_head; i++) {
            size_t n;
            ts->rows_left = ts->table->n_head - i;
            struct box *box = table_make_row(ts, &ts->table->head[i], i, &n);
            box_list_add(&rows, box, n);
        }
    }
    if (ok) {
        *head =
            canvas_stack(flow->canvas, flow->arena, rows.boxes, rows.n_boxes);
        ts->run->repeat = artifact_of(
            flow->arena, head->height <= flow->room / 2 ? head : &top);
        ts->limit = flow->room - ts->run->repeat.height;
    }
    box_list_free(&rows);
    flow->fixed = fixed;
    ts->head = false;
    memset(ts->below, 0, ts->table->n_columns * sizeof *ts->below);
    return ok && !ts->failed;
}

/* A head taller than a page is set as other such rows are: it runs on, and
   is not repeated. */
static bool add_tall_head(struct table_setter *ts, tag_id table_tag)
{
    struct box top = top_rule(ts, flow_arena(ts->flow));
    if (!flow_add(ts->flow, &top, 1))
        return false;
    ts->head = true;
    ts->part = head_tag(ts, table_tag);
    for (size_t i = 0; i < ts->table->n_head; i++) {
        const struct table_row *row = &ts->table->head[i];
        size_t n;
        if (!table_set_cells(ts, row, 1))
            return false;
        table_set_heights(ts, 1);
        ts->rows_left = ts->table->n_head - i;
        struct box *boxes = table_make_row(ts, row, 0, &n);
        boxes[0].tie = TIE_FAST;
        if (ts->failed || !flow_add(ts->flow, boxes, n))
            return false;
    }
    ts->head = false;
    return true;
}

static bool add_head(struct table_setter *ts, tag_id table_tag)
{
    struct tags *tags = ts->flow->tags;
    const tag_id first = (tag_id)tags->n_tags;
    struct box head;
    if (!make_head(ts, table_tag, &head))
        return false;
    if (head.height > ts->flow->room) {
        tags_forget(tags, first);
        return add_tall_head(ts, table_tag);
    }
    head.before = ts->table->body_style->before;
    return flow_add(ts->flow, &head, 1);
}

/* ---- the body ------------------------------------------------------------ */

/* How many rows from FIRST on are joined by cells that reach over them. */
static size_t count_joined(const struct table *table, size_t first)
{
    size_t end = first + 1;
    for (size_t i = first; i < end && end - first <= MOST_JOINED_ROWS; i++) {
        const struct table_row *row = &table->rows[i];
        for (size_t j = 0; j < table->n_columns; j++)
            if (row->cells[j].rowspan > end - i && row->cells[j].colspan > 0)
                end = i + row->cells[j].rowspan;
        if (end > table->n_rows)
            end = table->n_rows;
    }
    return end - first <= MOST_JOINED_ROWS ? end - first : 1;
}

/* BEFORE is the kind of the row above row I. */
static enum tie row_tie(const struct table *table, size_t i,
                        const struct table_row *row, enum row_kind before)
{
    if (i == 0)
        return TIE_FAST;
    if (row->kind == ROW_SUBTOTAL || row->kind == ROW_TOTAL ||
        before == ROW_GROUP)
        return TIE_KEEP;
    return i == 1 || i + 1 == table->n_rows ? TIE_LOOSE : TIE_FREE;
}

/* Tells the N boxes of body row ROW which they are. */
static void mark_row(const struct table_setter *ts, size_t row,
                     struct box *boxes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        boxes[i].row = (uint32_t)row;
        boxes[i].row_starts = i == 0;
        boxes[i].row_ends = i + 1 == n;
        boxes[i].table_ends = i + 1 == n && row + 1 == ts->table->n_rows;
    }
}

/* Sets N joined ROWS, the first of which is row FIRST of the table, below a row
   of the kind BEFORE. */
static bool add_rows(struct table_setter *ts, const struct table_row *rows,
                     size_t first, size_t n, enum row_kind before)
{
    struct box_list boxes = {0};
    if (!table_set_cells(ts, rows, n))
        return false;
    table_set_heights(ts, n);
    for (size_t i = 0; i < n; i++) {
        size_t n_boxes;
        ts->rows_left = ts->table->n_rows - first - i;
        struct box *made = table_make_row(ts, &rows[i], i, &n_boxes);
        made[0].tie =
            i > 0 ? TIE_FAST : (uint8_t)row_tie(ts->table, first, rows, before);
        mark_row(ts, first + i, made, n_boxes);
        if (first + i + 1 == ts->table->n_rows)
            made[n_boxes - 1].after = ts->table->body_style->after;
        if (n == 1)
            return !ts->failed && flow_add(ts->flow, made, n_boxes);
        box_list_add(&boxes, made, n_boxes);
    }
    bool added = !ts->failed && flow_add(ts->flow, boxes.boxes, boxes.n_boxes);
    box_list_free(&boxes);
    return added;
}

/* True when N joined rows from FIRST on fit on a page. */
static bool joined_fit(struct table_setter *ts, size_t first, size_t n,
                       bool *fit)
{
    if (!table_set_cells(ts, &ts->table->rows[first], n))
        return false;
    *fit = table_set_heights(ts, n) <= ts->limit;
    return true;
}

/* Rows of the tree, of which some are joined. */
static bool add_kept_rows(struct table_setter *ts)
{
    const struct table_row *rows = ts->table->rows;
    for (size_t i = 0; i < ts->table->n_rows;) {
        size_t n = count_joined(ts->table, i);
        bool fit = true;
        if (!budget_allows(ts->flow->arena, ts->table->place,
                           ts->flow->setter->diag))
            return false;
        if (n > 1 && !joined_fit(ts, i, n, &fit))
            return false;
        if (!fit)
            n = 1;
        if (!add_rows(ts, &rows[i], i, n, i > 0 ? rows[i - 1].kind : ROW_BODY))
            return false;
        i += n;
    }
    return true;
}

/* Rows of a long list are made where their boxes are, and gone with them. */
static bool add_list_rows(struct table_setter *ts)
{
    struct table_pass pass;
    const struct table_row *row;
    enum row_kind before = ROW_BODY;
    bool ok = true;
    table_pass_begin(&pass, ts->table);
    while (ok && (row = table_pass_next(&pass, flow_arena(ts->flow)))) {
        const enum row_kind kind = row->kind;
        ok = budget_allows(ts->flow->arena, ts->table->place,
                           ts->flow->setter->diag) &&
             add_rows(ts, row, pass.n_rows - 1, 1, before);
        before = kind;
    }
    return table_pass_end(&pass) && ok;
}

static bool add_body(struct table_setter *ts, tag_id table_tag)
{
    if (ts->table->n_rows == 0)
        return true;
    ts->part = tags_add(ts->flow->tags, table_tag, TAG_TBODY);
    return ts->table->source ? add_list_rows(ts) : add_kept_rows(ts);
}

/* ---- sums carried forward ------------------------------------------------ */

/* What is carried over from body row ROW as a row of its own. */
static void fill_carry(const struct table *table, size_t row, bool above,
                       struct table_cell *cells, struct run *runs)
{
    const struct table_carry *carry = table->carry;
    const size_t first = carry->columns[0];
    for (size_t j = 0; j < table->n_columns; j++)
        cells[j] = (struct table_cell){.colspan = j >= first || j == 0,
                                       .rowspan = j >= first || j == 0};
    if (first > 0) {
        cells[0].colspan = (uint16_t)first;
        cells[0].text = above ? carry->above : carry->below;
    }
    for (size_t k = 0; k < carry->n_columns; k++) {
        const char *sum = carry->sums[row * carry->n_columns + k];
        struct table_cell *cell = &cells[carry->columns[k]];
        runs[k] = (struct run){.text = sum, .size = (uint32_t)strlen(sum)};
        cell->text = (struct text){&runs[k], *sum == '\0' ? 0 : 1};
        cell->value.kind = VALUE_MONEY; /* a number, aligned as such */
    }
}

static bool make_carry(void *context, size_t row, bool above, struct box *box)
{
    struct table_setter *ts = context;
    struct arena *arena = flow_arena(ts->flow);
    struct tags *tags = ts->flow->tags;
    const tag_id first = (tag_id)tags->n_tags;
    struct table_row made = {
        .kind = ROW_SUBTOTAL,
        .cells = ARENA_ARRAY(arena, struct table_cell, ts->table->n_columns)};
    struct run *runs =
        ARENA_ARRAY(arena, struct run, ts->table->carry->n_columns);
    size_t n;
    fill_carry(ts->table, row, above, made.cells, runs);
    memset(ts->below, 0, ts->table->n_columns * sizeof *ts->below);
    ts->rows_left = 1;
    if (!table_set_cells(ts, &made, 1))
        return false;
    table_set_heights(ts, 1);
    *box = artifact_of(arena, table_make_row(ts, &made, 0, &n));
    tags_forget(tags, first);
    return true;
}

/* Pages may end while the last rows of the table wait, after all of this: what
   makes the sums lives as long as the document. */
static bool begin_carry(struct table_setter *ts)
{
    struct arena *arena = ts->flow->arena;
    struct box widest;
    if (!ts->table->carry || ts->table->n_rows == 0 || ts->flow->list)
        return true;
    struct table_setter *own = ARENA_NEW(arena, struct table_setter);
    *own = *ts;
    own->flow = ARENA_NEW(arena, struct flow);
    *own->flow = *ts->flow;
    own->limit = INT32_MAX;
    table_make_grid(own, arena, 1);
    if (!table_look_make(arena, ts->flow->setter, ts->table, ts->look.scale,
                         &own->look))
        return false;
    memcpy(own->look.widest, ts->look.widest,
           ts->table->n_columns * sizeof *own->look.widest);
    memcpy(own->look.hanging, ts->look.hanging,
           ts->table->n_columns * sizeof *own->look.hanging);
    if (!make_carry(own, ts->table->n_rows - 1, false, &widest))
        return false;
    ts->run->carry = make_carry;
    ts->run->context = own;
    ts->run->carry_height = widest.height;
    ts->limit -= 2 * widest.height;
    return true;
}

/* ---- the whole table ----------------------------------------------------- */

static bool measure_at(struct table_setter *ts, struct arena *arena, int scale,
                       mpt *widths, bool *fits)
{
    struct setter *setter = ts->flow->setter;
    return table_look_make(arena, setter, ts->table, scale, &ts->look) &&
           table_measure(arena, setter, ts->table, &ts->look,
                         ts->flow->width - TABLE_RULE, widths, fits);
}

/* Shrink the letters, down to a readable size, before splitting words or
   figures; keep the size when shrinking does not help. */
static bool find_look(struct table_setter *ts, struct arena *arena, mpt *widths)
{
    const mpt size = ts->table->body_style->size;
    bool fits = false;
    for (int scale = 1000; !fits && scale >= LEAST_SCALE; scale -= SCALE_STEP) {
        if (scale < 1000 && (int64_t)size * scale / 1000 < LEAST_SIZE)
            break;
        if (!measure_at(ts, arena, scale, widths, &fits))
            return false;
    }
    return fits || ts->look.scale == 1000 ||
           measure_at(ts, arena, 1000, widths, &fits);
}

/* Where columns stand; a table narrower than the text is centred. */
static bool find_edges(struct table_setter *ts, struct arena *arena)
{
    const size_t n = ts->table->n_columns;
    struct flow *flow = ts->flow;
    mpt *widths = ARENA_ARRAY(arena, mpt, n);
    if (!find_look(ts, arena, widths))
        return false;
    mpt width = TABLE_RULE;
    for (size_t i = 0; i < n; i++)
        width += widths[i];
    ts->edges = ARENA_ARRAY(flow->arena, mpt, n + 1);
    ts->edges[0] = flow->x + (flow->width - width) / 2;
    for (size_t i = 0; i < n; i++)
        ts->edges[i + 1] = ts->edges[i] + widths[i];
    ts->run = ARENA_NEW(flow->arena, struct table_run);
    *ts->run = (struct table_run){.edges = ts->edges,
                                  .n_edges = n + 1,
                                  .thickness = TABLE_RULE,
                                  .x = ts->edges[0],
                                  .width = width};
    return true;
}

static bool add_caption(struct flow *flow, const struct table *table,
                        tag_id table_tag)
{
    const bool named = table->caption.n_runs > 0;
    const bool unit = table->unit_line.n_runs > 0;
    if (!named && !unit)
        return true;
    tag_id caption = tags_add(flow->tags, table_tag, TAG_CAPTION);
    if (named) {
        tag_id tag = unit ? tags_add(flow->tags, caption, TAG_P) : caption;
        if (!flow_text(flow, &table->caption, table->caption_style, tag,
                       table->place))
            return false;
        flow->tie = TIE_KEEP;
    }
    if (unit) {
        tag_id tag = named ? tags_add(flow->tags, caption, TAG_P) : caption;
        if (!flow_text(flow, &table->unit_line, table->unit_style, tag,
                       table->place))
            return false;
        flow->tie = TIE_KEEP;
    }
    return true;
}

static bool add_table(struct table_setter *ts, struct arena *arena,
                      tag_id table_tag)
{
    const struct table *table = ts->table;
    table_make_grid(ts, arena,
                    table->n_head > MOST_JOINED_ROWS ? table->n_head
                                                     : MOST_JOINED_ROWS);
    return find_edges(ts, arena) && add_head(ts, table_tag) &&
           begin_carry(ts) && add_body(ts, table_tag);
}

bool flow_table(struct flow *flow, const struct block *block, tag_id parent)
{
    const struct table *table = block->table;
    if (!table || table->n_columns == 0)
        return true;
    tag_id tag = tags_add(flow->tags, parent, TAG_TABLE);
    if (table->id)
        tags_add_text(flow->tags, tag, NULL, table->id);
    flow_target(flow, table->id, NULL, 0);
    flow->before = LEAST_ROOM_ABOVE;
    flow->line.known = false;
    struct table_setter ts = {.flow = flow, .table = table};
    struct arena *arena = arena_create();
    bool ok = add_caption(flow, table, tag) && add_table(&ts, arena, tag);
    arena_destroy(arena);
    flow->line.known = false;
    return ok;
}
