#include "typeset/chart_look.h"

#include <stdlib.h>

enum hatch {
    HATCH_NONE = 0,
    HATCH_LEVEL = 1,
    HATCH_UPRIGHT = 2,
    HATCH_RISING = 4,
    HATCH_FALLING = 8
};

/* Neighbouring series differ in more than one way. */
static const struct fill {
    int16_t grey;
    unsigned hatch;
    mpt spacing;
} fills[CHART_LOOKS] = {
    {350, HATCH_NONE, 0},
    {880, HATCH_NONE, 0},
    {GREY_WHITE, HATCH_RISING, 4500},
    {620, HATCH_NONE, 0},
    {GREY_WHITE, HATCH_FALLING | HATCH_RISING, 5000},
    {GREY_WHITE, HATCH_NONE, 0},
    {GREY_BLACK, HATCH_NONE, 0},
    {GREY_WHITE, HATCH_LEVEL, 3000},
    {GREY_WHITE, HATCH_UPRIGHT, 3000},
    {880, HATCH_FALLING, 4500},
    {GREY_WHITE, HATCH_LEVEL | HATCH_UPRIGHT, 4500},
    {GREY_WHITE, HATCH_RISING, 2200},
};

enum { HATCH_THICKNESS = 450, OUTLINE = 500, MOST_CROSSINGS = 64 };

/* ---- hatches ------------------------------------------------------------- */

/* Which line of HATCH a spot lies on. */
static int64_t level_of(enum hatch hatch, struct spot spot)
{
    switch (hatch) {
    case HATCH_LEVEL:
        return spot.y;
    case HATCH_UPRIGHT:
        return spot.x;
    case HATCH_RISING:
        return (int64_t)spot.y - spot.x;
    default:
        return (int64_t)spot.y + spot.x;
    }
}

static int compare_spots(const void *a, const void *b)
{
    const struct spot *p = a;
    const struct spot *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->y < q->y ? -1 : p->y > q->y;
}

/* Where the line LEVEL of HATCH enters and leaves the shape, in order. */
static size_t cross(enum hatch hatch, int64_t level, const struct spot *spots,
                    size_t n, struct spot *crossings)
{
    size_t found = 0;
    for (size_t i = 0; i < n && found < MOST_CROSSINGS; i++) {
        struct spot p = spots[i], q = spots[(i + 1) % n];
        int64_t a = level_of(hatch, p), b = level_of(hatch, q);
        if ((a <= level) == (b <= level))
            continue;
        crossings[found++] =
            (struct spot){p.x + (mpt)((q.x - p.x) * (level - a) / (b - a)),
                          p.y + (mpt)((q.y - p.y) * (level - a) / (b - a))};
    }
    qsort(crossings, found, sizeof *crossings, compare_spots);
    return found / 2;
}

/* The hatch lines of all shapes lie on one common grid. */
static void add_hatch(struct drawing *drawing, enum hatch hatch, mpt spacing,
                      const struct spot *spots, size_t n)
{
    const struct path look = {
        .fill = GREY_NONE, .stroke = GREY_BLACK, .thickness = HATCH_THICKNESS};
    int64_t low = level_of(hatch, spots[0]), high = low;
    for (size_t i = 1; i < n; i++) {
        int64_t level = level_of(hatch, spots[i]);
        low = level < low ? level : low;
        high = level > high ? level : high;
    }
    if (hatch == HATCH_RISING || hatch == HATCH_FALLING)
        spacing = (mpt)((int64_t)spacing * 141421 / 100000);
    int64_t level = low / spacing * spacing;
    for (level -= spacing; level <= high; level += spacing) {
        struct spot crossings[MOST_CROSSINGS];
        size_t n_lines =
            level > low ? cross(hatch, level, spots, n, crossings) : 0;
        drawing_add_lines(drawing, &look, crossings, n_lines);
    }
}

void chart_fill(struct drawing *drawing, const struct spot *spots, size_t n,
                size_t look)
{
    const struct fill *fill = &fills[look % CHART_LOOKS];
    struct path path = {
        .closed = true, .fill = fill->grey, .stroke = GREY_NONE};
    drawing_add_path(drawing, &path, spots, n);
    for (unsigned hatch = HATCH_LEVEL; hatch <= HATCH_FALLING; hatch <<= 1)
        if ((fill->hatch & hatch) != 0)
            add_hatch(drawing, (enum hatch)hatch, fill->spacing, spots, n);
    path.fill = GREY_NONE;
    path.stroke = GREY_BLACK;
    path.thickness = OUTLINE;
    drawing_add_path(drawing, &path, spots, n);
}

