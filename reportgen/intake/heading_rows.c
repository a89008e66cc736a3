#include "intake/heading_rows.h"

#include "base/unicode.h"
#include "intake/heading.h"

#include <string.h>

/* A copy of ROW with N_CELLS cells, the last of which may be empty. */
static struct row keep(struct arena *arena, const struct row *row,
                       size_t n_cells)
{
    struct row kept = {ARENA_ARRAY(arena, struct cell, n_cells + 1), n_cells};
    for (size_t i = row->n_cells; i < n_cells; i++)
        kept.cells[i] = (struct cell){.line = row->cells[0].line,
                                      .column = (uint32_t)i + 1};
    for (size_t i = 0; i < row->n_cells; i++) {
        kept.cells[i] = row->cells[i];
        kept.cells[i].text = arena_strdup(arena, row->cells[i].text);
    }
    return kept;
}

struct row heading_row_keep(struct arena *arena, const struct row *row)
{
    return keep(arena, row, row->n_cells);
}

/* What a cell of the second row says; a heading that is merged over both rows
   says it in the first row. */
static const char *said(const struct row *row, size_t i)
{
    return i < row->n_cells && !row->cells[i].is_repeated ? row->cells[i].text
                                                          : NULL;
}

static bool is_known(const struct typing *typing,
                     const struct schema_table *table, const char *text)
{
    const struct cell cell = {.text = text, .size = strlen(text)};
    return bind_count(typing, table, &cell, 1) > 0;
}

/* True when column I of TOP begins or belongs to a group, to which columns
   beside it without a heading belong.  "Trong đó" may stand above a single
   column; another heading that means something by itself does not make a group
   of one column. */
static bool is_in_group(const struct typing *typing,
                        const struct schema_table *table, const struct row *top,
                        const struct row *below, size_t i)
{
    const char *text = top->cells[i].text;
    if (!text)
        return true;
    if (i + 1 < top->n_cells && !top->cells[i + 1].text && said(below, i + 1))
        return true;
    return !is_known(typing, table, text) &&
           is_known(typing, table, said(below, i));
}

/* True when there are words under each column of the groups, and nothing
   elsewhere. */
static bool goes_on(const struct typing *typing,
                    const struct schema_table *table, const struct row *top,
                    const struct row *below)
{
    size_t n_groups = 0;
    for (size_t i = 0; i < below->n_cells; i++) {
        const char *text = said(below, i);
        if (!text)
            continue;
        if (i >= top->n_cells || below->cells[i].typed.kind != VALUE_NULL ||
            row_is_figure(&below->cells[i]) ||
            !is_in_group(typing, table, top, below, i))
            return false;
        n_groups += top->cells[i].text != NULL;
    }
    return n_groups > 0;
}

/* True for "Kinh phí hỗ trợ" above "Năm 2016" and "Năm 2017": no column belongs
   to the heading alone. */
static bool parts_group(const struct row *top, const struct row *below)
{
    for (size_t i = 0; i + 1 < below->n_cells; i++)
        if (i < top->n_cells && top->cells[i].text && said(below, i) &&
            said(below, i + 1) &&
            (i + 1 >= top->n_cells || !top->cells[i + 1].text) &&
            strcmp(said(below, i), said(below, i + 1)) != 0)
            return true;
    return false;
}

/* The heading GROUP without its unit, and *UNIT as it is written, or "". */
static const char *part_unit(struct arena *arena, const struct typing *typing,
                             const char *group, const char **unit)
{
    struct heading heading;
    *unit = "";
    heading_start(&heading, arena, group, typing->schema);
    while (heading_take(&heading)) {
        const struct heading_part *part = &heading.parts[heading.n_parts - 1];
        if (part->kind == PART_MONEY)
            *unit = arena_printf(arena, " (%s)", part->text);
    }
    return heading.name;
}

static bool has_unit(struct arena *arena, const struct typing *typing,
                     const char *text)
{
    const char *unit;
    part_unit(arena, typing, text, &unit);
    return *unit != '\0';
}

/* "Kinh phí Trong đó" without what only says that parts follow. */
static const char *without_part_words(struct arena *arena,
                                      const struct typing *typing,
                                      const char *name)
{
    const struct schema *schema = typing->schema;
    const char *blank = name;
    while ((blank = strchr(blank, ' ')) != NULL) {
        const char *folded = unicode_fold(arena, ++blank);
        for (size_t i = 0; i < schema->n_part_words; i++) {
            size_t size = strlen(schema->part_words[i]);
            if (strncmp(folded, schema->part_words[i], size) == 0 &&
                (folded[size] == '\0' || folded[size] == ':'))
                return arena_strndup(arena, name, (size_t)(blank - 1 - name));
        }
    }
    return name;
}

/* For "Hỗ trợ" below "Kinh phí": "Kinh phí Hỗ trợ", "Hỗ trợ Kinh phí" or "Hỗ
   trợ", whichever the schema knows. */
static const char *join(struct arena *arena, const struct typing *typing,
                        const struct schema_table *table, const char *group,
                        const char *word)
{
    const char *unit;
    const char *name = part_unit(arena, typing, group, &unit);
    if (has_unit(arena, typing, word))
        unit = "";
    const char *plain = without_part_words(arena, typing, name);
    const char *tried[] = {
        arena_printf(arena, "%s %s%s", name, word, unit),
        arena_printf(arena, "%s %s%s", word, name, unit),
        arena_printf(arena, "%s %s%s", plain, word, unit),
        arena_printf(arena, "%s %s%s", word, plain, unit),
        arena_printf(arena, "%s%s", word, unit),
    };
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
        if (is_known(typing, table, tried[i]))
            return tried[i];
    return tried[0];
}

bool heading_rows_join(struct arena *arena, const struct typing *typing,
                       const struct schema_table *table, struct row *top,
                       const struct row *below)
{
    struct row joined =
        keep(arena, top,
             top->n_cells > below->n_cells ? top->n_cells : below->n_cells);
    if (!goes_on(typing, table, &joined, below))
        return false;
    const char *group = NULL;
    for (size_t i = 0; i < joined.n_cells; i++) {
        struct cell *cell = &joined.cells[i];
        const char *word = said(below, i);
        if (cell->text)
            group = cell->text;
        if (!word || !group)
            continue;
        cell->text = join(arena, typing, table, group, word);
        cell->size = strlen(cell->text);
        cell->is_common = false;
    }
    /* Several words below one heading divide it, even when they are not
       known. */
    if (!parts_group(top, below) &&
        bind_count(typing, table, joined.cells, joined.n_cells) <=
            bind_count(typing, table, top->cells, top->n_cells))
        return false;
    *top = joined;
    return true;
}
