/*
 * Image: a picture file, read and checked.
 *
 * JPEG files are passed on as they are, after their markers were followed to
 * the end; PNG files are unpacked, and what is transparent in them is laid on
 * white, as paper is.  What no PDF/A can hold (CMYK without a profile), and
 * what is damaged or cut short, is refused with its reason.
 */
#ifndef FIGURES_IMAGE_H
#define FIGURES_IMAGE_H

#include "base/infile.h"
#include "tree/tree.h"

#include <stdbool.h>

/* Largest file, and most pixels: an A3 scan at 400 dpi has 31 million. */
enum { IMAGE_LIMIT = 32 * 1024 * 1024, IMAGE_MOST_PIXELS = 40000000 };

/* The resolution assumed when a file gives none. */
enum { IMAGE_USUAL_DPI = 96 };

/* The image in FILE, which lives as long.  NULL after a report at FILE
   (image-format, image-broken, image-large, image-cmyk, image-turned). */
struct image *image_read(struct arena *arena, const struct infile *file,
                         struct diag *diag);

/* ---- between the readers ------------------------------------------------- */

/* Sizes as the head of the file says; false after a report. */
bool image_set_size(struct image *image, uint64_t width, uint64_t height,
                    struct diag *diag);

/* PIXELS of the width at so many of them in LENGTH mpt; 0: unknown. */
void image_set_resolution(struct image *image, uint64_t pixels, mpt length);

/* Reports that the file is damaged: WHAT was found; false. */
bool image_is_broken(const struct image *image, const char *what,
                     struct diag *diag);

bool image_read_jpeg(struct image *image, const struct infile *file,
                     struct diag *diag);
bool image_read_png(struct arena *arena, struct image *image,
                    const struct infile *file, struct diag *diag);

#endif
