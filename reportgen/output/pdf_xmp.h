/*
 * PDF metadata: the document information and its copy in XMP.
 *
 * PDF/A requires that both say the same, so both are made from one struct.
 */
#ifndef OUTPUT_PDF_XMP_H
#define OUTPUT_PDF_XMP_H

#include "base/strbuf.h"
#include "output/pdf_file.h"

#include <stdbool.h>
#include <stdint.h>

struct pdf_metadata {
    const char *title;
    const char *author; /* may be NULL, like the next three */
    const char *subject;
    const char *keywords;
    const char *language;
    const char *program; /* name and version */
    int64_t created;     /* in seconds since 1970 UTC; -1: none */
    int part;            /* PDF/A */
    char conformance;    /* 'A' or 'U' */
    bool accessible;     /* also PDF/UA-1 */
};

/* Fills the document information of FILE. */
void pdf_metadata_set_info(const struct pdf_metadata *metadata,
                           struct pdf_file *file);

/* Adds the XMP packet to BUF. */
void pdf_metadata_add_xmp(const struct pdf_metadata *metadata,
                          struct strbuf *buf);

#endif
