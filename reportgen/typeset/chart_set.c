#include "typeset/chart_set.h"

#include "base/ratio.h"

enum {
    LEGEND_GAP = 8000,
    PIE_WIDTH = 210000,    /* with the shares around it */
    LEGEND_PERMILLE = 420, /* of the width, at most, beside the plot */
    PIE_LEGEND_PERMILLE = 560
};

/* ---- figures ------------------------------------------------------------- */

const struct chart_point *charter_point(const struct charter *charter,
                                        size_t series, size_t category)
{
    const struct chart_point *point =
        &charter->chart->series[series].points[category];
    return point->text ? point : NULL;
}

int64_t charter_grains(const struct charter *charter, size_t series,
                       size_t category)
{
    return charter->grains[series * charter->chart->n_categories + category];
}

static void make_grains(struct charter *charter)
{
    const struct chart *chart = charter->chart;
    struct ratio most = {0, 1};
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->n_categories; j++) {
            const struct chart_point *point = charter_point(charter, i, j);
            if (!point)
                continue;
            struct ratio size = point->amount;
            if (size.numerator < 0)
                size.numerator = -size.numerator;
            if (ratio_compare(size, most) > 0)
                most = size;
        }
    charter->exponent = most.numerator == 0 ? 0 : chart_exponent(most);
    charter->grains = ARENA_ARRAY(flow_arena(charter->drawing.flow), int64_t,
                                  chart->n_series * chart->n_categories);
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->n_categories; j++)
            if (charter_point(charter, i, j))
                charter->grains[i * chart->n_categories + j] = chart_grains(
                    chart->series[i].points[j].amount, charter->exponent);
}

void charter_range(const struct charter *charter, int64_t *lowest,
                   int64_t *highest)
{
    const struct chart *chart = charter->chart;
    *lowest = *highest = 0;
    for (size_t j = 0; j < chart->n_categories; j++) {
        int64_t below = 0, above = 0;
        for (size_t i = 0; i < chart->n_series; i++) {
            int64_t grains = charter_grains(charter, i, j);
            if (chart->kind != CHART_STACKED)
                below = above = 0;
            if (grains < 0)
                below += grains;
            else
                above += grains;
            *lowest = below < *lowest ? below : *lowest;
            *highest = above > *highest ? above : *highest;
        }
    }
}

/* ---- words --------------------------------------------------------------- */

bool charter_line(struct charter *charter, const char *text,
                  struct label *label)
{
    /* Wider than any paper, so nothing breaks. */
    enum { ENDLESS = 100000000 };
    return label_set(&charter->drawing, text, ENDLESS, ALIGN_LEFT, label);
}

static bool widen(struct charter *charter, const char *text, mpt *width)
{
    mpt natural, least;
    if (!text)
        return true;
    if (!label_measure(&charter->drawing, text, &natural, &least))
        return false;
    *width = natural > *width ? natural : *width;
    return true;
}

bool charter_values_width(struct charter *charter, mpt *width)
{
    const struct chart *chart = charter->chart;
    *width = 0;
    for (size_t i = 0; i < chart->n_series; i++)
        for (size_t j = 0; j < chart->n_categories; j++)
            if (!widen(charter, chart->series[i].points[j].text, width))
                return false;
    for (size_t j = 0; chart->totals && j < chart->n_categories; j++)
        if (!widen(charter, chart->totals[j], width))
            return false;
    return true;
}

struct label *charter_ticks(struct charter *charter,
                            const struct chart_scale *scale, mpt *widest)
{
    struct arena *arena = flow_arena(charter->drawing.flow);
    const size_t n = chart_scale_n_ticks(scale);
    struct label *labels = ARENA_ARRAY(arena, struct label, n);
    *widest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!charter_line(charter, chart_scale_text(arena, scale, i),
                          &labels[i]))
            return NULL;
        if (labels[i].width > *widest)
            *widest = labels[i].width;
    }
    return labels;
}

