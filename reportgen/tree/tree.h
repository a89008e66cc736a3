/*
 * Tree: the finished document, the only thing that all writers see.
 *
 * A document is a list of sections (the report, each annex), each with a page
 * set-up and a list of blocks, and the sheets of the workbook, which share the
 * tables.  Every printed figure keeps its number, its text and its origin.  The
 * tree knows nothing of schemes, and of fonts and points only what styles ask
 * for.  It lives in the arena of the run and does not change after
 * document_build().
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
    STYLE_UPPER = 4,         /* the text of the tree is in capitals already */
    STYLE_KEEP_NEXT = 8,     /* on one page with the next block */
    STYLE_KEEP_TOGETHER = 16 /* not divided between pages */
};

/* The look of a paragraph, from the form (layouts/forms/nd30.ini). */
struct style {
    const char *name;
    const char *font;  /* a role of fonts.ini: "serif" */
    mpt size;          /* of the letters */
    mpt leading;       /* from baseline to baseline */
    mpt before, after; /* space above and below */
    mpt indent;        /* of the first line */
    mpt left, right;   /* from the edges of the text */
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
    RUN_NOTE = 16,      /* the mark of a footnote, to which LINK leads */
    RUN_LABEL = 32      /* the number that a footnote begins with */
};

/* A piece of text with one look: that of the paragraph's style, in which the
   flags are toggled (bold in a bold paragraph is not bold). */
struct run {
    const char *text; /* SIZE bytes, NFC, no-break spaces in place */
    uint32_t size;
    unsigned flags;              /* enum run_flag */
    const struct figure *figure; /* or NULL */
    const char *link;            /* URI, "#id" of a block, or NULL */
    struct block
        *note; /* of a footnote: set with the first mark of it; else NULL */
};

struct text {
    struct run *runs;
    size_t n_runs;
};

/* ---- tables -------------------------------------------------------------- */

/* A total that a workbook shows as a live formula. */
enum formula {
    FORMULA_NONE,
    FORMULA_SUM_ROWS, /* the sum of this column over rows FROM..TO (SUBTOTAL) */
    FORMULA_SUM_COLUMNS, /* the sum of columns FROM..TO of this row */
    FORMULA_ADD_COLUMNS, /* the sum of columns FROM, FROM + STEP, ... TO of this
                            row: parts that stand apart */
    FORMULA_QUOTIENT,    /* column FROM divided by column TO of this row, times
                            STEP: a rate, or an average */
    FORMULA_SHARE        /* the same by column TO of the last row, a total */
};

struct table_cell {
    struct text text;            /* as printed; n_runs 0: empty */
    struct value value;          /* the number behind it, or VALUE_NULL */
    const struct figure *figure; /* or NULL */
    uint16_t
        colspan; /* at least 1; 0: covered by a cell to the left or above */
    uint16_t rowspan;
    uint8_t formula;           /* enum formula */
    bool heading;              /* a row heading: TH with the scope row */
    uint16_t step;             /* of FORMULA_ADD_COLUMNS, _QUOTIENT, _SHARE */
    uint32_t from, to;         /* body rows (from 0) or columns of FORMULA */
    const char *number_format; /* in a workbook; NULL: that of the column */
};

enum row_kind {
    ROW_BODY,
    ROW_GROUP,    /* a heading of the rows below, on one page with the next */
    ROW_SUBTOTAL, /* on one page with the row above */
    ROW_TOTAL
};

struct table_row {
    enum row_kind kind;
    uint32_t source,
        line; /* of a record (base/figure_source.h), or 0.  Its cells have no
                 figures: their origin is the record and the column. */
    struct table_cell *cells; /* n_columns */
};

struct table_column {
    const char *name;
    enum align align; /* numbers: ALIGN_RIGHT */
    uint8_t decimals; /* the most decimals printed, to align commas */
    int64_t unit;     /* of money: how many đồng a printed 1 stands for */
    mpt min_width;    /* 0: by the content */
    mpt max_width;    /* 0: none */
    uint16_t weight;  /* its share of free width; 0: it does not grow */
    const char *number_format; /* in workbooks: "#,##0.0"; NULL: text */
    const struct figure_source *source; /* of a list's column, or NULL */
    const struct table_cell
        *longest; /* of a long list: the figure with the most digits before the
                     comma, by which the column gets its width; or NULL */
};

/* The sums that a table carries forward over pages: in a row at the foot of a
   page and again below the head of the next.  They belong to the pages and not
   to the document's text. */
struct table_carry {
    struct text below, above; /* the words in those rows */
    size_t *columns;          /* those with sums, from the left */
    size_t n_columns;
    const char **sums; /* as printed: for row I and column K of COLUMNS, at I *
                          n_columns + K: the sum of the rows up to I */
};

struct table_source;

struct table {
    const char *id;        /* "by_content", the target of links */
    struct text caption;   /* n_runs 0: none */
    struct text unit_line; /* "ĐVT: triệu đồng" */
    struct table_column *columns;
    size_t n_columns;
    struct table_row
        *head; /* one or more rows, which are repeated on every page */
    size_t n_head;
    struct table_row *rows; /* NULL for a long list: see table_rows.h */
    size_t n_rows;          /* all of them */
    const struct table_source *source; /* of the rows of a long list; its last
                                          N_FOOT rows, the total, are in FOOT */
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
    CHART_STACKED, /* upright, the series on top of each other */
    CHART_BARS,    /* horizontal, the first category on top */
    CHART_LINE,
    CHART_PIE, /* one series */
    CHART_KINDS
};

enum legend_place { LEGEND_BOTTOM, LEGEND_RIGHT, LEGEND_TOP, LEGEND_NONE };

