/*
 * Tally sql: a definition becomes one SQL statement.
 *
 * Groups:  SELECT level, query, key 1, key 2, items... for every query and
 * every level of grouping (bit 0: by the first group, bit 1: by the second),
 * joined by UNION ALL.  Level 0 is the total, computed from the rows and not
 * from the groups.
 * Lists:   SELECT items..., _source, _line, entity.
 *
 * All statements are texts in ARENA.
 */
#ifndef TALLY_TALLY_SQL_H
#define TALLY_TALLY_SQL_H

#include "dataset/store.h"
#include "tally/tally_define.h"

/* The columns before the items of a statement with groups, and how many stand
   behind those of a list. */
enum {
    SQL_LEVEL,
    SQL_QUERY,
    SQL_KEYS,
    SQL_ITEMS = SQL_KEYS + MOST_GROUPS,
    SQL_LIST_TAIL = 3,
    SQL_PARAMETERS = 5 /* of a query */
};

/* How many items of QUERY may leave something out.  Behind all items, from the
   column given, stand the numbers that each of these leaves out. */
size_t tally_sql_n_missing(const struct tally_query *query);
size_t tally_sql_missing_column(const struct tally_definition *definition);

/* True when totals follow from the groups; the statement then has only the rows
   of the last level, by all groups together. */
bool tally_sql_adds_up(const struct tally_definition *definition);

const char *tally_sql_groups(struct arena *arena,
                             const struct tally_definition *definition);

/* The list in the order of the definition, without its limit: the total is of
   all rows. */
const char *tally_sql_list(struct arena *arena,
                           const struct tally_definition *definition);

/* The rows of QUERY and their groups: _source, _line, a value for each group,
   then _source and _line of the record that each further source of the scope
   leads to; in the order of the dataset. */
const char *tally_sql_rows(struct arena *arena,
                           const struct tally_definition *definition,
                           const struct tally_query *query);

/* What an aggregate, or one term of a sum (once.h), takes of each row; of a
   list TREE is the column. */
struct tally_sql_taken {
    const struct expression *tree;
    bool is_aggregate;
    size_t term;
};

/* A field of a row, or of what one of its references leads to. */
struct tally_sql_field {
    const struct expression_source *source;
    const struct schema_field *field;
};

/* What is shown of the rows of a query. */
struct tally_sql_shown {
    const struct tally_sql_taken *taken;
    size_t n_taken;
    const struct tally_sql_field *fields;
    size_t n_fields;
    unsigned level;  /* of the figure: by which groups it is */
    uint32_t source; /* only this row: number of its source */
    uint32_t line;   /* line in it; 0: all rows */
};

/* The columns of tally_sql_rows(), then whose row it is (NULL: its own), what
   is taken, the fields. */
const char *tally_sql_shown_rows(struct arena *arena,
                                 const struct tally_definition *definition,
                                 const struct tally_query *query,
                                 const struct tally_sql_shown *shown);

/* ITEM for each value of KEY, a field of QUERY's table, and for each group in
   LEVEL: key, figure, _source, _line and _row of the first record, a value for
   each group. */
const char *tally_sql_by_key(struct arena *arena,
                             const struct tally_definition *definition,
                             const struct tally_query *query,
                             const struct tally_item *item,
                             const struct schema_field *key, unsigned level);

/* How many rows of QUERY have no date that decides the period, and where the
   first of them stands: count, _source, _line. */
const char *tally_sql_undated(struct arena *arena,
                              const struct tally_query *query);

/* Where the first row stands that ITEM leaves out: _source, _line. */
const char *tally_sql_first_missing(struct arena *arena,
                                    const struct tally_query *query,
                                    const struct tally_item *item);

/* The first and the last date of all rows of QUERY's table, how many rows are
   in PERIOD, and how many have a date. */
const char *tally_sql_ends(struct arena *arena, const struct tally_query *query,
                           const struct period *period);

/* 0, then the sum over the rows outside PERIOD of each money field that
   messages may show (schema_field_is_told_sum()). */
const char *tally_sql_outside(struct arena *arena,
                              const struct tally_query *query,
                              const struct period *period);

/* The condition, or ITEM, alone in a statement: to find out which part of a
   tally SQLite refuses. */
const char *tally_sql_probe_where(struct arena *arena,
                                  const struct tally_query *query);
const char *tally_sql_probe_item(struct arena *arena,
                                 const struct tally_query *query,
                                 const struct tally_item *item);

/* The value of ITEM over no rows. */
const char *tally_sql_of_nothing(struct arena *arena,
                                 const struct tally_query *query,
                                 const struct tally_item *item);

/* Sets the parameters of all queries and returns their number; PARAMETERS has
   room for SQL_PARAMETERS * n_queries. */
size_t tally_sql_parameters(struct arena *arena,
                            const struct tally_definition *definition,
                            struct store_parameter *parameters);

#endif
