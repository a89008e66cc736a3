/*
 * Write PostgreSQL: typed expressions as SQL of PostgreSQL, for tallies that
 * run where the data lie.
 *
 * All that knows this dialect stands here.  Tables are relations that give each
 * field in the type of the store: money, whole numbers and decimals times
 * 10^scale as bigint, days as date, truths as boolean, values of lists as the
 * numbers of their places there.  Texts have no rules of identity at a server:
 * what compares them is not written, but for ids, which are checked before.
 */
#ifndef EXPRESSION_WRITE_POSTGRES_H
#define EXPRESSION_WRITE_POSTGRES_H

#include "base/date.h"
#include "base/strbuf.h"
#include "expression/expression.h"

#include <stdbool.h>

/* What the server knows.  Each function is asked with CONTEXT. */
struct postgres_server {
    /* Adds the relation of TABLE, in parentheses; false when the server does
       not have it. */
    bool (*add_relation)(const void *context, struct strbuf *sql,
                         const struct schema_table *table);
    /* Whether the relation gives FIELD. */
    bool (*has_field)(const void *context, const struct schema_field *field);
    const void *context;
    struct date first, last; /* the parameters of a query */
    int first_year, last_year;
    /* All records of a group are of one thing that this field names, so that a
       text of it has one form in the group; NULL: of any. */
    const struct schema_field *one_of;
};

/* Aggregates in two stages: what the inner query computes of each part of a
   group (", expression AS _pN" each), of which the outer one makes what was
   asked for. */
struct postgres_stages {
    struct strbuf inner;
    size_t n;
    /* Things of which each is in one part alone, so that their numbers add up;
       NULL: of none is it known. */
    const struct schema_field *entity;
    /* Each part has the records of one thing of this source, of which a sum
       takes once what they all tell; NULL: parts are partitions. */
    const struct expression_source *once;
};

/* Adds NODE, whose numbers are times 10^type.scale.  STAGES may be NULL: in one
   stage.  False, with *WHY in the language of messages, for what cannot be
   asked of a server. */
bool postgres_write(struct strbuf *sql, const struct expression_scope *scope,
                    const struct expression *node,
                    const struct postgres_server *server,
                    struct postgres_stages *stages, const char **why);

/* What a sum in NODE takes once, so that it needs stages with ONCE; NULL: all
   sums take each record. */
const struct expression_source *
postgres_once(const struct expression_scope *scope,
              const struct expression *node);

/* Adds the column that tells apart the things of ONCE. */
void postgres_write_key(struct strbuf *sql,
                        const struct expression_source *once);

/* Adds how many things the sums of the measure NODE pass over, since CONDITION
   is true of them (missing.h).  Fails as postgres_write() does. */
bool postgres_write_missing(struct strbuf *sql,
                            const struct expression_scope *scope,
                            const struct expression *node,
                            const struct expression *condition,
                            const struct postgres_server *server,
                            struct postgres_stages *stages, const char **why);

/* Adds " FROM relation LEFT JOIN ..." of all that the expressions of SCOPE
   name. */
bool postgres_write_from(struct strbuf *sql,
                         const struct expression_scope *scope,
                         const struct postgres_server *server,
                         const char **why);

#endif
