#include "typeset/flow.h"

#include "base/limits.h"
#include "typeset/figure.h"
#include "typeset/line_items.h"
#include "typeset/table_set.h"

#include <string.h>

static bool flow_block(struct flow *flow, const struct block *block,
                       tag_id parent, bool followed);

struct arena *flow_arena(const struct flow *flow)
{
    return flow->fixed ? flow->fixed : pager_arena(flow->pager);
}

void flow_target(struct flow *flow, const char *id, const char *bookmark,
                 int level)
{
    if ((!id && !bookmark) || flow->n_targets == FLOW_TARGETS)
        return;
    flow->targets[flow->n_targets++] =
        (struct page_target){.id = id, .bookmark = bookmark, .level = level};
}

static void tie_box(struct box *box, enum tie tie)
{
    if (box->tie < tie)
        box->tie = (uint8_t)tie;
}

static void hang_targets(struct flow *flow, struct box *box)
{
    if (flow->n_targets == 0)
        return;
    size_t n = box->n_targets + flow->n_targets;
    struct page_target *all =
        ARENA_ARRAY(flow_arena(flow), struct page_target, n);
    memcpy(all, flow->targets, flow->n_targets * sizeof *all);
    if (box->n_targets > 0)
        memcpy(all + flow->n_targets, box->targets,
               box->n_targets * sizeof *all);
    box->targets = all;
    box->n_targets = n;
    flow->n_targets = 0;
}

bool flow_add(struct flow *flow, struct box *boxes, size_t n)
{
    if (n == 0)
        return true;
    hang_targets(flow, &boxes[0]);
    tie_box(&boxes[0], flow->tie);
    flow->tie = TIE_FREE;
    if (boxes[0].before < flow->before)
        boxes[0].before = flow->before;
    flow->before = 0;
    boxes[0].new_page = flow->new_page;
    flow->new_page = false;
    for (size_t i = 0; flow->keeping && i < n; i++) {
        if (flow->kept_one)
            tie_box(&boxes[i], TIE_KEEP);
        flow->kept_one = true;
    }
    if (!flow->list)
        return pager_add(flow->pager, boxes, n);
    box_list_add(flow->list, boxes, n);
    return true;
}

/* ---- paragraphs ---------------------------------------------------------- */

/* Keep at least two lines together at either end (widows and orphans). */
static void tie_lines(struct box *boxes, size_t n)
{
    if (n < 2)
        return;
    tie_box(&boxes[1], TIE_LOOSE);
    tie_box(&boxes[n - 1], TIE_LOOSE);
}

/* The nearest ancestor of TAG, or TAG itself, that may hold a note: lists and
   tables hold only their own parts. */
static tag_id note_holder(const struct tags *tags, tag_id tag)
{
    for (; tag > 0; tag = tags->tags[tag].parent) {
        enum tag_kind kind = (enum tag_kind)tags->tags[tag].kind;
        if (kind == TAG_SECT || kind == TAG_DIV || kind == TAG_LBODY ||
            kind == TAG_BLOCK_QUOTE)
            break;
    }
    return tag;
}

/* The boxes of NOTE and, behind them, of the notes that it refers to. */
static bool add_note(const struct flow *flow, const struct block *note,
                     tag_id parent, struct box_list *list)
{
    struct box_list lines = {0};
    struct flow inner = *flow;
    inner.list = &lines;
    inner.fixed = flow->arena;
    inner.tie = TIE_FREE;
    inner.before = 0;
    inner.keeping = inner.new_page = false;
    inner.n_targets = 0;
    bool ok = flow_block(&inner, note, parent, false);
    box_list_add(list, lines.boxes, lines.n_boxes);
    for (size_t i = 0; i < lines.n_boxes; i++)
        box_list_add(list, lines.boxes[i].notes, lines.boxes[i].n_notes);
    box_list_free(&lines);
    return ok;
}

bool flow_hang_notes(struct flow *flow, const struct line *line, tag_id tag,
                     struct box *box)
{
    struct box_list list = {0};
    const struct run *last = NULL; /* a mark may be torn in two */
    bool ok = true;
    for (size_t i = 0; ok && i < line->n_pieces; i++) {
        const struct run *run = line->pieces[i].run;
        if (!run->note || run == last)
            continue;
        last = run;
        ok = add_note(flow, run->note, note_holder(flow->tags, tag), &list);
    }
    box_add_notes(flow->arena, box, list.boxes, list.n_boxes);
    box_list_free(&list);
    return ok;
}

