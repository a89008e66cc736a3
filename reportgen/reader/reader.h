/*
 * Reader: located rows of cells from any kind of source.
 *
 * There is one const struct of functions for each kind: CSV, workbooks, SQLite
 * and PostgreSQL.  Binding and typing (intake/) and validation (dataset/) are
 * the same for all of them.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell is its text as written, and a typed value where the source has types
   (a workbook's number, a database column).  TEXT is valid until the next row
   is read. */
struct cell {
    const char *text; /* UTF-8, NFC, blanks trimmed; NULL when empty */
    size_t size;
    struct value typed; /* VALUE_NULL: only the text is known */
    uint32_t line;      /* of the cell, or the row of a sheet or query */
    uint32_t column;    /* from 1 */
    bool faulty;        /* a fault was reported: the row cannot be kept */
    /* Of a workbook's cell.  One that is merged over several rows has the
       content of the first row in each of them (IS_REPEATED). */
    bool is_repeated;
    bool is_uncomputed; /* a formula whose value is not stored */
    uint32_t span_rows; /* how many rows the cell is merged over; 0 and 1: it is
                           not */
    uint32_t span_columns;
    bool had_unseen; /* invisible characters were removed */
    bool is_common;  /* only printable ASCII and Vietnamese letters, which every
                        document can hold */
};

struct reader;
struct postgres_link;

struct reader_options {
    const char *where;      /* from [dataset], with its path resolved */
    const char *name;       /* in messages */
    const char *encoding;   /* NULL: by byte order mark, else UTF-8 */
    struct place place;     /* of the line in the configuration */
    const char *connection; /* to a server; NULL: that of the environment */
    /* The same, where it is being spoken to already: the rows are those of its
       snapshot.  NULL: by CONNECTION. */
    struct postgres_link *link;
};

struct reader_class {
    const char *name;

    /* True when the reader itself decodes text in the encoding of its options;
       otherwise the intake converts cells in letters of old fonts. */
    bool decodes;

    /* True when this class reads WHERE. */
    bool (*accepts)(const char *where);

    /* The size of the path in WHERE, in which wildcards may stand for several
       files; 0 when there is none.  NULL: all of WHERE is the path. */
    size_t (*path_size)(const char *where);

    /* Opens the source; NULL after a report. */
    struct reader *(*open)(struct arena *arena,
                           const struct reader_options *options,
                           struct diag *diag);

    /* The next row: 1, with *CELLS and *N_CELLS, valid until the next call; 0
       at the end; -1 after a report of a fault that ends the reading.  The
       first row has the headings. */
    int (*next)(struct reader *reader, struct cell **cells, size_t *n_cells);

    /* True when the last row is cut off, because the source ended inside it.
       NULL for sources that cannot end so. */
    bool (*is_cut_short)(const struct reader *reader);

    /* Goes back to the headings, to read all rows once more.  A QUIET reader
       reports nothing until set_quiet().  NULL for sources whose values have
       types. */
    void (*rewind)(struct reader *reader, bool quiet);
    void (*set_quiet)(struct reader *reader, bool quiet);

    /* Goes on to the next part of the source (the next sheet of a workbook), or
       the next way to read it (another delimiter), when this one does not have
       the wanted table.  False when there is none.  NULL for sources with one
       part. */
    bool (*go_on)(struct reader *reader);

    /* The place of a cell, for messages. */
    struct place (*place)(const struct reader *reader, const struct cell *cell);

    /* The SHA-256 of the source once it was read to its end; "" for a source
       without one. */
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
