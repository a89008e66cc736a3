#include "markup/markup.h"

#include "base/limits.h"
#include "base/unicode.h"
#include "markup/footnotes.h"
#include "markup/markup_runs.h"
#include "markup/markup_source.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

enum { MAX_HEADING_LEVEL = 4 };

struct markup {
    struct arena *arena;
    const struct form *form;
    const struct source_map *map;
    struct markup_source source;
    const struct markup_targets *targets;
    struct diag *diag;
    bool failed;
    bool stopped;
    int64_t n_headings;
    int64_t inline_depth; /* of emphasis and links in one another */
    int counters[MAX_HEADING_LEVEL + 1];
    int level;            /* of the heading before, 0 none */
    uint32_t line;        /* of the rendered text, where the walk stands */
    struct block **notes; /* by number, from 1 */
    size_t n_notes;
};

static void fail(struct markup *markup)
{
    markup->failed = true;
}

/* A limit was exceeded; ignore what follows. */
static void stop(struct markup *markup)
{
    markup->stopped = true;
    fail(markup);
}

static struct place place_here(const struct markup *markup)
{
    return source_map_find(markup->map, markup->line);
}

static void add_blocks(struct markup *markup, cmark_node *parent, int depth,
                       const char *style, struct block_list *list);

static void refuse(struct markup *markup, const char *what)
{
    diag_report(markup->diag, DIAG_UNSUPPORTED_MARKUP, place_here(markup),
                what);
    fail(markup);
}

/* ---- inlines ------------------------------------------------------------- */

static bool is_web_address(const char *target)
{
    return strncmp(target, "http://", 7) == 0 ||
           strncmp(target, "https://", 8) == 0 ||
           strncmp(target, "mailto:", 7) == 0;
}

static void add_inlines(struct markup *markup, cmark_node *parent,
                        struct run_builder *builder);

/* [text](target): the text, or the target's own name when there is none. */
static void add_link(struct markup *markup, cmark_node *node,
                     struct run_builder *builder)
{
    const char *outer = builder->link;
    const char *target =
        strip_figure_marks(markup->arena, cmark_node_get_url(node));
    const char *link = NULL, *name = NULL;
    if (*cmark_node_get_title(node) != '\0') {
        refuse(markup, "[...](... \"...\")");
        return;
    }
    if (is_web_address(target)) {
        link = target;
        name = target;
    } else
        name = markup->targets->refer(markup->targets->context, target, &link);
    if (!name) {
        diag_report(markup->diag, DIAG_UNKNOWN_TARGET, place_here(markup),
                    target);
        fail(markup);
        return;
    }
    builder->link = link;
    if (cmark_node_first_child(node))
        add_inlines(markup, node, builder);
    else
        run_builder_add(builder, name, strlen(name));
    builder->link = outer;
}

/* The character at the near end of the text NODE; -1 when it is no text. */
static int32_t near_character(cmark_node *node, bool last)
{
    if (!node || cmark_node_get_type(node) != CMARK_NODE_TEXT)
        return -1;
    const char *text = cmark_node_get_literal(node);
    const char *end = text + strlen(text);
    if (last && end > text)
        for (text = end - 1; (*text & 0xC0) == 0x80;)
            text--;
    return unicode_next(&text, end);
}

/* True inside a word or a formula; figure marks count as part of it. */
static bool is_of_word(int32_t c)
{
    return c >= 0 && (unicode_is_word(c) || (c >= 0xFDD0 && c <= 0xFDD2));
}

/* "2*3*4" is not emphasis: print the stars that touch a word on both sides. */
static void add_emphasis(struct markup *markup, cmark_node *node, unsigned flag,
                         const char *mark, struct run_builder *builder)
{
    const bool literal =
        is_of_word(near_character(cmark_node_previous(node), true)) ||
        is_of_word(near_character(cmark_node_next(node), false));
    unsigned outer = builder->flags;
    if (literal)
        run_builder_add(builder, mark, strlen(mark));
    else
        builder->flags |= flag;
    add_inlines(markup, node, builder);
    if (literal)
        run_builder_add(builder, mark, strlen(mark));
    builder->flags = outer;
}

