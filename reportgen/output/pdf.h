/*
 * Pdf: pages to a PDF/A file (libharu only here).
 *
 * pdf_writer is the format as others see it; it is made of these:
 *
 *     pdf_create()            an empty file of some level
 *     pdf_sink()              hand this to typesetter_open()
 *     pdf_finish()            fonts, tags, metadata; bytes to the outfile
 *     pdf_destroy()
 */
#ifndef OUTPUT_PDF_H
#define OUTPUT_PDF_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "config/config.h"
#include "output/attachment.h"
#include "output/pdf_memo.h"
#include "output/writer.h"
#include "tree/tree.h"
#include "typeset/page.h"
#include "typeset/typeset.h"

struct pdf;

/* CREATED is the date in the metadata, seconds since 1970 UTC (from the date
   of issue or SOURCE_DATE_EPOCH); -1: none.  MEMO is shared with the reports
   before and after. */
struct pdf *pdf_create(struct arena *arena, const struct document *document,
                       enum pdf_level level, int64_t created,
                       struct pdf_memo *memo, struct diag *diag);

/* Lets pages beyond a few megabytes wait in a nameless file beside that which
   is to be written. */
void pdf_spill(struct pdf *pdf, const struct outfile *beside);

struct page_sink pdf_sink(struct pdf *pdf);

/* Adds what stands outside pages and writes the whole file.  RESULT is the
   typesetter's.  Attachments stand in level 3a only.  False after a report;
   a write that failed is reported by outfile_close(). */
bool pdf_finish(struct pdf *pdf, const struct typeset_result *result,
                const struct attachment *attachments, size_t n_attachments,
                struct outfile *file, struct diag *diag);

void pdf_destroy(struct pdf *pdf);

/* The class of this format (writer.h). */
extern const struct writer_class pdf_writer;

/* Checks the file at PATH after writing, which messages call SHOWN: header,
   cross-reference table, every object's place, trailer, N_PAGES pages.  False
   after a report. */
bool pdf_verify(const char *path, const char *shown, int n_pages,
                struct diag *diag);

#endif
