/*
 * Columns, stacked columns and lines: categories from left to right, figures
 * upwards.
 */
#include "typeset/chart_look.h"
#include "typeset/chart_set.h"

enum {
    USUAL_HEIGHT = 200000,
    TICK_DISTANCE = 24000, /* between ticks, at least */
    SLOT_PERMILLE = 700,   /* of a category's room, filled by its columns */
    WIDEST_COLUMN = 56000,
    MOST_LINES = 4,       /* of a category's name below its columns */
    SLANT_PERMILLE = 450, /* of the height, for slanted names */
    VALUE_GAP = 1500
};

/* How the figures are printed at the columns. */
enum value_place { VALUES_NOWHERE, VALUES_LEVEL, VALUES_UPRIGHT };

struct upright {
    struct charter *charter;
    const struct chart *chart;
    struct chart_scale scale;
    struct label *ticks;
    mpt widest_tick;
    struct label *names; /* of categories */
    mpt names_height;
    size_t every; /* print every Nth name only */
    int turn;     /* of the names */
    enum value_place values;
    mpt above, below; /* what figures take above and below their columns */
    int64_t lowest, highest; /* figures that are drawn */
    mpt left, width;         /* of the plot */
    mpt foot, height; /* its lower edge; between its lowest and highest tick */
};

static mpt slot(const struct upright *up)
{
    return up->width / (mpt)up->chart->n_categories;
}

static mpt slot_middle(const struct upright *up, size_t category)
{
    return up->left + (mpt)((int64_t)up->width * (2 * (int64_t)category + 1) /
                            (2 * (int64_t)up->chart->n_categories));
}

/* The height on paper of a figure. */
static mpt height_of(const struct upright *up, int64_t grains)
{
    return up->foot + (mpt)((grains - up->scale.low) * up->height /
                            (up->scale.high - up->scale.low));
}

static size_t columns_in_slot(const struct upright *up)
{
    return up->chart->kind == CHART_COLUMNS ? up->chart->n_series : 1;
}

static mpt column_width(const struct upright *up)
{
    mpt width = (mpt)((int64_t)slot(up) * SLOT_PERMILLE / 1000 /
                      (int64_t)columns_in_slot(up));
    return width > WIDEST_COLUMN ? WIDEST_COLUMN : width;
}

/* ---- names of categories ------------------------------------------------- */

/* Names in lines below their columns; *FIT says whether all find room. */
static bool set_level_names(struct upright *up, bool *fit)
{
    struct drawing *drawing = &up->charter->drawing;
    const mpt room = slot(up) - CHART_PAD;
    up->names_height = 0;
    up->turn = 0;
    up->every = 1;
    *fit = false;
    for (size_t i = 0; i < up->chart->n_categories; i++) {
        mpt natural, least;
        const char *name = up->chart->categories[i];
        if (!label_measure(drawing, name, &natural, &least))
            return false;
        if (least > room)
            return true;
        if (!label_set(drawing, name, room, ALIGN_CENTER, &up->names[i]))
            return false;
        if (up->names[i].lines.n_lines > MOST_LINES)
            return true;
        if (up->names[i].height > up->names_height)
            up->names_height = up->names[i].height;
    }
    *fit = true;
    return true;
}

/* Slanted names end below their columns and extend to the left. */
static bool set_slanted_names(struct upright *up, mpt height)
{
    struct drawing *drawing = &up->charter->drawing;
    const size_t n = up->chart->n_categories;
    const mpt longest =
        (mpt)((int64_t)height * SLANT_PERMILLE / 1000 * 1414 / 1000);
    mpt reach = 0, tallest = 0;
    up->turn = 45;
    up->names_height = 0;
    for (size_t i = 0; i < n; i++) {
        if (!label_set(drawing, up->chart->categories[i], longest, ALIGN_RIGHT,
                       &up->names[i]))
            return false;
        if (up->names[i].height > tallest)
            tallest = up->names[i].height;
    }
    const mpt pitch = (mpt)((int64_t)tallest * 1414 / 1000);
    up->every = charter_every(up->charter, pitch, slot(up));
    for (size_t i = 0; i < n; i += up->every) {
        mpt wide = drawing_diagonal(up->names[i].width + tallest);
        mpt free_room = (mpt)((int64_t)slot(up) * (2 * (int64_t)i + 1) / 2);
        up->names_height = wide > up->names_height ? wide : up->names_height;
        reach = wide - free_room > reach ? wide - free_room : reach;
    }
    if (reach > up->widest_tick + CHART_PAD) {
        mpt moved = reach - up->widest_tick - CHART_PAD;
        up->left += moved;
        up->width -= moved;
    }
    return true;
}

