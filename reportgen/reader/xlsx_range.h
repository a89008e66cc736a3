/*
 * XLSX range: the cells of a sheet by name, "B5", "$B$5:$K$200".
 */
#ifndef READER_XLSX_RANGE_H
#define READER_XLSX_RANGE_H

#include <stdbool.h>
#include <stdint.h>

enum { XLSX_MOST_ROWS = 1048576, XLSX_MOST_COLUMNS = 16384 };

/* Rows and columns count from 1; both ends are included. */
struct xlsx_range {
    uint32_t first_row, last_row;
    uint32_t first_column, last_column;
};

/* Every cell of a sheet. */
struct xlsx_range xlsx_range_all(void);

/* Reads "B5"; *END is what follows.  False when TEXT does not begin so. */
bool xlsx_cell_read(const char *text, uint32_t *row, uint32_t *column,
                    const char **end);

/* Reads "B5:K200", "B5", "B:K" or "5:200", with or without "$".  False for
   anything else. */
bool xlsx_range_read(const char *text, struct xlsx_range *range);

#endif
