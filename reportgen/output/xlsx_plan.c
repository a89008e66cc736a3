#include "output/xlsx_plan.h"

#include "base/unicode.h"

#include <string.h>

enum {
    LEAST_WIDTH = 5,
    LEAST_FIGURE_WIDTH = 10,
    LEAST_TEXT_WIDTH = 14, /* to which a column of text may be squeezed */
    PORTRAIT_WIDTH = 80,   /* of an A4 page, in characters */
    LANDSCAPE_WIDTH = 125,
    MOST_WIDTH = 48,      /* of a column of text, which wraps */
    ROWS_MEASURED = 2000, /* enough to know a column */
    MPT_PER_CHARACTER = 5250,
    LINE_PERCENT = 120, /* of the letters' size */
    HEAD_SIZE = 12
};

/* ---- text -------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

/* Whether TEXT starts with what Excel reads as an escaped character. */
static bool is_escape(const char *text, const char *end)
{
    return end - text >= 7 && text[0] == '_' && text[1] == 'x' &&
           is_hex(text[2]) && is_hex(text[3]) && is_hex(text[4]) &&
           is_hex(text[5]) && text[6] == '_';
}

static void escape(struct strbuf *buf)
{
    for (size_t i = 0; i < buf->size; i++) {
        if (!is_escape(buf->data + i, buf->data + buf->size))
            continue;
        const char mark[] = "_x005F";
        const size_t size = sizeof mark - 1;
        (void)strbuf_reserve(buf, size);
        memmove(buf->data + i + size, buf->data + i, buf->size - i + 1);
        memcpy(buf->data + i, mark, size);
        buf->size += size;
        i += size;
    }
}

void xlsx_text(struct strbuf *buf, const struct text *text)
{
    strbuf_clear(buf);
    for (size_t i = 0; i < text->n_runs; i++) {
        if ((text->runs[i].flags & RUN_LINE_BREAK) != 0)
            strbuf_add_char(buf, '\n');
        else
            strbuf_add(buf, text->runs[i].text, text->runs[i].size);
    }
    if (buf->size > 0 && memchr(buf->data, '_', buf->size) != NULL)
        escape(buf);
}

/* Characters of TEXT. */
static size_t text_length(const struct text *text)
{
    size_t length = 0;
    for (size_t i = 0; i < text->n_runs; i++)
        length += unicode_length(text->runs[i].text, text->runs[i].size);
    return length;
}

/* Characters of the longest word of TEXT. */
static size_t longest_word(const struct text *text)
{
    size_t longest = 0;
    size_t length = 0;
    for (size_t i = 0; i < text->n_runs; i++) {
        const char *bytes = text->runs[i].text;
        for (size_t j = 0; j < text->runs[i].size; j++) {
            if (bytes[j] == ' ')
                length = 0;
            else
                length += ((unsigned char)bytes[j] & 0xC0) != 0x80;
            if (length > longest)
                longest = length;
        }
        if ((text->runs[i].flags & RUN_LINE_BREAK) != 0)
            length = 0;
    }
    return longest;
}

/* ---- values -------------------------------------------------------------- */

/* Whole numbers up to 2^53 are exact in XLSX's numbers. */
static bool is_exact(int64_t number)
{
    const int64_t limit = INT64_C(1) << 53;
    return number >= -limit && number <= limit;
}

/* The number nearest to NUMERATOR / DENOMINATOR: one division of two exact
   numbers, rounded once. */
static bool quotient(int64_t numerator, int64_t denominator, double *number)
{
    *number = (double)numerator / (double)denominator;
    return is_exact(numerator) && is_exact(denominator);
}

/* Money must come back from the stored number to the last đồng. */
static bool money(int64_t dong, int64_t unit, double *number)
{
    const long double half = dong < 0 ? -0.5L : 0.5L;
    return quotient(dong, unit, number) &&
           (int64_t)((long double)*number * (long double)unit + half) == dong;
}

static int64_t unit_of(const struct table_column *column)
{
    return column->unit > 0 ? column->unit : 1;
}

static enum xlsx_class number_or_text(bool is_number)
{
    return is_number ? XLSX_NUMBER : XLSX_TEXT;
}

