#include "tally/tally_attach.h"

#include "expression/scan.h"

#include <string.h>

/* A section being read. */
struct attaching {
    struct arena *arena;
    const struct ini_entry *entry;
    const struct tallies *tallies;
    struct tally *tally;
    struct diag *diag;
};

/* Only texts can be keys: a text, a value of a list, a whole number or a
   year. */
static bool can_be_key(const struct tally_column *column)
{
    return column->kind == VALUE_TEXT || column->kind == VALUE_INTEGER ||
           column->kind == VALUE_YEAR;
}

static bool has_name(const struct tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->n_attachments; i++)
        if (strcmp(tally->attachments[i].name, name) == 0)
            return true;
    return tally_find_column(tally, name) >= 0;
}

/* Adds "NAME = TALLY by COLUMN", given as its words. */
static bool add_attachment(const struct attaching *attaching,
                           const char *const *words, size_t n_words,
                           const char *text)
{
    struct tally *tally = attaching->tally;
    struct place place = attaching->entry->value_place;
    const struct tally *other = NULL;
    int column = -1;
    if (n_words == 5 && strcmp(words[1], "=") == 0 &&
        strcmp(words[3], "by") == 0 &&
        scan_is_name(words[0], strlen(words[0]))) {
        other = tallies_find(attaching->tallies, words[2]);
        column = tally_find_column(tally, words[4]);
    }
    if (!other || other->n_groups == 0 || column < 0 ||
        !can_be_key(&tally->columns[column])) {
        diag_report(attaching->diag, DIAG_TALLY_ATTACH, place, text);
        return false;
    }
    if (has_name(tally, words[0])) {
        diag_report(attaching->diag, DIAG_TALLY_DUPLICATE, place, words[0]);
        return false;
    }
    tally->attachments[tally->n_attachments++] =
        (struct tally_attachment){words[0], other->name, (size_t)column};
    return true;
}

bool tally_attach(struct arena *arena, struct ini_section *section,
                  const struct tallies *tallies, struct tally *tally,
                  struct diag *diag)
{
    const struct ini_entry *entry = ini_section_entry(section, "attach");
    if (!entry || entry->value[0] == '\0')
        return true;
    struct attaching attaching = {arena, entry, tallies, tally, diag};
    size_t n;
    const char **parts = ini_split(arena, entry->value, ',', &n);
    bool attached = true;
    tally->attachments = ARENA_ARRAY(arena, struct tally_attachment, n);
    for (size_t i = 0; i < n; i++) {
        size_t n_words;
        const char **words = ini_split(arena, parts[i], ' ', &n_words);
        if (!add_attachment(&attaching, words, n_words, parts[i]))
            attached = false;
    }
    return attached;
}
