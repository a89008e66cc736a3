/*
 * Table set: all [table.*] of a layout, each built once when first placed.
 */
#ifndef FIGURES_TABLE_SET_H
#define FIGURES_TABLE_SET_H

#include "figures/table.h"

struct set_table {
    const char *name;
    struct table_definition *definition; /* NULL: faulty, and reported */
    struct table *table;                 /* NULL: not built yet */
    bool built, rounded;
    int number;            /* in the text; 0: not placed there */
    const char *reference; /* "Biểu 1", once placed */
    const struct source_map *placed_in;
};

struct table_set {
    struct set_table *tables;
    size_t n_tables;
    int n_placed;
    bool failed;
};

/* Defines all tables; faults are reported and kept in FAILED. */
struct table_set *table_set_read(const struct render *render,
                                 const struct tallies *tallies);

struct set_table *table_set_find(struct table_set *set, const char *name);

/* The table, without caption; NULL after a report (also of an earlier
   call). */
const struct table *table_set_build(const struct render *render,
                                    struct set_table *table);

/* A block of TABLE with CAPTION, followed by the rounding note when there is
   one. */
struct block *table_set_block(const struct render *render,
                              const struct set_table *table,
                              struct text caption);

#endif
