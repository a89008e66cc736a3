/*
 * Tally origin: the records behind a figure.
 *
 * The query of a figure's column, with its condition and its days, is asked
 * once more, this time for the places of its rows; the rows of the figure's
 * keys are those that it was made of.  A sum or count may pass over some of
 * them (an empty cell, a condition in the measure), which the measure says.
 * Queries are asked when a figure first needs them: nothing is asked in a run
 * that does not show origins.
 */
#ifndef TALLY_TALLY_ORIGIN_H
#define TALLY_TALLY_ORIGIN_H

#include "tally/tally.h"

struct tally_origins;

/* TALLIES over STORE, whose rows are still there. */
struct tally_origins *tally_origins_create(struct arena *arena,
                                           struct store *store,
                                           const struct tallies *tallies,
                                           struct diag *diag);

/* A record: number of its source, and line or sheet row in it. */
struct tally_place {
    size_t source;
    uint32_t line;
};

/* The places of the N records behind a figure of a column (SOURCE, no
   quotient) in ROW (NULL: the total), in the order of the dataset.  False of
   figures of statements, whose records are not known, or after a report. */
bool tally_origins_find(struct tally_origins *origins,
                        const struct figure_source *source,
                        const struct figure_row *row,
                        struct tally_place **places, size_t *n_places);

/* Adds to BUF what ORIGIN is made of, one thing a line: measure, condition,
   days, and where the records stand: "schemes.csv:2-4,9 column 12 (support)";
   of quotients and sums the same for each part. */
void tally_origins_tell(struct tally_origins *origins, struct strbuf *buf,
                        const struct origin *origin);

#endif
