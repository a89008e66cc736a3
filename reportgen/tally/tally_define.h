/*
 * Tally define: [tally.NAME] of layout.ini to a checked definition.
 *
 * A tally asks one or more queries of the store: the first for its own
 * period, the others for the windows it compares with.  All of them have the
 * same groups; each has measures of its own.
 */
#ifndef TALLY_TALLY_DEFINE_H
#define TALLY_TALLY_DEFINE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/value.h"
#include "config/config.h"
#include "dataset/store.h"
#include "expression/expression.h"
#include "expression/once.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stddef.h>

enum { MOST_GROUPS = 2, MOST_QUERIES = 6, MOST_ORDERS = 6 };

/* How a group takes its value: the field itself or a part of a date.  Parts
   follow the closing rule of the period: under nd09 the 20th of December
   belongs to January and to the next year. */
enum group_part { PART_NONE, PART_YEAR, PART_QUARTER, PART_MONTH };

struct tally_group {
    const char *name; /* as written: "accepted_on:month" */
    const struct expression *path;
    bool late; /* a part of a date by the closing rule nd09 */
    const struct schema *schema;
    const struct schema_field *field;
    enum group_part part;
    bool decides; /* the period of its query is decided by the field */
    bool absent;  /* no source supplies the field: only the total is known */
};

/* What the total of a list's column adds: its rows; a fact of entities once
   each; nothing, when facts of both stand in one figure, or facts of what a
   reference leads to, which any number of rows may share. */
enum list_total { ADDS_ROWS, ADDS_ENTITIES, ADDS_NOTHING };

/* A measure of groups or a column of a list. */
struct tally_item {
    const char *name;
    struct place place;
    enum value_kind kind;
    const struct schema_field *field; /* of a list column, or NULL */
    const struct expression *tree;    /* NULL: a quotient, or of a statement */
    const char *text;                 /* of it, as written */
    bool is_quotient;
    enum expression_nothing nothing; /* what it is of no rows */
    struct value of_nothing;         /* where that is computed */
    bool absent;                     /* no source supplies what it needs */
    /* Whose empty cells it may pass over, or NULL. */
    const struct schema_field *may_miss;
    const struct expression *missing; /* true of a record that it passes over */
    bool additive;
    bool is_extreme; /* the least or the greatest ... */
    bool is_greatest;
    bool of_money; /* VALUE_RATIO: money by a number of something */
    bool unpadded; /* a sum of conditions: arithmetic, not a count of things */
    enum list_total list_total;
    uint8_t scale; /* VALUE_RATIO of a decimal: SQL gives it times 10^scale */
    size_t numerator, denominator; /* items of the same query */
};

/* Which rows a period takes. */
enum tally_period {
    TALLY_THIS,
    TALLY_NONE,
    TALLY_YEAR_TO_DATE,
    TALLY_WHOLE_YEARS,
    TALLY_PREVIOUS_YEAR,
    TALLY_PREVIOUS
};

struct tally_query {
    const char *prefix; /* "previous_year"; NULL for the tally's own */
    struct place place;
    struct expression_scope scope;
    const struct expression *where; /* NULL: all rows */
    struct place where_place;
    const char *where_text; /* as written, or NULL */
    enum tally_period kind;
    struct period period; /* unless TALLY_NONE */
    /* Decides the period; NULL: the query does not ask. */
    const struct expression *date;
    const struct schema_field *date_field;
    const struct schema_field *date_reference; /* leads to it, or NULL */
    struct tally_group groups[MOST_GROUPS];
    struct tally_item *items;
    size_t n_items;
};

struct tally_order {
    const char *name;
    bool descending;
    const struct expression *tree; /* lists: what to sort by */
    const struct schema_field *field;
};

struct tally_definition {
    const char *name;
    struct place place;
    bool is_list;
    size_t n_groups;
    struct tally_query queries[MOST_QUERIES];
    size_t n_queries;
    struct tally_order orders[MOST_ORDERS];
    size_t n_orders;
    struct place order_place;
    size_t limit;       /* 0: none */
    bool empty;         /* rows of unused values too */
    bool absent_empty;  /* what no source supplies is empty, not 0 */
    bool shows_missing; /* the layout prints how many sums leave out */
    bool pairs;         /* two groups: rows of pairs that no record has, too */
    const char *sql;    /* a statement of the layout's own, or NULL */
    const char *agency_place; /* :place; NULL: none */
};

/* Reads SECTION of LAYOUT for the dataset in STORE.  False after reports. */
bool tally_define(struct arena *arena, const struct config *config,
                  const struct ini *layout, struct ini_section *section,
                  const struct store *store, struct diag *diag,
                  struct tally_definition *definition);

#endif
