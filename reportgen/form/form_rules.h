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
    const char *number, *number_plain, *date;
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
    mpt rule_thickness, rule_gap;
    mpt closing_before, closing_room;
};

struct form {
    const char *path;
    const char *sha256; /* of the file */
    const char *language;
    struct style *styles;
    size_t n_styles;
    struct page_setup portrait, landscape;
    const char *headings[FORM_HEADING_LEVELS]; /* patterns, NULL: none */
    struct period_names period_names;
    struct form_wording wording;
    struct nobreak_rules nobreak;
    struct form_contents contents;
};

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
