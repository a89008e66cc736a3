/*
 * Figure source: what a figure was made of, as its layout wrote it, and of
 * which rows.  With both, the records behind it can be asked for
 * (tally/tally_origin.h).
 */
#ifndef BASE_FIGURE_SOURCE_H
#define BASE_FIGURE_SOURCE_H

#include "base/date.h"
#include "base/strbuf.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A column of a tally: the same for all of its rows. */
struct figure_source {
    const char *tally;
    const char *measure;     /* the column's name */
    const char *table;       /* whose records; NULL of a statement */
    const char *expression;  /* NULL of a quotient, a statement, a count of
                                rows */
    const char *numerator;   /* a column; NULL unless a quotient */
    const char *denominator; /* a column; "total.NAME" of the total */
    const char *condition;   /* of the records, or NULL */
    const char *decided_by;  /* the field that has the days, or NULL */
    bool has_window;         /* only records of these days: */
    struct date first, last;
};

/* The value of a group. */
struct figure_key {
    const char *field; /* as written: "source", "@date:year"; NULL: a figure
                          of all values of the group */
    const char *code;  /* "" of what has no value */
};

enum { FIGURE_KEYS = 2 };

/* Which row of the tally: that of the keys, or a record. */
struct figure_row {
    struct figure_key keys[FIGURE_KEYS];
    uint32_t source; /* of a record: number of its source */
    uint32_t line;   /* line or sheet row in it; 0: no record */
    bool all;        /* none of these: the sum of all rows */
};

struct figure_part;

/* Where a printed figure comes from. */
struct origin {
    const struct figure_source *source; /* NULL: not from a tally (a date, a
                                           setting), or a sum */
    const struct figure_row *row;       /* NULL: the total */
    const struct figure_part *parts;    /* of what is worked out
                                           of several, or NULL */
};

/* Adds to BUF how ORIGIN, which has a source, is called:
   by_content_source[content="c3b", source="local"].n */
void origin_name(struct strbuf *buf, const struct origin *origin);

enum figure_sign { FIGURE_PLUS, FIGURE_MINUS, FIGURE_BY };

/* A figure that a sum adds or takes away, or by which what stands before it is
   divided. */
struct figure_part {
    struct origin origin;
    struct value value; /* a number of the layout's own; null of a figure */
    enum figure_sign sign;
    const struct figure_part *next;
};

#endif