enum xlsx_class xlsx_value(const struct table_cell *cell,
                           const struct table_column *column, double *number)
{
    /* Day 60 is 29 February 1900, which never was: earlier dates differ
       between programs. */
    enum { DAYS_TO_1970 = 25569, FIRST_DAY = 61 };
    const struct value *value = &cell->value;
    int64_t denominator;
    *number = 0;
    switch (value->kind) {
    case VALUE_INTEGER:
        *number = (double)value->as.integer;
        return number_or_text(is_exact(value->as.integer));
    case VALUE_YEAR:
        *number = (double)value->as.integer;
        return XLSX_YEAR;
    case VALUE_MONEY:
        return number_or_text(
            money(value->as.integer, unit_of(column), number));
    case VALUE_RATIO:
        return number_or_text(
            number_multiply(value->as.ratio.denominator, unit_of(column),
                            &denominator) &&
            quotient(value->as.ratio.numerator, denominator, number));
    case VALUE_DATE:
        *number = date_to_days(value->as.date) + DAYS_TO_1970;
        return *number >= FIRST_DAY ? XLSX_DATE : XLSX_TEXT;
    case VALUE_NULL:
    case VALUE_TEXT:
    case VALUE_BOOLEAN:
        break;
    }
    return XLSX_TEXT;
}

/* ---- formulas ------------------------------------------------------------ */

/* What a cell adds to a sum: nothing when it is empty or text, as in Excel.
   KIND becomes that of the first number; another kind cannot be added. */
static bool add_cell(const struct table_cell *cell, enum value_kind *kind,
                     int64_t *sum)
{
    const struct value *value = &cell->value;
    if (value->kind == VALUE_NULL || value->kind == VALUE_TEXT)
        return true;
    if (value->kind != VALUE_INTEGER && value->kind != VALUE_MONEY)
        return false;
    if (*kind == VALUE_NULL)
        *kind = value->kind;
    return *kind == value->kind && number_add(*sum, value->as.integer, sum);
}

static bool sum_rows(const struct table *table, const struct table_cell *cell,
                     size_t row, size_t column, enum value_kind *kind,
                     int64_t *sum)
{
    if (cell->to >= table->n_rows || (row >= cell->from && row <= cell->to))
        return false;
    for (size_t i = cell->from; i <= cell->to; i++) {
        const struct table_cell *part = &table->rows[i].cells[column];
        /* SUBTOTAL passes over other SUBTOTALs. */
        if (part->formula == FORMULA_SUM_ROWS &&
            xlsx_formula_holds(table, i, column))
            continue;
        if (!add_cell(part, kind, sum))
            return false;
    }
    return true;
}

static bool sum_columns(const struct table *table,
                        const struct table_cell *cell, size_t row,
                        size_t column, enum value_kind *kind, int64_t *sum)
{
    if (cell->to >= table->n_columns ||
        (column >= cell->from && column <= cell->to))
        return false;
    for (size_t i = cell->from; i <= cell->to; i++)
        if (unit_of(&table->columns[i]) != unit_of(&table->columns[column]) ||
            !add_cell(&table->rows[row].cells[i], kind, sum))
            return false;
    return true;
}

bool xlsx_formula_holds(const struct table *table, size_t row, size_t column)
{
    const struct table_cell *cell = &table->rows[row].cells[column];
    enum value_kind kind = VALUE_NULL;
    int64_t sum = 0;
    bool added = false;
    if (cell->from > cell->to)
        return false;
    if (cell->formula == FORMULA_SUM_ROWS)
        added = sum_rows(table, cell, row, column, &kind, &sum);
    else if (cell->formula == FORMULA_SUM_COLUMNS)
        added = sum_columns(table, cell, row, column, &kind, &sum);
    return added && kind == cell->value.kind && sum == cell->value.as.integer;
}

/* ---- widths and heights
 * ------------------------------------------------------ */

static int at_least(int a, int b)
{
    return a > b ? a : b;
}

/* Cells that span columns say nothing about one of them. */
static void measure_rows(const struct table_row *rows, size_t n_rows,
                         size_t column, bool words_only, size_t *length)
{
    for (size_t i = 0; i < n_rows && i < ROWS_MEASURED; i++) {
        const struct table_cell *cell = &rows[i].cells[column];
        if (cell->colspan != 1)
            continue;
        size_t needed =
            words_only ? longest_word(&cell->text) : text_length(&cell->text);
        if (needed > *length)
            *length = needed;
    }
}

static bool is_figure(const struct table_column *column)
{
    return column->unit > 1 || column->number_format != NULL;
}

/* Wide enough for every word and number, and for whole texts up to a bound;
   then for what the layout asks.  LEAST is how narrow it may become. */
