/*
 * The floor for XLSX: writes given cells and native charts with plain
 * libxlsxwriter calls, as a program does that keeps to the library's looks.
 * Reads on standard input, fields parted by tabs:
 *     S name                            a sheet
 *     N row column format number        a number ("" or a number format)
 *     F row column format value formula a formula with its value
 *     T row column text                 a text
 *     C kind title                      a chart: column, bar, line or pie
 *     V name categories values          its next series: ranges such as
 *                                       =Sheet1!$B$5:$B$8
 *     I row column                      where it stands
 * usage: plain_xlsx OUT.xlsx < cells
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { MAX_FORMATS = 32 };

struct formats {
    char codes[MAX_FORMATS][40];
    lxw_format *formats[MAX_FORMATS];
    int n;
};

static lxw_format *find_format(lxw_workbook *book, struct formats *all,
                               const char *code)
{
    if (code[0] == '\0')
        return NULL;
    for (int i = 0; i < all->n; i++)
        if (strcmp(all->codes[i], code) == 0)
            return all->formats[i];
    if (all->n == MAX_FORMATS)
        return NULL;
    lxw_format *format = workbook_add_format(book);
    format_set_num_format(format, code);
    snprintf(all->codes[all->n], sizeof all->codes[0], "%s", code);
    all->formats[all->n++] = format;
    return format;
}

static lxw_chart *add_chart(lxw_workbook *book, const char *kind,
                            const char *title)
{
    static const struct {
        const char *name;
        uint8_t type;
    } kinds[] = {{"column", LXW_CHART_COLUMN},
                 {"bar", LXW_CHART_BAR},
                 {"line", LXW_CHART_LINE},
                 {"pie", LXW_CHART_PIE}};
    uint8_t type = LXW_CHART_COLUMN;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, kind) == 0)
            type = kinds[i].type;
    lxw_chart *chart = workbook_add_chart(book, type);
    chart_title_set_name(chart, title);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    return chart;
}

int main(int argc, char **argv)
{
    static char line[65536];
    struct formats formats = {.n = 0};
    if (argc != 2)
        return 2;
    lxw_workbook *book = workbook_new(argv[1]);
    lxw_worksheet *sheet = NULL;
    lxw_chart *chart = NULL;
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *fields[6] = {0};
        char *rest = line;
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < 6 && rest != NULL; i++)
            fields[i] = strsep(&rest, "\t");
        if (line[0] == 'S') {
            sheet = workbook_add_worksheet(book, fields[1]);
            continue;
        }
        if (line[0] == 'C') {
            chart = add_chart(book, fields[1], fields[2]);
            continue;
        }
        if (line[0] == 'V') {
            chart_series_set_name(chart_add_series(chart, fields[2], fields[3]),
                                  fields[1]);
            continue;
        }
        lxw_row_t row = (lxw_row_t)atoi(fields[1]);
        lxw_col_t column = (lxw_col_t)atoi(fields[2]);
        if (line[0] == 'I')
            worksheet_insert_chart(sheet, row, column, chart);
        else if (line[0] == 'T')
            worksheet_write_string(sheet, row, column, fields[3], NULL);
        else if (line[0] == 'N')
            worksheet_write_number(sheet, row, column, atof(fields[4]),
                                   find_format(book, &formats, fields[3]));
        else if (line[0] == 'F')
            worksheet_write_formula_num(sheet, row, column, fields[5],
                                        find_format(book, &formats, fields[3]),
                                        atof(fields[4]));
    }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
