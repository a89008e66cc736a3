#include "figures/table_set.h"

#include <string.h>

struct table_set *table_set_read(const struct render *render,
                                 const struct tallies *tallies)
{
    struct ini *ini = render->layout->ini;
    struct table_set *set = ARENA_NEW(render->arena, struct table_set);
    set->tables =
        ARENA_ARRAY(render->arena, struct set_table, ini->n_sections + 1);
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strncmp(ini->sections[i].name, "table.", 6) != 0)
            continue;
        struct ini_section *section = ini_section(ini, ini->sections[i].name);
        struct set_table *table = &set->tables[set->n_tables++];
        table->name = section->name + 6;
        table->definition = table_define(render, section, tallies);
        set->failed |= !table->definition;
    }
    return set;
}

struct set_table *table_set_find(struct table_set *set, const char *name)
{
    for (size_t i = 0; i < set->n_tables; i++)
        if (strcmp(set->tables[i].name, name) == 0)
            return &set->tables[i];
    return NULL;
}

const struct table *table_set_build(const struct render *render,
                                    struct set_table *table)
{
    if (!table->built && table->definition)
        table->table = table_build(render, table->definition, &table->rounded);
    table->built = true;
    return table->table;
}

struct block *table_set_block(const struct render *render,
                              const struct set_table *table,
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
