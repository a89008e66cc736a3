/*
 * Ini feed: the text that the lint has let pass, read by iniparser.
 *
 * iniparser is included here only.  It takes the names of files and searches
 * all its keys for each new one, so it gets a file in memory, part by part.
 * Private to config/.
 */
#ifndef CONFIG_INI_FEED_H
#define CONFIG_INI_FEED_H

#include "config/ini_lint.h"

/* Reads CLEAN into the values of INI, which are NFC then.  False after a
   report: iniparser did not read what the lint did (ini-disagreement), or the
   system has no memory for the file (file-read). */
bool ini_feed(struct arena *arena, struct ini *ini,
              const struct ini_clean *clean, struct diag *diag);

#endif
