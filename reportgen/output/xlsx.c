#include "output/xlsx.h"

#include "base/unicode.h"
#include "output/xlsx_breaks.h"
#include "output/xlsx_page.h"
#include "output/xlsx_private.h"
#include "output/xlsx_rows.h"
#include "output/xlsx_scratch.h"
#include "tree/table_rows.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BODY_SIZE = XLSX_BODY_SIZE,
    MOST_CELLS_IN_MEMORY = 50000,  /* beyond these, rows go to a file at once */
    DAY_OF_NO_DATE = 3652 * 86400, /* 1980-01-01 */
    CHART_ROWS = XLSX_CHART_ROWS,
    FEWEST_FILTERED = 10, /* rows that one does not see at a glance */
    NO_FILL = 0,
    ALMOST_BLACK = 0x010101,
    HEAD_FILL = 0xDDDDDD, /* greys that look different in print */
    GROUP_FILL = 0xEEEEEE
};

/* Days and months of one digit have a zero before them, months from March on
   have none: "07/7/2017", "01/02/2017" (see date_format_vi()). */
static const char DATE_FORMAT[] = "dd/m/yyyy";
static const char DATE_FORMAT_EARLY[] = "dd/mm/yyyy";

/* The look of a cell. */
struct look {
    int size;
    unsigned flags; /* STYLE_BOLD, STYLE_ITALIC */
    uint8_t align;
    bool wraps;
    bool almost_black;
    bool indented; /* one step away from the edge to which it is aligned */
    bool framed;
    lxw_color_t fill;
    const char *number_format; /* or NULL */
};

struct made_look {
    struct look look;
    lxw_format *format;
    struct made_look *next;
};

/* The formats of table cells, made at first use: one for each column, kind of
   row and class of value. */
enum { MERGED = XLSX_CLASSES, N_CLASSES, N_KINDS = ROW_TOTAL + 1 };

/* ---- failures ------------------------------------------------------------ */

bool xlsx_check(struct book *book, lxw_error error)
{
    if (error != LXW_NO_ERROR && book->ok) {
        diag_report(book->diag, DIAG_XLSX_LIBRARY,
                    (struct place){.file = book->path}, lxw_strerror(error));
        book->ok = false;
    }
    return error == LXW_NO_ERROR;
}

static bool check_size(struct book *book, const struct xlsx_plan *plan)
{
    if (plan->n_rows <= XLSX_MOST_ROWS && plan->n_columns <= XLSX_MOST_COLUMNS)
        return true;
    diag_report(book->diag, DIAG_XLSX_TOO_LARGE, plan->sheet->place,
                plan->sheet->name, plan->n_rows, plan->n_columns);
    return book->ok = false;
}

/* ---- cells --------------------------------------------------------------- */

/* Excel counts UTF-16 units; a character beyond U+FFFF takes two. */
static size_t excel_length(const struct strbuf *text)
{
    size_t n = unicode_length(text->data, text->size);
    for (size_t i = 0; i < text->size; i++)
        n += (unsigned char)text->data[i] >= 0xF0;
    return n;
}

/* True when a cell takes the text in BOOK's buffer; false after a report. */
static bool check_text(struct sheet_page *page)
{
    struct book *book = page->book;
    if (book->text.size <= XLSX_MOST_CHARACTERS ||
        excel_length(&book->text) <= XLSX_MOST_CHARACTERS)
        return true;
    diag_report(book->diag, DIAG_XLSX_TEXT_TOO_LONG, page->plan->sheet->place,
                page->plan->sheet->name, excel_length(&book->text));
    return book->ok = false;
}

/* Writes the text in BOOK's buffer. */
static void write_buffer(struct sheet_page *page, lxw_row_t row,
                         lxw_col_t column, lxw_format *format)
{
    struct book *book = page->book;
    if (!check_text(page))
        return;
    xlsx_check(book, worksheet_write_string(page->sheet, row, column,
                                            strbuf_text(&book->text), format));
}

static void write_text(struct sheet_page *page, lxw_row_t row, lxw_col_t column,
                       const struct text *text, lxw_format *format)
{
    if (text->n_runs == 0) {
        xlsx_check(page->book,
                   worksheet_write_blank(page->sheet, row, column, format));
        return;
    }
    xlsx_text(&page->book->text, text);
    write_buffer(page, row, column, format);
}

