/*
 * Fill: what the configuration says in place of empty cells.
 *
 * [fill] gives a field of one source, of all sources of a table, or of all
 * tables one text, in which {folder} is the folder that the file stands in
 * and {file} its name without ending: the rows of many provinces' files keep
 * where they came from.
 */
#ifndef INTAKE_FILL_H
#define INTAKE_FILL_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "schema/schema.h"

/* The text that stands for an empty cell, and where it is written; TEXT is
   NULL where there is none. */
struct fill {
    const char *text;
    struct place place;
};

/* The texts for the rows of TABLE in the file NAME, one of those that SOURCE
   stands for; by field index. */
struct fill *fill_fields(struct arena *arena, const struct config *config,
                         const struct schema_table *table,
                         const struct config_source *source, const char *name);

/* Reports the lines of [fill] that lead to no field of a table that the
   dataset has, and those with an unknown word in braces. */
void fill_check(const struct config *config, const struct schema *schema,
                struct diag *diag);

#endif
