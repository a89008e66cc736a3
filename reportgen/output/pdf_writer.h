/*
 * PDF writer: writes numbered objects to a file that readers can navigate.
 *
 *     pdf_writer_create()      the header line
 *     pdf_writer_begin/end()   an object with its own place: streams, pages
 *     pdf_writer_pack/packed() a small object: many share a compressed
 *                              stream when the level allows it
 *     pdf_writer_finish()      cross references, trailer, end
 *
 * 80,000 table cells are as many structure elements: each takes five bytes of
 * memory here, and some three bytes of the file instead of the seventy of a
 * plain object and its entry in a plain cross-reference table.
 */
#ifndef OUTPUT_PDF_WRITER_H
#define OUTPUT_PDF_WRITER_H

#include "base/outfile.h"
#include "base/strbuf.h"
#include "output/deflate.h"

#include <stdbool.h>
#include <stdint.h>

struct pdf_writer;

/* Starts a file on OUT.  N_OBJECTS is the highest number (from 1) that the
   caller will use.  If PACKED (PDF 1.5 and later, so not in PDF/A-1), small
   objects are packed and the cross references are a stream. */
struct pdf_writer *pdf_writer_create(struct outfile *out,
                                     struct deflater *deflater,
                                     uint32_t n_objects, bool packed);
void pdf_writer_destroy(struct pdf_writer *writer);

/* Begins object NUMBER; its bytes are added to the buffer that is returned,
   until pdf_writer_end(), which may empty the buffer. */
struct strbuf *pdf_writer_begin(struct pdf_writer *writer, uint32_t number);
void pdf_writer_end(struct pdf_writer *writer);

/* The same for an object that is not a stream and may be packed. */
struct strbuf *pdf_writer_pack(struct pdf_writer *writer, uint32_t number);
void pdf_writer_packed(struct pdf_writer *writer);

/* Ends the file.  ROOT and INFO are the numbers of the catalog and the document
   information.  False after a report (pdf-too-large); outfile_close() reports a
   failed write. */
bool pdf_writer_finish(struct pdf_writer *writer, uint32_t root, uint32_t info,
                       struct diag *diag);

#endif
