/*
 * Annex: what a section [annex.NAME] of a layout asks for.
 *
 *     [annex.schemes]
 *     title       = "Danh mục đề án khuyến công {{period.name}}"
 *     table       = schemes
 *     sheet       = "Danh mục đề án"
 *     orientation = landscape
 *     in          = "pdf, xlsx"
 *     when        = all.n
 *     body        = annex.md
 *     chart       = by_source
 *
 * Annexes come in the order of the file.  One that "when" leaves out, or that
 * is only in the workbook, has no number.  "in" names formats: one that shows
 * the report puts the annex into all that do, one that shows sheets likewise.
 */
#ifndef DOCUMENT_ANNEX_H
#define DOCUMENT_ANNEX_H

#include "figures/layout_figures.h"
#include "figures/layout_tables.h"

struct annex {
    const char *key;   /* "schemes" */
    const char *name;  /* "Phụ lục I"; the title if it has no number */
    const char *title; /* on one line */
    const char *title_lines;    /* LINE_END (base/lines.h) ends a line */
    struct layout_table *table; /* or NULL */
    struct layout_chart *chart; /* or NULL */
    const char
        *sheet;       /* its name in the workbook; NULL: as the text calls it */
    const char *body; /* template, or NULL */
    bool landscape;
    bool
        in_report; /* it is a section; otherwise only a sheet of the workbook */
    bool in_sheets;
    struct place body_place, chart_place;
    int number;  /* 0: only in the workbook */
    bool named;  /* the text refers to it */
    bool faulty; /* a fault was reported: known by name, but not built */
    struct place place;
};

struct annexes {
    struct annex *annexes;
    size_t n_annexes;
    int n_numbered;
    struct layout_tables *tables;
    struct layout_figures *figures;
    bool failed;
};

/* Reads all annexes and sets annex.NAME in the data of RENDER.  NULL after
   reports. */
struct annexes *annexes_read(const struct render *render,
                             struct layout_tables *tables,
                             struct layout_figures *figures);

struct annex *annexes_find(struct annexes *annexes, const char *key);

#endif
