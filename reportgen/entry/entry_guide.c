/* The first sheet, which explains the others, and the last one, with the lists
   that cells are chosen from. */
#include "entry/entry_page.h"

#include "base/unicode.h"

#include <string.h>

enum {
    COLUMN_NUMBER,
    COLUMN_NAME,
    COLUMN_WORDS,
    WIDTH_NUMBER = 5,
    WIDTH_NAME = 36,
    WIDTH_WORDS = 90,
    LINE_HEIGHT = 17
};

/* ---- the guide ----------------------------------------------------------- */

/* Makes a row as high as its lines: a program that only shows the sheet does
   not do that by itself. */
static void set_height(struct entry_book *entry, struct entry_sheet *sheet,
                       lxw_row_t row, size_t width, const char *text)
{
    size_t letters = unicode_length(text, strlen(text));
    size_t lines = letters / width + 1;
    if (lines > 1)
        xlsx_check(&entry->book,
                   worksheet_set_row(sheet->sheet, row,
                                     (double)(lines * LINE_HEIGHT), NULL));
}

static lxw_row_t write_steps(struct entry_book *entry,
                             struct entry_sheet *guide, lxw_row_t row)
{
    const struct entry_words *words = entry->options->words;
    for (size_t i = 0; i < words->n_steps; i++, row++) {
        set_height(entry, guide, row, WIDTH_NAME + WIDTH_WORDS,
                   words->steps[i]);
        entry_put_number(entry, guide, row, COLUMN_NUMBER, (double)i + 1,
                         entry->formats.words);
        xlsx_check(&entry->book, worksheet_merge_range(
                                     guide->sheet, row, COLUMN_NAME, row,
                                     COLUMN_WORDS, "", entry->formats.words));
        guide->counts.cells++; /* the covered one */
        entry_put_text(entry, guide, row, COLUMN_NAME, words->steps[i],
                       entry->formats.words);
    }
    return row;
}

static void link_to(struct entry_book *entry, struct entry_sheet *guide,
                    lxw_row_t row, const struct entry_sheet *sheet)
{
    struct arena *arena = entry->book.arena;
    const struct entry_filling fillings[] = {
        {"table", sheet->table->name},
        {"file", entry->options->file_name},
        {"sheet", sheet->name}};
    const char *url = arena_printf(arena, "internal:%s!A%u", sheet->quoted,
                                   sheet->first_row + 1);
    xlsx_check(&entry->book, worksheet_write_url(guide->sheet, row, COLUMN_NAME,
                                                 url, entry->formats.link));
    entry_put_text(entry, guide, row, COLUMN_NAME, sheet->name,
                   entry->formats.link);
    entry_put_text(entry, guide, row, COLUMN_WORDS,
                   entry_words_fill(arena, entry->options->words, WORD_USED_BY,
                                    fillings, 3),
                   entry->formats.words);
}

/* Writes a line for each column of SHEET.  No two headings are in one row, so
   that the reader does not take the guide for a table. */
static lxw_row_t write_columns(struct entry_book *entry,
                               struct entry_sheet *guide,
                               const struct entry_sheet *sheet, lxw_row_t row)
{
    entry_put_text(entry, guide, row++, COLUMN_NAME, sheet->name,
                   entry->formats.bold);
    for (size_t i = 0; i < sheet->n_columns; i++, row++) {
        const struct entry_column *column = &sheet->columns[i];
        set_height(entry, guide, row, WIDTH_WORDS, column->note);
        entry_put_text(entry, guide, row, COLUMN_NAME, column->heading,
                       entry->formats.words);
        entry_put_text(entry, guide, row, COLUMN_WORDS, column->note,
                       entry->formats.words);
    }
    return row;
}

void entry_write_guide(struct entry_book *entry)
{
    static const double widths[] = {WIDTH_NUMBER, WIDTH_NAME, WIDTH_WORDS};
    struct entry_sheet *guide = &entry->sheets[0];
    const char *const *texts = entry->options->words->texts;
    lxw_row_t row = 0;
    for (lxw_col_t i = 0; i < sizeof widths / sizeof *widths; i++)
        worksheet_set_column(guide->sheet, i, i, widths[i],
                             entry->formats.words);
    entry_put_text(entry, guide, row++, COLUMN_NUMBER, texts[WORD_TITLE],
                   entry->formats.title);
    entry_put_text(entry, guide, row++, COLUMN_NUMBER,
                   entry->options->schema->title, entry->formats.bold);
    row = write_steps(entry, guide, row + 1) + 1;
    for (size_t i = 0; i < entry->n_sheets; i++)
        if (entry->sheets[i].table)
            link_to(entry, guide, row++, &entry->sheets[i]);
    entry_put_text(entry, guide, ++row, COLUMN_NUMBER, texts[WORD_COLUMNS],
                   entry->formats.title);
    row++;
    for (size_t i = 0; i < entry->n_sheets; i++)
        if (entry->sheets[i].table)
            row = write_columns(entry, guide, &entry->sheets[i], row) + 1;
    worksheet_set_paper(guide->sheet, 9);
    worksheet_set_landscape(guide->sheet);
    worksheet_fit_to_pages(guide->sheet, 1, 0);
    worksheet_protect(guide->sheet, NULL, NULL);
    worksheet_activate(guide->sheet);
}

/* ---- the lists ----------------------------------------------------------- */

static bool is_same_list(const struct schema *schema,
                         const struct schema_field *a,
                         const struct schema_field *b)
{
    const struct schema_field *target = schema_find_reference(schema, a);
    if (target || schema_find_reference(schema, b))
        return target == schema_find_reference(schema, b);
    return a->type == b->type && a->values == b->values;
}

