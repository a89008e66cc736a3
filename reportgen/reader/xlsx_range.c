#include "reader/xlsx_range.h"

#include <ctype.h>
#include <stddef.h>

struct xlsx_range xlsx_range_all(void)
{
    return (struct xlsx_range){1, XLSX_MOST_ROWS, 1, XLSX_MOST_COLUMNS};
}

/* Reads one corner; a row or column that is not given is 0. */
static bool read_corner(const char *text, uint32_t *row, uint32_t *column,
                        const char **end)
{
    const char *c = text;
    *row = *column = 0;
    c += *c == '$';
    for (; isalpha((unsigned char)*c); c++) {
        *column = *column * 26 + (uint32_t)(toupper((unsigned char)*c) - '@');
        if (*column > XLSX_MOST_COLUMNS)
            return false;
    }
    c += *c == '$' && c != text;
    for (; isdigit((unsigned char)*c); c++) {
        *row = *row * 10 + (uint32_t)(*c - '0');
        if (*row > XLSX_MOST_ROWS)
            return false;
    }
    *end = c;
    return *row > 0 || *column > 0;
}

bool xlsx_cell_read(const char *text, uint32_t *row, uint32_t *column,
                    const char **end)
{
    return read_corner(text, row, column, end) && *row > 0 && *column > 0;
}

static void put_in_order(uint32_t *first, uint32_t *last)
{
    if (*first > *last) {
        uint32_t kept = *first;
        *first = *last;
        *last = kept;
    }
}

bool xlsx_range_read(const char *text, struct xlsx_range *range)
{
    const char *end;
    uint32_t row, column;
    if (!read_corner(text, &row, &column, &end))
        return false;
    uint32_t last_row = row;
    uint32_t last_column = column;
    if (*end == ':' && !read_corner(end + 1, &last_row, &last_column, &end))
        return false;
    /* "B:K" has all rows, "5:200" all columns; a single "B" or "5" is no
       range. */
    if (*end != '\0' || (row == 0) != (last_row == 0) ||
        (column == 0) != (last_column == 0))
        return false;
    struct xlsx_range all = xlsx_range_all();
    put_in_order(&row, &last_row);
    put_in_order(&column, &last_column);
    *range = (struct xlsx_range){row == 0 ? all.first_row : row,
                                 row == 0 ? all.last_row : last_row,
                                 column == 0 ? all.first_column : column,
                                 column == 0 ? all.last_column : last_column};
    return true;
}