static bool is_comment(const char *html)
{
    const char *end = strstr(html, "-->");
    return strncmp(html, "<!--", 4) == 0 && end &&
           strspn(end + 3, " \t\r\n") == strlen(end + 3);
}

static void refuse_html(struct markup *markup, const char *html)
{
    if (is_comment(html))
        return;
    const char *plain = strip_figure_marks(markup->arena, html);
    int size = (int)strcspn(plain, "\n");
    diag_report(
        markup->diag, DIAG_RAW_HTML, place_here(markup),
        arena_strndup(markup->arena, plain, (size_t)(size > 60 ? 60 : size)));
    fail(markup);
}

/* [^1]: the mark of the note with the number that cmark gives it. */
static void add_note(struct markup *markup, const char *literal,
                     struct run_builder *builder)
{
    size_t number = 0;
    for (const char *c = literal; *c >= '0' && *c <= '9'; c++)
        number = number * 10 + (size_t)(*c - '0');
    if (number == 0 || number > markup->n_notes) {
        refuse(markup, "[^...]");
        return;
    }
    run_builder_note(builder, markup->notes[number - 1]);
}

/* "&shy;" and "&#x202E;" bring what the check of the file has not seen.  Marks
   of figures, private characters, are the program's own. */
static void add_text(struct markup *markup, const char *text,
                     struct run_builder *builder)
{
    const char *at = text;
    const char *const end = text + strlen(text);
    for (size_t offset; at < end; at += offset) {
        int32_t bad = unicode_find_forbidden(at, (size_t)(end - at), &offset);
        if (bad < 0)
            break;
        at += offset;
        const char *next = at;
        unicode_next(&next, end);
        offset = (size_t)(next - at);
        if (bad < 0x20 || (bad >= 0xFDD0 && bad <= 0xFDEF))
            continue;
        diag_report(markup->diag, DIAG_BAD_CHARACTER, place_here(markup),
                    (unsigned)bad);
        fail(markup);
        break;
    }
    run_builder_add(builder, text, (size_t)(end - text));
}

static void add_inline(struct markup *markup, cmark_node *node,
                       struct run_builder *builder)
{
    cmark_node_type type = cmark_node_get_type(node);
    const char *literal = cmark_node_get_literal(node);
    if (type == CMARK_NODE_TEXT)
        add_text(markup, literal, builder);
    else if (type == CMARK_NODE_SOFTBREAK) {
        cmark_node *next = cmark_node_next(node);
        const char *text = next ? cmark_node_get_literal(next) : NULL;
        run_builder_line_end(builder, text ? text : "");
        markup->line++;
    } else if (type == CMARK_NODE_LINEBREAK) {
        run_builder_break(builder);
        markup->line++;
    } else if (type == CMARK_NODE_STRONG)
        add_emphasis(markup, node, RUN_BOLD, "**", builder);
    else if (type == CMARK_NODE_EMPH)
        add_emphasis(markup, node, RUN_ITALIC, "*", builder);
    else if (type == CMARK_NODE_LINK)
        add_link(markup, node, builder);
    else if (type == CMARK_NODE_HTML_INLINE)
        refuse_html(markup, literal);
    else if (type == CMARK_NODE_FOOTNOTE_REFERENCE)
        add_note(markup, literal, builder);
    else if (type == CMARK_NODE_IMAGE) {
        diag_report(
            markup->diag, DIAG_PLACED_IN_LINE, place_here(markup),
            strip_figure_marks(markup->arena, cmark_node_get_url(node)));
        fail(markup);
    } else
        refuse(markup, "`...`");
}

