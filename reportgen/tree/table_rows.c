#include "tree/table_rows.h"

void table_pass_begin(struct table_pass *pass, const struct table *table)
{
    *pass = (struct table_pass){.table = table};
    if (table->source)
        pass->streamed = table->source->begin(table->source);
}

const struct table_row *table_pass_next(struct table_pass *pass,
                                        struct arena *arena)
{
    const struct table *table = pass->table;
    const size_t n_streamed = table->source ? table->n_rows - table->n_foot : 0;
    const struct table_row *row = NULL;
    if (pass->n_rows == table->n_rows)
        return NULL;
    if (!table->source)
        row = &table->rows[pass->n_rows];
    else if (pass->n_rows >= n_streamed)
        row = &table->foot[pass->n_rows - n_streamed];
    else if (pass->streamed)
        row = table->source->next(pass->streamed, arena);
    pass->n_rows += row != NULL;
    return row;
}

bool table_pass_end(struct table_pass *pass)
{
    if (pass->table->source)
        pass->table->source->end(pass->streamed);
    return pass->n_rows == pass->table->n_rows;
}

static bool any_streamed(struct block *const *blocks, size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        if ((blocks[i]->table && blocks[i]->table->source) ||
            any_streamed(blocks[i]->children, blocks[i]->n_children))
            return true;
    return false;
}

bool document_is_streamed(const struct document *document)
{
    for (size_t i = 0; i < document->n_sections; i++)
        if (any_streamed(document->sections[i].blocks,
                         document->sections[i].n_blocks))
            return true;
    for (size_t i = 0; i < document->n_sheets; i++)
        if (document->sheets[i].table && document->sheets[i].table->source)
            return true;
    return false;
}
