/*
 * Tree: the finished document, the one thing that both writers see.
 *
 * A document is a list of sections (the report, each annex), each a page
 * set-up and a list of blocks; beside them the sheets of the workbook, which
 * share the tables.  Every printed figure keeps its number, its text and its
 * origin.  The tree knows nothing of schemes, and nothing of fonts or points
 * beyond what styles ask for.  It lives in the arena of the run and is not
 * changed after document_build().
 */
#ifndef TREE_TREE_H
#define TREE_TREE_H

#include "base/date.h"
#include "base/figure_source.h"
#include "base/place.h"
#include "base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Lengths are in mpt: 1/1000 point (A4 is 595276 x 841890). */
typedef int32_t mpt;

/* ---- styles -------------------------------------------------------------- */

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT, ALIGN_JUSTIFY };

enum style_flag {
    STYLE_BOLD = 1,
    STYLE_ITALIC = 2,
    STYLE_UPPER = 4,         /* already applied to the text by the tree */
    STYLE_KEEP_NEXT = 8,     /* not parted from the next block */
    STYLE_KEEP_TOGETHER = 16 /* not broken over pages */
};

/* How a paragraph looks; read from the form (layouts/forms/nd30.ini). */
struct style {
    const char *name;
    const char *font;  /* role in fonts.ini: "serif" */
    mpt size;          /* of the letters */
    mpt leading;       /* from baseline to baseline */
    mpt before, after; /* room above and below */
    mpt indent;        /* of the first line */
    mpt left, right;   /* from the text's edges */
    enum align align;
    unsigned flags; /* enum style_flag */
};

/* ---- text ---------------------------------------------------------------- */

/* A figure or word as printed. */
struct figure {
    struct value value;
    const char *text; /* as printed, NFC */
    struct origin origin;
    struct place place; /* of the {{...}} in the layout */
};

enum run_flag {
    RUN_BOLD = 1,
    RUN_ITALIC = 2,
    RUN_SUPERSCRIPT = 4,
    RUN_LINE_BREAK = 8, /* TEXT is empty: the line ends here */
    RUN_NOTE = 16,      /* the mark of a footnote, LINK leads to it */
    RUN_LABEL = 32      /* the number that a footnote begins with */
};

/* A piece of text in one look.  The look is that of the paragraph's style
   with the flags exchanged (bold in a bold paragraph stays bold). */
struct run {
    const char *text; /* SIZE bytes, NFC, no-break spaces in place */
    uint32_t size;
    unsigned flags;              /* enum run_flag */
    const struct figure *figure; /* or NULL */
    const char *link;            /* URI, "#id" of a block, or NULL */
    struct block *note;          /* a footnote that stands with this run: its
                                    first mark; or NULL */
};

struct text {
    struct run *runs;
    size_t n_runs;
};

/* ---- tables -------------------------------------------------------------- */

/* A total that a workbook shows as a live formula. */
enum formula {
    FORMULA_NONE,
    FORMULA_SUM_ROWS,    /* sum of this column over rows FROM..TO (SUBTOTAL) */
    FORMULA_SUM_COLUMNS, /* sum of columns FROM..TO of this row */
    FORMULA_ADD_COLUMNS, /* sum of columns FROM, FROM + STEP, ... TO of this
                            row: parts that stand apart */
    FORMULA_QUOTIENT     /* column FROM by column TO of this row, times STEP: a
                            share, or an average */
};

struct table_cell {
    struct text text;            /* printed; n_runs 0: empty */
    struct value value;          /* number behind it, or VALUE_NULL */
    const struct figure *figure; /* or NULL */
    uint16_t colspan; /* >= 1; 0: covered by a cell before or above */
    uint16_t rowspan;
    uint8_t formula;           /* enum formula */
    bool heading;              /* a row head: TH with scope row */
    uint16_t step;             /* of FORMULA_ADD_COLUMNS, FORMULA_QUOTIENT */
    uint32_t from, to;         /* body rows (from 0) or columns of FORMULA */
    const char *number_format; /* in a workbook; NULL: that of the column */
};

enum row_kind {
    ROW_BODY,
    ROW_GROUP,    /* heads the rows below: kept with the next */
    ROW_SUBTOTAL, /* kept with the row above */
    ROW_TOTAL
};

struct table_row {
    enum row_kind kind;
    uint32_t source, line;    /* of a record (base/figure_source.h), or 0: its
                                 cells have no figures, their origin is that
                                 and the column's */
    struct table_cell *cells; /* n_columns */
};

