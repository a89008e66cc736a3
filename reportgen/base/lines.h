/*
 * Lines: texts of an INI in which a bar ends the line, such as the name of an
 * agency or the title of a report.
 *
 * lines_mark() puts LINE_END for each bar, before templates are filled in, so
 * that a bar in the data stays one; who prints the text parts it there, and
 * who needs it on one line takes lines_join().
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/arena.h"

#include <stddef.h>

/* U+2028, the line separator of Unicode. */
#define LINE_END "\xE2\x80\xA8"

/* How many bytes of TEXT stand before its first bar that is in no tag of a
   template; a tag may hold filters. */
size_t lines_size_before_bar(const char *text);

/* TEXT with LINE_END for each bar that is in no tag. */
const char *lines_mark(struct arena *arena, const char *text);

/* The size of the first line of TEXT without the blanks around it, and where
   it starts; *REST is what follows its LINE_END, or NULL. */
size_t lines_first(const char *text, const char **line, const char **rest);

/* The lines of TEXT on one, a blank between them. */
const char *lines_join(struct arena *arena, const char *text);

#endif
