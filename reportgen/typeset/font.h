/*
 * Font: faces, their metrics, and subsets of them (HarfBuzz only here).
 *
 * fonts/fonts.ini maps roles ("serif", "serif-bold", "serif-italic",
 * "serif-bold-italic") to candidate files; the first that exists and has the
 * Vietnamese letters is used.  Each file is parsed once, when first asked
 * for; a fontset is shared by all documents of a process and may be used by
 * several threads at once.
 */
#ifndef TYPESET_FONT_H
#define TYPESET_FONT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/root.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fontset;
struct font;

/* Reads fonts.ini from INPUT; files are opened when first used.  NULL after a
   report.  Owned by the caller. */
struct fontset *fontset_open(struct input input, struct diag *diag);
void fontset_close(struct fontset *fonts);

/* Number of faces FONTS can have: font_index() is below it. */
int fontset_count(const struct fontset *fonts);

/* The face for ROLE with bold and italic; NULL after a report (unknown-font,
   missing-font).  A file passed over is noted when the face is
   first asked for. */
struct font *fontset_find(struct fontset *fonts, const char *role, bool bold,
                          bool italic, struct diag *diag);

/* Small number of the face, from 0: its place in fonts.ini, so that it does
   not depend on which documents came before. */
int font_index(const struct font *font);
const char *font_path(const struct font *font);
const char *font_postscript_name(const struct font *font);

/* Metrics in 1/1000 of the letter size. */
struct font_metrics {
    int16_t ascent, descent; /* descent negative */
    int16_t cap_height, x_height;
    int16_t bbox[4];
    int16_t italic_angle;
    int16_t stem_v;
    uint16_t weight;
    bool serif, italic, bold;
};
const struct font_metrics *font_metrics(const struct font *font);

/* Advance of CHARACTER in 1/1000 em, as /Widths will say it; -1 when the face
   lacks it. */
int font_advance(const struct font *font, uint32_t character);

/* Letters asked for in vain, the first few of them. */
enum { MOST_MISSING = 32 };
struct missing_letters {
    uint32_t letters[MOST_MISSING];
    size_t n;
};

/* The advances of U+0000 to U+00FF, for whoever asks for many. */
const int16_t *font_latin_advances(const struct font *font);

/* Kerning between two characters in 1/1000 em (negative: closer). */
int font_kern(const struct font *font, uint32_t left, uint32_t right);

/* A subset program for a one-byte font: CODES[i] is the character at code i
   (0: none).  The bytes are in ARENA; false after a report. */
bool font_subset(struct arena *arena, const struct font *font,
                 const uint32_t codes[256], const char **bytes, size_t *size,
                 struct diag *diag);

#endif
