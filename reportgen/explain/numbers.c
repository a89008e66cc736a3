#include "explain/numbers.h"

#include "base/qualified.h"
#include "output/xlsx_plan.h"
#include "tree/block.h"
#include "tree/table_rows.h"

#include <string.h>

struct walk {
    struct arena *arena;
    struct numbers *found;
    const struct figure_places *places;
    const char *streamed; /* text of cells of long lists; NULL: none */
    size_t numbers_capacity, wordings_capacity;
    size_t section, block; /* where the walk is */
    size_t n_in_block;     /* numbers of it so far */
    size_t n_tables, n_charts;
    const char *heading;
};

bool number_is_figure(const struct value *value)
{
    return value->kind == VALUE_INTEGER || value->kind == VALUE_MONEY ||
           value->kind == VALUE_RATIO;
}

static void *grow(struct arena *arena, void *items, size_t n, size_t *capacity,
                  size_t size)
{
    if (n < *capacity)
        return items;
    *capacity = *capacity * 2 + 64;
    void *larger = arena_alloc_array(arena, *capacity, size);
    if (n > 0)
        memcpy(larger, items, n * size);
    return larger;
}

/* "by_source.national.support", as templates have it. */
static const char *name_of(struct arena *arena, const struct origin *origin)
{
    const struct figure_source *source = origin->source;
    const struct figure_row *row = origin->row;
    if (!source || (row && row->line > 0))
        return NULL;
    struct strbuf name = STRBUF_INIT;
    strbuf_add_format(&name, "%s.", source->tally);
    for (size_t i = 0; row && i < FIGURE_KEYS; i++) {
        if (!row->keys[i].field)
            continue;
        if (i > 0 && !row->keys[0].field)
            strbuf_add_text(&name, "columns.");
        qualified_add_shown(&name, row->keys[i].code);
        strbuf_add_char(&name, '.');
    }
    if (row && row->all)
        strbuf_add_text(&name, "rows.");
    strbuf_add_text(&name, source->measure);
    const char *text = arena_strdup(arena, strbuf_text(&name));
    strbuf_free(&name);
    return text;
}

static struct number *add_number(struct walk *walk, const struct figure *figure)
{
    struct numbers *found = walk->found;
    found->numbers = grow(walk->arena, found->numbers, found->n_numbers,
                          &walk->numbers_capacity, sizeof *found->numbers);
    struct number *number = &found->numbers[found->n_numbers++];
    *number = (struct number){.figure = *figure,
                              .name = name_of(walk->arena, &figure->origin),
                              .section = walk->section,
                              .block = walk->block,
                              .heading = walk->heading};
    number->of_record = figure->origin.source && figure->origin.row &&
                        figure->origin.row->line > 0;
    return number;
}

/* Words and dates of settings are not traced. */
static bool is_traced(const struct figure *figure)
{
    return figure->origin.source || figure->origin.parts ||
           number_is_figure(&figure->value);
}

/* ---- texts ------------------------------------------------------------- */

/* The sentence of TEXT around the byte AT. */
static const char *sentence_at(struct arena *arena, const char *text, size_t at)
{
    size_t first = 0, end = strlen(text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (!strchr(".;?!", text[i]) || text[i + 1] != ' ')
            continue;
        if (i < at)
            first = i + 2;
        else if (i + 1 < end)
            end = i + 1;
    }
    return arena_strndup(arena, text + first, end - first);
}

static void add_wording(struct walk *walk, const struct text *text)
{
    struct numbers *found = walk->found;
    struct strbuf words = STRBUF_INIT;
    const struct figure *last = NULL;
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct figure *figure = text->runs[i].figure;
        if (!figure || !(figure->origin.source || figure->origin.parts))
            text_add_plain(&words, &(struct text){&text->runs[i], 1});
        else if (figure != last)
            strbuf_add_text(&words, "{}");
        last = figure;
    }
    found->wordings = grow(walk->arena, found->wordings, found->n_wordings,
                           &walk->wordings_capacity, sizeof *found->wordings);
    found->wordings[found->n_wordings++] = (struct wording){
        arena_printf(walk->arena, "%zu.%zu", walk->section, walk->block),
        walk->heading, arena_strdup(walk->arena, strbuf_text(&words))};
    strbuf_free(&words);
}

