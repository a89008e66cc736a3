/*
 * Layout tables: all [table.*] of a layout, each built once when first placed.
 */
#ifndef FIGURES_LAYOUT_TABLES_H
#define FIGURES_LAYOUT_TABLES_H

#include "figures/table_definition.h"

struct layout_table {
    const char *name;
    struct table_definition *definition; /* NULL: faulty, and reported */
    struct table *table;                 /* NULL: not built yet */
    bool built, rounded;
    int number;            /* in the text; 0: not placed there */
    const char *reference; /* "Biểu 1", once placed */
    const char *title;     /* of its caption, without that */
    const struct source_map *placed_in;
};

struct layout_tables {
    struct layout_table *tables;
    size_t n_tables;
    int n_placed;
    bool failed;
};

/* Defines all tables; faults are reported and kept in FAILED. */
struct layout_tables *layout_tables_read(const struct render *render,
                                         const struct tallies *tallies);

struct layout_table *layout_tables_find(struct layout_tables *set,
                                        const char *name);

/* The table, without caption; NULL after a report (also of an earlier
   call). */
const struct table *layout_table_build(const struct render *render,
                                       struct layout_table *table);

/* A block of TABLE with CAPTION, followed by the rounding note when there is
   one. */
struct block *layout_table_block(const struct render *render,
                                 const struct layout_table *table,
                                 struct text caption);

#endif
