/*
 * PNG files (libpng is included here only): unpacked to grey or sRGB of 8
 * bits, on white.
 *
 * libpng checks each part's sum and follows the compressed rows to their end;
 * its faults come back by longjmp.
 */
#include "figures/image.h"

#include "base/limits.h"

#include <png.h>

#include <libintl.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct decoder {
    png_structp png;
    png_infop info;
    const struct infile *file;
    size_t offset;
    char fault[120];
};

static void on_error(png_structp png, png_const_charp text)
{
    struct decoder *decoder = png_get_error_ptr(png);
    size_t size = strlen(text);
    if (size >= sizeof decoder->fault)
        size = sizeof decoder->fault - 1;
    memcpy(decoder->fault, text, size);
    decoder->fault[size] = '\0';
    png_longjmp(png, 1);
}

/* Ignore warnings: they concern parts that are not shown (profiles, texts). */
static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep bytes, png_size_t size)
{
    struct decoder *decoder = png_get_io_ptr(png);
    if (size > decoder->file->size - decoder->offset)
        png_error(png, gettext("it is cut short"));
    memcpy(bytes, decoder->file->data + decoder->offset, size);
    decoder->offset += size;
}

/* Every kind of PNG to grey or RGB, each with 8 bits of opacity behind. */
static void set_transformations(struct decoder *decoder)
{
    png_set_expand(decoder->png);
    png_set_scale_16(decoder->png);
    png_set_add_alpha(decoder->png, 0xFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(decoder->png);
    png_read_update_info(decoder->png, decoder->info);
}

static void set_resolution(const struct decoder *decoder, struct image *image)
{
    enum { METRE = 2834646 };
    png_uint_32 x, y;
    int unit;
    if (png_get_pHYs(decoder->png, decoder->info, &x, &y, &unit) == 0 ||
        unit != PNG_RESOLUTION_METER)
        x = 0;
    image_set_resolution(image, x, METRE);
}

static unsigned char on_white(unsigned sample, unsigned opacity)
{
    return (unsigned char)((sample * opacity + 255 * (255 - opacity) + 127) /
                           255);
}

/* ROWS hold COMPONENTS samples and an opacity a pixel. */
static void flatten(const unsigned char *rows, size_t n_pixels,
                    unsigned components, unsigned char *samples)
{
    for (size_t i = 0; i < n_pixels; i++, rows += components + 1)
        for (unsigned k = 0; k < components; k++)
            *samples++ = on_white(rows[k], rows[components]);
}

/* All rows in one block, which the caller frees; NULL after a fault. */
static unsigned char *read_rows(struct arena *arena, struct decoder *decoder,
                                struct image *image, struct diag *diag)
{
    unsigned char *volatile rows = NULL;
    png_bytep *volatile starts = NULL;
    if (setjmp(png_jmpbuf(decoder->png)) != 0) {
        image_is_broken(image, decoder->fault, diag);
        free(rows);
        free((void *)starts);
        return NULL;
    }
    png_set_read_fn(decoder->png, decoder, on_read);
    png_read_info(decoder->png, decoder->info);
    if (!image_set_size(image, png_get_image_width(decoder->png, decoder->info),
                        png_get_image_height(decoder->png, decoder->info),
                        diag))
        return NULL;
    set_transformations(decoder);
    const size_t row = png_get_rowbytes(decoder->png, decoder->info);
    const size_t samples = (size_t)image->width * image->height * 3;
    if (!budget_allows_bytes(arena, row * image->height + samples,
                             (struct place){.file = image->path}, diag))
        return NULL;
    rows = malloc(row * image->height);
    starts = malloc(image->height * sizeof *starts);
    for (uint32_t y = 0; y < image->height; y++)
        starts[y] = rows + y * row;
    png_read_image(decoder->png, starts);
    png_read_end(decoder->png, NULL);
    free((void *)starts);
    image->components =
        (uint8_t)(png_get_channels(decoder->png, decoder->info) - 1);
    return rows;
}

bool image_read_png(struct arena *arena, struct image *image,
                    const struct infile *file, struct diag *diag)
{
    struct decoder decoder = {.file = file};
    decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder,
                                         on_error, on_warning);
    if (!decoder.png)
        return image_is_broken(image, "libpng", diag);
    decoder.info = png_create_info_struct(decoder.png);
    unsigned char *rows = read_rows(arena, &decoder, image, diag);
    if (rows) {
        const size_t n = (size_t)image->width * image->height;
        image->kind = IMAGE_SAMPLES;
        image->size = n * image->components;
        unsigned char *samples = ARENA_ARRAY(arena, unsigned char, image->size);
        flatten(rows, n, image->components, samples);
        image->bytes = (const char *)samples;
        set_resolution(&decoder, image);
        free(rows);
    }
    png_destroy_read_struct(&decoder.png, &decoder.info, NULL);
    return rows != NULL;
}
