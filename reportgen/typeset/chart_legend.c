/*
 * Legends: a sample of each look, and what it stands for.
 */
#include "typeset/chart_look.h"
#include "typeset/chart_set.h"

enum {
    SAMPLE_WIDTH = 15000,
    SAMPLE_HEIGHT = 7500,
    SAMPLE_GAP = 4000, /* before the words */
    ENTRY_GAP = 14000, /* between entries */
    ROW_GAP = 2500
};

static size_t count_entries(const struct chart *chart)
{
    return chart->kind == CHART_PIE ? chart->n_categories : chart->n_series;
}

static const char *entry_text(const struct chart *chart, size_t i)
{
    if (chart->kind != CHART_PIE)
        return chart->series[i].label;
    return chart->legend_texts ? chart->legend_texts[i] : chart->categories[i];
}

static mpt entry_width(const struct legend *legend, size_t i)
{
    return SAMPLE_WIDTH + SAMPLE_GAP + legend->labels[i].width;
}

static mpt row_height(const struct legend *legend, size_t from, size_t to)
{
    mpt height = 0;
    for (size_t i = from; i < to; i++)
        if (legend->labels[i].height > height)
            height = legend->labels[i].height;
    return height + ROW_GAP;
}

static mpt row_width(const struct legend *legend, size_t from, size_t to)
{
    mpt width = 0;
    for (size_t i = from; i < to; i++)
        width += entry_width(legend, i) + (i > from ? ENTRY_GAP : 0);
    return width;
}

/* Fills rows with entries as they come. */
static void make_rows(struct legend *legend, mpt width, bool one_a_row)
{
    size_t from = 0;
    for (size_t to = 1; to <= legend->n; to++) {
        if (to < legend->n && !one_a_row &&
            row_width(legend, from, to + 1) <= width)
            continue;
        mpt wide = row_width(legend, from, to);
        legend->row_ends[legend->n_rows++] = to;
        legend->width = wide > legend->width ? wide : legend->width;
        legend->height += row_height(legend, from, to);
        from = to;
    }
}

bool legend_set(struct charter *charter, mpt width, bool one_a_row,
                struct legend *legend)
{
    const struct chart *chart = charter->chart;
    struct arena *arena = flow_arena(charter->drawing.flow);
    *legend = (struct legend){.n = count_entries(chart),
                              .lines = chart->kind == CHART_LINE};
    legend->labels = ARENA_ARRAY(arena, struct label, legend->n);
    legend->row_ends = ARENA_ARRAY(arena, size_t, legend->n);
    for (size_t i = 0; i < legend->n; i++)
        if (!label_set(&charter->drawing, entry_text(chart, i),
                       width - SAMPLE_WIDTH - SAMPLE_GAP, ALIGN_LEFT,
                       &legend->labels[i]))
            return false;
    make_rows(legend, width, one_a_row);
    return true;
}

/* The sample stands at the height of the first line of its words. */
static void put_entry(struct charter *charter, const struct legend *legend,
                      size_t i, mpt x, mpt top)
{
    struct drawing *drawing = &charter->drawing;
    mpt middle = top - charter->leading / 2;
    if (legend->lines) {
        const struct spot ends[] = {{x, middle}, {x + SAMPLE_WIDTH, middle}};
        chart_draw_line(drawing, ends, 2, i);
        chart_draw_mark(drawing, (struct spot){x + SAMPLE_WIDTH / 2, middle},
                        i);
    } else {
        chart_fill_box(drawing, x, middle - SAMPLE_HEIGHT / 2, SAMPLE_WIDTH,
                       SAMPLE_HEIGHT, i);
    }
    label_put(drawing, &legend->labels[i], x + SAMPLE_WIDTH + SAMPLE_GAP, top,
              0);
}

void legend_put(struct charter *charter, const struct legend *legend, mpt x,
                mpt width, mpt top)
{
    size_t from = 0;
    const bool column = legend->n_rows == legend->n;
    for (size_t row = 0; row < legend->n_rows; row++) {
        size_t to = legend->row_ends[row];
        mpt wide = column ? legend->width : row_width(legend, from, to);
        mpt at = x + (width - wide) / 2;
        for (size_t i = from; i < to; i++) {
            put_entry(charter, legend, i, at, top);
            at += entry_width(legend, i) + ENTRY_GAP;
        }
        top -= row_height(legend, from, to);
        from = to;
    }
}