struct table_column {
    const char *name;
    enum align align;          /* numbers: ALIGN_RIGHT */
    uint8_t decimals;          /* most decimals printed: to align commas */
    int64_t unit;              /* money: printed in units of so many đồng */
    mpt min_width;             /* 0: from content */
    mpt max_width;             /* 0: none */
    uint16_t weight;           /* share of free width; 0: not stretched */
    const char *number_format; /* for workbooks: "#,##0.0"; NULL: text */
    const struct figure_source *source; /* of a list's column, or NULL */
    const struct table_cell *longest;   /* of a long list: its figure with the
                                           most digits before the comma, or
                                           NULL; whole columns have widths by
                                           it */
};

/* A table that goes on over pages may carry the sums of its columns forward:
   in a row at the foot of a page and again below the head of the next.  They
   are furniture of the pages, no part of the document's text. */
struct table_carry {
    struct text below, above; /* what those rows are called */
    size_t *columns;          /* that are summed, from the left */
    size_t n_columns;
    const char **sums; /* as printed: of row I, column K of COLUMNS, at
                          I * n_columns + K: over the rows up to I */
};

struct table_source;

struct table {
    const char *id;        /* "by_content": link target */
    struct text caption;   /* n_runs 0: none */
    struct text unit_line; /* "ĐVT: triệu đồng" */
    struct table_column *columns;
    size_t n_columns;
    struct table_row *head; /* one or more rows, repeated on every page */
    size_t n_head;
    struct table_row *rows; /* NULL of a long list: see table_rows.h */
    size_t n_rows;          /* all of them */
    const struct table_source *source; /* of the rows of a long list; the last
                                          N_FOOT, its total, stand in FOOT */
    struct table_row *foot;
    size_t n_foot;
    const struct table_carry *carry; /* or NULL */
    const struct style *head_style;
    const struct style *body_style;
    const struct style *caption_style;
    const struct style *unit_style;
    struct place place;
};

/* ---- charts and images --------------------------------------------------- */

enum chart_kind {
    CHART_COLUMNS, /* upright, the series of a category side by side */
    CHART_STACKED, /* upright, one on the other */
    CHART_BARS,    /* lying, the first category on top */
    CHART_LINE,
    CHART_PIE, /* one series */
    CHART_KINDS
};

enum legend_place { LEGEND_BOTTOM, LEGEND_RIGHT, LEGEND_TOP, LEGEND_NONE };

/* One figure of a chart. */
struct chart_point {
    struct value value;   /* exact; VALUE_NULL: none */
    struct ratio amount;  /* the same in the unit that is printed */
    const char *text;     /* as printed: "1.028,5"; NULL: none */
    const char *share;    /* pie: of the whole, "63,2%"; else NULL */
    struct origin origin; /* of the figure */
};

struct chart_series {
    const char *label;          /* "" when the only one has none */
    struct chart_point *points; /* one a category */
};

/* Every category and series has a figure; what a chart cannot show is folded
   or refused before it gets here. */
struct chart {
    const char *name; /* "by_source" */
    enum chart_kind kind;
    const char **categories;
    size_t n_categories;
    struct chart_series *series;
    size_t n_series;
    const char **totals;        /* stacked: sums as printed; NULL: none */
    const char **legend_texts;  /* pie: of the categories; else NULL */
    bool whole;                 /* all figures are whole numbers */
    bool rest;                  /* pie: the last slice is what the limit of the
                                   tally cut off, and stands in no table */
    const char *value_title;    /* "triệu đồng", or NULL */
    const char *category_title; /* or NULL */
    enum legend_place legend;
    bool shows_values;
    mpt width, height; /* 0: the text's width; from the content */
    const struct style *label_style;
};

enum image_kind {
    IMAGE_JPEG,   /* BYTES are the file */
    IMAGE_SAMPLES /* BYTES are rows of samples, 8 bits a component */
};

/* A picture, read and checked; several blocks may show it. */
struct image {
    const char *path;
    enum image_kind kind;
    uint32_t width, height; /* pixels */
    uint8_t components;     /* 1: grey, 3: sRGB */
    const char *bytes;
    size_t size;
    mpt natural_width; /* at its own resolution */
    char sha256[65];   /* of the file */
};

/* A chart or an image with its caption, kept together on a page. */
struct figure_block {
    const struct chart *chart; /* or NULL */
    const struct image *image; /* or NULL */
    mpt image_width;           /* at most; 0: its own */
    struct text caption;       /* n_runs 0: none */
    const struct style *caption_style;
};

/* ---- blocks -------------------------------------------------------------- */

enum block_kind {
    BLOCK_PARAGRAPH,
    BLOCK_LIST,    /* children are BLOCK_ITEM */
    BLOCK_ITEM,    /* LABEL and children, see below */
    BLOCK_COLUMNS, /* children are BLOCK_GROUP, set side by side */
    BLOCK_GROUP,   /* children in order */
    BLOCK_RULE,    /* a line, see struct rule */
    BLOCK_SPACE,   /* HEIGHT of free room */
    BLOCK_TABLE,
    BLOCK_CHART,
    BLOCK_IMAGE,
    BLOCK_CONTENTS /* children are paragraphs, see below */
};

