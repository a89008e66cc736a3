/*
 * Language: in which language messages are written.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>

/* Chooses the language of messages from the environment: $LANGUAGE, or else
   the first of $LC_ALL, $LC_MESSAGES and $LANG that is set.  Nothing else
   follows the locale: figures, order and files are the same everywhere. */
void language_choose(void);

/* From now on messages are Vietnamese when ON, whatever the user reads: for
   what is written into a file that goes to others.  Then the user's language
   again. */
void language_vietnamese(bool on);

#endif
