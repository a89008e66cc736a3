/*
 * Annex build: makes the annexes sections of the PDF and sheets of the
 * workbook.
 */
#ifndef DOCUMENT_ANNEX_BUILD_H
#define DOCUMENT_ANNEX_BUILD_H

#include "document/annex.h"

/* Adds the sections and sheets to DOCUMENT, which has room for them.  False
   after reports. */
bool annexes_build(const struct render *render, struct annexes *annexes,
                   const struct form_facts *facts, struct document *document);

#endif
