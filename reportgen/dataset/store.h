/*
 * Store: the rows of a dataset in SQLite (included here only).
 *
 * Each schema table becomes a SQL table with one column a field plus
 *     _row     INTEGER PRIMARY KEY, order of arrival
 *     _source  number of the source (store_source())
 *     _line    line or sheet row in it
 * Money is INTEGER đồng, dates ISO TEXT, enum codes TEXT, booleans 0/1,
 * decimals INTEGER times 10^scale.  Text compares and sorts by the
 * collation "vi".  After store_seal() an authorizer lets statements read
 * only (SELECT of the dataset's tables and pure, exact functions; avg(),
 * total() and round() are not).  Besides SQLite's own functions there are
 * year(d), quarter(d), month(d), day(d) and days(d) of a date, and fold(text)
 * that makes spellings of the same word equal (unicode_fold); upper() and
 * lower() know Vietnamese; shown(id) is an id without its source
 * (qualified.h).
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

/* A place rows came from. */
struct store_source {
    const char *name;  /* as configured: the same wherever the run is started */
    const char *path;  /* as messages name it */
    const char *table; /* schema table */
    const char *id_scope; /* whose ids its ids are (id_scope.h) */
    enum place_kind kind;
    uint32_t first_column; /* of the file or sheet; 0 and 1: its first */
    char sha256[65];
    uint64_t n_rows;        /* rows kept */
    struct account account; /* of its cells */
    uint32_t *columns;      /* by field index: column number, 0 absent */
    bool *filled; /* by field index: what an empty cell says is known */
};

/* An empty store for SCHEMA; WORDS (may be NULL) say which texts a layout
   compares.  NULL after a report. */
struct store *store_create(struct arena *arena, const struct schema *schema,
                           const struct field_words *words, struct diag *diag);

/* Frees what is not in the arena; STORE may be NULL. */
void store_destroy(struct store *store);

/* Gives back the memory of all rows, once nothing more is asked of them: what
   is known of sources stays. */
void store_drop_rows(struct store *store);

/* Adds a copy of SOURCE, whose TABLE the schema has; its number is returned. */
size_t store_add_source(struct store *store, const struct store_source *source);

/* The source NUMBER, and how many there are. */
struct store_source *store_source(struct store *store, size_t number);
size_t store_n_sources(const struct store *store);

/* True when some source has TABLE and, unless FIELD is NULL, a column for FIELD
   or a value for its empty cells; of a place, for what it looks up. */
bool store_supplies(const struct store *store, const struct schema_table *table,
                    const struct schema_field *field);

/* Adds a row of TABLE: VALUES in field order.  False after a report. */
bool store_add_row(struct store *store, const struct schema_table *table,
                   const struct value *values, size_t source, uint32_t line,
                   struct diag *diag);

/* Rows of TABLE so far. */
int64_t store_n_rows(const struct store *store,
                     const struct schema_table *table);

/* Whether any row has something in FIELD, or nothing. */
bool store_is_filled(const struct store *store,
                     const struct schema_field *field);
bool store_has_empty(const struct store *store,
                     const struct schema_field *field);

/* False when no two rows of TABLE have the same key, or entity: certain, and
   known without looking at the rows. */
bool store_may_repeat_key(const struct store *store,
                          const struct schema_table *table);
bool store_may_repeat_entity(const struct store *store,
                             const struct schema_table *table);

/* Says that rows of TABLE may have the same key or entity after all: their
   texts were changed. */
void store_expect_repeats(struct store *store,
                          const struct schema_table *table);

/* The forms in which the texts of all rows so far are written (forms.h). */
struct forms *store_forms(struct store *store);

/* True when some row has nothing in FIELD, for which some source has a column:
   what nobody keeps is not missing. */
bool store_may_be_empty(const struct store *store,
                        const struct schema_field *field);

/* The first and the last day in FIELD of all rows, those included that a cut
   leaves out; false: there is none. */
bool store_days(const struct store *store, const struct schema_field *field,
                struct date *first, struct date *last);

/* Says what is known of N_ROWS rows of TABLE that stay where they lie: which
   fields, by index, some of them lack, and whether some are of one entity. */
void store_know_remote(struct store *store, const struct schema_table *table,
                       uint64_t n_rows, const bool *has_empty, bool repeats);

/* Takes back all that was added of SOURCE, the last one, whose rows are of
   TABLE.  False after a report. */
bool store_take_back(struct store *store, const struct schema_table *table,
                     size_t source, struct diag *diag);

/* Remembers that a row of SOURCE with this value of FIELD, which others refer
   to, was dropped: a reference to it is no fault of the row that refers.  Kept
   in the table _dropped (field, value, source). */
bool store_add_dropped(struct store *store, const struct schema_field *field,
                       const char *value, size_t source, struct diag *diag);

/* Runs statements that change the rows, before the store is sealed.  False
   after a report. */
bool store_change(struct store *store, const char *sql, struct diag *diag);

/* Ends loading: indexes and the read-only authorizer. */
bool store_seal(struct store *store, struct diag *diag);

/* A cut: statements see, of TABLE, only the rows whose numbers ROWS_SQL
   selects, which may ask for :value.  All rows stay, and another cut takes the
   place of this one.  The store stays sealed. */
bool store_cut(struct store *store, const struct schema_table *table,
               const char *rows_sql, const char *value, struct diag *diag);

/* Runs statements that make tables of the store's own, whose names begin with
   "_"; the store stays sealed. */
bool store_prepare(struct store *store, const char *sql, struct diag *diag);

/* True when TABLE was made: some row or statement has named it. */
bool store_has_table(const struct store *store,
                     const struct schema_table *table);

/* Named parameters of a statement (":first" without the colon). */
struct store_parameter {
    const char *name;
    struct value value;
};

/* A result cell as SQLite has it: NULL, integer, text or (never for money)
   a double, which is refused: store_query reports inexact-result. */
struct store_cell {
    enum { STORE_NULL, STORE_INTEGER, STORE_TEXT } kind;
    int64_t integer;
    const char *text; /* until the next row */
    size_t size;
};

/* Called for each row; false ends the query early. */
typedef bool store_row(void *context, const struct store_cell *cells,
                       size_t n_cells);

/* Runs one SELECT.  A fault in SQL is reported at PLACE (bad-sql); integer
   overflow in sum() is reported (sum-overflow).  Column names are given to
   COLUMNS (may be NULL) before the first row. */
typedef void store_columns(void *context, const char *const *names,
                           size_t n_names);
bool store_query(struct store *store, const char *sql, struct place place,
                 const struct store_parameter *parameters, size_t n_parameters,
                 store_columns *columns, store_row *row, void *context,
                 struct diag *diag);

/* The same statement row by row, for what is too long to be kept: NULL after a
   report.  SQL, the texts of PARAMETERS, the store and DIAG outlive the cursor,
   which store_close() frees (it accepts NULL). */
struct store_cursor;
struct store_cursor *store_open(struct store *store, const char *sql,
                                struct place place,
                                const struct store_parameter *parameters,
                                size_t n_parameters, struct diag *diag);
void store_close(struct store_cursor *cursor);

/* The next row as CELLS, which are valid until the next call.  A failure is
   reported. */
enum store_step { STORE_ROW, STORE_END, STORE_FAILED };
enum store_step store_next(struct store_cursor *cursor,
                           const struct store_cell **cells);

/* The place of FIELD (may be NULL) in the row (SOURCE, LINE). */
struct place store_place(const struct store *store, size_t source,
                         uint32_t line, const struct schema_field *field);

/* The schema that the store was made for. */
const struct schema *store_schema(const struct store *store);

#endif
