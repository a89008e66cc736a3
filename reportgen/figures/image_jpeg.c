/*
 * JPEG files (ITU-T T.81): marker by marker from the first to the last byte.
 *
 * The picture itself is not unpacked: a viewer does that.  What is checked is
 * what a viewer needs: every segment whole, the tables before the scans that
 * use them, as many restarts as the head announces, an end.
 */
#include "figures/image.h"

#include <libintl.h>
#include <string.h>

enum marker {
    SOF_BASELINE = 0xC0,
    SOF_EXTENDED = 0xC1,
    SOF_PROGRESSIVE = 0xC2,
    DHT = 0xC4,
    JPG = 0xC8,
    DAC = 0xCC,
    SOF_LAST = 0xCF,
    RST_FIRST = 0xD0,
    RST_LAST = 0xD7,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    DQT = 0xDB,
    APP0 = 0xE0,
    APP1 = 0xE1
};

struct jpeg {
    struct image *image;
    struct diag *diag;
    const unsigned char *at; /* the byte to be read */
    const unsigned char *end;
    bool has_frame, has_scan, has_quantities, has_codes;
    uint64_t pixels_in; /* of the width, in LENGTH mpt; 0: unknown */
    mpt length;
};

static bool broken(const struct jpeg *jpeg, const char *what)
{
    return image_is_broken(jpeg->image, what, jpeg->diag);
}

