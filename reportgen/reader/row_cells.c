#include "reader/row_cells.h"

#include "base/unicode.h"
#include "reader/cell_text.h"
#include "reader/stored_number.h"

#include <stdlib.h>
#include <string.h>

static const size_t NO_TEXT = SIZE_MAX;

void row_cells_init(struct row_cells *row)
{
    *row =
        (struct row_cells){.scratch = arena_create(), .sha = sha256_create()};
}

/* Adds the row so far to the digest. */
static void digest(struct row_cells *row)
{
    if (row->sha)
        sha256_add(row->sha, strbuf_text(&row->values), row->values.size);
    strbuf_clear(&row->values);
}

void row_cells_end(struct row_cells *row)
{
    digest(row);
    if (row->sha)
        sha256_finish(row->sha, row->sha256);
    row->sha = NULL;
}

void row_cells_free(struct row_cells *row)
{
    row_cells_end(row);
    strbuf_free(&row->texts);
    free(row->cells);
    free(row->row_texts);
    strbuf_free(&row->values);
    arena_destroy(row->scratch);
}

void row_cells_begin(struct row_cells *row, uint32_t line)
{
    digest(row);
    strbuf_clear(&row->texts);
    arena_reset(row->scratch);
    row->n = 0;
    row->line = line;
}

/* Adds a value to the digest, with its size, so that no two rows have the same
   bytes. */
static void count_in(struct row_cells *row, const char *bytes, size_t size)
{
    const uint64_t written = bytes ? size : UINT64_MAX;
    strbuf_add(&row->values, &written, sizeof written);
    if (bytes)
        strbuf_add(&row->values, bytes, size);
}

static struct cell *new_cell(struct row_cells *row)
{
    if (row->n == row->capacity) {
        row->capacity = row->capacity * 2 + 32;
        row->cells = realloc(row->cells, row->capacity * sizeof *row->cells);
        row->row_texts =
            realloc(row->row_texts, row->capacity * sizeof *row->row_texts);
    }
    struct cell *cell = &row->cells[row->n];
    row->row_texts[row->n++] = (struct row_text){NULL, NO_TEXT};
    *cell = (struct cell){.line = row->line, .column = (uint32_t)row->n};
    return cell;
}

static void end_text(struct row_cells *row, struct cell *cell, size_t start)
{
    cell->size = row->texts.size - start;
    row->row_texts[row->n - 1].start = start;
    strbuf_add_char(&row->texts, '\0');
}

void row_cells_add(struct row_cells *row, const char *bytes, size_t size)
{
    size_t bad;
    struct cell *cell = new_cell(row);
    count_in(row, bytes, size);
    if (!bytes)
        return;
    /* Whoever uses the cell reports what is no text. */
    cell->faulty =
        memchr(bytes, '\0', size) || !unicode_is_valid(bytes, size, &bad);
    if (cell->faulty)
        return;
    size_t start = row->texts.size;
    strbuf_add(&row->texts, bytes, size);
    end_text(row, cell, start);
}

void row_cells_add_within(struct row_cells *row, char *bytes, size_t size)
{
    struct cell *cell = new_cell(row);
    count_in(row, bytes, size);
    cell->size = size;
    row->row_texts[row->n - 1].within = bytes;
}

void row_cells_add_number(struct row_cells *row, const char *text,
                          unsigned digits)
{
    struct stored_number number;
    if (!stored_number_read(text, digits, &number)) {
        row_cells_add(row, text, strlen(text));
        return;
    }
    struct cell *cell = new_cell(row);
    count_in(row, text, strlen(text));
    cell->typed = stored_number_value(&number);
    size_t start = row->texts.size;
    stored_number_add(&row->texts, &number);
    end_text(row, cell, start);
}

void row_cells_add_day(struct row_cells *row, const char *text)
{
    struct date day;
    char iso[11] = "";
    if (strlen(text) < 10) {
        row_cells_add(row, text, strlen(text));
        return;
    }
    memcpy(iso, text, 10);
    if (!date_parse(iso, &day)) {
        row_cells_add(row, text, strlen(text));
        return;
    }
    struct cell *cell = new_cell(row);
    count_in(row, text, strlen(text));
    cell->typed = value_date(day);
    size_t start = row->texts.size;
    cell_text_add_day(&row->texts, day);
    /* Midnight means that there is no time. */
    if (text[10] != '\0' && strspn(text + 10, " T0:.") != strlen(text + 10))
        strbuf_add_format(&row->texts, " %.5s", text + 11);
    end_text(row, cell, start);
}

bool row_cells_finish(struct row_cells *row)
{
    bool any = false;
    for (size_t i = 0; i < row->n; i++) {
        struct cell *cell = &row->cells[i];
        const struct row_text *text = &row->row_texts[i];
        if (text->within || text->start != NO_TEXT)
            cell_text_finish(cell,
                             text->within ? text->within
                                          : row->texts.data + text->start,
                             row->keeps_hyphens, row->scratch);
        any |= cell->text || cell->faulty;
    }
    return any;
}
