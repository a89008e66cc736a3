#include "output/xlsx_plan.h"

#include "base/unicode.h"

#include <string.h>

/* ---- text ---------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

/* True when TEXT starts with what Excel reads as an escaped character. */
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

static bool is_mark(const struct run *run)
{
    return (run->flags & (RUN_NOTE | RUN_LABEL)) != 0;
}

static void add_mark(struct strbuf *buf, const struct run *run)
{
    static const char *const raised[] = {
        "\xE2\x81\xB0", "\xC2\xB9",     "\xC2\xB2",     "\xC2\xB3",
        "\xE2\x81\xB4", "\xE2\x81\xB5", "\xE2\x81\xB6", "\xE2\x81\xB7",
        "\xE2\x81\xB8", "\xE2\x81\xB9"};
    for (size_t i = 0; i < run->size; i++) {
        char c = run->text[i];
        if (c >= '0' && c <= '9')
            strbuf_add_text(buf, raised[c - '0']);
        else
            strbuf_add_text(buf, c == '('   ? "\xE2\x81\xBD"
                                 : c == ')' ? "\xE2\x81\xBE"
                                            : "");
    }
}

void xlsx_marks(struct strbuf *buf, const struct text *text)
{
    strbuf_clear(buf);
    for (size_t i = 0; i < text->n_runs; i++)
        if (is_mark(&text->runs[i]))
            add_mark(buf, &text->runs[i]);
}

void xlsx_text(struct strbuf *buf, const struct text *text)
{
    strbuf_clear(buf);
    for (size_t i = 0; i < text->n_runs; i++) {
        if ((text->runs[i].flags & RUN_LINE_BREAK) != 0)
            strbuf_add_char(buf, '\n');
        else if (is_mark(&text->runs[i]))
            add_mark(buf, &text->runs[i]);
        else
            strbuf_add(buf, text->runs[i].text, text->runs[i].size);
    }
    if (buf->size > 0 && memchr(buf->data, '_', buf->size))
        escape(buf);
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
        /* A quotient of figures has no last digit that could be lost. */
        if (value->scale == 0) {
            *number = (double)((long double)value->as.ratio.numerator /
                               (long double)value->as.ratio.denominator /
                               (long double)unit_of(column));
            return XLSX_NUMBER;
        }
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

/* Adds a cell to a sum like Excel: an empty or text cell adds nothing.  KIND
   becomes the kind of the first number; another kind cannot be added. */
static bool add_cell(const struct table_cell *cell, enum value_kind *kind,
                     int64_t *sum)
{
    const struct value *value = &cell->value;
    if (value->kind == VALUE_NULL || value->kind == VALUE_TEXT)
        return true;
    if (!value_adds_up(value))
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
        /* SUBTOTAL ignores other SUBTOTALs. */
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
    const size_t step = cell->formula == FORMULA_ADD_COLUMNS ? cell->step : 1;
    if (cell->to >= table->n_columns || step == 0)
        return false;
    for (size_t i = cell->from; i <= cell->to; i += step)
        if (i == column ||
            unit_of(&table->columns[i]) != unit_of(&table->columns[column]) ||
            !add_cell(&table->rows[row].cells[i], kind, sum))
            return false;
    return true;
}

/* True when the workbook's division gives what the cell says, apart from the
   last digits. */
static bool is_quotient(const struct table *table, const struct table_row *row,
                        size_t column)
{
    const struct table_cell *cell = &row->cells[column];
    const struct table_row *base =
        cell->formula == FORMULA_SHARE ? &table->rows[table->n_rows - 1] : row;
    double a, b, quotient;
    if (cell->from >= table->n_columns || cell->to >= table->n_columns ||
        cell->from == column || cell->to == column ||
        xlsx_value(&row->cells[cell->from], &table->columns[cell->from], &a) !=
            XLSX_NUMBER ||
        xlsx_value(&base->cells[cell->to], &table->columns[cell->to], &b) !=
            XLSX_NUMBER ||
        xlsx_value(cell, &table->columns[column], &quotient) != XLSX_NUMBER ||
        b == 0)
        return false;
    const double off = a / b * cell->step - quotient;
    const double most = (quotient < 0 ? -quotient : quotient) * 1e-14;
    return off >= -most && off <= most;
}

bool xlsx_formula_holds(const struct table *table, size_t row, size_t column)
{
    const struct table_cell *cell = &table->rows[row].cells[column];
    if (cell->formula == FORMULA_QUOTIENT || cell->formula == FORMULA_SHARE)
        return is_quotient(table, &table->rows[row], column);
    enum value_kind kind = VALUE_NULL;
    int64_t sum = 0;
    bool added = false;
    if (cell->from > cell->to)
        return false;
    if (cell->formula == FORMULA_SUM_ROWS)
        added = sum_rows(table, cell, row, column, &kind, &sum);
    else if (cell->formula == FORMULA_SUM_COLUMNS ||
             cell->formula == FORMULA_ADD_COLUMNS)
        added = sum_columns(table, cell, row, column, &kind, &sum);
    return added && kind == cell->value.kind && sum == cell->value.as.integer;
}

/* ---- lines above the table ----------------------------------------------- */

/* Each line of TEXT is a row of its own: a cell holds no line ends that a
   reader would have to take out. */
static void add_line(struct xlsx_plan *plan, const struct text *text,
                     const struct style *style)
{
    size_t from = 0;
    for (size_t i = 0; i < text->n_runs; i++) {
        const bool ends = (text->runs[i].flags & RUN_LINE_BREAK) != 0;
        if (!ends && i + 1 < text->n_runs)
            continue;
        const struct text line = {text->runs + from, i + !ends - from};
        if (!xlsx_text_is_empty(&line))
            plan->lines[plan->n_lines++] =
                (struct xlsx_line){.text = line, .style = style};
        from = i + 1;
    }
}

/* At most so many lines come of TEXT. */
static size_t count_lines(const struct text *text)
{
    size_t n = 1;
    for (size_t i = 0; i < text->n_runs; i++)
        n += (text->runs[i].flags & RUN_LINE_BREAK) != 0;
    return n;
}

static size_t count_blocks(struct block *const *blocks, size_t n_blocks)
{
    size_t n = 0;
    for (size_t i = 0; i < n_blocks; i++)
        n += count_lines(&blocks[i]->text) +
             count_blocks(blocks[i]->children, blocks[i]->n_children);
    return n;
}

/* Adds paragraphs in reading order, including those in groups. */
static void add_blocks(struct xlsx_plan *plan, struct block *const *blocks,
                       size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        if (blocks[i]->kind == BLOCK_PARAGRAPH)
            add_line(plan, &blocks[i]->text, blocks[i]->style);
        add_blocks(plan, blocks[i]->children, blocks[i]->n_children);
    }
}

