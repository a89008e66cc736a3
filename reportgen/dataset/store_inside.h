/*
 * Store inside: what the parts of a store share.
 *
 * store.c owns the database and its tables, store_rows.c puts rows into them,
 * store_query.c lets statements read them, store_functions.c has what those
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

/* What is known of a field of all rows that were added. */
struct store_field {
    bool has_empty; /* some row has nothing there */
    bool is_filled; /* some row has something there */
    bool is_stored; /* the statements that add rows have a parameter for it */
    struct date first; /* of its days; year 0: it has none */
    struct date last;
};

/* What rows are told apart by: the key of a table, or its entity. */
struct store_identity {
    const struct schema_field *const *fields; /* NULL: by nothing */
    size_t n_fields;
    /* One of them, of which the forms see whether a text comes twice; NULL:
       none. */
    const struct schema_field *watched;
    bool is_counted; /* REPEATS has all rows so far */
    struct repeats repeats;
};

/* Rows on their way into a table: they wait until there are enough for one
   statement, which costs a third less than one for each. */
enum { WAITING_ROWS = 16 };

struct store_waiting {
    size_t n;
    size_t sources[WAITING_ROWS];
    uint32_t lines[WAITING_ROWS];
    struct store_cell *cells; /* by row, then by field; a text is at INTEGER
                                 of TEXTS */
    struct strbuf texts;
};

/* A table of the schema. */
struct store_table {
    bool made;
    int64_t n_rows;             /* those that wait included */
    struct store_field *fields; /* by field index; NULL: no row came yet */
    struct store_identity key;
    struct store_identity entity;
    struct store_waiting waiting;
    sqlite3_stmt *insert;      /* one row; prepared when it is needed */
    sqlite3_stmt *insert_many; /* WAITING_ROWS at once */
    bool is_indexed;           /* its references are */
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
    const char *denied;    /* what the authorizer refused of a statement */
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

/* Reports what SQLite says of its last failure; false. */
bool store_failed(const struct store *store, struct diag *diag);

/* Runs statements of the store's own.  False after a report. */
bool store_run(struct store *store, const char *sql, struct diag *diag);

/* Makes what SQL may speak of: tables, indexes, rows that wait.  A name in a
   string or comment makes a table too, which does no harm.  False after a
   report. */
bool store_make_named(struct store *store, const char *sql, struct diag *diag);

/* Puts the rows that wait into their table.  False after a report. */
bool store_flush(struct store *store, struct store_table *stored,
                 struct diag *diag);

/* Ends the adding of rows: gives back the statements, and what only they
   needed. */
void store_rows_end(struct store *store);

/* Lets statements read only, within what they may take; and for the store's
   own, lets them do all. */
void store_guard(struct store *store);
void store_unguard(struct store *store);

/* Registers the functions and the collation that statements may use. */
void store_functions_register(struct store *store);

/* How VALUE is stored in FIELD (NULL: as a parameter of a statement).  Its
   text is VALUE's, or that of a day, which is written to DATE. */
struct store_cell store_cell_of(struct value value,
                                const struct schema_field *field,
                                char date[11]);

/* Column number COLUMN of the row that STATEMENT is at; false for a floating
   number or bytes. */
bool store_read_cell(sqlite3_stmt *statement, int column,
                     struct store_cell *cell);

/* Binds CELL, whose text must last until the statement has run. */
void store_bind(sqlite3_stmt *statement, int number,
                const struct store_cell *cell);

#endif
