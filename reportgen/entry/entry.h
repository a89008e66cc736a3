/*
 * Entry: a workbook to type the data of a schema into.
 *
 * Each table has a sheet with its headings, units and notes, drop-down lists,
 * checks of days, figures and duplicates, and an example row; what must not be
 * changed is locked.  The first sheet explains in Vietnamese how to fill them
 * in.  The reader of workbooks reads such a file as it is (intake/row_kind.h
 * knows the example row).
 *
 *     sheet 1            the guide
 *     sheets 2 .. n+1    the tables, in the order of the schema
 *     sheet n+2          hidden: the values of drop-down lists
 */
#ifndef ENTRY_ENTRY_H
#define ENTRY_ENTRY_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "dataset/store.h"
#include "entry/entry_words.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stdint.h>

struct entry_options {
    const struct schema *schema;
    struct store *store; /* the rows to begin with, sealed; or NULL */
    const struct entry_words *words;
    const char
        *file_name;  /* the name of the finished workbook, for the guide */
    int64_t created; /* seconds, for its properties; -1: a fixed day */
};

/* The names of the sheets of such a workbook, in ARENA: the tables in the order
   of SCHEMA, then the guide and the lists. */
const char **entry_sheet_names(struct arena *arena, const struct schema *schema,
                               const struct entry_words *words);

/* Writes the workbook to the staged FILE, closes it, reads it again and checks
   it.  False after a report. */
bool entry_write(struct arena *arena, const struct entry_options *options,
                 struct outfile *file, struct diag *diag);

#endif
