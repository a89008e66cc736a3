/*
 * Store: the rows of a dataset in SQLite (included here only).
 *
 * Each table of the schema becomes a SQL table with a column for each field and
 *     _row     INTEGER PRIMARY KEY, order of arrival
 *     _source  number of the source (store_source())
 *     _line    line or sheet row in it
 * Money is INTEGER đồng, dates ISO TEXT, enum codes TEXT, booleans 0/1,
 * decimals INTEGER times 10^scale.  Text is compared and sorted by the
 * collation "vi".
 *
 * After store_seal() an authorizer lets statements only read: SELECT of the
 * dataset's tables, and pure, exact functions (so neither avg(), total() nor
 * round()).  Besides SQLite's own functions there are year(d), quarter(d),
 * month(d), day(d) and days(d) of a date; fold(text), which makes spellings of
 * one word equal (unicode_fold); shown(id), an id without its source
 * (qualified.h).  upper() and lower() know Vietnamese.
 */
#ifndef DATASET_STORE_H
#define DATASET_STORE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/value.h"
#include "intake/account.h"
#include "schema/field_words.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;
struct forms;

/* A source of rows. */
struct store_source {
    const char
        *name; /* as configured, so the same wherever the run is started */
    const char *path;     /* as messages name it */
    const char *table;    /* of the schema */
    const char *id_scope; /* files of one scope share the numbering of ids
                             (id_scope.h) */
    enum place_kind kind;
    uint32_t first_column; /* where the cells begin in the file or sheet; 0 and
                              1: at its first column */
    char sha256[65];
    uint64_t n_rows;        /* that were kept */
    struct account account; /* of its cells */
    uint32_t *columns;      /* by field index: column number, 0 absent */
    bool *filled; /* by field index: [fill] or the schema gives empty cells a
                     value */
};

/* An empty store for SCHEMA; WORDS (may be NULL) tell which texts a layout
   compares.  It lives in ARENA, but for what store_destroy() frees.  NULL after
   a report. */
struct store *store_create(struct arena *arena, const struct schema *schema,
                           const struct field_words *words, struct diag *diag);

/* Frees what is not in the arena; STORE may be NULL. */
void store_destroy(struct store *store);

/* Frees the memory of all rows once nothing more is asked of them; what is
   known of sources stays. */
void store_drop_rows(struct store *store);

/* Adds a copy of SOURCE, whose TABLE the schema has, and returns its number. */
size_t store_add_source(struct store *store, const struct store_source *source);

/* Source NUMBER, and how many there are. */
struct store_source *store_source(struct store *store, size_t number);
size_t store_n_sources(const struct store *store);

/* True when some source has TABLE and, unless FIELD is NULL, a column for FIELD
   or a value for its empty cells.  A field that is looked up in the map of
   places counts as supplied with the place. */
bool store_supplies(const struct store *store, const struct schema_table *table,
                    const struct schema_field *field);

/* Adds a row of TABLE, with VALUES in the order of fields.  False after a
   report. */
bool store_add_row(struct store *store, const struct schema_table *table,
                   const struct value *values, size_t source, uint32_t line,
                   struct diag *diag);

/* The number of rows of TABLE so far. */
int64_t store_n_rows(const struct store *store,
                     const struct schema_table *table);

/* True when some row has a value in FIELD; true when some row has none. */
bool store_is_filled(const struct store *store,
                     const struct schema_field *field);
bool store_has_empty(const struct store *store,
                     const struct schema_field *field);

/* False when no two rows of TABLE have the same key, or entity; "no" is
   certain, and known without a look at the rows. */
bool store_may_repeat_key(const struct store *store,
                          const struct schema_table *table);
bool store_may_repeat_entity(const struct store *store,
                             const struct schema_table *table);

/* Says that rows of TABLE may have the same key or entity after all, because
   their texts were changed. */
void store_expect_repeats(struct store *store,
                          const struct schema_table *table);

/* The forms in which the texts of all rows so far are written (forms.h). */
struct forms *store_forms(struct store *store);

/* True when some row has no value in FIELD although some source has a column
   for it: what nobody keeps is not missing. */