static void add_inlines(struct markup *markup, cmark_node *parent,
                        struct run_builder *builder)
{
    if (!limit_allows(LIMIT_NESTING, ++markup->inline_depth, place_here(markup),
                      markup->diag))
        stop(markup);
    for (cmark_node *node = cmark_node_first_child(parent); node;
         node = cmark_node_next(node))
        if (markup->stopped ||
            !budget_allows(markup->arena, place_here(markup), markup->diag))
            stop(markup);
        else
            add_inline(markup, node, builder);
    markup->inline_depth--;
}

/* The inlines of NODE as runs; blanks are not yet bound. */
static struct text text_of(struct markup *markup, cmark_node *node)
{
    struct run_builder builder;
    run_builder_start(&builder, markup->arena, markup->map->figures);
    add_inlines(markup, node, &builder);
    return run_builder_finish(&builder);
}

/* ---- headings ------------------------------------------------------------ */

static void upper_runs(struct arena *arena, struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++) {
        struct run *run = &text->runs[i];
        run->text =
            unicode_upper(arena, arena_strndup(arena, run->text, run->size));
        run->size = (uint32_t)strlen(run->text);
    }
}

/* TEXT with "I." and a no-break space before it. */
static struct text with_number(struct markup *markup, struct text text,
                               int level)
{
    struct run_list list = {0};
    const char *number = form_heading_number(markup->arena, markup->form, level,
                                             markup->counters[level]);
    if (!number)
        return text;
    number = arena_printf(markup->arena, "%s" NO_BREAK_SPACE, number);
    runs_add(markup->arena, &list, number, strlen(number));
    for (size_t i = 0; i < text.n_runs; i++)
        *runs_add(markup->arena, &list, text.runs[i].text, 0) = text.runs[i];
    return runs_text(&list);
}

/* Counts the heading; false after a report. */
static bool count_heading(struct markup *markup, int level)
{
    if (level > MAX_HEADING_LEVEL) {
        diag_report(markup->diag, DIAG_HEADING_TOO_DEEP, place_here(markup),
                    MAX_HEADING_LEVEL);
        return false;
    }
    if (level > markup->level + 1) {
        diag_report(markup->diag, DIAG_HEADING_SKIPS, place_here(markup), level,
                    markup->level);
        return false;
    }
    markup->counters[level]++;
    for (int i = level + 1; i <= MAX_HEADING_LEVEL; i++)
        markup->counters[i] = 0;
    markup->level = level;
    return true;
}

/* Heading level 1 is an H2: the title of the report is the H1. */
static void add_heading(struct markup *markup, cmark_node *node,
                        struct block_list *list)
{
    static const char *const styles[] = {NULL, "heading1", "heading2",
                                         "heading3", "heading4"};
    int level = cmark_node_get_heading_level(node);
    if (!count_heading(markup, level)) {
        fail(markup);
        return;
    }
    struct place place = place_here(markup);
    struct text text = text_of(markup, node);
    if (text.n_runs == 0) {
        diag_report(markup->diag, DIAG_EMPTY_HEADING, place);
        fail(markup);
        return;
    }
    const struct style *style = form_style(markup->form, styles[level]);
    if (style->flags & STYLE_UPPER)
        upper_runs(markup->arena, &text);
    text = with_number(markup, text, level);
    form_bind_text(markup->arena, markup->form, &text);
    struct block *block = block_paragraph(
        markup->arena, (enum role)(ROLE_H1 + level), style, text);
    block->place = place;
    block->bookmark = text_without_notes(markup->arena, &text);
    block->outline_level = level;
    block->keep_next = true;
    blocks_append(markup->arena, list, block);
}

/* ---- paragraphs, lists, tables ------------------------------------------- */

/* NODE is a paragraph of one image; NULL otherwise. */
static cmark_node *only_image(cmark_node *node)
{
    cmark_node *child = cmark_node_first_child(node);
    bool only = child && !cmark_node_next(child) &&
                cmark_node_get_type(child) == CMARK_NODE_IMAGE;
    return only ? child : NULL;
}