const struct entry_list *entry_list_of(const struct entry_book *entry,
                                       const struct schema_field *field)
{
    const struct schema *schema = entry->options->schema;
    if (!field->references && field->type != FIELD_ENUM &&
        field->type != FIELD_BOOLEAN)
        return NULL;
    for (size_t i = 0; i < entry->n_lists; i++)
        if (is_same_list(schema, entry->lists[i].field, field))
            return &entry->lists[i];
    return NULL;
}

/* The formula of TARGET's ids, which become more as they are typed: the hidden
   sheet has the number of the last one, below the title of COLUMN. */
static const char *ids_formula(struct entry_book *entry,
                               const struct schema_field *target,
                               lxw_col_t column)
{
    struct arena *arena = entry->book.arena;
    const struct entry_sheet *lists = &entry->sheets[entry->n_sheets - 1];
    const struct entry_sheet *sheet = entry_sheet_of(entry, target->table);
    lxw_col_t ids = entry_column_of(sheet, target);
    return arena_printf(
        arena, "=OFFSET(%s,0,0,%s,1)",
        entry_range(arena, sheet, ids, sheet->first_row, sheet->first_row),
        entry_range(arena, lists, column, 1, 1));
}

static void plan_list(struct entry_book *entry,
                      const struct schema_field *field)
{
    struct entry_list *list = &entry->lists[entry->n_lists];
    const struct entry_sheet *lists = &entry->sheets[entry->n_sheets - 1];
    size_t n = field->type == FIELD_ENUM ? field->values->n_values : 2;
    list->field = field;
    list->target = schema_find_reference(entry->options->schema, field);
    list->column = (lxw_col_t)entry->n_lists++;
    list->formula =
        list->target
            ? ids_formula(entry, list->target, list->column)
            : arena_printf(entry->book.arena, "=%s",
                           entry_range(entry->book.arena, lists, list->column,
                                       1, (lxw_row_t)(n > 0 ? n : 1)));
}

void entry_plan_lists(struct entry_book *entry)
{
    size_t n_columns = 0;
    for (size_t i = 0; i < entry->n_sheets; i++)
        n_columns += entry->sheets[i].n_columns;
    entry->lists = ARENA_ARRAY(entry->book.arena, struct entry_list, n_columns);
    for (size_t i = 0; i < entry->n_sheets; i++)
        for (size_t k = 0; k < entry->sheets[i].n_columns; k++) {
            const struct schema_field *field =
                entry->sheets[i].columns[k].field;
            bool is_chosen = field->references || field->type == FIELD_ENUM ||
                             field->type == FIELD_BOOLEAN;
            if (is_chosen && !entry_list_of(entry, field))
                plan_list(entry, field);
        }
}

/* Writes the number of the last row with an id, counted from the first row of
   data: a list may have gaps. */
static void write_count(struct entry_book *entry, struct entry_sheet *lists,
                        const struct entry_list *list)
{
    struct arena *arena = entry->book.arena;
    const struct entry_sheet *sheet =
        entry_sheet_of(entry, list->target->table);
    const char *all =
        entry_range(arena, sheet, entry_column_of(sheet, list->target),
                    sheet->first_row, entry_checked_row(sheet));
    const char *formula =
        arena_printf(arena, "=MAX(1,SUMPRODUCT(MAX((%s<>\"\")*(ROW(%s)-%u))))",
                     all, all, sheet->first_row);
    entry_count_cell(lists, 1);
    lists->counts.formulas++;
    xlsx_check(&entry->book,
               worksheet_write_formula_num(
                   lists->sheet, 1, list->column, formula, NULL,
                   sheet->n_rows > 1 ? (double)sheet->n_rows : 1));
}

static const char *label_of(const struct entry_book *entry,
                            const struct schema_field *field, size_t i)
{
    const struct schema *schema = entry->options->schema;
    if (field->type == FIELD_BOOLEAN)
        return i == 0 ? schema->true_label : schema->false_label;
    return field->values->values[i].label;
}

/* The lists stand side by side, but rows have to be written in order. */
void entry_write_lists(struct entry_book *entry)
{
    struct entry_sheet *lists = &entry->sheets[entry->n_sheets - 1];
    bool is_any = true;
    for (size_t i = 0; i < entry->n_lists; i++) {
        const struct entry_list *list = &entry->lists[i];
        const struct entry_filling filling = {"heading", list->field->heading};
        worksheet_set_column(lists->sheet, list->column, list->column,
                             WIDTH_NAME, NULL);
        entry_put_text(entry, lists, 0, list->column,
                       entry_words_fill(entry->book.arena,
                                        entry->options->words, WORD_LIST_OF,
                                        &filling, 1),
                       entry->formats.bold);
    }
    for (size_t row = 0; is_any; row++) {
        is_any = false;
        for (size_t i = 0; i < entry->n_lists; i++) {
            const struct entry_list *list = &entry->lists[i];
            size_t n = list->target ? 1
                       : list->field->type == FIELD_ENUM
                           ? list->field->values->n_values
                           : 2;
            if (row >= n)
                continue;
            is_any = true;
            if (list->target)
                write_count(entry, lists, list);
            else
                entry_put_text(entry, lists, (lxw_row_t)row + 1, list->column,
                               label_of(entry, list->field, row), NULL);
        }
    }
    worksheet_hide(lists->sheet);
    worksheet_protect(lists->sheet, NULL, NULL);
}
