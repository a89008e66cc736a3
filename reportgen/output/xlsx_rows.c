#include "output/xlsx_rows.h"

#include "base/digits.h"
#include "output/xlsx_private.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_EXACT = 1000000000
}; /* smaller whole numbers are written as digits */

bool xlsx_rows_possible(const struct sheet_page *page)
{
    return page->table->source && xlsx_private_rows(page->sheet);
}

static void add_escaped(struct strbuf *buf, const char *text, size_t size)
{
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        const char *escaped = text[i] == '&'   ? "&amp;"
                              : text[i] == '<' ? "&lt;"
                              : text[i] == '>' ? "&gt;"
                                               : NULL;
        if (!escaped)
            continue;
        strbuf_add(buf, text + from, i - from);
        strbuf_add_text(buf, escaped);
        from = i + 1;
    }
    strbuf_add(buf, text + from, size - from);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static void add_number(struct strbuf *buf, double number)
{
    char text[40];
    if (number > -MOST_EXACT && number < MOST_EXACT &&
        number == (double)(int64_t)number)
        strbuf_add(buf, text,
                   (size_t)(digits_put(text, (int64_t)number) - text));
    else
        strbuf_add(buf, text,
                   (size_t)snprintf(text, sizeof text, "%.16G", number));
}

/* "AB" of column 27. */
static void add_column(struct strbuf *buf, size_t column)
{
    char name[8];
    char *at = name + sizeof name;
    for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
        *--at = (char)('A' + (n - 1) % 26);
    strbuf_add(buf, at, (size_t)(name + sizeof name - at));
}

static void add_cell(struct strbuf *buf, const struct xlsx_row_cell *cell)
{
    if (!cell->is_text) {
        strbuf_add_text(buf, "\"><v>");
        add_number(buf, cell->number);
        strbuf_add_text(buf, "</v></c>");
        return;
    }
    if (cell->size == 0) {
        strbuf_add_text(buf, "\"/>");
        return;
    }
    strbuf_add_text(buf, is_blank(cell->text[0]) ||
                                 is_blank(cell->text[cell->size - 1])
                             ? "\" t=\"inlineStr\"><is><t "
                               "xml:space=\"preserve\">"
                             : "\" t=\"inlineStr\"><is><t>");
    add_escaped(buf, cell->text, cell->size);
    strbuf_add_text(buf, "</t></is></c>");
}

void xlsx_rows_add(struct sheet_page *page, size_t at, int height,
                   const struct xlsx_row_cell *cells, size_t n_cells)
{
    struct strbuf *buf = &page->book->markup;
    char number[MOST_DIGITS];
    const size_t digits =
        (size_t)(digits_put(number, (int64_t)at + 1) - number);
    strbuf_clear(buf);
    strbuf_add_text(buf, "<row r=\"");
    strbuf_add(buf, number, digits);
    strbuf_add_text(buf, "\" ht=\"");
    strbuf_add_integer(buf, height);
    strbuf_add_text(buf, "\" customHeight=\"1\">");
    for (size_t j = 0; j < n_cells; j++) {
        strbuf_add_text(buf, "<c r=\"");
        add_column(buf, j);
        strbuf_add(buf, number, digits);
        strbuf_add_text(buf, "\" s=\"");
        strbuf_add_integer(buf, cells[j].format);
        add_cell(buf, &cells[j]);
    }
    strbuf_add_text(buf, "</row>");
    xlsx_private_add_row(page->sheet, at, buf->data, buf->size);
}
