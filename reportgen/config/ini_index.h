/*
 * Ini index: the sections of an INI by name.
 *
 * A hash table with open addressing, made for a number of sections and never
 * full.  Private to config/.
 */
#ifndef CONFIG_INI_INDEX_H
#define CONFIG_INI_INDEX_H

#include "config/ini.h"

/* An empty index in INI, with room for N sections. */
void ini_index_make(struct arena *arena, struct ini *ini, size_t n);

/* The slot of the section NAME.  It holds the number of the section, from 1;
   or 0, and then the caller may put the number there. */
uint32_t *ini_index_slot(const struct ini *ini, const char *name);

#endif
