#include "output/deflate.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

/* Makes next_in point to const. */
#define ZLIB_CONST
#include <zlib.h>

struct deflater {
    struct libdeflate_compressor *whole; /* made when first used */
    z_stream parts;
    bool has_parts;
    struct strbuf *out; /* of the stream given in parts */
};

/* Measured on 500 pages of table cells and the 417 containers of their
   elements: level 1 of libdeflate takes 40 % of the time of zlib's level 3 for
   pages of the same size, and half the time of zlib's level 1 for containers
   that are 8 % smaller.  Level 5 would save another 10 and 20 % for two to
   three times the time; for fonts and a profile, level 6 saves 1 % and needs
   tables of its own. */
enum { WHOLE_LEVEL = 1, PARTS_LEVEL = 6, ROOM = 16384 };

struct deflater *deflater_create(void)
{
    return calloc(1, sizeof(struct deflater));
}

void deflater_destroy(struct deflater *deflater)
{
    if (!deflater)
        return;
    if (deflater->whole)
        libdeflate_free_compressor(deflater->whole);
    if (deflater->has_parts)
        deflateEnd(&deflater->parts);
    free(deflater);
}

/* ---- whole streams ------------------------------------------------------- */

void deflate_whole(struct deflater *deflater, const void *bytes, size_t size,
                   struct strbuf *out)
{
    if (!deflater->whole)
        deflater->whole = libdeflate_alloc_compressor(WHOLE_LEVEL);
    if (!deflater->whole)
        abort();
    size_t room = libdeflate_zlib_compress_bound(deflater->whole, size);
    char *end = strbuf_reserve(out, room);
    size_t size_out =
        libdeflate_zlib_compress(deflater->whole, bytes, size, end, room);
    if (size_out == 0)
        abort();
    strbuf_set_size(out, out->size + size_out);
}

bool inflate_whole(const void *bytes, size_t size, void *out, size_t size_out)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    if (!inflater)
        abort();
    enum libdeflate_result result =
        libdeflate_zlib_decompress(inflater, bytes, size, out, size_out, NULL);
    libdeflate_free_decompressor(inflater);
    return result == LIBDEFLATE_SUCCESS;
}

/* ---- streams in parts ---------------------------------------------------- */

void deflater_begin(struct deflater *deflater, struct strbuf *out)
{
    deflater->out = out;
    if (deflater->has_parts) {
        deflateReset(&deflater->parts);
        return;
    }
    if (deflateInit(&deflater->parts, PARTS_LEVEL) != Z_OK)
        abort();
    deflater->has_parts = true;
}

static int pump(struct deflater *deflater, int flush)
{
    z_stream *zlib = &deflater->parts;
    struct strbuf *out = deflater->out;
    int status = Z_OK;
    do {
        zlib->next_out = (Bytef *)strbuf_reserve(out, ROOM);
        zlib->avail_out = ROOM;
        status = deflate(zlib, flush);
        strbuf_set_size(out, out->size + ROOM - zlib->avail_out);
    } while (zlib->avail_out == 0);
    return status;
}

void deflater_add(struct deflater *deflater, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        uInt part = size > 1u << 30 ? 1u << 30 : (uInt)size;
        deflater->parts.next_in = (const Bytef *)next;
        deflater->parts.avail_in = part;
        pump(deflater, Z_NO_FLUSH);
        next += part;
        size -= part;
    }
}

void deflater_end(struct deflater *deflater)
{
    deflater->parts.avail_in = 0;
    if (pump(deflater, Z_FINISH) != Z_STREAM_END)
        abort();
    deflater->out = NULL;
}

bool inflate_start(const void *bytes, size_t size, void *out, size_t size_out)
{
    if (size > UINT32_MAX || size_out > UINT32_MAX)
        return false;
    z_stream zlib = {.next_in = bytes,
                     .avail_in = (uInt)size,
                     .next_out = out,
                     .avail_out = (uInt)size_out};
    if (inflateInit(&zlib) != Z_OK)
        return false;
    (void)inflate(&zlib, Z_SYNC_FLUSH);
    inflateEnd(&zlib);
    return zlib.total_out == size_out;
}

/* ---- checksums ----------------------------------------------------------- */

uint32_t checksum_add(uint32_t crc, const void *bytes, size_t size)
{
    return libdeflate_crc32(crc, bytes, size);
}
