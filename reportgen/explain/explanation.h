/*
 * Explanation: what a number was made of, down to the cells of the sources.
 *
 * A number is what records gave to a measure; or a sum or quotient of other
 * figures, each with an explanation of its own.  VALUE is worked out from what
 * stands below it: where it is not the figure's, the program is at fault, and
 * AGREES says so.
 */
#ifndef EXPLAIN_EXPLANATION_H
#define EXPLAIN_EXPLANATION_H

#include "explain/numbers.h"
#include "tally/tally_evidence.h"

#include <stdbool.h>
#include <stddef.h>

enum explanation_kind {
    EXPLAINED_BY_ROWS,      /* EVIDENCE */
    EXPLAINED_BY_PARTS,     /* the sum of PARTS by their signs */
    EXPLAINED_BY_QUOTIENT,  /* the first of PARTS by the second */
    EXPLAINED_BY_GROUPS,    /* the number of a tally's rows: LABELS */
    EXPLAINED_BY_NUMBER,    /* VALUE, that the layout has */
    EXPLAINED_BY_STATEMENT, /* of the layout's own: nobody knows its rows */
    EXPLAINED_BY_SETTING    /* no data at all */
};

struct explanation {
    enum explanation_kind kind;
    enum figure_sign sign;              /* as a part of another one */
    const struct figure_source *source; /* or NULL */
    const struct figure_row *row;       /* or NULL */
    const char *name;                   /* "by_source.national.n", or NULL */
    struct evidence evidence;
    struct explanation **parts;
    size_t n_parts;
    const char **labels;
    size_t n_labels;
    bool is_known;      /* VALUE was worked out */
    struct value value; /* null: nothing (0 records, no quotient) */
};

/* What the sources are, for those who print explanations. */
struct explain_context {
    struct arena *arena;
    struct store *store;
    const struct tallies *tallies;
    struct diag *diag;
};

/* Explains ORIGIN; everything is made in the context's arena.  NULL after a
   report. */
struct explanation *explanation_of(const struct explain_context *context,
                                   const struct origin *origin);

/* Whether the explanation gives VALUE, which is NUMBER's: exactly, or 100 times
   as a percentage stands in tables.  True of what cannot be worked out. */
bool explanation_agrees(const struct explanation *explanation,
                        const struct value *value);

/* How a number was printed. */
struct rounding {
    int64_t unit;         /* 1, or 10^3, 10^6, 10^9 đồng */
    bool is_percent;      /* 100 times the quotient */
    unsigned decimals;    /* that are printed */
    bool is_rounded;      /* something was rounded away */
    struct ratio printed; /* the value of the text */
    struct ratio exact;   /* in the same unit, before rounding */
};

/* Finds out how FIGURE was rounded.  False when its text is no number: words,
   Roman numerals. */
bool rounding_of(const struct figure *figure, struct rounding *rounding);

#endif
