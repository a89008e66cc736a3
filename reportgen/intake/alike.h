/*
 * Alike: whether one heading may have been meant for another.
 *
 * A hint (hint.h) offers the best of many spellings.  This is asked earlier,
 * before a column is refused: a typing error, missing diacritics, the same
 * words in another order, an abbreviation by initials, or all words of one
 * heading among those of the other.
 */
#ifndef INTAKE_ALIKE_H
#define INTAKE_ALIKE_H

#include "base/arena.h"

#include <stdbool.h>

/* How much alike two headings are, from the least. */
enum likeness {
    UNLIKE,
    LIKE_PART,    /* one contains the words of the other */
    LIKE_LETTERS, /* a few letters differ */
    LIKE_WORDS    /* the same words, in another order or abbreviated */
};

/* A heading as it is compared: folded by unicode_fold() and unicode_slug(). */
struct alike_text {
    const char *folded;
    const char *slug;
};

/* TEXT as it is compared, in ARENA. */
struct alike_text alike_text(struct arena *arena, const char *text);

/* How easily a reader may take heading A for heading B. */
enum likeness alike_headings(struct arena *arena, struct alike_text a,
                             struct alike_text b);

/* True when HEADING has two or three words and begins or ends with WORD: "Điểm
   số" and "Điểm". */
bool alike_begins(struct arena *arena, struct alike_text heading,
                  struct alike_text word);

/* True when A and B have a word of at least two letters in common. */
bool alike_share_word(struct arena *arena, struct alike_text a,
                      struct alike_text b);

#endif
