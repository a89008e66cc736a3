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
 *     [tally.scheme_list]            ; a list: one row a record
 *     from     = schemes
 *     columns  = "id, name, content, source, support"
 *
 * An enum group has a row for each allowed value even when its count is 0.
 * reportgen-layout(5) explains all keys.
 * A tally has a TOTAL row: the measures computed without grouping (so that
 * something in two groups counts once).
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

/* A column: a group key, a measure, or a field of a list.  The value of an
   enum is its code; FIELD has the labels. */
struct tally_column {
    const char *name; /* "support", "plan.support", "scheme.content" */
    enum value_kind kind;
    const struct schema_field *field; /* of a group or list column, or NULL */
    bool is_group;
    bool additive; /* the column's total is the sum of its rows */
    bool no_total; /* a list's figure that no sum of rows makes whole; one of a
                      statement whose sum is not asked for */
    bool absent;   /* empty: no source supplies what it needs */
    const struct figure_source *source; /* of a group: NULL */
    bool of_money; /* VALUE_RATIO: money by a number of something */
    uint8_t scale; /* VALUE_RATIO of a decimal: its places */
};

/* One row.  For groups, KEYS and LABELS name it ("national", "Khuyến công
   quốc gia"); a list row has none. */
struct tally_row {
    const char **keys;   /* n_groups */
    const char **labels; /* n_groups; label of an enum value, else the text */
    const char **short_labels;
    struct value *values; /* n_columns, group columns included */
    size_t source;        /* list rows: where the record stands */
    uint32_t line;
};

/* Rows of another tally as members of this one's: NAME in each row is the row
   of TALLY whose first key is the text of COLUMN. */
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
    bool is_statement; /* of the layout's own: its totals are asked for */
    bool is_list;
    bool keeps_rows; /* however many: something is added to each */
    struct tally_column *columns;
    size_t n_columns;
    size_t n_groups;
    struct tally_row *rows; /* NULL of a long list: ask tally_rows() or a
                               cursor, below */
    size_t n_rows;
    struct tally_list *list; /* of a long list; else NULL */
    size_t *entities; /* lists: whose row each is, in numbers below n_rows;
                         NULL: no figure stands in two rows of one */
    /* Two groups: the measures by the first alone and by the second alone
       (NULL keys[1], NULL keys[0]); not sums of the rows, so that something in
       two groups counts once. */
    struct tally_row *firsts;
    size_t n_firsts;
    struct tally_row *seconds;
    size_t n_seconds;
    /* n_columns; group columns are null.  Of a list: the sums of its integer
       and money columns, what is equal in all rows of an entity once. */
    struct value *total;
    /* The sums of the figures of the rows behind the limit (with two groups,
       of FIRSTS), each as one slice of a pie would be; NULL: there are none. */
    struct value *rest;
    struct tally_attachment *attachments;
    size_t n_attachments;
    const struct figure_source *count; /* of how many rows there are */
    const struct tally_definition *definition;
};

/* Who should have rows in TABLE ([dataset] TABLE.expect) and has none. */
struct tally_absentees {
    const char *table;
    const char **labels; /* NULL: nobody is expected there, or nobody knows */
    size_t n;
};

struct tallies {
    struct tally *tallies;
    size_t n_tallies;
    struct tally_absentees *absentees; /* a table of the schema each */
    size_t n_absentees;
};

struct pushdown;

/* Computes all tallies of LAYOUT over STORE, or where its rows are left
   (PUSHDOWN, dataset/pushdown.h; NULL: they are in STORE).  Faults of
   definitions and of SQL are reported at their place in the layout, and what
   cannot be asked of a server; NULL when any was found. */
struct tallies *tallies_compute(struct arena *arena,
                                const struct config *config, struct ini *layout,
                                struct store *store, struct pushdown *pushdown,
                                struct diag *diag);

/* The tally called NAME, or NULL. */
const struct tally *tallies_find(const struct tallies *tallies,
                                 const char *name);

/* The rows of TALLY.  A long list is read from the store for it, and stays: who
   needs one row after the other alone uses a cursor. */
const struct tally_row *tally_rows(const struct tally *tally);

/* The rows of a long list (TALLY->list is set) one at a time, in order.  NULL
   after a report.  The store must be open; tally_close() accepts NULL. */
struct tally_cursor;
struct tally_cursor *tally_open(const struct tally *tally);
void tally_close(struct tally_cursor *cursor);

/* The next row, its values in ARENA; STORE_FAILED after a report. */
enum store_step tally_next(struct tally_cursor *cursor, struct arena *arena,
                           struct tally_row *row);

/* False of a statement whose layout asks for no sums. */
bool tally_has_totals(const struct tally *tally);

/* Index of the column, or -1. */
int tally_find_column(const struct tally *tally, const char *name);

/* How origins name ROW of TALLY, in ARENA; NULL of the only row of a tally
   without groups. */
const struct figure_row *tally_figure_row(struct arena *arena,
                                          const struct tally *tally,
                                          const struct tally_row *row);

/* All tallies as text: figures exact (đồng), one line a row. */
void tallies_dump(struct strbuf *buf, const struct tallies *tallies);

#endif