static bool set_names(struct upright *up, mpt height)
{
    bool fit;
    up->names = ARENA_ARRAY(flow_arena(up->charter->drawing.flow), struct label,
                            up->chart->n_categories);
    return set_level_names(up, &fit) && (fit || set_slanted_names(up, height));
}

static void put_names(struct upright *up, mpt top)
{
    struct drawing *drawing = &up->charter->drawing;
    for (size_t i = 0; i < up->chart->n_categories; i += up->every) {
        const struct label *name = &up->names[i];
        mpt x = slot_middle(up, i);
        if (up->turn == 0) {
            label_put(drawing, name, x - name->width / 2, top, 0);
            continue;
        }
        /* The upper right corner of the words stands below the column. */
        mpt along = drawing_diagonal(name->width);
        label_put(drawing, name, x - along, top - along, up->turn);
    }
}

/* ---- the plot ------------------------------------------------------------ */

/* The lowest figure of a line, which its number may stand below. */
static int64_t lowest_of_line(const struct upright *up)
{
    int64_t lowest = up->highest;
    for (size_t j = 0; j < up->chart->n_categories; j++)
        if (charter_point(up->charter, 0, j) &&
            charter_grains(up->charter, 0, j) < lowest)
            lowest = charter_grains(up->charter, 0, j);
    return lowest;
}

/* Chooses how figures are printed: level above the columns if they fit,
   otherwise upright. */
static bool choose_values(struct upright *up)
{
    mpt widest;
    mpt level = slot(up), leading = up->charter->leading;
    up->values = VALUES_NOWHERE;
    if (!up->chart->shows_values)
        return true;
    if (!charter_values_width(up->charter, &widest))
        return false;
    if (columns_in_slot(up) > 1)
        level = column_width(up);
    if (up->chart->kind == CHART_LINE && up->chart->n_series > 1)
        return true;
    if (widest + VALUE_GAP <= level) {
        up->values = VALUES_LEVEL;
        up->above = leading + VALUE_GAP;
    } else if (up->chart->kind == CHART_COLUMNS &&
               column_width(up) >= leading - VALUE_GAP) {
        up->values = VALUES_UPRIGHT;
        up->above = widest + 2 * VALUE_GAP;
    }
    if (up->chart->kind == CHART_LINE) {
        up->lowest = lowest_of_line(up);
        up->above += CHART_PAD;
        up->below = up->above;
    } else if (up->lowest < 0) {
        up->below = up->above;
    }
    return true;
}

static bool choose_scale(struct upright *up, mpt height)
{
    int most = (int)(height * 2 / 3 / TICK_DISTANCE);
    charter_range(up->charter, &up->lowest, &up->highest);
    up->scale = chart_scale_make(up->lowest, up->highest, up->charter->exponent,
                                 up->chart->whole, most < 2 ? 2 : most);
    up->ticks = charter_ticks(up->charter, &up->scale, &up->widest_tick);
    up->left = up->charter->x + up->widest_tick + CHART_PAD;
    up->width = up->charter->width - up->widest_tick - CHART_PAD;
    return up->ticks && set_names(up, height) && choose_values(up);
}

static void draw_grid(struct upright *up)
{
    struct drawing *drawing = &up->charter->drawing;
    for (size_t i = 0; i < chart_scale_n_ticks(&up->scale); i++) {
        const struct label *tick = &up->ticks[i];
        const int64_t grains = chart_scale_tick(&up->scale, i);
        const mpt y = height_of(up, grains);
        if (grains != 0)
            drawing_add_line(drawing, CHART_GRID, CHART_GRID_GREY,
                             (struct spot){up->left, y},
                             (struct spot){up->left + up->width, y});
        label_put(drawing, tick, up->left - CHART_PAD - tick->width,
                  y + up->charter->leading / 2, 0);
    }
}

static void draw_zero(struct upright *up)
{
    const mpt y = height_of(up, 0);
    drawing_add_line(&up->charter->drawing, CHART_AXIS, GREY_BLACK,
                     (struct spot){up->left, y},
                     (struct spot){up->left + up->width, y});
}

