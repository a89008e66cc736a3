/*
 * Tally origin: the records behind a figure.
 *
 * The query of the figure's column runs once more, with its condition and its
 * days, and returns the places of its rows; the figure was made of the rows
 * that have its keys.  A sum or count may pass over some of them (an empty
 * cell, a condition in the measure); the text of the measure says which.  A
 * query runs when a figure first needs it, so a run that does not show origins
 * asks nothing.
 */
#ifndef TALLY_TALLY_ORIGIN_H
#define TALLY_TALLY_ORIGIN_H

#include "tally/tally.h"
#include "tally/tally_define.h"

struct tally_origins;

/* Starts with no query run.  TALLIES were computed over STORE, which still has
   its rows; all live as long as ARENA. */
struct tally_origins *tally_origins_create(struct arena *arena,
                                           struct store *store,
                                           const struct tallies *tallies,
                                           struct diag *diag);

/* The query behind a figure of SOURCE, its tally, and the item; *ITEM is NULL
   for the count of a tally's rows.  Returns NULL for a share and for a
   statement of the layout's own. */
const struct tally_query *tally_query_of(const struct tallies *tallies,
                                         const struct figure_source *source,
                                         const struct tally **tally,
                                         const struct tally_item **item);

/* The fields that an expression takes from each source of its scope, among
   them the references that lead to them. */
struct tally_used_fields {
    bool *marked[MOST_JOINS + 1]; /* by field; NULL: none */
};

/* Marks in USED, made in ARENA, what TREE takes. */
void tally_mark_fields(struct arena *arena, const struct expression *tree,
                       const struct expression_scope *scope,
                       struct tally_used_fields *used);

/* Whether ROW of a list stands below the head of KEY: its text in the column of
   the key is that of the key. */
bool tally_below_head(const struct tally *tally, const struct tally_row *row,
                      const struct figure_key *key);

/* Adds to BUF what ORIGIN is made of, one thing in a line: the measure, the
   condition, the days, and where the records stand: "schemes.csv:2-4,9 column
   12 (support)", in the order of the dataset, together with those that
   references lead to.  Quotients and sums give the same for each of their
   parts. */
void tally_origins_tell(struct tally_origins *origins, struct strbuf *buf,
                        const struct origin *origin);

#endif
