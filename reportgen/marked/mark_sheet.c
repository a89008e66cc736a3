/* A sheet whose faulty cells are coloured. */
#include "marked/mark_parts.h"

#include "reader/xlsx_range.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mark_cell_name(struct arena *arena, uint32_t row, uint32_t column)
{
    char letters[8];
    size_t at = sizeof letters;
    letters[--at] = '\0';
    for (; column > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    return arena_printf(arena, "%s%u", letters + at, row);
}

/* ---- what the sheet has -------------------------------------------------- */

struct columns {
    uint32_t first, last;
    size_t format;
};

struct survey {
    struct arena *arena;
    struct xlsx_range *merges;
    size_t n_merges, merges_capacity;
    struct columns *columns;
    size_t n_columns, columns_capacity;
    const char *drawing; /* id of its legacy drawing, or NULL */
    bool in_data;
};

static uint32_t number_of(const struct xml_tag *tag, const char *name,
                          uint32_t otherwise)
{
    const char *text = xml_attribute(tag->attributes, name);
    return text ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

static void survey_start(void *context, const struct xml_tag *tag)
{
    struct survey *survey = context;
    if (strcmp(tag->name, "mergeCell") == 0) {
        const char *ref = xml_attribute(tag->attributes, "ref");
        struct xlsx_range range;
        if (!ref || !xlsx_range_read(ref, &range))
            return;
        if (survey->n_merges == survey->merges_capacity) {
            survey->merges_capacity = survey->merges_capacity * 2 + 64;
            survey->merges =
                realloc(survey->merges,
                        survey->merges_capacity * sizeof *survey->merges);
        }
        survey->merges[survey->n_merges++] = range;
    } else if (tag->level == 3 && strcmp(tag->name, "col") == 0) {
        if (survey->n_columns == survey->columns_capacity) {
            survey->columns_capacity = survey->columns_capacity * 2 + 64;
            survey->columns =
                realloc(survey->columns,
                        survey->columns_capacity * sizeof *survey->columns);
        }
        survey->columns[survey->n_columns++] =
            (struct columns){number_of(tag, "min", 0), number_of(tag, "max", 0),
                             number_of(tag, "style", 0)};
    } else if (tag->level == 2 && strcmp(tag->name, "legacyDrawing") == 0) {
        survey->drawing =
            arena_strdup(survey->arena, xml_attribute(tag->attributes, "id"));
    }
}

static void survey_end(void *context, const struct xml_tag *tag)
{
    (void)context;
    (void)tag;
}

/* ---- the cells ----------------------------------------------------------- */

static int compare_marks(const void *a, const void *b)
{
    const struct mark *one = a, *two = b;
    if (one->row != two->row)
        return one->row < two->row ? -1 : 1;
    return one->column < two->column ? -1 : one->column > two->column;
}

/* A merged cell shows its first cell, so marks move there; marks on one cell
   become one. */
static size_t move_to_first(struct mark_package *marking,
                            const struct survey *survey, struct mark *marks,
                            size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < survey->n_merges; k++) {
            const struct xlsx_range *range = &survey->merges[k];
            if (marks[i].row < range->first_row ||
                marks[i].row > range->last_row ||
                marks[i].column < range->first_column ||
                marks[i].column > range->last_column)
                continue;
            marks[i].row = range->first_row;
            marks[i].column = range->first_column;
            break;
        }
    qsort(marks, n, sizeof *marks, compare_marks);
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        struct mark *last = out > 0 ? &marks[out - 1] : NULL;
        if (!last || compare_marks(last, &marks[i]) != 0) {
            marks[out++] = marks[i];
            continue;
        }
        if (!strstr(last->text, marks[i].text))
            last->text = arena_printf(marking->arena, "%s\n%s", last->text,
                                      marks[i].text);
        if (marks[i].level > last->level)
            last->level = marks[i].level;
    }
    return out;
}

struct painting {
    struct mark_package *marking;
    const struct survey *survey;
    struct xml_edit edit;
    const struct mark *marks;
    size_t n, next;
    uint32_t row, column;
    size_t
        row_format; /* of cells that the sheet does not have; SIZE_MAX: none */
    bool in_data, in_row;
    bool is_front;
    const char *drawing; /* to be named, or NULL */
};

static size_t format_of_column(const struct painting *painting, uint32_t column)
{
    for (size_t i = 0; i < painting->survey->n_columns; i++) {
        const struct columns *columns = &painting->survey->columns[i];
        if (column >= columns->first && column <= columns->last)
            return columns->format;
    }
    return 0;
}

