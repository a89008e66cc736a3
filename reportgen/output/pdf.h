/*
 * Pdf: writes pages to a PDF/A file.
 *
 * pdf_writer is the class for publish.c; it is made of these:
 *
 *     pdf_create()            an empty file of some level
 *     pdf_sink()              receives the pages of typesetter_open()
 *     pdf_finish()            fonts, tags, metadata; writes the file
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

/* Starts a file.  CREATED is the time in the metadata, in seconds since 1970
   UTC (from the date of issue or SOURCE_DATE_EPOCH); -1: none.  MEMO is shared
   with other reports of the process. */
struct pdf *pdf_create(struct arena *arena, const struct document *document,
                       enum pdf_level level, int64_t created,
                       struct pdf_memo *memo, struct diag *diag);

/* Lets pages beyond a few megabytes wait in a nameless file in the folder of
   BESIDE. */
void pdf_spill(struct pdf *pdf, const struct outfile *beside);

struct page_sink pdf_sink(struct pdf *pdf);

/* Adds everything outside of pages and writes the file.  RESULT is the
   typesetter's.  Only level 3a has attachments.  False after a report;
   outfile_close() reports a failed write. */
bool pdf_finish(struct pdf *pdf, const struct typeset_result *result,
                const struct attachment *attachments, size_t n_attachments,
                struct outfile *file, struct diag *diag);

void pdf_destroy(struct pdf *pdf);

/* The class of this format (writer.h). */
extern const struct writer_class pdf_writer;

/* Checks the written file at PATH, which messages call SHOWN: header,
   cross-reference table, the place of every object, trailer, and N_PAGES pages.
   False after a report. */
bool pdf_verify(const char *path, const char *shown, int n_pages,
                struct diag *diag);

#endif