bool store_may_be_empty(const struct store *store,
                        const struct schema_field *field);

/* The first and the last day in FIELD over all rows, including those that a cut
   hides.  False when there is none. */
bool store_days(const struct store *store, const struct schema_field *field,
                struct date *first, struct date *last);

/* Tells the store about the N_ROWS rows of TABLE that stay at a server: which
   fields (by index) are empty in some of them, and whether entities repeat. */
void store_know_remote(struct store *store, const struct schema_table *table,
                       uint64_t n_rows, const bool *has_empty, bool repeats);

/* Takes back everything that was added from SOURCE, the last one, whose rows
   are of TABLE.  False after a report. */
bool store_take_back(struct store *store, const struct schema_table *table,
                     size_t source, struct diag *diag);

/* Remembers that a row of SOURCE with this VALUE of FIELD, to which others
   refer, was dropped: a row that refers to it is not at fault.  Kept in the
   table _dropped (field, value, source).  False after a report. */
bool store_add_dropped(struct store *store, const struct schema_field *field,
                       const char *value, size_t source, struct diag *diag);

/* Runs statements that change the rows, before the store is sealed.  False
   after a report. */
bool store_change(struct store *store, const char *sql, struct diag *diag);

/* Ends loading: makes the indexes and sets the read-only authorizer.  False
   after a report. */
bool store_seal(struct store *store, struct diag *diag);

/* Makes a cut: of TABLE, statements see only the rows whose numbers ROWS_SQL
   selects; it may use :value.  All rows stay, and another cut of TABLE replaces
   this one.  The store stays sealed.  False after a report. */
bool store_cut(struct store *store, const struct schema_table *table,
               const char *rows_sql, const char *value, struct diag *diag);

/* Runs statements that make tables of the program's own, whose names begin with
   "_".  The store stays sealed.  False after a report. */
bool store_prepare(struct store *store, const char *sql, struct diag *diag);

/* True when TABLE exists: some row or statement has named it. */
bool store_has_table(const struct store *store,
                     const struct schema_table *table);

/* Named parameters of a statement (":first" without the colon). */
struct store_parameter {
    const char *name;
    struct value value;
};

/* A cell of a result: NULL, an integer or a text.  A floating-point number is
   refused: store_query() reports inexact-result. */
struct store_cell {
    enum { STORE_NULL, STORE_INTEGER, STORE_TEXT } kind;
    int64_t integer;
    const char *text; /* valid until the next row */
    size_t size;
};

/* Called for each row; false ends the query early. */
typedef bool store_row(void *context, const struct store_cell *cells,
                       size_t n_cells);

/* Runs one SELECT with PARAMETERS and gives each row to ROW.  COLUMNS (may be
   NULL) gets the names before the first row.  False after a report: a fault of
   the SQL at PLACE (bad-sql), an overflow in sum() (sum-overflow). */
typedef void store_columns(void *context, const char *const *names,
                           size_t n_names);
bool store_query(struct store *store, const char *sql, struct place place,
                 const struct store_parameter *parameters, size_t n_parameters,
                 store_columns *columns, store_row *row, void *context,
                 struct diag *diag);

/* Runs the same statement row by row, when the rows are too many to be kept.
   NULL after a report.  SQL, the texts of PARAMETERS, the store and DIAG must
   outlive the cursor. store_close() frees it and accepts NULL. */
struct store_cursor;
struct store_cursor *store_open(struct store *store, const char *sql,
                                struct place place,
                                const struct store_parameter *parameters,
                                size_t n_parameters, struct diag *diag);
void store_close(struct store_cursor *cursor);

/* Gets the next row as CELLS, which are valid until the next call.
   STORE_FAILED after a report. */
enum store_step { STORE_ROW, STORE_END, STORE_FAILED };
enum store_step store_next(struct store_cursor *cursor,
                           const struct store_cell **cells);

/* The place of FIELD, or of the whole row when FIELD is NULL, in row LINE of
   SOURCE. */
struct place store_place(const struct store *store, size_t source,
                         uint32_t line, const struct schema_field *field);

/* The schema that the store was made for. */
const struct schema *store_schema(const struct store *store);

#endif
