/*
 * Document: from tallies and a layout to the finished tree.
 *
 * document_build() renders body.md with the data of the run, parses the
 * Markdown, places tables and annexes, and gives everything the look of the
 * form.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "form/form.h"
#include "tally/tally.h"
#include "template/layout.h"
#include "tree/tree.h"

/* Finds the form that LAYOUT names, for form_read(); false after a report. */
bool document_find_form(struct arena *arena, const struct config *config,
                        const struct layout *layout, struct diag *diag,
                        struct input *found);

/* Builds the document, which points into FORM.  NULL after reports; also when
   FORM is NULL, which was reported before: the sections of tables and annexes
   are then not reported as unknown. */
struct document *
document_build(struct arena *arena, const struct config *config,
               const struct layout *layout, const struct form *form,
               const struct tallies *tallies, struct diag *diag);

#endif
