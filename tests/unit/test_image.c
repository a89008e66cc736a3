/* Image files: what is read from them, and what is refused and why. */
#include "made_document.h"

#include "figures/image.h"

#include <png.h>
#include <stdlib.h>

struct reading {
    struct made made;
    struct image *image;
};

static void read_bytes(struct reading *reading, const void *bytes, size_t size)
{
    made_open(&reading->made, "");
    const struct infile file = {.path = "a.png", .data = bytes, .size = size};
    reading->image = image_read(reading->made.arena, &file, reading->made.diag);
}

static void close_reading(struct reading *reading)
{
    made_close(&reading->made);
}

/* Refused once, with CODE. */
static void refuse(const void *bytes, size_t size, enum diag_code code)
{
    struct reading reading;
    read_bytes(&reading, bytes, size);
    assert_null(reading.image);
    assert_int_equal(made_count(&reading.made, code), 1);
    assert_int_equal(diag_count(reading.made.diag, DIAG_ERROR), 1);
    close_reading(&reading);
}

/* ---- PNG ----------------------------------------------------------------- */

struct bytes {
    unsigned char data[4096];
    size_t size;
};

/* What a PNG is made of. */
struct recipe {
    uint32_t width, height;
    int depth, type, interlace;
    const png_color *palette;
    int n_palette;
    const unsigned char *opacities; /* of the palette */
    int n_opacities;
    uint32_t dots_a_metre;
    const unsigned char *rows; /* ROW bytes each */
    size_t row;
};

