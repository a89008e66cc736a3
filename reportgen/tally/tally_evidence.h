/*
 * Tally evidence: what each record gave to a figure.
 *
 * A measure is one aggregate, or a formula of several.  The records behind a
 * figure are asked for once more, each with what every aggregate takes of it
 * and with the fields that it takes this from.  Where the measure is a sum of
 * aggregates, what all records gave adds up to the figure before it is
 * rounded.
 *
 * Fields that a schema calls confidential are here too: who asks can read the
 * sources.
 */
#ifndef TALLY_TALLY_EVIDENCE_H
#define TALLY_TALLY_EVIDENCE_H

#include "tally/tally.h"
#include "tally/tally_define.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum evidence_kind {
    EVIDENCE_SUM,      /* adds what it takes */
    EVIDENCE_COUNT,    /* 1 for each record that it takes something of */
    EVIDENCE_DISTINCT, /* 1 for each value that was not met before */
    EVIDENCE_LEAST,
    EVIDENCE_GREATEST,
    EVIDENCE_TEXT, /* joins words */
    EVIDENCE_VALUE /* of a record: the column of a list */
};

/* An aggregate of a measure, or one term of a sum. */
struct evidence_part {
    enum evidence_kind kind;
    const struct expression *tree; /* the aggregate; of a list: the column */
    size_t term;                   /* of a sum that has terms */
    int sign;           /* 1, -1; 0: it stands in a formula that is no sum */
    struct value total; /* of what the records gave, unless it is
                           the least, the greatest or words: that */
};

/* A field that is shown of each record. */
struct evidence_field {
    const struct schema_field *field;
    size_t led;       /* 0: of the record; else it is in LED - 1 of the row */
    const char *path; /* "selection.decided_on" */
    bool identifies;  /* shown to tell rows apart, not taken */
};

struct evidence_place {
    size_t source;
    uint32_t line; /* 0: a reference that leads nowhere */
};

struct evidence_cell {
    struct value value;
    const char *text; /* as readers see it; "" of an empty cell */
};

struct evidence_row {
    struct evidence_place place;
    struct evidence_place *led;   /* by source of the scope but its first */
    struct value *gave;           /* by part; null: nothing was taken */
    struct evidence_cell *fields; /* by field */
};

struct evidence {
    const struct tally *tally;
    const struct tally_query *query;
    const struct tally_item *item; /* NULL: the number of the tally's rows */
    struct evidence_part *parts;
    size_t n_parts;
    struct value constant; /* that the measure adds, or null */
    struct evidence_field *fields;
    size_t n_fields;
    struct evidence_row *rows; /* in the order of the dataset */
    size_t n_rows;
    bool adds_up;       /* VALUE is the sum of all parts and the constant */
    struct value value; /* null of no sum */
};

/* Finds what is behind the figure of SOURCE in ROW (NULL: the total).  All of
   EVIDENCE is made in ARENA.  False when there are no such rows (a quotient, a
   statement of the layout's own) and after a report. */
bool tally_evidence_find(struct arena *arena, struct store *store,
                         const struct tallies *tallies,
                         const struct figure_source *source,
                         const struct figure_row *row, struct diag *diag,
                         struct evidence *evidence);

#endif
