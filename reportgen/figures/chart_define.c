/*
 * Reading a [chart.NAME] section.
 */
#include "figures/chart_definition.h"

#include "figures/table_others.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {"columns", "stacked", "bars", "line",
                                    "pie"};
static const char *const legends[] = {"bottom", "right", "top", "none"};

enum { N_LEGENDS = sizeof legends / sizeof *legends };

/* ---- lengths ------------------------------------------------------------- */

static bool read_length(const struct render *render,
                        struct ini_section *section, const char *key,
                        mpt *length)
{
    struct ini_entry *entry = ini_section_entry(section, key);
    *length = 0;
    if (!entry || *entry->value == '\0')
        return true;
    if (form_parse_length(entry->value, length) && *length > 0)
        return true;
    diag_report(render->diag, DIAG_FORM_LENGTH, entry->value_place,
                entry->value);
    return false;
}

/* ---- figures ------------------------------------------------------------- */

/* A chart draws counts, money and quotients. */
static bool check_figure(const struct render *render,
                         const struct chart_definition *chart,
                         const struct column_definition *column)
{
    if (value_traits[cell_format_of(&chart->table, column).kind].is_figure)
        return true;
    diag_report(render->diag, DIAG_CHART_FIGURE, column->place, chart->name);
    return false;
}

/* What the figures of a series are, as an axis measures them. */
enum measured { MEASURED_MONEY, MEASURED_NUMBER, MEASURED_SHARE };

static enum measured measured_of(const struct chart_definition *chart,
                                 const struct column_definition *column)
{
    const struct tally_column *source =
        &chart->table.tally->columns[column->index];
    if (source->kind == VALUE_MONEY || source->of_money)
        return MEASURED_MONEY;
    return source->kind == VALUE_RATIO && source->scale == 0 ? MEASURED_SHARE
                                                             : MEASURED_NUMBER;
}

/* Series share an axis, and slices make a whole. */
static bool check_axis(const struct render *render,
                       const struct chart_definition *chart)
{
    const struct column_definition *columns = chart->table.columns;
    const struct tally *tally = chart->table.tally;
    for (size_t i = 2; i < chart->table.n_columns; i++) {
        if (measured_of(chart, &columns[i]) == measured_of(chart, &columns[1]))
            continue;
        diag_report(render->diag, DIAG_CHART_AXIS, columns[i].place,
                    tally->columns[columns[i].index].name,
                    tally->columns[columns[1].index].name);
        return false;
    }
    const struct tally_column *source = &tally->columns[columns[1].index];
    if (chart->kind != CHART_PIE || source->kind != VALUE_RATIO ||
        source->scale > 0)
        return true;
    diag_report(render->diag, DIAG_CHART_PIE, columns[1].place, chart->name);
    return false;
}

static void set_head(struct arena *arena, struct column_definition *column,
                     const char *head)
{
    column->heads = ARENA_ARRAY(arena, const char *, 1);
    column->heads[0] = head;
    column->n_heads = 1;
}

/* The names of categories: the first column. */
static bool read_labels(const struct render *render,
                        struct ini_section *section,
                        struct chart_definition *chart)
{
    struct ini_entry *entry = ini_section_entry(section, "labels");
    struct column_definition *column = &chart->table.columns[0];
    *column = (struct column_definition){.decimals = DECIMALS_UNSET,
                                         .weight = 1,
                                         .place = entry ? entry->value_place
                                                        : section->place};
    set_head(render->arena, column,
             chart->category_title ? chart->category_title : "");
    chart->table.n_columns = 1;
    return table_read_value(render, chart->table.tally,
                            entry && *entry->value ? entry->value : "@label",
                            column);
}

/* A series for each value of the second group. */
static void add_pivots(const struct render *render,
                       const struct column_definition *measure,
                       struct chart_definition *chart)
{
    const struct tally *tally = chart->table.tally;
    for (size_t i = 0; i < tally->n_seconds; i++) {
        struct column_definition *column =
            &chart->table.columns[chart->table.n_columns++];
        *column = *measure;
        column->source = SOURCE_PIVOT;
        column->key = tally->seconds[i].keys[1];
        set_head(render->arena, column, tally->seconds[i].labels[1]);
    }
    chart->labelled = true;
}

/* series = MEASURE */
static bool read_measure(const struct render *render,
                         const struct ini_entry *entry,
                         struct chart_definition *chart)
{
    struct column_definition measure = {.decimals = DECIMALS_UNSET,
                                        .place = entry->value_place};
    const struct tally *tally = chart->table.tally;
    if (!table_read_value(render, tally, entry->value, &measure))
        return false;
    if (!check_figure(render, chart, &measure))
        return false;
    if (tally->n_groups == 2 && measure.source == SOURCE_VALUE) {
        add_pivots(render, &measure, chart);
        return true;
    }
    set_head(render->arena, &measure,
             chart->value_title ? chart->value_title : "");
    chart->table.columns[chart->table.n_columns++] = measure;
    return true;
}

