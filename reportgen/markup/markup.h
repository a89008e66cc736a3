/*
 * Markup: rendered Markdown to blocks (cmark-gfm is included here only).
 *
 *     # ## ###      headings, numbered by the form (I., 1., a))
 *     - item        "- " items; nested ones "+ "
 *     1. item       numbered items
 *     **b** *i*     bold, italic; two blanks at a line's end break it
 *     > text        a quotation
 *     ![T](table:N) table N with caption T, alone in its paragraph
 *     ![T](chart:N) chart N with caption T, the same way
 *     ![A](m.png "T | width=60mm")  an image that A describes, with caption T
 *     [](table:N)   "Biểu 1", and [](annex:N) "Phụ lục I", as links; the same
 *                   of chart:N and image:m.png, "Hình 1"
 *     [^name]       a footnote, whose text "[^name]: ..." stands anywhere
 *     | A | B |     a table, with a line of |---|--:| below its head
 *     <!-- ... -->  a comment of the layout's author
 *
 * Everything else that Markdown knows (HTML, code, rules) is refused.
 */
#ifndef MARKUP_MARKUP_H
#define MARKUP_MARKUP_H

#include "base/arena.h"
#include "base/diag.h"
#include "form/form.h"
#include "template/source_map.h"
#include "tree/block.h"

/* What the text refers to but does not contain. */
struct markup_targets {
    void *context;
    /* The block for ![CAPTION](TARGET "TITLE"), called in order of the text
       before any refer(); TITLE is "" when there is none.  NULL after a
       report. */
    struct block *(*place)(void *context, const char *target,
                           struct text caption, const char *title,
                           struct place place);
    /* How text names TARGET ("Biểu 1"); *LINK is where it leads ("#id").
       NULL when there is no such thing. */
    const char *(*refer)(void *context, const char *target, const char **link);
};

/* Parses MAP's rendered text.  Faults are reported at their place in the
   template (source_map.h says how exact); false when there were any. */
bool markup_parse(struct arena *arena, const struct form *form,
                  const struct source_map *map,
                  const struct markup_targets *targets,
                  struct block_list *blocks, struct diag *diag);

#endif
