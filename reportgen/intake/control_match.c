#include "intake/control_inside.h"

#include <string.h>

enum {
    NEAR_LINES = 50, /* beyond ALL_LINES, ranges of that many lines */
    MOST_PARTS = 100
};

/* ---- ranges of rows ------------------------------------------------------ */

uint64_t control_records_before(const struct controls *controls, size_t line)
{
    return line < controls->n_lines ? controls->lines[line].n_records
                                    : controls->n_records;
}

int64_t control_range(const struct controls *controls, const struct sums *sums,
                      size_t column, size_t first, size_t end)
{
    const size_t n = controls->n_columns;
    uint64_t before =
        first == CONTROL_TOP ? 0 : sums->before[first * n + column];
    return (int64_t)(sums->before[end * n + column] - before);
}

/* What is to be taken from the sum of a range so that each entity counts once:
   a fact of the entity is repeated in each of its rows. */
static int64_t surplus(const struct controls *controls, size_t column,
                       size_t first, size_t end)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < controls->n_repeats; i++) {
        const struct repeat *repeat = &controls->repeats[i];
        if ((first == CONTROL_TOP ||
             (repeat->line > first && repeat->earlier > first)) &&
            repeat->line <= end)
            sum += (uint64_t)repeat->figures[column];
    }
    return (int64_t)sum;
}

/* How far a rounded figure may lie from the sum of N rounded rows: half a unit
   of the last decimal for the figure and for each row. */
static uint64_t tolerance(const struct controls *controls,
                          const struct control *control, uint64_t n)
{
    const struct figures *column = &controls->columns[control->column];
    int64_t own = control_step(column->column->unit, control->figure);
    return (uint64_t)(own / 2) + n * (uint64_t)(column->step / 2);
}

/* Compares CONTROL with SUM, of N rows; true when they are equal.  A figure
   that differs by rounding only is noted as such. */
static bool try_sum(const struct controls *controls, struct control *control,
                    int64_t sum, uint64_t n)
{
    if (sum == control->figure) {
        control->match = MATCHED;
        return true;
    }
    uint64_t difference = sum > control->figure
                              ? (uint64_t)sum - (uint64_t)control->figure
                              : (uint64_t)control->figure - (uint64_t)sum;
    if (control->match == NOT_MATCHED &&
        difference <= tolerance(controls, control, n))
        control->match = MATCHED_ROUNDED;
    return false;
}

/* The figure of a decimal (points, percentages) may be the average. */
static bool try_average(const struct controls *controls,
                        struct control *control, int64_t sum, uint64_t n)
{
    const struct figures *column = &controls->columns[control->column];
    if (column->column->field->type != FIELD_DECIMAL || n == 0)
        return false;
    int64_t average = sum / (int64_t)n;
    if (average - control->figure <= column->column->unit / 2 &&
        control->figure - average <= column->column->unit / 2)
        control->match = MATCHED;
    return control->match == MATCHED;
}

/* Compares CONTROL, a figure of a line of averages, with the mean of SUM over N
   rows, which is rounded. */
static bool try_mean(const struct controls *controls, struct control *control,
                     int64_t sum, uint64_t n)
{
    const struct figures *column = &controls->columns[control->column];
    if (n == 0 || n > INT32_MAX)
        return false;
    int64_t difference = sum / (int64_t)n - control->figure;
    int64_t most = control_step(column->column->unit, control->figure) / 2 + 1 +
                   column->step / 2;
    if (difference >= -most && difference <= most)
        control->match = MATCHED;
    return control->match == MATCHED;
}

static bool try_range(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t first, size_t end)
{
    uint64_t n = control_records_before(controls, end);
    if (first != CONTROL_TOP)
        n -= control_records_before(controls, first);
    int64_t sum = control_range(controls, sums, control->column, first, end);
    if (n == 0 && control->figure != 0)
        return false;
    if (controls->lines[control->line].is_average)
        return try_mean(controls, control, sum, n) ||
               (sums == &controls->all &&
                try_mean(controls, control, sum,
                         (uint64_t)control_range(controls, &controls->filled,
                                                 control->column, first, end)));
    if (try_sum(controls, control, sum, n) ||
        try_average(controls, control, sum, n))
        return true;
    if (!controls->is_closer || !controls->columns[control->column].is_once)
        return false;
    int64_t repeated = surplus(controls, control->column, first, end);
    return try_sum(controls, control,
                   (int64_t)((uint64_t)sum - (uint64_t)repeated), n);
}

