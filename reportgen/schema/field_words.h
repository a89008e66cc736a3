/*
 * Field words: which names of fields the tallies of a layout speak of.
 *
 * Asked before any tally is defined: how the texts of a field are compared,
 * and whether anybody misses its column, is decided when the data are read.
 * A word counts wherever it stands, so the answer may be yes for too many
 * fields, and never no for one that is used.
 */
#ifndef SCHEMA_FIELD_WORDS_H
#define SCHEMA_FIELD_WORDS_H

#include "base/arena.h"
#include "config/ini.h"

#include <stdbool.h>
#include <stddef.h>

struct field_words {
    const char **used; /* in any key of a tally */
    size_t n_used;
    const char **grouped; /* in one that groups, counts or compares */
    size_t n_grouped;
    bool all; /* a tally is a statement in a file of its own */
};

/* Reads the sections [tally.*] of LAYOUT (may be NULL), and EACH, a
   "table.field" whose values are reports (may be NULL). */
struct field_words *field_words_read(struct arena *arena,
                                     const struct ini *layout,
                                     const char *each);

/* Whether a tally may use the field.  WORDS may be NULL: then no field counts
   as used. */
bool field_words_use(const struct field_words *words, const char *field);
bool field_words_group(const struct field_words *words, const char *field);

#endif