/* A head with other cells than the line below it has makes no table. */
static void refuse_broken_table(struct markup *markup, cmark_node *node)
{
    const int first = cmark_node_get_start_line(node);
    const int last = cmark_node_get_end_line(node);
    for (int line = first + 1; line <= last; line++) {
        if (!markup_source_is_rule(&markup->source, line))
            continue;
        markup->line = (uint32_t)line - 1;
        diag_report(markup->diag, DIAG_TEXT_TABLE_CELLS, place_here(markup),
                    markup_source_cells(&markup->source, line - 1),
                    markup_source_cells(&markup->source, line));
        fail(markup);
        return;
    }
}

static void add_paragraph(struct markup *markup, cmark_node *node,
                          const char *style, struct block_list *list)
{
    cmark_node *image = only_image(node);
    if (image &&
        cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_DOCUMENT) {
        struct block *placed = cmark_node_get_user_data(image);
        if (placed)
            blocks_append(markup->arena, list, placed);
        return;
    }
    struct place place = place_here(markup);
    refuse_broken_table(markup, node);
    struct text text = text_of(markup, node);
    if (text.n_runs == 0)
        return;
    form_bind_text(markup->arena, markup->form, &text);
    struct block *block = block_paragraph(
        markup->arena, ROLE_P, form_style(markup->form, style), text);
    block->place = place;
    blocks_append(markup->arena, list, block);
}

static const char *item_label(struct markup *markup, cmark_node *list,
                              int number, int depth)
{
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST)
        return form_bullet(markup->form, depth);
    bool parenthesis = cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM;
    return arena_printf(markup->arena, parenthesis ? "%d)" : "%d.", number);
}

/* The number that is written before ITEM; FALLBACK when it is none. */
static int written_number(const struct markup *markup, cmark_node *item,
                          int fallback)
{
    int number =
        markup_source_number(&markup->source, cmark_node_get_start_line(item),
                             cmark_node_get_start_column(item));
    return number < 0 ? fallback : number;
}

/* Item numbers are printed as written ("2017.", "2019."). When all items
   have the same number ("1.", "1."), as a template section produces, count
   instead. */
static bool counts(const struct markup *markup, cmark_node *list)
{
    cmark_node *first = cmark_node_first_child(list);
    cmark_node *second = first ? cmark_node_next(first) : NULL;
    const int start = cmark_node_get_list_start(list);
    if (!second)
        return false;
    for (cmark_node *item = first; item; item = cmark_node_next(item))
        if (written_number(markup, item, start) != start)
            return false;
    return true;
}

/* The list ends with a full stop where its items end with semicolons: which
   item is the last may depend on the data. */
static void stop_list(struct markup *markup, struct block *list)
{
    const char *stop = form_stop(markup->form, false);
    const size_t size = strlen(stop);
    struct block *last = block_last_paragraph(&list, 1);
    struct run *run = last && last->text.n_runs > 0
                          ? &last->text.runs[last->text.n_runs - 1]
                          : NULL;
    if (!run || size == 0 || run->size < size ||
        memcmp(run->text + run->size - size, stop, size) != 0)
        return;
    run->text = arena_printf(markup->arena, "%.*s%s", (int)(run->size - size),
                             run->text, form_stop(markup->form, true));
    run->size = (uint32_t)strlen(run->text);
}

static void add_list(struct markup *markup, cmark_node *node, int depth,
                     struct block_list *list)
{
    const char *style_name = depth == 0 ? "item" : "subitem";
    const struct style *style = form_style(markup->form, style_name);
    struct block *block = block_new(markup->arena, BLOCK_LIST, ROLE_L, style);
    struct block_list items = {0};
    int number = cmark_node_get_list_start(node);
    block->place = place_here(markup);
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    const bool as_written = ordered && !counts(markup, node);
    block->counted = ordered;
    for (cmark_node *child = cmark_node_first_child(node); child;
         child = cmark_node_next(child), number++) {
        struct block *item =
            block_new(markup->arena, BLOCK_ITEM, ROLE_LI, style);
        struct block_list children = {0};
        if (as_written)
            number = written_number(markup, child, number);
        item->label =
            text_plain(markup->arena, item_label(markup, node, number, depth));
        markup->line = (uint32_t)cmark_node_get_start_line(child);
        item->place = place_here(markup);
        add_blocks(markup, child, depth + 1, style_name, &children);
        block_adopt(item, &children);
        if (children.n_blocks > 0)
            blocks_append(markup->arena, &items, item);
        else if (as_written && !markup->failed)
            diag_report(markup->diag, DIAG_EMPTY_ITEM, item->place,
                        text_to_plain(markup->arena, &item->label));
    }
    block_adopt(block, &items);
    if (items.n_blocks == 0)
        return;
    if (depth == 0)
        stop_list(markup, block);
    blocks_append(markup->arena, list, block);
}