/* The figure TEXT beside the end of its column at (X, Y), X its middle. */
static bool put_value(struct upright *up, const char *text, mpt x, mpt y,
                      bool above)
{
    struct drawing *drawing = &up->charter->drawing;
    const mpt leading = up->charter->leading;
    struct label label;
    if (!charter_line(up->charter, text, &label))
        return false;
    if (up->values == VALUES_UPRIGHT) {
        mpt foot = above ? y + VALUE_GAP : y - VALUE_GAP - label.width;
        label_put(drawing, &label, x - leading / 2, foot, 90);
        return true;
    }
    mpt top = above ? y + VALUE_GAP / 2 + leading : y - VALUE_GAP / 2;
    label_put(drawing, &label, x - label.width / 2, top, 0);
    return true;
}

/* ---- columns ------------------------------------------------------------- */

static bool draw_column(struct upright *up, size_t series, size_t category)
{
    const struct chart_point *point =
        charter_point(up->charter, series, category);
    if (!point)
        return true;
    const mpt width = column_width(up);
    const mpt x = slot_middle(up, category) -
                  width * (mpt)columns_in_slot(up) / 2 + width * (mpt)series;
    const mpt zero = height_of(up, 0);
    const int64_t grains = charter_grains(up->charter, series, category);
    const mpt end = height_of(up, grains);
    if (grains != 0)
        chart_fill_box(&up->charter->drawing, x, end < zero ? end : zero, width,
                       end < zero ? zero - end : end - zero, series);
    return up->values == VALUES_NOWHERE ||
           put_value(up, point->text, x + width / 2, end, grains >= 0);
}

static bool draw_columns(struct upright *up)
{
    for (size_t j = 0; j < up->chart->n_categories; j++)
        for (size_t i = 0; i < up->chart->n_series; i++)
            if (!draw_column(up, i, j))
                return false;
    return true;
}

/* ---- stacks -------------------------------------------------------------- */

/* Prints the figure of a part inside it when there is room. */
static bool put_inside(struct upright *up, const char *text, mpt x, mpt foot,
                       mpt height)
{
    struct drawing *drawing = &up->charter->drawing;
    const mpt leading = up->charter->leading;
    struct label label;
    if (!charter_line(up->charter, text, &label))
        return false;
    if (label.width + 2 * CHART_PAD > column_width(up) ||
        height < leading + VALUE_GAP)
        return true;
    const mpt ground = label.width + 2 * VALUE_GAP;
    const mpt high = drawing->style->size;
    drawing_add_ground(drawing, x - ground / 2, foot + (height - high) / 2,
                       ground, high);
    label_put(drawing, &label, x - label.width / 2,
              foot + (height + leading) / 2, 0);
    return true;
}

static bool draw_stack(struct upright *up, size_t category)
{
    const mpt width = column_width(up);
    const mpt middle = slot_middle(up, category);
    int64_t above = 0, below = 0;
    for (size_t i = 0; i < up->chart->n_series; i++) {
        const int64_t grains = charter_grains(up->charter, i, category);
        int64_t *end = grains < 0 ? &below : &above;
        mpt a = height_of(up, *end), b = height_of(up, *end + grains);
        mpt foot = a < b ? a : b, height = a < b ? b - a : a - b;
        *end += grains;
        if (grains == 0)
            continue;
        chart_fill_box(&up->charter->drawing, middle - width / 2, foot, width,
                       height, i);
        if (up->chart->shows_values &&
            !put_inside(up, up->chart->series[i].points[category].text, middle,
                        foot, height))
            return false;
    }
    if (up->values == VALUES_NOWHERE || !up->chart->totals ||
        !up->chart->totals[category])
        return true;
    return put_value(up, up->chart->totals[category], middle,
                     height_of(up, above), true);
}

static bool draw_stacks(struct upright *up)
{
    for (size_t j = 0; j < up->chart->n_categories; j++)
        if (!draw_stack(up, j))
            return false;
    return true;
}

/* ---- lines --------------------------------------------------------------- */

static struct spot line_spot(const struct upright *up, size_t series, size_t j)
{
    return (struct spot){slot_middle(up, j),
                         height_of(up, charter_grains(up->charter, series, j))};
}

