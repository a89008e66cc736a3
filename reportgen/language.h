/*
 * Language: in which language messages are written.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

/* Chooses the language of messages from the environment: $LANGUAGE, or else
   the first of $LC_ALL, $LC_MESSAGES and $LANG that is set.  Nothing else
   follows the locale: figures, order and files are the same everywhere. */
void language_choose(void);

#endif
