/*
 * Ini lint: what stands in the text of an INI file, with places.
 *
 * iniparser cuts, merges and drops without a word and knows no line numbers.
 * So the lint reads the text first and reports everything that iniparser
 * would misread; what it lets pass is handed on as a clean text without
 * comments.  Private to config/.
 */
#ifndef CONFIG_INI_LINT_H
#define CONFIG_INI_LINT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "config/ini.h"

#include <stdbool.h>
#include <stddef.h>

/* iniparser's fgets() buffer holds 1,024 bytes, its newline and NUL
   included. */
enum { INI_LINE_LIMIT = 1022 };

/* Replaces a backslash in the clean text, which has no control characters:
   iniparser 4.2 treats a backslash in quotes as an escape, and all versions
   join a line that ends in one with the next. */
enum { INI_BACKSLASH = '\x01' };

/* The clean text for iniparser. */
struct ini_clean {
    struct strbuf text; /* "[section]" and "key=value", each line ended, with
                           INI_BACKSLASH */
    bool plain;         /* values need no normalising */
};

/* Reads TEXT of SIZE bytes (and one more that may be written), called
   INI->path in messages, into INI's sections.  Names and values are stretches
   of TEXT, ended and folded there; values are as written, not yet normalised.
   False when an error was reported. */
bool ini_lint(struct arena *arena, char *text, size_t size, struct diag *diag,
              struct ini *ini, struct ini_clean *clean);

#endif