/* A figure may be parted over runs; it is one number. */
static void add_text(struct walk *walk, const struct text *text,
                     const char *sentence)
{
    const struct figure *last = NULL;
    const char *plain = NULL;
    struct strbuf before = STRBUF_INIT;
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct figure *figure = text->runs[i].figure;
        if (figure && figure != last && is_traced(figure)) {
            struct number *number = add_number(walk, figure);
            if (!plain && !sentence)
                plain = text_to_plain(walk->arena, text);
            number->sentence =
                sentence ? sentence
                         : sentence_at(walk->arena, plain, before.size);
            number->id = arena_printf(walk->arena, "%zu.%zu.%zu", walk->section,
                                      walk->block, ++walk->n_in_block);
            if (walk->places)
                figure_places_find(walk->places, figure, &number->at);
        }
        last = figure;
        text_add_plain(&before, &(struct text){&text->runs[i], 1});
    }
    strbuf_free(&before);
    for (size_t i = 0; i < text->n_runs; i++)
        if (text->runs[i].note) {
            add_wording(walk, &text->runs[i].note->text);
            add_text(walk, &text->runs[i].note->text, NULL);
        }
}

/* ---- tables ------------------------------------------------------------ */

/* A table on its way; of a sheet, where its first row stands. */
struct table_walk {
    const struct table *table;
    const char *sheet;
    size_t first_row;   /* in the sheet, from 0 */
    size_t number;      /* of the table in the document */
    const char **heads; /* of columns */
};

