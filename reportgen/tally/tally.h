/*
 * Tally: named figures computed from the store.
 *
 * layout.ini defines tallies ([tally.NAME]); each becomes one SQL statement.
 * Results are exact: counts and đồng in int64, quotients as ratios.
 *
 *     [tally.by_source]
 *     from     = schemes
 *     where    = "status <> 'cancelled'"
 *     group_by = source              ; one or two fields, or none
 *     measures = "n = count(distinct id), support = sum(support)"
 *     compare  = plan, previous_year ; further windows
 *     period   = this                ; this | none | year_to_date | ...
 *     order_by = label
 *     limit    = 5
 *
 *     [tally.scheme_list]            ; a list: one row for each record
 *     from     = schemes
 *     columns  = "id, name, content, source, support"
 *
 * An enum group has a row for each allowed value, even when its count is 0.
 * Each tally has a total: the measures computed without grouping, so that
 * something that belongs to two groups counts once.  reportgen-layout(5)
 * explains all keys.
 */
#ifndef TALLY_TALLY_H
#define TALLY_TALLY_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/figure_source.h"
#include "base/strbuf.h"
#include "base/value.h"
#include "config/config.h"
#include "dataset/store.h"

#include <stdbool.h>
#include <stddef.h>

/* A column: a group key, a measure, or a field of a list.  The value of an enum
   is its code; FIELD has the labels. */
struct tally_column {
    const char *name; /* "support", "plan.support", "scheme.content" */
    enum value_kind kind;
    const struct schema_field *field; /* of a group or list column, or NULL */
    bool is_group;
    bool additive; /* the column's total is the sum of its rows */
    bool no_total; /* no sum of the rows makes sense: a list's figure that rows
                      share, or a column of a statement whose total the layout
                      does not ask for */
    bool absent;   /* empty, because no source supplies what it needs */
    const struct figure_source *source; /* NULL for a group */
    bool of_money; /* of a VALUE_RATIO: it is money divided by a count */
    uint8_t scale; /* of a VALUE_RATIO that is a decimal: its decimal places */
};

/* One row.  In a tally with groups, KEYS and LABELS name it ("national",
   "Khuyến công quốc gia"); a row of a list has none. */
struct tally_row {
    const char **keys; /* n_groups */
    const char *
        *labels; /* n_groups; the label of an enum value, else the text */
    const char **short_labels;
    struct value *values; /* n_columns, including group columns */
    size_t source;        /* of a list: where the record stands */
    uint32_t line;
};

/* Rows of another tally as members of this one's rows: NAME in each row is the
   row of TALLY whose first key is the text of COLUMN. */
struct tally_attachment {
    const char *name;
    const char *tally;
    size_t column;
};

struct tally_definition;
struct tally_list;

struct tally {
    const char *name;
    struct place place;
    const char *sql;
    bool is_statement; /* written in the layout: totals are only those asked for
                        */
    bool is_list;
    bool keeps_rows; /* a list is kept however long it is: something is added to
                        its rows */
    struct tally_column *columns;
    size_t n_columns;
    size_t n_groups;
    struct tally_row
        *rows; /* NULL for a long list: use tally_rows() or a cursor, below */
    size_t n_rows;
    struct tally_list *list; /* of a long list, else NULL */
    size_t *entities; /* of a list: the number of each row's entity, below
                         n_rows; NULL when no entity repeats a figure */
    /* With two groups: the measures by the first alone (keys[1] is NULL) and by
       the second alone (keys[0] is NULL).  They are not sums of the rows, so
       that something that belongs to two groups counts once. */
    struct tally_row *firsts;
    size_t n_firsts;
    struct tally_row *seconds;
    size_t n_seconds;
    /* n_columns; group columns are null.  In a list: the sums of its integer
       and money columns; what all rows of an entity share counts once. */
    struct value *total;
    /* The sums of the rows beyond the limit (with two groups, of FIRSTS), as
       one slice of a pie would show them; NULL when there are none. */
    struct value *rest;
    struct tally_attachment *attachments;
    size_t n_attachments;
    const struct figure_source *count; /* of the number of rows */
    const struct tally_definition *definition;
};

/* Who should have rows in TABLE ([dataset] TABLE.expect) and has none. */
struct tally_absentees {
    const char *table;
    const char *
        *labels; /* NULL when nobody is expected there, or nobody is known */
    size_t n;
};

struct tallies {
    struct tally *tallies;
    size_t n_tallies;
    struct tally_absentees *absentees; /* one for each table of the schema */
    size_t n_absentees;
};

struct pushdown;

/* Tells PUSHDOWN (dataset/pushdown.h) which rows the tallies of LAYOUT need
   that its server cannot make.  STORE knows of the rows, and may have none. */
void tallies_plan(struct arena *arena, const struct config *config,
                  struct ini *layout, struct store *store,
                  struct pushdown *pushdown);

/* Computes all tallies of LAYOUT over STORE, or where its rows are left
   (PUSHDOWN; NULL: they are in STORE).  Faults of definitions and of SQL are
   reported at their place in the layout, and what cannot be asked of a server;
   NULL when any was found, or when the server could not make a tally after all
   (pushdown_n_given_up()). */
struct tallies *tallies_compute(struct arena *arena,
                                const struct config *config, struct ini *layout,
                                struct store *store, struct pushdown *pushdown,
                                struct diag *diag);

/* The tally called NAME, or NULL. */
const struct tally *tallies_find(const struct tallies *tallies,
                                 const char *name);

/* The rows of TALLY.  A long list is read from the store and then kept in
   memory; who needs one row after another uses a cursor instead. */
const struct tally_row *tally_rows(const struct tally *tally);

/* Reads the rows of a long list (TALLY->list is set) one at a time, in order,
   while the store is open. tally_open() returns NULL after a report;
   tally_close() accepts NULL. */
struct tally_cursor;
struct tally_cursor *tally_open(const struct tally *tally);
void tally_close(struct tally_cursor *cursor);

/* The next row, with its values in ARENA; STORE_FAILED after a report. */
enum store_step tally_next(struct tally_cursor *cursor, struct arena *arena,
                           struct tally_row *row);

/* False for a statement whose layout asks for no totals. */
bool tally_has_totals(const struct tally *tally);

/* Index of the column, or -1. */
int tally_find_column(const struct tally *tally, const char *name);

/* How origins name ROW of TALLY, in ARENA; NULL for the only row of a tally
   without groups. */
const struct figure_row *tally_figure_row(struct arena *arena,
                                          const struct tally *tally,
                                          const struct tally_row *row);

/* Adds all tallies as text, with exact figures (đồng), one line for each
   row. */
void tallies_dump(struct strbuf *buf, const struct tallies *tallies);

#endif
