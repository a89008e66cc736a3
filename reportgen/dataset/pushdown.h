/*
 * Pushdown: tables that stay in PostgreSQL, where tallies ask for their sums.
 *
 * TABLE.pushdown = yes in [dataset] leaves the rows of a source where they lie.
 * Its headings are bound as those of any other source; each field whose column
 * has a fitting type becomes a column of a relation, with the type that the
 * store would use.  Before any sum is made, the same snapshot is asked for
 * everything that the intake and the validation would find in the rows: figures
 * that are no whole đồng or out of range, unknown codes, empty cells,
 * duplicates, dangling references, broken rules.  Any of these refuses the
 * pushdown; the rows are then loaded and reported like all others.
 *
 *     pushdown_create()
 *     pushdown_headings(), pushdown_bind()   for each source
 *     pushdown_check()
 *     pushdown_server(), pushdown_query()    for each tally
 *     pushdown_queries()                     for the manifest
 *     pushdown_close()
 */
#ifndef DATASET_PUSHDOWN_H
#define DATASET_PUSHDOWN_H

#include "config/config.h"
#include "dataset/store.h"
#include "expression/write_postgres.h"
#include "intake/bind.h"

struct pushdown;

/* A query that was run, for the manifest. */
struct pushdown_query {
    const char *sql;
    uint64_t n_rows;
    char sha256[65]; /* of its rows as COPY writes them */
};

/* True when the configuration asks for the pushdown of some source. */
bool pushdown_is_wanted(const struct config *config);

/* Starts the pushdown of CONFIG's sources, whose rows STORE does not have.  It
   lives in ARENA, but for what pushdown_close() ends. */
struct pushdown *pushdown_create(struct arena *arena,
                                 const struct config *config,
                                 struct store *store);

/* Takes the binding of a source's headings: BINDING and FALLBACKS (by field)
   are kept, not copied.  PUSHDOWN is a struct pushdown, so that this can be
   the function intake_source.bound. */
void pushdown_bind(void *pushdown, const struct schema_table *table,
                   const struct binding *binding,
                   const struct value *fallbacks);

/* The source that has the columns of SOURCE and no row; NULL when the rows of
   SOURCE do not stay at a server. */
const char *pushdown_headings(struct arena *arena,
                              const struct config_source *source);

/* Opens the snapshot, checks all rows in it, and tells the store what it would
   know of them.  False when the rows have to be loaded; *WHY is the reason in
   the language of messages. */
bool pushdown_check(struct pushdown *pushdown, const char **why);

/* What postgres_write() needs to know of the relations; it is valid as long as
   PUSHDOWN.  The caller adds the days of its query. */
struct postgres_server pushdown_server(const struct pushdown *pushdown);

/* The relation's column by which TABLE is partitioned, or NULL.  *ENTITY is the
   table's entity if none has rows in two partitions, else NULL. */
const char *pushdown_partition(const struct pushdown *pushdown,
                               const struct schema_table *table,
                               const struct schema_field **entity);

/* Runs SQL and gives each row to ROW, until ROW returns false: whole numbers
   and booleans as integers, all else as text.  False with *WHY, in the language
   of messages, when the server fails or a number exceeds 64 bits; after a
   failure of the server all other queries fail too. */
bool pushdown_query(struct pushdown *pushdown, const char *sql, store_row *row,
                    void *context, const char **why);

/* The queries so far, in order. */
const struct pushdown_query *pushdown_queries(const struct pushdown *pushdown,
                                              size_t *n);

/* Ends the connection; accepts NULL. */
void pushdown_close(struct pushdown *pushdown);

#endif
