/*
 * Qualified: an id together with the source that gave it.
 *
 * Two provinces may call two schemes "DA-01".  In the store the one is then
 * "DA-01" and, between marks, the source: texts that differ, and sort as what
 * is read of them.  The mark is a noncharacter, which no text of a document
 * may hold, so that nothing is mistaken for one; readers are shown the text
 * without what the marks enclose.
 */
#ifndef BASE_QUALIFIED_H
#define BASE_QUALIFIED_H

#include "base/arena.h"
#include "base/strbuf.h"

/* U+FFFE sorts before all characters: DA-1 of any source before DA-10. */
#define QUALIFIED_MARK "\xEF\xBF\xBE"

/* TEXT as readers see it: TEXT itself when it has no mark. */
const char *qualified_shown(struct arena *arena, const char *text);

/* Adds the same to BUF. */
void qualified_add_shown(struct strbuf *buf, const char *text);

/* Adds TEXT for dumps: with its source behind an "@", in double quotes, a
   backslash before quotes and itself, \n for a line end. */
void qualified_dump(struct strbuf *buf, const char *text);

#endif
