/*
 * Syllable: whether a word can be Vietnamese.
 *
 * Every Vietnamese word is one syllable: an onset, a rime of a closed list,
 * and one of six tones, of which only two stand before p, t, c and ch.  Text
 * that an encoding has destroyed rarely has this shape.
 */
#ifndef BASE_SYLLABLE_H
#define BASE_SYLLABLE_H

#include <stdbool.h>
#include <stddef.h>

/* True when WORD, SIZE bytes of UTF-8 in NFC, in any case of letters, can be
   spoken: "Nghiệm", "oà", "quýt".  Names of other languages and texts without
   marks may be possible too: "can". */
bool syllable_is_possible(const char *word, size_t size);

#endif