/* One figure of a chart. */
struct chart_point {
    struct value value;  /* exact; VALUE_NULL: there is none */
    struct ratio amount; /* the same in the unit that is printed */
    const char *text;    /* as printed: "1.028,5"; NULL: there is none */
    const char *share; /* of a pie: its part of the whole, "63,2%"; else NULL */
    struct origin origin; /* of the figure */
};

struct chart_series {
    const char *label;          /* "" when the only series has none */
    struct chart_point *points; /* one for each category */
};

/* Every category and series has a figure; what a chart cannot show was folded
   or refused before. */
struct chart {
    const char *name; /* "by_source" */
    enum chart_kind kind;
    const char **categories;
    size_t n_categories;
    struct chart_series *series;
    size_t n_series;
    const char **totals; /* of stacked columns: sums as printed, or NULL */
    const char **legend_texts; /* of a pie: for its categories; else NULL */
    bool whole;                /* all figures are whole numbers */
    bool rest; /* of a pie: the last slice is what the limit of the tally cuts
                  off, which no table shows */
    const char *value_title;    /* "triệu đồng", or NULL */
    const char *category_title; /* or NULL */
    enum legend_place legend;
    bool shows_values;
    mpt width, height; /* 0: the width of the text; by the content */
    const struct style *label_style;
};

enum image_kind {
    IMAGE_JPEG,   /* BYTES are those of the file */
    IMAGE_SAMPLES /* BYTES are rows of samples, 8 bits for each component */
};

/* A picture, read and checked; several blocks may show it. */
struct image {
    const char *path;
    enum image_kind kind;
    uint32_t width, height; /* pixels */
    uint8_t components;     /* 1: grey, 3: sRGB */
    const char *bytes;
    size_t size;
    mpt natural_width; /* in the picture's own resolution */
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
    BLOCK_LIST,    /* its children are BLOCK_ITEM */
    BLOCK_ITEM,    /* has LABEL and children, see below */
    BLOCK_COLUMNS, /* its children are BLOCK_GROUP, set side by side */
    BLOCK_GROUP,   /* has children, in order */
    BLOCK_RULE,    /* a line, see struct rule */
    BLOCK_SPACE,   /* free space of HEIGHT */
    BLOCK_TABLE,
    BLOCK_CHART,
    BLOCK_IMAGE,
    BLOCK_CONTENTS /* its children are paragraphs, see below */
};

/* An entry of a table of contents is a paragraph that links to its target.  Its
   page number, which only the typesetter knows, is set at the right edge, after
   leaders. */

/* The label of an item is on the first line of its first paragraph: it starts
   where that paragraph's style starts its first line (left + indent); a blank
   and the text follow.  With a negative indent, the text starts no further left
   than LEFT, so that it hangs; otherwise the other lines go back to LEFT, as in
   administrative text ("- " after the first-line indent).  Only LABEL has the
   label; the paragraph's text does not repeat it. */

/* What a block is to a reader who cannot see it (PDF structure types). */
enum role {
    ROLE_NONE, /* no element of its own: its children belong to the element
                  above */
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
    int32_t permille; /* of the width of that paragraph's last line or, if
                         TEXT_WIDE, of the text */
    bool of_text_width;
    enum align align;
    mpt thickness;
    mpt gap; /* from the letters' baseline to the line */
};

struct block {
    enum block_kind kind;
    enum role role;
    const struct style *style;
    const char *id;    /* target of links, or NULL */
    struct text text;  /* of a paragraph, including the number of a heading */
    struct text label; /* of an item: "-", "a)", "1." */
    bool counted;      /* of a list: the labels of its items are numbers */
    struct block **children;
    size_t n_children;
    int32_t *widths; /* of columns: permille of the text width for each */
    struct table *table;
    struct figure_block *figure; /* of a chart or image; ALT describes it */
    struct rule rule;
    mpt height;        /* of space */
    const char *field; /* of space: the name of the empty signature field in it
                          (ALT says whose), or NULL */
    bool keep_together;
    bool keep_next;  /* whatever the style says: see STYLE_KEEP_NEXT */
    bool new_page;   /* starts a page */
    int least_pages; /* of contents: left out of documents with fewer pages */
    const char *alt; /* of a chart or image */
    const char *bookmark; /* its text in the outline, or NULL */
    int outline_level;    /* at least 1 when BOOKMARK is set; 0: not in the
                             outline, BOOKMARK is the text of links to the block */
    struct place place;   /* in the layout or the configuration */
};

/* ---- sections and sheets ------------------------------------------------- */

/* Paper and margins; page numbers are centred in the top margin. */
struct page_setup {
    mpt width, height;
    mpt top, bottom, left, right;
    bool number_first; /* the section's first page has a page number */
    const struct style *number_style; /* NULL: there are no page numbers */
    mpt number_top; /* from the edge of the paper to the baseline */
};

struct section {
    const char *title; /* in bookmarks: "Phụ lục I" */
    struct page_setup setup;
    bool restart_numbers; /* page numbers start from 1 here */
    struct block **blocks;
    size_t n_blocks;
    struct block **footer; /* at the foot of the first page, or NULL */
    size_t n_footer;
};

/* A chart in a workbook: its figures are cells of the sheet's table. */
struct sheet_chart {
    const struct chart *chart;
    const char *title;
    const char *alt;
    uint32_t
        first_row; /* the row of the table's body with the first category */
    uint16_t label_column; /* of the categories */
    uint16_t *columns;     /* of the series */
    size_t n_categories;   /* rows, one below another */
};

/* A sheet of the workbook: paragraphs at the top, then the table with its
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

/* A file apart from data that the document was made from: form, templates. */
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
