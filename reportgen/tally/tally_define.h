/*
 * Tally define: a section [tally.NAME] of layout.ini becomes a checked
 * definition.
 *
 * A tally asks the store one or more queries: the first for its own period, the
 * others for the windows that it is compared with.  All of them have the same
 * groups; each has its own measures.
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

/* What a group takes from its field: the value itself or a part of a date.
   Parts follow the closing rule of the period: under nd09 (NĐ 09/2019/NĐ-CP Art
   12) 20 December belongs to January and so to the next year. */
enum group_part { PART_NONE, PART_YEAR, PART_QUARTER, PART_MONTH };

struct tally_group {
    const char *name; /* as written: "accepted_on:month" */
    const struct expression *path;
    bool late; /* parts of dates follow the closing rule nd09 */
    const struct schema *schema;
    const struct schema_field *field;
    enum group_part part;
    bool decides; /* its field decides which period a record belongs to */
    bool absent;  /* no source supplies the field: only the total is known */
};

/* What the total of a list's column adds up: every row; each entity once, when
   the figure is a fact of the entity; nothing, when one figure mixes both kinds
   of facts, or when rows share the record that a reference leads to. */
enum list_total { ADDS_ROWS, ADDS_ENTITIES, ADDS_NOTHING };

/* A measure of groups or a column of a list. */
struct tally_item {
    const char *name;
    struct place place;
    enum value_kind kind;
    const struct schema_field *field; /* of a list column, or NULL */
    const struct expression *tree; /* NULL for a quotient and in a statement */
    const char *text;              /* the expression as written */
    bool is_quotient;
    enum expression_nothing nothing; /* its value over no rows */
    struct value of_nothing;         /* that value, where it is computed */
    bool absent;                     /* no source supplies what it needs */
    /* The field whose empty cells it passes over, or NULL. */
    const struct schema_field *may_miss;
    const struct expression
        *missing; /* true for a record that it passes over */
    bool additive;
    bool is_extreme; /* the least or, when IS_GREATEST, the greatest value */
    bool is_greatest;
    bool of_money; /* of a VALUE_RATIO: it is money divided by a count */
    bool unpadded; /* a sum of conditions: arithmetic, not a count of things */
    enum list_total list_total;
    uint8_t scale; /* of a VALUE_RATIO that is a decimal: SQL returns it times
                      10^scale */
    size_t numerator, denominator; /* of a quotient: items of the same query */
};

/* Which window of time a query takes. */
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
    const struct expression *where; /* NULL takes all rows */
    struct place where_place;
    const char *where_text; /* as written, or NULL */
    enum tally_period kind;
    struct period period; /* not set for TALLY_NONE */
    /* The date that decides whether a row is in the period; NULL when the query
       does not ask. */
    const struct expression *date;
    const struct schema_field *date_field;
    const struct schema_field
        *date_reference; /* the reference that leads to it, or NULL */
    struct tally_group groups[MOST_GROUPS];
    struct tally_item *items;
    size_t n_items;
};

struct tally_order {
    const char *name;
    bool descending;
    const struct expression *tree; /* of a list: what to sort by */
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
    bool empty;         /* values that no record has get a row too */
    bool absent_empty;  /* what no source supplies is empty instead of 0 */
    bool shows_missing; /* the layout prints how many records the sums leave out
                         */
    bool pairs; /* with two groups: pairs that no record has get a row too */
    const char *sql;          /* the layout's own statement, or NULL */
    const char *agency_place; /* the value of :place, or NULL */
};

/* Reads SECTION of LAYOUT, for the dataset in STORE, into *DEFINITION, which
   lives in ARENA.  False after reports. */
bool tally_define(struct arena *arena, const struct config *config,
                  const struct ini *layout, struct ini_section *section,
                  const struct store *store, struct diag *diag,
                  struct tally_definition *definition);

#endif