static void merge(struct sheet_page *page, size_t row, size_t column,
                  size_t n_rows, size_t n_columns)
{
    if (n_rows > 1 || n_columns > 1)
        xlsx_private_merge(page->sheet, row, column, n_rows, n_columns);
}

/* ---- looks --------------------------------------------------------------- */

static uint8_t alignment(enum align align)
{
    switch (align) {
    case ALIGN_CENTER:
        return LXW_ALIGN_CENTER;
    case ALIGN_RIGHT:
        return LXW_ALIGN_RIGHT;
    case ALIGN_LEFT:
    case ALIGN_JUSTIFY:
        break;
    }
    return LXW_ALIGN_LEFT;
}

static lxw_format *make_format(struct book *book, const struct look *look)
{
    lxw_format *format = workbook_add_format(book->workbook);
    format_set_font_name(format, XLSX_FONT);
    format_set_font_size(format, look->size);
    if ((look->flags & STYLE_BOLD) != 0)
        format_set_bold(format);
    if ((look->flags & STYLE_ITALIC) != 0)
        format_set_italic(format);
    format_set_align(format, look->align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (look->almost_black)
        format_set_font_color(format, ALMOST_BLACK);
    if (look->wraps)
        format_set_text_wrap(format);
    if (look->indented)
        format_set_indent(format, 1);
    if (look->fill != NO_FILL)
        format_set_bg_color(format, look->fill);
    if (look->framed)
        format_set_border(format, LXW_BORDER_THIN);
    if (look->number_format)
        format_set_num_format(format, look->number_format);
    return format;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Reuse one lxw_format per appearance; libxlsxwriter re-hashes duplicates for
   each cell. */
static lxw_format *format_for(struct book *book, const struct look *look)
{
    struct made_look *made = book->looks;
    for (; made; made = made->next)
        if (made->look.size == look->size && made->look.flags == look->flags &&
            made->look.align == look->align &&
            made->look.framed == look->framed &&
            made->look.wraps == look->wraps &&
            made->look.almost_black == look->almost_black &&
            made->look.indented == look->indented &&
            made->look.fill == look->fill &&
            same_text(made->look.number_format, look->number_format))
            return made->format;
    made = ARENA_NEW(book->arena, struct made_look);
    made->look = *look;
    made->format = make_format(book, look);
    made->next = book->looks;
    book->looks = made;
    return made->format;
}

/* The number format of CLASS in COLUMN.  A text column keeps what a reader
   types as text, also "0123" and "=A1"; an empty cell among figures accepts
   figures. */
static const char *number_format_of(struct arena *arena, int class,
                                    const struct table_column *column)
{
    static const char zeros[] = "000000000000";
    if (class == XLSX_TEXT && !column->number_format)
        return column->align == ALIGN_RIGHT ? "General" : "@";
    if (class == XLSX_YEAR)
        return "0";
    if (class == XLSX_DATE)
        return DATE_FORMAT;
    if (column->number_format)
        return column->number_format;
    size_t decimals = column->decimals;
    if (decimals >= sizeof zeros)
        decimals = sizeof zeros - 1;
    return arena_printf(arena, "#,##0%s%.*s", decimals > 0 ? "." : "",
                        (int)decimals, zeros);
}

/* NUMBER_FORMAT, each of whose sections shows MARKS behind the number. */
static const char *marked_format(struct arena *arena, const char *number_format,
                                 const char *marks)
{
    struct strbuf buf = STRBUF_INIT;
    bool quoted = false;
    for (const char *at = number_format; *at; at++) {
        quoted ^= *at == '"';
        if (*at == ';' && !quoted)
            strbuf_add_format(&buf, "\"%s\"", marks);
        strbuf_add_char(&buf, *at);
    }
    strbuf_add_format(&buf, "\"%s\"", marks);
    const char *marked = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return marked;
}

/* LibreOffice drops the indent of a figure when a cell differs from the one
   before it in nothing but the number format. Therefore every other column is
   printed in a black one shade lighter, which nobody can see. */
static struct look look_of(const struct sheet_page *page, enum row_kind kind,
                           int class, size_t column)
{
    const struct table_column *info = &page->table->columns[column];
    struct look look = {.size = BODY_SIZE,
                        .flags = kind == ROW_BODY ? 0 : STYLE_BOLD,
                        .align = alignment(info->align),
                        .wraps = class == XLSX_TEXT || class == MERGED,
                        .almost_black = column % 2 != 0,
                        .framed = true,
                        .fill = kind == ROW_GROUP ? GROUP_FILL : NO_FILL};
    if (class == MERGED)
        look.align = kind == ROW_TOTAL ? LXW_ALIGN_CENTER : LXW_ALIGN_LEFT;
    look.indented = look.align != LXW_ALIGN_CENTER;
    return look;
}

static lxw_format *column_format(struct sheet_page *page, enum row_kind kind,
                                 int class, size_t column)
{
    struct look look = look_of(page, kind, class, column);
    if (class != MERGED)
        look.number_format = number_format_of(page->book->arena, class,
                                              &page->table->columns[column]);
    return format_for(page->book, &look);
}

static lxw_format *format_of(struct sheet_page *page, enum row_kind kind,
                             int class, size_t column)
{
    lxw_format **format =
        &page->formats[(column * N_KINDS + kind) * N_CLASSES + (size_t) class];
    if (!*format)
        *format = column_format(page, kind, class, column);
    return *format;
}

/* The format of a number that prints differently from its column: with a format
   of its own, or with the mark of a footnote. The format shows the mark, so the
   cell stays a number. */
static lxw_format *cell_format(struct sheet_page *page, enum row_kind kind,
                               int class, size_t column,
                               const struct table_cell *cell)
{
    struct book *book = page->book;
    struct look look = look_of(page, kind, class, column);
    look.number_format = cell->number_format && class == XLSX_NUMBER
                             ? cell->number_format
                             : number_format_of(book->arena, class,
                                                &page->table->columns[column]);
    xlsx_marks(&book->text, &cell->text);
    if (book->text.size > 0)
        look.number_format =
            marked_format(book->arena, look.number_format, book->text.data);
    return format_for(book, &look);
}

static bool has_own_format(const struct table_cell *cell, int class)
{
    if (class == XLSX_TEXT || class == MERGED)
        return false;
    if (cell->number_format && class == XLSX_NUMBER)
        return true;
    const struct text *text = &cell->text;
    return text->n_runs > 0 &&
           (text->runs[text->n_runs - 1].flags & RUN_NOTE) != 0;
}

/* ---- the table ----------------------------------------------------------- */

static void write_formula(struct sheet_page *page, size_t row, size_t column,
                          const struct table_cell *cell, lxw_format *format,
                          double number)
{
    char first[LXW_MAX_CELL_NAME_LENGTH];
    char last[LXW_MAX_CELL_NAME_LENGTH];
    struct strbuf formula = STRBUF_INIT;
    const size_t body = page->plan->first_body;
    switch ((enum formula)cell->formula) {
    case FORMULA_NONE:
        return;
    case FORMULA_SUM_ROWS:
        lxw_rowcol_to_cell(first, (lxw_row_t)(body + cell->from),
                           (lxw_col_t)column);
        lxw_rowcol_to_cell(last, (lxw_row_t)(body + cell->to),
                           (lxw_col_t)column);
        strbuf_add_format(&formula, "=SUBTOTAL(9,%s:%s)", first, last);
        break;
    case FORMULA_SUM_COLUMNS:
        lxw_rowcol_to_cell(first, (lxw_row_t)row, (lxw_col_t)cell->from);
        lxw_rowcol_to_cell(last, (lxw_row_t)row, (lxw_col_t)cell->to);
        strbuf_add_format(&formula, "=SUM(%s:%s)", first, last);
        break;
    case FORMULA_ADD_COLUMNS: /* "=SUM(D8,F8,H8)" */
        for (size_t i = cell->from; i <= cell->to; i += cell->step) {
            lxw_rowcol_to_cell(first, (lxw_row_t)row, (lxw_col_t)i);
            strbuf_add_format(&formula, i == cell->from ? "=SUM(%s" : ",%s",
                              first);
        }
        strbuf_add_char(&formula, ')');
        break;
    case FORMULA_QUOTIENT: /* "=D8/F8*100" */
    case FORMULA_SHARE:    /* "=D8/F$16*100" */
        lxw_rowcol_to_cell(first, (lxw_row_t)row, (lxw_col_t)cell->from);
        if (cell->formula == FORMULA_QUOTIENT)
            lxw_rowcol_to_cell(last, (lxw_row_t)row, (lxw_col_t)cell->to);
        else
            lxw_rowcol_to_cell_abs(last,
                                   (lxw_row_t)(body + page->table->n_rows - 1),
                                   (lxw_col_t)cell->to, 1, 0);
        strbuf_add_format(&formula, "=%s/%s", first, last);
        if (cell->step != 1)
            strbuf_add_format(&formula, "*%u", cell->step);
        break;
    }
    xlsx_check(page->book, worksheet_write_formula_num(
                               page->sheet, (lxw_row_t)row, (lxw_col_t)column,
                               strbuf_text(&formula), format, number));
    strbuf_free(&formula);
}

/* True when the cell in COLUMN of row I of the body may be a live formula.
   Those of a long list are sums of all its rows, which stand above. */
static bool is_formula(const struct sheet_page *page, size_t i, size_t column,
                       const struct table_cell *cell)
{
    if (cell->formula == FORMULA_NONE)
        return false;
    if (!page->table->source)
        return xlsx_formula_holds(page->table, i, column);
    return !page->sums[column].large &&
           page->sums[column].sum == cell->value.as.integer;
}

/* Adds to the sums for the total below a long list. */
static void add_to_sums(struct sheet_page *page, const struct table_row *row)
{
    for (size_t j = 0; j < page->table->n_columns; j++) {
        const struct value *value = &row->cells[j].value;
        if (value_adds_up(value) && row->kind == ROW_BODY &&
            !number_add(page->sums[j].sum, value->as.integer,
                        &page->sums[j].sum))
            page->sums[j].large = true;
    }
}

/* Writes row I of the body, column J. */
static void write_cell(struct sheet_page *page, const struct table_row *row,
                       size_t i, size_t j)
{
    const struct table_cell *cell = &row->cells[j];
    const size_t at = page->plan->first_body + i;
    double number;
    int class = xlsx_value(cell, &page->table->columns[j], &number);
    if (cell->colspan != 1)
        class = class == XLSX_TEXT ? MERGED : class;
    lxw_format *format = has_own_format(cell, class)
                             ? cell_format(page, row->kind, class, j, cell)
                             : format_of(page, row->kind, class, j);
    if (cell->colspan == 0)
        xlsx_check(page->book, worksheet_write_blank(page->sheet, (lxw_row_t)at,
                                                     (lxw_col_t)j, format));
    else if (class == XLSX_TEXT || class == MERGED)
        write_text(page, (lxw_row_t)at, (lxw_col_t)j, &cell->text, format);
    else if (is_formula(page, i, j, cell)) {
        write_formula(page, at, j, cell, format, number);
        page->counts->formulas++;
    } else
        xlsx_check(page->book,
                   worksheet_write_number(page->sheet, (lxw_row_t)at,
                                          (lxw_col_t)j, number, format));
    if (cell->colspan == 0)
        return;
    page->counts->filled += (class != XLSX_TEXT && class != MERGED) ||
                            !xlsx_text_is_empty(&cell->text);
    merge(page, at, j, cell->rowspan, cell->colspan);
}

static void write_head(struct sheet_page *page)
{
    const struct table *table = page->table;
    for (size_t i = 0; i < table->n_head; i++) {
        const size_t at = page->plan->first_head + i;
        xlsx_check(page->book, worksheet_set_row(page->sheet, (lxw_row_t)at,
                                                 page->plan->heights[i], NULL));
        for (size_t j = 0; j < table->n_columns; j++) {
            const struct table_cell *cell = &table->head[i].cells[j];
            static const struct text none = {0};
            write_text(page, (lxw_row_t)at, (lxw_col_t)j,
                       cell->colspan == 0 ? &none : &cell->text, page->head);
            if (cell->colspan != 0)
                merge(page, at, j, cell->rowspan, cell->colspan);
        }
    }
}

/* The number of the format for plain cells, which is asked for once. */
static int32_t format_number(struct sheet_page *page, int class, size_t column)
{
    int32_t *number = &page->numbers[column * N_CLASSES + (size_t) class];
    if (*number == 0)
        *number = 1 + xlsx_private_format_number(
                          format_of(page, ROW_BODY, class, column));
    return *number - 1;
}

/* Writes a row of a long list, without the library's way of writing each
   cell. */
static void write_list_row(struct sheet_page *page, const struct table_row *row,
                           size_t at, int height, struct arena *arena)
{
    const struct table *table = page->table;
    struct book *book = page->book;
    struct xlsx_row_cell *cells =
        ARENA_ARRAY(arena, struct xlsx_row_cell, table->n_columns);
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct table_cell *cell = &row->cells[j];
        int class = xlsx_value(cell, &table->columns[j], &cells[j].number);
        cells[j].format = format_number(page, class, j);
        cells[j].is_text = class == XLSX_TEXT;
        page->counts->filled += class != XLSX_TEXT;
        if (class != XLSX_TEXT || xlsx_text_is_empty(&cell->text))
            continue;
        xlsx_text(&book->text, &cell->text);
        if (!check_text(page))
            return;
        cells[j].text = arena_strndup(arena, book->text.data, book->text.size);
        cells[j].size = book->text.size;
        page->counts->filled++;
    }
    xlsx_rows_add(page, at, height, cells, table->n_columns);
}

static void write_body(struct sheet_page *page)
{
    const struct xlsx_plan *plan = page->plan;
    const struct table *table = page->table;
    struct arena *arena = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    const bool direct = xlsx_rows_possible(page);
    page->sums =
        ARENA_ARRAY(page->book->arena, struct sheet_sum, table->n_columns);
    page->numbers =
        ARENA_ARRAY(page->book->arena, int32_t, table->n_columns * N_CLASSES);
    table_pass_begin(&pass, table);
    while (page->book->ok && (row = table_pass_next(&pass, arena))) {
        const size_t i = pass.n_rows - 1;
        const lxw_row_t at = (lxw_row_t)(plan->first_body + i);
        const int height = table->source ? xlsx_plan_row_height(plan, row)
                                         : plan->body_heights[i];
        if (direct && row->kind == ROW_BODY) {
            write_list_row(page, row, at, height, arena);
        } else {
            xlsx_check(page->book,
                       worksheet_set_row(page->sheet, at, height, NULL));
            for (size_t j = 0; j < table->n_columns; j++)
                write_cell(page, row, i, j);
        }
        add_to_sums(page, row);
        arena_reset(arena);
    }
    page->book->ok &= table_pass_end(&pass);
    arena_destroy(arena);
}

/* ---- around the table ---------------------------------------------------- */

/* Writes a paragraph over all columns. */
static void write_line(struct sheet_page *page, const struct xlsx_line *line,
                       lxw_row_t row)
{
    static const struct style plain = {.size = BODY_SIZE * 1000};
    const struct xlsx_plan *plan = page->plan;
    const struct style *style = line->style ? line->style : &plain;
    const struct look look = {.size = style->size / 1000,
                              .flags =
                                  style->flags & (STYLE_BOLD | STYLE_ITALIC),
                              .align = alignment(style->align),
                              .wraps = true};
    lxw_format *format = format_for(page->book, &look);
    xlsx_check(page->book,
               worksheet_set_row(page->sheet, row, line->height, NULL));
    xlsx_text(&page->book->text, &line->text);
    write_buffer(page, row, 0, format);
    for (size_t j = 1; j < plan->n_columns; j++)
        xlsx_check(page->book, worksheet_write_blank(page->sheet, row,
                                                     (lxw_col_t)j, format));
    merge(page, row, 0, 1, plan->n_columns);
}

/* The first row stays free for the signature of the sending system. */
static void write_lines(struct sheet_page *page)
{
    xlsx_check(page->book,
               worksheet_set_row(page->sheet, 0, XLSX_SIGNATURE_HEIGHT, NULL));
    for (size_t i = 0; i < page->plan->n_lines; i++)
        write_line(page, &page->plan->lines[i], (lxw_row_t)(1 + i));
}

static void write_notes(struct sheet_page *page)
{
    for (size_t i = 0; i < page->plan->n_notes; i++)
        write_line(page, &page->plan->notes[i],
                   (lxw_row_t)(page->plan->first_note + i));
}

double xlsx_column_width(int width)
{
    enum { DIGIT = XLSX_BODY_SIZE * 500, PARTS = 7, ADDED = 5 };
    int parts = (int)(((int64_t)width * PARTS + DIGIT - 1) / DIGIT);
    return (parts > 2 * ADDED ? parts - ADDED : ADDED) / (double)PARTS;
}

static void set_columns(struct sheet_page *page)
{
    for (size_t i = 0; i < page->plan->n_columns; i++)
        xlsx_check(page->book,
                   worksheet_set_column(
                       page->sheet, (lxw_col_t)i, (lxw_col_t)i,
                       xlsx_column_width(page->plan->widths[i]), NULL));
}

/* Inches of MM millimetres. */
static double inches(int mm)
{
    return mm / 25.4;
}

/* One page wide, and where pages end when that is known.  The scale is named:
   Excel passes over breaks when it looks for one that fits. */
static void break_pages(struct sheet_page *page)
{
    enum { LEAST_SCALE = 10 };
    const struct xlsx_plan *plan = page->plan;
    if (plan->scale < LEAST_SCALE) {
        worksheet_fit_to_pages(page->sheet, 1, 0);
        return;
    }
    worksheet_set_print_scale(page->sheet, (uint16_t)plan->scale);
    uint32_t *breaks = xlsx_breaks_find(page->book->arena, plan);
    if (breaks[0] != 0)
        xlsx_check(page->book, worksheet_set_h_pagebreaks(page->sheet, breaks));
}

/* Sets up A4 with the margins of the decree (NĐ 30/2020/NĐ-CP, Annex I) and
   the head on every page. */
static void set_up_print(struct sheet_page *page)
{
    const struct xlsx_plan *plan = page->plan;
    lxw_worksheet *sheet = page->sheet;
    if (plan->sheet->landscape)
        worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);
    worksheet_set_margins(sheet, inches(30), inches(15), inches(20),
                          inches(20));
    break_pages(page);
    worksheet_center_horizontally(sheet);
    /* The page number, centred in the top margin, starting from 1 in each
       annex even when several are printed together. The decree wants no number
       on the first page. This version of the library has no different
       first-page header, so only a sheet of one page goes without. */
    worksheet_set_start_page(sheet, 1);
    lxw_header_footer_options options = {.margin = inches(10)};
    if (!xlsx_breaks_fits_page(plan))
        xlsx_check(page->book,
                   worksheet_set_header_opt(
                       sheet, "&C&\"" XLSX_FONT ",Regular\"&13&P", &options));
    /* A chart goes below the table, after an empty row. */
    size_t last_row = plan->n_rows - 1;
    if (plan->sheet->chart)
        last_row += 1 + CHART_ROWS;
    xlsx_check(page->book,
               worksheet_print_area(sheet, 0, 0, (lxw_row_t)last_row,
                                    (lxw_col_t)(plan->n_columns - 1)));
    if (!page->table || page->table->n_head == 0)
        return;
    xlsx_check(page->book,
               worksheet_repeat_rows(sheet, (lxw_row_t)plan->first_head,
                                     (lxw_row_t)(plan->first_body - 1)));
    worksheet_freeze_panes(sheet, (lxw_row_t)plan->first_body,
                           plan->sheet->freeze_columns);
}

