#include "figures/layout_tables.h"

#include <string.h>

struct layout_tables *layout_tables_read(const struct render *render,
                                         const struct tallies *tallies)
{
    struct ini *ini = render->layout->ini;
    struct layout_tables *set = ARENA_NEW(render->arena, struct layout_tables);
    set->tables =
        ARENA_ARRAY(render->arena, struct layout_table, ini->n_sections + 1);
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strncmp(ini->sections[i].name, "table.", 6) != 0)
            continue;
        struct ini_section *section = ini_section(ini, ini->sections[i].name);
        struct layout_table *table = &set->tables[set->n_tables++];
        table->name = section->name + 6;
        table->definition = table_define(render, section, tallies);
        set->failed |= !table->definition;
    }
    return set;
}

struct layout_table *layout_tables_find(struct layout_tables *set,
                                        const char *name)
{
    for (size_t i = 0; i < set->n_tables; i++)
        if (strcmp(set->tables[i].name, name) == 0)
            return &set->tables[i];
    return NULL;
}

const struct table *layout_table_build(const struct render *render,
                                       struct layout_table *table)
{
    if (!table->built && table->definition) {
        table->definition->streams = true;
        table->table = table_build(render, table->definition, &table->rounded);
    }
    table->built = true;
    return table->table;
}

struct block *layout_table_block(const struct render *render,
                                 const struct layout_table *table,
                                 struct text caption)
{
    struct arena *arena = render->arena;
    const char *note = form_rounding_note(render->form);
    struct block *block = block_new(arena, BLOCK_TABLE, ROLE_TABLE, NULL);
    block->table = ARENA_NEW(arena, struct table);
    *block->table = *table->table;
    block->table->caption = caption;
    block->id = arena_printf(arena, "table-%s", table->name);
    block->place = table->table->place;
    if (!table->rounded || !note)
        return block;
    struct block_list children = {0};
    struct block *group = block_new(arena, BLOCK_GROUP, ROLE_NONE, NULL);
    blocks_append(arena, &children, block);
    blocks_append(arena, &children,
                  block_paragraph(arena, ROLE_P,
                                  form_style(render->form, "table_note"),
                                  text_plain(arena, note)));
    block_adopt(group, &children);
    return group;
}
