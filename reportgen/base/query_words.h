/*
 * Query words: whether a source of [dataset] is a query or the name of a table.
 */
#ifndef BASE_QUERY_WORDS_H
#define BASE_QUERY_WORDS_H

#include <stdbool.h>

/* True when TEXT begins with SELECT, WITH or VALUES, in any case of letters,
   and goes on behind it. */
bool query_is_written(const char *text);

#endif
