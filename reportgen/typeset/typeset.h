/*
 * Typeset: from the document tree to pages.
 *
 * One pass; each page goes to the sink as soon as it is full.  A letter that
 * the face lacks is an error at its place (missing-glyph).
 */
#ifndef TYPESET_TYPESET_H
#define TYPESET_TYPESET_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "tree/tree.h"
#include "typeset/font.h"
#include "typeset/page.h"

/* What remains of a typesetting after its pages are gone. */
struct typeset_result {
    struct tag *tags; /* tags[0] is the document */
    size_t n_tags;
    struct tag_text *texts;
    size_t n_texts;
    int n_pages;
    struct missing_letters missing; /* set after a failure too */
};

/* A document being set, section by section. */
struct typesetter;

/* Starts DOCUMENT in FONTS; its pages go to SINK.  A document with a table of
   contents is set here once, for the numbers of its pages.  Never NULL: a
   failure is told, and makes the calls below give false. */
struct typesetter *
typesetter_open(struct arena *arena, const struct document *document,
                struct fontset *fonts, struct breaker *breaker,
                const struct page_sink *sink, struct diag *diag);

/* Sets SECTION, the next one of the document.  False after a report. */
bool typesetter_section(struct typesetter *typesetter,
                        const struct section *section);

/* Ends the document and frees the typesetter.  RESULT lives in its arena.
   False when a section failed; RESULT has what is missing all the same. */
bool typesetter_close(struct typesetter *typesetter,
                      struct typeset_result *result);

/* Sets DOCUMENT in FONTS and hands pages to SINK.  False after reports; letters
   that a font lacks are left out and reported, but end nothing. The
   result lives in ARENA. */
bool typeset_document(struct arena *arena, const struct document *document,
                      struct fontset *fonts, struct breaker *breaker,
                      const struct page_sink *sink,
                      struct typeset_result *result, struct diag *diag);

/* A sink that writes each page as text (dump pages) to BUF, one fact a line,
   lengths in points from the lower left corner of the paper:
       PAGE page NUMBER SECTION WIDTH HEIGHT TOP BOTTOM LEFT RIGHT
       PAGE target Y LEVEL ID|- [BOOKMARK]
       PAGE text TAG|- X Y WIDTH SIZE WORD-SPACE FACE TEXT...
       PAGE rule - X Y WIDTH HEIGHT
       PAGE link TAG X Y WIDTH HEIGHT TARGET
       PAGE turned TAG X Y WIDTH SIZE DEGREES FACE TEXT...
       PAGE figure TAG X Y WIDTH HEIGHT [WORDS...]
       PAGE path TAG X Y WIDTH HEIGHT FILL|- STROKE|- THICKNESS DASH GAP
           o|| X Y X Y ...    o: closed, |: open; again for each part
       PAGE field TAG X Y WIDTH HEIGHT NAME
       PAGE image TAG X Y WIDTH HEIGHT PIXELS PIXELS COMPONENTS FILE
   A TAG is KIND:NUMBER ("H1:12"), - for artifacts.  tests/pagecheck.py reads
   it. */
struct page_sink page_dump_sink(struct strbuf *buf);

/* The structure elements of RESULT, one a line:
       tag TAG PARENT|- [column|row] [COLSPANxROWSPAN] */
void typeset_dump_tags(struct strbuf *buf, const struct typeset_result *result);

#endif