static void add_quote(struct markup *markup, cmark_node *node, int depth,
                      struct block_list *list)
{
    struct block *block =
        block_new(markup->arena, BLOCK_GROUP, ROLE_BLOCK_QUOTE, NULL);
    struct block_list children = {0};
    add_blocks(markup, node, depth + 1, "quote", &children);
    block_adopt(block, &children);
    if (children.n_blocks > 0)
        blocks_append(markup->arena, list, block);
}

/* ---- tables in the text -------------------------------------------------- */

static bool is_kind(cmark_node *node, const char *kind)
{
    return strcmp(cmark_node_get_type_string(node), kind) == 0;
}

static size_t count_children(cmark_node *parent)
{
    size_t n = 0;
    for (cmark_node *node = cmark_node_first_child(parent); node;
         node = cmark_node_next(node))
        n++;
    return n;
}

/* The one figure that CELL prints, or NULL. */
static const struct figure *only_figure(const struct table_cell *cell)
{
    const struct figure *only = NULL;
    for (size_t i = 0; i < cell->text.n_runs; i++) {
        const struct run *run = &cell->text.runs[i];
        if (run->flags & RUN_NOTE)
            continue;
        if (!run->figure || (only && run->figure != only))
            return NULL;
        only = run->figure;
    }
    return only;
}

static void add_cell(struct markup *markup, cmark_node *node,
                     struct table_column *column, struct table_cell *cell)
{
    cell->colspan = cell->rowspan = 1;
    if (!node)
        return;
    cell->text = text_of(markup, node);
    form_bind_text(markup->arena, markup->form, &cell->text);
    cell->figure = only_figure(cell);
    if (!cell->figure || !value_is_figure(&cell->figure->value))
        return;
    const char *comma = strrchr(cell->figure->text, ',');
    size_t decimals = comma ? strspn(comma + 1, "0123456789") : 0;
    cell->value = cell->figure->value;
    if (decimals > column->decimals)
        column->decimals = (uint8_t)decimals;
}

static void add_row(struct markup *markup, cmark_node *node,
                    struct table *table, struct table_row *row)
{
    cmark_node *cell = cmark_node_first_child(node);
    markup->line = (uint32_t)cmark_node_get_start_line(node);
    const size_t n_cells =
        markup_source_cells(&markup->source, (int)markup->line);
    if (n_cells > table->n_columns) {
        diag_report(markup->diag, DIAG_TEXT_TABLE_CELLS, place_here(markup),
                    n_cells, table->n_columns);
        fail(markup);
    }
    row->cells =
        ARENA_ARRAY(markup->arena, struct table_cell, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        add_cell(markup, cell, &table->columns[i], &row->cells[i]);
        cell = cell ? cmark_node_next(cell) : NULL;
    }
}

/* Columns stand as the line below the head says, else figures flush right. */
static void align_columns(struct table *table, const uint8_t *alignments)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        struct table_column *column = &table->columns[i];
        bool figures = false;
        for (size_t k = 0; k < table->n_rows; k++)
            figures |= value_is_figure(&table->rows[k].cells[i].value);
        column->align = alignments[i] == 'c' ? ALIGN_CENTER
                        : alignments[i] == 'r' || (!alignments[i] && figures)
                            ? ALIGN_RIGHT
                            : ALIGN_LEFT;
        column->unit = 1;
    }
}

