/*
 * PDF file: the objects of a document outside its structure tree (libharu is
 * included here only).
 *
 * libharu keeps the page tree, pages, outline, page labels, information and
 * catalog, and numbers the objects.  Fonts, page contents and metadata are made
 * elsewhere, because those of libharu are slow or wrong (its ToUnicode is
 * invalid, its subsets lose accents).  The file is written through pdf_writer,
 * since libharu cannot pack objects.
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

/* NULL after a report when the loaded libharu is not the one that the program
   was compiled for (library-version). */
struct pdf_file *pdf_file_create(struct diag *diag);
void pdf_file_destroy(struct pdf_file *file);

/* Lets the contents of pages beyond a few megabytes wait in a scratch file
   beside BESIDE; otherwise they stay in memory. */
void pdf_file_spill(struct pdf_file *file, const struct outfile *beside);

/* Adds a page with its deflated CONTENT (copied). */
void pdf_file_add_page(struct pdf_file *file, mpt width, mpt height,
                       const char *content, size_t size);

/* Sets entries of page INDEX that are known only at the end, as PDF text:
   "/Annots[...]".  Copied. */
void pdf_file_set_page_extra(struct pdf_file *file, size_t index,
                             const char *extra);

/* Sets entries of every page: "/Resources 12 0 R".  Copied. */
void pdf_file_set_common(struct pdf_file *file, const char *entries);

/* Adds a page label: pages from index FIRST on are numbered from NUMBER. */
void pdf_file_add_label(struct pdf_file *file, size_t first, int number);

/* Adds a bookmark that leads to height Y of page INDEX, below PARENT (NULL: at
   the top).  Returns the bookmark, for its children. */
void *pdf_file_add_bookmark(struct pdf_file *file, void *parent,
                            const char *title, size_t index, mpt y);

/* Sets an entry of the document information: "Title"; VALUE is UTF-8. */
void pdf_file_set_info(struct pdf_file *file, const char *key,
                       const char *value);

/* Adds entries to the catalog, as PDF text.  Copied. */
void pdf_file_set_catalog(struct pdf_file *file, const char *entries);

/* Adds an object: the ENTRIES of a dictionary without its brackets and, for a
   stream, its bytes as they stand in the file.  Both are copied.  Returns the
   number of the object. */
uint32_t pdf_file_add_dict(struct pdf_file *file, const char *entries,
                           size_t size);
uint32_t pdf_file_add_stream(struct pdf_file *file, const char *entries,
                             const char *bytes, size_t size);

/* The numbers of objects: page INDEX, the catalog, the information; and the
   highest number so far. */
uint32_t pdf_file_page(const struct pdf_file *file, size_t index);
uint32_t pdf_file_catalog(const struct pdf_file *file);
uint32_t pdf_file_info(const struct pdf_file *file);
uint32_t pdf_file_n_objects(const struct pdf_file *file);

/* Writes all objects.  Nothing can be added afterwards. */
void pdf_file_write(struct pdf_file *file, struct pdf_writer *writer);

/* The errno with which the scratch file failed, or 0.  What was written is
   incomplete then. */
int pdf_file_scratch_error(const struct pdf_file *file);

/* The first error of libharu (see hpdf_error.h), or 0.  An error is a bug of
   this program. */
unsigned pdf_file_fault(const struct pdf_file *file);

#endif