/* Tries the rows below LINE, to any other line or the end. */
static bool try_below(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t line)
{
    size_t n = controls->n_lines;
    if (try_range(controls, sums, control, line, controls->lines[line].end) ||
        try_range(controls, sums, control, line, n))
        return true;
    size_t end = n > ALL_LINES && line + NEAR_LINES < n ? line + NEAR_LINES : n;
    for (size_t i = line + 1; i < end; i++)
        if (try_range(controls, sums, control, line, i))
            return true;
    return false;
}

/* Tries the rows above LINE, from any other line or the top. */
static bool try_above(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t line)
{
    if (try_range(controls, sums, control, CONTROL_TOP, line))
        return true;
    size_t n = controls->n_lines;
    size_t first = n > ALL_LINES && line > NEAR_LINES ? line - NEAR_LINES : 0;
    for (size_t i = line; i-- > first;)
        if (try_range(controls, sums, control, i, line))
            return true;
    return false;
}

static bool has_records_below(const struct controls *controls, size_t line)
{
    return control_records_before(controls, controls->lines[line].end) >
           control_records_before(controls, line);
}

static bool has_records_above(const struct controls *controls, size_t line)
{
    return control_records_before(controls, line) >
           (line == 0 ? 0 : control_records_before(controls, line - 1));
}

bool control_is_row_count(const struct controls *controls,
                          const struct control *control)
{
    return control->column == controls->n_columns - 1;
}

/* Small numbers agree by chance, so a count of rows is compared only with the
   rows that a line of its kind speaks of: those of a section to its end; those
   of a total since the top, the last total, or a section that is still open. */
static bool try_count(const struct controls *controls, struct control *control)
{
    const struct sums *sums = &controls->all;
    const size_t at = control->line;
    bool is_section = controls->lines[at].kind == INTAKE_SECTION;
    if (is_section || control_records_before(controls, at) == 0)
        return try_range(controls, sums, control, at, controls->lines[at].end);
    if (try_range(controls, sums, control, CONTROL_TOP, at))
        return true;
    for (size_t i = at; i-- > 0;) {
        const struct line *line = &controls->lines[i];
        bool is_open = line->kind == INTAKE_SECTION && line->end >= at;
        if ((is_open || line->kind == INTAKE_TOTAL) &&
            try_range(controls, sums, control, i, at))
            return true;
        if (line->kind == INTAKE_TOTAL &&
            control_records_before(controls, i) <
                control_records_before(controls, at))
            return false;
    }
    return false;
}

static bool try_ranges(const struct controls *controls, const struct sums *sums,
                       struct control *control)
{
    const struct line *line = &controls->lines[control->line];
    size_t at = control->line;
    if (control_is_row_count(controls, control))
        return try_count(controls, control);
    switch (line->kind) {
    case INTAKE_SECTION:
        return try_below(controls, sums, control, at) ||
               (!has_records_below(controls, at) &&
                try_above(controls, sums, control, at));
    case INTAKE_TOTAL:
        return try_above(controls, sums, control, at) ||
               (!has_records_above(controls, at) &&
                try_below(controls, sums, control, at));
    default:
        return try_above(controls, sums, control, at) ||
               try_below(controls, sums, control, at);
    }
}

/* ---- sums of sums -------------------------------------------------------- */

/* Compares totals with the sum of the figures of other lines, since the top or
   the last total: of sections of one level, or of totals.  Sections may be
   rounded, or may have no rows of their own. */
static void try_sections(struct controls *controls)
{
    enum { SINCE_TOP, SINCE_TOTAL, N_SINCE };
    size_t n_groups = N_LEVELS + 1; /* and one of totals */
    uint64_t *sums = ARENA_ARRAY(controls->arena, uint64_t,
                                 N_SINCE * n_groups * controls->n_columns);
    size_t next = 0;
    for (size_t at = 0; at < controls->n_lines; at++) {
        const struct line *line = &controls->lines[at];
        size_t first = next;
        for (; next < controls->n_items && controls->items[next].line == at;
             next++) {
            struct control *control = &controls->items[next];
            if (line->kind != INTAKE_TOTAL || line->is_average ||
                control_is_row_count(controls, control))
                continue;
            for (size_t g = 0;
                 g < N_SINCE * n_groups && control->match != MATCHED; g++) {
                uint64_t sum = sums[g * controls->n_columns + control->column];
                if (sum != 0)
                    try_sum(controls, control, (int64_t)sum, 0);
            }
        }
        if (line->is_average)
            continue;
        if (line->kind == INTAKE_TOTAL)
            memset(sums + SINCE_TOTAL * n_groups * controls->n_columns, 0,
                   n_groups * controls->n_columns * sizeof *sums);
        if (line->kind == INTAKE_PART)
            continue;
        size_t group =
            line->kind == INTAKE_TOTAL ? (size_t)N_LEVELS : line->level;
        for (size_t i = first; i < next; i++)
            for (size_t s = 0; s < N_SINCE; s++)
                sums[(s * n_groups + group) * controls->n_columns +
                     controls->items[i].column] +=
                    (uint64_t)controls->items[i].figure;
    }
}