/* An entry of a table of contents is a paragraph that links to its target;
   its page number stands at the right edge, behind leaders, and is known to
   the typesetter alone. */

/* The label of an item stands on the first line of its first paragraph: it
   starts where that paragraph's style starts its first line (left + indent),
   a blank follows, then the text.  With a negative indent the text starts at
   left at least, so that it hangs; otherwise further lines go back to left,
   as administrative text has it ("- " after the first-line indent).  The
   label stands once, in LABEL; the paragraph's text does not repeat it. */

/* What a block is to a reader who cannot see it (PDF structure types). */
enum role {
    ROLE_NONE, /* no element of its own: children hang higher */
    ROLE_P,
    ROLE_H1,
    ROLE_H2,
    ROLE_H3,
    ROLE_H4,
    ROLE_H5,
    ROLE_H6,
    ROLE_L,
    ROLE_LI,
    ROLE_CAPTION,
    ROLE_TABLE,
    ROLE_FIGURE,
    ROLE_NOTE,
    ROLE_SECT,
    ROLE_DIV,
    ROLE_BLOCK_QUOTE
};

/* A straight line below the paragraph before it. */
struct rule {
    int32_t permille; /* of the width of the last line of the paragraph
                         before (TEXT_WIDE false) or of the text width */
    bool of_text_width;
    enum align align;
    mpt thickness;
    mpt gap; /* between the letters' baseline and the line */
};

struct block {
    enum block_kind kind;
    enum role role;
    const struct style *style;
    const char *id;    /* link target, or NULL */
    struct text text;  /* paragraph; heading number included */
    struct text label; /* item: "-", "a)", "1." */
    bool counted;      /* list: the labels of its items are numbers */
    struct block **children;
    size_t n_children;
    int32_t *widths; /* columns: permille of the text width each */
    struct table *table;
    struct figure_block *figure; /* chart, image; ALT says what it shows */
    struct rule rule;
    mpt height;        /* space */
    const char *field; /* space: name of the empty signature field that takes
                          it up (ALT says whose), or NULL */
    bool keep_together;
    bool keep_next;       /* also parts not from the next block */
    bool new_page;        /* starts a page */
    int least_pages;      /* contents: left out of shorter documents */
    const char *alt;      /* chart, image */
    const char *bookmark; /* outline text, or NULL */
    int outline_level;    /* 1.. when BOOKMARK is set; 0: not in the outline,
                             BOOKMARK is what links to the block say */
    struct place place;   /* in the layout or the configuration */
};

/* ---- sections and sheets ------------------------------------------------- */

/* Paper and margins; page numbers stand centred in the top margin. */
struct page_setup {
    mpt width, height;
    mpt top, bottom, left, right;
    bool number_first; /* page number on the section's first page */
    const struct style *number_style; /* NULL: no page numbers */
    mpt number_top; /* from the paper's edge to the baseline */
};

struct section {
    const char *title; /* for bookmarks: "Phụ lục I" */
    struct page_setup setup;
    bool restart_numbers; /* page number starts from 1 here */
    struct block **blocks;
    size_t n_blocks;
    struct block **footer; /* at the foot of the first page, or none */
    size_t n_footer;
};

/* A chart of a workbook: its figures are cells of the sheet's table. */
struct sheet_chart {
    const struct chart *chart;
    const char *title;
    const char *alt;
    uint32_t first_row;    /* body row of the first category */
    uint16_t label_column; /* of the categories */
    uint16_t *columns;     /* of the series */
    size_t n_categories;   /* rows, one below the other */
};

/* One sheet of the workbook: paragraphs on top, then the table with its
   footnotes, then the chart. */
struct sheet {
    const char *name;       /* at most 31 characters, none of []:*?/\ */
    struct block **heading; /* paragraphs above the table */
    size_t n_heading;
    struct table *table;
    struct block **notes; /* the footnotes of the table, below it */
    size_t n_notes;
    const struct sheet_chart *chart; /* or NULL */
    bool landscape;
    uint16_t freeze_columns;
    struct place place;
};

/* A file that the document was made from besides data: form, templates. */
struct document_input {
    const char *name;
    const char *role; /* "form", "template" */
    char sha256[65];
};

struct document {
    const char *title; /* "Báo cáo Kết quả công tác ..." */
    const char *author;
    const char *subject;
    const char *keywords; /* or NULL */
    const char *language; /* "vi-VN" */
    struct date date;     /* of issue; year 0: none */
    struct section *sections;
    size_t n_sections;
    struct sheet *sheets;
    size_t n_sheets;
    struct document_input *inputs; /* for the manifest */
    size_t n_inputs;
};

#endif