static void add_cell(struct painting *painting, const char *prefix)
{
    const struct mark *mark = &painting->marks[painting->next++];
    size_t base = painting->row_format != SIZE_MAX
                      ? painting->row_format
                      : format_of_column(painting, mark->column);
    strbuf_add_format(
        &painting->edit.out, "<%sc r=\"%s\" s=\"%zu\"/>", prefix,
        mark_cell_name(painting->marking->arena, mark->row, mark->column),
        mark_format(painting->marking, base, mark->level));
}

/* Adds the rows before ROW that the sheet does not have. */
static void add_rows(struct painting *painting, uint32_t row,
                     const char *prefix)
{
    painting->row_format = SIZE_MAX;
    while (painting->next < painting->n &&
           painting->marks[painting->next].row < row) {
        uint32_t number = painting->marks[painting->next].row;
        strbuf_add_format(&painting->edit.out, "<%srow r=\"%u\">", prefix,
                          number);
        while (painting->next < painting->n &&
               painting->marks[painting->next].row == number)
            add_cell(painting, prefix);
        strbuf_add_format(&painting->edit.out, "</%srow>", prefix);
    }
}

/* Adds the cells of the row before COLUMN that it does not have. */
static void add_cells(struct painting *painting, uint32_t column,
                      const char *prefix)
{
    while (painting->next < painting->n &&
           painting->marks[painting->next].row == painting->row &&
           painting->marks[painting->next].column < column)
        add_cell(painting, prefix);
}

static bool has_marks(const struct painting *painting, uint32_t row)
{
    return painting->next < painting->n &&
           painting->marks[painting->next].row <= row;
}

static void start_row(struct painting *painting, const struct xml_tag *tag)
{
    char prefix[64];
    const char *custom = xml_attribute(tag->attributes, "customFormat");
    painting->row = number_of(tag, "r", painting->row + 1);
    painting->column = 0;
    painting->in_row = true;
    if (!has_marks(painting, painting->row))
        return;
    xml_edit_prefix(&painting->edit, tag, prefix);
    xml_edit_go(&painting->edit, tag->start);
    add_rows(painting, painting->row, prefix);
    if (custom && (strcmp(custom, "1") == 0 || strcmp(custom, "true") == 0))
        painting->row_format = number_of(tag, "s", 0);
    if (tag->is_whole && has_marks(painting, painting->row)) {
        xml_edit_open(&painting->edit, tag);
        add_cells(painting, UINT32_MAX, prefix);
        xml_edit_close(&painting->edit, tag);
    }
}

static void start_cell(struct painting *painting, const struct xml_tag *tag)
{
    char prefix[64], number[32];
    uint32_t row, column = painting->column + 1;
    const char *name = xml_attribute(tag->attributes, "r");
    const char *end;
    if (name)
        xlsx_cell_read(name, &row, &column, &end);
    painting->column = column;
    if (!has_marks(painting, painting->row))
        return;
    const struct mark *mark = &painting->marks[painting->next];
    if (mark->column > column)
        return;
    xml_edit_prefix(&painting->edit, tag, prefix);
    xml_edit_go(&painting->edit, tag->start);
    add_cells(painting, column, prefix);
    mark = &painting->marks[painting->next];
    if (painting->next == painting->n || mark->row != painting->row ||
        mark->column != column)
        return;
    snprintf(
        number, sizeof number, "%zu",
        mark_format(painting->marking, number_of(tag, "s", 0), mark->level));
    xml_edit_set(&painting->edit, tag, "s", number);
    painting->next++;
}

/* ---- the rest of the sheet ----------------------------------------------- */

