/*
 * Pushdown: tables that stay in PostgreSQL, where tallies ask for their sums.
 *
 * TABLE.pushdown = yes in [dataset] leaves the rows of a source where they lie.
 * The headings are bound as those of any source; each field becomes a column
 * of a relation in the type of the store, if its column has a type.  What the
 * intake would find in rows is asked of the server first, in the snapshot in
 * which the sums are made: figures that are no whole đồng or out of range,
 * codes that nobody knows, empty cells, duplicates, dangling references,
 * broken rules.  Any of it refuses the pushdown, and the rows are loaded and
 * told of as ever.
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

/* Whether the configuration wants its sources summed where they lie. */
bool pushdown_is_wanted(const struct config *config);

/* For the sources of CONFIG, which are bound by pushdown_bind() next; STORE has
   no rows of them.  Ends with ARENA, but for pushdown_close(). */
struct pushdown *pushdown_create(struct arena *arena,
                                 const struct config *config,
                                 struct store *store);

/* SOURCE of TABLE is bound so: struct intake_source.bound. */
void pushdown_bind(void *pushdown, const struct schema_table *table,
                   const struct binding *binding,
                   const struct value *fallbacks);

/* The query of SOURCE that gives its columns and no row; NULL when its rows are
   not left at a server. */
const char *pushdown_headings(struct arena *arena,
                              const struct config_source *source);

/* Opens the snapshot and asks whether all rows are as the intake wants them;
   tells STORE what it would know of them.  False with *WHY, when not. */
bool pushdown_check(struct pushdown *pushdown, const char **why);

/* What postgres_write() needs; days of a query are set by the caller. */
struct postgres_server pushdown_server(const struct pushdown *pushdown);

/* The column of TABLE's relation by which it is partitioned, or NULL; *ENTITY
   is what is in one partition alone, or NULL. */
const char *pushdown_partition(const struct pushdown *pushdown,
                               const struct schema_table *table,
                               const struct schema_field **entity);

/* Runs SQL; whole numbers come as such, all else as text.  False with *WHY
   after a fault of the server, which refuses all that follows. */
bool pushdown_query(struct pushdown *pushdown, const char *sql, store_row *row,
                    void *context, const char **why);

/* The queries so far, in order. */
const struct pushdown_query *pushdown_queries(const struct pushdown *pushdown,
                                              size_t *n);

/* Accepts NULL. */
void pushdown_close(struct pushdown *pushdown);

#endif
