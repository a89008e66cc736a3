/*
 * Page: placed text and lines, what the PDF writer draws.
 *
 * The typesetter makes one page at a time and hands it to a sink; the page is
 * valid during the call only.  Items stand in reading order.  Positions are
 * in mpt from the lower left corner of the paper.  Structure elements (tags)
 * live as long as the document and are numbered in document order, a parent
 * before its children.
 */
#ifndef TYPESET_PAGE_H
#define TYPESET_PAGE_H

#include "tree/tree.h"
#include "typeset/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* PDF structure types that pages can hang on. */
enum tag_kind {
    TAG_DOCUMENT,
    TAG_SECT,
    TAG_DIV,
    TAG_P,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_L,
    TAG_LI,
    TAG_LBL,
    TAG_LBODY,
    TAG_TABLE,
    TAG_THEAD,
    TAG_TBODY,
    TAG_TR,
    TAG_TH,
    TAG_TD,
    TAG_CAPTION,
    TAG_FIGURE,
    TAG_NOTE,
    TAG_LINK,
    TAG_BLOCK_QUOTE,
    TAG_TOC,
    TAG_TOCI,
    TAG_REFERENCE,
    TAG_SPAN,
    TAG_FORM,
    TAG_KIND_COUNT
};

typedef uint32_t tag_id;
#define TAG_ARTIFACT UINT32_MAX /* page numbers, rules, repeated heads */

/* Scopes of a TH, and of an L whose items are counted. */
enum { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW, SCOPE_COUNTED = 1 };

/* A structure element, compact: a 100,000-row table has 800,000. */
struct tag {
    tag_id parent;
    uint8_t kind;             /* enum tag_kind */
    uint8_t scope;            /* SCOPE_... */
    uint8_t colspan, rowspan; /* 1 unless more */
};

/* Tags that need words keep them apart. */
struct tag_text {
    tag_id tag;
    const char *alt;
    const char *id;
};

enum item_kind {
    ITEM_TEXT,
    ITEM_RULE,
    ITEM_LINK,
    ITEM_FIGURE,
    ITEM_PATH,
    ITEM_IMAGE,
    ITEM_FIELD
};

/* A corner of a path, from the item's X and Y. */
struct path_point {
    mpt x, y;
    bool starts; /* a part of its own begins here */
};

enum { GREY_BLACK = 0, GREY_WHITE = 1000, GREY_NONE = -1 };

/* Straight lines from corner to corner, filled, drawn, or both. */
struct path {
    const struct path_point *points;
    size_t n_points;
    bool closed;          /* each part */
    int16_t fill, stroke; /* grey in thousandths, or GREY_NONE */
    mpt thickness;        /* of the line */
    mpt dash, gap;        /* of a broken line; 0: a whole one */
};

/* TEXT: SIZE bytes of UTF-8 in one face, from (X, Y) on the baseline, with
   WORD_SPACE mpt added to every U+0020 and U+00A0, and KERNS[i] (1/1000 em, may
   be NULL) added after the i-th character.  TURN is the direction of writing:
   0, or 45 or 90 degrees counter-clockwise.

   RULE: a filled box at (X, Y), WIDTH x HEIGHT.

   LINK: a clickable box; TARGET is a URI or "#id".

   FIGURE: the room that the figure TAG takes; its paths, images and texts
   follow.  TEXT says in words what those of a chart say; an image has none.

   PATH: shapes within the box at (X, Y), WIDTH x HEIGHT.

   IMAGE: fills the box.

   FIELD: the box of an empty signature field called TARGET; TEXT says what it
   is. */
struct item {
    enum item_kind kind;
    tag_id tag;
    mpt x, y;
    mpt width, height; /* of text: its set width; height 0 */
    const struct font *font;
    mpt size;
    int32_t word_space;
    const char *text;
    uint32_t n_bytes;
    uint16_t turn; /* of text, degrees */
    const int16_t *kerns;
    const struct run *runs; /* see struct piece: where figures begin */
    uint32_t n_runs, from;
    bool word_ends;   /* the blank or line end behind it is not drawn */
    bool page_number; /* an artifact of the page's upper margin */
    union {
        const char *target;        /* of a link; the name of a field */
        const struct path *path;   /* of a path */
        const struct image *image; /* of an image */
    };
};

struct page_target {      /* a destination on this page: bookmarks and links */
    const char *id;       /* or NULL */
    const char *bookmark; /* or NULL */
    int level;            /* of the bookmark; 0: it is only what links say */
    mpt y;
};

struct page {
    int index;  /* from 0 in the file */
    int number; /* as numbered in its section */
    int section;
    mpt width, height;
    mpt top, bottom, left, right; /* margins, for tests and the dump */
    struct item *items;
    size_t n_items;
    struct page_target *targets;
    size_t n_targets;
    const struct tag *tags; /* all elements so far: ITEMS name their kinds */
    size_t n_tags;
};

/* Takes finished pages; false stops the typesetter (the sink has reported
   why). */
struct page_sink {
    bool (*page)(void *context, const struct page *page);
    void *context;
};

#endif
