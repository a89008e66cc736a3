#include "output/pdf_images.h"

#include <stdlib.h>
#include <string.h>

struct pdf_images {
    const struct image **images;
    size_t n_images;
};

struct pdf_images *pdf_images_create(void)
{
    return calloc(1, sizeof(struct pdf_images));
}

void pdf_images_destroy(struct pdf_images *images)
{
    if (!images)
        return;
    free(images->images);
    free(images);
}

/* A document has few of them. */
unsigned pdf_images_number(struct pdf_images *images, const struct image *image)
{
    for (size_t i = 0; i < images->n_images; i++)
        if (strcmp(images->images[i]->sha256, image->sha256) == 0)
            return (unsigned)i;
    images->images = realloc(images->images,
                             (images->n_images + 1) * sizeof *images->images);
    images->images[images->n_images] = image;
    return (unsigned)images->n_images++;
}

/* ---- rows of samples ----------------------------------------------------- */

/* The filters of PNG (ISO/IEC 15948, 9), by their numbers: what a byte is
   expected to be from those left, above, and left above. */
enum { FILTER_NONE, FILTER_LEFT, FILTER_ABOVE, FILTER_MEAN, FILTER_PAETH };
enum { N_FILTERS = FILTER_PAETH + 1 };

static int paeth(int left, int above, int corner)
{
    const int estimate = left + above - corner;
    const int to_left = abs(estimate - left);
    const int to_above = abs(estimate - above);
    const int to_corner = abs(estimate - corner);
    if (to_left <= to_above && to_left <= to_corner)
        return left;
    return to_above <= to_corner ? above : corner;
}

static int expected(int filter, int left, int above, int corner)
{
    switch (filter) {
    case FILTER_LEFT:
        return left;
    case FILTER_ABOVE:
        return above;
    case FILTER_MEAN:
        return (left + above) / 2;
    case FILTER_PAETH:
        return paeth(left, above, corner);
    default:
        return 0;
    }
}

/* ROW with FILTER into OUT, behind the filter's number; returns how far the
   bytes are from 0, which tells how well they will shrink. */
static uint64_t filter_row(int filter, const unsigned char *row,
                           const unsigned char *above, size_t size,
                           size_t pixel, unsigned char *out)
{
    uint64_t distance = 0;
    *out++ = (unsigned char)filter;
    for (size_t i = 0; i < size; i++) {
        const int left = i < pixel ? 0 : row[i - pixel];
        const int up = above ? above[i] : 0;
        const int corner = i < pixel || !above ? 0 : above[i - pixel];
        out[i] = (unsigned char)(row[i] - expected(filter, left, up, corner));
        distance += out[i] < 128 ? out[i] : 256U - out[i];
    }
    return distance;
}

/* Each row with the filter that leaves the least. */
static void add_rows(struct deflater *deflater, const struct image *image)
{
    const size_t pixel = image->components;
    const size_t size = image->width * pixel;
    const unsigned char *above = NULL;
    unsigned char *best = malloc(size + 1), *other = malloc(size + 1);
    for (uint32_t y = 0; y < image->height; y++) {
        const unsigned char *row =
            (const unsigned char *)image->bytes + y * size;
        uint64_t least = UINT64_MAX;
        for (int filter = 0; filter < N_FILTERS; filter++) {
            uint64_t distance =
                filter_row(filter, row, above, size, pixel, other);
            if (distance >= least)
                continue;
            unsigned char *swap = best;
            best = other;
            other = swap;
            least = distance;
        }
        deflater_add(deflater, best, size + 1);
        above = row;
    }
    free(best);
    free(other);
}

/* ---- objects ------------------------------------------------------------- */

static uint32_t write_image(const struct image *image, struct pdf_file *file,
                            struct deflater *deflater)
{
    struct strbuf entries = STRBUF_INIT;
    struct strbuf stream = STRBUF_INIT;
    uint32_t number;
    strbuf_add_format(&entries,
                      "/Type/XObject/Subtype/Image/Width %u/Height %u"
                      "/ColorSpace/%s/BitsPerComponent 8",
                      image->width, image->height,
                      image->components == 1 ? "DeviceGray" : "DeviceRGB");
    if (image->kind == IMAGE_JPEG) {
        strbuf_add_text(&entries, "/Filter/DCTDecode");
        number =
            pdf_file_add_stream(file, entries.data, image->bytes, image->size);
    } else {
        strbuf_add_format(&entries,
                          "/Filter/FlateDecode/DecodeParms<</Predictor 15"
                          "/Colors %u/Columns %u>>",
                          image->components, image->width);
        deflater_begin(deflater, &stream);
        add_rows(deflater, image);
        deflater_end(deflater);
        number =
            pdf_file_add_stream(file, entries.data, stream.data, stream.size);
    }
    strbuf_free(&entries);
    strbuf_free(&stream);
    return number;
}

void pdf_images_write(const struct pdf_images *images, struct pdf_file *file,
                      struct deflater *deflater, struct strbuf *resources)
{
    if (images->n_images == 0)
        return;
    strbuf_add_text(resources, "/XObject<<");
    for (size_t i = 0; i < images->n_images; i++)
        strbuf_add_format(resources, "/I%zu %u 0 R", i,
                          write_image(images->images[i], file, deflater));
    strbuf_add_text(resources, ">>");
}
