/*
 * Form: the page form of a decree, from layouts/forms/NAME.ini.
 *
 * Geometry, styles, heading numbering, page-number rule, no-break words and
 * which components stand above and below the body, in which rows (Quốc hiệu,
 * Số, Kính gửi, Nơi nhận...), each with its article in the file's comments.
 * Another decree is another file; [form] extends = nd30 says only where it
 * differs.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "config/period.h"
#include "tree/block.h"
#include "tree/tree.h"

struct form;

/* Reads the form from INPUT; NULL after reports. */
struct form *form_read(struct arena *arena, struct input input,
                       struct diag *diag);

/* Names, roles and digests of the *N_INPUTS files that FORM was read from: its
   own, and those that it extends. */
struct document_input *form_inputs(struct arena *arena, const struct form *form,
                                   size_t *n_inputs);

/* A style by name.  form_read() has checked that all styles that a document
   uses are there; NULL for other names. */
const struct style *form_style(const struct form *form, const char *name);

/* Paper of "portrait" or "landscape" pages. */
const struct page_setup *form_page(const struct form *form, bool landscape);

/* What the form says of a table of contents. */
struct form_contents {
    const char *title;
    int levels;         /* of headings that are listed */
    int least_pages;    /* contents = auto: that many pages at least, and */
    int least_headings; /* that many entries */
    bool own_page;
};
const struct form_contents *form_contents(const struct form *form);

/* The style of entries of LEVEL (1..): that of the level above where the form
   has none, of the body where it has none at all. */
const struct style *form_contents_style(const struct form *form, int level);

/* Names of periods and other wordings of the form. */
const struct period_names *form_period_names(const struct form *form);

/* "trong năm 2017": when something happened that happened in the period NAME.
   One that is named FROM_TO ("từ ngày ... đến ngày ...") stays as it is. */
const char *form_within_period(struct arena *arena, const struct form *form,
                               const char *name, bool from_to);

/* What the form's parts need to know of this document besides the
   configuration. */
struct form_facts {
    const char *type_name; /* "BÁO CÁO" */
    const char *summary; /* trích yếu; LINE_END (base/lines.h) ends a line */
};

/* Blocks above the body: head, title, addressees, legal bases; and below it:
   recipients and signature, one block that is kept together. */
struct block **form_opening(struct arena *arena, const struct form *form,
                            const struct config *config,
                            const struct form_facts *facts, size_t *n_blocks);
struct block **form_closing(struct arena *arena, const struct form *form,
                            const struct config *config, size_t *n_blocks);

/* The foot of the first page: the agency's address, or no block. */
struct block **form_footer(struct arena *arena, const struct form *form,
                           const struct config *config, size_t *n_blocks);

/* Ends the body as the form wants it ("./."), in its last paragraph, which
   stays with what follows. */
void form_end_body(struct arena *arena, const struct form *form,
                   struct block_list *body);

/* "Phụ lục", or "Phụ lục II" when there are two or more annexes. */
const char *form_annex_name(struct arena *arena, const struct form *form,
                            int number, int n_annexes);

/* Heading of the annex NAME ("Phụ lục II", or NULL): its name, TITLE, the
   document it goes with.  The bookmark is set on the first block, the link
   target "#annex-KEY" too. */
struct block **form_annex_heading(struct arena *arena, const struct form *form,
                                  const struct config *config,
                                  const struct form_facts *facts,
                                  const char *key, const char *name,
                                  const char *title, size_t *n_blocks);

/* What stands before the caption TITLE of table NUMBER, "Biểu 1. ", and how
   text refers to it (*REFERENCE, "Biểu 1").  A title that brings its own
   number keeps it: "" then. */
const char *form_caption_number(struct arena *arena, const struct form *form,
                                const char *title, int number,
                                const char **reference);

/* The same for a chart or an image: "Hình 1. ", "Hình 1". */
const char *form_figure_number(struct arena *arena, const struct form *form,
                               const char *title, int number,
                               const char **reference);

