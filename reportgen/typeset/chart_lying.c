/*
 * Bars: categories from top to bottom, figures to the right.
 */
#include "typeset/chart_look.h"
#include "typeset/chart_set.h"

enum {
    NAMES_PERMILLE = 400, /* of the width, at most, for names */
    ONE_BAR = 13000,
    SOME_BARS = 11000, /* each of several series */
    THICKEST_BAR = 24000,
    BETWEEN = 7000, /* the bars of two categories */
    TICK_GAP = 9000,
    MOST_TICKS = 8,
    VALUE_GAP = 2500
};

struct lying {
    struct charter *charter;
    const struct chart *chart;
    struct chart_scale scale;
    struct label *ticks;
    struct label *names;
    mpt names_width, names_height; /* of the widest and the highest */
    mpt values_width;              /* 0: figures are not printed */
    mpt left, width;               /* of the plot */
    mpt slot;                      /* height of a category */
    size_t every;                  /* print every Nth name only */
};

static mpt across(const struct lying *lying, int64_t grains)
{
    return lying->left + (mpt)((grains - lying->scale.low) * lying->width /
                               (lying->scale.high - lying->scale.low));
}

static bool set_names(struct lying *lying)
{
    struct charter *charter = lying->charter;
    const mpt most = (mpt)((int64_t)charter->width * NAMES_PERMILLE / 1000);
    lying->names = ARENA_ARRAY(flow_arena(charter->drawing.flow), struct label,
                               lying->chart->n_categories);
    for (size_t i = 0; i < lying->chart->n_categories; i++) {
        struct label *name = &lying->names[i];
        if (!label_set(&charter->drawing, lying->chart->categories[i], most,
                       ALIGN_RIGHT, name))
            return false;
        if (name->width > lying->names_width)
            lying->names_width = name->width;
        if (name->height > lying->names_height)
            lying->names_height = name->height;
    }
    return true;
}

/* As many ticks as fit side by side. */
static bool choose_scale(struct lying *lying, int64_t lowest, int64_t highest)
{
    struct charter *charter = lying->charter;
    for (int most = MOST_TICKS; most >= 2; most--) {
        mpt widest;
        lying->scale = chart_scale_make(lowest, highest, charter->exponent,
                                        lying->chart->whole, most);
        lying->ticks = charter_ticks(charter, &lying->scale, &widest);
        if (!lying->ticks)
            return false;
        const mpt steps = (mpt)chart_scale_n_ticks(&lying->scale) - 1;
        if ((int64_t)(widest + TICK_GAP) * steps <= lying->width)
            break;
    }
    return true;
}

/* Room at both ends of the bars: for figures, and for half a tick's text. */
static bool set_across(struct lying *lying)
{
    struct charter *charter = lying->charter;
    int64_t lowest, highest;
    mpt widest;
    charter_range(charter, &lowest, &highest);
    if (lying->chart->shows_values &&
        !charter_values_width(charter, &lying->values_width))
        return false;
    const mpt value =
        lying->values_width > 0 ? lying->values_width + VALUE_GAP : 0;
    lying->left =
        charter->x + lying->names_width + CHART_PAD + (lowest < 0 ? value : 0);
    const mpt right = charter->x + charter->width;
    lying->width = right - lying->left - (highest > 0 ? value : 0);
    if (!choose_scale(lying, lowest, highest))
        return false;
    const struct label *last =
        &lying->ticks[chart_scale_n_ticks(&lying->scale) - 1];
    widest = last->width / 2;
    if (lying->left + lying->width + widest > right)
        lying->width = right - lying->left - widest;
    return true;
}

static size_t bars_in_slot(const struct lying *lying)
{
    return lying->chart->n_series;
}

/* The height of a category: from its name and bars, or from the height that
   was asked for, or what the page has. */
static void set_slot(struct lying *lying, mpt around)
{
    struct charter *charter = lying->charter;
    const mpt n = (mpt)lying->chart->n_categories;
    mpt bars = lying->chart->n_series == 1
                   ? ONE_BAR
                   : SOME_BARS * (mpt)lying->chart->n_series;
    lying->slot = bars > lying->names_height ? bars : lying->names_height;
    lying->slot += BETWEEN;
    if (charter->height > around &&
        (charter->height - around) / n > lying->slot)
        lying->slot = (charter->height - around) / n;
    if (charter->room > around && (charter->room - around) / n < lying->slot)
        lying->slot = (charter->room - around) / n;
    lying->every = charter_every(charter, lying->names_height, lying->slot);
}