/* series.1, series.2, ... until a number is missing. */
static bool read_series(const struct render *render,
                        struct ini_section *section,
                        struct chart_definition *chart)
{
    bool good = true;
    for (size_t i = 1;; i++) {
        char key[32];
        snprintf(key, sizeof key, "series.%zu", i);
        struct ini_entry *entry = ini_section_entry(section, key);
        if (!entry)
            return good;
        struct column_definition *column =
            &chart->table.columns[chart->table.n_columns];
        if (table_read_column(render, chart->table.tally, entry, column) &&
            check_figure(render, chart, column))
            chart->table.n_columns++;
        else
            good = false;
        chart->labelled = true;
    }
}

static bool read_figures(const struct render *render,
                         struct ini_section *section,
                         struct chart_definition *chart)
{
    struct ini_entry *measure = ini_section_entry(section, "series");
    chart->table.columns =
        ARENA_ARRAY(render->arena, struct column_definition,
                    section->n_entries + chart->table.tally->n_seconds + 2);
    if (!read_labels(render, section, chart))
        return false;
    bool good = read_series(render, section, chart);
    if (measure && *measure->value)
        good &= read_measure(render, measure, chart);
    if (!good)
        return false;
    size_t n_series = chart->table.n_columns - 1;
    size_t most = chart->kind == CHART_PIE ? 1 : CHART_MOST_SERIES;
    if (n_series >= 1 && n_series <= most)
        return check_axis(render, chart);
    diag_report(render->diag, DIAG_CHART_SERIES,
                measure ? measure->value_place : section->place, chart->name,
                n_series, most);
    return false;
}

/* ---- the section --------------------------------------------------------- */

static bool read_tally(const struct render *render, struct ini_section *section,
                       const struct tallies *tallies,
                       struct chart_definition *chart)
{
    struct ini_entry *entry = ini_section_entry(section, "tally");
    const char *name = entry ? entry->value : "";
    chart->table.tally = tallies_find(tallies, name);
    if (chart->table.tally)
        return true;
    diag_report(render->diag, DIAG_CHART_TALLY,
                entry ? entry->value_place : section->place, chart->name, name);
    return false;
}

static bool read_unit(const struct render *render, struct ini_section *section,
                      struct chart_definition *chart)
{
    struct ini_entry *entry = ini_section_entry(section, "unit");
    chart->table.unit = 1;
    if (!entry || table_parse_unit(entry->value, &chart->table.unit))
        return true;
    diag_report(render->diag, DIAG_TABLE_UNIT, entry->value_place,
                entry->value);
    return false;
}

static bool read_look(const struct render *render, struct ini_section *section,
                      struct chart_definition *chart)
{
    chart->kind = (enum chart_kind)ini_section_choice(
        section, "kind", kinds, CHART_KINDS, CHART_COLUMNS, render->diag);
    chart->legend = (enum legend_place)ini_section_choice(
        section, "legend", legends, N_LEGENDS,
        chart->kind == CHART_PIE ? LEGEND_RIGHT : LEGEND_BOTTOM, render->diag);
    chart->shows_values =
        ini_section_boolean(section, "values", true, render->diag);
    bool good = read_length(render, section, "width", &chart->width);
    good &= read_length(render, section, "height", &chart->height);
    good &= render_key(render, section, "value_title", &chart->value_title);
    good &=
        render_key(render, section, "category_title", &chart->category_title);
    good &= render_key(render, section, "alt", &chart->alt);
    return good;
}

struct chart_definition *chart_define(const struct render *render,
                                      struct ini_section *section,
                                      const struct tallies *tallies)
{
    struct chart_definition *chart =
        ARENA_NEW(render->arena, struct chart_definition);
    chart->name = strchr(section->name, '.') + 1;
    chart->place = section->place;
    chart->table.name = chart->name;
    chart->table.place = section->place;
    if (!read_tally(render, section, tallies, chart)) {
        ini_section_use_all(section);
        return NULL;
    }
    bool good = read_look(render, section, chart);
    good &= read_unit(render, section, chart);
    chart->table.decimals = (int)ini_section_integer(
        section, "decimals", 0, 9, DECIMALS_UNSET, render->diag);
    chart->table.hide_empty =
        ini_section_boolean(section, "hide_empty", false, render->diag);
    good &= read_figures(render, section, chart);
    /* One series alone shows what the author chose, not all there is. */
    if (good && chart->table.n_columns > 2)
        good = table_others_read(render, section, &chart->table);
    return good ? chart : NULL;
}
