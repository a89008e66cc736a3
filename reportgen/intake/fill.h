/*
 * Fill: what the configuration puts into empty cells.
 *
 * [fill] gives a text to a field of one source, of all sources of a table, or
 * of all tables.  In it {folder} is the folder of the file and {file} its name
 * without its ending, so that rows from the files of many provinces keep where
 * they came from.
 */
#ifndef INTAKE_FILL_H
#define INTAKE_FILL_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "schema/schema.h"

/* The text for an empty cell, and where it is written; TEXT is NULL where there
   is none. */
struct fill {
    const char *text;
    struct place place;
};

/* The texts for the rows of TABLE in the file NAME, which is one of those that
   SOURCE stands for; by field index, in ARENA. */
struct fill *fill_fields(struct arena *arena, const struct config *config,
                         const struct schema_table *table,
                         const struct config_source *source, const char *name);

/* Reports lines of [fill] that name no field of the dataset's tables, and those
   with an unknown word in braces. */
void fill_check(const struct config *config, const struct schema *schema,
                struct diag *diag);

#endif
