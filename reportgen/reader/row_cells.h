/*
 * Row cells: the cells of one row of a database's answer, put together value
 * by value.
 */
#ifndef READER_ROW_CELLS_H
#define READER_ROW_CELLS_H

#include "base/sha256.h"
#include "base/strbuf.h"
#include "reader/reader.h"

/* Where the text of a cell is until the row ends. */
struct row_text {
    char *within; /* in the caller's bytes; NULL: at START of TEXTS */
    size_t start; /* SIZE_MAX: the cell has none */
};

struct row_cells {
    struct strbuf texts;
    struct cell *cells; /* valid after row_cells_finish(), until the next row */
    struct row_text *row_texts; /* of the cells */
    size_t n;
    size_t capacity;
    uint32_t line;
    struct arena *scratch;
    bool keeps_hyphens;   /* see cell_text_finish() */
    struct sha256 *sha;   /* of all values of the rows before this */
    struct strbuf values; /* of this row, as they go into it */
    char sha256[65];
};

/* Makes ROW ready for use; row_cells_free() ends it. */
void row_cells_init(struct row_cells *row);
void row_cells_free(struct row_cells *row);

/* Begins row LINE. */
void row_cells_begin(struct row_cells *row, uint32_t line);

/* Adds a cell that says SIZE bytes of UTF-8; BYTES may be NULL for a cell that
   says nothing. */
void row_cells_add(struct row_cells *row, const char *bytes, size_t size);

/* The same for bytes that are known to be UTF-8 without NUL, and that are the
   row's until the next one: they may be changed, as may the one behind them. */
void row_cells_add_within(struct row_cells *row, char *bytes, size_t size);

/* The same for a figure, written as "-1628.5" or "1.6e3" with at most DIGITS
   digits that count. */
void row_cells_add_number(struct row_cells *row, const char *text,
                          unsigned digits);

/* The same for a day, "2017-06-12", which may be followed by a time. */
void row_cells_add_day(struct row_cells *row, const char *text);

/* Ends the row: true when one of its cells says something. */
bool row_cells_finish(struct row_cells *row);

/* Ends the last row: SHA256 is then the digest of all rows. */
void row_cells_end(struct row_cells *row);

#endif
