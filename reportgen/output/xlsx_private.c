#include "output/xlsx_private.h"

#include "output/library_version.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Debian 12 has 1.1.4, Debian 13 has 1.2.1.  For another release: see that the
   members used here are the same, run the tests with CPPFLAGS=-DANY_LIBRARY,
   and widen the range. */
#if (LXW_VERSION_ID < 114 || LXW_VERSION_ID > 129) && !defined ANY_LIBRARY
#error "other structs of libxlsxwriter: see above"
#endif

bool xlsx_private_check(struct diag *diag)
{
    return library_version_check("libxlsxwriter", LXW_VERSION, lxw_version(),
                                 diag);
}

void xlsx_private_merge(lxw_worksheet *sheet, size_t row, size_t column,
                        size_t n_rows, size_t n_columns)
{
    lxw_merged_range *range = calloc(1, sizeof *range);
    range->first_row = (lxw_row_t)row;
    range->last_row = (lxw_row_t)(row + n_rows - 1);
    range->first_col = (lxw_col_t)column;
    range->last_col = (lxw_col_t)(column + n_columns - 1);
    STAILQ_INSERT_TAIL(sheet->merged_ranges, range, list_pointers);
    sheet->merged_range_count++;
}

/* REFERENCE with the name of its sheet in quotes, or NULL when it has them. */
static char *quote(const char *reference)
{
    if (!reference || *reference == '\'')
        return NULL;
    const size_t size = strlen(reference);
    const size_t name = strcspn(reference, "!");
    char *quoted = malloc(size + sizeof "''");
    snprintf(quoted, size + sizeof "''", "'%.*s'%s", (int)name, reference,
             reference + name);
    return quoted;
}

void xlsx_private_quote_sheet(lxw_worksheet *sheet)
{
    char *quoted = quote(sheet->quoted_name);
    if (!quoted)
        return;
    free((void *)(uintptr_t)sheet->quoted_name); /* const from 1.1.5 on */
    sheet->quoted_name = quoted;
}

static void quote_range(lxw_series_range *range)
{
    char *quoted = quote(range->formula);
    if (!quoted)
        return;
    free(range->formula);
    range->formula = quoted;
}

void xlsx_private_quote_series(lxw_chart_series *series)
{
    quote_range(series->categories);
    quote_range(series->values);
}

lxw_format *xlsx_private_normal_format(lxw_workbook *workbook)
{
    return STAILQ_FIRST(workbook->formats);
}

FILE *xlsx_private_rows(lxw_worksheet *sheet)
{
    return sheet->optimize ? sheet->optimize_tmpfile : NULL;
}

void xlsx_private_add_row(lxw_worksheet *sheet, size_t at, const char *markup,
                          size_t size)
{
    lxw_worksheet_write_single_row(sheet); /* the row before, if it waits */
    fwrite(markup, 1, size, sheet->optimize_tmpfile);
    if (at > sheet->dim_rowmax)
        sheet->dim_rowmax = (lxw_row_t)at;
}

int32_t xlsx_private_format_number(lxw_format *format)
{
    return lxw_format_get_xf_index(format);
}