static const char *column_letters(struct arena *arena, size_t column)
{
    char letters[8];
    size_t at = sizeof letters;
    letters[--at] = '\0';
    for (column++; column > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    return arena_strdup(arena, letters + at);
}

/* The heads of each column from the top, joined. */
static void find_heads(struct walk *walk, struct table_walk *of)
{
    const struct table *table = of->table;
    of->heads = ARENA_ARRAY(walk->arena, const char *, table->n_columns);
    for (size_t k = 0; k < table->n_columns; k++)
        of->heads[k] = "";
    for (size_t i = 0; i < table->n_head; i++) {
        const struct table_cell *cells = table->head[i].cells;
        for (size_t k = 0; k < table->n_columns; k++) {
            const char *text = text_without_notes(walk->arena, &cells[k].text);
            const size_t span = cells[k].colspan;
            for (size_t j = k; j < k + span && j < table->n_columns; j++)
                if (*text != '\0')
                    of->heads[j] =
                        arena_printf(walk->arena, "%s%s%s", of->heads[j],
                                     *of->heads[j] == '\0' ? "" : " / ", text);
        }
    }
}

static const char *row_label(struct arena *arena, const struct table *table,
                             const struct table_row *row)
{
    for (size_t k = 0; k < table->n_columns; k++)
        if (row->cells[k].heading && row->cells[k].text.n_runs > 0)
            return text_without_notes(arena, &row->cells[k].text);
    for (size_t k = 0; k < table->n_columns; k++)
        if (row->cells[k].value.kind == VALUE_TEXT ||
            (row->cells[k].text.n_runs > 0 && k > 0 && !row->cells[k].figure &&
             row->cells[k].value.kind == VALUE_NULL))
            return text_without_notes(arena, &row->cells[k].text);
    return row->cells[0].text.n_runs > 0
               ? text_without_notes(arena, &row->cells[0].text)
               : "";
}

static void add_cell(struct walk *walk, const struct table_walk *of,
                     const struct table_row *row, size_t i, size_t column,
                     const char *label)
{
    const struct table *table = of->table;
    const struct table_cell *cell = &row->cells[column];
    const struct figure *figure = cell->figure;
    struct figure own;
    if (!figure && row->line > 0 && table->columns[column].source &&
        cell->text.n_runs > 0 && cell->value.kind != VALUE_TEXT) {
        struct figure_row *record = ARENA_NEW(walk->arena, struct figure_row);
        *record = (struct figure_row){.source = row->source, .line = row->line};
        own = (struct figure){
            .value = cell->value,
            .text = text_without_notes(walk->arena, &cell->text),
            .origin = {table->columns[column].source, record, NULL},
            .place = table->place};
        figure = &own;
    }
    if (!figure) {
        add_text(walk, &cell->text, label);
        return;
    }
    struct number *number = add_number(walk, figure);
    number->table = table->id;
    number->row = i + 1;
    number->column = column + 1;
    number->sentence =
        arena_printf(walk->arena, "%s%s%s", label, *label == '\0' ? "" : " · ",
                     of->heads[column]);
    if (of->sheet) {
        number->sheet = of->sheet;
        number->cell = arena_printf(walk->arena, "%s%zu",
                                    column_letters(walk->arena, column),
                                    of->first_row + i + 1);
        number->id =
            arena_printf(walk->arena, "%s!%s", of->sheet, number->cell);
        return;
    }
    number->id = arena_printf(walk->arena, "%zu.%zu.r%zuc%zu", walk->section,
                              walk->block, i + 1, column + 1);
    if (walk->places &&
        !(cell->figure &&
          figure_places_find(walk->places, cell->figure, &number->at)))
        figure_places_row(walk->places, of->number, i, &number->at);
}

static void add_row(struct walk *walk, const struct table_walk *of,
                    const struct table_row *row, size_t i)
{
    const char *label = row_label(walk->arena, of->table, row);
    for (size_t k = 0; k < of->table->n_columns; k++)
        if (row->cells[k].colspan > 0)
            add_cell(walk, of, row, i, k, label);
}

static bool shows(const struct table_row *row, size_t n_columns,
                  const char *text)
{
    struct strbuf plain = STRBUF_INIT;
    bool found = false;
    for (size_t i = 0; i < n_columns && !found; i++) {
        strbuf_clear(&plain);
        text_add_plain(&plain, &row->cells[i].text);
        found = plain.size > 0 && strcmp(strbuf_text(&plain), text) == 0;
    }
    strbuf_free(&plain);
    return found;
}

/* Which rows of a long list show the text; their number is returned. */
static size_t find_streamed(const struct walk *walk, const struct table *table,
                            size_t **found)
{
    struct arena *passing = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    size_t n = 0, capacity = 0;
    *found = NULL;
    table_pass_begin(&pass, table);
    for (size_t i = 0; i + table->n_foot < table->n_rows &&
                       (row = table_pass_next(&pass, passing));
         i++) {
        if (shows(row, table->n_columns, walk->streamed)) {
            *found = grow(walk->arena, *found, n, &capacity, sizeof **found);
            (*found)[n++] = i;
        }
        arena_reset(passing);
    }
    table_pass_end(&pass);
    arena_destroy(passing);
    return n;
}

/* The rows of a long list that show the text: they alone are kept. */
static void add_streamed(struct walk *walk, const struct table_walk *of)
{
    size_t *wanted;
    const size_t n =
        walk->streamed ? find_streamed(walk, of->table, &wanted) : 0;
    if (n == 0)
        return;
    struct arena *passing = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    size_t k = 0;
    table_pass_begin(&pass, of->table);
    for (size_t i = 0; k < n; i++) {
        const bool keeps = i == wanted[k];
        row = table_pass_next(&pass, keeps ? walk->arena : passing);
        if (!row)
            break;
        if (keeps) {
            add_row(walk, of, row, of->table->n_head + i);
            k++;
        }
        arena_reset(passing);
    }
    table_pass_end(&pass);
    arena_destroy(passing);
}

static void add_table(struct walk *walk, struct table_walk *of)
{
    const struct table *table = of->table;
    find_heads(walk, of);
    if (!of->sheet) {
        add_wording(walk, &table->caption);
        add_wording(walk, &table->unit_line);
    }
    add_text(walk, &table->caption, NULL);
    add_text(walk, &table->unit_line, NULL);
    for (size_t i = 0; i < table->n_head; i++) {
        for (size_t k = 0; !of->sheet && k < table->n_columns; k++)
            if (table->head[i].cells[k].text.n_runs > 0)
                add_wording(walk, &table->head[i].cells[k].text);
        add_row(walk, of, &table->head[i], i);
    }
    if (table->source)
        add_streamed(walk, of);
    for (size_t i = 0; !table->source && i < table->n_rows; i++)
        add_row(walk, of, &table->rows[i], table->n_head + i);
    for (size_t i = 0; i < table->n_foot; i++)
        add_row(walk, of, &table->foot[i],
                table->n_head + table->n_rows - table->n_foot + i);
}

/* ---- charts ------------------------------------------------------------ */

static void add_chart(struct walk *walk, const struct block *block)
{
    const struct chart *chart = block->figure->chart;
    const size_t number_of_chart = walk->n_charts++;
    if (!chart)
        return;
    for (size_t j = 0; j < chart->n_categories; j++)
        for (size_t i = 0; i < chart->n_series; i++) {
            const struct chart_point *point = &chart->series[i].points[j];
            if (!point->text || (!point->origin.source && !point->origin.parts))
                continue;
            const struct figure figure = {point->value, point->text,
                                          point->origin, block->place};
            struct number *number = add_number(walk, &figure);
            number->in_chart = true;
            number->sentence =
                arena_printf(walk->arena, "%s%s%s", chart->categories[j],
                             *chart->series[i].label == '\0' ? "" : " · ",
                             chart->series[i].label);
            number->id = arena_printf(walk->arena, "%zu.%zu.s%zup%zu",
                                      walk->section, walk->block, i + 1, j + 1);
            if (walk->places)
                figure_places_chart(walk->places, number_of_chart, &number->at);
        }
}

/* ---- blocks ------------------------------------------------------------ */

static void add_blocks(struct walk *walk, struct block *const *blocks,
                       size_t n_blocks);

static void begin_block(struct walk *walk)
{
    walk->block++;
    walk->n_in_block = 0;
}

static void add_block(struct walk *walk, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        begin_block(walk);
        add_wording(walk, &block->text);
        if (block->role >= ROLE_H1 && block->role <= ROLE_H6)
            walk->heading = text_without_notes(walk->arena, &block->text);
        add_text(walk, &block->text, NULL);
        break;
    case BLOCK_LIST:
    case BLOCK_ITEM:
    case BLOCK_COLUMNS:
    case BLOCK_GROUP:
        add_blocks(walk, block->children, block->n_children);
        break;
    case BLOCK_TABLE: {
        struct table_walk of = {.table = block->table,
                                .number = walk->n_tables++};
        begin_block(walk);
        add_table(walk, &of);
        break;
    }
    case BLOCK_CHART:
    case BLOCK_IMAGE:
        begin_block(walk);
        add_chart(walk, block);
        add_wording(walk, &block->figure->caption);
        add_text(walk, &block->figure->caption, NULL);
        break;
    case BLOCK_CONTENTS: /* says again what headings say */
    case BLOCK_RULE:
    case BLOCK_SPACE:
        break;
    }
}

