/*
 * PDF path: shapes and images of a page as drawing operators.
 *
 * Each leaves the graphics state as it was.
 */
#ifndef OUTPUT_PDF_PATH_H
#define OUTPUT_PDF_PATH_H

#include "base/strbuf.h"
#include "typeset/page.h"

/* Draws the path of ITEM. */
void pdf_path_add(struct strbuf *buf, const struct item *item);

/* Draws image NUMBER into the box of ITEM. */
void pdf_path_add_image(struct strbuf *buf, const struct item *item,
                        unsigned number);

#endif
