/*
 * Notation: how a column of a source writes its figures.
 *
 * "1.080" is one thousand and eighty, or one and a bit.  The other cells of the
 * column tell which, and it is decided once for all of them.  Cells are read in
 * one pass with what is known so far; when a later cell shows that an earlier
 * one was misread, the source is read again with the notation fixed.  Columns
 * of other types decide nothing.
 *
 * Whole figures (counts, amounts in đồng) have only separators of thousands,
 * whatever the configuration says of other columns.
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
    struct arena *arena; /* for what is remembered */
    enum number_notation
        fixed; /* by the configuration; AUTO: to be found out */
    enum number_notation
        habit; /* of the office's other figures; AUTO: not known */
    enum number_notation
        found; /* from a cell that can be written in only one way */
    struct notation_cell
        first; /* that cell; for whole figures the first one with a separator */
    struct notation_cell doubtful; /* a cell like "1000.000" */
    enum number_notation doubtful_as;
    struct notation_cell
        either; /* a cell like "1.080", read by habit before FOUND was known */
    enum number_notation read_as;   /* how EITHER was read */
    struct notation_cell ambiguous; /* such a cell, whatever was known */
    bool is_count; /* counts things in thousands or the like: "1.080" is hardly
                      one and a bit, whatever the habit is */
    bool has_bit;  /* some cell would be one and a bit by habit */
    bool has_ungrouped; /* some cell is like "4107": thousands have no
                           separators */
    bool refuses;       /* ambiguous cells are refused: no other cell decides */
    bool is_told;       /* a contradiction was reported */
};

/* What a cell tells apart from its figure. */
struct notation_reading {
    enum number_fault fault;
    /* The cell of the column that contradicts it, or NULL. */
    const struct notation_cell *against;
};

/* Starts NOTATION, in ARENA, for a column that is written as FIXED; if that is
   AUTO, as its cells show, or else as HABIT. */
void notation_start(struct notation *notation, struct arena *arena,
                    enum number_notation fixed, enum number_notation habit);

/* Reads TEXT at PLACE as a figure in units of UNIT. */
struct notation_reading notation_read(struct notation *notation,
                                      const char *text, struct place place,
                                      int64_t unit, int64_t *number);

/* What all cells show together. */
enum notation_verdict {
    NOTATION_GOOD,        /* every cell was read correctly */
    NOTATION_AGAIN,       /* some cells were misread: read again, as FOUND */
    NOTATION_AMBIGUOUS,   /* EITHER may mean two things and has to be refused */
    NOTATION_CONTRADICTED /* DOUBTFUL and EITHER, or FIRST, contradict each
                             other */
};
enum notation_verdict notation_judge(struct notation *notation);

#endif
