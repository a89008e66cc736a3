/*
 * Tally items: reads "n = count(*), support = sum(support)" as typed measures,
 * and "id, name, year = selection.year" as the columns of a list.
 */
#ifndef TALLY_TALLY_ITEMS_H
#define TALLY_TALLY_ITEMS_H

#include "config/ini.h"
#include "tally/tally_define.h"

struct item_reader {
    struct arena *arena;
    struct expression_scope *scope;
    bool is_list;
    struct diag *diag;
};

/* An entry that holds items: "measures" with several, "measure.NAME" with
   one. */
struct item_source {
    const struct ini_entry *entry;
    const char *name; /* of the only item; NULL when each item has its own */
};

/* Reads the items of all SOURCES into *ITEMS; false after reports. */
bool items_read(const struct item_reader *reader,
                const struct item_source *sources, size_t n_sources,
                struct tally_item **items, size_t *n_items);

/* Reads the columns of a layout's own statement: "name:text, n:integer,
   s:money, source:schemes.source".  False after reports. */
bool statement_columns_read(const struct item_reader *reader,
                            const struct ini_entry *entry,
                            struct tally_item **items, size_t *n_items);

#endif
