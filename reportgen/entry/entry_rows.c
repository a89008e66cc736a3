/* The rows that a workbook begins with: what is in a store, as people write
   it. */
#include "entry/entry_page.h"

#include "base/qualified.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* The digits of Excel's numbers; before 1900-03-01 programs disagree about
   days. */
enum { DIGITS = 15, FIRST_DAY = -25508, DAY_ZERO = 25569 };

struct rows {
    struct entry_book *entry;
    struct entry_sheet *sheet;
    struct arena *scratch;
    lxw_row_t row;
};

static void put_text(struct rows *rows, lxw_col_t column, const char *text)
{
    struct book *book = &rows->entry->book;
    size_t units = 0;
    for (const char *c = text; *c != '\0'; c++)
        units += ((unsigned char)*c & 0xC0) != 0x80 ? 1 : 0;
    if (units > XLSX_MOST_CHARACTERS && book->ok) {
        diag_report(book->diag, DIAG_XLSX_TEXT_TOO_LONG,
                    rows->sheet->table->place, rows->sheet->name, units);
        book->ok = false;
        return;
    }
    entry_put_text(rows->entry, rows->sheet, rows->row, column, text,
                   rows->sheet->columns[column].format);
}

static size_t count_digits(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text >= '0' && *text <= '9';
    return n;
}

/* A figure that no number of a workbook holds exactly is written as text, in
   Vietnamese notation, which the reader understands too. */
static void put_figure(struct rows *rows, lxw_col_t column, int64_t number)
{
    const struct entry_column *info = &rows->sheet->columns[column];
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS,
                                       .no_grouping = true};
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, number, info->field->unit, &style);
    if (count_digits(strbuf_text(&buf)) > DIGITS) {
        const struct number_style grouped = {.max_decimals =
                                                 NUMBER_ALL_DECIMALS};
        strbuf_clear(&buf);
        number_format(&buf, number, info->field->unit, &grouped);
        put_text(rows, column, strbuf_text(&buf));
    } else {
        char *comma = strchr(buf.data, ',');
        if (comma)
            *comma = '.';
        entry_put_number(rows->entry, rows->sheet, rows->row, column,
                         strtod(buf.data, NULL), info->format);
    }
    strbuf_free(&buf);
}

static void put_date(struct rows *rows, lxw_col_t column, const char *iso)
{
    struct date date;
    char text[11];
    if (!date_parse(iso, &date))
        return;
    int32_t days = date_to_days(date);
    date_format_vi(date, text);
    if (days < FIRST_DAY)
        put_text(rows, column, text);
    else
        entry_put_number(rows->entry, rows->sheet, rows->row, column,
                         (double)(days + DAY_ZERO),
                         rows->sheet->columns[column].format);
}

/* The same id from two folders stands for two things, which one sheet cannot
   tell apart. */
static void put_words(struct rows *rows, lxw_col_t column, const char *text)
{
    struct book *book = &rows->entry->book;
    const struct schema_field *field = rows->sheet->columns[column].field;
    if (!strstr(text, QUALIFIED_MARK)) {
        put_text(rows, column, text);
        return;
    }
    if (book->ok)
        diag_report(book->diag, DIAG_ENTRY_SHARED_ID, field->place,
                    qualified_shown(rows->scratch, text), field->heading);
    book->ok = false;
}

static void put_cell(struct rows *rows, lxw_col_t column,
                     const struct store_cell *cell)
{
    const struct schema *schema = rows->entry->options->schema;
    const struct schema_field *field = rows->sheet->columns[column].field;
    switch (field->type) {
    case FIELD_TEXT:
        put_words(rows, column,
                  arena_strndup(rows->scratch, cell->text, cell->size));
        break;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_YEAR:
        put_figure(rows, column, cell->integer);
        break;
    case FIELD_DATE:
        put_date(rows, column,
                 arena_strndup(rows->scratch, cell->text, cell->size));
        break;
    case FIELD_ENUM:
        put_text(rows, column,
                 schema_find_value(
                     field->values,
                     arena_strndup(rows->scratch, cell->text, cell->size))
                     ->label);
        break;
    case FIELD_BOOLEAN:
        put_text(rows, column,
                 cell->integer != 0 ? schema->true_label : schema->false_label);
        break;
    }
}

static bool put_row(void *context, const struct store_cell *cells,
                    size_t n_cells)
{
    struct rows *rows = context;
    arena_reset(rows->scratch);
    for (size_t i = 0; i < n_cells && rows->entry->book.ok; i++)
        if (cells[i].kind != STORE_NULL)
            put_cell(rows, (lxw_col_t)i, &cells[i]);
    rows->row++;
    return rows->entry->book.ok;
}

void entry_write_rows(struct entry_book *entry, struct entry_sheet *sheet)
{
    struct book *book = &entry->book;
    struct rows rows = {entry, sheet, NULL, sheet->first_row};
    struct strbuf sql = STRBUF_INIT;
    if (!entry->options->store || sheet->n_rows == 0)
        return;
    if (sheet->n_rows > XLSX_MOST_ROWS - (int64_t)sheet->first_row) {
        diag_report(book->diag, DIAG_XLSX_TOO_LARGE, sheet->table->place,
                    sheet->name, (size_t)sheet->n_rows + sheet->first_row,
                    sheet->n_columns);
        book->ok = false;
        return;
    }
    rows.scratch = arena_create();
    for (size_t i = 0; i < sheet->n_columns; i++)
        strbuf_add_format(&sql, "%s\"%s\"", i == 0 ? "SELECT " : ", ",
                          sheet->columns[i].field->name);
    strbuf_add_format(&sql, " FROM \"%s\" ORDER BY _row", sheet->table->name);
    if (!store_query(entry->options->store, sql.data, sheet->table->place, NULL,
                     0, NULL, put_row, &rows, book->diag))
        book->ok = false;
    strbuf_free(&sql);
    arena_destroy(rows.scratch);
}
