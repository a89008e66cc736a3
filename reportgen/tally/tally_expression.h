/*
 * Tally expression: the SQL that a layout writes, made safe and qualified.
 *
 * An expression is read token by token: quotes and parentheses must close, so
 * that it cannot leave the clause it stands in; comments, semicolons, foreign
 * parameters and "/" (SQL divides integers without their rest) are refused;
 * a name must be a field, and is qualified by its table.  "scheme.status"
 * follows the reference field "scheme" and joins the table it names.
 * The store's authorizer is the second wall.
 */
#ifndef TALLY_TALLY_EXPRESSION_H
#define TALLY_TALLY_EXPRESSION_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "dataset/store.h"

#include <stdbool.h>
#include <stddef.h>

enum { MOST_JOINS = 8 };

/* The table of a query and the tables joined through its reference fields. */
struct tally_scope {
    const struct schema *schema;
    const struct schema_table *table;
    const struct schema_field *joins[MOST_JOINS]; /* reference fields */
    size_t n_joins;
    const char *suffix; /* of the parameters :first ... in this query */
    /* NULL: what no source supplies counts as 0; else it is looked for here. */
    const struct store *supplied;
};

/* Encloses the name of a field in SQL: the two stand for a condition that is
   true for one row of each of its values; see below. */
#define ONCE_MARK '\001'

struct expression {
    /* Qualified SQL.  A sum() of what is equal in all rows of one entity
       counts the entity once, and one of what a reference leads to counts each
       thing that is referred to once, however many rows lead to it: ONCE_MARKs
       stand for the condition that tally_sql.c writes. */
    const char *sql;
    bool once;

    /* What it computes: enough to type it. */
    const char *call; /* the function, when all of it is one call: "sum" */
    bool distinct;    /* that call's argument is DISTINCT */
    bool aggregate_min_max;
    const struct schema_field *field; /* the only field named, or NULL */
    size_t n_fields;
    size_t n_texts; /* of the fields named: texts and enum codes */
    /* What the fields named are facts of: rows, entities that have several
       rows, what a reference leads to. */
    bool of_rows;
    bool of_entities;
    bool of_references;
    /* Of what does not only choose rows (tally_clause.h): */
    bool has_money;
    bool compares;                      /* outside of conditions: 1 or 0 */
    const struct schema_field *decimal; /* a decimal field named, or NULL */
    bool absent; /* no source supplies the table, or one of the fields named; of
                    those that stand in for each other, none of them */
    size_t n_absent;   /* fields named that no source supplies */
    bool has_fallback; /* coalesce() or ifnull() */
};

/* How decimals are given to SQL: as numbers to compare with, or as the exact
   whole numbers in the store, to add.  Within a figure, what only chooses rows
   compares. */
enum expression_use { USE_CONDITION, USE_FIGURE };

/* Reads TEXT (SIZE bytes at PLACE).  False after a report. */
bool expression_read(struct arena *arena, struct tally_scope *scope,
                     const char *text, size_t size, struct place place,
                     enum expression_use use, struct diag *diag,
                     struct expression *expression);

/* Reads a field's PATH, "source" or "selection.year".  *SQL is its qualified
   name.  NULL after a report. */
const struct schema_field *
expression_field(struct arena *arena, struct tally_scope *scope,
                 const char *path, struct place place, struct diag *diag,
                 const char **sql);

/* The end of the item that starts at TEXT: the next comma outside of
   parentheses and quotes, or END. */
const char *expression_item_end(const char *text, const char *end);

/* PLACE of a value moved to byte OFFSET of its TEXT. */
struct place place_within(struct place place, const char *text, size_t offset);

/* True when one row of TABLE is one entity anyway. */
bool table_has_single_entities(const struct schema_table *table);

#endif
