#include "marked/csv_book.h"

#include "output/xlsx_page.h"
#include "output/xlsx_private.h"
#include "output/xlsx_scratch.h"

#include <string.h>

enum { WIDTH = 16 };

struct writing {
    struct book book;
    lxw_worksheet *sheet;
    struct csv_book *result;
    size_t capacity;
};

/* A text that no cell holds is cut: this is a copy, the file is the
   original. */
static void write_cell(struct writing *writing, lxw_row_t row,
                       const struct cell *cell)
{
    struct run run = {.text = cell->text, .size = (uint32_t)cell->size};
    if (!cell->text || cell->column == 0 || cell->column > XLSX_MOST_COLUMNS)
        return;
    if (run.size > XLSX_MOST_CHARACTERS) {
        run.size = XLSX_MOST_CHARACTERS;
        while (((unsigned char)run.text[run.size] & 0xC0) == 0x80)
            run.size--;
    }
    xlsx_text(&writing->book.text, &(struct text){&run, 1});
    xlsx_check(&writing->book,
               worksheet_write_string(writing->sheet, row,
                                      (lxw_col_t)(cell->column - 1),
                                      strbuf_text(&writing->book.text), NULL));
}

static void note_line(struct writing *writing, uint32_t line)
{
    struct csv_book *result = writing->result;
    if (result->n_rows == writing->capacity) {
        size_t capacity = writing->capacity * 2 + 1024;
        uint32_t *lines = ARENA_ARRAY(writing->book.arena, uint32_t, capacity);
        if (result->n_rows > 0)
            memcpy(lines, result->lines, result->n_rows * sizeof *lines);
        result->lines = lines;
        writing->capacity = capacity;
    }
    result->lines[result->n_rows++] = line;
}

/* Faults of the reading are reported where the file is read as data. */
static void write_rows(struct writing *writing,
                       const struct reader_options *options)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct reader *reader =
        reader_csv.open(writing->book.arena, options, unheard);
    struct cell *cells;
    size_t n_cells;
    while (reader && writing->result->n_rows < XLSX_MOST_ROWS &&
           reader_csv.next(reader, &cells, &n_cells) > 0) {
        lxw_row_t row = (lxw_row_t)writing->result->n_rows;
        note_line(writing, n_cells > 0 ? cells[0].line : 0);
        for (size_t i = 0; i < n_cells; i++)
            write_cell(writing, row, &cells[i]);
    }
    reader_csv.close(reader);
    diag_destroy(unheard);
}

bool csv_book_write(struct arena *arena, const struct reader_options *options,
                    const char *name, struct outfile *file,
                    struct csv_book *book, struct diag *diag)
{
    enum { DAY_OF_NO_DATE = 3652 * 86400 }; /* 1980-01-01 */
    struct writing writing = {.book = {.arena = arena,
                                       .text = STRBUF_INIT,
                                       .diag = diag,
                                       .path = outfile_path(file),
                                       .ok = true},
                              .result = book};
    lxw_workbook_options library = {.constant_memory = LXW_TRUE};
    lxw_doc_properties properties = {.created = DAY_OF_NO_DATE};
    *book = (struct csv_book){.sheet = name};
    if (!xlsx_private_check(diag))
        return false;
    xlsx_scratch_begin(file);
    writing.book.workbook =
        workbook_new_opt(outfile_staged_path(file), &library);
    xlsx_set_normal_style(&writing.book);
    xlsx_check(&writing.book,
               workbook_set_properties(writing.book.workbook, &properties));
    writing.sheet = workbook_add_worksheet(writing.book.workbook, name);
    if (writing.sheet) {
        worksheet_set_column(writing.sheet, 0, XLSX_MOST_COLUMNS - 1, WIDTH,
                             NULL);
        write_rows(&writing, options);
    } else {
        xlsx_check(&writing.book, LXW_ERROR_PARAMETER_VALIDATION);
    }
    xlsx_close(&writing.book);
    strbuf_free(&writing.book.text);
    return writing.book.ok && outfile_close(file, diag);
}

uint32_t csv_book_row(const struct csv_book *book, uint32_t line)
{
    size_t low = 0, high = book->n_rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (book->lines[middle] <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}
