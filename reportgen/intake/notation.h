/*
 * Notation: how one column of a source writes its figures.
 *
 * "1.080" is a thousand and eighty or one and a bit: which, the other cells of
 * the column tell, and it is decided once for all of them.  Cells are read in
 * one pass with what is known so far; when a later cell shows that an earlier
 * one was read wrongly, the source is read again with the notation fixed.
 * Nothing is decided by columns of another type.
 *
 * Whole figures (counts, amounts in đồng) have separators of thousands only,
 * whatever the configuration says of others.
 */
#ifndef INTAKE_NOTATION_H
#define INTAKE_NOTATION_H

#include "base/arena.h"
#include "base/number.h"
#include "base/place.h"

#include <stdbool.h>

/* The first cell of its kind; TEXT is NULL when there was none. */
struct notation_cell {
    const char *text;
    struct place place;
};

struct notation {
    struct arena *arena;        /* of what is remembered */
    enum number_notation fixed; /* AUTO: to be found out */
    enum number_notation habit; /* of the office; AUTO: none is known */
    enum number_notation found; /* by a cell that can be written one way only */
    struct notation_cell first; /* that cell; of whole figures the first one
                                   with a separator */
    struct notation_cell doubtful; /* "1000.000" */
    enum number_notation doubtful_as;
    struct notation_cell
        either; /* "1.080", read by habit before it was known */
    enum number_notation read_as; /* how EITHER was read */
    bool is_count; /* of things, in thousands or the like: "1.080" is hardly
                      one and a bit, whatever the office's habit */
    bool has_bit;  /* and yet habit would read a cell so */
    bool has_ungrouped; /* "4107": thousands have no separators */
    bool refuses;       /* cells that may mean two things: no other tells */
    bool is_told;       /* a contradiction was reported */
};

/* What came out of a cell beside its figure. */
struct notation_reading {
    enum number_fault fault;
    /* The cell of the column that contradicts it; NULL: none does. */
    const struct notation_cell *against;
};

/* Starts NOTATION, in ARENA, for a column that is written as FIXED says, or if
   that is AUTO, as its cells show, else as HABIT. */
void notation_start(struct notation *notation, struct arena *arena,
                    enum number_notation fixed, enum number_notation habit);

/* Reads TEXT, which stands at PLACE, in units of UNIT. */
struct notation_reading notation_read(struct notation *notation,
                                      const char *text, struct place place,
                                      int64_t unit, int64_t *number);

/* What all cells together say. */
enum notation_verdict {
    NOTATION_GOOD,        /* every cell was read as it is written */
    NOTATION_AGAIN,       /* cells were read wrongly: read again, as FOUND */
    NOTATION_AMBIGUOUS,   /* EITHER may mean two things: to be refused */
    NOTATION_CONTRADICTED /* DOUBTFUL and EITHER, or FIRST, are not alike */
};
enum notation_verdict notation_judge(struct notation *notation);

#endif
