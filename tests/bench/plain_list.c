/*
 * The floor for a long list: N rows of twelve cells, texts and figures, from
 * memory to a workbook with plain libxlsxwriter calls in constant memory, with
 * the formats and the totals of the list that reportgen writes.
 * usage: plain_list N OUT.xlsx
 */
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const int n = atoi(argv[1]);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = NULL};
    lxw_workbook *book = workbook_new_opt(argv[2], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "A");
    lxw_format *text = workbook_add_format(book);
    lxw_format *figure = workbook_add_format(book);
    lxw_format *day = workbook_add_format(book);
    format_set_num_format(text, "@");
    format_set_num_format(figure, "#,##0");
    format_set_num_format(day, "dd/mm/yyyy");
    for (int i = 0; i < n; i++) {
        char id[32], machine[32], place[32], note[32];
        const lxw_row_t row = (lxw_row_t)i;
        snprintf(id, sizeof id, "R%d", i);
        snprintf(machine, sizeof machine, "Máy %d", i % 97);
        snprintf(place, sizeof place, "Xã %d", i % 300);
        snprintf(note, sizeof note, "ghi chú %d", i % 13);
        worksheet_set_row(sheet, row, 18, NULL);
        worksheet_write_string(sheet, row, 0, id, text);
        worksheet_write_string(sheet, row, 1, machine, text);
        worksheet_write_number(sheet, row, 2, 43830 + i % 365, day);
        worksheet_write_number(sheet, row, 3, i * 7.0, figure);
        worksheet_write_number(sheet, row, 4, i % 1000 * 1000.0, figure);
        worksheet_write_number(sheet, row, 5, i % 50, figure);
        worksheet_write_string(sheet, row, 6, place, text);
        worksheet_write_string(sheet, row, 7, "hỗ trợ", text);
        worksheet_write_number(sheet, row, 8, i * 31LL % 1000000, figure);
        worksheet_write_number(sheet, row, 9, i % 9, figure);
        worksheet_write_string(sheet, row, 10, note, text);
        worksheet_write_number(sheet, row, 11, i % 77 * 1000000.0, figure);
    }
    for (int i = 3; i < 12; i++) {
        char formula[64];
        snprintf(formula, sizeof formula, "=SUBTOTAL(9,%c1:%c%d)", 'A' + i,
                 'A' + i, n);
        if (i != 6 && i != 7 && i != 10)
            worksheet_write_formula_num(sheet, (lxw_row_t)n, (lxw_col_t)i,
                                        formula, figure, 0);
    }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
