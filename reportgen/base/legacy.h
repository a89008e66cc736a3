/*
 * Legacy: text of the fonts that came before Unicode.
 *
 * TCVN3 (fonts .VnTime; TCVN 5712:1993, VN3) has a byte a letter, in lower
 * case only: fonts .VnTimeH draw the same bytes as capitals, which no file
 * tells.  VNI-Windows (fonts VNI-Times) writes a vowel and, behind it, a byte
 * for its marks.  Both are met as they are, or read as Western European
 * letters (windows-1252) and saved as Unicode: "C«ng ty", "Coâng ty".
 */
#ifndef BASE_LEGACY_H
#define BASE_LEGACY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum legacy { LEGACY_TCVN3, LEGACY_VNI };

/* The encoding that NAME ("tcvn3", "abc", "vni", "vni-windows") means. */
bool legacy_find(const char *name, enum legacy *encoding);

/* TEXT, UTF-8 that was read as Western European letters, as it was meant, in
   NFC. */
const char *legacy_text(struct arena *arena, enum legacy encoding,
                        const char *text, size_t size);

/* SIZE bytes as they are, as UTF-8 of *NEW_SIZE bytes in NFC. */
const char *legacy_bytes(struct arena *arena, enum legacy encoding,
                         const char *bytes, size_t size, size_t *new_size);

/* True when TEXT has a letter of Vietnamese that only Unicode has. */
bool legacy_is_unicode(const char *text, size_t size);

/* True when TEXT has words beyond ASCII that cannot be spoken. */
bool legacy_is_odd(const char *text, size_t size);

/* One cell as it was meant, or TEXT itself when it is Unicode already: when it
   has letters that only Unicode has, reads better as it is, or, unless
   IN_DOUBT, as well. */
const char *legacy_mend_cell(struct arena *arena, enum legacy encoding,
                             const char *text, size_t size, bool in_doubt);

/* The same for UTF-8 in which only some lines or cells are of ENCODING: a line
   with letters that only Unicode has is judged by its cells, and one of these
   is left alone when it reads better as it is. */
const char *legacy_mend(struct arena *arena, enum legacy encoding,
                        const char *text, size_t size, size_t *new_size);

#endif
