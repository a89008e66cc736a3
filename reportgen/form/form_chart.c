/*
 * Charts in words, as the form has them.
 */
#include "form/form_rules.h"

#include <string.h>

const struct chart_words *form_chart_words(const struct form *form)
{
    return &form->wording.chart;
}

const struct style *form_figure_style(const struct form *form, const char *name)
{
    const struct style *style = form_style(form, name);
    if (style)
        return style;
    bool caption = strcmp(name, "figure_caption") == 0;
    return form_style(form, caption ? "table_caption" : "table_body");
}

static const char *fill_point(struct arena *arena, const struct form *form,
                              const char *pattern, const char *name,
                              const struct chart_point *point)
{
    const struct placeholder placeholders[] = {
        {"name", name},
        {"value", point->text ? point->text : form->wording.chart.none},
        {"share", point->share ? point->share : ""},
    };
    return form_fill(arena, pattern, placeholders,
                     sizeof placeholders / sizeof *placeholders);
}

const char *form_chart_slice(struct arena *arena, const struct form *form,
                             const char *name, const struct chart_point *point)
{
    const struct chart_words *words = &form->wording.chart;
    return fill_point(arena, form, point->share ? words->slice : words->point,
                      name, point);
}

/* "Quốc gia 3, Địa phương 5": the figures of one category. */
static const char *parts_of(struct arena *arena, const struct form *form,
                            const struct chart *chart, size_t category)
{
    const struct chart_words *words = &form->wording.chart;
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < chart->n_series; i++) {
        const struct chart_series *series = &chart->series[i];
        if (i > 0)
            strbuf_add_text(&buf, words->part_separator);
        strbuf_add_text(&buf,
                        fill_point(arena, form, words->part, series->label,
                                   &series->points[category]));
    }
    const char *parts = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return parts;
}

static void add_category(struct arena *arena, const struct form *form,
                         const struct chart *chart, size_t category,
                         struct strbuf *buf)
{
    const char *name = chart->categories[category];
    struct chart_point point = chart->series[0].points[category];
    if (chart->kind == CHART_PIE) {
        strbuf_add_text(buf, form_chart_slice(arena, form, name, &point));
        return;
    }
    if (chart->n_series > 1)
        point.text = parts_of(arena, form, chart, category);
    strbuf_add_text(
        buf, fill_point(arena, form, form->wording.chart.point, name, &point));
}

const char *form_chart_alt(struct arena *arena, const struct form *form,
                           const struct chart *chart, const char *title)
{
    const struct chart_words *words = &form->wording.chart;
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < chart->n_categories; i++) {
        if (i > 0)
            strbuf_add_text(&buf, words->separator);
        add_category(arena, form, chart, i, &buf);
    }
    const struct placeholder placeholders[] = {
        {"kind", words->kinds[chart->kind]},
        {"title", title},
        {"unit", chart->value_title ? chart->value_title : ""},
        {"data", arena_strndup(arena, strbuf_text(&buf), buf.size)},
    };
    strbuf_free(&buf);
    return form_fill(arena, chart->value_title ? words->alt_unit : words->alt,
                     placeholders, sizeof placeholders / sizeof *placeholders);
}