static unsigned word(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* ---- segments ------------------------------------------------------------ */

/* The resolution that JFIF gives: pixels an inch (1) or a centimetre (2). */
static void read_jfif(struct jpeg *jpeg, const unsigned char *body, size_t size)
{
    if (size < 12 || memcmp(body, "JFIF", 5) != 0)
        return;
    if (body[7] == 1 || body[7] == 2) {
        jpeg->pixels_in = word(body + 8);
        jpeg->length = body[7] == 1 ? 72000 : 28346;
    }
}

/* A number of SIZE bytes in the order that an Exif head names. */
static uint32_t exif_number(const unsigned char *at, size_t size, bool little)
{
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[little ? size - 1 - i : i];
    return number;
}

/* How a camera was held (Exif tag 0x0112): 1 is upright. */
static unsigned orientation(const unsigned char *body, size_t size)
{
    enum { HEAD = 6, ENTRY = 12, ORIENTATION = 0x0112 };
    if (size < HEAD + 8 || memcmp(body, "Exif\0", HEAD) != 0)
        return 1;
    body += HEAD;
    size -= HEAD;
    const bool little = body[0] == 'I';
    const uint32_t start = exif_number(body + 4, 4, little);
    if (start > size - 2)
        return 1;
    const uint32_t n = exif_number(body + start, 2, little);
    for (size_t i = 0; i < n; i++) {
        const size_t entry = start + 2 + i * ENTRY;
        if (entry + ENTRY > size)
            return 1;
        if (exif_number(body + entry, 2, little) == ORIENTATION)
            return exif_number(body + entry + 8, 2, little);
    }
    return 1;
}

static bool read_application(struct jpeg *jpeg, unsigned marker,
                             const unsigned char *body, size_t size)
{
    if (marker == APP0)
        read_jfif(jpeg, body, size);
    if (marker != APP1 || orientation(body, size) <= 1)
        return true;
    diag_report(jpeg->diag, DIAG_IMAGE_TURNED,
                (struct place){.file = jpeg->image->path});
    return false;
}

static bool is_frame(unsigned marker)
{
    return marker >= SOF_BASELINE && marker <= SOF_LAST && marker != DHT &&
           marker != JPG && marker != DAC;
}

static bool read_frame(struct jpeg *jpeg, unsigned marker,
                       const unsigned char *body, size_t size)
{
    if (jpeg->has_frame)
        return broken(jpeg, gettext("it holds two pictures"));
    if (marker > SOF_PROGRESSIVE)
        return broken(jpeg, gettext("its coding is not one that PDF knows"));
    if (size < 6 || size < 6 + (size_t)body[5] * 3)
        return broken(jpeg, gettext("its head is cut short"));
    if (body[0] != 8)
        return broken(jpeg, gettext("its samples do not have 8 bits"));
    if (body[5] == 4) {
        diag_report(jpeg->diag, DIAG_IMAGE_CMYK,
                    (struct place){.file = jpeg->image->path});
        return false;
    }
    if (body[5] != 1 && body[5] != 3)
        return broken(jpeg, gettext("it is neither grey nor in colour"));
    jpeg->has_frame = true;
    jpeg->image->components = body[5];
    return image_set_size(jpeg->image, word(body + 3), word(body + 1),
                          jpeg->diag);
}

/* ---- scans --------------------------------------------------------------- */

/* Passes over the coded picture, to the marker behind it. */
static bool pass_scan(struct jpeg *jpeg)
{
    unsigned next = RST_FIRST;
    while (jpeg->at + 1 < jpeg->end) {
        const unsigned char *found =
            memchr(jpeg->at, 0xFF, (size_t)(jpeg->end - jpeg->at - 1));
        if (!found)
            break;
        const unsigned marker = found[1];
        jpeg->at = found;
        if (marker == 0xFF) {
            jpeg->at++;
        } else if (marker == 0) {
            jpeg->at += 2;
        } else if (marker >= RST_FIRST && marker <= RST_LAST) {
            if (marker != next)
                return broken(jpeg,
                              gettext("a part of the picture is missing"));
            next = marker == RST_LAST ? RST_FIRST : marker + 1;
            jpeg->at += 2;
        } else {
            return true;
        }
    }
    return broken(jpeg, gettext("it is cut short"));
}

static bool read_scan(struct jpeg *jpeg, size_t size)
{
    if (!jpeg->has_frame || !jpeg->has_quantities || !jpeg->has_codes)
        return broken(jpeg, gettext("a table that the picture needs is "
                                    "missing"));
    if (size < 6)
        return broken(jpeg, gettext("its head is cut short"));
    jpeg->has_scan = true;
    return pass_scan(jpeg);
}

/* ---- the file ------------------------------------------------------------ */

static bool read_segment(struct jpeg *jpeg, unsigned marker)
{
    if (jpeg->end - jpeg->at < 2 || word(jpeg->at) < 2 ||
        (size_t)(jpeg->end - jpeg->at) < word(jpeg->at))
        return broken(jpeg, gettext("it is cut short"));
    const unsigned char *body = jpeg->at + 2;
    const size_t size = word(jpeg->at) - 2;
    jpeg->at += size + 2;
    if (is_frame(marker))
        return read_frame(jpeg, marker, body, size);
    if (marker == SOS)
        return read_scan(jpeg, size);
    jpeg->has_quantities |= marker == DQT;
    jpeg->has_codes |= marker == DHT;
    return read_application(jpeg, marker, body, size);
}

/* The next marker, behind any fill bytes; false after a report. */
static bool next_marker(struct jpeg *jpeg, unsigned *marker)
{
    if (jpeg->end - jpeg->at < 2)
        return broken(jpeg, gettext("it is cut short"));
    if (*jpeg->at != 0xFF)
        return broken(jpeg, gettext("there are bytes between its parts"));
    while (jpeg->at < jpeg->end && *jpeg->at == 0xFF)
        jpeg->at++;
    if (jpeg->at == jpeg->end)
        return broken(jpeg, gettext("it is cut short"));
    *marker = *jpeg->at++;
    return true;
}

bool image_read_jpeg(struct image *image, const struct infile *file,
                     struct diag *diag)
{
    struct jpeg jpeg = {.image = image,
                        .diag = diag,
                        .at = (const unsigned char *)file->data + 2,
                        .end = (const unsigned char *)file->data + file->size};
    unsigned marker = 0;
    while (marker != EOI) {
        if (!next_marker(&jpeg, &marker))
            return false;
        if (marker != EOI && !read_segment(&jpeg, marker))
            return false;
    }
    if (!jpeg.has_scan)
        return broken(&jpeg, gettext("there is no picture in it"));
    /* Ignore what cameras append after the end marker. */
    image->kind = IMAGE_JPEG;
    image->bytes = file->data;
    image->size = (size_t)((const char *)jpeg.at - file->data);
    image_set_resolution(image, jpeg.pixels_in, jpeg.length);
    return true;
}
