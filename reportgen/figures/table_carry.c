/*
 * Sums carried forward: what a table prints at the foot of a page that it does
 * not end on, and again at the top of the next.
 */
#include "figures/table_definition.h"

#include <string.h>

/* A column is carried when its total is the sum of its rows; without a row of
   totals, when the tally says that it adds up. */
static bool is_carried(const struct table_definition *definition,
                       const struct table *table, size_t column)
{
    const struct column_definition *source = &definition->columns[column];
    const struct table_row *last = &table->rows[table->n_rows - 1];
    if ((source->source != SOURCE_VALUE && source->source != SOURCE_PIVOT &&
         source->source != SOURCE_PIVOT_TOTAL) ||
        source->no_total || !definition->tally)
        return false;
    const struct tally_column *figures =
        &definition->tally->columns[source->index];
    if (!value_traits[figures->kind].adds_up)
        return false;
    if (last->kind == ROW_TOTAL)
        return last->cells[column].formula == FORMULA_SUM_ROWS;
    return figures->additive;
}

/* The sums of COLUMN as printed, at every N-th place of SUMS. */
static bool add_up(const struct render *render, const struct table *table,
                   size_t column, const struct cell_format *format,
                   const char **sums, size_t n)
{
    struct value sum = {.kind = format->kind};
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct table_row *row = &table->rows[i];
        const struct value *value = &row->cells[column].value;
        struct cell_text printed;
        if (row->kind == ROW_BODY && value->kind == sum.kind &&
            !number_add(sum.as.integer, value->as.integer, &sum.as.integer)) {
            diag_report(render->diag, DIAG_TABLE_OVERFLOW,
                        format->column->place);
            return false;
        }
        if (i > 0 && row->kind != ROW_BODY) {
            sums[i * n] = sums[(i - 1) * n];
            continue;
        }
        if (!cell_print(render, format, &sum, (struct origin){0}, &printed))
            return false;
        sums[i * n] = printed.text ? printed.text : "";
    }
    return true;
}

/* "below | above"; one word serves for both. */
static void set_words(struct arena *arena, const char *words,
                      struct table_carry *carry)
{
    size_t n;
    const char **parts = ini_split(arena, words, '|', &n);
    carry->below = text_plain(arena, n > 0 ? parts[0] : words);
    carry->above = text_plain(arena, n > 1 ? parts[1] : parts[0]);
}

bool table_build_carry(const struct render *render,
                       const struct table_definition *definition,
                       const struct cell_format *formats, struct table *table)
{
    struct arena *arena = render->arena;
    if (!definition->carry || table->n_rows == 0)
        return true;
    struct table_carry *carry = ARENA_NEW(arena, struct table_carry);
    carry->columns = ARENA_ARRAY(arena, size_t, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++)
        if (is_carried(definition, table, i))
            carry->columns[carry->n_columns++] = i;
    if (carry->n_columns == 0)
        return true;
    set_words(arena, definition->carry, carry);
    carry->sums =
        ARENA_ARRAY(arena, const char *, table->n_rows * carry->n_columns);
    for (size_t k = 0; k < carry->n_columns; k++)
        if (!add_up(render, table, carry->columns[k],
                    &formats[carry->columns[k]], carry->sums + k,
                    carry->n_columns))
            return false;
    table->carry = carry;
    return true;
}