static void take(png_structp png, png_bytep data, png_size_t size)
{
    struct bytes *bytes = png_get_io_ptr(png);
    assert_true(bytes->size + size <= sizeof bytes->data);
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static void make_png(const struct recipe *recipe, struct bytes *bytes)
{
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    bytes->size = 0;
    png_set_write_fn(png, bytes, take, NULL);
    png_set_IHDR(png, info, recipe->width, recipe->height, recipe->depth,
                 recipe->type, recipe->interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (recipe->palette != NULL)
        png_set_PLTE(png, info, recipe->palette, recipe->n_palette);
    if (recipe->opacities != NULL)
        png_set_tRNS(png, info, recipe->opacities, recipe->n_opacities, NULL);
    if (recipe->dots_a_metre > 0)
        png_set_pHYs(png, info, recipe->dots_a_metre, recipe->dots_a_metre,
                     PNG_RESOLUTION_METER);
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < recipe->height; y++)
            png_write_row(png, recipe->rows + y * recipe->row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

static void assert_samples(const struct recipe *recipe, uint8_t components,
                           const char *samples, size_t size)
{
    struct bytes bytes;
    struct reading reading;
    make_png(recipe, &bytes);
    read_bytes(&reading, bytes.data, bytes.size);
    assert_non_null(reading.image);
    assert_int_equal(reading.image->kind, IMAGE_SAMPLES);
    assert_int_equal(reading.image->width, recipe->width);
    assert_int_equal(reading.image->height, recipe->height);
    assert_int_equal(reading.image->components, components);
    assert_int_equal(reading.image->size, size);
    assert_memory_equal(reading.image->bytes, samples, size);
    close_reading(&reading);
}

/* 8 bits of colour as they are; 16 scaled; opacity laid on white. */
static void test_kinds(void **state)
{
    (void)state;
    static const unsigned char rgb[] = {1, 2, 3, 250, 251, 252};
    assert_samples(&(struct recipe){.width = 2,
                                    .height = 1,
                                    .depth = 8,
                                    .type = PNG_COLOR_TYPE_RGB,
                                    .rows = rgb,
                                    .row = 6},
                   3, (const char *)rgb, 6);
    static const unsigned char grey16[] = {0x00, 0x00, 0x80, 0x80, 0xFF, 0xFF};
    assert_samples(&(struct recipe){.width = 3,
                                    .height = 1,
                                    .depth = 16,
                                    .type = PNG_COLOR_TYPE_GRAY,
                                    .rows = grey16,
                                    .row = 6},
                   1, "\x00\x80\xFF", 3);
    /* 100 at a fifth of opacity: (100 * 51 + 255 * 204) / 255 = 224. */
    static const unsigned char rgba[] = {100, 0, 255, 51, 9,  9,
                                         9,   0, 10,  20, 30, 255};
    assert_samples(&(struct recipe){.width = 1,
                                    .height = 3,
                                    .depth = 8,
                                    .type = PNG_COLOR_TYPE_RGB_ALPHA,
                                    .rows = rgba,
                                    .row = 4},
                   3, "\xE0\xCC\xFF\xFF\xFF\xFF\x0A\x14\x1E", 9);
    static const unsigned char grey_alpha[] = {0, 128};
    assert_samples(&(struct recipe){.width = 1,
                                    .height = 1,
                                    .depth = 8,
                                    .type = PNG_COLOR_TYPE_GRAY_ALPHA,
                                    .rows = grey_alpha,
                                    .row = 2},
                   1, "\x7F", 1);
    /* Black and white of one bit: 1010 0000. */
    static const unsigned char bits[] = {0xA0};
    assert_samples(&(struct recipe){.width = 4,
                                    .height = 1,
                                    .depth = 1,
                                    .type = PNG_COLOR_TYPE_GRAY,
                                    .rows = bits,
                                    .row = 1},
                   1, "\xFF\x00\xFF\x00", 4);
}

/* A palette of two bits, whose second colour is half transparent. */
static void test_palette(void **state)
{
    (void)state;
    static const png_color colours[] = {{10, 20, 30}, {0, 0, 0}, {200, 0, 0}};
    static const unsigned char opacities[] = {255, 127};
    static const unsigned char rows[] = {0x18}; /* 00 01 10 */
    assert_samples(&(struct recipe){.width = 3,
                                    .height = 1,
                                    .depth = 2,
                                    .type = PNG_COLOR_TYPE_PALETTE,
                                    .palette = colours,
                                    .n_palette = 3,
                                    .opacities = opacities,
                                    .n_opacities = 2,
                                    .rows = rows,
                                    .row = 1},
                   3, "\x0A\x14\x1E\x80\x80\x80\xC8\x00\x00", 9);
}

/* Interlaced rows come back in their places. */
static void test_interlaced(void **state)
{
    (void)state;
    unsigned char rows[81];
    for (size_t i = 0; i < sizeof rows; i++)
        rows[i] = (unsigned char)(i * 3);
    assert_samples(&(struct recipe){.width = 9,
                                    .height = 9,
                                    .depth = 8,
                                    .type = PNG_COLOR_TYPE_GRAY,
                                    .interlace = PNG_INTERLACE_ADAM7,
                                    .rows = rows,
                                    .row = 9},
                   1, (const char *)rows, sizeof rows);
}

/* 100 pixels a metre: 4 are 40 mm; without: 96 to the inch, so 3 pt. */
static void test_resolution(void **state)
{
    (void)state;
    static const unsigned char rows[] = {0, 1, 2, 3};
    struct recipe recipe = {.width = 4,
                            .height = 1,
                            .depth = 8,
                            .type = PNG_COLOR_TYPE_GRAY,
                            .dots_a_metre = 100,
                            .rows = rows,
                            .row = 4};
    struct bytes bytes;
    struct reading reading;
    make_png(&recipe, &bytes);
    read_bytes(&reading, bytes.data, bytes.size);
    assert_int_equal(reading.image->natural_width, 113385);
    close_reading(&reading);
    recipe.dots_a_metre = 0;
    make_png(&recipe, &bytes);
    read_bytes(&reading, bytes.data, bytes.size);
    assert_int_equal(reading.image->natural_width, 3000);
    close_reading(&reading);
}

/* Cut anywhere, or with any byte of its picture changed, it is refused. */
static void test_damaged(void **state)
{
    (void)state;
    static const unsigned char rows[] = {9, 8, 7, 6, 5, 4};
    const struct recipe recipe = {.width = 2,
                                  .height = 1,
                                  .depth = 8,
                                  .type = PNG_COLOR_TYPE_RGB,
                                  .rows = rows,
                                  .row = 6};
    struct bytes bytes;
    make_png(&recipe, &bytes);
    for (size_t size = 8; size < bytes.size; size++)
        refuse(bytes.data, size, DIAG_IMAGE_BROKEN);
    refuse(bytes.data, 7, DIAG_IMAGE_FORMAT);
    const size_t picture = 8 + 25 + 8; /* behind the heads of IHDR and IDAT */
    for (size_t i = picture; i < bytes.size - 12; i++) {
        bytes.data[i] ^= 0x10;
        refuse(bytes.data, bytes.size, DIAG_IMAGE_BROKEN);
        bytes.data[i] ^= 0x10;
    }
}

/* ---- JPEG ---------------------------------------------------------------- */

/* Markers of a JPEG of 16 x 8 pixels with a restart; the coded bytes mean
   nothing, as nobody here decodes them. */
#define JFIF(density) "\xFF\xE0\x00\x10JFIF\x00\x01\x01" density "\x00\x00"
#define TABLES        "\xFF\xDB\x00\x05\x00\x01\x01\xFF\xC4\x00\x05\x00\x01\x01"
#define FRAME(marker, bits, components)                                        \
    "\xFF" marker "\x00\x11" bits "\x00\x08\x00\x10" components                \
    "\x01\x11\x00\x02\x11\x00\x03\x11\x00"
#define SCAN(codes) "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00" codes
#define CODES       "\x12\xFF\x00\x34\xFF\xD0\x56"
#define START       "\xFF\xD8"
#define END         "\xFF\xD9"
#define GOOD_FRAME  FRAME("\xC0", "\x08", "\x03")

#define READ(reading, text) read_bytes(&(reading), text, sizeof(text) - 1)
#define REFUSE(text, code)  refuse(text, sizeof(text) - 1, code)

static void test_jpeg(void **state)
{
    static const char whole[] =
        START JFIF("\x01\x00\x90\x00\x90") TABLES GOOD_FRAME SCAN(CODES) END;
    struct reading reading;
    (void)state;
    READ(reading, whole);
    assert_non_null(reading.image);
    assert_int_equal(reading.image->kind, IMAGE_JPEG);
    assert_int_equal(reading.image->width, 16);
    assert_int_equal(reading.image->height, 8);
    assert_int_equal(reading.image->components, 3);
    /* 144 to the inch: 16 pixels are 8 pt. */
    assert_int_equal(reading.image->natural_width, 8000);
    assert_int_equal(reading.image->size, sizeof whole - 1);
    assert_memory_equal(reading.image->bytes, whole, sizeof whole - 1);
    close_reading(&reading);
    /* What stands behind the end is left away. */
    READ(reading, START TABLES GOOD_FRAME SCAN(CODES) END "more");
    assert_int_equal(reading.image->size,
                     sizeof(START TABLES GOOD_FRAME SCAN(CODES) END) - 1);
    close_reading(&reading);
    /* Cut anywhere it is refused. */
    for (size_t size = 2; size < sizeof whole - 1; size++)
        refuse(whole, size, DIAG_IMAGE_BROKEN);
}

static void test_jpeg_refused(void **state)
{
    (void)state;
    REFUSE(START TABLES FRAME("\xC0", "\x08", "\x04") SCAN(CODES) END,
           DIAG_IMAGE_BROKEN); /* a head of three announces four */
    REFUSE(START "\xFF\xC0\x00\x14\x08\x00\x08\x00\x10\x04\x01\x11\x00\x02\x11"
                 "\x00\x03\x11\x00\x04\x11\x00" END,
           DIAG_IMAGE_CMYK);
    REFUSE(START TABLES FRAME("\xC0", "\x0C", "\x03") SCAN(CODES) END,
           DIAG_IMAGE_BROKEN); /* 12 bits */
    REFUSE(START TABLES FRAME("\xC3", "\x08", "\x03") SCAN(CODES) END,
           DIAG_IMAGE_BROKEN); /* lossless */
    REFUSE(START TABLES FRAME("\xC9", "\x08", "\x03") SCAN(CODES) END,
           DIAG_IMAGE_BROKEN); /* arithmetic */
    REFUSE(START GOOD_FRAME SCAN(CODES) END, DIAG_IMAGE_BROKEN); /* no tables */
    REFUSE(START TABLES SCAN(CODES) END, DIAG_IMAGE_BROKEN);     /* no frame */
    REFUSE(START TABLES GOOD_FRAME END, DIAG_IMAGE_BROKEN);      /* no scan */
    REFUSE(START TABLES GOOD_FRAME GOOD_FRAME SCAN(CODES) END,
           DIAG_IMAGE_BROKEN);
    REFUSE(START TABLES GOOD_FRAME SCAN("\x12\xFF\xD1\x34") END,
           DIAG_IMAGE_BROKEN); /* the first restart is missing */
    REFUSE(START "stray" TABLES GOOD_FRAME SCAN(CODES) END, DIAG_IMAGE_BROKEN);
    /* Held turned: orientation 6, either order of bytes; 1 is upright. */
    REFUSE(START "\xFF\xE1\x00\x22"
                 "Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08"
                 "\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
                 "\x00\x00\x00\x00" TABLES GOOD_FRAME SCAN(CODES) END,
           DIAG_IMAGE_TURNED);
    REFUSE(START "\xFF\xE1\x00\x22"
                 "Exif\x00\x00II\x2A\x00\x08\x00\x00\x00"
                 "\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
                 "\x00\x00\x00\x00" TABLES GOOD_FRAME SCAN(CODES) END,
           DIAG_IMAGE_TURNED);
    struct reading reading;
    READ(reading,
         START "\xFF\xE1\x00\x22"
               "Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08\x00"
               "\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00"
               "\x00\x00" TABLES GOOD_FRAME SCAN(CODES) END);
    assert_non_null(reading.image);
    close_reading(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),        cmocka_unit_test(test_palette),
        cmocka_unit_test(test_interlaced),   cmocka_unit_test(test_resolution),
        cmocka_unit_test(test_damaged),      cmocka_unit_test(test_jpeg),
        cmocka_unit_test(test_jpeg_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
