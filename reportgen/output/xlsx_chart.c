#include "output/xlsx_page.h"
#include "output/xlsx_private.h"

enum {
    LABEL_SIZE = 11, /* points */
    PIXELS_A_ROW = 20,
    USUAL_WIDTH = 480, /* pixels of the library's charts */
    USUAL_HEIGHT = 288
};

/* Greys and hatches that a printer without colours keeps apart. */
static const struct chart_look {
    lxw_color_t fill;
    uint8_t pattern; /* in black on FILL; 0: none */
    uint8_t dash;    /* of a line */
    uint8_t marker;
} chart_looks[] = {
    {0x595959, 0, LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_CIRCLE},
    {0xE0E0E0, 0, LXW_CHART_LINE_DASH_DASH, LXW_CHART_MARKER_SQUARE},
    {0xFFFFFF, LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
     LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_TRIANGLE},
    {0x9E9E9E, 0, LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_MARKER_DIAMOND},
    {0xFFFFFF, LXW_CHART_PATTERN_OUTLINED_DIAMOND,
     LXW_CHART_LINE_DASH_LONG_DASH, LXW_CHART_MARKER_X},
    {0xFFFFFF, 0, LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_PLUS},
    {0x010101, 0, LXW_CHART_LINE_DASH_DASH, LXW_CHART_MARKER_STAR},
    {0xFFFFFF, LXW_CHART_PATTERN_NARROW_HORIZONTAL,
     LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_MARKER_CIRCLE},
    {0xFFFFFF, LXW_CHART_PATTERN_NARROW_VERTICAL, LXW_CHART_LINE_DASH_LONG_DASH,
     LXW_CHART_MARKER_SQUARE},
    {0xE0E0E0, LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
     LXW_CHART_LINE_DASH_SOLID, LXW_CHART_MARKER_DIAMOND},
    {0xFFFFFF, LXW_CHART_PATTERN_LARGE_GRID, LXW_CHART_LINE_DASH_DASH,
     LXW_CHART_MARKER_TRIANGLE},
    {0xFFFFFF, LXW_CHART_PATTERN_DARK_UPWARD_DIAGONAL,
     LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_MARKER_X},
};

static const struct chart_look *chart_look_of(size_t i)
{
    return &chart_looks[i % (sizeof chart_looks / sizeof *chart_looks)];
}

static lxw_chart_fill fill_of(const struct chart_look *look)
{
    return (lxw_chart_fill){.color = look->fill};
}

static lxw_chart_pattern pattern_of(const struct chart_look *look)
{
    return (lxw_chart_pattern){
        .fg_color = 0x010101, .bg_color = look->fill, .type = look->pattern};
}

static void dress_series(lxw_chart_series *series, enum chart_kind kind,
                         size_t i)
{
    const struct chart_look *look = chart_look_of(i);
    lxw_chart_line line = {.color = 0x010101, .width = 0.75f};
    lxw_chart_fill fill = fill_of(look);
    lxw_chart_pattern pattern = pattern_of(look);
    if (kind == CHART_LINE) {
        line.width = 1.5f;
        line.dash_type = look->dash;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, look->marker);
        return;
    }
    chart_series_set_line(series, &line);
    if (look->pattern != 0)
        chart_series_set_pattern(series, &pattern);
    else
        chart_series_set_fill(series, &fill);
}

/* Gives every slice of a pie its own look; the library copies them. */
static void dress_slices(struct sheet_page *page, lxw_chart_series *series,
                         size_t n)
{
    struct arena *arena = page->book->arena;
    lxw_chart_line *line = ARENA_NEW(arena, lxw_chart_line);
    lxw_chart_point **points = ARENA_ARRAY(arena, lxw_chart_point *, n + 1);
    *line = (lxw_chart_line){.color = 0x010101, .width = 0.75f};
    for (size_t i = 0; i < n; i++) {
        const struct chart_look *look = chart_look_of(i);
        points[i] = ARENA_NEW(arena, lxw_chart_point);
        points[i]->line = line;
        if (look->pattern != 0) {
            points[i]->pattern = ARENA_NEW(arena, lxw_chart_pattern);
            *points[i]->pattern = pattern_of(look);
        } else {
            points[i]->fill = ARENA_NEW(arena, lxw_chart_fill);
            *points[i]->fill = fill_of(look);
        }
    }
    xlsx_check(page->book, chart_series_set_points(series, points));
}

/* Figures at every column of several series would hide the columns. */
static bool shows_values(const struct chart *drawn)
{
    enum { MOST_VALUES = 12 };
    if (!drawn->shows_values || drawn->n_series == 1)
        return drawn->shows_values;
    return drawn->kind != CHART_LINE && drawn->kind != CHART_STACKED &&
           drawn->n_series * drawn->n_categories <= MOST_VALUES;
}

/* Protects a name from being read as a formula: the library takes text that
   begins with "=" as one. */
static const char *literal(struct sheet_page *page, const char *name)
{
    return *name == '=' ? arena_printf(page->book->arena, " %s", name) : name;
}

/* The letters of all that a chart says; the library copies them. */
static lxw_chart_font *chart_font(struct sheet_page *page, int size, bool bold)
{
    lxw_chart_font *font = ARENA_NEW(page->book->arena, lxw_chart_font);
    *font = (lxw_chart_font){.name = arena_strdup(page->book->arena, XLSX_FONT),
                             .size = size,
                             .bold = bold ? LXW_TRUE : LXW_EXPLICIT_FALSE};
    return font;
}

