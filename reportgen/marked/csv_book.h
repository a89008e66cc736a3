/*
 * CSV book: a text file as a workbook, so that its faults can be shown in it.
 *
 * Each row of the file is a row of the sheet, each cell a text as in the file.
 */
#ifndef MARKED_CSV_BOOK_H
#define MARKED_CSV_BOOK_H

#include "base/outfile.h"
#include "reader/reader.h"

/* Where the rows of a file are in its workbook. */
struct csv_book {
    const char *sheet;
    uint32_t *lines; /* of the file, by row from 0, increasing; in the arena */
    size_t n_rows;
};

/* Writes the rows that reader_csv reads with OPTIONS to the staged FILE, as
   sheet NAME, and closes it.  False after a report. */
bool csv_book_write(struct arena *arena, const struct reader_options *options,
                    const char *name, struct outfile *file,
                    struct csv_book *book, struct diag *diag);

/* The row, from 1, that has LINE of the file; 0: it is before the first. */
uint32_t csv_book_row(const struct csv_book *book, uint32_t line);

#endif