static mpt bar_height(const struct lying *lying)
{
    mpt between = lying->slot / 4 < BETWEEN ? lying->slot / 4 : BETWEEN;
    mpt height = (lying->slot - between) / (mpt)bars_in_slot(lying);
    return height > THICKEST_BAR ? THICKEST_BAR : height;
}

static void draw_grid(struct lying *lying, mpt top, mpt foot)
{
    struct drawing *drawing = &lying->charter->drawing;
    for (size_t i = 0; i < chart_scale_n_ticks(&lying->scale); i++) {
        const struct label *tick = &lying->ticks[i];
        const int64_t grains = chart_scale_tick(&lying->scale, i);
        const mpt x = across(lying, grains);
        if (grains != 0)
            drawing_add_line(drawing, CHART_GRID, CHART_GRID_GREY,
                             (struct spot){x, top}, (struct spot){x, foot});
        label_put(drawing, tick, x - tick->width / 2, foot - CHART_PAD, 0);
    }
}

static bool draw_bar(struct lying *lying, size_t series, size_t category,
                     mpt middle)
{
    struct charter *charter = lying->charter;
    const struct chart_point *point = charter_point(charter, series, category);
    if (!point)
        return true;
    const mpt height = bar_height(lying);
    const mpt top =
        middle + height * (mpt)bars_in_slot(lying) / 2 - height * (mpt)series;
    const int64_t grains = charter_grains(charter, series, category);
    const mpt zero = across(lying, 0), end = across(lying, grains);
    if (grains != 0)
        chart_fill_box(&charter->drawing, end < zero ? end : zero, top - height,
                       end < zero ? zero - end : end - zero, height, series);
    if (lying->values_width == 0 ||
        height < charter->drawing.style->size * 3 / 4)
        return true;
    struct label label;
    if (!charter_line(charter, point->text, &label))
        return false;
    label_put(&charter->drawing, &label,
              grains < 0 ? end - VALUE_GAP - label.width : end + VALUE_GAP,
              top - height / 2 + charter->leading / 2, 0);
    return true;
}

static bool draw_category(struct lying *lying, size_t category, mpt top)
{
    struct charter *charter = lying->charter;
    const struct label *name = &lying->names[category];
    const mpt middle = top - lying->slot / 2;
    if (category % lying->every == 0)
        label_put(&charter->drawing, name,
                  charter->x + lying->names_width - name->width,
                  middle + name->height / 2, 0);
    for (size_t i = 0; i < lying->chart->n_series; i++)
        if (!draw_bar(lying, i, category, middle))
            return false;
    return true;
}

static bool draw(struct lying *lying, mpt top, mpt foot)
{
    draw_grid(lying, top, foot);
    for (size_t i = 0; i < lying->chart->n_categories; i++)
        if (!draw_category(lying, i, top - lying->slot * (mpt)i))
            return false;
    const mpt zero = across(lying, 0);
    drawing_add_line(&lying->charter->drawing, CHART_AXIS, GREY_BLACK,
                     (struct spot){zero, top}, (struct spot){zero, foot});
    return true;
}

bool chart_lying(struct charter *charter, mpt *used)
{
    struct lying lying = {.charter = charter, .chart = charter->chart};
    struct label value = {0}, category = {0};
    struct drawing *drawing = &charter->drawing;
    if (!set_names(&lying) || !set_across(&lying))
        return false;
    if (lying.chart->category_title &&
        !label_set(drawing, lying.chart->category_title, charter->width,
                   ALIGN_LEFT, &category))
        return false;
    if (lying.chart->value_title &&
        !label_set(drawing, lying.chart->value_title, lying.width, ALIGN_CENTER,
                   &value))
        return false;
    const mpt below = CHART_PAD + charter->leading + value.height;
    set_slot(&lying, category.height + below);
    const mpt top = charter->top - category.height;
    const mpt foot = top - lying.slot * (mpt)lying.chart->n_categories;
    if (!draw(&lying, top, foot))
        return false;
    label_put(drawing, &category, charter->x, charter->top, 0);
    label_put(drawing, &value, lying.left + (lying.width - value.width) / 2,
              foot - CHART_PAD - charter->leading, 0);
    *used = charter->top - (foot - below);
    return true;
}
