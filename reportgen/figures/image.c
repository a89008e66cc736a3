#include "figures/image.h"

#include "base/limits.h"

#include <libintl.h>
#include <string.h>

bool image_set_size(struct image *image, uint64_t width, uint64_t height,
                    struct diag *diag)
{
    if (width == 0 || height == 0)
        return image_is_broken(image, gettext("it has no pixels"), diag);
    if (width > IMAGE_MOST_PIXELS || height > IMAGE_MOST_PIXELS ||
        width * height > IMAGE_MOST_PIXELS) {
        diag_report(diag, DIAG_IMAGE_LARGE, (struct place){.file = image->path},
                    (unsigned long long)width, (unsigned long long)height,
                    IMAGE_MOST_PIXELS / 1000000);
        return false;
    }
    image->width = (uint32_t)width;
    image->height = (uint32_t)height;
    return true;
}

/* 72,000 mpt are an inch. Ignore a resolution that would make the picture
   larger than a metre or smaller than a millimetre. */
void image_set_resolution(struct image *image, uint64_t pixels, mpt length)
{
    enum { INCH = 72000, METRE = 2834646, MILLIMETRE = 2835 };
    uint64_t width = 0;
    if (pixels > 0)
        width = (uint64_t)image->width * (uint64_t)length / pixels;
    if (width < MILLIMETRE || width > METRE)
        width = (uint64_t)image->width * INCH / IMAGE_USUAL_DPI;
    image->natural_width = (mpt)(width > METRE ? METRE : width);
}

bool image_is_broken(const struct image *image, const char *what,
                     struct diag *diag)
{
    diag_report(diag, DIAG_IMAGE_BROKEN, (struct place){.file = image->path},
                what);
    return false;
}

static bool starts_with(const struct infile *file, const char *bytes,
                        size_t size)
{
    return file->size >= size && memcmp(file->data, bytes, size) == 0;
}

struct image *image_read(struct arena *arena, const struct infile *file,
                         struct diag *diag)
{
    struct image *image = ARENA_NEW(arena, struct image);
    image->path = file->path;
    memcpy(image->sha256, file->sha256, sizeof image->sha256);
    if (!budget_allows(arena, (struct place){.file = file->path}, diag))
        return NULL;
    if (starts_with(file, "\xFF\xD8", 2))
        return image_read_jpeg(image, file, diag) ? image : NULL;
    if (starts_with(file, "\x89PNG\r\n\x1A\n", 8))
        return image_read_png(arena, image, file, diag) ? image : NULL;
    diag_report(diag, DIAG_IMAGE_FORMAT, (struct place){.file = file->path});
    return NULL;
}
