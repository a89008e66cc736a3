/*
 * Line break: where the lines of a paragraph end, for the least demerits.
 *
 * Knows no letters: a paragraph is a row of unbreakable parts on an endless
 * line.  All sums are integers in "fine" units, 1/1000 mpt, so that advances
 * of 1/1000 em times a size in mpt are exact.
 */
#ifndef TYPESET_LINEBREAK_H
#define TYPESET_LINEBREAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t fine;
enum { FINE = 1000 }; /* to the mpt */

/* What stands after a part. */
enum part_end {
    PART_BLANK, /* a blank, dropped when the line ends here */
    PART_JOINT, /* inside a token after "/" or "-": only at need */
    PART_SPLIT  /* inside a token that is wider than the line */
};

/* One unbreakable part: its place on the endless line, and the width of all
   stretchable blanks before its start and before its end. */
struct part {
    fine start, end;
    fine blanks_to_start, blanks_to_end;
    enum part_end after;
    uint32_t first, stop; /* the caller's characters, not read here */
};

struct linebreak {
    fine first, rest; /* measure of the first line and of the others */
    bool justify;     /* blanks stretch and shrink */
    bool balance;     /* the last line counts too: centred text */
};

/* Blanks shrink to 2/3 of their width at most. */
enum { SHRINK_PERMILLE = 333 };

/* Fills STARTS (room for N) with the first part of each line and returns the
   number of lines (at least 1 when N > 0).  No line is wider than its measure
   with all blanks shrunk, unless it holds one part. */
size_t linebreak_find(const struct part *parts, size_t n,
                      const struct linebreak *rules, uint32_t *starts);

#endif
