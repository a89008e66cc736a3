/*
 * XLSX library: libxlsxwriter, loaded when the first workbook is written
 * (xlsxwriter.h only here).
 *
 * Many runs write no workbook, and the library stands on libcrypto, whose
 * start takes a tenth of such a run.  Its functions are called through a
 * table: library->worksheet_set_paper(sheet, 9).
 */
#ifndef OUTPUT_XLSX_LIBRARY_H
#define OUTPUT_XLSX_LIBRARY_H

#include "base/diag.h"

#include <stdbool.h>
#include <xlsxwriter.h>

/* The functions in use. */
#define XLSX_CALLS(CALL)                                                       \
    CALL(chart_add_series)                                                     \
    CALL(chart_axis_set_crossing_max)                                          \
    CALL(chart_axis_set_label_position)                                        \
    CALL(chart_axis_set_name)                                                  \
    CALL(chart_axis_set_reverse)                                               \
    CALL(chart_legend_set_position)                                            \
    CALL(chart_series_set_categories)                                          \
    CALL(chart_series_set_fill)                                                \
    CALL(chart_series_set_labels)                                              \
    CALL(chart_series_set_labels_percentage)                                   \
    CALL(chart_series_set_line)                                                \
    CALL(chart_series_set_marker_type)                                         \
    CALL(chart_series_set_name)                                                \
    CALL(chart_series_set_pattern)                                             \
    CALL(chart_series_set_points)                                              \
    CALL(chart_series_set_values)                                              \
    CALL(chart_title_set_name)                                                 \
    CALL(chart_title_set_name_font)                                            \
    CALL(format_set_align)                                                     \
    CALL(format_set_bg_color)                                                  \
    CALL(format_set_bold)                                                      \
    CALL(format_set_border)                                                    \
    CALL(format_set_font_color)                                                \
    CALL(format_set_font_name)                                                 \
    CALL(format_set_font_size)                                                 \
    CALL(format_set_indent)                                                    \
    CALL(format_set_italic)                                                    \
    CALL(format_set_num_format)                                                \
    CALL(format_set_text_wrap)                                                 \
    CALL(lxw_rowcol_to_cell)                                                   \
    CALL(lxw_strerror)                                                         \
    CALL(workbook_add_chart)                                                   \
    CALL(workbook_add_format)                                                  \
    CALL(workbook_add_worksheet)                                               \
    CALL(workbook_close)                                                       \
    CALL(workbook_new_opt)                                                     \
    CALL(workbook_set_properties)                                              \
    CALL(workbook_validate_sheet_name)                                         \
    CALL(worksheet_autofilter)                                                 \
    CALL(worksheet_center_horizontally)                                        \
    CALL(worksheet_fit_to_pages)                                               \
    CALL(worksheet_freeze_panes)                                               \
    CALL(worksheet_ignore_errors)                                              \
    CALL(worksheet_insert_chart_opt)                                           \
    CALL(worksheet_print_area)                                                 \
    CALL(worksheet_repeat_rows)                                                \
    CALL(worksheet_set_column)                                                 \
    CALL(worksheet_set_header_opt)                                             \
    CALL(worksheet_set_landscape)                                              \
    CALL(worksheet_set_margins)                                                \
    CALL(worksheet_set_paper)                                                  \
    CALL(worksheet_set_row)                                                    \
    CALL(worksheet_set_start_page)                                             \
    CALL(worksheet_write_blank)                                                \
    CALL(worksheet_write_formula_num)                                          \
    CALL(worksheet_write_number)                                               \
    CALL(worksheet_write_string)

struct xlsx_library {
#define XLSX_POINTER(name) __typeof__(name) *name;
    XLSX_CALLS(XLSX_POINTER)
#undef XLSX_POINTER
};

/* False after a report (library-missing). */
bool xlsx_library_load(struct xlsx_library *library, struct diag *diag);

#endif
