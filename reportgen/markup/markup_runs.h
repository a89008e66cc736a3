/*
 * Markup runs: text with figure marks to runs of a paragraph.
 *
 * Marks (template.h) may stand in different pieces of Markdown text: the
 * figure goes on until its end mark.  Runs of blanks become one blank.
 */
#ifndef MARKUP_MARKUP_RUNS_H
#define MARKUP_MARKUP_RUNS_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "template/template.h"
#include "tree/block.h"

struct run_builder {
    struct arena *arena;
    const struct figures *figures;
    struct run_list list;
    struct strbuf pending; /* text of the run that is being made */
    unsigned flags;        /* of the text that is added */
    const char *link;
    const struct figure *figure;
    unsigned pending_flags;
    const char *pending_link;
    const struct figure *pending_figure;
    bool after_blank;
};

void run_builder_start(struct run_builder *builder, struct arena *arena,
                       const struct figures *figures);
void run_builder_add(struct run_builder *builder, const char *text,
                     size_t size);

/* Adds the blank that the end of a line stands for, unless the NEXT text begins
   with punctuation: a clause may stand on a line of its own. */
void run_builder_line_end(struct run_builder *builder, const char *next);
void run_builder_break(struct run_builder *builder);

/* Adds a mark that refers to NOTE. */
void run_builder_note(struct run_builder *builder, struct block *note);

/* The finished text; frees what the builder holds. */
struct text run_builder_finish(struct run_builder *builder);

/* TEXT without figure marks, in ARENA. */
const char *strip_figure_marks(struct arena *arena, const char *text);

#endif
