/*
 * Paragraph: runs of text to lines of pieces, by optimal fit.
 *
 * The breaks of a justified paragraph are chosen together (Knuth and Plass):
 * the least sum of demerits for stretched and shrunk blanks.  Ragged text is
 * set in the fewest lines, as even as they can be; centred text has even
 * lines, the last one too.  Breaks are at blanks, in long tokens after "/" or
 * "-" at need, and inside a token only when it is wider than the line
 * (reported: wide-token).  No-break spaces stretch
 * as other blanks do.
 */
#ifndef TYPESET_PARAGRAPH_H
#define TYPESET_PARAGRAPH_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/unicode.h"
#include "tree/tree.h"
#include "typeset/font.h"

#include <stdbool.h>
#include <stddef.h>

/* What setting text needs; made once a document by typeset_document(). */
struct setter {
    struct fontset *fonts;
    struct breaker *breaker;
    struct diag *diag;
    bool no_kerning;
    struct missing_letters missing; /* reported so far */
};

/* Text in one face on one line, without the blanks that a line end swallows.
   Neighbouring runs that look alike and bear no link or note share a piece;
   RUN is the first of them.  Piece follows on piece: the next X is this X +
   WIDTH. */
struct piece {
    const struct font *font;
    mpt size;
    mpt x;            /* from the start of the line */
    mpt rise;         /* superscript: above the baseline */
    mpt width;        /* set width, word space included */
    const char *text; /* in the arena of the call or the tree */
    uint32_t n_bytes;
    const int16_t *kerns; /* one a character, or NULL when all are 0 */
    const struct run *run;
    const struct run *runs; /* of the whole text, N_RUNS of them, where some
                               are figures; else NULL */
    uint32_t n_runs;
    uint32_t from; /* byte of the text that the piece begins with; a line break
                      is one */
};

/* A justified line is exactly as wide as its measure; WORD_SPACE being whole
   mpt, the ink may end up to one mpt a blank before that. */

struct line {
    struct piece *pieces;
    size_t n_pieces;
    mpt x;              /* of the first piece, from the left edge given */
    mpt width;          /* set width */
    int32_t word_space; /* mpt added to every blank of the line, U+00A0
                           too */
    bool word_ends;     /* with a blank or a forced break, not inside a token;
                           not the last line */
    bool overfull;      /* sticks out: only where no break was possible */
};

struct lines {
    struct line *lines;
    size_t n_lines;
    mpt leading;
    mpt ascent; /* from the top of the first line to its baseline */
};

/* Sets TEXT in STYLE between edges WIDTH apart (style's left, right and
   indent are applied here, alignment too).  Pieces are in ARENA.  False
   after a report (missing-font); a letter that the font lacks is reported
   (missing-glyph), once a document, and left out.  Text without runs has no
   lines. */
bool paragraph_set(struct arena *arena, struct setter *setter,
                   const struct text *text, const struct style *style,
                   mpt width, struct place place, struct lines *lines);

/* Width of TEXT on one line, and of its widest unbreakable part: what a
   table column wants and needs. */
bool paragraph_widths(struct arena *arena, struct setter *setter,
                      const struct text *text, const struct style *style,
                      struct place place, mpt *natural, mpt *least);

#endif