/* Adds series I, whose names and figures are cells of the table. */
static void add_series(struct sheet_page *page, lxw_chart *chart,
                       const struct sheet_chart *info, size_t i)
{
    const char *sheet = page->plan->sheet->name;
    const lxw_row_t first =
        (lxw_row_t)(page->plan->first_body + info->first_row);
    const lxw_row_t last = (lxw_row_t)(first + info->n_categories - 1);
    const struct chart *drawn = info->chart;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, sheet, first, info->label_column, last,
                                info->label_column);
    chart_series_set_values(series, sheet, first, info->columns[i], last,
                            info->columns[i]);
    xlsx_private_quote_series(series);
    if (*drawn->series[i].label != '\0')
        chart_series_set_name(series, literal(page, drawn->series[i].label));
    if (drawn->kind == CHART_PIE)
        dress_slices(page, series, info->n_categories);
    else
        dress_series(series, drawn->kind, i);
    if (!shows_values(drawn))
        return;
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, chart_font(page, LABEL_SIZE, false));
    if (drawn->kind == CHART_PIE)
        chart_series_set_labels_percentage(series);
}

static void set_legend(struct sheet_page *page, lxw_chart *chart,
                       const struct chart *drawn)
{
    static const uint8_t places[] = {
        [LEGEND_BOTTOM] = LXW_CHART_LEGEND_BOTTOM,
        [LEGEND_RIGHT] = LXW_CHART_LEGEND_RIGHT,
        [LEGEND_TOP] = LXW_CHART_LEGEND_TOP,
        [LEGEND_NONE] = LXW_CHART_LEGEND_NONE,
    };
    const bool told_apart = drawn->kind == CHART_PIE || drawn->n_series > 1;
    chart_legend_set_position(chart, told_apart ? places[drawn->legend]
                                                : LXW_CHART_LEGEND_NONE);
    chart_legend_set_font(chart, chart_font(page, LABEL_SIZE, false));
}

static void set_axis(struct sheet_page *page, lxw_chart_axis *axis,
                     const char *title)
{
    if (title) {
        chart_axis_set_name(axis, literal(page, title));
        chart_axis_set_name_font(axis, chart_font(page, LABEL_SIZE, true));
    }
    chart_axis_set_num_font(axis, chart_font(page, LABEL_SIZE, false));
}

/* The library names axes by position, so a bar chart swaps them. */
static void set_axes(struct sheet_page *page, lxw_chart *chart,
                     const struct chart *drawn)
{
    const bool lying = drawn->kind == CHART_BARS;
    lxw_chart_axis *categories = lying ? chart->y_axis : chart->x_axis;
    lxw_chart_axis *figures = lying ? chart->x_axis : chart->y_axis;
    set_axis(page, categories, drawn->category_title);
    set_axis(page, figures, drawn->value_title);
    chart_axis_set_label_position(categories,
                                  LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if (!lying)
        return;
    /* Puts the first category at the top and the value axis at the bottom. */
    chart_axis_set_reverse(categories);
    chart_axis_set_crossing_max(categories);
}

/* The width of all columns in the pixels that the library counts, which decides
   which cells a chart covers. */
static double table_pixels(const struct xlsx_plan *plan)
{
    enum { CHARACTER = 7, PADDING = 5 };
    double pixels = 0;
    for (size_t i = 0; i < plan->n_columns; i++)
        pixels +=
            (int)(xlsx_column_width(plan->widths[i]) * CHARACTER) + PADDING;
    return pixels;
}

void xlsx_write_chart(struct sheet_page *page)
{
    static const uint8_t types[CHART_KINDS] = {
        [CHART_COLUMNS] = LXW_CHART_COLUMN,
        [CHART_STACKED] = LXW_CHART_COLUMN_STACKED,
        [CHART_BARS] = LXW_CHART_BAR,
        [CHART_LINE] = LXW_CHART_LINE,
        [CHART_PIE] = LXW_CHART_PIE,
    };
    const struct sheet_chart *info = page->plan->sheet->chart;
    lxw_chart *chart =
        workbook_add_chart(page->book->workbook, types[info->chart->kind]);
    const double scale = table_pixels(page->plan) / USUAL_WIDTH;
    for (size_t i = 0; i < info->chart->n_series; i++)
        add_series(page, chart, info, i);
    chart_title_set_name(chart, literal(page, info->title));
    chart_title_set_name_font(chart, chart_font(page, XLSX_BODY_SIZE, true));
    set_legend(page, chart, info->chart);
    if (info->chart->kind != CHART_PIE)
        set_axes(page, chart, info->chart);
    lxw_chart_options options = {
        .object_position = LXW_OBJECT_MOVE_AND_SIZE,
        .x_scale = scale,
        .y_scale = XLSX_CHART_ROWS * PIXELS_A_ROW / (double)USUAL_HEIGHT,
        .description = arena_strdup(page->book->arena, info->alt)};
    xlsx_check(page->book, worksheet_insert_chart_opt(
                               page->sheet, (lxw_row_t)(page->plan->n_rows + 1),
                               0, chart, &options));
}
