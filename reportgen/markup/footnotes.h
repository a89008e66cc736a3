/*
 * Footnotes: those of the text and those of tables.
 *
 * A note is a block that hangs on the run of its mark.  When the whole
 * document is there, footnotes_number() numbers them in reading order; then a
 * run bears its note's number and links to it, and the note stands where it is
 * first referred to, once.
 */
#ifndef MARKUP_FOOTNOTES_H
#define MARKUP_FOOTNOTES_H

#include "base/arena.h"
#include "base/diag.h"
#include "form/form.h"
#include "template/source_map.h"
#include "tree/block.h"

/* A new note, without text and number yet. */
struct block *footnote_new(struct arena *arena, const struct form *form,
                           struct place place);

/* Gives NOTE its TEXT, behind room for the number. */
void footnote_set_text(struct arena *arena, const struct form *form,
                       struct block *note, const struct text *text);

/* Adds to LIST a mark that refers to NOTE. */
struct run *footnote_add_mark(struct arena *arena, struct run_list *list,
                              struct block *note);

/* Numbers the notes of DOCUMENT and gives its sheets theirs. */
void footnotes_number(struct arena *arena, const struct form *form,
                      struct document *document);

/* Reports the marks "[^name]" in the rendered Markdown of MAP whose text is
   nowhere, and, as warnings, the texts that no template refers to.  False
   when a text is missing. */
bool footnotes_check(const struct source_map *map, struct diag *diag);

#endif
