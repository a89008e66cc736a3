#include "tree/tree_dump.h"

#include "base/diag.h"
#include "tree/block.h"
#include "tree/table_rows.h"

#include <string.h>

struct dump {
    struct strbuf *buf;
    bool with_figures;
    const struct document_rows *rows; /* or NULL */
};

static void dump_blocks(const struct dump *dump, struct block *const *blocks,
                        size_t n_blocks);

/* ---- figures ------------------------------------------------------------- */

static void dump_figure(const struct dump *dump, const struct figure *figure)
{
    char place[256];
    strbuf_add_format(dump->buf, "    = \"%s\" ", figure->text);
    value_dump(dump->buf, &figure->value);
    if (figure->value.kind == VALUE_MONEY)
        strbuf_add_text(dump->buf, " dong");
    if (figure->origin.source) {
        strbuf_add_char(dump->buf, ' ');
        origin_name(dump->buf, &figure->origin);
    }
    place_format(figure->place, place, sizeof place);
    const char *name = strrchr(place, '/');
    strbuf_add_format(dump->buf, " (%s)\n", name ? name + 1 : place);
    if (dump->rows)
        dump->rows->tell(dump->rows->context, dump->buf, &figure->origin);
}

/* A figure may be divided between runs; it is listed once. */
static void dump_figures(const struct dump *dump, const struct text *text)
{
    const struct figure *last = NULL;
    for (size_t i = 0; dump->with_figures && i < text->n_runs; i++) {
        const struct figure *figure = text->runs[i].figure;
        if (figure && figure != last)
            dump_figure(dump, figure);
        last = figure;
    }
}

/* ---- text ---------------------------------------------------------------- */

static void add_lines(const struct dump *dump, const struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++)
        if (text->runs[i].flags & RUN_LINE_BREAK)
            strbuf_add_char(dump->buf, '\n');
        else
            text_add_plain(dump->buf, &(struct text){&text->runs[i], 1});
}

static void dump_line(const struct dump *dump, const struct text *text)
{
    if (text->n_runs == 0)
        return;
    add_lines(dump, text);
    strbuf_add_char(dump->buf, '\n');
    dump_figures(dump, text);
}

static void dump_notes(const struct dump *dump, const struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct block *note = text->runs[i].note;
        if (!note)
            continue;
        dump_line(dump, &note->text);
        dump_notes(dump, &note->text);
    }
}

static void dump_text(const struct dump *dump, const struct text *text)
{
    dump_line(dump, text);
    dump_notes(dump, text);
}

/* ---- tables -------------------------------------------------------------- */

/* The cell of a record has a figure only when it is computed from several. */
static void dump_record_cell(const struct dump *dump, const struct table *table,
                             const struct table_row *row, size_t column)
{
    const struct table_cell *cell = &row->cells[column];
    const struct figure_row record = {.source = row->source, .line = row->line};
    struct strbuf text = STRBUF_INIT;
    if (!dump->with_figures || row->line == 0 || cell->figure ||
        !table->columns[column].source || cell->text.n_runs == 0)
        return;
    text_add_plain(&text, &cell->text);
    const struct figure figure = {
        .value = cell->value,
        .text = strbuf_text(&text),
        .origin = {table->columns[column].source, &record, NULL},
        .place = table->place};
    dump_figure(dump, &figure);
    strbuf_free(&text);
}

static void dump_row(const struct dump *dump, const struct table *table,
                     const struct table_row *row)
{
    const size_t n_columns = table->n_columns;
    bool first = true;
    for (size_t i = 0; i < n_columns; i++) {
        if (row->cells[i].colspan == 0)
            continue;
        if (!first)
            strbuf_add_char(dump->buf, '\t');
        text_add_plain(dump->buf, &row->cells[i].text);
        first = false;
    }
    strbuf_add_char(dump->buf, '\n');
    for (size_t i = 0; i < n_columns; i++) {
        dump_figures(dump, &row->cells[i].text);
        dump_record_cell(dump, table, row, i);
    }
}

static void dump_row_notes(const struct dump *dump, const struct table_row *row,
                           size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++)
        dump_notes(dump, &row->cells[i].text);
}