/* Codes such as "01" are text on purpose: suppress Excel's green corners. */
static void mark_codes(struct sheet_page *page)
{
    char first[LXW_MAX_CELL_NAME_LENGTH];
    char last[LXW_MAX_CELL_NAME_LENGTH];
    char range[2 * LXW_MAX_CELL_NAME_LENGTH];
    const struct xlsx_plan *plan = page->plan;
    lxw_rowcol_to_cell(first, (lxw_row_t)plan->first_head, 0);
    lxw_rowcol_to_cell(last, (lxw_row_t)(plan->n_rows - 1),
                       (lxw_col_t)(plan->n_columns - 1));
    snprintf(range, sizeof range, "%s:%s", first, last);
    xlsx_check(page->book,
               worksheet_ignore_errors(
                   page->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range));
}

/* Counts the rows that a filter may hide one by one, from the first of the body
   on.  Rows of different measures are no list. */
static size_t count_filtered(const struct table *table)
{
    size_t n = 0;
    if (table->source)
        return table->n_rows - table->n_foot;
    while (n < table->n_rows && table->rows[n].kind == ROW_BODY) {
        for (size_t j = 0; j < table->n_columns; j++)
            if (table->rows[n].cells[j].rowspan > 1 ||
                table->rows[n].cells[j].number_format)
                return 0;
        n++;
    }
    for (size_t i = n; i < table->n_rows; i++)
        if (table->rows[i].kind != ROW_TOTAL)
            return 0;
    return n;
}