/* NULL after a report. */
static struct box *line_boxes(struct flow *flow, const struct lines *lines,
                              const struct style *style,
                              struct line_hanger *hanger)
{
    struct arena *arena = flow_arena(flow);
    struct box *boxes = ARENA_ARRAY(arena, struct box, lines->n_lines + 1);
    for (size_t i = 0; i < lines->n_lines; i++) {
        const struct line *line = &lines->lines[i];
        struct box *box = &boxes[i];
        box->height = lines->leading;
        box->items = ARENA_ARRAY(arena, struct item, line_count_items(line));
        box->n_items =
            line_make_items(hanger, line, flow->x, -lines->ascent, box->items);
        if (!flow_hang_notes(flow, line, hanger->tag, box))
            return NULL;
        flow->line = (struct flow_line){.x = flow->x + line->x,
                                        .width = line->width,
                                        .below = lines->leading - lines->ascent,
                                        .known = true};
    }
    if (lines->n_lines > 0) {
        boxes[0].before = style->before;
        boxes[lines->n_lines - 1].after = style->after;
        tie_lines(boxes, lines->n_lines);
    }
    if ((style->flags & STYLE_KEEP_TOGETHER) != 0)
        for (size_t i = 1; i < lines->n_lines; i++)
            tie_box(&boxes[i], TIE_KEEP);
    return boxes;
}

bool flow_lines(struct flow *flow, const struct text *text,
                const struct style *style, tag_id tag, struct place place,
                struct box **boxes, size_t *n)
{
    struct lines lines;
    if (!paragraph_set(flow_arena(flow), flow->setter, text, style, flow->width,
                       place, &lines))
        return false;
    struct line_hanger hanger = {.tags = flow->tags, .tag = tag};
    *boxes = line_boxes(flow, &lines, style, &hanger);
    *n = lines.n_lines;
    return *boxes != NULL;
}

bool flow_text(struct flow *flow, const struct text *text,
               const struct style *style, tag_id tag, struct place place)
{
    struct box *boxes;
    size_t n;
    if (!flow_lines(flow, text, style, tag, place, &boxes, &n))
        return false;
    enum tie next = (style->flags & STYLE_KEEP_NEXT) != 0 ? TIE_KEEP : TIE_FREE;
    if (!flow_add(flow, boxes, n))
        return false;
    flow->tie = next;
    return true;
}

static bool is_heading(const struct block *block)
{
    return block->role >= ROLE_H1 && block->role <= ROLE_H6;
}

static bool keeps_next(const struct block *block)
{
    return block->keep_next || is_heading(block) ||
           (block->style && (block->style->flags & STYLE_KEEP_NEXT) != 0);
}

/* The element for a leaf of text: a P where the role names none and PARENT
   cannot hold text itself. */
static tag_id leaf_tag(struct flow *flow, const struct block *block,
                       tag_id parent)
{
    enum tag_kind kind;
    if (!tag_kind_of_role(block->role, &kind)) {
        if (!tag_is_grouping((enum tag_kind)flow->tags->tags[parent].kind))
            return parent;
        kind = TAG_P;
    }
    return tags_add(flow->tags, parent, kind);
}

static void name_tag(struct flow *flow, const struct block *block, tag_id tag)
{
    if (block->alt || block->id)
        tags_add_text(flow->tags, tag, block->alt, block->id);
}

/* The mark of a list item, on its way to the first line of its text. */
struct item_label {
    const struct text *text;
    tag_id tag;
};

/* LABEL and the blank behind it, which no line stretches: the texts of all
   items start at one distance from their marks. */
static struct text with_blank(struct arena *arena, const struct text *label)
{
    const size_t n = label->n_runs + 1;
    struct run *runs = ARENA_ARRAY(arena, struct run, n);
    memcpy(runs, label->runs, label->n_runs * sizeof *runs);
    runs[n - 1] = runs[n - 2];
    runs[n - 1].text = "\xC2\xA0";
    runs[n - 1].size = 2;
    runs[n - 1].figure = NULL;
    runs[n - 1].link = NULL;
    runs[n - 1].note = NULL;
    return (struct text){.runs = runs, .n_runs = n};
}

