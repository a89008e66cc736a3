/*
 * Form rules: a form as read, shared by form.c, form_parts.c and nobreak.c.
 */
#ifndef FORM_FORM_RULES_H
#define FORM_FORM_RULES_H

#include "config/ini.h"
#include "form/form.h"

enum { FORM_HEADING_LEVELS = 4 };

/* Words of one rule, each in the letter cases that stand in a text: as
   written, first letter upper, all upper. */
struct word_list {
    const char **words;
    size_t *sizes;
    size_t n_words;
};

struct nobreak_rules {
    struct word_list units;         /* after a number */
    struct word_list before_number; /* before a number, Roman ones too */
    struct word_list before_letter; /* before a letter alone: "điểm a" */
    struct word_list before_word;   /* before anything: "KT." */
};

/* Wordings and measures of the components. */
struct form_wording {
    const char *country, *motto;
    const char *agency_mark, *title_mark;
    const char *number, *number_plain, *date;
    const char *summary;                  /* {summary}: "V/v {summary}" */
    const char *number_blank, *day_blank; /* no-break spaces */
    const char *addressees;
    const char *legal_separator, *legal_end;
    const char *end, *recipients, *as_above, *archive;
    const char *field; /* {title} */
    const char *annex, *annex_numbered, *annex_reference;
    const char *figure_caption, *figure_word;
    struct chart_words chart;
    const char *caption, *caption_word, *rounded, *yes, *no, *no_group;
    const char *note_word;
    const char *separator, *last_separator, *heavy_separator, *stop, *last_stop;
    const char *within; /* what happened in a period: "trong {name}" */
    struct about_words about;
    const char **bullets; /* by depth, the last one for all deeper ones */
    size_t n_bullets;
    int32_t head_columns[2], addressee_columns[2], closing_columns[2];
    int32_t motto_rule, agency_rule, title_rule, annex_rule; /* permille */
    int32_t recipients_rule;
    mpt rule_thickness, rule_gap;
    mpt closing_before, closing_room;
};

/* The components of one row, by their numbers in the table of form_parts.c. */
struct component_list {
    uint8_t *components;
    size_t n_components;
};

/* A row of components: over the text's width, or in two columns. */
struct component_row {
    struct component_list left; /* all of them, when the row has no columns */
    struct component_list right;
    bool in_columns;
};

struct component_rows {
    struct component_row *rows;
    size_t n_rows;
};

struct form {
    const struct ini *ini; /* with what it extends */
    const char *path;
    const char *language;
    struct style *styles;
    size_t n_styles;
    struct page_setup portrait, landscape;
    const char *headings[FORM_HEADING_LEVELS]; /* patterns, NULL: none */
    struct period_names period_names;
    struct form_wording wording;
    struct nobreak_rules nobreak;
    struct form_contents contents;
    struct component_rows opening, closing, footer;
};

/* Reads [components]: what stands above the text, below it and at the foot of
   the first page.  FORM has its styles. */
void form_components_read(struct arena *arena, struct ini *ini,
                          struct form *form, struct diag *diag);

/* A name and what stands for it in a pattern. */
struct placeholder {
    const char *name;
    const char *text;
};

/* PATTERN with each {name} replaced; other braces stay as they are. */
const char *form_fill(struct arena *arena, const char *pattern,
                      const struct placeholder *placeholders,
                      size_t n_placeholders);

/* Reads the [nobreak] section of a form. */
void nobreak_read(struct arena *arena, struct ini *ini,
                  struct nobreak_rules *rules);

#endif
