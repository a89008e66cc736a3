/*
 * Reader: located rows of cells from any kind of source.
 *
 * One const struct of functions for each kind: CSV, workbooks, SQLite and
 * PostgreSQL.  Binding to fields and typing (intake/) and validation (dataset/)
 * are the same for all of them.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell is text as written, and a typed value where the source has types
   (a workbook's number, a database column).  TEXT is valid until the next
   row is read. */
struct cell {
    const char *text; /* UTF-8, NFC, blanks trimmed; NULL when empty */
    size_t size;
    struct value typed; /* kind VALUE_NULL: only text is known */
    uint32_t line;      /* of the cell (or sheet row, query row) */
    uint32_t column;    /* field number from 1 */
    bool faulty;        /* a fault was reported: the row cannot be kept */
    /* Of a workbook's cells.  One that is merged over several rows says in each
       of them what it says in the first (is_repeated). */
    bool is_repeated;
    bool is_uncomputed; /* a formula without its value: nobody knows it */
    uint32_t span_rows; /* how far the cell is merged; 0 and 1: not at all */
    uint32_t span_columns;
    bool had_unseen; /* characters that nobody sees were removed */
    bool is_common;  /* nothing but printable ASCII and Vietnamese letters:
                        nothing that a document cannot hold */
};

struct reader;

struct reader_options {
    const char *where;      /* what [dataset] says, path resolved */
    const char *name;       /* what messages call it */
    const char *encoding;   /* NULL: by BOM, else UTF-8 */
    struct place place;     /* of the configuration line */
    const char *connection; /* to a database server; NULL: by the environment */
};

struct reader_class {
    const char *name;

    /* True when the reader itself turns text of the encoding that its options
       name into UTF-8; else cells of old fonts are mended behind it. */
    bool decodes;

    /* True when this class reads WHERE. */
    bool (*accepts)(const char *where);

    /* How many bytes of WHERE are the path of a file, in which wildcards may
       stand for several; 0: there is none.  NULL: all bytes. */
    size_t (*path_size)(const char *where);

    /* Opens the source; NULL after a report. */
    struct reader *(*open)(struct arena *arena,
                           const struct reader_options *options,
                           struct diag *diag);

    /* The next row: 1, with *CELLS and *N_CELLS until the next call; 0 at the
       end; -1 after a report (a fault that ends reading).  The first row is
       the heading row. */
    int (*next)(struct reader *reader, struct cell **cells, size_t *n_cells);

    /* True when the row that next() gave last is cut off: the source ended
       inside it.  NULL for sources that cannot end so. */
    bool (*is_cut_short)(const struct reader *reader);

    /* Back to the heading row, to look at all rows once more; until loud
       again, a QUIET reader reports nothing.  NULL for sources whose values
       have types. */
    void (*rewind)(struct reader *reader, bool quiet);
    void (*set_quiet)(struct reader *reader, bool quiet);

    /* Goes on with the next part of the source (the next sheet of a workbook),
       or the next way to read it (another delimiter), when this one does not
       have the table that is looked for; false when there is none.  NULL for
       sources of one part. */
    bool (*go_on)(struct reader *reader);

    /* Place of a cell, for messages. */
    struct place (*place)(const struct reader *reader, const struct cell *cell);

    /* SHA-256 of the source once wholly read ("" for a database). */
    const char *(*sha256)(const struct reader *reader);

    /* Accepts NULL. */
    void (*close)(struct reader *reader);
};

extern const struct reader_class reader_csv;
extern const struct reader_class reader_postgres;
extern const struct reader_class reader_sqlite;
extern const struct reader_class reader_xlsx;

/* The class that accepts WHERE, or NULL. */
const struct reader_class *reader_class_for(const char *where);

#endif
