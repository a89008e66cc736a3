/*
 * Ini: a located INI file.
 *
 * The file is read with checked reads, linted (BOM, over-long line, inline
 * ";" or "#" that would cut a value, duplicate keys, bad UTF-8...), then
 * parsed by iniparser (included here only).  Values keep their place and
 * their order; they are NFC.  Section and key names are lower case ASCII.
 */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/root.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ini_entry {
    const char *key;
    const char *value;        /* never NULL; "" when nothing follows "=" */
    struct place place;       /* of the key */
    struct place value_place; /* of the value's first character */
    bool used;                /* set by the getters; see ini_report_unused() */
};

/* Names that getters asked for and did not find. ini_report_unused() suggests
   them in place of misspelt ones. */
struct ini_names {
    struct arena *arena;
    struct ini_name *first; /* private to ini.c */
};

struct ini_section {
    const char *name; /* "tally.by_source" */
    struct place place;
    struct ini_entry *entries;
    size_t n_entries;
    bool used;
    struct ini_names missed;
};

struct ini {
    const char *path;
    struct root *folder; /* the folder of the file; paths in it stay below this
                            folder */
    bool is_guarded;     /* only root and the user may write it */
    char sha256[65];
    struct ini_section *sections;
    size_t n_sections;
    uint32_t *slots; /* of the index of sections, ini_index.h */
    size_t n_slots;
    struct ini_names missed;
    const struct ini *base; /* the file that this one extends, or NULL */
};

/* Reads the INI file INPUT.  Every fault is reported; NULL when any was an
   error. */
struct ini *ini_read(struct arena *arena, struct input input,
                     struct diag *diag);

/* The same from TEXT of SIZE bytes, called PATH in messages. */
struct ini *ini_parse(struct arena *arena, const char *path, const char *text,
                      size_t size, struct diag *diag);

/* Finds a section or entry and marks it as used; NULL when absent.  An absent
   name is remembered and may be suggested for an unknown one.  SECTION may be
   NULL. */
struct ini_section *ini_section(struct ini *ini, const char *name);
struct ini_entry *ini_entry(struct ini *ini, const char *section,
                            const char *key);
struct ini_entry *ini_section_entry(struct ini_section *section,
                                    const char *key);

/* The value, or FALLBACK when absent or empty. */
const char *ini_text(struct ini *ini, const char *section, const char *key,
                     const char *fallback);
const char *ini_section_text(struct ini_section *section, const char *key,
                             const char *fallback);

/* Typed getters: a value that cannot be parsed is reported (bad-value) and
   FALLBACK is returned. */
long ini_section_integer(struct ini_section *section, const char *key, long min,
                         long max, long fallback, struct diag *diag);
bool ini_section_boolean(struct ini_section *section, const char *key,
                         bool fallback, struct diag *diag);

/* The index of the value among the N words of CHOICES (case-sensitive).  Any
   other value is reported with the list (bad-value).  FALLBACK is returned
   then, and when the value is absent or empty. */
size_t ini_section_choice(struct ini_section *section, const char *key,
                          const char *const *choices, size_t n, size_t fallback,
                          struct diag *diag);

/* Marks SECTION and all its keys as used: for sections with free keys.
   SECTION may be NULL. */
void ini_section_use_all(struct ini_section *section);

/* Parts of VALUE between SEPARATOR characters, blanks trimmed, empty ones
   dropped. */
const char **ini_split(struct arena *arena, const char *value, char separator,
                       size_t *n);

/* Reports every section and key that no getter has asked for
   (unknown-section, unknown-key), with the nearest known name where one is
   close.  Call after all readers of INI have run. */
void ini_report_unused(struct ini *ini, struct diag *diag);

#endif
