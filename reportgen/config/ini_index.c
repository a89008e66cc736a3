#include "config/ini_index.h"

#include <string.h>

void ini_index_make(struct arena *arena, struct ini *ini, size_t n)
{
    ini->n_slots = 2;
    while (ini->n_slots < 2 * n)
        ini->n_slots *= 2;
    ini->slots = ARENA_ARRAY(arena, uint32_t, ini->n_slots);
}

/* FNV-1a */
static uint32_t hash(const char *name)
{
    uint32_t h = 2166136261;
    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * 16777619;
    return h;
}

uint32_t *ini_index_slot(const struct ini *ini, const char *name)
{
    size_t i = hash(name) & (ini->n_slots - 1);
    while (ini->slots[i] != 0 &&
           strcmp(ini->sections[ini->slots[i] - 1].name, name) != 0)
        i = (i + 1) & (ini->n_slots - 1);
    return &ini->slots[i];
}
