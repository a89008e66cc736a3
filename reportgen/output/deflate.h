/*
 * Deflate: compresses PDF streams and expands them (libdeflate and zlib are
 * included here only).  The same bytes give the same stream, whatever was
 * compressed before them.
 */
#ifndef OUTPUT_DEFLATE_H
#define OUTPUT_DEFLATE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A compressor, which keeps its tables between streams.  The caller owns it. */
struct deflater;

struct deflater *deflater_create(void);
void deflater_destroy(struct deflater *deflater);

/* Adds BYTES as a zlib stream to OUT. */
void deflate_whole(struct deflater *deflater, const void *bytes, size_t size,
                   struct strbuf *out);

/* For a stream that is given in parts, because it would be large to keep:
   images.  All output is added to OUT, which has to live until
   deflater_end(). */
void deflater_begin(struct deflater *deflater, struct strbuf *out);
void deflater_add(struct deflater *deflater, const void *bytes, size_t size);
void deflater_end(struct deflater *deflater);

/* Expands the first SIZE_OUT bytes of a zlib stream; false when it is damaged
   before that, or shorter.  The rest is not looked at. */
bool inflate_start(const void *bytes, size_t size, void *out, size_t size_out);

/* The same for a whole stream of exactly SIZE_OUT bytes; its checksum is
   compared too. */
bool inflate_whole(const void *bytes, size_t size, void *out, size_t size_out);

/* Continues the CRC-32 (0 at first) with BYTES. */
uint32_t checksum_add(uint32_t crc, const void *bytes, size_t size);

#endif
