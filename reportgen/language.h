/*
 * Language: the language of messages.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>

/* Chooses the language of messages from the environment: $LANGUAGE, or else the
   first of $LC_ALL, $LC_MESSAGES and $LANG that is set.  Nothing else depends
   on the locale: figures, order and files are the same everywhere. */
void language_choose(void);

/* Makes messages Vietnamese while ON, whatever the user's language: for files
   that go to others. */
void language_vietnamese(bool on);

#endif
