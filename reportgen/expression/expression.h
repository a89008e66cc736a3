/*
 * Expression: what layouts and schemas compute with, as a typed tree.
 *
 *     sum(case when status = 'accepted' then support end)
 *     scheme.status in ('accepted', 'settled') and support > 0
 *
 * The language is that of SQL's expressions over the fields of one table and
 * of what its reference fields lead to ("scheme.status", "selection.scheme.
 * name").  expression_read() parses a text, finds the fields, gives every node
 * a type by the rules of typing.c, and refuses at its place what no type makes
 * sense of.  Only then is a tree written as SQL (write_sqlite.h): nothing here
 * knows a dialect.
 *
 * The tree stands in the arena and is not changed once it has been read.
 */
#ifndef EXPRESSION_EXPRESSION_H
#define EXPRESSION_EXPRESSION_H

#include "base/arena.h"
#include "base/diag.h"
#include "expression/type.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_JOINS = 8 };

/* A table that fields are taken from: the one that an expression is of, one
   that a reference field leads to, or one of a sub-select. */
struct expression_source {
    const char *alias;
    const struct schema_table *table;
    const struct expression_source *from; /* leads here by REFERENCE, or NULL */
    const struct schema_field *reference;
    const struct expression_source *main; /* itself, unless it is led to */
    bool is_inner;                        /* of a sub-select */
};

/* The table of a query, and what its expressions join to it.  Several
   expressions share one scope, and its joins. */
struct expression_scope {
    const struct schema *schema;
    const struct schema_table *table;
    struct expression_source *sources[MOST_JOINS + 1]; /* [0]: TABLE itself */
    size_t n_sources;
    const char *suffix; /* of the parameters :first ... in this query */
    /* Asked of CONTEXT; NULL: true of every field and table.  SUPPLIES:
       whether some source of data has the field (of the table, if NULL).
       MAY_BE_EMPTY: whether any record may lack it.  MAY_REPEAT: whether two
       records may be of one entity. */
    bool (*supplies)(const void *context, const struct schema_table *table,
                     const struct schema_field *field);
    bool (*may_be_empty)(const void *context, const struct schema_table *table,
                         const struct schema_field *field);
    bool (*may_repeat)(const void *context, const struct schema_table *table);
    const void *context;
    bool without_parameters; /* a rule knows no period */
};

enum expression_kind {
    EXPRESSION_NULL,
    EXPRESSION_NUMBER,    /* NUMBER, times 10^type.scale */
    EXPRESSION_STRING,    /* TEXT */
    EXPRESSION_TRUTH,     /* NUMBER: 0 or 1 */
    EXPRESSION_PARAMETER, /* TEXT: "first" */
    EXPRESSION_FIELD,     /* FIELD of SOURCE; TEXT as written */
    EXPRESSION_OPERATOR,  /* OP of one or two parts */
    EXPRESSION_BETWEEN,   /* three parts */
    EXPRESSION_IN,        /* the first part among the others */
    EXPRESSION_IN_SELECT, /* the first part among the rows of SELECT */
    EXPRESSION_CASE,      /* [operand,] (when, then)..., [else] */
    EXPRESSION_CALL,      /* FUNCTION of its parts */
    EXPRESSION_SELECT,    /* the value of SELECT */
    EXPRESSION_EXISTS
};

enum expression_operator {
    OPERATOR_OR,
    OPERATOR_AND,
    OPERATOR_NOT,
    OPERATOR_EQUAL,
    OPERATOR_UNEQUAL,
    OPERATOR_IS,
    OPERATOR_IS_NOT,
    OPERATOR_LIKE,
    OPERATOR_GLOB,
    OPERATOR_LESS,
    OPERATOR_AT_MOST,
    OPERATOR_GREATER,
    OPERATOR_AT_LEAST,
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_REMAINDER,
    OPERATOR_JOIN, /* || */
    OPERATOR_NEGATE
};

struct expression_select;
struct expression_function;
struct expression_term;

struct expression {
    enum expression_kind kind;
    enum expression_operator op;
    bool negated;  /* NOT between, in, exists */
    bool distinct; /* of a call: DISTINCT */
    bool star;     /* of a call: count(*) */
    bool has_operand;
    bool has_else;
    struct place place;
    const char *text; /* as written, of names; the characters of a string */
    struct type type;
    struct type joined; /* what the parts are compared or joined as */
    int64_t number;
    const struct schema_field *field;
    const struct expression_source *source;
    const struct expression_function *function;
    struct expression **parts;
    size_t n_parts;
    struct expression *filter; /* of an aggregate: FILTER (WHERE ...) */
    struct expression_select *select;
    /* A sum() of the query itself, taken apart so that each thing counts once
       (once.h). */
    const struct expression_term *terms;
    size_t n_terms;
};

/* FROM TABLE ALIAS, joined ON a condition but for the first. */
struct expression_from {
    const char *table_name;
    struct place place;
    struct expression_source source;
    struct expression *on; /* NULL: none */
    bool is_left;
};

struct expression_select {
    bool distinct;
    struct expression *item;
    struct expression_from *froms;
    size_t n_froms;
    struct expression *where; /* and the others: NULL when absent */
    struct expression **groups;
    size_t n_groups;
    struct expression *having;
    struct expression **orders;
    bool *descending;
    size_t n_orders;
    struct expression *limit;
};

/* The purpose of an expression; it decides which fields may be named. */
enum expression_use {
    EXPRESSION_CONDITION, /* of a record: true, or false, or not known */
    EXPRESSION_MEASURE,   /* of groups of records: sums, counts */
    EXPRESSION_COLUMN     /* of a record: any value */
};

/* A scope over TABLE. */
void expression_scope_init(struct arena *arena, struct expression_scope *scope,
                           const struct schema *schema,
                           const struct schema_table *table);

/* Reads TEXT (SIZE bytes at PLACE); NULL after a report. */
const struct expression *
expression_read(struct arena *arena, struct expression_scope *scope,
                const char *text, size_t size, struct place place,
                enum expression_use use, struct diag *diag);

/* Reads the path of a field, "source" or "selection.year"; NULL after a
   report. */
const struct expression *expression_field(struct arena *arena,
                                          struct expression_scope *scope,
                                          const char *path, struct place place,
                                          struct diag *diag);

/* True when one record of TABLE is one entity anyway. */
bool table_has_single_entities(const struct schema_table *table);

/* True when FIELD is equal in all records of an entity of its table. */
bool field_is_consistent(const struct schema_field *field);

#endif
