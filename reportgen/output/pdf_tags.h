/*
 * PDF tags: the structure tree, written from compact tags.
 *
 *     pdf_tags_create()    orders elements and their content
 *     pdf_tags_write()     writes an object for each element, and the parent
 * tree pdf_tags_destroy()
 *
 * An element takes some 20 bytes of memory while the tree is written.
 */
#ifndef OUTPUT_PDF_TAGS_H
#define OUTPUT_PDF_TAGS_H

#include "output/pdf_content.h"
#include "output/pdf_file.h"
#include "output/pdf_writer.h"
#include "typeset/typeset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A link annotation in element TAG.  Its key in the parent tree is the number
   of pages plus its index. */
struct pdf_tagged_link {
    tag_id tag;
    uint32_t page; /* index */
    uint32_t object;
};

struct pdf_tags;

/* Prepares the tree of RESULT, whose content is in MARKS and LINKS; all three
   have to live until pdf_tags_destroy().  Objects are numbered from
   FIRST_OBJECT, the root.  PART_1: for PDF/A-1, which has no row groups and no
   array of more than 8,191 entries.  NULL when a mark or a parent names no
   tag. */
struct pdf_tags *pdf_tags_create(const struct typeset_result *result,
                                 const struct pdf_marks *marks,
                                 const struct pdf_tagged_link *links,
                                 size_t n_links, uint32_t first_object,
                                 bool part_1);
void pdf_tags_destroy(struct pdf_tags *tags);

/* The highest object number in use. */
uint32_t pdf_tags_last_object(const struct pdf_tags *tags);

/* Writes all objects; FILE has the numbers of pages. */
void pdf_tags_write(const struct pdf_tags *tags, const struct pdf_file *file,
                    struct pdf_writer *writer);

#endif