static int column_width(const struct table *table, size_t column, int *least)
{
    const struct table_column *info = &table->columns[column];
    size_t words = 0;
    size_t texts = 0;
    size_t text_words = 0;
    measure_rows(table->head, table->n_head, column, true, &words);
    measure_rows(table->rows, table->n_rows, column, false, &texts);
    measure_rows(table->rows, table->n_rows, column, true, &text_words);
    if (texts > MOST_WIDTH)
        texts = MOST_WIDTH;
    size_t longest = words > texts ? words : texts;
    if (longest > MOST_WIDTH)
        longest = MOST_WIDTH;
    int width = at_least((int)longest + 2,
                         is_figure(info) ? LEAST_FIGURE_WIDTH : LEAST_WIDTH);
    width = at_least(width, info->min_width / MPT_PER_CHARACTER);
    int most = info->max_width / MPT_PER_CHARACTER;
    if (most > 0 && width > most)
        width = at_least(most, LEAST_WIDTH);
    size_t word = words > text_words ? words : text_words;
    *least = word + 2 > LEAST_TEXT_WIDTH ? (int)word + 2 : LEAST_TEXT_WIDTH;
    return width;
}

/* Takes from the widest columns what the page lacks, so that it is not
   printed in letters too small to read; texts then take more lines. */
static void squeeze(struct xlsx_plan *plan, const int *leasts)
{
    const int room = plan->sheet->landscape ? LANDSCAPE_WIDTH : PORTRAIT_WIDTH;
    int sum = 0;
    for (size_t i = 0; i < plan->n_columns; i++)
        sum += plan->widths[i];
    while (sum > room) {
        size_t widest = plan->n_columns;
        for (size_t i = 0; i < plan->n_columns; i++)
            if (plan->widths[i] > leasts[i] &&
                (widest == plan->n_columns ||
                 plan->widths[i] > plan->widths[widest]))
                widest = i;
        if (widest == plan->n_columns)
            return;
        plan->widths[widest]--;
        sum--;
    }
}

/* Lines that LENGTH characters take in WIDTH; a word that does not fit leaves
   a gap at the line's end, but letters are a little narrower than digits. */
static int n_lines(size_t length, int width)
{
    int usable = width > 4 ? width - 1 : width;
    int lines = (int)((length + (size_t)usable - 1) / (size_t)usable);
    return at_least(lines, 1);
}

/* Lines that TEXT takes in WIDTH, those it breaks itself included. */
static int text_lines(const struct text *text, int width)
{
    size_t length = 0;
    int lines = 0;
    for (size_t i = 0; i < text->n_runs; i++) {
        length += unicode_length(text->runs[i].text, text->runs[i].size);
        if ((text->runs[i].flags & RUN_LINE_BREAK) == 0)
            continue;
        lines += n_lines(length, width);
        length = 0;
    }
    return lines + n_lines(length, width);
}

static int line_height(int size)
{
    return size * LINE_PERCENT / 100 + 1;
}

/* A cell's width over the columns it spans. */
static int spanned_width(const struct xlsx_plan *plan, size_t column,
                         size_t span)
{
    int width = 0;
    for (size_t i = column; i < column + span && i < plan->n_columns; i++)
        width += plan->widths[i];
    return width;
}

/* Merged cells never grow in Excel, so head rows get their heights here; a
   cell over several rows adds what they lack to its last. */
static void measure_head(struct xlsx_plan *plan, const struct table *table)
{
    for (size_t i = 0; i < table->n_head; i++)
        plan->heights[i] = line_height(HEAD_SIZE) + 4;
    for (size_t i = 0; i < table->n_head; i++)
        for (size_t j = 0; j < table->n_columns; j++) {
            const struct table_cell *cell = &table->head[i].cells[j];
            if (cell->colspan == 0)
                continue;
            int needed =
                text_lines(&cell->text, spanned_width(plan, j, cell->colspan)) *
                    line_height(HEAD_SIZE) +
                4;
            size_t last = i + at_least(cell->rowspan, 1) - 1;
            for (size_t k = i; k < last; k++)
                needed -= plan->heights[k];
            plan->heights[last] = at_least(plan->heights[last], needed);
        }
}

int xlsx_plan_row_height(const struct xlsx_plan *plan, size_t row)
{
    const struct table *table = plan->sheet->table;
    int lines = 1;
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct table_cell *cell = &table->rows[row].cells[j];
        if (cell->colspan != 0)
            lines = at_least(
                lines,
                text_lines(&cell->text, spanned_width(plan, j, cell->colspan)));
    }
    return lines == 1 ? 0 : lines * line_height(HEAD_SIZE) + 2;
}