/* Sets LABEL at the start of FIRST, the first line in STYLE. */
static bool hang_label(struct flow *flow, const struct item_label *label,
                       const struct style *style, struct place place,
                       struct box *first)
{
    struct arena *arena = flow_arena(flow);
    struct style mark = *style;
    mark.left = style->left + style->indent;
    mark.indent = mark.right = 0;
    mark.align = ALIGN_LEFT;
    struct lines lines;
    if (!paragraph_set(arena, flow->setter, label->text, &mark, flow->width,
                       place, &lines))
        return false;
    if (lines.n_lines == 0)
        return true;
    const struct line *line = &lines.lines[0];
    size_t n_marks = line_count_items(line);
    struct item *items =
        ARENA_ARRAY(arena, struct item, n_marks + first->n_items);
    struct line_hanger hanger = {.tags = flow->tags, .tag = label->tag};
    line_make_items(&hanger, line, flow->x, -lines.ascent, items);
    if (first->n_items > 0)
        memcpy(items + n_marks, first->items, first->n_items * sizeof *items);
    first->items = items;
    first->n_items += n_marks;
    return true;
}

/* Width of TEXT on one line. */
static bool natural_width(struct flow *flow, const struct text *text,
                          const struct style *style, struct place place,
                          mpt *width)
{
    struct style alone = *style;
    alone.left = alone.right = alone.indent = 0;
    mpt least;
    return paragraph_widths(flow_arena(flow), flow->setter, text, &alone, place,
                            width, &least);
}

/* The first line of a labelled paragraph starts behind its label: at the left
   edge of the text when the label fits into a hanging indent, else where the
   label and its blank end. */
static bool find_label_indent(struct flow *flow, struct item_label *label,
                              const struct block *block, mpt *indent)
{
    const struct style *style = block->style;
    mpt width;
    if (!natural_width(flow, label->text, style, block->place, &width))
        return false;
    *indent = 0;
    if (style->indent < 0 && width + style->size / 8 <= -style->indent)
        return true;
    struct text *whole = ARENA_NEW(flow_arena(flow), struct text);
    *whole = with_blank(flow_arena(flow), label->text);
    label->text = whole;
    if (!natural_width(flow, whole, style, block->place, &width))
        return false;
    *indent = style->indent + width;
    return true;
}

/* The lines of a paragraph that may begin with the mark of its item. */
static bool labelled_lines(struct flow *flow, const struct block *block,
                           const struct item_label *given, tag_id tag,
                           struct box **boxes, size_t *n)
{
    if (!given)
        return flow_lines(flow, &block->text, block->style, tag, block->place,
                          boxes, n);
    struct item_label label = *given;
    struct style style = *block->style;
    if (block->text.n_runs == 0)
        return flow_lines(flow, label.text, &style, label.tag, block->place,
                          boxes, n);
    return find_label_indent(flow, &label, block, &style.indent) &&
           flow_lines(flow, &block->text, &style, tag, block->place, boxes,
                      n) &&
           (*n == 0 ||
            hang_label(flow, &label, block->style, block->place, &(*boxes)[0]));
}

static bool flow_paragraph(struct flow *flow, const struct block *block,
                           tag_id parent, const struct item_label *label,
                           bool followed)
{
    if (block->text.n_runs == 0 && !label)
        return true;
    tag_id tag = leaf_tag(flow, block, parent);
    struct box *boxes;
    size_t n;
    if (tag != parent)
        name_tag(flow, block, tag);
    if (!labelled_lines(flow, block, label, tag, &boxes, &n))
        return false;
    /* One line above the signatures is not enough. */
    if (followed && n == 1)
        tie_box(&boxes[0], TIE_KEEP);
    if (!flow_add(flow, boxes, n))
        return false;
    flow->tie = keeps_next(block) ? TIE_KEEP : TIE_FREE;
    return true;
}

/* ---- lists and groups ---------------------------------------------------- */

static bool flow_children(struct flow *flow, const struct block *block,
                          tag_id parent, bool followed)
{
    return flow_blocks(flow, block->children, block->n_children, parent,
                       followed);
}

