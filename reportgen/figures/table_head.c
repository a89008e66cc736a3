/*
 * Head rows: levels parted by " / "; equal neighbours merge across, a column
 * with fewer levels merges down.
 */
#include "figures/table_notes.h"

#include <string.h>

/* Columns A and B stand under the same cell at LEVEL: equal heads so far, and
   both have a level below. */
static bool same_head(const struct column_definition *a,
                      const struct column_definition *b, size_t level)
{
    if (a->n_heads <= level + 1 || b->n_heads <= level + 1)
        return false;
    for (size_t i = 0; i <= level; i++)
        if (strcmp(a->heads[i], b->heads[i]) != 0)
            return false;
    return true;
}

static void build_cell(struct arena *arena,
                       const struct table_definition *definition, size_t level,
                       size_t column, size_t n_head, struct table_cell *cell)
{
    const struct column_definition *columns = definition->columns;
    const struct column_definition *here = &columns[column];
    bool covered_above = level >= here->n_heads;
    bool covered_before =
        column > 0 && same_head(&columns[column - 1], here, level);
    if (covered_above || covered_before)
        return;
    cell->text = table_notes_text(arena, definition, here->heads[level]);
    cell->colspan = 1;
    cell->rowspan = 1;
    cell->heading = true;
    while (column + cell->colspan < definition->n_columns &&
           same_head(here, &columns[column + cell->colspan], level))
        cell->colspan++;
    if (level + 1 == here->n_heads)
        cell->rowspan = (uint16_t)(n_head - level);
}

void table_build_head(struct arena *arena,
                      const struct table_definition *definition,
                      struct table *table)
{
    for (size_t i = 0; i < definition->n_columns; i++)
        if (definition->columns[i].n_heads > table->n_head)
            table->n_head = definition->columns[i].n_heads;
    table->head = ARENA_ARRAY(arena, struct table_row, table->n_head);
    for (size_t level = 0; level < table->n_head; level++) {
        struct table_row *row = &table->head[level];
        row->cells =
            ARENA_ARRAY(arena, struct table_cell, definition->n_columns);
        for (size_t i = 0; i < definition->n_columns; i++)
            build_cell(arena, definition, level, i, table->n_head,
                       &row->cells[i]);
    }
}
