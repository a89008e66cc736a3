/*
 * Document: from tallies and a layout to the finished tree.
 *
 * document_build() renders body.md with the data of the run, parses the
 * Markdown, puts tables and annexes in place, dresses it all in the form.
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

/* The form that LAYOUT names, for form_read(); NULL after a report
   (form-not-found). */
const char *document_form_path(struct arena *arena, const struct config *config,
                               const struct layout *layout, struct diag *diag);

/* The document, which points into FORM.  NULL after reports; also when FORM
   is NULL, of which somebody has reported why: what the layout says of tables
   and annexes is then not taken for unknown. */
struct document *
document_build(struct arena *arena, const struct config *config,
               const struct layout *layout, const struct form *form,
               const struct tallies *tallies, struct diag *diag);

#endif
