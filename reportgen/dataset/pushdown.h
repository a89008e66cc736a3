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
 * pushdown of the table and of those that depend on it; their rows are then
 * loaded and reported like all others.
 *
 * A tally that the server cannot make is made here.  The rows that it needs are
 * read, of the same snapshot; they were looked at where they lie.
 *
 *     pushdown_create()
 *     pushdown_look()                        for each source
 *     pushdown_check()
 *     pushdown_fetch()                       for each tally that is made here
 *     pushdown_prepare(), pushdown_look()    for each source, once more
 *     pushdown_server(), pushdown_query()    for each other tally
 *     pushdown_queries()                     for the manifest
 *     pushdown_close()
 */
#ifndef DATASET_PUSHDOWN_H
#define DATASET_PUSHDOWN_H

#include "config/config.h"
#include "dataset/store.h"
#include "expression/write_postgres.h"
#include "intake/intake.h"

struct pushdown;

/* A query that was run, for the manifest. */
struct pushdown_query {
    const char *sql;
    uint64_t n_rows;
    char sha256[65]; /* of its rows as COPY writes them */
};

/* True when the configuration asks for the pushdown of some source. */
bool pushdown_is_wanted(const struct config *config);

/* Starts the pushdown of CONFIG's sources.  It lives in ARENA, but for what
   pushdown_close() ends. */
struct pushdown *pushdown_create(struct arena *arena,
                                 const struct config *config,
                                 const struct schema *schema);

/* Changes FROM, which is to read SOURCE of TABLE, so that it reads what is
   needed of it: no row but the columns, some rows, all rows; of the snapshot,
   if a server has them.  False when nothing is to be read: before
   pushdown_check() only columns are. */
bool pushdown_look(struct pushdown *pushdown, const struct schema_table *table,
                   const struct config_source *source,
                   struct intake_source *from);

/* Checks all rows in the snapshot.  False when no table can stay where it is;
 *WHY is the reason in the language of messages. */
bool pushdown_check(struct pushdown *pushdown, const char **why);

/* Tells STORE, which is sealed, what it would know of the rows that stay. */
void pushdown_tell_store(struct pushdown *pushdown, struct store *store);

/* True when TABLE stays at the server. */
bool pushdown_has(const struct pushdown *pushdown,
                  const struct schema_table *table);

/* Says that rows of TABLE are needed here: those that meet CONDITION, in SQL of
   the server, or all (NULL).  Nothing is done for tables that do not stay. */
void pushdown_fetch(struct pushdown *pushdown, const struct schema_table *table,
                    const char *condition);
void pushdown_fetch_all(struct pushdown *pushdown);

/* Gets ready to read what is needed.  FORMS are those of the store that the
   rows will be in: where a text that it compares is written in several ways,
   the form that counts may be in any row, and all are read. */
void pushdown_prepare(struct pushdown *pushdown, const struct forms *forms);

/* Remembers that the server could not make TALLY after all, and WHY, in the
   language of messages: the next time it is made here. */
void pushdown_give_up(struct pushdown *pushdown, const char *tally,
                      const char *why);
const char *pushdown_given_up(const struct pushdown *pushdown,
                              const char *tally);
size_t pushdown_n_given_up(const struct pushdown *pushdown);

/* True when the server answers no more. */
bool pushdown_has_failed(const struct pushdown *pushdown);

/* Whether TEXT of the server, SIZE bytes, is what the intake would make of
   it. */
bool pushdown_takes_text(struct arena *arena, const char *text, size_t size);

/* Notes which tables were read after all, and what was asked of the server. */
void pushdown_report(const struct pushdown *pushdown, struct place place,
                     struct diag *diag);

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