/* Marks each run of PARTS that adds up to WHOLE or to the part above it. */
static void try_run(uint64_t whole, struct control *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t above = i == 0 ? whole : (uint64_t)parts[i - 1]->figure;
        uint64_t sum = 0;
        for (size_t k = i; k < n; k++) {
            sum += (uint64_t)parts[k]->figure;
            if (k == i || (sum != whole && sum != above))
                continue;
            for (size_t m = i; m <= k; m++)
                parts[m]->match = MATCHED;
        }
    }
}

/* Compares lines of parts that stand below one another with the line above
   them. */
static void try_parts(struct controls *controls)
{
    struct control *parts[MOST_PARTS] = {0};
    for (size_t c = 0; c + 1 < controls->n_columns; c++) {
        uint64_t whole = 0;
        size_t n = 0;
        for (size_t i = 0; i < controls->n_items; i++) {
            struct control *item = &controls->items[i];
            if (item->column != c)
                continue;
            bool is_part = controls->lines[item->line].kind == INTAKE_PART;
            if (is_part && n < MOST_PARTS &&
                (n == 0 || parts[n - 1]->line + 1 == item->line)) {
                parts[n++] = item;
                continue;
            }
            try_run(whole, parts, n);
            n = 0;
            if (is_part)
                parts[n++] = item;
            else
                whole = (uint64_t)item->figure;
        }
        try_run(whole, parts, n);
    }
}

/* ---- the end of the rows ------------------------------------------------- */

/* Ranks the levels of sections: the one that comes first in the source stands
   above the others. */
static void rank_levels(const struct controls *controls, size_t ranks[N_LEVELS])
{
    size_t n = 0;
    for (size_t l = 0; l < N_LEVELS; l++)
        ranks[l] = N_LEVELS;
    for (size_t i = 0; i < controls->n_lines; i++) {
        const struct line *line = &controls->lines[i];
        if (line->kind == INTAKE_SECTION && ranks[line->level] == N_LEVELS)
            ranks[line->level] = n++;
    }
}

/* Finds the end of each section. */
static void find_ends(struct controls *controls)
{
    size_t ranks[N_LEVELS];
    size_t next[N_LEVELS];
    size_t total = controls->n_lines;
    rank_levels(controls, ranks);
    for (size_t l = 0; l < N_LEVELS; l++)
        next[l] = controls->n_lines;
    for (size_t i = controls->n_lines; i-- > 0;) {
        struct line *line = &controls->lines[i];
        line->end = total;
        if (line->kind == INTAKE_TOTAL)
            total = i;
        if (line->kind != INTAKE_SECTION)
            continue;
        for (size_t l = 0; l < N_LEVELS; l++)
            if (ranks[l] <= ranks[line->level] && next[l] < line->end)
                line->end = next[l];
        next[line->level] = i;
    }
}

bool control_match_all(struct controls *controls)
{
    bool good = true;
    find_ends(controls);
    for (size_t i = 0; i < controls->n_items; i++)
        try_ranges(controls, &controls->all, &controls->items[i]);
    try_sections(controls);
    try_parts(controls);
    for (size_t i = 0; i < controls->n_items; i++)
        good = good && controls->items[i].match != NOT_MATCHED;
    return good;
}

void control_match_closer(struct controls *controls)
{
    for (size_t i = 0; i < controls->n_items; i++) {
        struct control *control = &controls->items[i];
        for (size_t v = 0; v < controls->n_values && control->match != MATCHED;
             v++)
            try_ranges(controls, &controls->values[v].sums, control);
        if (control->match != MATCHED)
            try_ranges(controls, &controls->all, control);
    }
}
