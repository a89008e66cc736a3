/*
 * Others: keys of a second group that no column shows.
 *
 * Columns MEASURE@KEY name the keys that the author thought of.  What stands
 * under another key would be in the totals, yet in no column.
 */
#ifndef FIGURES_TABLE_OTHERS_H
#define FIGURES_TABLE_OTHERS_H

#include "figures/table_definition.h"

/* Reads "others" of SECTION, the table's or the chart's: "none", or the keys
   that are left out by intent.  False after a report, also of a key that has
   figures and stands neither there nor in a column of DEFINITION. */
bool table_others_read(const struct render *render, struct ini_section *section,
                       const struct table_definition *definition);

#endif