static bool flow_group(struct flow *flow, const struct block *block,
                       tag_id parent, bool followed)
{
    enum tag_kind kind;
    if (tag_kind_of_role(block->role, &kind)) {
        parent = tags_add(flow->tags, parent, kind);
        name_tag(flow, block, parent);
        if (block->counted)
            flow->tags->tags[parent].scope = SCOPE_COUNTED;
    }
    return flow_children(flow, block, parent, followed);
}

static bool flow_item(struct flow *flow, const struct block *block,
                      tag_id parent, bool followed)
{
    struct block *const *children = block->children;
    size_t n = block->n_children;
    parent = tags_add(flow->tags, parent, TAG_LI);
    name_tag(flow, block, parent);
    struct item_label label = {.text = &block->label};
    bool labelled = block->label.n_runs > 0;
    if (labelled)
        label.tag = tags_add(flow->tags, parent, TAG_LBL);
    tag_id body = tags_add(flow->tags, parent, TAG_LBODY);
    if (labelled && n > 0 && children[0]->kind == BLOCK_PARAGRAPH) {
        flow_target(flow, children[0]->id, children[0]->bookmark,
                    children[0]->outline_level);
        if (!flow_paragraph(flow, children[0], body, &label,
                            followed && n == 1))
            return false;
        children++;
        n--;
    } else if (labelled && block->style) {
        if (!flow_text(flow, &block->label, block->style, label.tag,
                       block->place))
            return false;
        flow->tie = TIE_KEEP;
    }
    return flow_blocks(flow, children, n, body, followed);
}

/* ---- rules and free room ------------------------------------------------- */

static mpt aligned(enum align align, mpt x, mpt width, mpt inner)
{
    switch (align) {
    case ALIGN_CENTER:
        return x + (width - inner) / 2;
    case ALIGN_RIGHT:
        return x + width - inner;
    default:
        return x;
    }
}

static mpt take_after(struct flow *flow)
{
    if (!flow->list)
        return pager_take_after(flow->pager);
    if (flow->list->n_boxes == 0)
        return 0;
    struct box *last = &flow->list->boxes[flow->list->n_boxes - 1];
    mpt after = last->after;
    last->after = 0;
    return after;
}

/* A line under the last line of text takes room only where it reaches below
   that line; one with no text above takes its gap below. */
static bool flow_rule(struct flow *flow, const struct block *block)
{
    const struct rule *rule = &block->rule;
    const struct flow_line line = flow->line;
    mpt x = flow->x, width = flow->width;
    if (!rule->of_text_width && line.known) {
        x = line.x;
        width = line.width;
    }
    mpt inner = (mpt)((int64_t)width * rule->permille / 1000);
    struct box_rule *placed = ARENA_NEW(flow_arena(flow), struct box_rule);
    placed->x = aligned(rule->align, x, width, inner);
    placed->width = inner;
    placed->height = rule->thickness;
    struct box box = {.rules = placed, .n_rules = 1};
    enum tie next = flow->tie;
    if (line.known) {
        placed->y = line.below - rule->gap - rule->thickness;
        box.height = placed->y < 0 ? -placed->y : 0;
        box.after = take_after(flow);
        box.tie = TIE_FAST;
    } else {
        placed->y = -rule->thickness;
        box.height = rule->thickness + rule->gap;
        next = TIE_KEEP;
    }
    flow->line.known = false;
    if (!flow_add(flow, &box, 1))
        return false;
    flow->tie = next;
    return true;
}

/* The empty field that takes up the free room of BLOCK. */
static void add_field(struct flow *flow, const struct block *block,
                      tag_id parent, struct box *box)
{
    const char *alt = block->alt ? block->alt : "";
    box->items = ARENA_NEW(flow_arena(flow), struct item);
    box->n_items = 1;
    box->vanishes = false;
    *box->items = (struct item){.kind = ITEM_FIELD,
                                .tag = tags_add(flow->tags, parent, TAG_FORM),
                                .x = flow->x,
                                .y = -block->height,
                                .width = flow->width,
                                .height = block->height,
                                .text = alt,
                                .n_bytes = (uint32_t)strlen(alt),
                                .target = block->field};
}