static void add_blocks(struct walk *walk, struct block *const *blocks,
                       size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        add_block(walk, blocks[i]);
}

static void add_sheet(struct walk *walk, const struct sheet *sheet)
{
    if (!sheet->table)
        return;
    const struct xlsx_plan *plan = xlsx_plan_make(walk->arena, sheet);
    struct table_walk of = {.table = sheet->table,
                            .sheet = sheet->name,
                            .first_row = plan->first_head};
    add_table(walk, &of);
}

struct numbers *numbers_of(struct arena *arena, const struct document *document,
                           const struct figure_places *places,
                           const char *streamed)
{
    struct numbers *found = ARENA_NEW(arena, struct numbers);
    struct walk walk = {
        .arena = arena, .found = found, .places = places, .streamed = streamed};
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct section *section = &document->sections[i];
        walk.section = i + 1;
        walk.block = 0;
        walk.heading = section->title;
        add_blocks(&walk, section->blocks, section->n_blocks);
        add_blocks(&walk, section->footer, section->n_footer);
    }
    walk.section = 0;
    walk.places = NULL;
    walk.heading = NULL;
    for (size_t i = 0; i < document->n_sheets; i++) {
        walk.heading = document->sheets[i].name;
        add_sheet(&walk, &document->sheets[i]);
    }
    return found;
}
