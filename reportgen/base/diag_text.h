/*
 * Diag text: the text of a message with its arguments put in.
 *
 * What a message quotes comes from data and file names, and may be of any
 * length: a heading of a megabyte would bury all other messages.  Each quoted
 * text is cut to MOST_QUOTED bytes (limits.def) here and nowhere else.
 *
 * Not for use outside base/.
 */
#ifndef BASE_DIAG_TEXT_H
#define BASE_DIAG_TEXT_H

#include "base/strbuf.h"

#include <stdarg.h>
#include <stddef.h>

/* Adds TRANSLATED to BUF, its conversions filled from ARGS.  ENGLISH is the
   text of diag.def, which says of what types ARGS are; a translation may name
   them in another order, as in "%2$s". */
void diag_text_add(struct strbuf *buf, const char *english,
                   const char *translated, va_list args);

/* How many bytes of TEXT are quoted when at most MOST may be: all, or as many
   as end with a whole character. */
size_t diag_text_cut(const char *text, size_t most);

#endif