static bool flow_space(struct flow *flow, const struct block *block,
                       tag_id parent, bool followed)
{
    struct box box = {.height = block->height, .vanishes = true};
    if (block->field)
        add_field(flow, block, parent, &box);
    enum tie next = flow->tie;
    if (followed)
        box.tie = TIE_KEEP;
    if (block->keep_next)
        next = TIE_KEEP;
    flow->line.known = false;
    if (!flow_add(flow, &box, 1))
        return false;
    flow->tie = next;
    return true;
}

/* ---- columns side by side ------------------------------------------------ */

/* From the upper edge of the first line to its baseline. */
static mpt first_baseline(const struct box_list *list)
{
    for (size_t i = 0; i < list->n_boxes; i++)
        if (list->boxes[i].n_items > 0)
            return i == 0 ? -list->boxes[0].items[0].y : 0;
    return 0;
}

/* A column whose boxes are being placed. */
struct flow_column {
    struct box_list list;
    size_t next;
    mpt shift; /* free room at its top */
};

/* How many boxes of COLUMN, from the next on, stand above LIMIT; their first
   one always does. */
static size_t count_until(const struct flow_column *column, mpt used, mpt limit)
{
    const struct box *boxes = column->list.boxes + column->next;
    const size_t n = column->list.n_boxes - column->next;
    for (size_t i = 0; i < n; i++) {
        used += i > 0 ? box_gap(&boxes[i - 1], &boxes[i]) : 0;
        used += boxes[i].height;
        if (used > limit && i > 0)
            return box_best_break(boxes, i);
    }
    return n;
}

/* Places boxes of COLUMN on the canvas until LIMIT; returns their height. */
static mpt place_column(struct canvas *canvas, struct flow_column *column,
                        mpt limit)
{
    const struct box *boxes = column->list.boxes + column->next;
    const bool first_part = column->next == 0;
    mpt used = first_part ? column->shift : 0;
    if (column->next == column->list.n_boxes)
        return 0;
    const struct box *head = first_part ? NULL : box_repeated_head(boxes);
    if (head) {
        canvas_place(canvas, head, 0);
        used += head->height;
    }
    size_t n = count_until(column, used, limit);
    for (size_t i = 0; i < n; i++) {
        used += i > 0 ? box_gap(&boxes[i - 1], &boxes[i]) : 0;
        canvas_place(canvas, &boxes[i], -used);
        used += boxes[i].height;
    }
    column->next += n;
    canvas_end_run(canvas);
    return used;
}

/* Makes one box of all columns, or several when they are taller than a page. */
static bool add_columns(struct flow *flow, struct flow_column *columns,
                        size_t n, mpt before)
{
    struct box_list boxes = {0};
    bool more = true;
    while (more) {
        mpt height = 0;
        more = false;
        canvas_clear(flow->canvas);
        for (size_t i = 0; i < n; i++) {
            mpt used = place_column(flow->canvas, &columns[i], flow->room);
            height = used > height ? used : height;
            more = more || columns[i].next < columns[i].list.n_boxes;
        }
        struct box box = canvas_take(flow->canvas, flow_arena(flow), height);
        box_list_add(&boxes, &box, 1);
    }
    boxes.boxes[0].before = before;
    for (size_t i = 0; i < n; i++) {
        const struct box_list *list = &columns[i].list;
        struct box *last = &boxes.boxes[boxes.n_boxes - 1];
        if (list->n_boxes > 0 &&
            list->boxes[list->n_boxes - 1].after > last->after)
            last->after = list->boxes[list->n_boxes - 1].after;
    }
    bool added = flow_add(flow, boxes.boxes, boxes.n_boxes);
    box_list_free(&boxes);
    return added;
}

static mpt first_before(const struct flow_column *column)
{
    return column->list.n_boxes == 0 ? INT32_MAX : column->list.boxes[0].before;
}

/* Aligns the columns on the baseline of their first lines. Returns the room
   above that all of them want; the rest goes inside the columns. */
static mpt align_columns(struct flow_column *columns, size_t n)
{
    mpt before = INT32_MAX, lowest = 0;
    for (size_t i = 0; i < n; i++) {
        if (first_before(&columns[i]) < before)
            before = first_before(&columns[i]);
    }
    for (size_t i = 0; i < n; i++) {
        mpt baseline = first_baseline(&columns[i].list);
        if (first_before(&columns[i]) == before && baseline > lowest)
            lowest = baseline;
    }
    for (size_t i = 0; i < n; i++) {
        mpt baseline = first_baseline(&columns[i].list);
        if (first_before(&columns[i]) > before)
            columns[i].shift = first_before(&columns[i]) - before;
        else if (baseline > 0)
            columns[i].shift = lowest - baseline;
    }
    return before == INT32_MAX ? 0 : before;
}