/* Give a list filter buttons when its head is one row, so that each button is
   at its heading, and when no group would be split. The totals stay below and
   count what is shown. Call this before the rows are written: in
   constant-memory mode the library does not go back to a row it has passed. */
static void offer_filter(struct sheet_page *page)
{
    const struct table *table = page->table;
    const size_t n = count_filtered(table);
    if (table->n_head != 1 || n < FEWEST_FILTERED)
        return;
    for (size_t j = 0; j < table->n_columns; j++)
        if (table->head[0].cells[j].colspan != 1)
            return;
    xlsx_check(page->book, worksheet_autofilter(
                               page->sheet, (lxw_row_t)page->plan->first_head,
                               0, (lxw_row_t)(page->plan->first_head + n),
                               (lxw_col_t)(table->n_columns - 1)));
}

/* Days of January and February in the columns of days. */
static void show_early_days(struct sheet_page *page)
{
    const struct xlsx_plan *plan = page->plan;
    const struct table *table = page->table;
    const lxw_row_t first = (lxw_row_t)plan->first_body;
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    char criteria[sizeof "=MONTH()<3" + LXW_MAX_CELL_NAME_LENGTH];
    lxw_conditional_format condition = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                        .value_string = criteria};
    for (size_t j = 0; j < table->n_columns && table->n_rows > 0; j++) {
        const char *number_format = table->columns[j].number_format;
        if (!number_format || strcmp(number_format, DATE_FORMAT) != 0)
            continue;
        if (!condition.format) {
            condition.format = workbook_add_format(page->book->workbook);
            format_set_num_format(condition.format, DATE_FORMAT_EARLY);
        }
        lxw_rowcol_to_cell(cell, first, (lxw_col_t)j);
        snprintf(criteria, sizeof criteria, "=MONTH(%s)<3", cell);
        xlsx_check(page->book, worksheet_conditional_format_range(
                                   page->sheet, first, (lxw_col_t)j,
                                   (lxw_row_t)(first + table->n_rows - 1),
                                   (lxw_col_t)j, &condition));
    }
}

