/*
 * Unicode: characters, normal form, case, order and line breaks.
 *
 * ICU is included here only.  It normalises, compares and knows the classes
 * of characters; what Vietnamese and plain Latin text decide by a glance
 * (NFC, places to break a line) is decided without it, for speed.
 *
 * All text past the door is valid UTF-8 in NFC (TCVN 6909:2001 defines
 * combining tone marks, so decomposed input occurs).  Text keeps the user's
 * spelling (hòa and hoà differ); only matching folds it.
 */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one character at *TEXT (before END) and moves past it.  Returns
   -1 at a malformed sequence, leaving *TEXT there. */
int32_t unicode_next(const char **text, const char *end);

/* True for valid UTF-8; otherwise *BAD is the offset of the first byte that
   cannot be decoded.  BAD may be NULL. */
bool unicode_is_valid(const char *text, size_t size, size_t *bad);

/* The first character that cannot stand in a document (controls other than
   tab and newline, noncharacters, private use, surrogates, U+FFFD, format
   characters that nobody sees, scripts from right to left), or -1.  *OFFSET
   (may be NULL) is where. */
int32_t unicode_find_forbidden(const char *text, size_t size, size_t *offset);

/* True for a character that prints nothing itself: controls (C0, DEL, C1),
   which drive a terminal, and format characters, of which those of direction
   show what stands beside them in another order. */
bool unicode_is_control(int32_t character);

/* What a text is made of, found in one pass. */
struct unicode_survey {
    bool valid;     /* UTF-8; the rest is told of what comes before a fault */
    bool forbidden; /* unicode_find_forbidden() finds something */
    bool plain;     /* all parts of it are in NFC, as a glance shows */
    size_t valid_size;
};
struct unicode_survey unicode_survey(const char *text, size_t size);

/* TEXT (valid UTF-8) in NFC: TEXT itself when it is already so, else a copy
   in ARENA. */
const char *unicode_nfc(struct arena *arena, const char *text, size_t size);

/* A key equal for texts that a reader takes for the same word: letter case,
   place of the tone mark (hòa, hoà), runs of blanks and NBSP, surrounding
   blanks, kinds of dashes and quotes, what nobody sees, and which alphabet a
   letter is of (Đ of Vietnamese and of Icelandic, A and the Cyrillic one) are
   ignored; letters and tones are not. */
const char *unicode_fold(struct arena *arena, const char *text);

/* A hash of that key of SIZE bytes of TEXT, which is in NFC. */
uint64_t unicode_fold_hash(const char *text, size_t size);

/* Upper case and lower case, letter for letter: right for Vietnamese in any
   locale. */
const char *unicode_upper(struct arena *arena, const char *text);
const char *unicode_lower(struct arena *arena, const char *text);

/* The capital of a letter. */
int32_t unicode_upper_letter(int32_t c);

/* Parts the letter C, in lower case, from its tone: *BASE is the letter without
   it; the result is f huyền, r hỏi, x ngã, s sắc, j nặng as Telex writes them,
   or 0. */
char unicode_part_tone(int32_t c, int32_t *base);

/* Writes C as UTF-8 to TEXT, which has room for 4 bytes; its size. */
size_t unicode_put(char *text, int32_t c);

/* TEXT as part of a file name: its letters a to z and digits, without marks
   and in lower case, "-" for all between them ("Cần Thơ": "can-tho"); "" when
   it has none. */
const char *unicode_slug(struct arena *arena, const char *text);

/* Number of characters (code points). */
size_t unicode_length(const char *text, size_t size);

/* Vietnamese order: letters first (a ă â b c d đ ...), then tones (none,
   huyền, hỏi, ngã, sắc, nặng), then case.  A collator is opened once a
   process or thread and owned by the caller. */
struct collator;
struct collator *collator_open(void);
void collator_close(struct collator *collator);
int collator_compare(const struct collator *collator, const char *a,
                     size_t a_size, const char *b, size_t b_size);

/* Where a line may end, by Vietnamese custom: at blanks, and at need after
   "/" or "-" in a token that has letters (12/BC-SCT, a URL; never in a date
   or a fraction).  A no-break space is no blank, and no line starts with
   closing punctuation.  Between the characters of scripts that write no
   blanks, ICU's UAX 14 gives places at need.  A breaker is reused for many
   paragraphs; owned by the caller. */
struct breaker;
struct breaker *breaker_open(void);
void breaker_close(struct breaker *breaker);

enum break_kind {
    BREAK_NONE,
    BREAK_SPACE, /* after a blank: the custom place */
    BREAK_TOKEN, /* after "/" or "-" inside a token: only at need */
    BREAK_MUST   /* after a newline */
};

/* Fills KINDS[0..size]: the kind of break allowed before byte i of TEXT
   (KINDS[size] is BREAK_MUST).  KINDS has room for SIZE + 1 bytes. */
void breaker_find(struct breaker *breaker, const char *text, size_t size,
                  unsigned char *kinds);

/* True for letters and digits. */
bool unicode_is_word(int32_t c);

/* SIZE bytes of UTF-16 as UTF-8 in ARENA, *NEW_SIZE bytes of it; half a pair or
   half a character becomes U+FFFD, which no document may hold. */
const char *unicode_from_utf16(struct arena *arena, const char *bytes,
                               size_t size, bool big_endian, size_t *new_size);

#endif
