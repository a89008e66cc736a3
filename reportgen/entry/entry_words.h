/*
 * Entry words: the texts of layouts/entry.ini.  They are in Vietnamese wherever
 * the program runs, for the people who fill in workbooks.
 */
#ifndef ENTRY_ENTRY_WORDS_H
#define ENTRY_ENTRY_WORDS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/root.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry_word {
#define WORD(ID, section, key) WORD_##ID,
#include "entry/entry_words.def"
#undef WORD
    N_ENTRY_WORDS
};

struct entry_words {
    const char *texts[N_ENTRY_WORDS];
    const char **steps; /* of the guide, in order */
    size_t n_steps;
    struct ini *ini;
};

/* Finds the texts for a configuration in FOLDER (NULL: without one) and reads
   them into ARENA.  NULL after a report. */
struct entry_words *entry_words_read(struct arena *arena,
                                     const struct root *folder,
                                     struct diag *diag);

/* What replaces one name in braces. */
struct entry_filling {
    const char *name;
    const char *text;
};

/* WORD with the N FILLINGS in place of {NAME}, in ARENA. */
const char *entry_words_fill(struct arena *arena,
                             const struct entry_words *words,
                             enum entry_word word,
                             const struct entry_filling *fillings, size_t n);

/* The name of the unit of DONG đồng; its number when it has none. */
const char *entry_words_unit(struct arena *arena,
                             const struct entry_words *words, int64_t dong);

#endif