static void write_table(struct sheet_page *page)
{
    page->formats = ARENA_ARRAY(page->book->arena, lxw_format *,
                                page->table->n_columns * N_KINDS * N_CLASSES);
    const struct look head = {.size = BODY_SIZE,
                              .flags = STYLE_BOLD,
                              .align = LXW_ALIGN_CENTER,
                              .wraps = true,
                              .framed = true,
                              .fill = HEAD_FILL};
    page->head = format_for(page->book, &head);
    offer_filter(page);
    show_early_days(page);
    write_head(page);
    write_body(page);
    write_notes(page);
    mark_codes(page);
}

/* ---- the workbook -------------------------------------------------------- */

static lxw_worksheet *new_sheet(struct book *book, const struct sheet *info)
{
    lxw_error error = workbook_validate_sheet_name(book->workbook, info->name);
    /* The library would choose this name itself; Excel reserves the other
       one. */
    if (*info->name == '\0' || strcasecmp(info->name, "History") == 0)
        error = LXW_ERROR_PARAMETER_VALIDATION;
    if (error != LXW_NO_ERROR) {
        diag_report(book->diag, DIAG_XLSX_SHEET_NAME, info->place, info->name,
                    lxw_strerror(error));
        book->ok = false;
        return NULL;
    }
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, info->name);
    if (sheet)
        xlsx_private_quote_sheet(sheet);
    return sheet;
}

