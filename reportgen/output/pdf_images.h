/*
 * PDF images: each picture is once in the file, however often it is shown.
 */
#ifndef OUTPUT_PDF_IMAGES_H
#define OUTPUT_PDF_IMAGES_H

#include "base/strbuf.h"
#include "output/deflate.h"
#include "output/pdf_file.h"
#include "tree/tree.h"

struct pdf_images;

struct pdf_images *pdf_images_create(void);
void pdf_images_destroy(struct pdf_images *images);

/* The number of IMAGE; its name in the resources is "/I" and this number.
   IMAGE has to live until pdf_images_write(). */
unsigned pdf_images_number(struct pdf_images *images,
                           const struct image *image);

/* Writes all images and adds their entry, if there are any, to RESOURCES. */
void pdf_images_write(const struct pdf_images *images, struct pdf_file *file,
                      struct deflater *deflater, struct strbuf *resources);

#endif
