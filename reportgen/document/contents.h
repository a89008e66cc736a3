/*
 * Contents: a table of contents from the headings of a document.
 *
 *     [layout]
 *     contents = yes | no | auto
 *
 * It follows the opening of the report.  With "auto" it is made when there are
 * as many headings as the form says; the typesetter leaves it out when the
 * pages are few.
 */
#ifndef DOCUMENT_CONTENTS_H
#define DOCUMENT_CONTENTS_H

#include "template/render.h"

/* Inserts the contents of DOCUMENT, whose sections are finished, after the
   first N_OPENING blocks of the first section.  Headings without an id get one,
   for links.  False after a report. */
bool contents_build(const struct render *render, size_t n_opening,
                    struct document *document);

#endif
