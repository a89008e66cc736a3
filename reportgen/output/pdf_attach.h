/*
 * PDF attachments: files embedded in a PDF/A-3.
 */
#ifndef OUTPUT_PDF_ATTACH_H
#define OUTPUT_PDF_ATTACH_H

#include "output/attachment.h"
#include "output/deflate.h"
#include "output/pdf_file.h"

#include <stddef.h>
#include <stdint.h>

/* Embeds ATTACHMENTS, dated CREATED (-1: 1 January 1980, the usual value for
   "no date" in zip files), and adds /AF and /Names to CATALOG. */
void pdf_attach(struct pdf_file *file, struct deflater *deflater,
                const struct attachment *attachments, size_t n, int64_t created,
                struct strbuf *catalog);

#endif
