/*
 * Damage: text that a spreadsheet, a font or an encoding has destroyed.
 *
 *     #REF!                  an error of a spreadsheet
 *     3,1E+12                an id that was taken for a number
 *     01-Feb                 an id that was taken for a day
 *     C«ng ty, Coâng ty      letters of old fonts, read as Western ones
 *     CÃ´ng ty               UTF-8 that was read in another encoding
 *     C?ng ty                letters that an encoding did not have
 *
 * Only text that cannot be intended counts: a word that cannot be spoken as it
 * is and can be once it is mended (base/syllable.h).  Names in other languages,
 * codes and units are not touched.
 */
#ifndef INTAKE_DAMAGE_H
#define INTAKE_DAMAGE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum damage_kind {
    DAMAGE_NONE,
    DAMAGE_ERROR_VALUE,
    DAMAGE_ROUNDED,
    DAMAGE_DATE,
    DAMAGE_TCVN3,
    DAMAGE_VNI,
    DAMAGE_TWICE_ENCODED,
    DAMAGE_LOST_LETTERS,
    DAMAGE_LOST_LETTERS_PERHAPS /* a single "?": "Gốm s? 1" */
};

struct damage {
    enum damage_kind kind;
    const char *meant; /* the text mended, or NULL when that is impossible */
};

/* Finds damage in TEXT, SIZE bytes of UTF-8 in NFC.  The result lives in
   SCRATCH, which is used for suspects only; sound text costs a glance. */
struct damage damage_find(struct arena *scratch, const char *text, size_t size);

#endif