/* | A | B |, a line below the head, and rows; the first cell of a row is its
   head unless it is a figure. */
static void add_table(struct markup *markup, cmark_node *node,
                      struct block_list *list)
{
    struct arena *arena = markup->arena;
    struct table *table = ARENA_NEW(arena, struct table);
    struct block *block = block_new(arena, BLOCK_TABLE, ROLE_TABLE, NULL);
    block->table = table;
    block->place = table->place = place_here(markup);
    form_dress_table(markup->form, table);
    table->n_columns = cmark_gfm_extensions_get_table_columns(node);
    table->columns = ARENA_ARRAY(arena, struct table_column, table->n_columns);
    table->head = ARENA_NEW(arena, struct table_row);
    table->rows = ARENA_ARRAY(arena, struct table_row, count_children(node));
    for (cmark_node *row = cmark_node_first_child(node); row;
         row = cmark_node_next(row)) {
        bool head = is_kind(row, "table_header");
        struct table_row *target = head ? &table->head[table->n_head++]
                                        : &table->rows[table->n_rows++];
        add_row(markup, row, table, target);
        target->cells[0].heading = !value_is_figure(&target->cells[0].value);
    }
    align_columns(table, cmark_gfm_extensions_get_table_alignments(node));
    blocks_append(arena, list, block);
}

static void add_block(struct markup *markup, cmark_node *node, int depth,
                      const char *style, struct block_list *list)
{
    cmark_node_type type = cmark_node_get_type(node);
    markup->line = (uint32_t)cmark_node_get_start_line(node);
    if (markup->stopped ||
        !budget_allows(markup->arena, place_here(markup), markup->diag) ||
        !limit_allows(LIMIT_NESTING, depth, place_here(markup), markup->diag))
        stop(markup);
    else if (type == CMARK_NODE_PARAGRAPH)
        add_paragraph(markup, node, style, list);
    else if (type == CMARK_NODE_HEADING && depth == 0 &&
             !limit_allows(LIMIT_HEADINGS, ++markup->n_headings,
                           place_here(markup), markup->diag))
        stop(markup);
    else if (type == CMARK_NODE_HEADING && depth == 0)
        add_heading(markup, node, list);
    else if (type == CMARK_NODE_LIST)
        add_list(markup, node, depth, list);
    else if (type == CMARK_NODE_BLOCK_QUOTE)
        add_quote(markup, node, depth, list);
    else if (type == CMARK_NODE_HTML_BLOCK)
        refuse_html(markup, cmark_node_get_literal(node));
    else if (type == CMARK_NODE_FOOTNOTE_DEFINITION)
        return; /* stands where it is referred to */
    else if (is_kind(node, "table") && depth == 0)
        add_table(markup, node, list);
    else if (is_kind(node, "table"))
        refuse(markup, "- | ... |");
    else if (type == CMARK_NODE_HEADING)
        refuse(markup, "- # ...");
    else if (type == CMARK_NODE_CODE_BLOCK)
        refuse(markup, "```");
    else if (type == CMARK_NODE_THEMATIC_BREAK)
        refuse(markup, "---");
    else
        refuse(markup, "?");
}

static void add_blocks(struct markup *markup, cmark_node *parent, int depth,
                       const char *style, struct block_list *list)
{
    for (cmark_node *node = cmark_node_first_child(parent); node;
         node = cmark_node_next(node))
        add_block(markup, node, depth, style, list);
}

/* ---- footnotes ----------------------------------------------------------- */

/* The paragraphs of the definition NODE as one, a line end between them. */
static struct text note_text(struct markup *markup, cmark_node *node)
{
    struct run_list list = {0};
    for (cmark_node *child = cmark_node_first_child(node); child;
         child = cmark_node_next(child)) {
        markup->line = (uint32_t)cmark_node_get_start_line(child);
        if (cmark_node_get_type(child) != CMARK_NODE_PARAGRAPH) {
            refuse(markup, "[^...]: -");
            continue;
        }
        if (list.n_runs > 0)
            runs_add(markup->arena, &list, "", 0)->flags = RUN_LINE_BREAK;
        struct text text = text_of(markup, child);
        for (size_t i = 0; i < text.n_runs; i++)
            *runs_add(markup->arena, &list, "", 0) = text.runs[i];
    }
    return runs_text(&list);
}

