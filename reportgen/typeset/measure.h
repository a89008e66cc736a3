/*
 * Measure: the characters of a paragraph on an endless line.
 *
 * Text of several runs is joined, each character gets its place and its
 * kerning.  Short text (a table cell) needs no memory beyond the struct
 * itself, which stands on the caller's stack and must not be copied.
 */
#ifndef TYPESET_MEASURE_H
#define TYPESET_MEASURE_H

#include "typeset/linebreak.h"
#include "typeset/paragraph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of raised figures, in thousandths of the size of the text. */
enum { SUPERSCRIPT_SIZE = 667 };

/* Characters in one look.  Neighbouring runs that look alike and bear no
   link or note share a span. */
struct span {
    const struct font *font;
    mpt size;
    mpt rise;
    uint32_t first; /* character */
    uint32_t byte;
    const struct run *run;
};

enum { FEW_CHARACTERS = 256, FEW_SPANS = 8 };

/* Arrays of N + 1: character i starts at BYTES[i] of TEXT and at X[i] of the
   line; KERNS[i] (1/1000 em) stands between it and the next.  The last entry
   marks the end. */
struct measured {
    const char *text;
    size_t size;
    struct span *spans;
    size_t n_spans;
    uint32_t *bytes;
    fine *x;
    int16_t *kerns;
    size_t n;
    bool has_newline;
    void *heap; /* of long text, freed by measure_free() */
    struct span few_spans[FEW_SPANS];
    uint32_t few_bytes[FEW_CHARACTERS + 1];
    fine few_x[FEW_CHARACTERS + 1];
    int16_t few_kerns[FEW_CHARACTERS + 1];
};

/* U+00A0 is a blank where no line ends: as wide as a blank, stretched like
   one. */
enum { NO_BREAK_BLANK = 0x00A0 };

/* True when a blank of either kind starts at TEXT. */
static inline bool measure_is_blank(const char *text)
{
    return *text == ' ' || (text[0] == '\xC2' && text[1] == '\xA0');
}

/* Measures TEXT in STYLE.  A forced break is a newline in the joined text, a
   tab a blank.  False after a report (missing-font); call measure_free() in
   both cases.  Joined text is in ARENA. */
bool measure_text(struct arena *arena, struct setter *setter,
                  const struct text *text, const struct style *style,
                  struct place place, struct measured *measured);
void measure_free(struct measured *measured);

/* The span of CHARACTER. */
const struct span *measure_span(const struct measured *measured,
                                uint32_t character);

/* Where the letters before character END stop: without the kerning that
   would lead to END. */
fine measure_end(const struct measured *measured, uint32_t end);

#endif
