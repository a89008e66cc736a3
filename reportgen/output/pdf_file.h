/*
 * PDF file: the objects of a document outside its structure tree (libharu is
 * included here only).
 *
 * libharu keeps the page tree, pages, outline, page labels, information and
 * catalog, and numbers the objects.  Fonts, page contents and metadata come
 * ready made, because its own are slow or wrong (its ToUnicode is invalid,
 * its subsets lose accents).  The file is written through pdf_writer, since
 * libharu cannot pack objects.
 */
#ifndef OUTPUT_PDF_FILE_H
#define OUTPUT_PDF_FILE_H

#include "base/diag.h"
#include "base/outfile.h"
#include "base/strbuf.h"
#include "output/pdf_writer.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pdf_file;

/* NULL after a report, when the libharu that runs is not the one that the
   program was compiled for (library-version). */
struct pdf_file *pdf_file_create(struct diag *diag);
void pdf_file_destroy(struct pdf_file *file);

/* Lets the contents of pages beyond a few megabytes wait in a scratch file of
   BESIDE; without it they stay in memory. */
void pdf_file_spill(struct pdf_file *file, const struct outfile *beside);

/* Adds a page with its deflated CONTENT (copied). */
void pdf_file_add_page(struct pdf_file *file, mpt width, mpt height,
                       const char *content, size_t size);

/* Entries of page INDEX that are known at the end only, as PDF text:
   "/Annots[...]".  Copied. */
void pdf_file_set_page_extra(struct pdf_file *file, size_t index,
                             const char *extra);

/* Entries of every page: "/Resources 12 0 R".  Copied. */
void pdf_file_set_common(struct pdf_file *file, const char *entries);

/* Page labels: from page FIRST (an index) on, numbers from NUMBER. */
void pdf_file_add_label(struct pdf_file *file, size_t first, int number);

/* Adds a bookmark to height Y of page INDEX. PARENT is NULL at the top;
   returns the new one, for its children. */
void *pdf_file_add_bookmark(struct pdf_file *file, void *parent,
                            const char *title, size_t index, mpt y);

/* One entry of the document information: "Title"; VALUE is UTF-8. */
void pdf_file_set_info(struct pdf_file *file, const char *key,
                       const char *value);

/* Adds entries to the catalog, as PDF text.  Copied. */
void pdf_file_set_catalog(struct pdf_file *file, const char *entries);

/* Adds an object: the ENTRIES of a dictionary without its brackets, and for a
   stream its bytes as they stand in the file.  Both are copied.  Returns the
   object's number. */
uint32_t pdf_file_add_dict(struct pdf_file *file, const char *entries,
                           size_t size);
uint32_t pdf_file_add_stream(struct pdf_file *file, const char *entries,
                             const char *bytes, size_t size);

/* Numbers of objects: of page INDEX, of the catalog, of the information; and
   the highest given out so far. */
uint32_t pdf_file_page(const struct pdf_file *file, size_t index);
uint32_t pdf_file_catalog(const struct pdf_file *file);
uint32_t pdf_file_info(const struct pdf_file *file);
uint32_t pdf_file_n_objects(const struct pdf_file *file);

/* Writes all objects.  Nothing may be added after. */
void pdf_file_write(struct pdf_file *file, struct pdf_writer *writer);

/* The errno with which the scratch file failed, or 0: what was written is not
   whole then. */
int pdf_file_scratch_error(const struct pdf_file *file);

/* libharu's first error (a number of hpdf_error.h), or 0. Any error is a bug of
   this program. */
unsigned pdf_file_fault(const struct pdf_file *file);

#endif
