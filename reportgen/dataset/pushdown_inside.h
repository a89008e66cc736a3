/*
 * Pushdown inside: what the parts of a pushdown share.
 *
 * pushdown.c owns the connection and runs the steps, pushdown_relation.c makes
 * each source a relation that looks like a table of the store,
 * pushdown_check.c asks the server for everything that the intake and the
 * validation would report, pushdown_fetch.c knows which rows are read though
 * they stay at the server.  Private to the pushdown.
 *
 * A step returns false after pushdown_refuse() or one of its kin; the rows of
 * the table are then loaded as those of any other source.
 */
#ifndef DATASET_PUSHDOWN_INSIDE_H
#define DATASET_PUSHDOWN_INSIDE_H

#include "dataset/pushdown.h"

#include "base/strbuf.h"
#include "reader/postgres_link.h"

/* The prefix of a source that a PostgreSQL server has. */
#define PUSHDOWN_PREFIX "postgresql:"

/* Where the rows of a table are. */
enum remote_state {
    REMOTE_NONE, /* no source has any: its relation is empty */
    REMOTE_STAYS,
    REMOTE_READ /* they are loaded, and looked at here */
};

/* Some rows of a table that are needed here. */
struct remote_rows {
    const char
        *condition; /* of the relation, whose alias is the table's name */
    struct remote_rows *next;
};

/* A table whose rows stay at the server, or might. */
struct remote_table {
    const struct schema_table *table;
    enum remote_state state;
    bool is_wanted;                /* the configuration says so */
    const char *why;               /* REMOTE_READ: the reason, or NULL */
    bool depends;                  /* the reason is another table */
    const uint32_t *numbers;       /* by field: column number, 0 absent */
    int64_t *units;                /* by field: what a written 1 is */
    const struct value *fallbacks; /* by field: what an empty cell says */
    const char *name;              /* of the table; NULL for a query */
    const char *rows;              /* what gives the rows, in parentheses */
    const char **column_names;
    uint32_t *column_types; /* enum postgres_type and others */
    size_t n_columns;
    const char *columns;  /* of the relation, as a list for SELECT */
    const char *relation; /* a subquery with a column for each field */
    bool *has_field;      /* by field: the relation has a column for it */
    bool *has_empty;      /* by field: some row has nothing there */
    bool repeats;         /* some entity has several rows */
    uint64_t n_rows;
    const char *partition;     /* the column that divides the table, or NULL */
    bool entity_in_one;        /* no entity has rows in two partitions */
    const char *order;         /* columns of its key, as a list; NULL: none */
    bool needs_all;            /* all rows are needed here */
    struct remote_rows *needs; /* else these */
    const char *query;         /* that gives them; NULL: the source itself */
};

/* A tally that the server could not make after all. */
struct given_up {
    const char *tally, *why;
    struct given_up *next;
};

struct pushdown {
    struct arena *arena;
    const struct config *config;
    const struct schema *schema;
    struct remote_table *tables; /* by table index */
    struct diag *unheard;        /* faults of the server: they only refuse */
    struct postgres_link link;
    bool is_open;
    bool failed;     /* the server answers no more */
    const char *why; /* the first refusal, or NULL */
    bool is_checked; /* it is known where the rows of each table are */
    struct given_up *given_up;
    size_t n_given_up;
    uint64_t n_read; /* rows of the server that were read here */
    struct pushdown_query *queries;
    size_t n_queries, capacity;
};

/* Keeps WHY, a translated sentence, unless there was a refusal before; always
   false.  The other two put the name of the table or field before WHY, which
   they translate. */
bool pushdown_refuse(struct pushdown *pushdown, const char *why);
bool pushdown_refuse_table(struct pushdown *pushdown,
                           const struct remote_table *remote, const char *why);
bool pushdown_refuse_field(struct pushdown *pushdown,
                           const struct schema_field *field, const char *why);

/* What is known of TABLE. */
struct remote_table *pushdown_table(const struct pushdown *pushdown,
                                    const struct schema_table *table);

/* pushdown_query() that refuses the pushdown when it fails. */
bool pushdown_ask(struct pushdown *pushdown, const char *sql, store_row *row,
                  void *context);

/* The table or query that SOURCE names at a PostgreSQL server, without blanks
   around it and a final semicolon; NULL for any other kind of source. */
const char *pushdown_wanted(struct arena *arena,
                            const struct config_source *source);

/* A store_row that keeps the first cell in *CONTEXT, an int64_t. */
bool pushdown_take_number(void *context, const struct store_cell *cells,
                          size_t n_cells);

/* Whether columns of TYPE hold numbers that may be whole, or text. */
bool postgres_type_is_whole(uint32_t type);
bool postgres_type_is_text(uint32_t type);

/* Steps of pushdown_relation.c, in this order.  */
bool pushdown_find_partition(struct pushdown *pushdown,
                             struct remote_table *remote);
bool pushdown_read_columns(struct pushdown *pushdown,
                           struct remote_table *remote);
bool pushdown_make_relation(struct pushdown *pushdown,
                            struct remote_table *remote);

/* The relation of a table of which no source has rows. */
void pushdown_make_empty(struct pushdown *pushdown,
                         struct remote_table *remote);

/* Steps of pushdown_check.c: the cells of each row, what only
   the rows themselves tell (units in rows, rows that are totals of others),
   keys, the rows of an
   entity, references to other tables, the rules of the schema. */
bool pushdown_check_cells(struct pushdown *pushdown,
                          struct remote_table *remote);
bool pushdown_check_meanings(struct pushdown *pushdown,
                             struct remote_table *remote);
bool pushdown_check_key(struct pushdown *pushdown, struct remote_table *remote);
bool pushdown_check_entity(struct pushdown *pushdown,
                           struct remote_table *remote);
bool pushdown_check_references(struct pushdown *pushdown,
                               struct remote_table *remote);
bool pushdown_check_rules(struct pushdown *pushdown,
                          struct remote_table *remote);

/* Whether the rules of A speak of rows of B, or references of A lead to B. */
bool pushdown_depends(const struct pushdown *pushdown,
                      const struct schema_table *a,
                      const struct schema_table *b);

#endif
