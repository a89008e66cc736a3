/*
 * Store inside: what the parts of a store share.
 *
 * store.c owns the database and its tables, store_rows.c adds rows,
 * store_query.c runs statements, store_functions.c has the functions that they
 * may call.  Private to the store.
 */
#ifndef DATASET_STORE_INSIDE_H
#define DATASET_STORE_INSIDE_H

#include "base/sqlite_library.h"
#include "base/strbuf.h"
#include "dataset/forms.h"
#include "dataset/repeats.h"
#include "dataset/store.h"
#include "dataset/store_order.h"
#include "dataset/store_sources.h"

/* What is known of a field over all rows that were added. */
struct store_field {
    bool has_empty; /* in some row it has no value */
    bool is_filled; /* in some row it has a value */
    bool is_stored; /* the statements that add rows have a parameter for it */
    struct date first; /* the first day in it; year 0: there is none */
    struct date last;
};

/* What tells rows apart: the key of a table, or its entity. */
struct store_identity {
    const struct schema_field *const *fields; /* NULL: nothing does */
    size_t n_fields;
    /* One of the fields, whose texts the forms watch for repeats, or NULL. */
    const struct schema_field *watched;
    bool is_counted; /* all rows so far are in REPEATS */
    struct repeats repeats;
};

/* Rows that wait until there are enough for one statement, which costs a third
   less for each row. */
enum { WAITING_ROWS = 16 };

struct store_waiting {
    size_t n;
    size_t sources[WAITING_ROWS];
    uint32_t lines[WAITING_ROWS];
    struct store_cell
        *cells; /* by row, then by field; the text is at INTEGER in TEXTS */
    struct strbuf texts;
};

/* A table of the schema. */
struct store_table {
    bool made;
    int64_t n_rows;             /* including those that wait */
    struct store_field *fields; /* by field index; NULL before the first row */
    struct store_field *before; /* FIELDS before the rows of LAST_SOURCE */
    size_t last_source;         /* of the last row */
    struct store_identity key;
    struct store_identity entity;
    struct store_waiting waiting;
    sqlite3_stmt *insert;      /* adds one row; prepared when it is needed */
    sqlite3_stmt *insert_many; /* adds WAITING_ROWS rows */
    bool is_indexed;           /* its references have indexes */
    bool is_cut;
    bool has_cut_indexes;
};

/* Tables beside those of the schema (store.c). */
enum { N_OWN_TABLES = 4 };

struct store {
    struct arena *arena;
    const struct schema *schema;
    sqlite3 *db;
    struct store_order *order;
    const char *denied;    /* what the authorizer refused in a statement */
    struct arena *scratch; /* for one call of a function */
    bool sealed;
    bool made_own[N_OWN_TABLES];
    struct store_table *tables; /* by table index */
    struct forms *forms;
    struct store_sources sources;
};

static inline struct store_table *
store_table_of(const struct store *store, const struct schema_table *table)
{
    return &store->tables[table - store->schema->tables];
}

/* Reports what SQLite says of its last failure; returns false. */
bool store_failed(const struct store *store, struct diag *diag);

/* Runs statements of the program's own.  False after a report. */
bool store_run(struct store *store, const char *sql, struct diag *diag);

/* Makes what SQL may name: tables, indexes, rows that wait.  A name in a string
   or comment makes a table too, which does no harm.  False after a report. */
bool store_make_named(struct store *store, const char *sql, struct diag *diag);

/* Writes the rows that wait to their table.  False after a report. */
bool store_flush(struct store *store, struct store_table *stored,
                 struct diag *diag);

/* Ends the adding of rows: frees the statements, and what only they needed. */
void store_rows_end(struct store *store);

/* Restricts statements to reading, within limits; and lifts the restriction for
   the program's own. */
void store_guard(struct store *store);
void store_unguard(struct store *store);

/* Registers the functions and the collation that statements may use. */
void store_functions_register(struct store *store);

/* VALUE as it is stored in FIELD (NULL: as a parameter of a statement).  The
   text of the cell is that of VALUE or, for a day, DATE. */
struct store_cell store_cell_of(struct value value,
                                const struct schema_field *field,
                                char date[11]);

/* Reads column COLUMN of STATEMENT's row; false for a floating-point number or
   bytes. */
bool store_read_cell(sqlite3_stmt *statement, int column,
                     struct store_cell *cell);

/* Binds CELL to parameter NUMBER; its text must last until the statement has
   run. */
void store_bind(sqlite3_stmt *statement, int number,
                const struct store_cell *cell);

#endif