/* ---- lines above the table
 * ----------------------------------------------------- */

static void add_line(struct xlsx_plan *plan, const struct text *text,
                     const struct style *style)
{
    if (text->n_runs > 0)
        plan->lines[plan->n_lines++] =
            (struct xlsx_line){.text = text, .style = style};
}

static size_t count_blocks(struct block *const *blocks, size_t n_blocks)
{
    size_t n = n_blocks;
    for (size_t i = 0; i < n_blocks; i++)
        n += count_blocks(blocks[i]->children, blocks[i]->n_children);
    return n;
}

/* Paragraphs in reading order, those inside groups too. */
static void add_blocks(struct xlsx_plan *plan, struct block *const *blocks,
                       size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        if (blocks[i]->kind == BLOCK_PARAGRAPH)
            add_line(plan, &blocks[i]->text, blocks[i]->style);
        add_blocks(plan, blocks[i]->children, blocks[i]->n_children);
    }
}

static void measure_lines(struct xlsx_plan *plan)
{
    int width = spanned_width(plan, 0, plan->n_columns);
    for (size_t i = 0; i < plan->n_lines; i++) {
        struct xlsx_line *line = &plan->lines[i];
        int size = line->style == NULL ? HEAD_SIZE : line->style->size / 1000;
        int letters = width * HEAD_SIZE / at_least(size, 6);
        line->height = text_lines(line->text, letters) * line_height(size) + 2;
    }
}

struct xlsx_plan *xlsx_plan_make(struct arena *arena, const struct sheet *sheet)
{
    static const struct table no_table = {0};
    const struct table *table = sheet->table == NULL ? &no_table : sheet->table;
    struct xlsx_plan *plan = ARENA_NEW(arena, struct xlsx_plan);
    plan->sheet = sheet;
    plan->lines =
        ARENA_ARRAY(arena, struct xlsx_line,
                    count_blocks(sheet->heading, sheet->n_heading) + 2);
    add_blocks(plan, sheet->heading, sheet->n_heading);
    add_line(plan, &table->caption, table->caption_style);
    add_line(plan, &table->unit_line, table->unit_style);

    plan->first_head = 1 + plan->n_lines;
    plan->first_body = plan->first_head + table->n_head;
    plan->n_rows = plan->first_body + table->n_rows;
    plan->n_columns = table->n_columns == 0 ? 1 : table->n_columns;
    plan->widths = ARENA_ARRAY(arena, int, plan->n_columns);
    plan->heights = ARENA_ARRAY(arena, int, table->n_head + 1);
    plan->widths[0] = 2 * MOST_WIDTH; /* of a sheet without a table */
    int *leasts = ARENA_ARRAY(arena, int, plan->n_columns);
    for (size_t i = 0; i < table->n_columns; i++)
        plan->widths[i] = column_width(table, i, &leasts[i]);
    if (table->n_columns > 0)
        squeeze(plan, leasts);
    measure_head(plan, table);
    measure_lines(plan);
    return plan;
}

size_t xlsx_plan_n_cells(const struct xlsx_plan *plan)
{
    return (plan->n_rows - 1) * plan->n_columns;
}

static bool is_empty(const struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++)
        if (text->runs[i].size > 0 ||
            (text->runs[i].flags & RUN_LINE_BREAK) != 0)
            return false;
    return true;
}

static void count_row(const struct table *table, const struct table_row *row,
                      size_t i, bool is_head, struct xlsx_counts *counts)
{
    double number;
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct table_cell *cell = &row->cells[j];
        if (cell->colspan == 0)
            continue;
        bool is_number = !is_head && xlsx_value(cell, &table->columns[j],
                                                &number) != XLSX_TEXT;
        counts->filled += is_number || !is_empty(&cell->text);
        counts->formulas += is_number && cell->formula != FORMULA_NONE &&
                            xlsx_formula_holds(table, i, j);
    }
}

struct xlsx_counts xlsx_plan_count(const struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    struct xlsx_counts counts = {.rows = (int64_t)plan->n_rows,
                                 .cells = (int64_t)xlsx_plan_n_cells(plan)};
    for (size_t i = 0; i < plan->n_lines; i++)
        counts.filled += !is_empty(plan->lines[i].text);
    if (table == NULL)
        return counts;
    for (size_t i = 0; i < table->n_head; i++)
        count_row(table, &table->head[i], i, true, &counts);
    for (size_t i = 0; i < table->n_rows; i++)
        count_row(table, &table->rows[i], i, false, &counts);
    return counts;
}