size_t charter_every(struct charter *charter, mpt pitch, mpt pitch_given)
{
    if (pitch <= pitch_given)
        return 1;
    if (pitch_given < 1)
        pitch_given = 1;
    const size_t every = (size_t)((pitch + pitch_given - 1) / pitch_given);
    diag_report(charter->drawing.flow->setter->diag, DIAG_CHART_CROWDED,
                charter->drawing.place, charter->chart->name,
                charter->chart->n_categories, every);
    return every;
}

/* ---- the whole ----------------------------------------------------------- */

static bool set_plot(struct charter *charter, mpt *used)
{
    switch (charter->chart->kind) {
    case CHART_BARS:
        return chart_lying(charter, used);
    case CHART_PIE:
        return chart_pie(charter, used);
    default:
        return chart_upright(charter, used);
    }
}

static mpt reduced(mpt length, mpt by)
{
    return length > by ? length - by : 0;
}

/* The legend above or below takes its height from the plot. */
static bool set_with_legend(struct charter *charter, bool above, mpt *used)
{
    struct legend legend;
    const mpt x = charter->x, width = charter->width;
    if (!legend_set(charter, width, false, &legend))
        return false;
    const mpt taken = legend.height + LEGEND_GAP;
    charter->height = reduced(charter->height, taken);
    charter->room = reduced(charter->room, taken);
    if (above) {
        legend_put(charter, &legend, x, width, 0);
        charter->top = -taken;
    }
    if (!set_plot(charter, used))
        return false;
    if (!above)
        legend_put(charter, &legend, x, width, -*used - LEGEND_GAP);
    *used += taken;
    return true;
}

static bool set_beside_legend(struct charter *charter, mpt *used)
{
    struct legend legend;
    const mpt width = charter->width;
    const mpt most =
        (mpt)((int64_t)width *
              (charter->chart->kind == CHART_PIE ? PIE_LEGEND_PERMILLE
                                                 : LEGEND_PERMILLE) /
              1000);
    if (!legend_set(charter, most, true, &legend))
        return false;
    charter->width = width - legend.width - LEGEND_GAP;
    /* A pie and its legend stand in the middle together. */
    if (charter->chart->kind == CHART_PIE && charter->width > PIE_WIDTH) {
        charter->x += (charter->width - PIE_WIDTH) / 2;
        charter->width = PIE_WIDTH;
    }
    if (!set_plot(charter, used))
        return false;
    const mpt free_room = reduced(*used, legend.height);
    if (legend.height > *used)
        *used = legend.height;
    legend_put(charter, &legend, charter->x + charter->width + LEGEND_GAP,
               legend.width, -free_room / 2);
    return true;
}

static bool set_parts(struct charter *charter, mpt *used)
{
    const struct chart *chart = charter->chart;
    const bool told_apart = chart->kind == CHART_PIE || chart->n_series > 1;
    if (!told_apart || chart->legend == LEGEND_NONE)
        return set_plot(charter, used);
    if (chart->legend == LEGEND_RIGHT)
        return set_beside_legend(charter, used);
    return set_with_legend(charter, chart->legend == LEGEND_TOP, used);
}

bool chart_set(struct flow *flow, const struct chart *chart, const char *alt,
               tag_id tag, struct place place, mpt room, struct box *box)
{
    struct charter charter = {.drawing = {.flow = flow,
                                          .style = chart->label_style,
                                          .tag = tag,
                                          .place = place},
                              .chart = chart,
                              .leading = chart->label_style->leading,
                              .x = flow->x,
                              .width = flow->width,
                              .height = chart->height,
                              .room = room};
    mpt used;
    if (chart->width > 0 && chart->width < flow->width) {
        charter.width = chart->width;
        charter.x += (flow->width - chart->width) / 2;
    }
    if (charter.height > room)
        charter.height = room;
    const mpt x = charter.x, width = charter.width;
    make_grains(&charter);
    if (!set_parts(&charter, &used))
        return false;
    *box = drawing_take(&charter.drawing, x, width, used, alt);
    return true;
}
