/*
 * Row cells: the cells of one row from a database, assembled value by value.
 */
#ifndef READER_ROW_CELLS_H
#define READER_ROW_CELLS_H

#include "base/sha256.h"
#include "base/strbuf.h"
#include "reader/reader.h"

/* Where the text of a cell is until the row ends. */
struct row_text {
    char *within; /* in the caller's bytes; NULL: in TEXTS at START */
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
    struct sha256 *sha;   /* of the values of all rows before this one */
    struct strbuf values; /* of this row, as they enter SHA */
    char sha256[65];
};

/* Prepares ROW; row_cells_free() ends it. */
void row_cells_init(struct row_cells *row);
void row_cells_free(struct row_cells *row);

/* Begins row LINE. */
void row_cells_begin(struct row_cells *row, uint32_t line);

/* Adds a cell with SIZE bytes of UTF-8; BYTES may be NULL for an empty cell. */
void row_cells_add(struct row_cells *row, const char *bytes, size_t size);

/* The same for bytes that are known to be UTF-8 without NUL and that belong to
   the row until the next one: they, and the byte after them, may be changed. */
void row_cells_add_within(struct row_cells *row, char *bytes, size_t size);

/* The same for a figure, written as "-1628.5" or "1.6e3" with at most DIGITS
   significant digits. */
void row_cells_add_number(struct row_cells *row, const char *text,
                          unsigned digits);

/* The same for a day, "2017-06-12", which a time may follow. */
void row_cells_add_day(struct row_cells *row, const char *text);

/* Ends the row; true when one of its cells is not empty. */
bool row_cells_finish(struct row_cells *row);

/* Ends the last row; the digest is then that of all rows. */
void row_cells_end(struct row_cells *row);

#endif