/* A line has a gap where a figure is missing. */
static void draw_line(struct upright *up, size_t series)
{
    const size_t n = up->chart->n_categories;
    struct arena *arena = flow_arena(up->charter->drawing.flow);
    struct spot *spots = ARENA_ARRAY(arena, struct spot, n);
    size_t n_spots = 0;
    for (size_t j = 0; j < n; j++) {
        if (charter_point(up->charter, series, j)) {
            spots[n_spots++] = line_spot(up, series, j);
            continue;
        }
        chart_draw_line(&up->charter->drawing, spots, n_spots, series);
        n_spots = 0;
    }
    chart_draw_line(&up->charter->drawing, spots, n_spots, series);
    for (size_t j = 0; j < n; j++)
        if (charter_point(up->charter, series, j))
            chart_draw_mark(&up->charter->drawing, line_spot(up, series, j),
                            series);
}

/* A figure stands above its mark, in a hollow of the line below it. */
static bool put_line_value(struct upright *up, size_t j)
{
    const struct chart_point *point = charter_point(up->charter, 0, j);
    if (!point)
        return true;
    const int64_t here = charter_grains(up->charter, 0, j);
    int64_t sides = 0;
    if (j > 0)
        sides += charter_grains(up->charter, 0, j - 1) - here;
    if (j + 1 < up->chart->n_categories)
        sides += charter_grains(up->charter, 0, j + 1) - here;
    const bool above = sides <= 0;
    const struct spot at = line_spot(up, 0, j);
    return put_value(up, point->text, at.x,
                     at.y + (above ? CHART_PAD : -CHART_PAD), above);
}

static bool draw_lines(struct upright *up)
{
    for (size_t i = 0; i < up->chart->n_series; i++)
        draw_line(up, i);
    for (size_t j = 0;
         up->values != VALUES_NOWHERE && j < up->chart->n_categories; j++)
        if (!put_line_value(up, j))
            return false;
    return true;
}

/* ---- the whole ----------------------------------------------------------- */

static bool draw(struct upright *up)
{
    bool ok;
    draw_grid(up);
    if (up->chart->kind == CHART_STACKED)
        ok = draw_stacks(up);
    else if (up->chart->kind == CHART_LINE)
        ok = draw_lines(up);
    else
        ok = draw_columns(up);
    draw_zero(up);
    return ok;
}

/* What is left of ROOM for figures when the plot, HEIGHT high, has REST of its
   scale free there. */
static mpt beyond(const struct upright *up, mpt room, int64_t rest, mpt height)
{
    const mpt within = (mpt)(rest * height / (up->scale.high - up->scale.low));
    return room > within ? room - within : 0;
}

/* Shares ROOM between the plot and what figures need beyond it. */
static void set_heights(struct upright *up, mpt room, mpt *above, mpt *below)
{
    const mpt half = up->charter->leading / 2; /* of the topmost tick's text */
    *above = *below = 0;
    for (int i = 0; i < 3; i++) {
        up->height = room - *above - *below;
        if (up->height < CHART_LEAST_PLOT)
            up->height = CHART_LEAST_PLOT;
        *above =
            beyond(up, up->above, up->scale.high - up->highest, up->height);
        *below = beyond(up, up->below, up->lowest - up->scale.low, up->height);
        if (*above < half)
            *above = half;
    }
}

bool chart_upright(struct charter *charter, mpt *used)
{
    struct upright up = {.charter = charter, .chart = charter->chart};
    struct label value = {0}, category = {0};
    const mpt height = charter->height > 0 ? charter->height : USUAL_HEIGHT;
    if (!choose_scale(&up, height))
        return false;
    if (up.chart->value_title &&
        !label_set(&charter->drawing, up.chart->value_title, charter->width,
                   ALIGN_LEFT, &value))
        return false;
    if (up.chart->category_title &&
        !label_set(&charter->drawing, up.chart->category_title, up.width,
                   ALIGN_CENTER, &category))
        return false;
    mpt above, below;
    const mpt head = value.height > 0 ? value.height + VALUE_GAP : 0;
    const mpt words = CHART_PAD + up.names_height + category.height;
    set_heights(&up, height - head - words, &above, &below);
    const mpt top = head + above, bottom = below + words;
    up.foot = charter->top - top - up.height;
    if (!draw(&up))
        return false;
    put_names(&up, up.foot - below - CHART_PAD);
    label_put(&charter->drawing, &value, charter->x, charter->top, 0);
    label_put(&charter->drawing, &category,
              up.left + (up.width - category.width) / 2,
              up.foot - bottom + category.height, 0);
    *used = top + up.height + bottom;
    return true;
}
