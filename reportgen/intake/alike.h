/*
 * Alike: whether one heading may have been meant for another.
 *
 * Unlike a hint (hint.h), which offers the best of many, this is asked before
 * a column is refused: a slip of the hand, marks left out, the same words in
 * another order, an abbreviation by initials, or all words of the one among
 * those of the other.
 */
#ifndef INTAKE_ALIKE_H
#define INTAKE_ALIKE_H

#include "base/arena.h"

#include <stdbool.h>

/* How much alike headings are, the least first. */
enum likeness {
    UNLIKE,
    LIKE_PART,    /* the words of one stand in the other */
    LIKE_LETTERS, /* a few letters differ */
    LIKE_WORDS    /* the same words, in another order or abbreviated */
};

/* A heading as it is compared: by unicode_fold() and by unicode_slug(). */
struct alike_text {
    const char *folded;
    const char *slug;
};

/* TEXT as it is compared, in ARENA. */
struct alike_text alike_text(struct arena *arena, const char *text);

/* How far a reader may take heading A for heading B. */
enum likeness alike_headings(struct arena *arena, struct alike_text a,
                             struct alike_text b);

/* True when HEADING, of two or three words, begins or ends with the one WORD:
   "Điểm số", "Điểm". */
bool alike_begins(struct arena *arena, struct alike_text heading,
                  struct alike_text word);

/* True when A and B have a word of at least two letters in common. */
bool alike_share_word(struct arena *arena, struct alike_text a,
                      struct alike_text b);

#endif