/* True for elements that come after the drawing, in the order of the schema. */
static bool comes_behind(const char *name)
{
    static const char *const names[] = {
        "legacyDrawingHF", "drawingHF",        "picture",
        "oleObjects",      "controls",         "webPublishItems",
        "tableParts",      "AlternateContent", "extLst"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void add_drawing(struct painting *painting, const char *prefix,
                        size_t offset)
{
    if (!painting->drawing)
        return;
    xml_edit_go(&painting->edit, offset);
    strbuf_add_format(&painting->edit.out,
                      "<%slegacyDrawing xmlns:rg=\"%s\" rg:id=\"%s\"/>", prefix,
                      painting->marking->types_base, painting->drawing);
    painting->drawing = NULL;
}

static void paint_start(void *context, const struct xml_tag *tag)
{
    struct painting *painting = context;
    char prefix[64];
    if (painting->in_row) {
        if (tag->level == 4 && strcmp(tag->name, "c") == 0)
            start_cell(painting, tag);
    } else if (painting->in_data) {
        if (tag->level == 3 && strcmp(tag->name, "row") == 0)
            start_row(painting, tag);
    } else if (tag->level == 2 && strcmp(tag->name, "sheetData") == 0) {
        painting->in_data = true;
        if (tag->is_whole && painting->n > 0) {
            xml_edit_prefix(&painting->edit, tag, prefix);
            xml_edit_open(&painting->edit, tag);
            add_rows(painting, UINT32_MAX, prefix);
            xml_edit_close(&painting->edit, tag);
        }
    } else if (tag->level == 2 && comes_behind(tag->name)) {
        xml_edit_prefix(&painting->edit, tag, prefix);
        add_drawing(painting,
                    strcmp(tag->name, "AlternateContent") == 0 ? "" : prefix,
                    tag->start);
    } else if (painting->is_front && strcmp(tag->name, "sheetView") == 0 &&
               xml_attribute(tag->attributes, "tabSelected")) {
        xml_edit_set(&painting->edit, tag, "tabSelected", "0");
    }
}

static void paint_end(void *context, const struct xml_tag *tag)
{
    struct painting *painting = context;
    struct xml_tag name = *tag;
    char prefix[64];
    name.start += !tag->is_whole; /* "</": the name is one byte further on */
    if (painting->in_row && tag->level == 3) {
        if (!tag->is_whole && has_marks(painting, painting->row)) {
            xml_edit_prefix(&painting->edit, &name, prefix);
            xml_edit_go(&painting->edit, tag->start);
            add_cells(painting, UINT32_MAX, prefix);
        }
        painting->in_row = false;
    } else if (painting->in_data && tag->level == 2) {
        if (!tag->is_whole && painting->next < painting->n) {
            xml_edit_prefix(&painting->edit, &name, prefix);
            xml_edit_go(&painting->edit, tag->start);
            add_rows(painting, UINT32_MAX, prefix);
        }
        painting->in_data = false;
    } else if (tag->level == 1 && !tag->is_whole) {
        xml_edit_prefix(&painting->edit, &name, prefix);
        add_drawing(painting, prefix, tag->start);
    }
}

bool mark_sheet(struct mark_package *marking, size_t number,
                const struct mark *marks, size_t n, bool is_front)
{
    static const struct xml_walker surveyor = {survey_start, survey_end};
    static const struct xml_walker painter = {paint_start, paint_end};
    const char *part_name = marking->book.sheets[number].part;
    int64_t part = xlsx_package_find(marking->package, part_name);
    struct strbuf bytes = STRBUF_INIT;
    struct survey survey = {.arena = marking->arena};
    struct xlsx_references references;
    bool ok =
        xlsx_package_read(marking->package, part, &bytes, marking->diag) &&
        xml_walk(bytes.data, bytes.size, marking->source->name, part_name,
                 &surveyor, &survey, marking->diag) &&
        xlsx_package_references(marking->package, part_name, &references,
                                marking->diag);
    struct mark *moved = ARENA_ARRAY(marking->arena, struct mark, n + 1);
    if (n > 0)
        memcpy(moved, marks, n * sizeof *moved);
    n = move_to_first(marking, &survey, moved, n);
    struct painting painting = {.marking = marking,
                                .survey = &survey,
                                .marks = moved,
                                .n = n,
                                .is_front = is_front};
    const char *actual = xlsx_package_part_name(marking->package, part);
    if (ok && n > 0)
        ok = mark_comments(marking, actual, &references, survey.drawing, moved,
                           n, &painting.drawing);
    if (ok) {
        xml_edit_start(&painting.edit, &bytes);
        ok = xml_walk(bytes.data, bytes.size, marking->source->name, part_name,
                      &painter, &painting, marking->diag);
        xml_edit_finish(&painting.edit);
    }
    if (ok)
        zipcopy_put(marking->copy, actual, painting.edit.out.data,
                    painting.edit.out.size);
    strbuf_free(&painting.edit.out);
    strbuf_free(&bytes);
    free(survey.merges);
    free(survey.columns);
    return ok;
}
