/*
 * Ini extend: an INI file that says only where it differs from another.
 *
 *     [layout]
 *     extends = annual-report
 *
 * Sections and keys of the file override those of the one it extends, or are
 * added to them; so on from there.  A new key stands behind the key that
 * stands before it in the file, where the other file has that one too, and
 * else at the end of its section: the order of rows is meant.  A key with
 * nothing behind "=" is left out.  Every key keeps the place where it is
 * written.
 */
#ifndef CONFIG_INI_EXTEND_H
#define CONFIG_INI_EXTEND_H

#include "base/strbuf.h"
#include "config/ini.h"

/* What an INI of its kind is called and where it is looked up. */
struct ini_family {
    const char *section;        /* that holds "extends": "layout" */
    const char *before, *after; /* around the name: "", "/layout.ini" */
    const struct root *folder;  /* of the configuration, or NULL */
    enum diag_code absent;      /* takes the name and the places looked at */
};

/* Reads INPUT and what it extends.  The result has the path, folder and hash
   of INPUT, and the others as its bases.  NULL after reports. */
struct ini *ini_read_extended(struct arena *arena, struct input input,
                              const struct ini_family *family,
                              struct diag *diag);

/* Appends INI as text that reads the same, without comments. */
void ini_dump(struct strbuf *buf, const struct ini *ini);

#endif
