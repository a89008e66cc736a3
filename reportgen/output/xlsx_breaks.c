#include "output/xlsx_breaks.h"

enum {
    PAGE_PORTRAIT = 728, /* points from top margin to bottom margin */
    PAGE_LANDSCAPE = 481,
    SPARE_PERCENT = 3,  /* of a page: printers differ */
    LAST_ROWS = 3,      /* that the last page of a table has at least */
    EMPTY_ROW = 16,     /* points, of a row without a height of its own */
    MOST_BREAKS = 1023, /* on a sheet */
    MOST_PERCENT = 100
};

/* Points of a page at the scale of PLAN's print. */
static int page_height(const struct xlsx_plan *plan)
{
    const int page = plan->sheet->landscape ? PAGE_LANDSCAPE : PAGE_PORTRAIT;
    return page * (MOST_PERCENT - SPARE_PERCENT) / plan->scale;
}

static int head_height(const struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    int height = 0;
    for (size_t i = 0; table && i < table->n_head; i++)
        height += plan->heights[i];
    return height;
}

/* What stands above the head of the table. */
static int top_height(const struct xlsx_plan *plan)
{
    int height = XLSX_SIGNATURE_HEIGHT;
    for (size_t i = 0; i < plan->n_lines; i++)
        height += plan->lines[i].height;
    return height;
}

static int chart_height(const struct xlsx_plan *plan)
{
    return plan->sheet->chart ? (1 + XLSX_CHART_ROWS) * EMPTY_ROW : 0;
}

/* ---- what stays together ------------------------------------------------- */

/* Rows behind the head: those of the table, then its notes. */
struct rows {
    const struct xlsx_plan *plan;
    size_t n_body, n;
    size_t n_last; /* rows that end the last page */
};

static struct rows rows_of(const struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    struct rows rows = {.plan = plan};
    rows.n_body = table ? table->n_rows : 0;
    rows.n = rows.n_body + plan->n_notes;
    rows.n_last = plan->n_notes;
    for (size_t i = rows.n_body, n = 0; i > 0 && n < LAST_ROWS; i--, n++)
        rows.n_last++;
    return rows;
}

static int row_height(const struct rows *rows, size_t i)
{
    const struct xlsx_plan *plan = rows->plan;
    return i < rows->n_body ? plan->body_heights[i]
                            : plan->notes[i - rows->n_body].height;
}

/* Whether a cell of the rows before I spans it. */
static bool is_spanned(const struct table *table, size_t i)
{
    for (size_t j = 0; j < table->n_columns; j++)
        if (table->rows[i].cells[j].colspan == 0 &&
            table->rows[i - 1].cells[j].rowspan != 1)
            return true;
    return false;
}

/* Whether a page may begin with row I. */
static bool may_begin(const struct rows *rows, size_t i)
{
    const struct table *table = rows->plan->sheet->table;
    if (i > rows->n - rows->n_last && i < rows->n)
        return false;
    if (i >= rows->n_body)
        return true;
    const enum row_kind kind = table->rows[i].kind;
    return kind != ROW_SUBTOTAL && kind != ROW_TOTAL &&
           table->rows[i - 1].kind != ROW_GROUP && !is_spanned(table, i);
}

/* ---- pages --------------------------------------------------------------- */

/* The row with which the page after the one that begins with FROM begins, if
   ROOM points are left there; N when no other does. */
static size_t next_page(const struct rows *rows, size_t from, int room)
{
    size_t fitting = from;
    while (fitting < rows->n && row_height(rows, fitting) <= room)
        room -= row_height(rows, fitting++);
    if (fitting == rows->n)
        return rows->n;
    size_t at = fitting;
    while (at > from && !may_begin(rows, at))
        at--;
    return at > from ? at : fitting > from ? fitting : from + 1;
}

uint32_t *xlsx_breaks_find(struct arena *arena, const struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    const bool is_long = table && table->source;
    const struct rows rows = rows_of(plan);
    const int head = head_height(plan), page = page_height(plan);
    const size_t most = is_long ? 0 : rows.n + 1;
    uint32_t *breaks = ARENA_ARRAY(
        arena, uint32_t, (most < MOST_BREAKS ? most : MOST_BREAKS) + 1);
    size_t n = 0, first = 0;
    int left = page - top_height(plan) - head;
    while (!is_long && n < MOST_BREAKS) {
        const size_t next = next_page(&rows, first, left);
        for (size_t i = first; i < next; i++)
            left -= row_height(&rows, i);
        if (next == rows.n)
            break;
        breaks[n++] = (uint32_t)(plan->first_body + next);
        first = next;
        left = page - head;
    }
    if (!is_long && chart_height(plan) > left && rows.n > 0 && n < MOST_BREAKS)
        breaks[n] = (uint32_t)plan->n_rows;
    return breaks;
}

bool xlsx_breaks_fits_page(const struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    if (plan->scale == 0 || (table && table->source))
        return false;
    const struct rows rows = rows_of(plan);
    int left = page_height(plan) - top_height(plan) - head_height(plan) -
               chart_height(plan);
    for (size_t i = 0; i < rows.n && left >= 0; i++)
        left -= row_height(&rows, i);
    return left >= 0;
}