static void dump_cells(const struct dump *dump, const struct table *table)
{
    dump_line(dump, &table->caption);
    dump_line(dump, &table->unit_line);
    for (size_t i = 0; i < table->n_head; i++)
        dump_row(dump, table, &table->head[i]);
    struct arena *arena = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    table_pass_begin(&pass, table);
    while ((row = table_pass_next(&pass, arena))) {
        dump_row(dump, table, row);
        arena_reset(arena);
    }
    table_pass_end(&pass);
    arena_destroy(arena);
}

static void dump_table(const struct dump *dump, const struct table *table)
{
    dump_cells(dump, table);
    dump_notes(dump, &table->caption);
    dump_notes(dump, &table->unit_line);
    for (size_t i = 0; i < table->n_head; i++)
        dump_row_notes(dump, &table->head[i], table->n_columns);
    for (size_t i = 0; !table->source && i < table->n_rows; i++)
        dump_row_notes(dump, &table->rows[i], table->n_columns);
    for (size_t i = 0; i < table->n_foot; i++)
        dump_row_notes(dump, &table->foot[i], table->n_columns);
}

/* ---- charts and images --------------------------------------------------- */

static void dump_points(const struct dump *dump, const struct chart *chart,
                        struct place place)
{
    for (size_t j = 0; j < chart->n_categories; j++)
        for (size_t i = 0; i < chart->n_series; i++) {
            const struct chart_point *point = &chart->series[i].points[j];
            const struct figure figure = {point->value, point->text,
                                          point->origin, place};
            if (point->text)
                dump_figure(dump, &figure);
        }
}

/* A chart reads as its words do; an image has none in a text. */
static void dump_figure_block(const struct dump *dump,
                              const struct block *block)
{
    const struct figure_block *figure = block->figure;
    if (figure->chart) {
        strbuf_add_text(dump->buf, block->alt);
        strbuf_add_char(dump->buf, '\n');
    }
    if (figure->chart && dump->with_figures)
        dump_points(dump, figure->chart, block->place);
    if (figure->image && dump->with_figures)
        strbuf_add_format(dump->buf, "    image %ux%u: %s\n",
                          figure->image->width, figure->image->height,
                          block->alt);
    dump_text(dump, &figure->caption);
}

/* ---- blocks -------------------------------------------------------------- */

static void dump_block(const struct dump *dump, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        dump_text(dump, &block->text);
        break;
    case BLOCK_ITEM:
        text_add_plain(dump->buf, &block->label);
        if (block->label.n_runs > 0)
            strbuf_add_char(dump->buf, ' ');
        dump_blocks(dump, block->children, block->n_children);
        break;
    case BLOCK_LIST:
    case BLOCK_COLUMNS:
    case BLOCK_GROUP:
    case BLOCK_CONTENTS:
        dump_blocks(dump, block->children, block->n_children);
        break;
    case BLOCK_TABLE:
        dump_table(dump, block->table);
        break;
    case BLOCK_CHART:
    case BLOCK_IMAGE:
        dump_figure_block(dump, block);
        break;
    case BLOCK_RULE:
    case BLOCK_SPACE:
        break;
    }
}

static void dump_blocks(const struct dump *dump, struct block *const *blocks,
                        size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        dump_block(dump, blocks[i]);
}

static void dump_section(const struct dump *dump, const struct section *section)
{
    dump_blocks(dump, section->blocks, section->n_blocks);
    dump_blocks(dump, section->footer, section->n_footer);
}

void section_dump(struct strbuf *buf, const struct section *section)
{
    dump_section(&(struct dump){.buf = buf}, section);
}

void document_dump(struct strbuf *buf, const struct document *document,
                   bool with_figures, const struct document_rows *rows)
{
    struct dump dump = {buf, with_figures, rows};
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct section *section = &document->sections[i];
        strbuf_add_format(buf, "[section %zu] %s\n", i + 1, section->title);
        dump_section(&dump, section);
    }
    for (size_t i = 0; i < document->n_sheets; i++) {
        const struct sheet *sheet = &document->sheets[i];
        strbuf_add_format(buf, "[sheet %zu] %s\n", i + 1, sheet->name);
        dump_blocks(&dump, sheet->heading, sheet->n_heading);
        dump_cells(&dump, sheet->table);
        dump_blocks(&dump, sheet->notes, sheet->n_notes);
        if (sheet->chart)
            strbuf_add_format(buf, "[chart] %s\n", sheet->chart->alt);
    }
}