struct xlsx_plan *xlsx_plan_make(struct arena *arena, const struct sheet *sheet)
{
    static const struct table no_table = {0};
    const struct table *table = sheet->table ? sheet->table : &no_table;
    struct xlsx_plan *plan = ARENA_NEW(arena, struct xlsx_plan);
    plan->sheet = sheet;
    plan->lines = ARENA_ARRAY(arena, struct xlsx_line,
                              count_blocks(sheet->heading, sheet->n_heading) +
                                  count_lines(&table->caption) +
                                  count_lines(&table->unit_line));
    add_blocks(plan, sheet->heading, sheet->n_heading);
    add_line(plan, &table->caption, table->caption_style);
    add_line(plan, &table->unit_line, table->unit_style);

    plan->notes = ARENA_ARRAY(arena, struct xlsx_line, sheet->n_notes + 1);
    for (size_t i = 0; i < sheet->n_notes; i++)
        plan->notes[plan->n_notes++] = (struct xlsx_line){
            .text = sheet->notes[i]->text, .style = sheet->notes[i]->style};

    plan->first_head = 1 + plan->n_lines;
    plan->first_body = plan->first_head + table->n_head;
    plan->first_note = plan->first_body + table->n_rows;
    plan->n_rows = plan->first_note + plan->n_notes;
    plan->n_columns = table->n_columns == 0 ? 1 : table->n_columns;
    return plan;
}

size_t xlsx_plan_n_cells(const struct xlsx_plan *plan)
{
    return (plan->n_rows - 1) * plan->n_columns;
}

bool xlsx_text_is_empty(const struct text *text)
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
        counts->filled += is_number || !xlsx_text_is_empty(&cell->text);
        counts->formulas += is_number && cell->formula != FORMULA_NONE &&
                            xlsx_formula_holds(table, i, j);
    }
}

struct xlsx_counts xlsx_plan_count(const struct xlsx_plan *plan,
                                   const struct xlsx_counts *body)
{
    const struct table *table = plan->sheet->table;
    struct xlsx_counts counts = {.rows = (int64_t)plan->n_rows,
                                 .cells = (int64_t)xlsx_plan_n_cells(plan)};
    for (size_t i = 0; i < plan->n_lines; i++)
        counts.filled += !xlsx_text_is_empty(&plan->lines[i].text);
    for (size_t i = 0; i < plan->n_notes; i++)
        counts.filled += !xlsx_text_is_empty(&plan->notes[i].text);
    if (!table)
        return counts;
    for (size_t i = 0; i < table->n_head; i++)
        count_row(table, &table->head[i], i, true, &counts);
    if (body) {
        counts.filled += body->filled;
        counts.formulas += body->formulas;
        return counts;
    }
    for (size_t i = 0; i < table->n_rows; i++)
        count_row(table, &table->rows[i], i, false, &counts);
    return counts;
}