static bool flow_columns(struct flow *flow, const struct block *block,
                         tag_id parent)
{
    const size_t n = block->n_children;
    struct arena *arena = arena_create();
    struct flow_column *columns = ARENA_ARRAY(arena, struct flow_column, n);
    enum tag_kind kind;
    bool ok = true;
    if (tag_kind_of_role(block->role, &kind)) {
        parent = tags_add(flow->tags, parent, kind);
        name_tag(flow, block, parent);
    }
    int64_t permille = 0;
    for (size_t i = 0; ok && i < n; i++) {
        struct flow inner = *flow;
        inner.list = &columns[i].list;
        inner.x = flow->x + (mpt)(flow->width * permille / 1000);
        inner.width = (mpt)((int64_t)flow->width * block->widths[i] / 1000);
        inner.tie = TIE_FREE;
        inner.keeping = false;
        inner.line.known = false;
        inner.n_targets = 0;
        inner.new_page = false;
        permille += block->widths[i];
        ok = flow_block(&inner, block->children[i], parent, false);
    }
    flow->line.known = false;
    if (ok && n > 0) {
        if (flow->tie < TIE_KEEP)
            flow->tie = TIE_KEEP;
        ok = add_columns(flow, columns, n, align_columns(columns, n));
    }
    for (size_t i = 0; i < n; i++)
        box_list_free(&columns[i].list);
    arena_destroy(arena);
    return ok;
}

/* ---- all blocks ---------------------------------------------------------- */

static bool set_block(struct flow *flow, const struct block *block,
                      tag_id parent, bool followed)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        return flow_paragraph(flow, block, parent, NULL, followed);
    case BLOCK_LIST:
    case BLOCK_GROUP:
        return flow_group(flow, block, parent, followed);
    case BLOCK_ITEM:
        return flow_item(flow, block, parent, followed);
    case BLOCK_COLUMNS:
        return flow_columns(flow, block, parent);
    case BLOCK_RULE:
        return flow_rule(flow, block);
    case BLOCK_SPACE:
        return flow_space(flow, block, parent, followed);
    case BLOCK_TABLE:
        return flow_table(flow, block, parent);
    case BLOCK_CONTENTS:
        return flow_contents(flow, block, parent);
    case BLOCK_CHART:
    case BLOCK_IMAGE:
        return flow_figure(flow, block, parent);
    }
    return true;
}

static bool flow_block(struct flow *flow, const struct block *block,
                       tag_id parent, bool followed)
{
    const bool starts_keeping = block->keep_together && !flow->keeping;
    flow_target(flow, block->id, block->bookmark, block->outline_level);
    flow->new_page |= block->new_page;
    if (starts_keeping) {
        flow->keeping = true;
        flow->kept_one = false;
    }
    if (!set_block(flow, block, parent, followed))
        return false;
    if (starts_keeping)
        flow->keeping = false;
    if (keeps_next(block) && flow->tie < TIE_KEEP)
        flow->tie = TIE_KEEP;
    return true;
}

/* True when BLOCK opens with columns side by side. */
static bool opens_with_columns(const struct block *block)
{
    while (block->kind == BLOCK_GROUP && block->n_children > 0)
        block = block->children[0];
    return block->kind == BLOCK_COLUMNS;
}

/* True when columns come next behind block I, free room left out. */
static bool columns_follow(struct block *const *blocks, size_t n, size_t i,
                           bool followed)
{
    for (i++; i < n; i++) {
        const struct block *block = blocks[i];
        if (block->kind != BLOCK_SPACE && block->kind != BLOCK_RULE)
            return opens_with_columns(block);
    }
    return followed;
}

bool flow_blocks(struct flow *flow, struct block *const *blocks, size_t n,
                 tag_id parent, bool followed)
{
    for (size_t i = 0; i < n; i++)
        if (!budget_allows(flow->arena, blocks[i]->place, flow->setter->diag) ||
            !flow_block(flow, blocks[i], parent,
                        columns_follow(blocks, n, i, followed)))
            return false;
    return true;
}