static bool is_note(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION;
}

/* cmark moves used footnote definitions to the end, in order of their numbers.
   Create their blocks first, because captions and other notes refer to them. */
static void make_notes(struct markup *markup, cmark_node *root)
{
    size_t n = 0;
    for (cmark_node *node = cmark_node_first_child(root); node;
         node = cmark_node_next(node))
        n += is_note(node);
    markup->notes = ARENA_ARRAY(markup->arena, struct block *, n + 1);
    for (cmark_node *node = cmark_node_first_child(root); node;
         node = cmark_node_next(node)) {
        if (!is_note(node))
            continue;
        markup->line = (uint32_t)cmark_node_get_start_line(node);
        markup->notes[markup->n_notes++] =
            footnote_new(markup->arena, markup->form, place_here(markup));
    }
}

static void read_notes(struct markup *markup, cmark_node *root)
{
    size_t n = 0;
    for (cmark_node *node = cmark_node_first_child(root); node;
         node = cmark_node_next(node)) {
        if (!is_note(node))
            continue;
        struct text text = note_text(markup, node);
        footnote_set_text(markup->arena, markup->form, markup->notes[n++],
                          &text);
    }
}

/* ---- the document -------------------------------------------------------- */

/* The alternative text of an image is plain text, without emphasis, links or
   notes. */
static bool is_picture(const char *target)
{
    return !strchr(target, ':');
}

static bool is_plain(cmark_node *image)
{
    for (cmark_node *node = cmark_node_first_child(image); node;
         node = cmark_node_next(node))
        if (cmark_node_get_type(node) != CMARK_NODE_TEXT &&
            cmark_node_get_type(node) != CMARK_NODE_SOFTBREAK)
            return false;
    return true;
}

/* Build tables first, so that text before a table can refer to its number. */
static void place_targets(struct markup *markup, cmark_node *root)
{
    for (cmark_node *node = cmark_node_first_child(root); node;
         node = cmark_node_next(node)) {
        cmark_node *image = cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH
                                ? only_image(node)
                                : NULL;
        if (!image)
            continue;
        markup->line = (uint32_t)cmark_node_get_start_line(node);
        const char *target =
            strip_figure_marks(markup->arena, cmark_node_get_url(image));
        const char *title =
            strip_figure_marks(markup->arena, cmark_node_get_title(image));
        if (is_picture(target) && !is_plain(image)) {
            refuse(markup, "![*...*](...)");
            continue;
        }
        struct block *block = markup->targets->place(
            markup->targets->context, target, text_of(markup, image), title,
            place_here(markup));
        cmark_node_set_user_data(image, block);
        if (!block)
            fail(markup);
    }
}

static cmark_node *parse(const char *text, size_t size)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
    cmark_parser_attach_syntax_extension(parser,
                                         cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, text, size);
    cmark_node *root = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return root;
}

bool markup_parse(struct arena *arena, const struct form *form,
                  const struct source_map *map,
                  const struct markup_targets *targets,
                  struct block_list *blocks, struct diag *diag)
{
    struct markup markup = {.arena = arena,
                            .form = form,
                            .map = map,
                            .targets = targets,
                            .diag = diag};
    if (!markup_source_make(arena, map, &markup.source, diag))
        return false;
    cmark_node *root = parse(markup.source.text, markup.source.size);
    make_notes(&markup, root);
    place_targets(&markup, root);
    read_notes(&markup, root);
    add_blocks(&markup, root, 0, "body", blocks);
    cmark_node_free(root);
    return footnotes_check(map, diag) && !markup.failed;
}
