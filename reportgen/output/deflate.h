/*
 * Deflate: compression of PDF streams, and back (libdeflate and zlib are
 * included here only).  The same bytes give the same stream, whatever was
 * compressed before them.
 */
#ifndef OUTPUT_DEFLATE_H
#define OUTPUT_DEFLATE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A compressor keeps its tables between streams; owned by the caller. */
struct deflater;

struct deflater *deflater_create(void);
void deflater_destroy(struct deflater *deflater);

/* Adds BYTES as a zlib stream to OUT. */
void deflate_whole(struct deflater *deflater, const void *bytes, size_t size,
                   struct strbuf *out);

/* A stream that is given in parts, for what would be large to hold: images.
   All output is added to OUT, which the caller keeps until deflater_end(). */
void deflater_begin(struct deflater *deflater, struct strbuf *out);
void deflater_add(struct deflater *deflater, const void *bytes, size_t size);
void deflater_end(struct deflater *deflater);

/* The first SIZE_OUT bytes of a zlib stream; false when it is damaged before
   that or shorter.  What follows is not looked at. */
bool inflate_start(const void *bytes, size_t size, void *out, size_t size_out);

/* The same for a whole stream of exactly SIZE_OUT bytes, whose checksum is
   compared too. */
bool inflate_whole(const void *bytes, size_t size, void *out, size_t size_out);

/* CRC-32 of BYTES, going on from CRC (0 at first). */
uint32_t checksum_add(uint32_t crc, const void *bytes, size_t size);

#endif
