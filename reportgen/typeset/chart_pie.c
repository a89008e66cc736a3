/*
 * Pies: parts of a whole, clockwise from the top.
 */
#include "typeset/chart_look.h"
#include "typeset/chart_set.h"

enum {
    USUAL_HEIGHT = 170000,
    RADIUS_PERMILLE = 330, /* of the width, at most */
    LEAST_RADIUS = 40000,
    LEAST_SHARE = 60,     /* thousandths: smaller parts have no words */
    DEGREE = 1000,        /* angles are in thousandths of a degree */
    ARC_STEP = 3 * DEGREE /* between corners of an arc: 0.03 % of the radius */
};

struct pie {
    struct charter *charter;
    struct spot centre;
    mpt radius;
    int64_t whole; /* of all parts, in grains */
};

/* The angle at which the parts up to PART, in grains, end. */
static int64_t angle_after(const struct pie *pie, int64_t part)
{
    return 90 * DEGREE - part * (360 * DEGREE) / pie->whole;
}

/* A full circle has no corner at its centre. */
static void draw_part(struct pie *pie, size_t look, int64_t from, int64_t to)
{
    struct spot corners[360 * DEGREE / ARC_STEP + 4];
    size_t n = 0;
    const bool round = from - to >= 360 * DEGREE;
    if (!round)
        corners[n++] = pie->centre;
    for (int64_t angle = from; angle > to; angle -= ARC_STEP)
        corners[n++] = chart_on_circle(pie->centre, pie->radius, angle);
    if (!round)
        corners[n++] = chart_on_circle(pie->centre, pie->radius, to);
    chart_fill(&pie->charter->drawing, corners, n, look);
}

/* The share stands outside, in the middle of its arc. */
static bool put_share(struct pie *pie, const char *text, int64_t angle)
{
    enum { UNIT = 1000000 };
    struct charter *charter = pie->charter;
    struct label label;
    if (!charter_line(charter, text, &label))
        return false;
    const struct spot origin = {0, 0};
    const struct spot way = chart_on_circle(origin, UNIT, angle);
    const mpt wide = way.x < 0 ? -way.x : way.x;
    const mpt high = way.y < 0 ? -way.y : way.y;
    const int64_t distance = pie->radius + CHART_PAD +
                             (int64_t)label.width / 2 * wide / UNIT +
                             (int64_t)charter->leading / 2 * high / UNIT;
    const mpt x = pie->centre.x + (mpt)(distance * way.x / UNIT);
    const mpt y = pie->centre.y + (mpt)(distance * way.y / UNIT);
    label_put(&charter->drawing, &label, x - label.width / 2,
              y + charter->leading / 2, 0);
    return true;
}

static bool draw_parts(struct pie *pie)
{
    const struct charter *charter = pie->charter;
    const struct chart *chart = charter->chart;
    int64_t before = 0;
    for (size_t j = 0; j < chart->n_categories; j++) {
        const int64_t part = charter_grains(charter, 0, j);
        const int64_t from = angle_after(pie, before);
        const int64_t to = angle_after(pie, before + part);
        before += part;
        if (part <= 0)
            continue;
        draw_part(pie, j, from, to);
        const char *share = chart->series[0].points[j].share;
        if (chart->shows_values && share &&
            part * 1000 >= pie->whole * LEAST_SHARE &&
            !put_share(pie, share, (from + to) / 2))
            return false;
    }
    return true;
}

/* The legend holds the figures; the value title heads the pie. */
bool chart_pie(struct charter *charter, mpt *used)
{
    struct pie pie = {.charter = charter};
    const mpt height = charter->height > 0 ? charter->height : USUAL_HEIGHT;
    struct label title = {0};
    if (charter->chart->value_title &&
        !label_set(&charter->drawing, charter->chart->value_title,
                   charter->width, ALIGN_CENTER, &title))
        return false;
    const mpt around =
        charter->chart->shows_values ? charter->leading + CHART_PAD : CHART_PAD;
    const mpt widest = (mpt)((int64_t)charter->width * RADIUS_PERMILLE / 1000);
    pie.radius = (height - title.height) / 2 - around;
    if (pie.radius > widest)
        pie.radius = widest;
    if (pie.radius < LEAST_RADIUS)
        pie.radius = LEAST_RADIUS;
    pie.centre =
        (struct spot){charter->x + charter->width / 2,
                      charter->top - title.height - around - pie.radius};
    for (size_t j = 0; j < charter->chart->n_categories; j++)
        pie.whole += charter_grains(charter, 0, j);
    *used = title.height + 2 * (around + pie.radius);
    label_put(&charter->drawing, &title,
              charter->x + (charter->width - title.width) / 2, charter->top, 0);
    return pie.whole <= 0 || draw_parts(&pie);
}