static void write_sheet(struct book *book, const struct xlsx_plan *plan)
{
    struct sheet_page page = {
        .book = book,
        .plan = plan,
        .table = plan->sheet->table,
        .counts = &book->written[plan->sheet - book->document->sheets]};
    if (!check_size(book, plan))
        return;
    page.sheet = new_sheet(book, plan->sheet);
    if (!page.sheet)
        return;
    set_columns(&page);
    set_up_print(&page);
    write_lines(&page);
    if (page.table)
        write_table(&page);
    if (plan->sheet->chart)
        xlsx_write_chart(&page);
}

/* The structs of the library lack const, but it copies what they point to. */
static void set_properties(struct book *book, const struct document *document,
                           int64_t created)
{
    struct arena *arena = book->arena;
    lxw_doc_properties properties = {
        .title = arena_strdup(arena, document->title),
        .subject = arena_strdup(arena, document->subject),
        .author = arena_strdup(arena, document->author),
        .company = arena_strdup(arena, document->author),
        .keywords = arena_strdup(arena, document->keywords),
        .created = (time_t)(created > 0 ? created : DAY_OF_NO_DATE)};
    xlsx_check(book, workbook_set_properties(book->workbook, &properties));
}

void xlsx_set_normal_style(struct book *book)
{
    lxw_format *normal = xlsx_private_normal_format(book->workbook);
    format_set_font_name(normal, XLSX_FONT);
    format_set_font_size(normal, BODY_SIZE);
}

