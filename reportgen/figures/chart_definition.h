/*
 * Chart definition: [chart.NAME] of a layout to a chart of the tree.
 *
 *     [chart.by_source]
 *     tally       = by_content_source
 *     kind        = stacked          ; columns stacked bars line pie
 *     labels      = @short           ; @label, @short, a column of a list
 *     series      = support          ; a measure; of two groups one series
 *                                    ; for each value of the second
 *     series.1    = "Quốc gia | support@national"  ; or one by one
 *     unit        = million
 *     value_title = "triệu đồng"
 *
 * A chart is a table in other clothes: its figures are those of a table with
 * the names in the first column and a column a series, which a sheet of the
 * workbook shows.
 */
#ifndef FIGURES_CHART_DEFINITION_H
#define FIGURES_CHART_DEFINITION_H

#include "figures/table_definition.h"

/* As many as can be told apart in black and white. */
enum { CHART_MOST_SERIES = 12 };

struct chart_definition {
    const char *name;
    enum chart_kind kind;
    struct table_definition table; /* names, then series */
    enum legend_place legend;
    bool shows_values;
    bool labelled; /* series have names */
    mpt width, height;
    const char *value_title, *category_title; /* or NULL */
    const char *alt;                          /* or NULL: from the figures */
    struct place place;
};

/* Reads SECTION ("chart.NAME"); NULL after reports. */
struct chart_definition *chart_define(const struct render *render,
                                      struct ini_section *section,
                                      const struct tallies *tallies);

/* What became of a definition. */
struct built_chart {
    struct chart *chart; /* NULL: nothing to show, which is noted */
    struct table *table; /* its figures */
};

/* Makes the chart; false after reports. */
bool chart_build(const struct render *render,
                 const struct chart_definition *definition,
                 struct built_chart *built);

/* The chart BUILT upon TABLE of a sheet, whose rows and columns hold its
   figures; NULL when they do not. */
struct sheet_chart *chart_on_sheet(const struct render *render,
                                   const struct built_chart *built,
                                   const struct table *table);

#endif