/* How charts are described in words. Patterns contain {kind} {title} {unit}
   {data}, and {name} {value} {share}. */
struct chart_words {
    const char *kinds[CHART_KINDS]; /* "Biểu đồ cột" */
    const char *alt, *alt_unit;     /* without and with a unit */
    const char *point;              /* a name and its figure */
    const char *part;               /* the same within several of a name */
    const char *slice;              /* the same with its share of a pie */
    const char *separator, *part_separator;
    const char *none;   /* where a figure is missing */
    const char *others; /* slices too many to be told apart */
};
const struct chart_words *form_chart_words(const struct form *form);

/* CHART, whose title is TITLE, in words, for those who cannot see it. */
const char *form_chart_alt(struct arena *arena, const struct form *form,
                           const struct chart *chart, const char *title);

/* A slice of a pie as its legend names it. */
const char *form_chart_slice(struct arena *arena, const struct form *form,
                             const char *name, const struct chart_point *point);

/* Style "figure_caption" or "figure_label"; a form without has those of
   tables. */
const struct style *form_figure_style(const struct form *form,
                                      const char *name);

/* Gives TABLE the styles of the form's tables. */
void form_dress_table(const struct form *form, struct table *table);

/* What a table prints for yes and no. */
const char *form_mark(const struct form *form, bool yes);

/* Heads the rows whose group is not given. */
const char *form_no_group(const struct form *form);

/* Reads "12.7mm", "13pt", "1.27cm"; false when TEXT is no length. */
bool form_parse_length(const char *text, mpt *length);

/* The mark of a list's items, DEPTH 0 outermost: "-", "+". */
const char *form_bullet(const struct form *form, int depth);

/* The agency's name as running text has it: [agency] full_name, or its name
   with only the first letters upper. */
const char *form_agency_name(struct arena *arena, const struct config *config);

/* "Báo cáo" for "BÁO CÁO". */
const char *form_type_word(struct arena *arena, const char *type_name);

/* A number of a document: below 10 with a leading zero. */
const char *form_document_number(struct arena *arena, const char *number);

/* Between the items of a list in a sentence: ", ", and " và " before the
   last. */
const char *form_separator(const struct form *form, bool before_last);

/* Between items that hold one of the other separators: "; ". */
const char *form_heavy_separator(const struct form *form);

/* Words before a figure that is printed rounder than it is. */
enum about_side { ABOUT_EITHER, ABOUT_BELOW, ABOUT_ABOVE };
struct about_word {
    const char *text;     /* "gần" */
    enum about_side side; /* where the exact figure lies */
    int permille;         /* of the printed one, that it may be away; 0: any */
};
struct about_words {
    struct about_word *words; /* the first that fits is said */
    size_t n_words;
};
const struct about_words *form_about(const struct form *form);

/* Behind the items of a list that stand each on its own line: ";", and "."
   behind the last. */
const char *form_stop(const struct form *form, bool last);

/* The note under a table whose rounded parts do not add up to its total;
   NULL when the form has none. */
const char *form_rounding_note(const struct form *form);

/* What a reader is told of the link to note NUMBER: "Chú thích 1". */
const char *form_note_name(struct arena *arena, const struct form *form,
                           const char *number);

/* "vi-VN" */
const char *form_language(const struct form *form);

/* The number or letter that stands before heading LEVEL (1..4), item N:
   "I.", "1.", "a)"; NULL for a level without. */
const char *form_heading_number(struct arena *arena, const struct form *form,
                                int level, int number);

/* TEXT with no-break spaces where the form's rules want them (number and
   unit, "Điều 4", "ngày 05"...), in ARENA. */
const char *form_bind_spaces(struct arena *arena, const struct form *form,
                             const char *text, size_t size);

/* The same over the runs of TEXT, so that a figure holds on to the unit in
   the run after it. */
void form_bind_text(struct arena *arena, const struct form *form,
                    struct text *text);

#endif