void chart_fill_box(struct drawing *drawing, mpt x, mpt y, mpt width,
                    mpt height, size_t look)
{
    const struct spot spots[] = {
        {x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
    chart_fill(drawing, spots, 4, look);
}

/* ---- circles ------------------------------------------------------------- */

/* Sines of whole degrees, in millionths. */
static const int32_t sines[91] = {
    0,      17452,  34899,  52336,  69756,  87156,  104528, 121869, 139173,
    156434, 173648, 190809, 207912, 224951, 241922, 258819, 275637, 292372,
    309017, 325568, 342020, 358368, 374607, 390731, 406737, 422618, 438371,
    453990, 469472, 484810, 500000, 515038, 529919, 544639, 559193, 573576,
    587785, 601815, 615661, 629320, 642788, 656059, 669131, 681998, 694658,
    707107, 719340, 731354, 743145, 754710, 766044, 777146, 788011, 798636,
    809017, 819152, 829038, 838671, 848048, 857167, 866025, 874620, 882948,
    891007, 898794, 906308, 913545, 920505, 927184, 933580, 939693, 945519,
    951057, 956305, 961262, 965926, 970296, 974370, 978148, 981627, 984808,
    987688, 990268, 992546, 994522, 996195, 997564, 998630, 999391, 999848,
    1000000};

enum { DEGREE = 1000, QUARTER = 90 * DEGREE, ROUND = 4 * QUARTER };

/* Interpolate linearly between whole degrees; the error is at most 40
   millionths. */
static int64_t sine(int64_t angle)
{
    angle = (angle % ROUND + ROUND) % ROUND;
    const bool below = angle >= ROUND / 2;
    angle %= ROUND / 2;
    if (angle > QUARTER)
        angle = ROUND / 2 - angle;
    const int64_t degree = angle / DEGREE, rest = angle % DEGREE;
    int64_t value = sines[degree];
    if (rest > 0)
        value += (sines[degree + 1] - value) * rest / DEGREE;
    return below ? -value : value;
}

struct spot chart_on_circle(struct spot centre, mpt radius, int64_t angle)
{
    return (struct spot){centre.x +
                             (mpt)(radius * sine(angle + QUARTER) / 1000000),
                         centre.y + (mpt)(radius * sine(angle) / 1000000)};
}

/* ---- lines and their marks ----------------------------------------------- */

static const struct stroke {
    int16_t grey;
    mpt dash, gap;
    int corners; /* of the mark; 16: a disc */
    int64_t first;
    bool hollow;
} strokes[CHART_LOOKS] = {
    {0, 0, 0, 16, 0, false},
    {0, 4000, 2500, 4, 45 * DEGREE, true},
    {450, 0, 0, 3, 90 * DEGREE, false},
    {0, 1200, 1800, 4, 0, true},
    {450, 6000, 2000, 4, 45 * DEGREE, false},
    {0, 0, 0, 16, 0, true},
    {0, 4000, 2500, 4, 0, false},
    {450, 0, 0, 3, 90 * DEGREE, true},
    {0, 1200, 1800, 16, 0, false},
    {450, 6000, 2000, 3, 270 * DEGREE, true},
    {0, 0, 0, 3, 270 * DEGREE, false},
    {450, 1200, 1800, 4, 45 * DEGREE, true},
};

enum { LINE_THICKNESS = 1300, MARK_RADIUS = 2800, MOST_CORNERS = 16 };

void chart_draw_line(struct drawing *drawing, const struct spot *spots,
                     size_t n, size_t look)
{
    const struct stroke *stroke = &strokes[look % CHART_LOOKS];
    const struct path path = {.fill = GREY_NONE,
                              .stroke = stroke->grey,
                              .thickness = LINE_THICKNESS,
                              .dash = stroke->dash,
                              .gap = stroke->gap};
    if (n > 1)
        drawing_add_path(drawing, &path, spots, n);
}

void chart_draw_mark(struct drawing *drawing, struct spot at, size_t look)
{
    const struct stroke *stroke = &strokes[look % CHART_LOOKS];
    const struct path path = {.closed = true,
                              .fill =
                                  stroke->hollow ? GREY_WHITE : stroke->grey,
                              .stroke = stroke->grey,
                              .thickness = 700};
    struct spot corners[MOST_CORNERS];
    for (int i = 0; i < stroke->corners; i++)
        corners[i] = chart_on_circle(at, MARK_RADIUS,
                                     stroke->first +
                                         (int64_t)i * ROUND / stroke->corners);
    drawing_add_path(drawing, &path, corners, (size_t)stroke->corners);
}