/* True for errors of the system, whose reason says more than the library's. */
static bool is_cause(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG ||
           error == EIO || error == EINTR || error == ENOMEM ||
           error == EMFILE || error == ENFILE || error == EACCES ||
           error == EPERM || error == EROFS;
}

void xlsx_close(struct book *book)
{
    errno = 0;
    lxw_error error = workbook_close(book->workbook);
    int cause = errno;
    book->workbook = NULL;
    int lost = xlsx_scratch_end();
    if (lost == 0 && error != LXW_NO_ERROR && is_cause(cause))
        lost = cause;
    if (lost != 0 && book->ok) {
        outfile_report(book->diag, book->path, lost);
        book->ok = false;
    }
    xlsx_check(book, error);
}

static void *begin(const struct writer_setup *setup, struct outfile *file)
{
    if (!xlsx_private_check(setup->diag))
        return NULL;
    const struct document *document = setup->document;
    struct book *book = ARENA_NEW(setup->arena, struct book);
    *book = (struct book){.arena = arena_create(),
                          .text = STRBUF_INIT,
                          .markup = STRBUF_INIT,
                          .diag = setup->diag,
                          .document = document,
                          .file = file,
                          .path = outfile_path(file),
                          .ok = true};
    size_t n_cells = 0;
    book->written =
        ARENA_ARRAY(book->arena, struct xlsx_counts, document->n_sheets);
    for (size_t i = 0; i < document->n_sheets; i++)
        n_cells += xlsx_plan_n_cells(
            xlsx_plan_make(book->arena, &document->sheets[i]));
    lxw_workbook_options options = {.constant_memory =
                                        n_cells > MOST_CELLS_IN_MEMORY,
                                    .use_zip64 = LXW_FALSE};
    xlsx_scratch_begin(file);
    book->workbook = workbook_new_opt(outfile_staged_path(file), &options);
    xlsx_set_normal_style(book);
    set_properties(book, document, setup->created);
    return book;
}

static bool add_sheet(void *writer, const struct sheet *sheet)
{
    struct book *book = writer;
    struct xlsx_plan *plan = xlsx_plan_make(book->arena, sheet);
    xlsx_plan_measure(book->arena, plan);
    write_sheet(book, plan);
    return book->ok;
}

static bool finish(void *writer)
{
    struct book *book = writer;
    xlsx_close(book);
    return book->ok;
}

static bool verify(void *writer)
{
    const struct book *book = writer;
    return xlsx_verify(book->file, book->document, book->written, book->diag);
}

/* The library frees a workbook by closing it. */
static void destroy(void *writer)
{
    struct book *book = writer;
    if (book->workbook)
        xlsx_close(book);
    strbuf_free(&book->text);
    strbuf_free(&book->markup);
    arena_destroy(book->arena);
}

const struct writer_class xlsx_writer = {
    .format = {.name = "xlsx", .shows = FORMAT_SHOWS_SHEETS, .usual = true},
    .role = "annex",
    .mime_type =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    .relationship = "Data",
    .begin = begin,
    .sheet = add_sheet,
    .finish = finish,
    .verify = verify,
    .destroy = destroy,
};
