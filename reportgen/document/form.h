/*
 * Form: the page form of a decree, from layouts/forms/NAME.ini.
 *
 * Geometry, styles, heading numbering, page-number rule, no-break words and
 * the components above and below the body (Quốc hiệu, Số, Kính gửi, Nơi
 * nhận...), each with its article in the file's comments.  Another decree is
 * another file.
 */
#ifndef DOCUMENT_FORM_H
#define DOCUMENT_FORM_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "config/period.h"
#include "document/data.h"
#include "document/tree.h"

struct form;

struct form *form_read(struct arena *arena, const char *path,
                       struct diag *diag);

/* A style by name; NULL when the form has none. */
const struct style *form_style(const struct form *form, const char *name);

/* Paper of "portrait" or "landscape" pages. */
const struct page_setup *form_page(const struct form *form, bool landscape);

/* Names of periods and other wordings of the form. */
const struct period_names *form_period_names(const struct form *form);

/* Blocks above and below the body, and of an annex head, for CONFIG. */
struct block **form_opening(struct arena *arena, const struct form *form,
                            const struct config *config, struct data *data,
                            size_t *n_blocks);
struct block **form_closing(struct arena *arena, const struct form *form,
                            const struct config *config, struct data *data,
                            size_t *n_blocks);

/* Annex NUMBER of N_ANNEXES (Roman number when there are two or more). */
struct block **form_annex_heading(struct arena *arena, const struct form *form,
                                  const struct config *config,
                                  const char *title, int number, int n_annexes,
                                  size_t *n_blocks);

/* The number or letter that stands before heading LEVEL (1..4), item N:
   "I.", "1.", "a)". */
const char *form_heading_number(struct arena *arena, const struct form *form,
                                int level, int number);

/* TEXT with no-break spaces where the form's rules want them (number and
   unit, "Điều 4", "ngày 05"...), in ARENA. */
const char *form_bind_spaces(struct arena *arena, const struct form *form,
                             const char *text, size_t size);

#endif
